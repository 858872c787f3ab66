"""Plain HTTP: conversations without a WebSocket, files, regions, guides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.errors import ConversationNotFound
from channels.web.schemas import (
    DocumentPage,
    DomainItem,
    Events,
    GuidePage,
    KeptFile,
    MatterItem,
    NewConversation,
    NewMessage,
    Problem,
    RegionItem,
    StartedConversation,
)
from channels.web.services import Services, services
from knowledge_base.errors import GuideNotFound
from knowledge_base.schemas import Guide

_bearer = HTTPBearer(auto_error=False, description="The token of the conversation")


def token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """The bearer token. Without one a conversation is not found: the same as with a wrong one."""
    if credentials is None:
        raise ConversationNotFound
    return credentials.credentials


def counted(request: Request) -> Services:
    """The services, after this request was counted."""
    found = services(request)
    found.rates.count("requests", found.rates.address(request))
    return found


Token = Annotated[str, Depends(token)]
Counted = Annotated[Services, Depends(counted)]
_PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem} for status in (404, 413, 415, 422, 429, 500, 503)
}
router = APIRouter(prefix="/api", responses=_PROBLEMS)


@router.get("/regions", tags=["guides"])
async def regions(app: Counted) -> list[RegionItem]:
    """The city and its districts."""
    return [
        RegionItem(code=region.code, name=region.name, level=region.level, parent=region.parent)
        for region in app.library.city.regions
    ]


@router.get("/domains", tags=["guides"])
async def domains(
    app: Counted, region_code: Annotated[str | None, Query(max_length=6)] = None
) -> list[DomainItem]:
    """The domains with the matters that can be handled in a region."""
    city = app.library.city
    shelf = await app.library.shelf()
    code = city.region(region_code).code if region_code else city.root.code
    found: dict[str, list[tuple[MatterItem, Guide]]] = {}
    for matter in shelf.by_matter:
        for guide in shelf.guides_for(matter, code)[:1]:
            item = MatterItem(
                matter=matter,
                task_name=guide.task_name,
                guide_id=guide.guide_id,
                summary=guide.summary,
                server_types=guide.server_type,
            )
            found.setdefault(guide.domain, []).append((item, guide))
    names = {**city.domains, **{domain: domain for domain in found if domain not in city.domains}}
    return [
        DomainItem(
            domain=domain,
            name=name,
            server_types=tuple(sorted({kind for _, guide in found[domain] for kind in guide.server_type})),
            matters=[item for item, _ in found[domain]],
        )
        for domain, name in names.items()
        if domain in found
    ]


@router.get("/guides/{guide_id}", tags=["guides"])
async def guide(app: Counted, guide_id: str) -> GuidePage:
    """A guide in force."""
    found = await app.knowledge_base.guide(guide_id)
    return GuidePage(guide=found, region_name=app.library.city.region(found.region_code).name)


@router.get("/documents/{document_id}", tags=["guides"])
async def document(app: Counted, document_id: str) -> DocumentPage:
    """A document in force."""
    found = (await app.library.shelf()).documents.get(document_id)
    if found is None:
        raise GuideNotFound(guide_id=document_id)
    return DocumentPage(document=found, region_name=app.library.city.region(found.region_code).name)


@router.post("/conversations", status_code=201, tags=["conversation"])
async def start_conversation(request: Request, app: Counted, body: NewConversation) -> StartedConversation:
    """Start a conversation."""
    app.rates.count("conversations", app.rates.address(request))
    opened, secret = await app.conversations.start(body.region_code, body.language)
    return StartedConversation(
        id=opened.id, token=secret, region_code=opened.region_code, language=opened.language
    )


@router.get("/conversations/{conversation_id}/events", tags=["conversation"])
async def read_events(
    app: Counted, secret: Token, conversation_id: str, after: Annotated[int, Query(ge=0)] = 0
) -> Events:
    """What happened after an event."""
    found = await app.conversations.events(conversation_id, secret, after)
    return Events(events=found, last_event_id=found[-1].id if found else after)


@router.post("/conversations/{conversation_id}/messages", tags=["conversation"])
async def send_message(app: Counted, secret: Token, conversation_id: str, body: NewMessage) -> Events:
    """Say something; the events of the turn come back. A repeated `client_id` is not processed twice."""
    app.rates.count("messages", conversation_id)
    found = await app.conversations.say(conversation_id, secret, body.client_id, body.text, body.choice)
    return Events(events=found, last_event_id=found[-1].id)


@router.post("/conversations/{conversation_id}/files", status_code=201, tags=["conversation"])
async def upload_file(app: Counted, secret: Token, conversation_id: str, file: UploadFile) -> KeptFile:
    """Upload a photo or a PDF; the event `file` then makes it part of the conversation."""
    app.rates.count("messages", conversation_id)
    await app.conversations.open(conversation_id, secret)
    file_id, name, media_type, size, digest = await app.files.keep(file)
    await app.conversations.keep_file(conversation_id, secret, file_id, name, media_type, size, digest)
    return KeptFile(id=file_id, name=name, media_type=media_type, size=size)


@router.delete("/conversations/{conversation_id}", status_code=204, tags=["conversation"])
async def erase_conversation(app: Counted, secret: Token, conversation_id: str) -> Response:
    """Erase the conversation with all that belongs to it."""
    app.files.remove(await app.conversations.erase(conversation_id, secret))
    return Response(status_code=204)
