"""Writing the descriptions of the interfaces: `docs/openapi.json` and `docs/asyncapi.json`."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from channels.web import asyncapi
from server.application import describe


def documents() -> dict[str, dict[str, Any]]:
    """The descriptions by file name."""
    return {"openapi.json": describe().openapi(), "asyncapi.json": asyncapi.document(version("bangban"))}


def write(folder: Path) -> None:
    """Write them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in documents().items():
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
