"""What goes over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.events import MESSAGE_LENGTH, ClientId, Language, RegionCode, Stored
from knowledge_base.documents import Document
from knowledge_base.schemas import Guide


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Body):
    """Every error: a name for programs, a sentence for the citizen."""

    code: str
    message: str


class NewConversation(Body):
    region_code: RegionCode | None = None
    language: Language = "zh"


class StartedConversation(Body):
    """The token opens the conversation; it is shown this once."""

    id: str
    token: str
    region_code: str
    language: Language


class NewMessage(Body):
    client_id: ClientId
    text: Annotated[str, Field(max_length=100 * MESSAGE_LENGTH)]
    choice: Annotated[str, Field(max_length=300)] | None = None


class Events(Body):
    events: list[Stored]
    last_event_id: int


class KeptFile(Body):
    id: str
    name: str
    media_type: str
    size: int


class RegionItem(Body):
    code: str
    name: str
    level: str
    parent: str | None


class MatterItem(Body):
    matter: str
    task_name: str
    guide_id: str
    summary: str
    server_types: tuple[str, ...]


class DomainItem(Body):
    domain: str
    name: str
    server_types: tuple[str, ...]
    matters: list[MatterItem]


class GuidePage(Body):
    guide: Guide
    region_name: str


class DocumentPage(Body):
    document: Document
    region_name: str
