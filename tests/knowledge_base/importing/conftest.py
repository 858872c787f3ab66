"""Real files, built for each test: CSV, XLSX, DOCX and PDF."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

Rows = Sequence[Mapping[str, object]]
WriteCsv = Callable[..., Path]
WriteXlsx = Callable[..., Path]
PrintPdf = Callable[[str], Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Write rows (mappings with the same keys) to a CSV file."""

    def write(rows: Rows, name: str = "basic.csv", encoding: str = "utf-8", delimiter: str = ",") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> WriteXlsx:
    """Write a workbook with a sheet for each list of rows; a plain list is a sheet of raw cells."""

    def write(
        sheets: Mapping[str, Sequence[Mapping[str, object] | Sequence[object]]], name: str = "city.xlsx"
    ) -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            if rows and isinstance(rows[0], Mapping):
                sheet.append(list(rows[0]))
            for row in rows:
                sheet.append(list(row.values() if isinstance(row, Mapping) else row))
        path = tmp_path / name
        book.save(path)
        return path

    return write


@pytest.fixture
def print_pdf(tmp_path: Path) -> PrintPdf:
    """Print HTML to PDF with Chromium, as offices do with their pages."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")

    def render(html: str) -> Path:
        source, target = tmp_path / "source.html", tmp_path / "guide.pdf"
        source.write_text(html, encoding="utf-8")
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(
            [
                *command,
                f"--user-data-dir={tmp_path / 'chromium'}",
                f"--print-to-pdf={target}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return target

    return render
