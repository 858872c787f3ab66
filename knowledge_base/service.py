"""Importing, reading and withdrawing guides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import BaseModel

from common.clock import Clock, local_day, utc_now
from common.database import Database
from knowledge_base.documents import Document
from knowledge_base.errors import GuideNotFound
from knowledge_base.importing.report import Problem
from knowledge_base.repository import KnowledgeRepository
from knowledge_base.schemas import Guide
from knowledge_base.tables import DocumentRow, GuideRow


@dataclass(slots=True)
class Imported:
    """What an import did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.added + self.updated


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The guides and documents in force at one revision on one day."""

    revision: int
    guides: tuple[Guide, ...]
    documents: tuple[Document, ...]


class KnowledgeBase:
    """The service guides of a city."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def import_guides(self, guides: Iterable[Guide], *, replace: bool = False) -> Imported:
        """Take guides in. The same version again changes nothing.

        A version whose content differs from what was imported under it is a problem unless
        `replace` says that the source is to be followed.
        """
        result = Imported()
        now = self._clock()
        async with self._database.session() as session:
            repository = KnowledgeRepository(session)
            await repository.lock()
            for guide in guides:
                content, digest = _digested(guide)
                row = await repository.version(guide.guide_id, guide.version)
                if row is None:
                    known = await repository.guide(guide.guide_id) is not None
                    row = GuideRow(guide_id=guide.guide_id, version=guide.version)
                    result.updated += known
                    result.added += not known
                elif row.digest == digest and replace and not row.current and row.withdrawn_at is None:
                    result.updated += 1
                elif row.digest == digest:
                    result.unchanged += 1
                    continue
                elif not replace:
                    reason = f"version {guide.version} was imported with other content; raise the version"
                    result.problems.append(Problem(guide.guide_id, 0, "version", reason))
                    continue
                else:
                    result.updated += 1
                row.matter, row.region_code = guide.matter, guide.region_code
                row.content, row.digest = content, digest
                row.imported_at, row.withdrawn_at = now, None
                await repository.make_current(row)
            if result.changed:
                await repository.raise_revision(now, f"{result.changed} guides imported")
        return result

    async def import_documents(self, documents: Iterable[Document]) -> Imported:
        """Take documents in; one that changed replaces what was there."""
        result = Imported()
        now = self._clock()
        async with self._database.session() as session:
            repository = KnowledgeRepository(session)
            for document in documents:
                content, digest = _digested(document)
                row = await repository.document(document.document_id)
                if row is not None and row.digest == digest and row.withdrawn_at is None:
                    result.unchanged += 1
                    continue
                result.updated += row is not None
                result.added += row is None
                row = row or DocumentRow(document_id=document.document_id)
                row.region_code, row.content, row.digest = document.region_code, content, digest
                row.imported_at, row.withdrawn_at = now, None
                repository.add_document(row)
            if result.changed:
                await repository.raise_revision(now, f"{result.changed} documents imported")
        return result

    async def withdraw(self, guide_id: str) -> None:
        """Take a guide out of service. Raises `GuideNotFound`."""
        now = self._clock()
        async with self._database.session() as session:
            repository = KnowledgeRepository(session)
            if not await repository.withdraw(guide_id, now):
                raise GuideNotFound(guide_id=guide_id)
            await repository.raise_revision(now, f"{guide_id} withdrawn")

    async def guide(self, guide_id: str) -> Guide:
        """The guide in force under this id. Raises `GuideNotFound`."""
        async with self._database.reading() as session:
            row = await KnowledgeRepository(session).guide(guide_id)
        guide = Guide.model_validate(row.content) if row else None
        if guide is None or not guide.holds_on(local_day(self._clock)):
            raise GuideNotFound(guide_id=guide_id)
        return guide

    async def revision(self) -> int:
        async with self._database.reading() as session:
            return await KnowledgeRepository(session).revision()

    async def snapshot(self) -> Snapshot:
        """All that is in force today."""
        today = local_day(self._clock)
        async with self._database.reading() as session:
            repository = KnowledgeRepository(session)
            revision = await repository.revision()
            guides = [Guide.model_validate(row.content) for row in await repository.guides()]
            documents = [Document.model_validate(row.content) for row in await repository.documents()]
        return Snapshot(
            revision,
            tuple(guide for guide in guides if guide.holds_on(today)),
            tuple(document for document in documents if document.holds_on(today)),
        )


def _digested(record: BaseModel) -> tuple[dict[str, object], str]:
    content = record.model_dump(mode="json")
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return content, hashlib.sha256(canonical.encode()).hexdigest()
