"""Passages: the pieces of guides and documents that can be found and cited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge_base.schemas import Element

_SIZE = 150
_OVERLAP = 30
_TITLE_IN_EMBEDDING = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text with the document it stands in and the path of headings to it.

    `document_id` is the guide's or the document's id; `element` is set for a guide's elements.
    """

    document_id: str
    region_code: str
    title: str
    path: tuple[str, ...]
    text: str
    element: Element | None = None

    @property
    def passage_id(self) -> str:
        """The same for the same words at the same place, so that they are embedded once."""
        parts = (self.document_id, self.region_code, self.title, *self.path, self.text, self.element or "")
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

    @property
    def embedded_text(self) -> str:
        """What is embedded and searched by keyword: the title and headings belong into each piece."""
        heading = " ".join((self.title[:_TITLE_IN_EMBEDDING], *self.path))
        return f"{heading}\n{self.text}"


@lru_cache(maxsize=1)
def _splitter() -> RecursiveCharacterTextSplitter:
    return RecursiveCharacterTextSplitter(
        chunk_size=_SIZE,
        chunk_overlap=_OVERLAP,
        separators=["\n\n", "\n", "。", "！", "？", "；", "，", " ", ""],
        keep_separator="end",
    )


def split(text: str) -> Iterator[str]:
    """Pieces of about 150 characters that overlap by 30, cut at paragraphs and sentences."""
    yield from _splitter().split_text(text)


def overlap(before: str, after: str) -> int:
    """How many characters at the start of a piece repeat the end of the text before it."""
    longest = min(_OVERLAP, len(before), len(after))
    return next((size for size in range(longest, 3, -1) if before.endswith(after[:size])), 0)


def document_passages(document_id: str, region_code: str, title: str, text: str) -> Iterator[Passage]:
    """The passages of running text."""
    for piece in split(text):
        yield Passage(document_id, region_code, title, (), piece)
