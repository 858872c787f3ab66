"""The built page on the real server over the small city, in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from retrieval.embedding import E5Embedder
from server.application import PAGE
from tests.assistant.application import settings_for
from tests.assistant.indexing import Indexed, indexed_city
from tests.browser.citizen import PATIENCE, Citizen
from tests.browser.relay import Relay, relaying
from tests.channels.web.running import Running, running

expect.set_options(timeout=PATIENCE)


class Serve(Protocol):
    """Starts a server of the test's own."""

    def __call__(self, **settings: Any) -> AbstractContextManager[Running]: ...


class Visit(Protocol):
    """Opens the page for one more citizen; `options` are those of a browser context."""

    def __call__(self, url: str, path: str = "/", **options: Any) -> Citizen: ...


@pytest.fixture(scope="session")
def page_folder() -> Path:
    """The built H5 page."""
    if not (PAGE / "index.html").is_file():
        pytest.fail(f"The page is not built: {PAGE}/index.html is missing. Run `make page`.")
    return PAGE


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this machine."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("Chromium is missing. Run tests/install-system-packages.")


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, embedder: E5Embedder) -> Indexed:
    return indexed_city(tmp_path_factory, embedder)


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, indexed: Indexed, embedder: E5Embedder, page_folder: Path
) -> Iterator[Running]:
    """One server for all tests that leave its guides and its settings alone."""
    settings = settings_for(tmp_path_factory.mktemp("browser"), indexed.city, indexed.data)
    with running(settings, embedder, page_folder) as started:
        yield started


@pytest.fixture
def serve(tmp_path: Path, indexed: Indexed, embedder: E5Embedder, page_folder: Path) -> Serve:
    def start(**settings: Any) -> AbstractContextManager[Running]:
        chosen = settings_for(tmp_path / "server", indexed.city, indexed.data, **settings)
        return running(chosen, embedder, page_folder)

    return start


@pytest.fixture
def line(server: Running) -> Iterator[Relay]:
    """A line to the server that a test can cut."""
    with relaying(urlsplit(server.url).port or 0) as relay:
        yield relay


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, which finds no host but this machine.

    Of a module, not of the session: while Playwright runs, this thread has an event loop, and asynchronous
    tests of other folders could not have theirs.
    """
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", nowhere])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens pages; at the end no script may have failed, and no request may have left the server."""
    visitors: list[Citizen] = []
    with ExitStack() as contexts:

        def open_page(url: str, path: str = "/", **options: Any) -> Citizen:
            context = browser.new_context(**{"locale": "zh-CN", **options})
            contexts.callback(context.close)
            citizen = _watched(context, url)
            visitors.append(citizen)
            citizen.arrive(path)
            return citizen

        yield open_page
        for citizen in visitors:
            assert citizen.errors == []
            assert [request for request in citizen.requests if _outside(request, citizen.url)] == []


@pytest.fixture
def citizen(visit: Visit, server: Running) -> Citizen:
    """A citizen with a telephone who has just opened the page."""
    return visit(server.url, viewport={"width": 390, "height": 844})


def _watched(context: BrowserContext, url: str) -> Citizen:
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    citizen = Citizen(page, url)
    note: Callable[[str], None] = citizen.requests.append
    context.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    page.on("pageerror", lambda error: citizen.errors.append(str(error)))
    page.on(
        "console", lambda message: citizen.errors.append(message.text) if _refused(message.text) else None
    )
    return citizen


def _refused(text: str) -> bool:
    """What the Content-Security-Policy stopped was on its way out."""
    return "Content Security Policy" in text


def _outside(request: str, url: str) -> bool:
    parts = urlsplit(request)
    return parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(url).netloc
