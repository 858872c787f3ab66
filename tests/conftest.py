"""What every test folder shares: real databases, the real embedder, a Chroma server, a small city.

- `database_url`, `database`: each test that asks runs on SQLite and on PostgreSQL (marked `postgresql`).
- `sqlite_url`, `postgresql_url`: one of the two; a fresh, empty database a test.
- `embedder`: the bundled multilingual-e5-small, converted once into pytest's cache.
- `city_folder`: a copy of `tests/knowledge_base/small_city` (four matters, two districts) to change at will.
- `chroma_server`: starts `chroma run` processes; `wait_until`: waits for a condition with a deadline.
"""

from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings

from common.database import Database
from knowledge_base.importing.city_folder import read_folder
from knowledge_base.regions import City, read_city
from knowledge_base.schemas import Guide
from retrieval.embedding import E5Embedder
from retrieval.vector_store import VectorStore, connect
from server.migrating import upgrade

SMALL_CITY = Path(__file__).parent / "knowledge_base" / "small_city"

settings.register_profile("bangban", deadline=None)
settings.load_profile("bangban")

WaitUntil = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="session")
def wait_until() -> WaitUntil:
    """Wait for a condition, at most half a minute."""

    def wait(condition: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"nothing happened within {seconds} s")
            time.sleep(0.02)

    return wait


@dataclass
class VirtualClock:
    """A clock that stands still until it is moved."""

    now: dt.datetime = field(default_factory=lambda: dt.datetime(2026, 6, 1, 4, 0, tzinfo=dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += dt.timedelta(**parts)


@pytest.fixture
def clock() -> VirtualClock:
    """Noon of 1 June 2026 in China, until it is moved."""
    return VirtualClock()


# Databases


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this test run; its address without a database."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        pytest.skip("PostgreSQL is not installed")
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    become = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="bangban-postgresql-"))
    if become:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        command = [*become, str(folders[-1] / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    try:
        run("initdb", "-D", str(data), "-U", user, "--auth=trust", "--encoding=UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off -k {folder}"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"{user}@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(f"postgresql://{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield f"postgresql+psycopg://{postgresql_server}/{name}"
    with psycopg.connect(f"postgresql://{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh, empty SQLite file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, empty database: SQLite, and once more PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database: SQLite, and once more PostgreSQL."""
    opened = Database(database_url)
    await upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    """A migrated SQLite database, for tests to which the kind does not matter."""
    opened = Database(sqlite_url)
    await upgrade(opened)
    yield opened
    await opened.close()


# Finding


@pytest.fixture(scope="session")
def embedder(pytestconfig: pytest.Config) -> E5Embedder:
    """The bundled multilingual-e5-small; its model file stays in pytest's cache."""
    return E5Embedder(pytestconfig.cache.mkdir("models"), threads=2)


@pytest.fixture
def store(tmp_path: Path, embedder: E5Embedder) -> VectorStore:
    """An embedded Chroma of this test."""
    return VectorStore(partial(connect, "", tmp_path / "chroma"), embedder)


class ChromaServer:
    """A `chroma run` process on a port of its own, which may be killed and started again."""

    def __init__(self, folder: Path, wait_until: WaitUntil) -> None:
        self._folder, self._wait_until = folder, wait_until
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        program = str(Path(sys.executable).parent / "chroma")
        address = ["--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [program, "run", "--path", str(self._folder / "chroma-server"), *address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )
        self._wait_until(lambda: self._listens() or self._process.poll() is not None)
        assert self._process.poll() is None, "chroma run has ended"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=30)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


@pytest.fixture
def chroma_server(tmp_path: Path, wait_until: WaitUntil) -> Iterator[ChromaServer]:
    """A Chroma server process with an empty folder."""
    server = ChromaServer(tmp_path, wait_until)
    yield server
    server.kill()


# The small city


@pytest.fixture
def city_folder(tmp_path: Path) -> Path:
    """A small city in YAML, the test's own to change."""
    return Path(shutil.copytree(SMALL_CITY, tmp_path / "city"))


@pytest.fixture
def city(city_folder: Path) -> City:
    return read_city(city_folder)


@pytest.fixture
def guides(city_folder: Path, city: City) -> dict[str, Guide]:
    """The guides of the small city by id."""
    parsed = read_folder(city_folder, city)
    assert parsed.problems == []
    return {guide.guide_id: guide for guide in parsed.guides}
