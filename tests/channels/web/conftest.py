"""A real server over the small city, in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from retrieval.embedding import E5Embedder
from tests.assistant.application import settings_for
from tests.assistant.indexing import Indexed, indexed_city
from tests.channels.web.running import Running, running


class Serve(Protocol):
    """Starts a server of the test's own."""

    def __call__(self, **settings: Any) -> AbstractContextManager[Running]: ...


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, embedder: E5Embedder) -> Indexed:
    return indexed_city(tmp_path_factory, embedder)


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, indexed: Indexed, embedder: E5Embedder
) -> Iterator[Running]:
    """One server for all tests that leave its guides and its settings alone."""
    settings = settings_for(
        tmp_path_factory.mktemp("server"), indexed.city, indexed.data, upload_bytes=1024 * 1024
    )
    with running(settings, embedder) as started:
        yield started


@pytest.fixture
def http(server: Running) -> Iterator[httpx.Client]:
    with server.http() as client:
        yield client


@pytest.fixture
def serve(tmp_path: Path, indexed: Indexed, embedder: E5Embedder) -> Serve:
    def start(**settings: Any) -> AbstractContextManager[Running]:
        return running(settings_for(tmp_path / "server", indexed.city, indexed.data, **settings), embedder)

    return start
