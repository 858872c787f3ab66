"""The evaluation commands on tiny files, over the small city."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from tests.server.conftest import bangban, environment, indexed

__all__ = ["bangban", "environment", "indexed"]

WriteLines = Callable[[str, Iterable[Mapping[str, object] | str]], Path]


@pytest.fixture
def write_lines(tmp_path: Path) -> WriteLines:
    """Write a JSON Lines file; a string is a line as it is."""

    def write(name: str, rows: Iterable[Mapping[str, object] | str]) -> Path:
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
