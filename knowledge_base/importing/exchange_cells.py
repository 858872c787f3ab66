"""One row of an exchange table: its cells cleaned, under their columns, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge_base.importing import codes, quantities
from knowledge_base.importing.cleaning import clean_text, is_error_page, one_line
from knowledge_base.importing.report import Problem, reasons
from knowledge_base.importing.tables import Row

Fields = dict[str, Any]
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

_CODES = frozenset(
    {"row_guid", "task_guid", "item_guid", "item_id", "material_guid", "task_code", "task_handle_item"}
    | {"catalog_code", "dept_code", "region_code"}
)
_ONE_LINE = (
    _CODES
    | {"task_name", "dept_name", "material_name", "fee_name", "condition_name", "result_name", "question"}
    | {"link_addr", "online_handle_url", "mobile_terminal_url", "source_url"}
)
_EMPTY = frozenset({"null", "none", "nan", r"\n"})
_NOTHING = frozenset({"", "无", "/", "-", "--", "—", "——"})
_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")


@dataclass(slots=True)
class Cells:
    """One row under its columns; what goes wrong while it is read gathers in `problems`."""

    file: str
    row: int
    values: dict[str, str]
    headers: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, row: Row, columns: list[str | None], headers: tuple[str, ...]) -> Cells:
        """The cleaned cells of a row. A web page in place of data is a problem of the whole row."""
        cells = cls(file, row.number, {}, {c: h.strip() for c, h in zip(columns, headers, strict=False) if c})
        for column, raw in zip(columns, row.cells, strict=False):
            if is_error_page(raw):
                cells.fail(column or "", "the row is an HTML error page, not data")
                break
            if column is None or column in cells.values:
                continue
            value = one_line(raw) if column in _ONE_LINE else clean_text(raw)
            if value.lower() in _EMPTY:
                continue
            if _EXCEL_ERROR.fullmatch(value):
                cells.fail(column, f"the cell holds the spreadsheet error {value}")
            elif column in _CODES and _ROUNDED.fullmatch(value):
                cells.fail(column, f"{value} is a code that the spreadsheet has rounded; format it as text")
            elif value:
                cells.values[column] = value
        if any(cell.strip() for cell in row.cells[len(columns) :]):
            cells.fail("", "more cells than the header has columns")
        return cells

    def fail(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.file, self.row, self.headers.get(column, column), reason))

    def text(self, column: str) -> str:
        return self.values.get(column, "")

    def require(self, *columns: str) -> None:
        for column in columns:
            if not self.text(column):
                self.fail(column, "required, but empty")

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The cell as `reader` reads it; None when it says nothing or when reading fails."""
        value = self.text(column)
        if value in _NOTHING:
            return None
        try:
            return reader(value)
        except (codes.UnknownCodeError, quantities.UnreadableError) as error:
            self.fail(column, str(error))
            return None

    def word(self, column: str) -> str | None:
        return self.read(column, lambda value: codes.word(column, value))

    def words(self, column: str) -> tuple[str, ...] | None:
        return self.read(column, lambda value: codes.words(column, value))

    def build(self, model: type[M], fields: Fields) -> M | None:
        """The validated record, or None with the problems noted."""
        if self.problems:
            return None
        try:
            return model.model_validate(fields)
        except ValidationError as error:
            for place, reason in reasons(error):
                self.fail(str(place[0]) if place else "", reason)
            return None
