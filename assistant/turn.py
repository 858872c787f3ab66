"""One turn of a conversation: what came in, what was worked out, what goes back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from assistant.events import Block, Choice, Citation, Language, MatterReference
from assistant.memory import Memory
from assistant.outcomes import Outcome
from intents.understanding import Understanding
from knowledge_base.schemas import Element
from retrieval.index import Search
from retrieval.library import Shelf

_CHOICE = re.compile(r"^(matter|region|element|situation):(.+)$")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the citizen is told."""

    outcome: Outcome
    text: str
    element: Element | None = None
    matter: MatterReference | None = None
    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The text in pieces that can be sent one after the other."""
        parts = re.split(r"(?<=\n)(?=\S)", self.text)
        return [part for part in parts if part]


@dataclass(slots=True)
class Turn:
    """The state that the steps of a turn share. A step that sets `reply` ends the turn."""

    text: str
    shelf: Shelf
    region_code: str
    memory: Memory
    language: Language = "zh"
    choice: str | None = None

    act: str | None = None
    """What the message does when it is no question (`intents/acts.yaml`)."""
    understanding: Understanding | None = None
    elements: tuple[Element, ...] = ()
    matter: str | None = None
    follows_up: bool = False
    """The message goes on about the matter spoken of."""
    region_named: bool = False
    """The message names a district."""
    search: Search | None = None
    reply: Reply | None = None
    milliseconds: dict[str, float] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    """What decisions were based on, for the trace."""

    @property
    def read(self) -> Understanding:
        if self.understanding is None:
            raise RuntimeError("the message has not been read yet")
        return self.understanding

    @property
    def region_name(self) -> str:
        return self.shelf.city.region(self.region_code).name

    def chosen(self, kind: str) -> str | None:
        """The value of the button pressed, when it is of this kind."""
        match = _CHOICE.match(self.choice or "")
        return match.group(2) if match and match.group(1) == kind else None

    def remember(self, **changes: object) -> None:
        self.memory = self.memory.model_copy(update=changes)

    def finish(self, reply: Reply) -> None:
        self.reply = reply
        missed = reply.outcome.value.startswith("unanswerable_")
        self.remember(misses=self.memory.misses + 1 if missed else 0)

    def suggest(self, suggestions: tuple[str, ...]) -> None:
        if self.reply is not None:
            self.reply = replace(self.reply, suggestions=suggestions)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.milliseconds[step] = (time.perf_counter() - started) * 1000
