"""Vectors in Chroma, embedded and on a server: the same answers, and an error of ours when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from retrieval.embedding import E5Embedder
from retrieval.errors import VectorStoreUnavailable
from retrieval.index import Index, Search
from retrieval.passages import Passage
from retrieval.vector_store import VectorStore, connect

if TYPE_CHECKING:
    from tests.conftest import ChromaServer

TEXTS = {
    "card": "居民身份证丢失以后申请补领",
    "marriage": "男女双方一起办理结婚登记",
    "food": "餐饮店的食品经营许可证",
}


def silent(_: int) -> None:
    return None


def counted(store: VectorStore, texts: dict[str, str], region: str = "990102") -> list[int]:
    seen: list[int] = []
    store.synchronise(region, texts, seen.append)
    return seen


@pytest.fixture
def remote_store(chroma_server: ChromaServer, embedder: E5Embedder) -> Iterator[VectorStore]:
    clients: list[Any] = []

    def connected() -> Any:
        clients.append(connect(chroma_server.url, None))
        return clients[-1]

    yield VectorStore(connected, embedder)
    for client in clients:
        for api in (client._server, client._admin_client._server):
            api._session.close()  # Chroma's own `close` forgets its sockets


def test_the_nearest_come_with_their_cosine(store: VectorStore, embedder: E5Embedder) -> None:
    store.synchronise("990102", TEXTS, silent)
    vector = embedder.query("身份证不见了")
    found = store.nearest("990102", vector, 10)
    assert next(iter(found)) == "card"
    cosines = dict(zip(TEXTS, embedder.passages(list(TEXTS.values())) @ vector, strict=True))
    assert found == pytest.approx(cosines, abs=1e-4)
    assert list(store.nearest("990102", vector, 1)) == ["card"]


def test_regions_are_apart(store: VectorStore, embedder: E5Embedder) -> None:
    store.synchronise("990102", {"card": TEXTS["card"]}, silent)
    store.synchronise("990103", {"food": TEXTS["food"]}, silent)
    vector = embedder.query("身份证")
    assert list(store.nearest("990102", vector, 10)) == ["card"]
    assert list(store.nearest("990103", vector, 10)) == ["food"]
    assert store.nearest("990100", vector, 10) == {}


def test_only_what_is_new_is_embedded_and_what_is_not_wanted_goes(
    store: VectorStore, embedder: E5Embedder
) -> None:
    counted(store, {"card": TEXTS["card"], "food": TEXTS["food"]})
    assert counted(store, {"card": TEXTS["card"], "marriage": TEXTS["marriage"]}) == [1, 1]
    assert set(store.nearest("990102", embedder.query("a"), 10)) == {"card", "marriage"}
    assert counted(store, {}) == [0]
    assert store.nearest("990102", embedder.query("a"), 10) == {}


def test_what_was_embedded_is_kept_on_disk(tmp_path: Path, embedder: E5Embedder) -> None:
    first: Any = connect("", tmp_path / "kept")
    counted(VectorStore(lambda: first, embedder), TEXTS)
    first.close()  # else the second shares what it has open
    again = VectorStore(partial(connect, "", tmp_path / "kept"), embedder)
    assert counted(again, TEXTS) == [3]
    assert set(again.nearest("990102", embedder.query("a"), 10)) == set(TEXTS)


def test_questions_come_back_by_id(store: VectorStore, embedder: E5Embedder) -> None:
    found = store.questions("matters", TEXTS, silent)
    assert found.keys() == TEXTS.keys()
    assert found["card"] == pytest.approx(embedder.query(TEXTS["card"]), abs=1e-6)
    fewer = store.questions("matters", {"food": TEXTS["food"]}, silent)
    assert fewer.keys() == {"food"}


def test_questions_and_passages_are_apart(store: VectorStore, embedder: E5Embedder) -> None:
    store.questions("matters", TEXTS, silent)
    assert store.nearest("990102", embedder.query("a"), 10) == {}


def test_many_passages(store: VectorStore, embedder: E5Embedder) -> None:
    """More than one batch."""
    texts = {str(number): f"第{number}条" for number in range(600)}
    assert sum(counted(store, texts)) == 600
    assert len(store.nearest("990102", embedder.query("第1条"), 1000)) == 600
    assert sum(counted(store, {"1": texts["1"]})) == 1
    assert list(store.nearest("990102", embedder.query("第1条"), 1000)) == ["1"]


@pytest.mark.slow
def test_a_server_gives_what_the_embedded_store_gives(
    store: VectorStore, remote_store: VectorStore, embedder: E5Embedder
) -> None:
    for each in (store, remote_store):
        each.synchronise("990102", TEXTS, silent)
    for question in ("身份证丢了", "想开饭店", "去哪里领证"):
        vector = embedder.query(question)
        here, there = store.nearest("990102", vector, 3), remote_store.nearest("990102", vector, 3)
        assert list(here) == list(there)
        assert here == pytest.approx(there, abs=1e-4)
    kept, sent = store.questions("m", TEXTS, silent), remote_store.questions("m", TEXTS, silent)
    assert kept.keys() == sent.keys()
    assert all(np.allclose(kept[name], sent[name], atol=1e-6) for name in kept)
    assert counted(remote_store, {"card": TEXTS["card"]}) == [1]
    assert list(remote_store.nearest("990102", embedder.query("a"), 3)) == ["card"]


def ranking(search: Search) -> list[tuple[str, float]]:
    return [(document.document_id, round(document.score, 2)) for document in search.documents]


@pytest.mark.slow
def test_a_server_that_dies_leaves_the_keywords(
    store: VectorStore,
    remote_store: VectorStore,
    chroma_server: ChromaServer,
    embedder: E5Embedder,
    library_passages: list[Passage],
) -> None:
    here, there = Index(store, embedder), Index(remote_store, embedder)
    regions = ["990102", "990100"]
    for index in (here, there):
        index.replace(library_passages, silent)
    before = there.search("身份证丢了怎么补领", regions)
    assert not before.degraded
    assert ranking(before) == ranking(here.search("身份证丢了怎么补领", regions))

    chroma_server.kill()
    after = there.search("身份证丢了怎么补领", regions)
    assert after.degraded
    assert after.documents[0].document_id == "card"
    assert all(hit.similarity is None for document in after.documents for hit in document.hits)
    there.replace(library_passages[:2], silent)
    assert [document.document_id for document in there.search("身份证", regions).documents] == ["card"]
    with pytest.raises(VectorStoreUnavailable):
        remote_store.questions("matters", TEXTS, silent)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(VectorStoreUnavailable):
        connect("http://127.0.0.1:9", None)


def test_a_store_without_its_server_is_unavailable_only_when_used(embedder: E5Embedder) -> None:
    store = VectorStore(lambda: connect("http://127.0.0.1:9", None), embedder)
    with pytest.raises(VectorStoreUnavailable):
        store.nearest("990102", embedder.query("a"), 1)


@pytest.mark.slow
def test_a_server_that_comes_back_is_used_again(
    remote_store: VectorStore, chroma_server: ChromaServer, embedder: E5Embedder
) -> None:
    remote_store.synchronise("990102", TEXTS, silent)
    vector = embedder.query("身份证")
    before = remote_store.nearest("990102", vector, 3)
    chroma_server.kill()
    with pytest.raises(VectorStoreUnavailable):
        remote_store.nearest("990102", vector, 3)
    chroma_server.start()
    assert remote_store.nearest("990102", vector, 3) == before
