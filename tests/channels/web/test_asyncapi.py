"""The AsyncAPI document: it is whole, and its schemas say what the server accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, ValidationError

from assistant.events import incoming
from channels.web import asyncapi
from tests.channels.web.running import conforms

DOCUMENT = asyncapi.document("1.2.3")


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for entry in node:
            yield from _references(entry)


def test_every_reference_resolves() -> None:
    references = set(_references(DOCUMENT))
    assert len(references) > 30
    for reference in references:
        node: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert step in node, reference
            node = node[step]


def test_every_schema_is_valid() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_version_and_both_directions_are_named() -> None:
    assert DOCUMENT["asyncapi"].startswith("3.")
    assert DOCUMENT["info"]["version"] == "1.2.3"
    names = {message["name"] for message in DOCUMENT["components"]["messages"].values()}
    assert {"hello", "message", "settings", "handoff_request", "file", "rating", "typing", "ping"} <= names
    assert {"message_delta", "citations", "suggestions", "welcome", "pong", "error"} <= names
    operations = {operation["action"] for operation in DOCUMENT["operations"].values()}
    assert operations == {"send", "receive"}


def test_every_message_has_an_operation() -> None:
    used = {
        entry["$ref"].rpartition("/")[2]
        for operation in DOCUMENT["operations"].values()
        for entry in operation["messages"]
    }
    assert used == set(DOCUMENT["components"]["messages"])


@pytest.mark.parametrize(
    ("model", "event", "good"),
    [
        ("Hello", {"type": "hello", "conversation_id": "x", "token": "y"}, True),
        ("Hello", {"type": "hello", "conversation_id": "x"}, False),
        ("IncomingMessage", {"type": "message", "client_id": "1", "text": "谢谢"}, True),
        ("IncomingMessage", {"type": "message", "client_id": "", "text": "谢谢"}, False),
        ("IncomingMessage", {"type": "message", "client_id": "1", "text": "长" * 1001}, False),
        ("IncomingMessage", {"type": "message", "client_id": "1", "text": "谢谢", "more": 1}, False),
        ("Rating", {"type": "rating", "message_id": 2, "level": 5}, True),
        ("Rating", {"type": "rating", "message_id": 2, "level": 6}, False),
        ("Settings", {"type": "settings", "region_code": "990102"}, True),
        ("Settings", {"type": "settings", "region_code": "99010"}, False),
    ],
)
def test_the_schemas_accept_what_the_server_accepts(model: str, event: dict[str, object], good: bool) -> None:
    if good:
        conforms(model, event)
        incoming.validate_python(event)
    else:
        with pytest.raises(ValidationError):
            conforms(model, event)
        with pytest.raises(ValueError, match=r"."):
            incoming.validate_python(event)


def test_the_server_serves_it(http: httpx.Client) -> None:
    served = http.get("/asyncapi.json").json()
    assert served["components"] == DOCUMENT["components"]
    assert served["channels"] == DOCUMENT["channels"]
