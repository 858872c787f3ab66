"""The passage index: one partition a region, keyword and dense scores fused over the partitions.

Scores of the whole document and of its pieces are z-scored and added, with the dense similarity
on the scale of its own spread: in Chinese the character n-grams are the strong signal and rank
fusion with a weaker list makes it worse (docs/decisions/0003-score-fusion.md).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.embedding import Embedder, Progress, Vector
from retrieval.errors import RetrievalError
from retrieval.keyword_index import KeywordIndex, Scores
from retrieval.passages import Passage, overlap
from retrieval.vector_store import VectorStore

_NEAREST = 100
_DENSE_WEIGHT = 0.8

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `score` orders the passages of one document, `similarity` is the cosine
    (None when the passage is not among the nearest)."""

    passage: Passage
    score: float
    similarity: float | None


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A guide or document found, with its passages that fit best, best first."""

    document_id: str
    score: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, best first, and how long its parts took in milliseconds."""

    documents: tuple[DocumentHit, ...]
    milliseconds: Mapping[str, float]
    degraded: bool = False
    """The dense side was not available: keywords alone."""


class Partition:
    """The passages of one region with their keyword indexes. Immutable; a change makes a new one."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self.ids = tuple(passage.passage_id for passage in passages)
        self.row = {passage_id: row for row, passage_id in enumerate(self.ids)}
        self.documents: dict[str, list[int]] = {}
        for row, passage in enumerate(self.passages):
            self.documents.setdefault(passage.document_id, []).append(row)
        whole = [_whole([self.passages[row] for row in rows]) for rows in self.documents.values()]
        self._whole = KeywordIndex(whole, (1, 2), k1=1.2)
        self._pieces = KeywordIndex([passage.embedded_text for passage in self.passages], (2,))

    def keyword_scores(self, query: str) -> tuple[Scores, Scores]:
        """The scores of the whole documents, and those of the passages."""
        return self._whole.scores(query), self._pieces.scores(query)


class Index:
    """Partitions by region. Reading and replacing a partition are safe from several threads."""

    def __init__(self, store: VectorStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._partitions: dict[str, Partition] = {}

    @property
    def spread(self) -> float:
        """The embedder's spread of similarities."""
        return self._embedder.spread

    def __len__(self) -> int:
        return sum(len(partition.passages) for partition in self._partitions.values())

    def remove_all_but(self, passages: Iterable[Passage]) -> None:
        """Let every passage that is not among these leave the index, at once."""
        for region_code, kept in self._kept(passages).items():
            self._partitions[region_code] = Partition(kept)

    def replace(self, passages: Iterable[Passage], progress: Progress) -> bool:
        """Make the index hold exactly these passages; what is new is embedded first.

        False when vectors are missing, because the embedder or the store did not answer.
        """
        complete = True
        wanted = _by_region(passages)
        for region_code in self._partitions.keys() - wanted.keys():
            wanted[region_code] = []
        for region_code, kept in wanted.items():
            unique = list({passage.passage_id: passage for passage in kept}.values())
            texts = {passage.passage_id: passage.embedded_text for passage in unique}
            try:
                self._store.synchronise(region_code, texts, progress)
            except RetrievalError as error:
                complete = False
                log.warning("region %s is searched by keyword alone: %s", region_code, error.details)
            self._partitions[region_code] = Partition(unique)
        return complete

    def search(
        self,
        query: str,
        regions: Iterable[str],
        count: int = 10,
        each: int = 5,
        *,
        dense: bool = True,
    ) -> Search:
        """The `count` documents of `regions` that fit the query best, with `each` passages at most.

        Without `dense` only the words count, at a fraction of the cost.
        """
        started = time.perf_counter()
        codes = [code for code in dict.fromkeys(regions) if code in self._partitions]
        partitions = [self._partitions[code] for code in codes]
        vector, degraded = self._vector(query) if dense else (None, False)
        embedded = time.perf_counter()
        keyword = [partition.keyword_scores(query) for partition in partitions]
        matched = time.perf_counter()
        similarity = [np.full(len(partition.passages), np.nan, dtype=np.float32) for partition in partitions]
        if vector is not None:
            degraded = not self._fill_similarity(similarity, codes, partitions, vector)
        documents = _fuse(partitions, keyword, similarity, self._embedder.spread, count, each)
        ended = time.perf_counter()
        steps = {"embed": embedded - started, "keywords": matched - embedded, "dense": ended - matched}
        return Search(documents, {name: seconds * 1000 for name, seconds in steps.items()}, degraded)

    def _vector(self, query: str) -> tuple[Vector | None, bool]:
        try:
            return self._embedder.query(query), False
        except RetrievalError as error:
            log.warning("searching by keyword alone: %s", error.details)
            return None, True

    def _fill_similarity(
        self,
        similarity: Sequence[Scores],
        codes: Sequence[str],
        partitions: Sequence[Partition],
        vector: Vector,
    ) -> bool:
        """Write the similarities of the nearest passages; false when there are none to be had."""
        try:
            for code, partition, values in zip(codes, partitions, similarity, strict=True):
                if partition.passages:
                    nearest = self._store.nearest(code, vector, min(_NEAREST, len(partition.passages)))
                    for passage_id, value in nearest.items():
                        if (row := partition.row.get(passage_id)) is not None:
                            values[row] = value
        except RetrievalError as error:
            log.warning("searching by keyword alone: %s", error.details)
            for values in similarity:
                values[:] = np.nan
            return False
        return True

    def _kept(self, passages: Iterable[Passage]) -> dict[str, list[Passage]]:
        wanted = {passage.passage_id for passage in passages}
        return {
            region_code: [passage for passage in partition.passages if passage.passage_id in wanted]
            for region_code, partition in self._partitions.items()
            if not wanted.issuperset(partition.ids)
        }


