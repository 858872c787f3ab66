"""The database behaves the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import IntegrityError

from assistant.tables import EventRow
from common.database import Database, UtcDateTime
from knowledge_base.tables import GuideRow, RevisionRow

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime(2026, 6, 1, 12, 0, tzinfo=SHANGHAI)


def revision(name: str, number: int = 0, at: dt.datetime = NOON) -> RevisionRow:
    return RevisionRow(name=name, number=number, changed_at=at, note="")


async def number_of(database: Database, name: str) -> int | None:
    async with database.reading() as session:
        row = await session.get(RevisionRow, name)
    return row.number if row else None


async def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    async with database.session() as session:
        session.add(revision("noon"))
    async with database.reading() as session:
        found = await session.scalar(select(RevisionRow.changed_at))
    assert found is not None
    assert found == NOON
    assert found.tzinfo == dt.UTC
    assert found.hour == 4


async def test_times_of_different_zones_are_compared_as_moments(database: Database) -> None:
    utc = dt.datetime(2026, 6, 1, 4, 30, tzinfo=dt.UTC)
    async with database.session() as session:
        session.add_all([revision("noon"), revision("later", at=utc)])
    boundary = dt.datetime(2026, 6, 1, 12, 15, tzinfo=SHANGHAI)
    async with database.reading() as session:
        later = (
            await session.scalars(select(RevisionRow.name).where(RevisionRow.changed_at > boundary))
        ).all()
    assert later == ["later"]


@given(st.datetimes(min_value=dt.datetime(2, 1, 1), max_value=dt.datetime(9998, 1, 1)), st.integers(-14, 14))
def test_no_moment_is_changed_by_what_sqlite_forgets(naive: dt.datetime, hours: int) -> None:
    moment = naive.replace(tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    column, dialect = UtcDateTime(), DefaultDialect()
    kept = column.process_bind_param(moment, dialect)
    assert kept is not None
    forgotten = kept.replace(tzinfo=None)
    assert column.process_result_value(forgotten, dialect) == moment
    assert column.process_result_value(kept.astimezone(SHANGHAI), dialect) == moment


async def test_no_time_stays_none(database: Database) -> None:
    row = GuideRow(guide_id="g", version="1", matter="m", region_code="990100", digest="", content={})
    row.imported_at, row.withdrawn_at, row.current = NOON, None, True
    async with database.session() as session:
        session.add(row)
    async with database.reading() as session:
        assert (await session.scalars(select(GuideRow.withdrawn_at))).all() == [None]


async def interrupted(database: Database) -> None:
    async with database.session() as session:
        row = await session.get(RevisionRow, "kept")
        assert row is not None
        row.number = 2
        session.add(revision("lost"))
        await session.flush()
        raise RuntimeError("in the middle")


async def test_what_an_error_leaves_is_rolled_back(database: Database) -> None:
    async with database.session() as session:
        session.add(revision("kept", 1))
    with pytest.raises(RuntimeError, match="in the middle"):
        await interrupted(database)
    assert await number_of(database, "kept") == 1
    assert await number_of(database, "lost") is None


async def test_an_error_of_the_database_rolls_back_what_went_before(database: Database) -> None:
    async with database.session() as session:
        session.add(revision("taken"))
    with pytest.raises(IntegrityError):
        async with database.session() as session:
            session.add_all([revision("before"), revision("taken")])
    assert await number_of(database, "before") is None


async def test_an_object_can_be_read_after_its_transaction(database: Database) -> None:
    async with database.session() as session:
        row = revision("after", 7)
        session.add(row)
    assert (row.name, row.number) == ("after", 7)


async def test_concurrent_writers_wait_for_each_other(database: Database) -> None:
    """Each reads, lets the others run, and writes: on SQLite the one that comes second must not fail."""
    async with database.session() as session:
        session.add(revision("counter"))

    async def count() -> None:
        async with database.session() as session:
            row = await session.get(RevisionRow, "counter", with_for_update=True)
            assert row is not None
            await asyncio.sleep(0)
            row.number += 1

    await asyncio.gather(*(count() for _ in range(12)))
    assert await number_of(database, "counter") == 12


async def test_writers_of_several_processes_wait_for_each_other(sqlite_url: str, sqlite: Database) -> None:
    others = [Database(sqlite_url) for _ in range(3)]
    async with sqlite.session() as session:
        session.add(revision("counter"))

    async def count(database: Database) -> None:
        for _ in range(5):
            async with database.session() as session:
                row = await session.get(RevisionRow, "counter")
                assert row is not None
                row.number += 1

    await asyncio.gather(*(count(database) for database in (sqlite, *others)))
    assert await number_of(sqlite, "counter") == 20
    for database in others:
        await database.close()


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.session() as session:
        session.add(revision("counter", 1))
    async with database.session() as session:
        row = await session.get(RevisionRow, "counter")
        assert row is not None
        row.number = 2
        await session.flush()
        assert await asyncio.wait_for(number_of(database, "counter"), timeout=5) == 1
    assert await number_of(database, "counter") == 2


async def test_a_writer_does_not_wait_for_readers(database: Database) -> None:
    async with database.session() as session:
        session.add(revision("counter", 1))

    async def write() -> None:
        async with database.session() as session:
            row = await session.get(RevisionRow, "counter")
            assert row is not None
            row.number = 2

    async with database.reading() as session:
        await session.get(RevisionRow, "counter")
        await asyncio.wait_for(write(), timeout=5)
    assert await number_of(database, "counter") == 2


async def test_sqlite_keeps_references_whole(sqlite: Database) -> None:
    event = EventRow(conversation_id="nobody", number=1, at=NOON, type="message", data={})
    with pytest.raises(IntegrityError):
        async with sqlite.session() as session:
            session.add(event)
