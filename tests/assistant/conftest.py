"""Conversations over a small city on real parts: SQLite or PostgreSQL, Chroma, e5."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio

from assistant.service import Conversations
from channels.web.services import Services
from common.clock import Clock, utc_now
from common.database import Database
from retrieval.embedding import E5Embedder, Embedder
from tests.assistant.application import application, settings_for
from tests.assistant.indexing import Indexed, indexed_city
from tests.assistant.talking import Citizen


class OpenCity(Protocol):
    """Opens an application of the test's own; the same `name` again finds what was kept."""

    def __call__(
        self, name: str = "own", *, clock: Clock = utc_now, embedder: Embedder | None = None, **settings: Any
    ) -> AbstractAsyncContextManager[tuple[Database, Services]]: ...


class Arrive(Protocol):
    async def __call__(self, region_code: str | None = None, language: Any = "zh") -> Citizen: ...


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, embedder: E5Embedder) -> Indexed:
    return indexed_city(tmp_path_factory, embedder)


@pytest.fixture
def open_city(tmp_path: Path, indexed: Indexed, embedder: E5Embedder) -> OpenCity:
    """An application that a test may change."""
    own = embedder

    def open_it(
        name: str = "own", *, clock: Clock = utc_now, embedder: Embedder | None = None, **settings: Any
    ) -> AbstractAsyncContextManager[tuple[Database, Services]]:
        chosen = settings_for(tmp_path / name, indexed.city, indexed.data, **settings)
        return application(chosen, embedder or own, clock)

    return open_it


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(
    tmp_path_factory: pytest.TempPathFactory, indexed: Indexed, embedder: E5Embedder
) -> AsyncIterator[tuple[Database, Services]]:
    """One application for all tests that leave its guides alone. Use it in the session's event loop."""
    settings = settings_for(tmp_path_factory.mktemp("shared"), indexed.city, indexed.data)
    async with application(settings, embedder) as opened:
        yield opened


@pytest.fixture(scope="session")
def conversations(shared: tuple[Database, Services]) -> Conversations:
    return shared[1].conversations


@pytest.fixture
def arrive(conversations: Conversations) -> Arrive:
    """A citizen with a new conversation."""

    async def come(region_code: str | None = None, language: Any = "zh") -> Citizen:
        return await Citizen.arrive(conversations, region_code, language)

    return come
