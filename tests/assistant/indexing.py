"""The index of the small city, built once a test run and copied by whoever needs it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from retrieval.embedding import Embedder
from tests.assistant.application import application, settings_for
from tests.assistant.small_city import write_city


class Indexed(NamedTuple):
    """The folder of the small city, and a data folder that holds its index: both only to be read."""

    city: Path
    data: Path


_built: dict[Path, Indexed] = {}


def indexed_city(factory: pytest.TempPathFactory, embedder: Embedder) -> Indexed:
    """The city, indexed once in a test run. Call it outside of an event loop."""
    base = factory.getbasetemp()
    if base not in _built:
        folder = factory.mktemp("small-city")
        asyncio.run(_index(folder, embedder))
        _built[base] = Indexed(folder / "city", folder / "data")
    return _built[base]


async def _index(folder: Path, embedder: Embedder) -> None:
    settings = settings_for(folder / "data", write_city(folder / "city"))
    async with application(settings, embedder) as (_, services):
        await services.library.shelf()
