"""Importing guides from files, from the command line."""

from __future__ import annotations

from pathlib import Path

import typer

from common.settings import Settings
from knowledge_base.errors import FileNotReadable
from knowledge_base.importing.city_folder import read_folder
from knowledge_base.importing.exchange_tables import read_exchange
from knowledge_base.importing.guide_page import read_guide_page
from knowledge_base.importing.report import Parsed
from knowledge_base.regions import City, read_city
from server.serving import opened

_TABLES = {".csv", ".xlsx"}
_PAGES = {".html", ".htm", ".docx", ".pdf"}


def read(path: Path, city: City, region: str | None) -> Parsed:
    """Read guides from whatever a path is. Raises `FileNotReadable` or `RegionUnknown`."""
    code = city.region(region).code if region else None
    if not path.exists():
        raise FileNotReadable(file=path, reason="there is no such file")
    if path.is_dir() and (path / "guides").is_dir():
        return read_folder(path, read_city(path) if (path / "regions.yaml").exists() else city)
    if path.is_dir() or path.suffix.lower() in _TABLES:
        return read_exchange(path, region_code=code)
    if path.suffix.lower() in _PAGES:
        return read_guide_page(path, region_code=code or city.root.code)
    kinds = "a folder, .csv, .xlsx, .html, .docx or .pdf"
    raise FileNotReadable(file=path, reason=f"{path.suffix or 'no'} is not a known kind; give {kinds}")


async def import_paths(settings: Settings, paths: list[Path], region: str | None, *, replace: bool) -> bool:
    """Import, print what happened and every problem; false when nothing could be read."""
    async with opened(settings) as (_, services):
        parsed = Parsed()
        for path in paths:
            parsed.extend(read(path, services.library.city, region))
        imported = await services.knowledge_base.import_guides(parsed.guides, replace=replace)
    for problem in (*parsed.problems, *imported.problems):
        typer.secho(str(problem), err=True, fg="yellow")
    typer.echo(
        f"{imported.added} added, {imported.updated} updated, {imported.unchanged} unchanged, "
        f"{len(parsed.problems) + len(imported.problems)} problems"
    )
    return bool(parsed.guides)


async def withdraw(settings: Settings, guide_id: str) -> None:
    """Withdraw a guide. Raises `GuideNotFound`."""
    async with opened(settings) as (_, services):
        await services.knowledge_base.withdraw(guide_id)


async def guides_in_force(settings: Settings) -> list[str]:
    """A line for each guide in force."""
    async with opened(settings) as (_, services):
        snapshot = await services.knowledge_base.snapshot()
    return [f"{g.guide_id}\t{g.region_code}\t{g.version}\t{g.task_name}" for g in snapshot.guides]
