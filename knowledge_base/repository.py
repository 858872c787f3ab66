"""Queries on guides. Reading starts from what is current and not withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge_base.tables import DocumentRow, GuideRow, RevisionRow

_REVISION = "guides"
_LOCK = 20260101


class KnowledgeRepository:
    """The knowledge base inside one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self) -> None:
        """Let other imports wait until this transaction ends; SQLite has one writer anyway."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(_LOCK)))

    async def guides(self) -> Sequence[GuideRow]:
        """Every guide that is current and not withdrawn."""
        return (await self._session.scalars(self._readable().order_by(GuideRow.guide_id))).all()

    async def guide(self, guide_id: str) -> GuideRow | None:
        """The current version of a guide unless it was withdrawn."""
        return (await self._session.scalars(self._readable().where(GuideRow.guide_id == guide_id))).first()

    async def version(self, guide_id: str, version: str) -> GuideRow | None:
        """One version, whether it still holds or not."""
        return await self._session.get(GuideRow, (guide_id, version))

    async def make_current(self, row: GuideRow) -> None:
        """Add or update a version and let it replace the others of its guide."""
        others = update(GuideRow).where(GuideRow.guide_id == row.guide_id, GuideRow.version != row.version)
        await self._session.execute(others.values(current=False))
        row.current = True
        self._session.add(row)

    async def withdraw(self, guide_id: str, at: dt.datetime) -> bool:
        """Withdraw every version of a guide; false when there was none to withdraw."""
        statement = update(GuideRow).where(GuideRow.guide_id == guide_id, GuideRow.withdrawn_at.is_(None))
        result = await self._session.execute(statement.values(withdrawn_at=at).returning(GuideRow.version))
        return result.first() is not None

    async def documents(self) -> Sequence[DocumentRow]:
        """Every document that is not withdrawn."""
        statement = select(DocumentRow).where(DocumentRow.withdrawn_at.is_(None))
        return (await self._session.scalars(statement.order_by(DocumentRow.document_id))).all()

    async def document(self, document_id: str) -> DocumentRow | None:
        return await self._session.get(DocumentRow, document_id)

    def add_document(self, row: DocumentRow) -> None:
        self._session.add(row)

    async def revision(self) -> int:
        row = await self._session.get(RevisionRow, _REVISION)
        return row.number if row else 0

    async def raise_revision(self, at: dt.datetime, note: str) -> None:
        """Tell every process that the guides have changed."""
        row = await self._session.get(RevisionRow, _REVISION, with_for_update=True)
        if row is None:
            self._session.add(RevisionRow(name=_REVISION, number=1, changed_at=at, note=note))
        else:
            row.number, row.changed_at, row.note = row.number + 1, at, note

    @staticmethod
    def _readable() -> Select[GuideRow]:
        return select(GuideRow).where(GuideRow.current.is_(True), GuideRow.withdrawn_at.is_(None))
