"""`bangban benchmark chat`: many citizens talking at once, over real WebSockets."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from common.errors import BangbanError
from evaluation.results import finish

_QUESTIONS = (
    ("身份证丢了怎么办", "要多少钱", "要带什么材料"),
    ("护照换发要多少钱", "需要什么条件", "能邮寄吗"),
    ("给孩子上户口要什么材料", "办理流程是什么", "要收费吗"),
    ("公积金取出来交房租", "需要什么条件", "能在网上办吗"),
    ("食品经营许可证怎么办", "要什么材料", "收费吗"),
    ("老人八十岁补贴怎么申请", "要什么材料", "归哪个部门管"),
)
_PATIENCE = 30


class ServerUnreachable(BangbanError):
    """The server to be measured does not answer."""

    code = "server_unreachable"
    messages = {"zh": "连不上{url}：{reason}", "en": "{url} cannot be reached: {reason}"}


@dataclass(slots=True)
class Load:
    """What was seen: times in seconds from sending a message."""

    first_event: list[float] = field(default_factory=list)
    completed: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChatFigures:
    """`bytes_per_idle_session` is None unless the server runs on this machine and can be seen."""

    turns_per_second: float
    first_event_p50_ms: float
    first_event_p95_ms: float
    completed_p50_ms: float
    completed_p95_ms: float
    errors: int
    bytes_per_idle_session: int | None
    turns: int
    sessions: int


def command(url: str, sessions: int, seconds: int, think: float, results: Path | None) -> None:
    """Measure and print."""
    load, idle = asyncio.run(_measure(url.rstrip("/"), sessions, seconds, think))
    for reason in sorted(set(load.errors))[:10]:
        print(f"error: {reason}")
    first, whole = np.array(load.first_event or [0.0]) * 1000, np.array(load.completed or [0.0]) * 1000
    figures = ChatFigures(
        turns_per_second=len(load.completed) / seconds,
        first_event_p50_ms=float(np.percentile(first, 50)),
        first_event_p95_ms=float(np.percentile(first, 95)),
        completed_p50_ms=float(np.percentile(whole, 50)),
        completed_p95_ms=float(np.percentile(whole, 95)),
        errors=len(load.errors),
        bytes_per_idle_session=idle,
        turns=len(load.completed),
        sessions=sessions,
    )
    configuration = {"url": url, "seconds": seconds, "think": think, "outcomes": load.outcomes}
    finish("chat", asdict(figures), configuration, results)


async def _measure(url: str, sessions: int, seconds: int, think: float) -> tuple[Load, int | None]:
    load = Load()
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE) as client:
        try:
            (await client.get("/health")).raise_for_status()
        except httpx.HTTPError as error:
            raise ServerUnreachable(url=url, reason=error) from error
        before = _memory(url)
        opened = [await _open(client, url, load) for _ in range(sessions)]
        sockets = [one for one in opened if one is not None]
        after = _memory(url)
        idle = (after - before) // max(len(sockets), 1) if before is not None and after is not None else None
        deadline = time.perf_counter() + seconds
        await asyncio.gather(
            *(_talk(socket, number, deadline, think, load) for number, socket in enumerate(sockets))
        )
        await asyncio.gather(*(socket.close() for socket in sockets))
    return load, idle


async def _open(client: httpx.AsyncClient, url: str, load: Load) -> ClientConnection | None:
    """A connection that was welcomed to a conversation of its own."""
    try:
        started = (
            (await client.post("/api/conversations", json={"region_code": None})).raise_for_status().json()
        )
        socket = await connect(f"ws{url.removeprefix('http')}/ws", open_timeout=_PATIENCE)
        hello = {"type": "hello", "conversation_id": started["id"], "token": started["token"]}
        await socket.send(json.dumps(hello))
        await asyncio.wait_for(socket.recv(), _PATIENCE)
    except (httpx.HTTPError, WebSocketException, OSError, TimeoutError) as error:
        load.errors.append(f"open: {error!r}")
        return None
    return socket


async def _talk(socket: ClientConnection, number: int, deadline: float, think: float, load: Load) -> None:
    """One citizen: a question, its follow-ups, another question, with pauses."""
    pause = random.Random(number)  # noqa: S311 - nothing secret
    await asyncio.sleep(pause.uniform(0, think))
    for turn, text in enumerate(_sentences(number)):
        if time.perf_counter() >= deadline:
            return
        try:
            await _ask(socket, f"load-{turn}", text, load)
        except (WebSocketException, TimeoutError, OSError) as error:
            load.errors.append(f"turn: {error!r}")
            return
        await asyncio.sleep(pause.uniform(0.5, 1.5) * think)


def _sentences(number: int) -> Iterator[str]:
    while True:
        for offset in range(len(_QUESTIONS)):
            yield from _QUESTIONS[(number + offset) % len(_QUESTIONS)]


async def _ask(socket: ClientConnection, client_id: str, text: str, load: Load) -> None:
    started = time.perf_counter()
    await socket.send(json.dumps({"type": "message", "client_id": client_id, "text": text}))
    first: float | None = None
    while True:
        event: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), _PATIENCE))
        first = first or time.perf_counter() - started
        if event["type"] == "error":
            load.errors.append(event["code"])
            return
        if event["type"] == "message" and event["data"]["role"] == "assistant":
            load.first_event.append(first)
            load.completed.append(time.perf_counter() - started)
            outcome = event["data"]["outcome"]
            load.outcomes[outcome] = load.outcomes.get(outcome, 0) + 1
            if outcome.startswith("error_"):
                load.errors.append(outcome)
            return


def _memory(url: str) -> int | None:
    """Resident bytes of the process that listens on the URL's port, where /proc shows it."""
    port = httpx.URL(url).port or 80
    try:
        inodes = {
            columns[9]
            for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]
            if (columns := line.split())[1].endswith(f":{port:04X}") and columns[3] == "0A"
        }
        for process in Path("/proc").glob("[0-9]*"):
            if any(
                f"socket:[{inode}]" == str(link.readlink())
                for link in (process / "fd").iterdir()
                for inode in inodes
            ):
                pages = int((process / "statm").read_text("ascii").split()[1])
                return pages * 4096
    except OSError:
        return None
    return None
