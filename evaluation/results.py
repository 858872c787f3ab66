"""What every evaluation does at its end: keep the results with their configuration, print one line."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer

from common.clock import utc_now


def finish(
    task: str,
    figures: Mapping[str, Any],
    configuration: Mapping[str, Any],
    folder: Path | None,
    rows: list[dict[str, Any]] | None = None,
) -> None:
    """Print the figures as one JSON object on the last line; with a folder, keep them with the rows."""
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}
    if folder is not None:
        now = utc_now()
        record = {
            "task": task,
            "at": now.isoformat(),
            "bangban": version("bangban"),
            "machine": platform.platform(),
            "configuration": {key: str(value) for key, value in configuration.items()},
            "figures": rounded,
        }
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{task}-{now:%Y%m%dT%H%M%S}"
        (folder / f"{stem}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
        if rows:
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{stem}.rows.jsonl").write_text(lines, "utf-8")
    typer.echo(json.dumps(rounded, ensure_ascii=False))
