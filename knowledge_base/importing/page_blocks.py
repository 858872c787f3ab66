"""A page as a list of blocks, whatever file it came in."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, possibly of several lines."""

    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table. A cell that spans rows stands in each; one that spans columns is followed by "" cells."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | TableBlock


class UnreadablePageError(Exception):
    """A file that cannot be read as a page: damaged, encrypted, empty or of another type."""
