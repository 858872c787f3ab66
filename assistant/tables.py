"""Conversations as kept: their events in order, turns with their outcome, ratings and files."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base, Json


class ConversationRow(Base):
    """A conversation. Whoever has the token may read and continue it."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64))
    region_code: Mapped[str] = mapped_column(String(6))
    language: Mapped[str] = mapped_column(String(2))
    memory: Mapped[Json]
    last_event_id: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)


class EventRow(Base):
    """A numbered event of a conversation. `client_id` stands on what a client sent."""

    __tablename__ = "conversation_events"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    type: Mapped[str] = mapped_column(String(30))
    data: Mapped[Json]
    client_id: Mapped[str | None] = mapped_column(String(64))


class TurnRow(Base):
    """How one turn ended, without the citizen's words: what metrics are made from."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_at_outcome", "at", "outcome"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    outcome: Mapped[str] = mapped_column(String(40))
    element: Mapped[str | None] = mapped_column(String(20))
    guide_id: Mapped[str | None] = mapped_column(String(100))
    trace: Mapped[Json]
    level: Mapped[int | None]
    """The citizen's rating of the answer, 1 to 5."""


class FileRow(Base):
    """A file that a citizen sent; its bytes lie in the data folder under its id."""

    __tablename__ = "conversation_files"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(50))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
