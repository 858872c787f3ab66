"""Bringing the database to the tables of this version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from common.database import Database


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Run the migrations that are still missing."""
    async with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(20260102)"))
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))


async def check(database: Database) -> None:
    """Raise `alembic.util.CommandError` when the tables differ from the code's."""
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda sync: command.check(configuration(sync)))
