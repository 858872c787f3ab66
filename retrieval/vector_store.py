"""The dense side: passages in Chroma, one collection a region, so that no metadata filter is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import numpy as np

from retrieval.embedding import Embedder, Progress, Vector, Vectors
from retrieval.errors import VectorStoreUnavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 512


def connect(url: str, folder: Path | None) -> ClientAPI:
    """A Chroma server at `url`, else embedded in `folder`, else in memory."""
    import chromadb  # noqa: PLC0415 - heavy
    from chromadb.config import Settings  # noqa: PLC0415

    quiet = Settings(anonymized_telemetry=False)
    if url:
        parts = urlsplit(url)
        with _failures():
            return chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or 8000,
                ssl=parts.scheme == "https",
                settings=quiet,
            )
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    return chromadb.EphemeralClient(settings=quiet)


@contextmanager
def _failures() -> Iterator[None]:
    """A server that is down or refuses, as our error."""
    from chromadb.errors import ChromaError  # noqa: PLC0415 - heavy

    try:
        yield
    except (httpx.HTTPError, ChromaError, ConnectionError, ValueError) as error:
        raise VectorStoreUnavailable(reason=str(error)) from error


class VectorStore:
    """Vectors of passages by id, in a collection for each region and embedder.

    The connection is made with the first use, and again after one that failed.
    """

    def __init__(
        self, connect_client: Callable[[], ClientAPI], embedder: Embedder, prefix: str = "bangban"
    ) -> None:
        self._connect = connect_client
        self._client: ClientAPI | None = None
        self._embedder = embedder
        self._prefix = prefix
        self._collections: dict[str, Collection] = {}

    def synchronise(self, region_code: str, texts: Mapping[str, str], progress: Progress) -> None:
        """Make the region's collection hold exactly these passages, embedding only the new ones."""
        with _failures():
            self._synchronise(self._collection(region_code), texts, progress, self._embedder.passages)

    def _synchronise(
        self,
        collection: Collection,
        texts: Mapping[str, str],
        progress: Progress,
        embed: Callable[[Sequence[str], Progress], Vectors],
    ) -> None:
        present = set(collection.get(include=[])["ids"])
        if stale := list(present - texts.keys()):
            for start in range(0, len(stale), _BATCH):
                collection.delete(ids=stale[start : start + _BATCH])
        new = [passage_id for passage_id in texts if passage_id not in present]
        progress(len(texts) - len(new))
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors = embed([texts[passage_id] for passage_id in batch], progress)
            collection.add(ids=batch, embeddings=vectors)

    def questions(self, name: str, texts: Mapping[str, str], progress: Progress) -> dict[str, Vector]:
        """The vectors of these texts as questions, by id; what is there already is not embedded again."""
        with _failures():
            collection = self._collection(f"questions-{name}")
            self._synchronise(collection, texts, progress, self._embedder.queries)
            kept = collection.get(include=["embeddings"])
        vectors = kept["embeddings"]
        return (
            {}
            if vectors is None
            else dict(zip(kept["ids"], np.asarray(vectors, dtype=np.float32), strict=True))
        )

    def nearest(self, region_code: str, vector: Vector, count: int) -> dict[str, float]:
        """The ids of the nearest passages with their cosine similarity."""
        with _failures():
            collection = self._collection(region_code)
            found = collection.query(query_embeddings=vector[None], n_results=count, include=["distances"])
        distances: Sequence[Sequence[float]] = found["distances"] or [[]]
        return {
            passage_id: 1 - distance
            for passage_id, distance in zip(found["ids"][0], distances[0], strict=True)
        }

    def _collection(self, region_code: str) -> Collection:
        if self._client is None:
            self._client = self._connect()
        if region_code not in self._collections:
            embedder = re.sub(r"[^A-Za-z0-9]+", "-", self._embedder.name).strip("-")
            self._collections[region_code] = self._client.get_or_create_collection(
                f"{self._prefix}-{embedder}-{region_code}",
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                embedding_function=None,
            )
        return self._collections[region_code]
