"""Policies and notices: running text beside the guides, answered from by passage."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge_base.schemas import RegionCode

_FENCE = "---\n"


class Document(BaseModel):
    """A policy, notice or answer of the government in running text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    document_id: Annotated[str, Field(min_length=1, max_length=100)]
    title: Annotated[str, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1)]
    region_code: RegionCode
    publisher: str = ""
    source_url: str = ""
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    demonstration: bool = False

    def holds_on(self, day: dt.date) -> bool:
        """Whether the document is in force on `day`."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


def read_document(path: Path) -> Document:
    """Read Markdown with a YAML head. Raises `ValueError` (also for a schema error) or `yaml.YAMLError`."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith(_FENCE) or _FENCE not in text[len(_FENCE) :]:
        raise ValueError(f"{path.name} has no head between lines of ---")
    head, _, body = text[len(_FENCE) :].partition(_FENCE)
    return Document.model_validate({"document_id": path.stem, **yaml.safe_load(head), "text": body})
