"""All that is in force, ready to be searched: guides by matter and region, passages, matters.

A `Shelf` never changes; `Library` puts a new one in its place when the knowledge base has changed
or a new day has begun, so that a withdrawn or expired guide is gone with the next question.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from common.clock import Clock, local_day, utc_now
from knowledge_base.documents import Document
from knowledge_base.elements import lines
from knowledge_base.regions import City
from knowledge_base.schemas import Element, Guide
from knowledge_base.service import KnowledgeBase, Snapshot
from retrieval.embedding import Embedder, Progress
from retrieval.guide_passages import guide_passages
from retrieval.index import Index
from retrieval.matters import MatterIndex
from retrieval.passages import Passage, document_passages
from retrieval.pinyin import PinyinReader
from retrieval.vector_store import VectorStore

_REPAIR = dt.timedelta(minutes=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The guides and documents of one revision with their indexes."""

    city: City
    guides: Mapping[str, Guide]
    documents: Mapping[str, Document]
    by_matter: Mapping[str, Mapping[str, Guide]]
    """For each matter its guides by region."""
    matters: MatterIndex
    pinyin: PinyinReader
    index: Index
    complete: bool = True
    """False when an outage left vectors out; it is built again after a while."""

    def guides_for(self, matter: str, region_code: str) -> tuple[Guide, ...]:
        """The guides that may hold for someone in a region: one, or one a district when only the
        city is known; none when the matter is not handled there."""
        regions = self.by_matter.get(matter, {})
        for code in self.city.lineage(region_code):
            if code in regions:
                return (regions[code],)
        return tuple(regions[code] for code in self.city.reach(region_code) if code in regions)

    def task_name(self, matter: str) -> str:
        return next(iter(self.by_matter[matter].values())).task_name

    def domain(self, matter: str) -> str:
        return next(iter(self.by_matter[matter].values())).domain


def same(guides: tuple[Guide, ...], element: Element) -> bool:
    """Whether the guides say the same of an element."""
    return len({tuple(lines(guide, element)) for guide in guides}) <= 1


class Library:
    """The shelf of the present moment."""

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        city: City,
        store: VectorStore,
        embedder: Embedder,
        model_folder: Path,
        clock: Clock = utc_now,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._city = city
        self._store, self._embedder = store, embedder
        self._model_folder = model_folder
        self._clock = clock
        self._index = Index(store, embedder)
        self._shelf: Shelf | None = None
        self._key: tuple[int, dt.date] | None = None
        self._repair_at: dt.datetime | None = None
        self._lock = asyncio.Lock()

    @property
    def city(self) -> City:
        return self._city

    async def shelf(self, progress: Callable[[int, int], None] | None = None) -> Shelf:
        """The shelf of now. `progress` is called with passages done and to be done."""
        key = (await self._knowledge_base.revision(), local_day(self._clock))
        if self._shelf is None or self._outdated(key):
            async with self._lock:
                if self._shelf is None or self._outdated(key):
                    snapshot = await self._knowledge_base.snapshot()
                    self._shelf = await asyncio.to_thread(self._build, snapshot, progress)
                    self._key = key
                    self._repair_at = None if self._shelf.complete else self._clock() + _REPAIR
                    log.info(
                        "revision %d: %d guides, %d passages", key[0], len(snapshot.guides), len(self._index)
                    )
        return self._shelf

    def _outdated(self, key: tuple[int, dt.date]) -> bool:
        return key != self._key or (self._repair_at is not None and self._clock() >= self._repair_at)

    def _build(self, snapshot: Snapshot, progress: Callable[[int, int], None] | None) -> Shelf:
        by_matter: dict[str, dict[str, Guide]] = {}
        for guide in snapshot.guides:
            by_matter.setdefault(guide.matter, {})[guide.region_code] = guide
        passages = list(_passages(snapshot))
        self._index.remove_all_but(passages)
        report = _counter(len(passages) + _said(snapshot) + len(self._city.out_of_scope), progress)
        complete = self._index.replace(passages, report)
        matters = MatterIndex(
            snapshot.guides,
            self._city.out_of_scope,
            self._store,
            self._embedder,
            self._model_folder,
            report,
        )
        return Shelf(
            self._city,
            {guide.guide_id: guide for guide in snapshot.guides},
            {document.document_id: document for document in snapshot.documents},
            by_matter,
            matters,
            PinyinReader(label.text for label in matters.labels),
            self._index,
            complete and matters.complete,
        )


def _passages(snapshot: Snapshot) -> list[Passage]:
    found = [passage for guide in snapshot.guides for passage in guide_passages(guide)]
    for document in snapshot.documents:
        found.extend(
            document_passages(document.document_id, document.region_code, document.title, document.text)
        )
    return found


def _said(snapshot: Snapshot) -> int:
    """How many texts the matters are resolved by."""
    return len(
        {
            text
            for guide in snapshot.guides
            for text in (
                guide.task_name,
                *guide.aliases,
                *guide.expressions,
                *(question.question for question in guide.questions),
            )
        }
    )


def _counter(total: int, progress: Callable[[int, int], None] | None) -> Progress:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, total)

    return count
