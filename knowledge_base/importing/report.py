"""What an import found: the guides that can go in, and each row that cannot, with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from knowledge_base.schemas import Guide


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that failed. `row` counts as the file's own program shows it, from 1; 0 is the whole file."""

    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place} [{self.column}] {self.reason}" if self.column else f"{place} {self.reason}"


@dataclass(slots=True)
class Parsed:
    """Guides read from files, and the problems met on the way."""

    guides: list[Guide] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def extend(self, other: Parsed) -> None:
        self.guides.extend(other.guides)
        self.problems.extend(other.problems)


def reasons(error: ValidationError) -> Iterable[tuple[tuple[int | str, ...], str]]:
    """The places and reasons of a validation error, in the words of the schema."""
    for detail in error.errors(include_url=False, include_context=False):
        yield detail["loc"], detail["msg"].removeprefix("Value error, ")
