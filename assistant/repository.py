"""Queries on conversations. Every one starts from what the holder of a token may see."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.tables import ConversationRow, EventRow, FileRow, TurnRow
from common.database import Json


def digest(token: str) -> str:
    """What is kept of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class ConversationRepository:
    """Conversations inside one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: ConversationRow) -> None:
        self._session.add(row)

    async def conversation(
        self, conversation_id: str, token: str, *, for_update: bool = False
    ) -> ConversationRow | None:
        """The conversation, if the token is its token."""
        statement = select(ConversationRow).where(
            ConversationRow.id == conversation_id, ConversationRow.token_digest == digest(token)
        )
        if for_update:
            statement = statement.with_for_update()
        return (await self._session.scalars(statement)).first()

    def add_event(
        self, row: ConversationRow, at: dt.datetime, kind: str, data: Json, client_id: str | None = None
    ) -> EventRow:
        """Append an event under the next number."""
        row.last_event_id += 1
        event = EventRow(
            conversation_id=row.id,
            number=row.last_event_id,
            at=at,
            type=kind,
            data=data,
            client_id=client_id,
        )
        self._session.add(event)
        return event

    async def events(self, row: ConversationRow, after: int) -> Sequence[EventRow]:
        """The events after a number, in order."""
        statement = select(EventRow).where(EventRow.conversation_id == row.id, EventRow.number > after)
        return (await self._session.scalars(statement.order_by(EventRow.number))).all()

    async def received(self, row: ConversationRow, client_id: str) -> EventRow | None:
        """What was kept of an incoming event with this id."""
        statement = select(EventRow).where(
            EventRow.conversation_id == row.id, EventRow.client_id == client_id
        )
        return (await self._session.scalars(statement)).first()

    def add_turn(self, turn: TurnRow) -> None:
        self._session.add(turn)

    async def turn(self, row: ConversationRow, message_id: int) -> TurnRow | None:
        return await self._session.get(TurnRow, (row.id, message_id))

    def add_file(self, file: FileRow) -> None:
        self._session.add(file)

    async def file(self, row: ConversationRow, file_id: str) -> FileRow | None:
        statement = select(FileRow).where(FileRow.conversation_id == row.id, FileRow.id == file_id)
        return (await self._session.scalars(statement)).first()

    async def files(self, conversation_ids: Sequence[str]) -> Sequence[str]:
        statement = select(FileRow.id).where(FileRow.conversation_id.in_(conversation_ids))
        return (await self._session.scalars(statement)).all()

    async def older_than(self, moment: dt.datetime, count: int = 500) -> Sequence[str]:
        """Conversations whose last event is older than a moment."""
        statement = select(ConversationRow.id).where(ConversationRow.updated_at < moment).limit(count)
        return (await self._session.scalars(statement)).all()

    async def erase(self, conversation_ids: Sequence[str]) -> None:
        """Delete conversations with all that belongs to them."""
        await self._session.execute(delete(ConversationRow).where(ConversationRow.id.in_(conversation_ids)))
