"""An OpenAI-compatible `/v1/chat/completions`, so that other clients can talk to Bangban.

It keeps nothing: what was said before is taken from the messages of the request, whose last user
messages are gone through again to remember the matter.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from assistant.errors import MessageEmpty
from assistant.events import Language, RegionCode
from assistant.service import check_text
from assistant.turn import Reply
from channels.web.errors import ApiKeyWrong
from channels.web.services import Services, services

MODEL = "bangban"
_REMEMBERED = 6
_bearer = HTTPBearer(auto_error=False, description="An API key, where the settings ask for one")

router = APIRouter(prefix="/v1", tags=["openai"])


class Lenient(BaseModel):
    """Clients send more than we use; it is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ContentPart(Lenient):
    type: str
    text: str = ""


class ChatMessage(Lenient):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(Lenient):
    include_usage: bool = False


class CompletionRequest(Lenient):
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=200)]
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None
    region_code: RegionCode | None = None
    language: Language = "zh"


def authorised(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Services:
    """The services, for a request with one of the keys that the settings name, or any if they name none."""
    app = services(request)
    app.rates.count("requests", app.rates.address(request))
    keys = [key.get_secret_value() for key in app.settings.openai_api_keys]
    given = credentials.credentials if credentials else ""
    if keys and not any(secrets.compare_digest(given.encode(), key.encode()) for key in keys):
        raise ApiKeyWrong
    return app


Authorised = Annotated[Services, Depends(authorised)]


@router.get("/models")
async def models(_: Authorised) -> dict[str, Any]:
    """The one model there is."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "bangban"}]}


@router.post("/chat/completions")
async def complete(app: Authorised, body: CompletionRequest) -> Response:
    """Answer the last user message."""
    said = [message.text for message in body.messages if message.role == "user"]
    if not said:
        raise MessageEmpty
    check_text(said[-1])
    reply = await app.conversations.reply_once(said[-_REMEMBERED:], body.region_code, body.language)
    head = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": MODEL}
    if body.stream:
        usage = body.stream_options is not None and body.stream_options.include_usage
        return StreamingResponse(_stream(head, reply, said[-1], usage), media_type="text/event-stream")
    message = {"role": "assistant", "content": reply.text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return JSONResponse(
        {
            **head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": _usage(said[-1], reply),
            "bangban": _more(reply),
        }
    )


async def _stream(head: dict[str, Any], reply: Reply, question: str, usage: bool) -> AsyncIterator[str]:
    def chunk(delta: dict[str, str], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _sse({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    for paragraph in reply.paragraphs:
        yield chunk({"content": paragraph})
    yield chunk({}, "stop", bangban=_more(reply))
    if usage:
        counted = {**head, "object": "chat.completion.chunk", "choices": [], "usage": _usage(question, reply)}
        yield _sse(counted)
    yield "data: [DONE]\n\n"


def _sse(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"


def _usage(question: str, reply: Reply) -> dict[str, int]:
    """Characters stand in for tokens: no model was asked."""
    prompt, completion = len(question), len(reply.text)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _more(reply: Reply) -> dict[str, Any]:
    """What an answer is worth knowing beside its text."""
    return {
        "outcome": reply.outcome.value,
        "element": reply.element.value if reply.element else None,
        "matter": reply.matter.model_dump(mode="json") if reply.matter else None,
        "citations": [citation.model_dump(mode="json") for citation in reply.citations],
        "choices": [choice.model_dump(mode="json") for choice in reply.choices],
        "suggestions": list(reply.suggestions),
    }
