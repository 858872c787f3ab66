"""CSV files and XLSX workbooks as tables of text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from knowledge_base.importing.report import Problem

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 256
_MAX_UNPACKED = 500 * 1024 * 1024
_LAST_EXCEL_ROW = 1_048_576

SUFFIXES = frozenset({".csv", ".xlsx"})
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, XMLSyntaxError, InvalidFileException,
    KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What openpyxl raises for workbooks that are cut off or damaged somewhere inside."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the spreadsheet and the text of its cells by header."""

    number: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """One sheet: where it is, its header cells and the rows below that are not empty."""

    file: str
    header_row: int
    headers: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)


class UnusableError(Exception):
    """A file that cannot be read as a table at all."""


def read_tables(path: Path) -> tuple[list[Table], list[Problem]]:
    """The tables of one file and what is wrong with it; never raises for what the file holds."""
    problems: list[Problem] = []
    try:
        tables = _read(path, problems)
    except UnusableError as error:
        return [], [Problem(path.name, 0, "", str(error))]
    except OSError as error:
        return [], [Problem(path.name, 0, "", f"cannot be read: {error.strerror or error}")]
    if not tables and not problems:
        problems.append(Problem(path.name, 0, "", "there is no row in it"))
    return tables, problems


def _read(path: Path, problems: list[Problem]) -> list[Table]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnusableError("not a table: a .csv or .xlsx file is needed")
    if path.stat().st_size > MAX_BYTES:
        raise UnusableError(f"larger than {MAX_BYTES // 1024 // 1024} MB")
    data = path.read_bytes()
    if not data.strip():
        raise UnusableError("the file is empty")
    if suffix == ".csv":
        return _table(path.name, _csv_rows(path.name, data, problems))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl's, about styles and extensions
        return _workbook(path.name, data, problems)


def _table(file: str, rows: Iterator[Row]) -> list[Table]:
    """A sheet with its header, the first row with anything in it; none when the sheet is empty."""
    filled = (row for row in rows if any(cell.strip() for cell in row.cells))
    header = next(filled, None)
    if header is None:
        return []
    table = Table(file, header.number, header.cells)
    for row in filled:
        if len(table.rows) == MAX_ROWS:
            raise UnusableError(f"more than {MAX_ROWS:,} rows")
        table.rows.append(row)
    return [table]


def _csv_rows(file: str, data: bytes, problems: list[Problem]) -> Iterator[Row]:
    text = _decoded(data)
    if re.match(r"\s*<(?:!doctype|html|\?xml)", text[:1000], re.IGNORECASE):
        raise UnusableError("not a CSV file: a web page or XML is in it")
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",\t;", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(file, number, "", f"not valid CSV: {error}"))
            continue
        yield Row(number, tuple(cells[:MAX_COLUMNS]))


def _decoded(data: bytes) -> str:
    """UTF-8 (with or without BOM) or GB18030; anything else is refused rather than guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnusableError("wrong encoding: UTF-16; save it as UTF-8")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\x00" in data:
        raise UnusableError("not a CSV file: its content is binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if _is_mostly_utf8(data):
            raise UnusableError(f"wrong encoding: damaged UTF-8 in line {line}") from None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnusableError(f"wrong encoding: neither UTF-8 nor GB18030 (line {line})") from None


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether the text is UTF-8 with some broken bytes; real GB18030 hardly ever looks like it."""
    if data.startswith(b"\xef\xbb\xbf"):
        return True
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 3 < sum(character > "\u07ff" for character in text)


def _workbook(file: str, data: bytes, problems: list[Problem]) -> list[Table]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableError("an old .xls or an encrypted workbook; save it as .xlsx without a password")
    if not data.startswith(b"PK"):
        raise UnusableError("not an XLSX workbook (its content is something else)")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MAX_UNPACKED:
                raise UnusableError("unpacks to more than 500 MB")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except _DAMAGED as error:
        raise UnusableError(f"damaged or truncated XLSX: {error}") from error
    sheets = book.worksheets
    tables: list[Table] = []
    for sheet in sheets:
        name = file if len(sheets) == 1 else f"{file} [{sheet.title}]"
        try:
            sheet.reset_dimensions()
            cells = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
            tables.extend(_table(name, _sheet_rows(cells)))
        except _DAMAGED as error:
            problems.append(Problem(name, 0, "", f"damaged or truncated XLSX: {error}"))
    book.close()
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise UnusableError(f"more than {MAX_ROWS:,} rows")
    return tables


def _sheet_rows(rows: Iterable[tuple[object, ...]]) -> Iterator[Row]:
    for number, values in enumerate(rows, start=1):
        if number > _LAST_EXCEL_ROW:
            raise UnusableError("a row number beyond the end of a sheet")
        if values.count(None) == len(values):
            continue
        if len(values) > MAX_COLUMNS and values[MAX_COLUMNS] is not None:
            raise UnusableError(f"more than {MAX_COLUMNS} columns")
        last = max((place for place, value in enumerate(values) if value is not None), default=-1)
        yield Row(number, tuple(_text(value) for value in values[: last + 1]))


def _text(value: object) -> str:
    """The text of a cell; a formula is its own text (`=…`), never evaluated."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(getattr(value, "text", value))
