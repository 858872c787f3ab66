"""The OpenAI-compatible endpoint, as OpenAI's clients see it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.assistant.small_city import NORTH, SOUTH
from tests.channels.web.conftest import Serve


def _user(*texts: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text} for text in texts]


def _complete(http: httpx.Client, messages: object, **more: object) -> Any:
    answer = http.post("/v1/chat/completions", json={"model": "bangban", "messages": messages, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _stream(http: httpx.Client, messages: object, **more: object) -> list[Any]:
    """The chunks of a streamed completion."""
    body = {"model": "bangban", "messages": messages, "stream": True, **more}
    with http.stream("POST", "/v1/chat/completions", json=body) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines)
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


def _error(answer: httpx.Response, status: int, code: str) -> str:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "code", "param"}
    assert error["code"] == code
    assert error["type"] == ("server_error" if status >= 500 else "invalid_request_error")
    message: str = error["message"]
    return message


def test_the_models(http: httpx.Client) -> None:
    answer = http.get("/v1/models").json()
    assert answer["object"] == "list"
    assert [model["id"] for model in answer["data"]] == ["bangban"]


def test_a_completion(http: httpx.Client) -> None:
    answer = _complete(http, _user("普通护照换发要多少钱"))
    assert answer["object"] == "chat.completion"
    assert answer["id"].startswith("chatcmpl-")
    choice = answer["choices"][0]
    assert (choice["index"], choice["finish_reason"]) == (0, "stop")
    assert choice["message"]["role"] == "assistant"
    assert "120元/本" in choice["message"]["content"]
    usage = answer["usage"]
    assert usage["completion_tokens"] == len(choice["message"]["content"])
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert answer["bangban"]["outcome"] == "answered_by_field"
    assert answer["bangban"]["citations"][0]["source_url"].endswith("passport-renewal")


def test_the_chunks_of_a_stream_make_the_same_text(http: httpx.Client) -> None:
    messages = _user("普通护照换发怎么办")
    whole = _complete(http, messages)["choices"][0]["message"]["content"]
    chunks = _stream(http, messages)
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    deltas = [chunk["choices"][0] for chunk in chunks]
    assert deltas[0]["delta"]["role"] == "assistant"
    assert "".join(choice["delta"].get("content", "") for choice in deltas) == whole
    assert [choice["finish_reason"] for choice in deltas] == [None] * (len(deltas) - 1) + ["stop"]
    assert len(deltas) > 3


def test_the_usage_of_a_stream_comes_when_asked_for(http: httpx.Client) -> None:
    chunks = _stream(http, _user("谢谢"), stream_options={"include_usage": True})
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert all("usage" not in chunk for chunk in chunks[:-1])


def test_earlier_user_messages_are_remembered(http: httpx.Client) -> None:
    messages = [
        {"role": "system", "content": "You are a pirate."},
        *_user("补办身份证要多少钱"),
        {"role": "assistant", "content": "普通护照换发"},
        *_user("多久能办好"),
    ]
    answer = _complete(http, messages, region_code=SOUTH)
    assert "20个工作日" in answer["choices"][0]["message"]["content"]
    alone = _complete(http, _user("多久能办好"), region_code=SOUTH)
    assert alone["bangban"]["outcome"] == "clarification_question"


def test_a_region_named_earlier_is_remembered(http: httpx.Client) -> None:
    answer = _complete(http, _user("补办身份证多久能办好", "北区", "那南区的呢"), region_code=NORTH)
    assert answer["bangban"]["matter"]["region_code"] == SOUTH


def test_content_in_parts_is_read(http: httpx.Client) -> None:
    parts = [
        {"type": "text", "text": "普通护照换发"},
        {"type": "image_url", "image_url": {"url": "data:,"}},
        {"type": "text", "text": "要多少钱"},
    ]
    answer = _complete(http, [{"role": "user", "content": parts}], temperature=0.2, user="x", tools=[])
    assert "120元/本" in answer["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"messages": []}, 422, "request_invalid"),
        ({}, 422, "request_invalid"),
        ({"messages": [{"role": "pirate", "content": "x"}]}, 422, "request_invalid"),
        ({"messages": [{"role": "system", "content": "x"}]}, 422, "message_empty"),
        ({"messages": _user("")}, 422, "message_empty"),
        ({"messages": [{"role": "user", "content": None}]}, 422, "message_empty"),
        ({"messages": _user("长" * 1001)}, 422, "message_too_long"),
        ({"messages": _user("谢谢"), "region_code": "999999"}, 422, "region_unknown"),
        ({"messages": _user("谢谢"), "stream": True, "region_code": "999999"}, 422, "region_unknown"),
        ({"messages": _user(*["谢谢"] * 201)}, 422, "request_invalid"),
    ],
)
def test_errors_have_the_shape_that_openais_clients_read(
    http: httpx.Client, body: object, status: int, code: str
) -> None:
    assert _error(http.post("/v1/chat/completions", json=body), status, code)


def test_an_unknown_path_has_the_shape_too(http: httpx.Client) -> None:
    assert _error(http.post("/v1/embeddings", json={}), 404, "not_found")


def test_nothing_is_asked_for_while_no_keys_are_set(http: httpx.Client) -> None:
    assert http.get("/v1/models", headers={"Authorization": "Bearer anything"}).status_code == 200


def test_a_key_is_asked_for_when_the_settings_name_some(serve: Serve) -> None:
    with serve(openai_api_keys=("first-key", "秘密")) as server, server.http() as http:
        body = {"messages": _user("谢谢")}
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer first-ke"}):
            refused = http.post("/v1/chat/completions", json=body, headers=headers)
            assert _error(refused, 401, "api_key_wrong")
            assert _error(http.get("/v1/models", headers=headers), 401, "api_key_wrong")
        allowed = {"Authorization": "Bearer first-key"}
        assert http.post("/v1/chat/completions", json=body, headers=allowed).status_code == 200
        assert http.get("/api/regions").status_code == 200


def test_nothing_is_kept(http: httpx.Client) -> None:
    _complete(http, _user("补办身份证要多少钱"))
    assert _complete(http, _user("多久能办好"))["bangban"]["matter"] is None
