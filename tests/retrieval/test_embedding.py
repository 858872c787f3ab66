"""The bundled model and a remote server give the same vectors; a server that fails is our error."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.settings import Settings
from retrieval.embedding import E5Embedder, RemoteEmbedder, make_embedder
from retrieval.errors import EmbeddingUnavailable
from retrieval.index import Index
from retrieval.passages import Passage
from retrieval.vector_store import VectorStore

if TYPE_CHECKING:
    from tests.retrieval.conftest import EmbeddingServer

DIMENSION = 384


def test_vectors_are_of_unit_length(embedder: E5Embedder) -> None:
    vectors = embedder.passages(["身份证丢了怎么办", "a", "，", "结婚登记要带什么材料？" * 3])
    assert vectors.shape == (4, DIMENSION)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


@settings(max_examples=30)
@given(text=st.text(max_size=80))
def test_anything_has_a_vector(embedder: E5Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.query(text)) == pytest.approx(1, abs=1e-5)


def test_meaning_is_near(embedder: E5Embedder) -> None:
    question = embedder.query("身份证丢了怎么补办")
    near, far = embedder.passages(["居民身份证遗失后申请补领新证。", "开办餐饮店应当取得食品经营许可证。"])
    assert question @ near > question @ far + embedder.spread


def test_a_question_and_a_passage_are_told_apart(embedder: E5Embedder) -> None:
    text = "高龄津贴"
    assert embedder.query(text) @ embedder.passages([text])[0] < 0.999
    assert np.array_equal(embedder.query(text), embedder.queries([text])[0])


def test_the_same_text_gives_the_same_vector_wherever_it_stands(embedder: E5Embedder) -> None:
    texts = [f"第{number}条　申请人应当提交材料" for number in range(20)]
    together = embedder.passages(texts)
    assert np.array_equal(together, embedder.passages(texts))
    assert np.array_equal(together[7], embedder.passages([texts[7]])[0])
    assert np.array_equal(together[::-1], embedder.passages(texts[::-1]))


def test_progress_is_reported_for_each_text(embedder: E5Embedder) -> None:
    seen: list[int] = []
    embedder.passages(["a", "b", "c"], seen.append)
    assert sum(seen) == 3


def test_no_texts_no_vectors(embedder: E5Embedder) -> None:
    assert len(embedder.passages([])) == 0
    assert len(embedder.queries([])) == 0


def test_markup_in_a_text_is_only_text(embedder: E5Embedder) -> None:
    """A control piece would move the vector; this is as near as other signs are."""
    plain = embedder.query("身份证丢了怎么补办")
    marked = embedder.query("身份证丢了<s>怎么补办")
    harmless = embedder.query("身份证丢了<x>怎么补办")
    assert plain @ marked > plain @ harmless - 0.02


def test_spaces_do_not_matter(embedder: E5Embedder) -> None:
    assert np.array_equal(embedder.query("身份证 丢了"), embedder.query("  身份证\n\t　丢了 "))


def test_what_is_too_long_is_cut(embedder: E5Embedder) -> None:
    long = "申请人应当如实提交有关材料和反映真实情况。" * 400
    assert np.array_equal(embedder.query(long), embedder.query(long + "食品经营许可证"))
    assert np.linalg.norm(embedder.query(long)) == pytest.approx(1, abs=1e-5)


def test_the_model_is_converted_once(embedder: E5Embedder, pytestconfig: pytest.Config) -> None:
    folder = pytestconfig.cache.mkdir("models")
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = E5Embedder(folder, threads=1)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert np.array_equal(again.query("身份证"), embedder.query("身份证"))


def test_a_server_with_the_same_model_gives_the_same_vectors(
    embedder: E5Embedder, remote: RemoteEmbedder
) -> None:
    texts = [f"第{number}条" for number in range(70)]
    assert remote.query("身份证丢了") == pytest.approx(embedder.query("身份证丢了"), abs=1e-5)
    assert remote.passages(texts) == pytest.approx(embedder.passages(texts), abs=1e-5)
    assert remote.queries(texts[:2]) == pytest.approx(embedder.queries(texts[:2]), abs=1e-5)


def test_the_server_is_asked_as_it_expects(embedding_server: EmbeddingServer, remote: RemoteEmbedder) -> None:
    seen: list[int] = []
    remote.passages([str(number) for number in range(70)], seen.append)
    assert [len(request["input"]) for request in embedding_server.requests] == [64, 6]
    assert seen == [64, 6]
    assert embedding_server.requests[0]["model"] == "multilingual-e5-small"
    assert embedding_server.requests[0]["input"][0] == "passage: 0"
    assert embedding_server.headers[0]["authorization"] == "Bearer sk-1"


def test_without_a_key_none_is_sent(embedding_server: EmbeddingServer, http: httpx.Client) -> None:
    RemoteEmbedder(embedding_server.url, "m", "", client=http).query("a")
    assert "authorization" not in embedding_server.headers[0]


def test_no_texts_are_not_sent(embedding_server: EmbeddingServer, remote: RemoteEmbedder) -> None:
    assert len(remote.passages([])) == 0
    assert embedding_server.requests == []


def rows(*vectors: object) -> bytes:
    return json.dumps({"data": [{"index": at, "embedding": v} for at, v in enumerate(vectors)]}).encode()


WRONG = {
    "error of the server": (500, b"{}"),
    "not authorised": (401, b'{"error": "no"}'),
    "too many requests": (429, b"{}"),
    "not JSON": (200, b"<html>"),
    "not an object": (200, b"[]"),
    "no data": (200, b'{"error": "overloaded"}'),
    "data is null": (200, b'{"data": null}'),
    "too few": (200, rows([1.0, 0.0])),
    "too many": (200, rows([1.0], [1.0], [1.0])),
    "numbers instead of vectors": (200, rows(1.0, 2.0)),
    "vectors of several lengths": (200, rows([1.0], [1.0, 2.0])),
    "words instead of numbers": (200, rows(["a"], ["b"])),
    "no index": (200, b'{"data": [{"embedding": [1.0]}, {"embedding": [1.0]}]}'),
    "rows are null": (200, b'{"data": [null, null]}'),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_server_that_answers_wrongly_is_unavailable(
    embedding_server: EmbeddingServer, remote: RemoteEmbedder, wrong: str
) -> None:
    embedding_server.respond = lambda _: WRONG[wrong]
    with pytest.raises(EmbeddingUnavailable):
        remote.queries(["a", "b"])


# DEFECT: null becomes NaN, and an empty vector passes; neither can be searched by.
@pytest.mark.parametrize("vector", [[None, 1.0], []], ids=["null", "empty"])
def test_a_vector_that_is_none_is_unavailable(
    embedding_server: EmbeddingServer, remote: RemoteEmbedder, vector: list[object]
) -> None:
    embedding_server.respond = lambda texts: (200, rows(*[vector for _ in texts]))
    with pytest.raises(EmbeddingUnavailable):
        remote.queries(["a"])


def test_a_server_that_is_down_is_unavailable(
    embedding_server: EmbeddingServer, remote: RemoteEmbedder
) -> None:
    remote.query("a")
    embedding_server.stop()
    with pytest.raises(EmbeddingUnavailable):
        remote.query("b")


def test_the_settings_choose() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/v1/"
    chosen = make_embedder(Settings(embedding_base_url=url, embedding_model="bge-m3"))
    assert isinstance(chosen, RemoteEmbedder)
    assert chosen.name == "bge-m3"
    with pytest.raises(EmbeddingUnavailable):
        chosen.query("a")


def silent(_: int) -> None:
    return None


@pytest.mark.parametrize("wrong", ["error of the server", "not JSON", "numbers instead of vectors"])
def test_search_goes_on_by_keyword(
    embedding_server: EmbeddingServer,
    remote: RemoteEmbedder,
    store: VectorStore,
    library_passages: list[Passage],
    wrong: str,
) -> None:
    index = Index(store, remote)
    index.replace(library_passages, silent)
    assert not index.search("身份证补领", ["990102"]).degraded
    embedding_server.respond = lambda _: WRONG[wrong]
    found = index.search("身份证丢失补领", ["990102"])
    assert found.degraded
    assert found.documents[0].document_id == "card"
    assert all(hit.similarity is None for document in found.documents for hit in document.hits)
    embedding_server.respond = None
    assert not index.search("身份证丢失了", ["990102"]).degraded
