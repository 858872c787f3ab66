"""Importing, versions, withdrawing and expiry, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from common.database import Database
from knowledge_base.documents import Document
from knowledge_base.errors import GuideNotFound
from knowledge_base.schemas import Guide
from knowledge_base.service import Imported, KnowledgeBase

if TYPE_CHECKING:
    from tests.conftest import VirtualClock

MARRIAGE = "marriage-registration-990102"
SENIOR = "senior-allowance-990100"


@pytest.fixture
def knowledge_base(database: Database, clock: VirtualClock) -> KnowledgeBase:
    return KnowledgeBase(database, clock)


@pytest.fixture
def marriage(guides: dict[str, Guide]) -> Guide:
    return guides[MARRIAGE]


def edited(guide: Guide, **fields: object) -> Guide:
    return Guide.model_validate({**guide.model_dump(mode="json"), **fields})


def counts(imported: Imported) -> tuple[int, int, int, int]:
    return imported.added, imported.updated, imported.unchanged, len(imported.problems)


async def in_force(knowledge_base: KnowledgeBase) -> set[str]:
    return {guide.guide_id for guide in (await knowledge_base.snapshot()).guides}


async def test_what_was_imported_comes_back(knowledge_base: KnowledgeBase, guides: dict[str, Guide]) -> None:
    assert counts(await knowledge_base.import_guides(guides.values())) == (6, 0, 0, 0)
    snapshot = await knowledge_base.snapshot()
    assert {guide.guide_id: guide for guide in snapshot.guides} == guides
    assert await knowledge_base.guide(MARRIAGE) == guides[MARRIAGE]


async def test_importing_again_changes_nothing(
    knowledge_base: KnowledgeBase, guides: dict[str, Guide]
) -> None:
    await knowledge_base.import_guides(guides.values())
    before = await knowledge_base.snapshot()
    assert counts(await knowledge_base.import_guides(guides.values())) == (0, 0, 6, 0)
    assert counts(await knowledge_base.import_guides(guides.values(), replace=True)) == (0, 0, 6, 0)
    assert await knowledge_base.snapshot() == before


async def test_other_content_under_the_same_version_is_refused(
    knowledge_base: KnowledgeBase, marriage: Guide
) -> None:
    await knowledge_base.import_guides([marriage])
    revision = await knowledge_base.revision()
    imported = await knowledge_base.import_guides([edited(marriage, promise_day=3)])
    assert counts(imported) == (0, 0, 0, 1)
    assert MARRIAGE in str(imported.problems[0])
    assert "raise the version" in str(imported.problems[0])
    assert (await knowledge_base.guide(MARRIAGE)).promise_day == 0
    assert await knowledge_base.revision() == revision


async def test_one_refused_does_not_keep_the_others_out(
    knowledge_base: KnowledgeBase, guides: dict[str, Guide], marriage: Guide
) -> None:
    await knowledge_base.import_guides([marriage])
    others = [edited(marriage, promise_day=3), guides[SENIOR]]
    assert counts(await knowledge_base.import_guides(others)) == (1, 0, 0, 1)
    assert await in_force(knowledge_base) == {MARRIAGE, SENIOR}


async def test_a_source_that_is_followed_replaces_the_content(
    knowledge_base: KnowledgeBase, marriage: Guide
) -> None:
    await knowledge_base.import_guides([marriage])
    changed = edited(marriage, promise_day=3)
    assert counts(await knowledge_base.import_guides([changed], replace=True)) == (0, 1, 0, 0)
    assert await knowledge_base.guide(MARRIAGE) == changed


async def test_a_new_version_replaces_the_old(knowledge_base: KnowledgeBase, marriage: Guide) -> None:
    await knowledge_base.import_guides([marriage])
    newer = edited(marriage, version="2026.2", promise_day=3)
    assert counts(await knowledge_base.import_guides([newer])) == (0, 1, 0, 0)
    assert await knowledge_base.guide(MARRIAGE) == newer
    assert (await knowledge_base.snapshot()).guides == (newer,)


async def test_the_old_version_again_does_not_come_back(
    knowledge_base: KnowledgeBase, marriage: Guide
) -> None:
    newer = edited(marriage, version="2026.2")
    await knowledge_base.import_guides([marriage])
    await knowledge_base.import_guides([newer])
    assert counts(await knowledge_base.import_guides([marriage])) == (0, 0, 1, 0)
    assert await knowledge_base.guide(MARRIAGE) == newer


async def test_a_source_that_goes_back_to_an_old_version_is_followed(
    knowledge_base: KnowledgeBase, marriage: Guide
) -> None:
    """DEFECT: with `replace` the city folder is to be followed, but an old version stays behind the new."""
    await knowledge_base.import_guides([marriage])
    await knowledge_base.import_guides([edited(marriage, version="2026.2")])
    await knowledge_base.import_guides([marriage], replace=True)
    assert await knowledge_base.guide(MARRIAGE) == marriage


async def test_a_withdrawn_guide_is_gone(knowledge_base: KnowledgeBase, guides: dict[str, Guide]) -> None:
    await knowledge_base.import_guides(guides.values())
    await knowledge_base.withdraw(MARRIAGE)
    assert await in_force(knowledge_base) == guides.keys() - {MARRIAGE}
    with pytest.raises(GuideNotFound):
        await knowledge_base.guide(MARRIAGE)


async def test_a_withdrawn_guide_stays_away_when_the_folder_is_loaded_again(
    knowledge_base: KnowledgeBase, guides: dict[str, Guide]
) -> None:
    await knowledge_base.import_guides(guides.values())
    await knowledge_base.withdraw(MARRIAGE)
    await knowledge_base.import_guides(guides.values(), replace=True)
    assert MARRIAGE not in await in_force(knowledge_base)


async def test_an_older_version_does_not_come_out_from_behind_a_withdrawn_one(
    knowledge_base: KnowledgeBase, marriage: Guide
) -> None:
    await knowledge_base.import_guides([marriage])
    await knowledge_base.import_guides([edited(marriage, version="2026.2")])
    await knowledge_base.withdraw(MARRIAGE)
    await knowledge_base.import_guides([marriage])
    assert await in_force(knowledge_base) == set()


async def test_a_new_version_after_withdrawing_holds(knowledge_base: KnowledgeBase, marriage: Guide) -> None:
    await knowledge_base.import_guides([marriage])
    await knowledge_base.withdraw(MARRIAGE)
    await knowledge_base.import_guides([edited(marriage, version="2026.2")])
    assert await in_force(knowledge_base) == {MARRIAGE}


async def test_what_is_not_there_cannot_be_withdrawn(knowledge_base: KnowledgeBase, marriage: Guide) -> None:
    with pytest.raises(GuideNotFound):
        await knowledge_base.withdraw(MARRIAGE)
    assert await knowledge_base.revision() == 0
    await knowledge_base.import_guides([marriage])
    await knowledge_base.withdraw(MARRIAGE)
    revision = await knowledge_base.revision()
    with pytest.raises(GuideNotFound):
        await knowledge_base.withdraw(MARRIAGE)
    assert await knowledge_base.revision() == revision


async def test_a_guide_ends_with_its_last_day_in_china(
    knowledge_base: KnowledgeBase, guides: dict[str, Guide], clock: VirtualClock
) -> None:
    await knowledge_base.import_guides([guides[SENIOR]])
    clock.now = dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC)
    assert await in_force(knowledge_base) == {SENIOR}
    clock.advance(minutes=1)
    assert await in_force(knowledge_base) == set()
    with pytest.raises(GuideNotFound):
        await knowledge_base.guide(SENIOR)


async def test_a_guide_begins_with_its_first_day(
    knowledge_base: KnowledgeBase, marriage: Guide, clock: VirtualClock
) -> None:
    await knowledge_base.import_guides([edited(marriage, effective_from="2026-06-02")])
    with pytest.raises(GuideNotFound):
        await knowledge_base.guide(MARRIAGE)
    clock.advance(days=1)
    assert (await knowledge_base.guide(MARRIAGE)).guide_id == MARRIAGE


async def test_a_suspended_guide_is_not_in_force(knowledge_base: KnowledgeBase, marriage: Guide) -> None:
    await knowledge_base.import_guides([edited(marriage, task_state="暂停")])
    assert await in_force(knowledge_base) == set()


async def test_the_revision_grows_with_every_change_and_only_then(
    knowledge_base: KnowledgeBase, marriage: Guide
) -> None:
    seen = [await knowledge_base.revision()]

    async def note() -> None:
        seen.append(await knowledge_base.revision())

    await knowledge_base.import_guides([marriage])
    await note()
    await knowledge_base.import_guides([marriage])
    await note()
    await knowledge_base.import_guides([edited(marriage, version="2026.2")])
    await note()
    await knowledge_base.import_documents([DOCUMENT])
    await note()
    await knowledge_base.import_documents([DOCUMENT])
    await note()
    await knowledge_base.withdraw(MARRIAGE)
    await note()
    assert seen == [0, 1, 1, 2, 3, 3, 4]
    assert (await knowledge_base.snapshot()).revision == 4


async def test_an_import_that_fails_leaves_nothing(
    knowledge_base: KnowledgeBase, guides: dict[str, Guide]
) -> None:
    def interrupted() -> object:
        yield guides[MARRIAGE]
        raise RuntimeError("the file broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        await knowledge_base.import_guides(interrupted())  # type: ignore[arg-type]
    assert await in_force(knowledge_base) == set()
    assert await knowledge_base.revision() == 0


async def test_several_workers_load_the_same_city_at_once(
    database_url: str, database: Database, guides: dict[str, Guide]
) -> None:
    """DEFECT on PostgreSQL: the second worker to start on an empty database fails with IntegrityError."""
    other = Database(database_url)
    workers = [KnowledgeBase(database), KnowledgeBase(other)]
    results = await asyncio.gather(
        *(worker.import_guides(guides.values(), replace=True) for worker in workers), return_exceptions=True
    )
    await other.close()
    assert [result for result in results if isinstance(result, BaseException)] == []
    assert await in_force(workers[0]) == guides.keys()


DOCUMENT = Document(
    document_id="senior-policy",
    title="高龄津贴办法",
    text="年满80周岁的老年人每月领取高龄津贴。",
    region_code="990100",
    effective_to=dt.date(2026, 6, 30),
)


async def test_documents_come_back_until_their_last_day(
    knowledge_base: KnowledgeBase, clock: VirtualClock
) -> None:
    assert counts(await knowledge_base.import_documents([DOCUMENT])) == (1, 0, 0, 0)
    assert (await knowledge_base.snapshot()).documents == (DOCUMENT,)
    clock.advance(days=30)
    assert (await knowledge_base.snapshot()).documents == ()


async def test_a_document_that_changed_replaces_what_was_there(knowledge_base: KnowledgeBase) -> None:
    await knowledge_base.import_documents([DOCUMENT])
    changed = DOCUMENT.model_copy(update={"text": "年满90周岁……"})
    assert counts(await knowledge_base.import_documents([changed])) == (0, 1, 0, 0)
    assert counts(await knowledge_base.import_documents([changed])) == (0, 0, 1, 0)
    assert (await knowledge_base.snapshot()).documents == (changed,)
