"""Guides from the national exchange tables: CSV files, or the sheets of XLSX workbooks.

A table is recognised by its columns. Rows of materials, charges, questions and situations belong to
the item that `task_guid`, `item_guid` or `item_id` names, else `row_guid` when an item has that id,
else `task_handle_item` or `task_code` when only one item has that code; a row of situations can also
belong through its material alone. A row that fails is reported, and all other rows go in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge_base.importing.exchange_cells import Cells
from knowledge_base.importing.exchange_columns import PARENT_IDS, REQUIRED, Kind, columns_of, kind_of
from knowledge_base.importing.exchange_items import ITEM_CODES, Items
from knowledge_base.importing.report import Parsed, Problem
from knowledge_base.importing.tables import SUFFIXES, Row, Table, read_tables

_TITLE_ROWS = 5
_DELETED = frozenset({"d", "delete", "删除"})


def read_exchange(path: Path, *, region_code: str | None = None) -> Parsed:
    """Read a file of exchange tables, or every table directly in a folder.

    `region_code` holds for rows that do not name their region.
    """
    tables, problems = _tables(path)
    recognised: dict[Kind, list[Table]] = {kind: [] for kind in Kind}
    for table in tables:
        kind = _find_header(table)
        if kind is None:
            problems.append(Problem(table.file, table.header_row, "", "no exchange table has these columns"))
        elif missing := _header_problems(kind, table):
            problems.extend(missing)
        else:
            recognised[kind].append(table)
    if not recognised[Kind.BASIC]:
        if not problems:
            problems.append(Problem(path.name, 0, "", "there is no table of items (task_name …) in it"))
        return Parsed(problems=problems)

    items = Items(region_code)
    for kind, found in recognised.items():  # items first, then what belongs to them, situations last
        for cells in (cells for table in found for cells in _cells(table, kind)):
            if kind is Kind.BASIC:
                items.add(cells)
            else:
                items.attach(kind, cells)
    guides = list(items.guides())
    return Parsed(guides, sorted(problems + items.problems, key=lambda p: (p.file, p.row)))


def _tables(path: Path) -> tuple[list[Table], list[Problem]]:
    if not path.is_dir():
        return read_tables(path)
    tables: list[Table] = []
    problems: list[Problem] = []
    files = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    if not any(file.suffix.lower() in SUFFIXES for file in files):
        return [], [Problem(path.name, 0, "", "there is no .csv or .xlsx file in the folder")]
    for file in files:
        found, wrong = read_tables(file)
        tables.extend(found)
        problems.extend(wrong)
    return tables, problems


def _find_header(table: Table) -> Kind | None:
    """Which table it is. The header can stand below titles or notes; what is above it is no data."""
    for place, row in enumerate([Row(table.header_row, table.headers), *table.rows[:_TITLE_ROWS]]):
        if (kind := kind_of(row.cells)) is not None:
            table.header_row, table.headers = row.number, row.cells
            del table.rows[:place]
            return kind
    return None


def _header_problems(kind: Kind, table: Table) -> list[Problem]:
    """What makes a table unusable: a required column is missing, or a column is there twice."""
    columns = [column for column in columns_of(kind, table.headers) if column]
    missing = [column for column in REQUIRED[kind] if column not in columns]
    if kind is Kind.BASIC and not {"row_guid", *PARENT_IDS} & set(columns):
        missing.append("row_guid")
    if kind not in (Kind.BASIC, Kind.CONDITION) and not {"row_guid", *PARENT_IDS, *ITEM_CODES} & set(columns):
        missing.append("task_guid")
    twice = sorted({column for column in columns if columns.count(column) > 1})
    return [
        *(Problem(table.file, table.header_row, c, "required column is missing") for c in missing),
        *(Problem(table.file, table.header_row, c, "two columns have this name") for c in twice),
    ]


def _cells(table: Table, kind: Kind) -> Iterator[Cells]:
    columns = columns_of(kind, table.headers)
    for row in table.rows:
        cells = Cells.of(table.file, row, columns, table.headers)
        if cells.text("cd_operation").lower() in _DELETED:
            cells.fail("cd_operation", "the row is marked as deleted")
        yield cells
