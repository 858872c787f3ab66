"""The migrations build the tables of the code, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from common.database import Base, Database
from server.migrating import check, configuration, upgrade


def downgrade(connection: Connection) -> None:
    command.downgrade(configuration(connection), "base")


async def tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return set(names) - {"alembic_version"}


async def test_upgrade_makes_the_tables_of_the_code(database_url: str) -> None:
    database = Database(database_url)
    assert await tables(database) == set()
    await upgrade(database)
    await check(database)
    assert await tables(database) == set(Base.metadata.tables)
    await database.close()


async def test_upgrade_again_changes_nothing(database: Database) -> None:
    before = await tables(database)
    await upgrade(database)
    assert await tables(database) == before


async def test_check_finds_a_difference(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE knowledge_revision DROP COLUMN note"))
    with pytest.raises(CommandError, match="note"):
        await check(database)


async def test_an_index_that_is_missing_is_a_difference(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP INDEX ix_guides_matter"))
    with pytest.raises(CommandError, match="ix_guides_matter"):
        await check(database)


async def test_down_to_nothing_and_up_again(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(downgrade)
    assert await tables(database) == set()
    await upgrade(database)
    await check(database)


async def test_several_workers_upgrade_at_once(database_url: str) -> None:
    """DEFECT: workers that start together on an empty database stand in each other's way."""
    workers = [Database(database_url) for _ in range(3)]
    results = await asyncio.gather(*(upgrade(worker) for worker in workers), return_exceptions=True)
    await check(workers[0])
    for worker in workers:
        await worker.close()
    assert [result for result in results if isinstance(result, BaseException)] == []
