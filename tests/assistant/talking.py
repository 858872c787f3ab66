"""Talking to `Conversations` in tests: a citizen who says things and reads what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from assistant.events import (
    Choice,
    Citation,
    Language,
    Message,
    OutgoingCitations,
    OutgoingMessage,
    OutgoingSettings,
    OutgoingSuggestions,
    Stored,
)
from assistant.outcomes import Outcome
from assistant.service import Conversations


@dataclass
class Answer:
    """The events of one turn, read."""

    events: list[Stored]

    @property
    def message(self) -> Message:
        found = [e.data for e in self.events if isinstance(e, OutgoingMessage) and e.data.role == "assistant"]
        assert len(found) == 1, f"{len(found)} answers"
        return found[0]

    @property
    def question(self) -> Message:
        found = [e.data for e in self.events if isinstance(e, OutgoingMessage) and e.data.role == "citizen"]
        assert len(found) == 1, f"{len(found)} questions"
        return found[0]

    @property
    def number(self) -> int:
        """The number of the answer's event."""
        return next(
            e.id for e in self.events if isinstance(e, OutgoingMessage) and e.data.role == "assistant"
        )

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def outcome(self) -> Outcome | None:
        return self.message.outcome

    @property
    def matter(self) -> str | None:
        return self.message.matter.matter if self.message.matter else None

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.message.choices]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return next((e.data.citations for e in self.events if isinstance(e, OutgoingCitations)), ())

    @property
    def suggestions(self) -> tuple[str, ...]:
        said = next((e.data.suggestions for e in self.events if isinstance(e, OutgoingSuggestions)), ())
        return tuple(suggestion.text for suggestion in said)

    @property
    def region_code(self) -> str | None:
        """The region that the turn moved the conversation to."""
        return next((e.data.region_code for e in self.events if isinstance(e, OutgoingSettings)), None)


@dataclass
class Citizen:
    """One conversation and what was said in it so far."""

    conversations: Conversations
    id: str
    token: str
    answers: list[Answer] = field(default_factory=list)

    @classmethod
    async def arrive(
        cls, conversations: Conversations, region_code: str | None = None, language: Language = "zh"
    ) -> Citizen:
        opened, token = await conversations.start(region_code, language)
        return cls(conversations, opened.id, token)

    async def say(self, text: str, choice: str | None = None, *, client_id: str | None = None) -> Answer:
        client_id = client_id or uuid4().hex
        events = await self.conversations.say(self.id, self.token, client_id, text, choice)
        self.answers.append(Answer(events))
        return self.answers[-1]

    async def press(self, label: str) -> Answer:
        """Press a button of the last answer."""
        buttons = {button.label: button for button in self.choices}
        return await self.say(label, buttons[label].value)

    @property
    def choices(self) -> Sequence[Choice]:
        return self.answers[-1].message.choices

    async def events(self, after: int = 0) -> list[Stored]:
        return await self.conversations.events(self.id, self.token, after)
