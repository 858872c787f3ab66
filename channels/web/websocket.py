"""The conversation over a WebSocket. A bad event gets an error and the connection lives on.

Numbered events reach the client only through the hub, whoever caused them: that keeps their order.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from assistant.errors import (
    ConversationNotFound,
    EventInvalid,
    HelloExpected,
    MessageTooLong,
    TooManyRequests,
)
from assistant.events import (
    MESSAGE_LENGTH,
    ErrorNotice,
    FileNotice,
    HandoffRequest,
    Hello,
    Incoming,
    IncomingMessage,
    Language,
    Outgoing,
    Ping,
    Pong,
    Rating,
    Settings,
    Stored,
    Typing,
    TypingNotice,
    Welcome,
    incoming,
)
from assistant.service import Opened
from channels.web.services import Services, services
from common.errors import BangbanError

router = APIRouter()
log = logging.getLogger(__name__)

_FRAME = 256 * 1024
"""Bytes of a frame that are read at all; a longer one is answered without being parsed."""
_HELLO_SECONDS = 30
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Connection:
    """One client on one conversation: first `hello`, then anything else."""

    def __init__(self, socket: WebSocket, app: Services) -> None:
        self._socket = socket
        self._app = app
        self._hello: Hello | None = None
        self._opened: Opened | None = None
        self._language: Language = (
            "en" if socket.headers.get("accept-language", "").startswith("en") else "zh"
        )
        self._sent = 0

    async def run(self) -> None:
        """Serve until the client leaves or its `hello` fails."""
        await self._socket.accept()
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                while self._hello is None:
                    await self._guarded(await self._receive())
        except TimeoutError:
            await self._socket.close(4408, "hello expected")
            return
        with self._app.hub.listening(self._hello.conversation_id) as queue:
            await self._catch_up()
            forwarding = asyncio.create_task(self._forward(queue))
            try:
                while True:
                    await self._guarded(await self._receive())
            finally:
                forwarding.cancel()
                with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                    await forwarding

    async def _receive(self) -> str | bytes:
        frame = await self._socket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1005))
        content: str | bytes = frame.get("text") or frame.get("bytes") or ""
        return content

    async def _guarded(self, frame: str | bytes) -> None:
        """Handle one frame; what is wrong with it is told and the connection goes on."""
        client_id: str | None = None
        try:
            event = _parse(frame)
            client_id = getattr(event, "client_id", None)
            await self._handle(event)
        except BangbanError as error:
            notice = ErrorNotice(
                code=error.code,
                message=error.message(self._language),
                client_id=client_id or _client_id(frame),
            )
            await self._send(notice)
        except (WebSocketDisconnect, asyncio.CancelledError):
            raise
        except Exception:
            log.exception("an event of a connection failed")
            fault = BangbanError()
            await self._send(
                ErrorNotice(code=fault.code, message=fault.message(self._language), client_id=client_id)
            )

    async def _handle(self, event: Incoming) -> None:
        if isinstance(event, Hello):
            await self._greet(event)
            return
        if isinstance(event, Ping):
            await self._send(Pong())
            return
        if self._hello is None:
            raise HelloExpected
        conversation, token = self._hello.conversation_id, self._hello.token
        conversations = self._app.conversations
        if not isinstance(event, Typing):
            self._app.rates.count("messages", conversation)
        match event:
            case IncomingMessage():
                await self._send(TypingNotice())
                await conversations.say(
                    conversation, token, event.client_id, event.text, event.choice, stream=event.stream
                )
            case HandoffRequest():
                await conversations.request_person(conversation, token, event.client_id)
            case FileNotice():
                await conversations.receive_file(conversation, token, event.client_id, event.file_id)
            case Settings():
                self._language = event.language or self._language
                await conversations.change_settings(conversation, token, event.region_code, event.language)
            case Rating():
                await conversations.rate(conversation, token, event.message_id, event.level)

    async def _greet(self, hello: Hello) -> None:
        if self._hello is not None:
            raise EventInvalid(reason="hello was said already")
        try:
            self._opened = await self._app.conversations.open(hello.conversation_id, hello.token)
        except ConversationNotFound:
            self._app.rates.count("conversations", self._app.rates.address(self._socket))
            raise
        self._language = self._opened.language
        self._sent = hello.last_event_id
        self._hello = hello

    async def _catch_up(self) -> None:
        """Welcome the client and send what it missed; the queue listens already, so nothing is lost."""
        if self._hello is None or self._opened is None:
            raise RuntimeError("catching up before hello")
        city = self._app.library.city
        await self._send(
            Welcome(
                conversation_id=self._opened.id,
                last_event_id=self._opened.last_event_id,
                region_code=self._opened.region_code,
                region_name=city.region(self._opened.region_code).name,
                language=self._opened.language,
            )
        )
        missed = await self._app.conversations.events(
            self._hello.conversation_id, self._hello.token, self._hello.last_event_id
        )
        await self._forward_all(missed)

    async def _forward(self, queue: asyncio.Queue[Stored | None]) -> None:
        while (event := await queue.get()) is not None:
            await self._forward_all([event])
        await self._socket.close(1013, "too slow")

    async def _forward_all(self, events: list[Stored]) -> None:
        for event in events:
            if event.id > self._sent:
                self._sent = event.id
                await self._send(event)

    async def _send(self, event: Outgoing) -> None:
        await self._socket.send_text(event.model_dump_json())


def _parse(frame: str | bytes) -> Incoming:
    if isinstance(frame, bytes):
        raise EventInvalid(reason="text frames only")
    if len(frame) > _FRAME:
        raise EventInvalid(reason=f"more than {_FRAME} characters")
    try:
        return incoming.validate_json(frame)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        if detail["loc"][-1:] == ("text",) and detail["type"] == "string_too_long":
            raise MessageTooLong(length=len(detail["input"]), limit=MESSAGE_LENGTH) from error
        place = ".".join(map(str, detail["loc"]))
        raise EventInvalid(reason=f"{place}: {detail['msg']}" if place else detail["msg"]) from error


def _client_id(frame: str | bytes) -> str | None:
    """The id of an event that could not be read, if it has one: the client can then mark it."""
    import json  # noqa: PLC0415 - only for broken events

    try:
        found = json.loads(frame[:_FRAME])
    except (ValueError, TypeError, RecursionError):
        return None
    client_id = found.get("client_id") if isinstance(found, dict) else None
    return client_id[:64] if isinstance(client_id, str) else None


def _same_origin(socket: WebSocket, allowed: tuple[str, ...]) -> bool:
    """A page of another origin may not open a conversation in its visitor's name."""
    origin = socket.headers.get("origin")
    if origin is None or origin in allowed:
        return True
    return urlsplit(origin).netloc == socket.headers.get("host")


@router.websocket("/ws")
async def conversation(socket: WebSocket) -> None:
    """The conversation events of `docs/asyncapi.json`."""
    app = services(socket)
    if not _same_origin(socket, app.settings.allowed_origins):
        await socket.close(4403, "origin not allowed")
        return
    try:
        app.rates.count("requests", app.rates.address(socket))
    except TooManyRequests:
        await socket.close(4429, "too many connections")
        return
    with contextlib.suppress(WebSocketDisconnect):
        await Connection(socket, app).run()
