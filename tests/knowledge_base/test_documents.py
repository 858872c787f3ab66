"""Policies as Markdown with a head."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from knowledge_base.documents import Document, read_document

HEAD = "title: 高龄津贴办法\nregion_code: '990100'\neffective_from: 2026-01-01\neffective_to: 2026-12-31\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "senior-policy.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_is_read(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, f"---\n{HEAD}---\n第一条 为了……\n\n---\n第二条\n"))
    assert (document.document_id, document.title) == ("senior-policy", "高龄津贴办法")
    assert document.text == "第一条 为了……\n\n---\n第二条"
    assert document.effective_from == dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("第一条", ValueError),
        (f"---\n{HEAD}第一条", ValueError),
        (f"---\n{HEAD}---\n  \n", ValueError),
        ("---\ntitle: 办法\n---\n第一条", ValueError),
        (f"---\n{HEAD}author: 某人\n---\n第一条", ValueError),
        ("---\ntitle: [\n---\n第一条", yaml.YAMLError),
    ],
)
def test_what_is_not_a_document_is_refused(tmp_path: Path, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_document(write(tmp_path, text))


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_a_document_holds_from_its_first_to_its_last_day(tmp_path: Path, day: str, in_force: bool) -> None:
    document = read_document(write(tmp_path, f"---\n{HEAD}---\n第一条"))
    assert document.holds_on(dt.date.fromisoformat(day)) is in_force


def test_a_document_without_days_always_holds() -> None:
    document = Document(document_id="d", title="t", text="x", region_code="990100")
    assert document.holds_on(dt.date(1900, 1, 1))
    assert document.holds_on(dt.date(2100, 1, 1))
