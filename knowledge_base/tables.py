"""Guides as kept: every version that was imported, and which of them holds."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.database import Base, Json


class GuideRow(Base):
    """One version of a guide. `current` marks the version imported last."""

    __tablename__ = "guides"
    __table_args__ = (Index("ix_guides_current_region", "current", "region_code"),)

    guide_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[str] = mapped_column(String(50), primary_key=True)
    matter: Mapped[str] = mapped_column(String(100), index=True)
    region_code: Mapped[str] = mapped_column(String(6))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[Json]
    current: Mapped[bool] = mapped_column(default=True)
    imported_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class DocumentRow(Base):
    """A policy or notice: running text beside the guides."""

    __tablename__ = "documents"

    document_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(6))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[Json]
    imported_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class RevisionRow(Base):
    """A counter that grows with every change of the knowledge base, for processes that index it."""

    __tablename__ = "knowledge_revision"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int]
    changed_at: Mapped[dt.datetime]
    note: Mapped[str] = mapped_column(Text, default="")
