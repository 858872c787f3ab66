"""The passage index: fused search over the regions' partitions, and what changes at once."""

from __future__ import annotations

import pytest

from retrieval.embedding import E5Embedder
from retrieval.index import Index, Search
from retrieval.passages import Passage
from retrieval.vector_store import VectorStore

EVERYWHERE = ("990100", "990102", "990103")


def silent(_: int) -> None:
    return None


def found(search: Search) -> list[str]:
    return [document.document_id for document in search.documents]


@pytest.fixture
def index(store: VectorStore, embedder: E5Embedder, library_passages: list[Passage]) -> Index:
    made = Index(store, embedder)
    made.replace(library_passages, silent)
    return made


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("身份证丢失怎么补领", "card"),
        ("領結婚證", "marriage"),
        ("开饭馆办什么许可证", "food"),
        ("八十岁老人有什么补贴", "senior"),
    ],
)
def test_the_document_that_fits_comes_first(index: Index, question: str, best: str) -> None:
    search = index.search(question, ("990102", "990100"))
    assert found(search)[0] == best
    assert not search.degraded
    assert all(milliseconds >= 0 for milliseconds in search.milliseconds.values())


def test_documents_and_passages_come_best_first(index: Index) -> None:
    search = index.search("周六能办身份证补领吗", EVERYWHERE)
    scores = [document.score for document in search.documents]
    assert scores == sorted(scores, reverse=True)
    card = next(document for document in search.documents if document.document_id == "card")
    assert "周六" in card.hits[0].passage.text
    assert [hit.score for hit in card.hits] == sorted((hit.score for hit in card.hits), reverse=True)
    assert all(hit.similarity is not None and 0.5 < hit.similarity < 1 for hit in card.hits)


def test_only_the_regions_asked_for_are_searched(index: Index) -> None:
    question = "身份证补领"
    assert set(found(index.search(question, ["990102"]))) == {"card", "marriage"}
    assert found(index.search(question, ["990103"])) == ["card-west"]
    assert set(found(index.search(question, EVERYWHERE))) == {
        "card",
        "card-west",
        "marriage",
        "food",
        "senior",
    }
    assert found(index.search(question, ["999999"])) == []
    assert found(index.search(question, [])) == []


def test_a_region_named_twice_counts_once(index: Index) -> None:
    assert found(index.search("身份证", ["990103", "990103"])) == ["card-west"]


def test_as_many_as_are_asked_for(index: Index) -> None:
    assert len(index.search("身份证", EVERYWHERE, count=2).documents) == 2
    search = index.search("身份证", EVERYWHERE, each=1)
    assert all(len(document.hits) == 1 for document in search.documents)


@pytest.mark.parametrize("question", ["", "，", "😀", "a" * 2000, "<s>", "weather tomorrow"])
def test_any_question_can_be_searched(index: Index, question: str) -> None:
    search = index.search(question, EVERYWHERE)
    assert len(search.documents) == 5
    assert all(document.score == document.score for document in search.documents)


def test_what_is_added_is_found(index: Index, library_passages: list[Passage]) -> None:
    new = Passage("passport", "990100", "护照首次申请", (), "出入境管理局办理普通护照。")
    index.replace([*library_passages, new], silent)
    assert found(index.search("办护照", EVERYWHERE))[0] == "passport"
    assert len(index) == len(library_passages) + 1


def test_what_changed_is_found_with_its_new_words_only(index: Index, library_passages: list[Passage]) -> None:
    old = library_passages[3]
    new = Passage(old.document_id, old.region_code, old.title, (), "婚姻登记不收费，户口簿也不用带。")
    index.replace([new if passage is old else passage for passage in library_passages], silent)
    search = index.search("结婚登记户口簿", ["990102"])
    texts = [hit.passage.text for document in search.documents for hit in document.hits]
    assert new.text in texts
    assert old.text not in texts


def test_what_is_not_wanted_any_more_leaves(index: Index, library_passages: list[Passage]) -> None:
    index.replace([passage for passage in library_passages if passage.document_id != "card"], silent)
    assert "card" not in found(index.search("身份证丢失补领", EVERYWHERE))


def test_a_region_without_passages_is_empty(index: Index, library_passages: list[Passage]) -> None:
    index.replace([passage for passage in library_passages if passage.region_code != "990103"], silent)
    assert found(index.search("身份证", ["990103"])) == []


def test_nothing_at_all(index: Index) -> None:
    index.replace([], silent)
    assert found(index.search("身份证", EVERYWHERE)) == []
    assert len(index) == 0


def test_what_is_withdrawn_leaves_before_anything_is_embedded(
    index: Index, library_passages: list[Passage]
) -> None:
    kept = [passage for passage in library_passages if passage.document_id != "card"]
    index.remove_all_but(kept)
    assert len(index) == len(kept)
    assert "card" not in found(index.search("身份证丢失补领", EVERYWHERE))
    assert found(index.search("结婚登记", ["990102"])) == ["marriage"]


def test_what_is_not_yet_indexed_does_not_come_by_removing(
    index: Index, library_passages: list[Passage]
) -> None:
    index.remove_all_but([*library_passages, Passage("new", "990100", "新", (), "新")])
    assert len(index) == len(library_passages)


def test_the_same_passage_twice_counts_once(index: Index, library_passages: list[Passage]) -> None:
    index.replace([*library_passages, *library_passages], silent)
    assert len(index) == len(library_passages)


def test_progress_adds_up(store: VectorStore, embedder: E5Embedder, library_passages: list[Passage]) -> None:
    index = Index(store, embedder)
    for passages in (library_passages[:3], library_passages):
        seen: list[int] = []
        index.replace(passages, seen.append)
        assert sum(seen) == len(passages)
