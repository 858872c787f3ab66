"""Writing a conversation down: its events under their numbers, and how each turn ended."""

from __future__ import annotations

from typing import cast

from assistant.events import (
    Citations,
    Language,
    Message,
    MessageDelta,
    SettingsChanged,
    Stored,
    Suggestion,
    Suggestions,
    Wire,
    stored,
)
from assistant.repository import ConversationRepository
from assistant.tables import ConversationRow, EventRow, TurnRow
from assistant.turn import Turn
from common.clock import Clock
from knowledge_base.regions import Region


class Journal:
    """What is written in one transaction; `events` holds it in order."""

    def __init__(self, repository: ConversationRepository, row: ConversationRow, clock: Clock) -> None:
        self.events: list[Stored] = []
        self._repository = repository
        self._row = row
        self._clock = clock

    def write(self, kind: str, data: Wire, client_id: str | None = None) -> None:
        """Write an event under the next number."""
        self._row.updated_at = self._clock()
        content = data.model_dump(mode="json")
        event = self._repository.add_event(self._row, self._row.updated_at, kind, content, client_id)
        self.events.append(stored_event(event))

    def write_answer(self, turn: Turn, client_id: str, *, stream: bool) -> None:
        """Write the reply of a turn with what belongs to it, and how the turn ended."""
        reply = turn.reply
        if reply is None:
            raise RuntimeError("a turn without a reply")
        if stream:
            for paragraph in reply.paragraphs:
                self.write("message_delta", MessageDelta(text=paragraph))
        message = Message(
            role="assistant",
            text=reply.text,
            client_id=client_id,
            outcome=reply.outcome,
            element=reply.element,
            matter=reply.matter,
            blocks=reply.blocks,
            choices=reply.choices,
        )
        self.write("message", message)
        number = self._row.last_event_id
        if reply.citations:
            self.write("citations", Citations(message_id=number, citations=reply.citations))
        if reply.suggestions:
            suggestions = tuple(Suggestion(text=text) for text in reply.suggestions)
            self.write("suggestions", Suggestions(message_id=number, suggestions=suggestions))
        self._repository.add_turn(
            TurnRow(
                conversation_id=self._row.id,
                message_id=number,
                at=self._clock(),
                outcome=reply.outcome.value,
                element=reply.element.value if reply.element else None,
                guide_id=reply.matter.guide_id if reply.matter else None,
                trace={"milliseconds": turn.milliseconds, "scores": turn.scores},
                level=None,
            )
        )

    def write_settings(self, region: Region, language: Language | None) -> None:
        """Move the conversation to a region, and to a language if one is given."""
        self._row.region_code = region.code
        self._row.language = language or self._row.language
        changed = SettingsChanged(
            region_code=region.code,
            region_name=region.name,
            language=cast(Language, self._row.language),
        )
        self.write("settings", changed)


def stored_event(row: EventRow) -> Stored:
    """An event as it was sent."""
    return stored.validate_python(
        {"v": 1, "id": row.number, "at": row.at, "type": row.type, "data": row.data}
    )


async def exchange_of(
    repository: ConversationRepository, row: ConversationRow, received: EventRow
) -> list[Stored]:
    """The events of a message that was processed before: up to the citizen's next one."""
    events = [stored_event(event) for event in await repository.events(row, received.number - 1)]
    later = (
        number
        for number, event in enumerate(events[1:], start=1)
        if isinstance(event.data, Message) and event.data.role == "citizen"
    )
    return events[: next(later, len(events))]