def _by_region(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    regions: dict[str, list[Passage]] = {}
    for passage in passages:
        regions.setdefault(passage.region_code, []).append(passage)
    return regions


def _whole(passages: Sequence[Passage]) -> str:
    """The text of a document: title and overlaps once, since what is repeated would weigh too much."""
    title = passages[0].title
    text = "" if passages[0].text.startswith(title) else f"{title}\n"
    for passage in passages:
        text += passage.text[overlap(text, passage.text) :]
    return text


def _fuse(
    partitions: Sequence[Partition],
    keyword: Sequence[tuple[Scores, Scores]],
    similarity: Sequence[Scores],
    spread: float,
    count: int,
    each: int,
) -> tuple[DocumentHit, ...]:
    """Add the scores of each document and of its best passages, and keep the best documents."""
    documents = [
        (p, name, rows) for p, part in enumerate(partitions) for name, rows in part.documents.items()
    ]
    if not documents:
        return ()
    near = np.concatenate(similarity)
    floor = 0.0 if np.isnan(near).all() else float(np.nanmin(near))
    dense = [(np.nan_to_num(values, nan=floor) - floor) / spread for values in similarity]
    whole = _z(np.concatenate([scores for scores, _ in keyword]))
    pieces = _z(np.array([keyword[p][1][rows].max() for p, _, rows in documents], dtype=np.float32))
    nearest = np.array([dense[p][rows].max() for p, _, rows in documents], dtype=np.float32)
    total = whole + pieces + _DENSE_WEIGHT * nearest
    found: list[DocumentHit] = []
    for number in np.argsort(-total, kind="stable")[:count]:
        p, name, rows = documents[number]
        passage_scores = keyword[p][1][rows] + _DENSE_WEIGHT * dense[p][rows]
        best = [rows[at] for at in np.argsort(-passage_scores, kind="stable")[:each]]
        hits = tuple(
            Hit(
                partitions[p].passages[row],
                float(keyword[p][1][row] + _DENSE_WEIGHT * dense[p][row]),
                None if np.isnan(similarity[p][row]) else float(similarity[p][row]),
            )
            for row in best
        )
        found.append(DocumentHit(name, float(total[number]), hits))
    return tuple(found)


def _z(scores: Scores) -> Scores:
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
