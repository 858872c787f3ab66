"""Conversations: start, go on, resume, rate, erase. Whoever holds the token may do so."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
import secrets
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, cast
from weakref import WeakValueDictionary

from assistant.errors import (
    ConversationNotFound,
    FileNotFound,
    MessageEmpty,
    MessageNotFound,
    MessageTooLong,
)
from assistant.events import (
    MESSAGE_LENGTH,
    Language,
    Message,
    Stored,
)
from assistant.graph import build
from assistant.journal import Journal, exchange_of, stored_event
from assistant.memory import Memory
from assistant.outcomes import Outcome
from assistant.repository import ConversationRepository, digest
from assistant.steps.small_talk import offer_person
from assistant.tables import ConversationRow, FileRow
from assistant.turn import Reply, Turn
from assistant.wording import say
from common.clock import Clock, utc_now
from common.database import Database
from common.masking import mask
from intents.acts import Acts
from retrieval.library import Library

_TURNS_AT_ONCE = max(2, os.cpu_count() or 1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as its holder sees it."""

    id: str
    region_code: str
    language: Language
    last_event_id: int


class Publisher(Protocol):
    """Passes new events on to whoever has the conversation open."""

    def publish(self, conversation_id: str, events: Sequence[Stored]) -> None: ...


class Conversations:
    """All conversations. A turn of one conversation is processed after the other."""

    def __init__(
        self,
        database: Database,
        library: Library,
        acts: Acts,
        publisher: Publisher,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._library = library
        self._publisher = publisher
        self._clock = clock
        self._turns = ThreadPoolExecutor(_TURNS_AT_ONCE, thread_name_prefix="turn")
        self._graph = build(acts)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(self, region_code: str | None, language: Language) -> tuple[Opened, str]:
        """A new conversation and the token that opens it. Raises `RegionUnknown`."""
        city = self._library.city
        region = city.region(region_code) if region_code else city.root
        token, now = secrets.token_urlsafe(32), self._clock()
        row = ConversationRow(
            id=uuid.uuid4().hex,
            token_digest=digest(token),
            region_code=region.code,
            language=language,
            memory=Memory().model_dump(mode="json"),
            last_event_id=0,
            created_at=now,
            updated_at=now,
        )
        async with self._database.session() as session:
            ConversationRepository(session).add(row)
        return _opened(row), token

    async def open(self, conversation_id: str, token: str) -> Opened:
        """Raises `ConversationNotFound`."""
        async with self._database.reading() as session:
            return _opened(await _readable(ConversationRepository(session), conversation_id, token))

    async def events(self, conversation_id: str, token: str, after: int) -> list[Stored]:
        """What happened after an event. Raises `ConversationNotFound`."""
        async with self._database.reading() as session:
            repository = ConversationRepository(session)
            row = await _readable(repository, conversation_id, token)
            return [stored_event(event) for event in await repository.events(row, after)]

    async def say(
        self,
        conversation_id: str,
        token: str,
        client_id: str,
        text: str,
        choice: str | None = None,
        *,
        stream: bool = False,
    ) -> list[Stored]:
        """Process a message and return its events; a message that was processed returns them again.

        Raises `ConversationNotFound`, `MessageEmpty`, `MessageTooLong`.
        """
        check_text(text)

        async def answer(turn: Turn) -> None:
            await self._run_safely(conversation_id, turn)

        question = Message(role="citizen", text=text, client_id=client_id)
        return await self._exchange(conversation_id, token, question, choice, answer, stream=stream)

    async def request_person(self, conversation_id: str, token: str, client_id: str) -> list[Stored]:
        """The citizen wants a person: tell how to reach one. Raises `ConversationNotFound`."""

        async def answer(turn: Turn) -> None:
            offer_person(turn)

        asked = Message(role="citizen", text=say("ask_person", "zh"), client_id=client_id)
        return await self._exchange(conversation_id, token, asked, None, answer)

    async def keep_file(
        self,
        conversation_id: str,
        token: str,
        file_id: str,
        name: str,
        media_type: str,
        size: int,
        file_digest: str,
    ) -> None:
        """Note an uploaded file with its conversation. Raises `ConversationNotFound`."""
        async with self._writing(conversation_id, token) as (repository, row):
            repository.add_file(
                FileRow(
                    id=file_id,
                    conversation_id=row.id,
                    name=name,
                    media_type=media_type,
                    size=size,
                    digest=file_digest,
                    at=self._clock(),
                )
            )

    async def receive_file(
        self, conversation_id: str, token: str, client_id: str, file_id: str
    ) -> list[Stored]:
        """An uploaded file becomes part of the conversation. Raises `FileNotFound`."""
        async with self._database.reading() as session:
            repository = ConversationRepository(session)
            row = await _readable(repository, conversation_id, token)
            file = await repository.file(row, file_id)
        if file is None:
            raise FileNotFound
        name = file.name

        async def answer(turn: Turn) -> None:
            turn.finish(Reply(Outcome.FILE_RECEIVED, say("file_received", turn.language, name=name)))

        sent = Message(role="citizen", text=name, client_id=client_id)
        return await self._exchange(conversation_id, token, sent, None, answer)

    async def change_settings(
        self, conversation_id: str, token: str, region_code: str | None, language: Language | None
    ) -> list[Stored]:
        """Move the conversation to a region or a language. Raises `RegionUnknown`."""
        if region_code is not None:
            self._library.city.region(region_code)
        async with self._writing(conversation_id, token) as (repository, row):
            journal = Journal(repository, row, self._clock)
            journal.write_settings(self._library.city.region(region_code or row.region_code), language)
        self._publisher.publish(conversation_id, journal.events)
        return journal.events

    async def rate(self, conversation_id: str, token: str, message_id: int, level: int) -> None:
        """Keep what the citizen thinks of an answer. Raises `MessageNotFound`."""
        async with self._writing(conversation_id, token) as (repository, row):
            turn = await repository.turn(row, message_id)
            if turn is None:
                raise MessageNotFound
            turn.level = level

    async def erase(self, conversation_id: str, token: str) -> list[str]:
        """Delete the conversation; the ids of its files, whose bytes the caller removes."""
        async with self._writing(conversation_id, token) as (repository, row):
            files = list(await repository.files([row.id]))
            await repository.erase([row.id])
        return files

    async def erase_expired(self, days: int) -> tuple[int, list[str]]:
        """Delete conversations that had no event for `days`: how many, and the ids of their files."""
        before = self._clock() - dt.timedelta(days=days)
        erased, files = 0, list[str]()
        while True:
            async with self._database.session() as session:
                repository = ConversationRepository(session)
                expired = await repository.older_than(before)
                if not expired:
                    return erased, files
                files.extend(await repository.files(expired))
                await repository.erase(expired)
                erased += len(expired)

    async def reply_once(self, said: Sequence[str], region_code: str | None, language: Language) -> Reply:
        """Answer the last of several messages without keeping anything. Raises `RegionUnknown`."""
        city = self._library.city
        code = city.region(region_code).code if region_code else city.root.code
        shelf = await self._library.shelf()
        memory = Memory()
        for text in said[:-1]:
            if text.strip() and len(text) <= MESSAGE_LENGTH:
                earlier = await self._run(Turn(mask(text), shelf, code, memory, language))
                memory, code = earlier.memory, earlier.region_code
        turn = await self._run(Turn(mask(said[-1]), shelf, code, memory, language))
        if turn.reply is None:
            raise RuntimeError("a turn without a reply")
        return turn.reply

    async def _run(self, turn: Turn) -> Turn:
        """Work a turn out beside the event loop, a few at a time: it is arithmetic, not waiting."""
        return await asyncio.get_running_loop().run_in_executor(self._turns, self._graph, turn)

    async def _exchange(
        self,
        conversation_id: str,
        token: str,
        question: Message,
        choice: str | None,
        answer: Callable[[Turn], Awaitable[None]],
        *,
        stream: bool = False,
    ) -> list[Stored]:
        """Keep what the citizen sent together with its answer. No transaction is held meanwhile."""
        client_id = question.client_id or ""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while True:
                async with self._database.reading() as session:
                    repository = ConversationRepository(session)
                    before = await _readable(repository, conversation_id, token)
                    if (received := await repository.received(before, client_id)) is not None:
                        return await exchange_of(repository, before, received)
                turn = Turn(
                    text=mask(question.text),
                    shelf=await self._library.shelf(),
                    region_code=before.region_code,
                    memory=Memory.model_validate(before.memory),
                    language=cast(Language, before.language),
                    choice=choice,
                )
                await answer(turn)
                async with self._database.session() as session:
                    repository = ConversationRepository(session)
                    row = await _readable(repository, conversation_id, token, for_update=True)
                    if row.last_event_id != before.last_event_id:
                        continue  # another process was faster: what it said may matter
                    journal = Journal(repository, row, self._clock)
                    journal.write("message", question, client_id)
                    journal.write_answer(turn, client_id, stream=stream)
                    if turn.region_code != row.region_code:
                        journal.write_settings(self._library.city.region(turn.region_code), None)
                    events = journal.events
                    row.memory = turn.memory.model_dump(mode="json")
                break
            self._publisher.publish(conversation_id, events)
        return events

    async def _run_safely(self, conversation_id: str, turn: Turn) -> None:
        """Run the graph; whatever breaks in it, the citizen's message is kept and answered."""
        try:
            await self._run(turn)
        except Exception:
            log.exception("a turn of conversation %s failed", conversation_id)
            turn.reply = None
        if turn.reply is None:
            turn.finish(Reply(Outcome.ERROR_INTERNAL, say("internal", turn.language)))

    @asynccontextmanager
    async def _writing(
        self, conversation_id: str, token: str
    ) -> AsyncIterator[tuple[ConversationRepository, ConversationRow]]:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock, self._database.session() as session:
            repository = ConversationRepository(session)
            yield repository, await _readable(repository, conversation_id, token, for_update=True)


def check_text(text: str) -> None:
    """Raises `MessageEmpty` or `MessageTooLong`."""
    if not text.strip():
        raise MessageEmpty
    if len(text) > MESSAGE_LENGTH:
        raise MessageTooLong(length=len(text), limit=MESSAGE_LENGTH)


async def _readable(
    repository: ConversationRepository, conversation_id: str, token: str, *, for_update: bool = False
) -> ConversationRow:
    row = await repository.conversation(conversation_id, token, for_update=for_update)
    if row is None:
        raise ConversationNotFound
    return row


def _opened(row: ConversationRow) -> Opened:
    return Opened(row.id, row.region_code, cast(Language, row.language), row.last_event_id)
