"""The whole application over the small city, on real parts, for the tests of every folder that needs it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from channels.web.services import Services
from common.clock import Clock, utc_now
from common.database import Database
from common.settings import Settings
from retrieval.embedding import Embedder
from server.application import make_services
from server.migrating import upgrade
from server.serving import load_city


def settings_for(folder: Path, city_folder: Path, indexed: Path | None = None, **changes: Any) -> Settings:
    """Settings of an application of its own; `indexed` is a data folder whose index is copied."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("chroma", "models"):
        if indexed is not None and not (folder / part).exists():
            shutil.copytree(indexed / part, folder / part)
    quiet = {
        "conversations_per_minute": 100_000,
        "messages_per_minute": 100_000,
        "requests_per_minute": 100_000,
    }
    chosen: Mapping[str, Any] = {**quiet, **changes}
    return Settings(data_folder=folder, city_folder=city_folder, **chosen)


@asynccontextmanager
async def application(
    settings: Settings, embedder: Embedder, clock: Clock = utc_now
) -> AsyncIterator[tuple[Database, Services]]:
    """Every service over a migrated database into which the settings' city was loaded."""
    database = Database(settings.resolved_database_url)
    try:
        await upgrade(database)
        services = make_services(settings, database, embedder, clock)
        assert await load_city(settings, services) == []
        yield database, services
    finally:
        await database.close()
