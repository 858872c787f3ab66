"""The shelf follows the knowledge base and the calendar with the next question."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from common.database import Database
from knowledge_base.documents import Document
from knowledge_base.regions import City
from knowledge_base.schemas import Element, Guide
from knowledge_base.service import KnowledgeBase
from retrieval.embedding import E5Embedder, RemoteEmbedder
from retrieval.library import Library, Shelf, same
from retrieval.vector_store import VectorStore, connect

if TYPE_CHECKING:
    from tests.conftest import VirtualClock
    from tests.retrieval.conftest import EmbeddingServer

SENIOR, FOOD = "senior-allowance-990100", "food-licence-new-990100"
EVERYWHERE = ("990100", "990102", "990103")
POLICY = Document(
    document_id="senior-policy",
    title="高龄津贴发放办法",
    text="百岁老人另外领取长寿慰问金。",
    region_code="990100",
    effective_to=dt.date(2026, 6, 1),
)


@pytest.fixture
def knowledge_base(sqlite: Database, clock: VirtualClock) -> KnowledgeBase:
    return KnowledgeBase(sqlite, clock)


@pytest.fixture
async def library(
    knowledge_base: KnowledgeBase,
    guides: dict[str, Guide],
    city: City,
    indexed_small_city: Path,
    embedder: E5Embedder,
    tmp_path: Path,
    clock: VirtualClock,
) -> Library:
    """A library of the small city without the food licence."""
    await knowledge_base.import_guides(guide for name, guide in guides.items() if name != FOOD)
    folder = Path(shutil.copytree(indexed_small_city, tmp_path / "data"))
    store = VectorStore(partial(connect, "", folder / "chroma"), embedder)
    return Library(knowledge_base, city, store, embedder, folder / "models", clock)


def found(shelf: Shelf, question: str) -> set[str]:
    return {document.document_id for document in shelf.index.search(question, EVERYWHERE).documents}


def meant(shelf: Shelf, message: str) -> set[str]:
    return {candidate.matter for candidate in shelf.matters.candidates(message, message)}


async def test_a_shelf_holds_what_is_in_force(library: Library) -> None:
    shelf = await library.shelf()
    assert len(shelf.guides) == 5
    assert SENIOR in found(shelf, "高龄津贴")
    assert shelf.task_name("marriage-registration") == "结婚登记"
    assert shelf.domain("marriage-registration") == "marriage"
    assert shelf.pinyin.read("shenfenzheng") == "身份证"


async def test_the_shelf_stays_while_nothing_changes(library: Library, clock: VirtualClock) -> None:
    shelf = await library.shelf()
    clock.advance(hours=1)
    assert await library.shelf() is shelf


async def test_a_withdrawn_guide_is_gone_with_the_next_shelf(
    library: Library, knowledge_base: KnowledgeBase
) -> None:
    before = await library.shelf()
    assert "senior-allowance" in meant(before, "高龄津贴")
    await knowledge_base.withdraw(SENIOR)
    shelf = await library.shelf()
    assert SENIOR not in shelf.guides
    assert "senior-allowance" not in shelf.by_matter
    assert SENIOR not in found(shelf, "高龄津贴")
    assert "senior-allowance" not in meant(shelf, "高龄津贴")
    assert SENIOR in before.guides


async def test_an_expired_guide_is_gone_with_the_new_day(library: Library, clock: VirtualClock) -> None:
    clock.now = dt.datetime(2026, 12, 31, 15, 59, 59, tzinfo=dt.UTC)
    assert SENIOR in found(await library.shelf(), "高龄津贴")
    clock.advance(seconds=1)
    shelf = await library.shelf()
    assert SENIOR not in shelf.guides
    assert SENIOR not in found(shelf, "高龄津贴")
    assert "senior-allowance" not in meant(shelf, "高龄津贴")


async def test_a_new_guide_appears(
    library: Library, knowledge_base: KnowledgeBase, guides: dict[str, Guide]
) -> None:
    assert FOOD not in found(await library.shelf(), "食品经营许可证")
    await knowledge_base.import_guides([guides[FOOD]])
    shelf = await library.shelf()
    assert shelf.index.search("食品经营许可证", EVERYWHERE).documents[0].document_id == FOOD
    assert shelf.matters.candidates("开饭店办证", "开饭店办证")[0].matter == "food-licence-new"


async def test_a_new_version_is_searched_by_its_new_words(
    library: Library, knowledge_base: KnowledgeBase, guides: dict[str, Guide]
) -> None:
    await library.shelf()
    newer = guides[SENIOR].model_copy(
        update={"version": "2026.2", "benefit_explain": "每月三百五十元，另发牛奶券。"}
    )
    await knowledge_base.import_guides([newer])
    shelf = await library.shelf()
    best = shelf.index.search("高龄津贴发牛奶券吗", EVERYWHERE).documents[0]
    texts = "".join(hit.passage.text for hit in best.hits)
    assert "牛奶券" in texts
    assert "每月100元" not in texts


async def test_documents_come_and_expire(
    library: Library, knowledge_base: KnowledgeBase, clock: VirtualClock
) -> None:
    await knowledge_base.import_documents([POLICY])
    shelf = await library.shelf()
    assert shelf.documents == {"senior-policy": POLICY}
    assert "senior-policy" in found(shelf, "百岁老人慰问金")
    clock.advance(days=1)
    shelf = await library.shelf()
    assert shelf.documents == {}
    assert "senior-policy" not in found(shelf, "百岁老人慰问金")


async def test_all_who_ask_at_once_get_one_shelf(library: Library) -> None:
    shelves = await asyncio.gather(*(library.shelf() for _ in range(5)))
    assert len({id(shelf) for shelf in shelves}) == 1


async def test_progress_ends_where_it_said(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    await library.shelf(lambda done, total: seen.append((done, total)))
    done = [number for number, _ in seen]
    assert done == sorted(done)
    assert len({total for _, total in seen}) == 1
    assert seen[-1][0] <= seen[-1][1]


async def test_guides_for_a_region(library: Library) -> None:
    shelf = await library.shelf()

    def regions(matter: str, code: str) -> list[str]:
        return [guide.region_code for guide in shelf.guides_for(matter, code)]

    assert regions("marriage-registration", "990102") == ["990102"]
    assert regions("marriage-registration", "990100") == ["990102", "990103"]
    assert regions("senior-allowance", "990103") == ["990100"]
    assert regions("food-licence-new", "990102") == []
    assert regions("nothing", "990102") == []


async def test_whether_guides_say_the_same(library: Library) -> None:
    shelf = await library.shelf()
    cards = shelf.guides_for("identity-card-loss-reissue", "990100")
    assert same(cards, Element.FEES)
    assert not same(cards, Element.TIME_LIMIT)
    assert same(cards[:1], Element.TIME_LIMIT)
    assert same((), Element.FEES)


async def test_an_embedding_server_that_was_down_while_indexing_is_made_up_for(
    knowledge_base: KnowledgeBase,
    guides: dict[str, Guide],
    city: City,
    tmp_path: Path,
    clock: VirtualClock,
    embedding_server: EmbeddingServer,
    remote: RemoteEmbedder,
) -> None:
    await knowledge_base.import_guides([guides[SENIOR]])
    store = VectorStore(partial(connect, "", tmp_path / "chroma"), remote)
    library = Library(knowledge_base, city, store, remote, tmp_path / "models", clock)
    embedding_server.respond = lambda _: (503, b"{}")
    shelf = await library.shelf()
    assert SENIOR in found(shelf, "高龄津贴")
    assert shelf.index.search("高龄津贴", EVERYWHERE).degraded
    embedding_server.respond = None
    clock.advance(hours=1)
    search = (await library.shelf()).index.search("高龄津贴", EVERYWHERE)
    assert not search.degraded
    assert all(hit.similarity is not None for hit in search.documents[0].hits)
