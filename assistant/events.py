"""Conversation events: what a citizen's client sends, and what it is sent.

Outgoing events have a number in their conversation, without gaps, and are kept, so that a
client that lost its connection resumes from the last number it saw. `docs/asyncapi.json` is made
from these models.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.outcomes import Outcome
from knowledge_base.schemas import Element

MESSAGE_LENGTH = 1000
"""Characters a citizen can send at once."""

ClientId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
RegionCode = Annotated[str, Field(pattern=r"^\d{6}$")]
Language = Literal["zh", "en"]


class Wire(BaseModel):
    """Base of what goes over the wire."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Incoming


class Hello(Wire):
    """The first event of a connection: which conversation, and where to resume."""

    type: Literal["hello"]
    conversation_id: Annotated[str, Field(max_length=64)]
    token: Annotated[str, Field(max_length=128)]
    last_event_id: Annotated[int, Field(ge=0)] = 0


class IncomingMessage(Wire):
    """A citizen's message. A repeated `client_id` is answered from what is kept, not processed twice.

    `choice` is the value of the button pressed; `text` then is its label.
    """

    type: Literal["message"] = "message"
    client_id: ClientId
    text: Annotated[str, Field(max_length=MESSAGE_LENGTH)]
    choice: Annotated[str, Field(max_length=300)] | None = None
    stream: bool = False
    """Send the answer paragraph by paragraph as `message_delta` before the whole `message`."""


class Settings(Wire):
    """Change the region or the language of the conversation."""

    type: Literal["settings"]
    region_code: RegionCode | None = None
    language: Language | None = None


class HandoffRequest(Wire):
    """The citizen wants a person."""

    type: Literal["handoff_request"]
    client_id: ClientId


class FileNotice(Wire):
    """A file that was uploaded over HTTP is part of the conversation now."""

    type: Literal["file"]
    client_id: ClientId
    file_id: Annotated[str, Field(max_length=64)]


class Rating(Wire):
    """What the citizen thinks of one answer: 5 非常满意 … 1 非常不满意."""

    type: Literal["rating"]
    message_id: Annotated[int, Field(ge=1)]
    level: Annotated[int, Field(ge=1, le=5)]


class Typing(Wire):
    type: Literal["typing"]


class Ping(Wire):
    type: Literal["ping"]


Incoming = Annotated[
    Hello | IncomingMessage | Settings | HandoffRequest | FileNotice | Rating | Typing | Ping,
    Field(discriminator="type"),
]
incoming: TypeAdapter[Incoming] = TypeAdapter(Incoming)


# Parts of an answer


class MatterReference(Wire):
    """The matter an answer is about, in the region it holds for."""

    guide_id: str
    matter: str
    task_name: str
    region_code: str
    region_name: str


class Choice(Wire):
    """A button: `value` goes back in `choice`."""

    label: str
    value: str
    detail: str = ""


class Fact(Wire):
    """A labelled value, word for word from the guide; `note` is what the guide adds to it."""

    label: str
    value: str
    note: str = ""


class FactsBlock(Wire):
    type: Literal["facts"] = "facts"
    items: tuple[Fact, ...]


class ParagraphBlock(Wire):
    type: Literal["paragraph"] = "paragraph"
    text: str


class MaterialItem(Wire):
    name: str
    need: str
    form: str
    """原件, 复印件 … and how many."""
    source: str
    note: str = ""
    when: str = ""
    """The situation in which it is needed; empty when always."""


class MaterialsBlock(Wire):
    type: Literal["materials"] = "materials"
    items: tuple[MaterialItem, ...]


class StepItem(Wire):
    name: str
    description: str


class StepsBlock(Wire):
    type: Literal["steps"] = "steps"
    title: str = ""
    items: tuple[StepItem, ...]


class PlaceItem(Wire):
    name: str
    region_name: str
    address: str
    phone: str = ""
    hours: tuple[str, ...] = ()
    remark: str = ""
    longitude: float | None = None
    latitude: float | None = None


class PlacesBlock(Wire):
    type: Literal["places"] = "places"
    items: tuple[PlaceItem, ...]


class LinkBlock(Wire):
    type: Literal["link"] = "link"
    label: str
    url: str


Block = Annotated[
    ParagraphBlock | FactsBlock | MaterialsBlock | StepsBlock | PlacesBlock | LinkBlock,
    Field(discriminator="type"),
]


class Citation(Wire):
    """Where an answer stands: the guide, the element, and the words there."""

    number: int
    guide_id: str
    task_name: str
    region_name: str
    element: Element | None = None
    path: str
    quote: str
    dept_name: str
    version: str
    effective_from: dt.date | None = None
    source_url: str
    link: str
    """The guide's page here, at the element."""
    demonstration: bool


class Suggestion(Wire):
    """What the citizen may want to say next."""

    text: str


# Outgoing


class MessageDelta(Wire):
    """A paragraph of an answer on its way; `message` follows with the whole."""

    text: str


class Message(Wire):
    """A message of either side. `text` says all in words; `blocks` is the same as cards."""

    role: Literal["citizen", "assistant"]
    text: str
    client_id: str | None = None
    """For the citizen's own message: its id. For an answer: the id of what it answers."""
    outcome: Outcome | None = None
    element: Element | None = None
    matter: MatterReference | None = None
    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()


class Citations(Wire):
    message_id: int
    citations: tuple[Citation, ...]


class Suggestions(Wire):
    message_id: int
    suggestions: tuple[Suggestion, ...]


class SettingsChanged(Wire):
    region_code: str
    region_name: str
    language: Language


class OutgoingDelta(Wire):
    v: Literal[1] = 1
    id: int
    at: dt.datetime
    type: Literal["message_delta"] = "message_delta"
    data: MessageDelta


class OutgoingMessage(Wire):
    v: Literal[1] = 1
    id: int
    at: dt.datetime
    type: Literal["message"] = "message"
    data: Message


class OutgoingCitations(Wire):
    v: Literal[1] = 1
    id: int
    at: dt.datetime
    type: Literal["citations"] = "citations"
    data: Citations


class OutgoingSuggestions(Wire):
    v: Literal[1] = 1
    id: int
    at: dt.datetime
    type: Literal["suggestions"] = "suggestions"
    data: Suggestions


class OutgoingSettings(Wire):
    v: Literal[1] = 1
    id: int
    at: dt.datetime
    type: Literal["settings"] = "settings"
    data: SettingsChanged


Stored = Annotated[
    OutgoingDelta | OutgoingMessage | OutgoingCitations | OutgoingSuggestions | OutgoingSettings,
    Field(discriminator="type"),
]
"""An event that is kept and numbered."""
stored: TypeAdapter[Stored] = TypeAdapter(Stored)


class Welcome(Wire):
    """The answer to `hello`, sent before what the client missed. Not numbered."""

    v: Literal[1] = 1
    type: Literal["welcome"] = "welcome"
    conversation_id: str
    last_event_id: int
    region_code: str
    region_name: str
    language: Language


class TypingNotice(Wire):
    """The assistant is working on an answer. Not numbered."""

    v: Literal[1] = 1
    type: Literal["typing"] = "typing"


class Pong(Wire):
    v: Literal[1] = 1
    type: Literal["pong"] = "pong"


class ErrorNotice(Wire):
    """What was wrong with an incoming event; the connection lives on. Not numbered."""

    v: Literal[1] = 1
    type: Literal["error"] = "error"
    code: str
    message: str
    client_id: str | None = None


Outgoing = Stored | Welcome | TypingNotice | Pong | ErrorNotice
