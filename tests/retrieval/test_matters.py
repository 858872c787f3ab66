"""Which matter is meant, on the small city: everyday words, typos, homophones, and what nobody answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from knowledge_base.importing.city_folder import read_folder
from knowledge_base.regions import City, read_city
from knowledge_base.schemas import Guide
from retrieval.embedding import E5Embedder, RemoteEmbedder
from retrieval.matters import MatterIndex
from retrieval.vector_store import VectorStore, connect

SMALL_CITY = Path(__file__).parent.parent / "knowledge_base" / "small_city"
CARD, MARRIAGE = "identity-card-loss-reissue", "marriage-registration"
FOOD, SENIOR = "food-licence-new", "senior-allowance"


def silent(_: int) -> None:
    return None


@pytest.fixture(scope="module")
def matters(
    tmp_path_factory: pytest.TempPathFactory, indexed_small_city: Path, embedder: E5Embedder
) -> MatterIndex:
    kept = tmp_path_factory.mktemp("matters") / "data"
    shutil.copytree(indexed_small_city, kept)
    city = read_city(SMALL_CITY)
    store = VectorStore(partial(connect, "", kept / "chroma"), embedder)
    guides = read_folder(SMALL_CITY, city).guides
    return MatterIndex(guides, city.out_of_scope, store, embedder, kept / "models", silent)


def best(matters: MatterIndex, message: str) -> str:
    return matters.candidates(message, message)[0].matter


@pytest.mark.parametrize(
    ("message", "matter"),
    [
        # official and everyday names
        ("居民身份证丢失补领", CARD),
        ("结婚登记", MARRIAGE),
        ("扯证", MARRIAGE),
        ("高龄补贴", SENIOR),
        # everyday words that no name contains
        ("我的证件让小偷偷走了", CARD),
        ("想和男朋友把婚结了", MARRIAGE),
        ("准备开个烧烤店", FOOD),
        ("外婆今年八十二岁有钱领吗", SENIOR),
        # traditional characters
        ("身份證遺失補領", CARD),
        ("結婚登記", MARRIAGE),
        # typos and homophones
        ("身份正丢了", CARD),
        ("神份证丢了", CARD),
        ("结昏登记", MARRIAGE),
        ("食品经营许可正", FOOD),
        ("高零津贴", SENIOR),
        # pinyin
        ("jiehun dengji", MARRIAGE),
        ("gaoling jintie", SENIOR),
    ],
)
def test_what_is_meant_comes_first(matters: MatterIndex, message: str, matter: str) -> None:
    assert best(matters, message) == matter


def test_candidates_are_matters_best_first(matters: MatterIndex) -> None:
    found = matters.candidates("身份证丢了", "身份证丢了怎么办")
    assert {candidate.matter for candidate in found} == {CARD, MARRIAGE, FOOD, SENIOR}
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= candidate.score <= 1.01 for candidate in found)
    assert found[0].label.text == "身份证丢了"
    assert found[0].score > 2 * found[1].score
    assert len(matters.candidates("身份证丢了", "身份证丢了", count=2)) == 2


@pytest.mark.parametrize("message", ["明天下雨吗", "糖醋排骨怎么烧", "讲个笑话听听"])
def test_what_nobody_answers_is_known_as_such(matters: MatterIndex, message: str) -> None:
    first = matters.candidates(message, message)[0]
    assert first.out_of_scope > first.probability
    answered = matters.candidates("身份证丢了", "身份证丢了")[0]
    assert answered.probability > answered.out_of_scope
    assert answered.score > first.score


@pytest.mark.parametrize("content", ["", " ", "\n"])
def test_nothing_said_means_nothing(matters: MatterIndex, content: str) -> None:
    assert matters.candidates(content, "怎么办") == []


@pytest.mark.parametrize("message", ["，", "😀", "a" * 1000, "<s>", "证" * 1000])
def test_anything_can_be_said(matters: MatterIndex, message: str) -> None:
    for candidate in matters.candidates(message, message):
        assert candidate.score == candidate.score


def test_a_frequent_question_is_found(matters: MatterIndex) -> None:
    found = matters.questions("领证需要户口本吗", None)
    assert found[0].label.text == "领结婚证要带户口簿吗？"
    assert found[0].label.question == 0
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_questions_of_one_matter_only(matters: MatterIndex) -> None:
    found = matters.questions("领证需要户口本吗", SENIOR)
    assert {match.label.matter for match in found} == {SENIOR}
    assert matters.questions("领证需要户口本吗", "nothing") == []


def test_a_question_names_the_guide_that_answers_it(matters: MatterIndex) -> None:
    assert matters.questions("西区中午能去办吗", CARD)[0].label.guide_id == f"{CARD}-990103"


def test_what_people_say_is_not_a_name(matters: MatterIndex) -> None:
    names = {label.text for label in matters.labels if label.is_name}
    assert "身份证丢了" in names
    assert "钱包被偷了，身份证在里面" in {label.text for label in matters.labels} - names


def test_a_label_stands_once_for_its_matter(matters: MatterIndex) -> None:
    labels = [(label.matter, label.text) for label in matters.labels if label.question is None]
    assert len(set(labels)) == len(labels)


def made(
    guides: Iterable[Guide],
    out_of_scope: tuple[str, ...],
    store: VectorStore,
    embedder: E5Embedder,
    folder: Path,
) -> MatterIndex:
    return MatterIndex(guides, out_of_scope, store, embedder, folder, silent)


def test_no_guides_no_candidates(store: VectorStore, embedder: E5Embedder, tmp_path: Path) -> None:
    empty = made([], (), store, embedder, tmp_path)
    assert empty.candidates("身份证", "身份证") == []
    assert empty.questions("身份证", None) == []


def test_one_matter_alone(
    store: VectorStore, embedder: E5Embedder, tmp_path: Path, guides: dict[str, Guide]
) -> None:
    alone = made([guides["senior-allowance-990100"]], (), store, embedder, tmp_path)
    assert best(alone, "高龄补贴") == SENIOR


def test_without_vectors_the_words_decide(tmp_path: Path, guides: dict[str, Guide], city: City) -> None:
    """Nothing listens on port 9: the embedding server is down from the beginning."""
    down = RemoteEmbedder("http://127.0.0.1:9/v1", "m", "")
    store = VectorStore(partial(connect, "", tmp_path / "chroma"), down)
    words = MatterIndex(guides.values(), city.out_of_scope, store, down, tmp_path, silent)
    for message, matter in (
        ("身份证丢了", CARD),
        ("神份证丢了", CARD),
        ("扯证", MARRIAGE),
        ("开饭店办证", FOOD),
    ):
        assert best(words, message) == matter
    assert words.questions("领结婚证要户口簿吗", None)[0].label.matter == MARRIAGE
