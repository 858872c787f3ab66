"""The migrations build the tables of the code, on both databases."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from common.database import Base, Database
from server.migrating import check, configuration, upgrade

if TYPE_CHECKING:
    from tests.conftest import WaitUntil


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


UPGRADE = """
import asyncio, sys
from common.database import Database
from server.migrating import upgrade

async def work():
    database = Database(sys.argv[1])
    await upgrade(database)
    await database.close()

asyncio.run(work())
"""


@pytest.mark.slow
@pytest.mark.postgresql
def test_workers_that_start_together_on_an_empty_database(postgresql_url: str, wait_until: WaitUntil) -> None:
    """DEFECT: all find no tables, all create them, and all but one fail with UniqueViolation.

    The test holds them where they meet: it has begun to create Alembic's table itself.
    """
    address = postgresql_url.replace("+psycopg", "")
    with psycopg.connect(address) as first, psycopg.connect(address, autocommit=True) as watching:
        first.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        command = [sys.executable, "-c", UPGRADE, postgresql_url]
        workers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]

        def all_wait() -> bool:
            question = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            return watching.execute(question).fetchone() == (len(workers),)

        wait_until(all_wait)
        first.rollback()
        outputs = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], outputs
