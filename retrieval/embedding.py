"""Embedding of queries and passages: the bundled multilingual-e5-small or a remote server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import httpx
import numpy as np
import numpy.typing as npt

from common.settings import Settings
from retrieval.errors import EmbeddingUnavailable

Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]
"""Called with the number of passages embedded since the last call."""

_MODEL_FILE = "multilingual-e5-small-int8-1.onnx"
_CACHED_QUERIES = 2048


def _silent(_: int) -> None:
    return None


class Embedder(Protocol):
    """Turns text into vectors of unit length."""

    name: str
    """Changes whenever the vectors would: part of every collection's name."""
    spread: float
    """The typical standard deviation of similarities of one query, to scale scores by."""

    def query(self, text: str) -> Vector:
        """The vector of a question."""
        ...

    def queries(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """The vectors of questions, [n, dimension]."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """The vectors of passages, [n, dimension]."""
        ...


class E5Embedder:
    """multilingual-e5-small in ONNX Runtime, built once from the packaged weights.

    A text at a time on a one-thread session, as many callers as there are cores: that is faster
    than batches, and keeps a text's vector apart from what is embedded beside it.
    """

    name = "e5-small-int8-1"
    spread = 0.015

    def __init__(self, model_folder: Path, threads: int) -> None:
        import onnxruntime as ort  # noqa: PLC0415 - heavy

        from retrieval.e5.tokenizer import E5Tokenizer  # noqa: PLC0415
        from retrieval.e5.weights import Weights  # noqa: PLC0415

        weights = Weights()
        path = model_folder / _MODEL_FILE
        if not path.exists():
            from retrieval.e5.graph import write_model  # noqa: PLC0415 - only once

            write_model(weights, path)
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = E5Tokenizer(weights.vocabulary())
        self._words = weights.word_rows()
        self._limit = weights.shape.positions
        hidden = weights.shape.hidden
        positions = weights.vector("emb.pos").reshape(-1, hidden)
        self._positions = positions + weights.vector("emb.type")[:hidden]
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embedding")
        self.query = lru_cache(maxsize=_CACHED_QUERIES)(self._query)  # type: ignore[method-assign]

    def query(self, text: str) -> Vector:
        return self._query(text)

    def _query(self, text: str) -> Vector:
        return self._embed(f"query: {text}")

    def queries(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        return self._embed_all([f"query: {text}" for text in texts], progress)

    def passages(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        return self._embed_all([f"passage: {text}" for text in texts], progress)

    def _embed_all(self, texts: Sequence[str], progress: Progress) -> Vectors:
        vectors = np.empty((len(texts), self._positions.shape[1]), dtype=np.float32)
        for row, vector in enumerate(self._pool.map(self._embed, texts)):
            vectors[row] = vector
            progress(1)
        return vectors

    def _embed(self, text: str) -> Vector:
        from retrieval.e5.weights import rows  # noqa: PLC0415

        numbers = self._tokenizer.numbers(text, self._limit)
        embedded = rows(self._words[numbers]) + self._positions[: len(numbers)]
        vector: Vector = self._session.run(None, {"embedded": embedded[None]})[0][0]
        return vector


class RemoteEmbedder:
    """An OpenAI-compatible `/embeddings` server. The prefixes are those of the e5 family."""

    spread = 0.05

    def __init__(
        self, base_url: str, model: str, api_key: str, *, client: httpx.Client | None = None
    ) -> None:
        self.name = model
        self._model = model
        self._client = client or httpx.Client(timeout=httpx.Timeout(30, connect=5))
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def query(self, text: str) -> Vector:
        vector: Vector = self._embed([f"query: {text}"])[0]
        return vector

    def queries(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        return self._embed_all([f"query: {text}" for text in texts], progress)

    def passages(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        return self._embed_all([f"passage: {text}" for text in texts], progress)

    def _embed_all(self, texts: list[str], progress: Progress) -> Vectors:
        batches: list[Vectors] = []
        for start in range(0, len(texts), 64):
            batch = texts[start : start + 64]
            batches.append(self._embed(batch))
            progress(len(batch))
        return np.concatenate(batches) if batches else np.empty((0, 0), dtype=np.float32)

    def _embed(self, texts: list[str]) -> Vectors:
        try:
            answer = self._client.post(
                self._url, headers=self._headers, json={"model": self._model, "input": texts}
            ).raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise EmbeddingUnavailable(reason=str(error)) from error
        if (
            vectors.ndim != 2
            or vectors.shape[0] != len(texts)
            or not vectors.size
            or not np.isfinite(vectors).all()
        ):
            raise EmbeddingUnavailable(reason=f"{len(texts)} texts gave vectors of shape {vectors.shape}")
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, dtype=np.float32)


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings choose."""
    if settings.embedding_base_url:
        return RemoteEmbedder(
            settings.embedding_base_url,
            settings.embedding_model,
            settings.embedding_api_key.get_secret_value(),
        )
    return E5Embedder(settings.data_folder / "models", settings.embedding_threads)
