"""docs/openapi.json and docs/asyncapi.json are what the code says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.server.conftest import Bangban

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_the_documents_kept_are_those_of_the_code(bangban: Bangban, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    done = bangban("write-documents", folder)
    assert done.exit_code == 0, done.output
    written = (folder / name).read_text(encoding="utf-8")
    assert json.loads(written) == json.loads((DOCS / name).read_text(encoding="utf-8")), (
        "run `make documents`"
    )
