"""The AsyncAPI 3 document of the WebSocket, made from the event models."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assistant import events

_INCOMING: tuple[type[BaseModel], ...] = get_args(get_args(events.Incoming)[0])
_OUTGOING: tuple[type[BaseModel], ...] = (
    *get_args(get_args(events.Stored)[0]),
    events.Welcome,
    events.TypingNotice,
    events.Pong,
    events.ErrorNotice,
)


def document(version: str) -> dict[str, Any]:
    """The document, ready to be served or written."""
    models = (*_INCOMING, *_OUTGOING)
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    messages = {
        model.__name__: {
            "name": model.model_fields["type"].default
            if isinstance(model.model_fields["type"].default, str)
            else get_args(model.model_fields["type"].annotation)[0],
            "summary": " ".join((model.__doc__ or "").split()),
            "contentType": "application/json",
            "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
        }
        for model in models
    }

    def refer(kinds: tuple[type[BaseModel], ...]) -> list[dict[str, str]]:
        return [{"$ref": f"#/channels/conversation/messages/{model.__name__}"} for model in kinds]

    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Bangban conversation events",
            "version": version,
            "description": (
                "The client says `hello` first. Numbered events come in order, each once; after a lost "
                "connection `hello` with `last_event_id` brings what was missed. A message with a "
                "`client_id` that was processed before is not processed again."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "conversation": {
                "address": "/ws",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": {
            "receiveFromClient": {
                "action": "receive",
                "channel": {"$ref": "#/channels/conversation"},
                "messages": refer(_INCOMING),
            },
            "sendToClient": {
                "action": "send",
                "channel": {"$ref": "#/channels/conversation"},
                "messages": refer(_OUTGOING),
            },
        },
        "components": {"messages": messages, "schemas": definitions["$defs"]},
    }
