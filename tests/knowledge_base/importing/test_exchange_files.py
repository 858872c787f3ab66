"""Files that are not what they should be are refused with a reason, never with an exception."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge_base.importing import tables
from knowledge_base.importing.exchange_tables import read_exchange

HEADER = "row_guid,task_name,dept_name,region_code"
ROW = "g1,居民身份证补领,某局,990100"


def reason(path: Path) -> str:
    """Why nothing of a file goes in."""
    parsed = read_exchange(path)
    assert parsed.guides == []
    assert len(parsed.problems) == 1
    assert parsed.problems[0].file.startswith(path.name)
    return parsed.problems[0].reason


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(",", delimiter)
    parsed = read_exchange(write(tmp_path / "a.csv", text.encode(encoding)))
    assert parsed.problems == []
    assert parsed.guides[0].task_name == "居民身份证补领"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (f"{HEADER}\n{ROW}".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"%PDF-1.7 ...", "binary"),
        (b"<!DOCTYPE html><html><body>502</body></html>", "web page"),
        (f"{HEADER}\n{ROW}、居民户口簿、结婚证、出生医学证明".encode()[:-1], "damaged UTF-8 in line 2"),
        (b"a,b\n" + bytes([0x81, 0x20, 0xFF, 0xFF]), "neither UTF-8 nor GB18030"),
        ("甲,乙\n1,2\n".encode(), "no exchange table has these columns"),
        (f"{HEADER}\n".replace("dept_name", "x").encode(), "required column is missing"),
        (f"{HEADER},TASK_NAME\n".encode(), "two columns have this name"),
        (b"task_guid,material_name\ng1,x\n", "there is no table of items"),
    ],
)
def test_unusable_csv(tmp_path: Path, data: bytes, expected: str) -> None:
    assert expected in reason(write(tmp_path / "a.csv", data))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    parsed = read_exchange(write(tmp_path / "a.csv", f"{HEADER}\n{ROW}".replace("row_guid", "x").encode()))
    assert [(p.row, p.column) for p in parsed.problems] == [(1, "row_guid")]


def test_an_open_quote_is_reported_and_the_rows_before_it_go_in(tmp_path: Path) -> None:
    data = f'{HEADER}\n{ROW}\ng2,"甲,某局,990100\n'.encode()
    parsed = read_exchange(write(tmp_path / "a.csv", data))
    assert [guide.guide_id for guide in parsed.guides] == ["g1"]
    assert [(p.row, p.reason.split(":")[0]) for p in parsed.problems] == [(3, "not valid CSV")]


def test_a_row_with_more_cells_than_columns_is_reported(tmp_path: Path) -> None:
    parsed = read_exchange(write(tmp_path / "a.csv", f"{HEADER}\n{ROW},多余\n".encode()))
    assert [(p.row, p.reason) for p in parsed.problems] == [(2, "more cells than the header has columns")]


@pytest.mark.parametrize("name", ["a.xls", "a.json", "a"])
def test_other_types_of_file(tmp_path: Path, name: str) -> None:
    assert "a .csv or .xlsx file is needed" in reason(write(tmp_path / name, b"x"))


def test_a_missing_file_and_an_empty_folder(tmp_path: Path) -> None:
    assert "cannot be read" in reason(tmp_path / "none.csv")
    (tmp_path / "folder").mkdir()
    assert "no .csv or .xlsx" in reason(tmp_path / "folder")


def test_an_empty_workbook(write_xlsx: Any) -> None:
    assert reason(write_xlsx({"空": []})) == "there is no row in it"


def test_a_sheet_that_is_no_table_does_not_stop_the_others(write_xlsx: Any) -> None:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    parsed = read_exchange(write_xlsx({"填写说明": [["请按要求填写"]], "基本信息": [row], "空": []}))
    assert [guide.guide_id for guide in parsed.guides] == ["g1"]
    assert [p.file for p in parsed.problems] == ["city.xlsx [填写说明]"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls or an encrypted"),
        (HEADER.encode(), "not an XLSX"),
        (b"PK\x03\x04broken", "damaged or truncated"),
    ],
)
def test_unusable_workbooks(tmp_path: Path, data: bytes, expected: str) -> None:
    assert expected in reason(write(tmp_path / "a.xlsx", data))


@pytest.fixture
def workbook(write_xlsx: Any) -> bytes:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    path: Path = write_xlsx({"basic": [row]}, "whole.xlsx")
    return path.read_bytes()


@given(st.floats(min_value=0, max_value=0.99))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_a_truncated_workbook(tmp_path: Path, workbook: bytes, part: float) -> None:
    path = write(tmp_path / "cut.xlsx", workbook[: int(len(workbook) * part)])
    assert re.search("damaged or truncated|empty|not an XLSX", reason(path))


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_a_damaged_workbook_never_raises(tmp_path: Path, workbook: bytes, place: int, value: int) -> None:
    damaged = bytearray(workbook)
    damaged[place % len(damaged)] = value
    parsed = read_exchange(write(tmp_path / "damaged.xlsx", bytes(damaged)))
    assert parsed.guides or parsed.problems


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_bytes_that_are_no_rows_make_no_guides(tmp_path: Path, data: bytes) -> None:
    parsed = read_exchange(write(tmp_path / "any.csv", f"{HEADER}\n".encode() + data))
    assert parsed.guides == []
    assert all(problem.file == "any.csv" and problem.reason for problem in parsed.problems)


def test_too_many_rows(tmp_path: Path) -> None:
    rows = f"{ROW}\n" * (tables.MAX_ROWS + 1)
    assert reason(write(tmp_path / "a.csv", f"{HEADER}\n{rows}".encode())) == "more than 200,000 rows"


def test_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(tables.MAX_BYTES + 1)
    assert reason(path) == "larger than 50 MB"


def with_sheet(workbook: bytes, folder: Path, sheet: str) -> Path:
    """The workbook with the XML of its sheet replaced."""
    source, path = write(folder / "source.xlsx", workbook), folder / "changed.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return path


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<row r="999999999"><c r="A999999999"><v>1</v></c></row>', "beyond the end of a sheet"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "no row in it"),
        ('<row r="1"><c r="IW1"><v>1</v></c></row>', "more than 256 columns"),
        ("<row", "damaged"),
    ],
)
def test_sheets_that_claim_to_be_huge_or_are_broken(
    tmp_path: Path, workbook: bytes, rows: str, expected: str
) -> None:
    assert expected in reason(with_sheet(workbook, tmp_path, SHEET.format(rows)))


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path, workbook: bytes) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    sheet = f"<!DOCTYPE x [{entities}]>" + SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    )
    assert "damaged" in reason(with_sheet(workbook, tmp_path, sheet))


def test_a_wrong_dimension_does_not_hide_columns(tmp_path: Path, workbook: bytes) -> None:
    cells = ""
    for number, row in enumerate((HEADER, ROW), start=1):
        values = zip("ABCD", row.split(","), strict=True)
        texts = (f'<c r="{c}{number}" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in values)
        cells += f'<row r="{number}">{"".join(texts)}</row>'
    sheet = SHEET.replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>').format(cells)
    parsed = read_exchange(with_sheet(workbook, tmp_path, sheet))
    assert [guide.guide_id for guide in parsed.guides] == ["g1"]
