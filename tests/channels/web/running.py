"""The real server in a thread, and a client that checks every event it gets against the AsyncAPI document."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from jsonschema import Draft202012Validator, FormatChecker
from websockets.sync.client import ClientConnection, connect

from channels.web import asyncapi
from channels.web.services import Services
from common.settings import Settings
from retrieval.embedding import Embedder
from server.application import create_application
from tests.assistant.application import application

Event = dict[str, Any]
PATIENCE = 30.0


@dataclass
class Running:
    """A server that answers on `url`."""

    url: str
    services: Services
    app: FastAPI
    loop: asyncio.AbstractEventLoop

    @property
    def socket_url(self) -> str:
        return f"ws{self.url.removeprefix('http')}/ws"

    def do(self, work: Callable[[], Any]) -> Any:
        """Run a coroutine in the server's own event loop."""
        return asyncio.run_coroutine_threadsafe(work(), self.loop).result(PATIENCE)

    @contextmanager
    def http(self, **options: Any) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False, **options) as client:
            yield client

    def start(self, **body: object) -> Started:
        """A conversation over HTTP."""
        with self.http() as client:
            answer = client.post("/api/conversations", json=body)
        assert answer.status_code == 201, answer.text
        return Started(answer.json()["id"], answer.json()["token"])

    @contextmanager
    def socket(self, **options: Any) -> Iterator[Client]:
        """A connection that has not said hello."""
        with connect(self.socket_url, open_timeout=PATIENCE, proxy=None, **options) as connection:
            yield Client(connection)

    @contextmanager
    def talking(
        self, started: Started | None = None, last_event_id: int = 0, **body: object
    ) -> Iterator[Client]:
        """A connection that was welcomed; `client.missed` holds what it was sent then."""
        started = started or self.start(**body)
        with self.socket() as client:
            client.hello(started, last_event_id)
            yield client


@dataclass(frozen=True)
class Started:
    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@lru_cache(maxsize=1)
def document() -> Mapping[str, Any]:
    return asyncapi.document("test")


def conforms(model: str, event: Mapping[str, Any]) -> None:
    """Fail when an event is not of its schema in the AsyncAPI document."""
    schema = {"$ref": f"#/components/schemas/{model}", "components": document()["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(event)


@lru_cache(maxsize=1)
def outgoing_models() -> Mapping[str, str]:
    """The schema of each type of event that the server sends."""
    messages = document()["components"]["messages"]
    sent = [
        entry["$ref"].rpartition("/")[2] for entry in document()["operations"]["sendToClient"]["messages"]
    ]
    return {messages[model]["name"]: model for model in sent}


@dataclass
class Client:
    """A citizen's client on one WebSocket."""

    connection: ClientConnection
    received: list[Event] = field(default_factory=list)
    missed: list[Event] = field(default_factory=list)
    welcome: Event = field(default_factory=dict)

    def send(self, **event: object) -> None:
        self.raw(json.dumps(event, ensure_ascii=False))

    def raw(self, frame: str | bytes) -> None:
        self.connection.send(frame)

    def receive(self) -> Event:
        event: Event = json.loads(self.connection.recv(PATIENCE))
        conforms(outgoing_models()[event["type"]], event)
        self.received.append(event)
        return event

    def until(self, found: Callable[[Event], bool]) -> list[Event]:
        """The events up to and including one."""
        events: list[Event] = []
        deadline = time.monotonic() + PATIENCE
        while not events or not found(events[-1]):
            assert time.monotonic() < deadline, events
            events.append(self.receive())
        return events

    def hello(self, started: Started, last_event_id: int = 0) -> None:
        self.send(type="hello", conversation_id=started.id, token=started.token, last_event_id=last_event_id)
        self.welcome = self.receive()
        assert self.welcome["type"] == "welcome", self.welcome
        last = self.welcome["last_event_id"]
        if last > last_event_id:
            self.missed = self.until(lambda event: event.get("id") == last)

    def ask(self, text: str, **more: object) -> Event:
        """Say something and give the answer's event."""
        client_id = uuid4().hex
        self.send(type="message", client_id=client_id, text=text, **more)
        return self.answer(client_id)

    def answer(self, client_id: str) -> Event:
        def answered(event: Event) -> bool:
            data = event.get("data", {})
            return bool(data.get("role") == "assistant" and data.get("client_id") == client_id)

        return self.until(answered)[-1]

    def error(self) -> Event:
        """The next event apart from `typing`, which is an error."""
        event = self.until(lambda event: event["type"] != "typing")[-1]
        assert event["type"] == "error", event
        return event

    @property
    def numbers(self) -> list[int]:
        """The numbers of the numbered events, in the order in which they came."""
        return [event["id"] for event in self.received if "id" in event]


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, listens: Callable[[int], None]) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listens(self.servers[0].sockets[0].getsockname()[1])


@contextmanager
def running(settings: Settings, embedder: Embedder, page: Path | None = None) -> Iterator[Running]:
    """Serve the settings' city on a free port of 127.0.0.1 until the block ends."""
    ready = threading.Event()
    failures: list[BaseException] = []
    found: list[Running] = []
    servers: list[uvicorn.Server] = []

    async def work() -> None:
        async with application(settings, embedder) as (_, services):
            app = create_application(services, page or Path("/nonexistent"))
            loop = asyncio.get_running_loop()

            def listens(port: int) -> None:
                found.append(Running(f"http://127.0.0.1:{port}", services, app, loop))
                ready.set()

            configuration = uvicorn.Config(
                app,
                host="127.0.0.1",
                port=0,
                log_level="critical",
                ws="websockets-sansio",
                ws_max_size=512 * 1024,
                timeout_graceful_shutdown=5,
            )
            servers.append(_Server(configuration, listens))
            await servers[0].serve()

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the test's thread
            failures.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="server")
    thread.start()
    try:
        assert ready.wait(120)
        if found:
            yield found[0]
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(60)
        assert not thread.is_alive()
    if failures:
        raise failures[0]
