"""Plain HTTP: conversations, guides, files, and the one form of every error."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from common.database import Database
from tests.assistant.small_city import CITY, NORTH, SOUTH
from tests.channels.web.conftest import Serve
from tests.channels.web.running import Running, Started

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
PDF = b"%PDF-1.7\n" + b"\x00" * 20
_HAN = re.compile("[\u4e00-\u9fff]")


def _problem(answer: httpx.Response, status: int, code: str) -> str:
    """Check the form of an error; its sentence."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    body = answer.json()
    assert set(body) == {"code", "message"}
    assert body["code"] == code
    message: str = body["message"]
    assert message
    assert not re.search(r"\{[a-z_]+\}", message)
    return message


# Conversations


def test_a_conversation_over_http(server: Running, http: httpx.Client) -> None:
    started = http.post("/api/conversations", json={"region_code": SOUTH})
    assert started.status_code == 201
    assert (started.json()["region_code"], started.json()["language"]) == (SOUTH, "zh")
    mine = Started(started.json()["id"], started.json()["token"])
    path = f"/api/conversations/{mine.id}"
    said = http.post(
        f"{path}/messages", json={"client_id": "1", "text": "补办身份证多久能办好"}, headers=mine.headers
    ).json()
    assert "20个工作日" in said["events"][1]["data"]["text"]
    assert said["last_event_id"] == said["events"][-1]["id"]
    events = http.get(f"{path}/events", headers=mine.headers).json()
    assert events == said
    rest = http.get(f"{path}/events", params={"after": 2}, headers=mine.headers).json()
    assert rest["events"] == said["events"][2:]
    none = http.get(f"{path}/events", params={"after": 99}, headers=mine.headers).json()
    assert none == {"events": [], "last_event_id": 99}


def test_a_choice_is_sent_with_its_label(server: Running, http: httpx.Client) -> None:
    mine = server.start()
    path = f"/api/conversations/{mine.id}/messages"
    asked = http.post(
        path, json={"client_id": "1", "text": "补办身份证多久能办好"}, headers=mine.headers
    ).json()
    choice = asked["events"][1]["data"]["choices"][0]
    body = {"client_id": "2", "text": choice["label"], "choice": choice["value"]}
    assert (
        "15个工作日" in http.post(path, json=body, headers=mine.headers).json()["events"][1]["data"]["text"]
    )


def test_a_message_sent_again_over_http_gives_the_same_events(server: Running, http: httpx.Client) -> None:
    mine = server.start()
    body = {"client_id": "1", "text": "普通护照换发要多少钱"}
    path = f"/api/conversations/{mine.id}/messages"
    first, second = (http.post(path, json=body, headers=mine.headers).json() for _ in range(2))
    assert first == second


def test_an_erased_conversation_is_gone_with_its_files(server: Running, http: httpx.Client) -> None:
    mine = server.start()
    path = f"/api/conversations/{mine.id}"
    kept = http.post(f"{path}/files", files={"file": ("a.png", PNG)}, headers=mine.headers).json()
    stored = server.services.settings.data_folder / "files" / kept["id"]
    assert stored.read_bytes() == PNG
    assert http.delete(path, headers=mine.headers).status_code == 204
    assert not stored.exists()
    _problem(http.get(f"{path}/events", headers=mine.headers), 404, "conversation_not_found")
    _problem(http.delete(path, headers=mine.headers), 404, "conversation_not_found")


# Guides


def test_the_regions_of_the_city(http: httpx.Client) -> None:
    assert http.get("/api/regions").json() == [
        {"code": CITY, "name": "样例市", "level": "市级", "parent": None},
        {"code": NORTH, "name": "北区", "level": "县级", "parent": CITY},
        {"code": SOUTH, "name": "南区", "level": "县级", "parent": CITY},
    ]


def test_the_domains_list_what_a_region_handles(http: httpx.Client) -> None:
    def matters(region: str | None) -> set[str]:
        answer = http.get("/api/domains", params={"region_code": region} if region else {}).json()
        return {item["matter"] for domain in answer for item in domain["matters"]}

    assert "night-market-stall" in matters(NORTH)
    assert "night-market-stall" not in matters(SOUTH)
    assert matters(None) == matters(NORTH)
    names = [domain["name"] for domain in http.get("/api/domains").json()]
    assert names == ["居民身份证", "出入境证件", "户口", "养老服务", "食品经营"]


def test_a_guide_and_a_document(http: httpx.Client) -> None:
    page = http.get(f"/api/guides/id-card-loss-reissue-{SOUTH}").json()
    assert page["region_name"] == "南区"
    assert page["guide"]["promise_day"] == 20
    document = http.get("/api/documents/heating").json()
    assert document["region_name"] == "样例市"
    assert "不低于18摄氏度" in document["document"]["text"]


def test_a_withdrawn_guide_is_gone_from_every_list(serve: Serve) -> None:
    with serve() as server, server.http() as http:
        guide_id = f"passport-renewal-{CITY}"
        assert http.get(f"/api/guides/{guide_id}").status_code == 200
        server.do(lambda: server.services.knowledge_base.withdraw(guide_id))
        _problem(http.get(f"/api/guides/{guide_id}"), 404, "guide_not_found")
        assert "passport-renewal" not in http.get("/api/domains").text


# Errors


_CALLS = [
    ("GET", "/api/nothing", {}, 404, "not_found"),
    ("GET", "/nothing", {}, 404, "not_found"),
    ("PUT", "/api/regions", {}, 405, "request_invalid"),
    ("GET", "/api/guides/nothing", {}, 404, "guide_not_found"),
    ("GET", "/api/documents/nothing", {}, 404, "guide_not_found"),
    ("GET", "/api/domains?region_code=999999", {}, 422, "region_unknown"),
    ("GET", "/api/domains?region_code=1234567", {}, 422, "request_invalid"),
    ("POST", "/api/conversations", {"content": b"{"}, 422, "request_invalid"),
    ("POST", "/api/conversations", {"content": b"\xff\xfe"}, 422, "request_invalid"),
    ("POST", "/api/conversations", {"json": []}, 422, "request_invalid"),
    ("POST", "/api/conversations", {"json": {"region_code": "999999"}}, 422, "region_unknown"),
    ("POST", "/api/conversations", {"json": {"region_code": "x"}}, 422, "request_invalid"),
    ("POST", "/api/conversations", {"json": {"language": "fr"}}, 422, "request_invalid"),
    ("POST", "/api/conversations", {"json": {"more": 1}}, 422, "request_invalid"),
    ("GET", "/api/conversations/x/events", {}, 404, "conversation_not_found"),
    ("DELETE", "/api/conversations/x", {}, 404, "conversation_not_found"),
]


@pytest.mark.parametrize(("method", "path", "content", "status", "code"), _CALLS)
def test_every_error_has_a_code_and_a_sentence_in_both_languages(
    http: httpx.Client, method: str, path: str, content: dict[str, object], status: int, code: str
) -> None:
    said = {
        language: _problem(
            http.request(method, path, headers={"Accept-Language": language}, **content),  # type: ignore[arg-type]
            status,
            code,
        )
        for language in ("zh-CN,zh;q=0.9", "en-US,en;q=0.9", "fr")
    }
    assert _HAN.search(said["zh-CN,zh;q=0.9"])
    assert not _HAN.search(said["en-US,en;q=0.9"])
    assert said["fr"] == said["zh-CN,zh;q=0.9"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"client_id": "1", "text": ""}, 422, "message_empty"),
        ({"client_id": "1", "text": " \n "}, 422, "message_empty"),
        ({"client_id": "1", "text": "长" * 1001}, 422, "message_too_long"),
        ({"client_id": "1", "text": "长" * 10_000}, 422, "message_too_long"),
        ({"client_id": "1", "text": "长" * 200_000}, 422, "request_invalid"),
        ({"client_id": "", "text": "谢谢"}, 422, "request_invalid"),
        ({"client_id": "x" * 65, "text": "谢谢"}, 422, "request_invalid"),
        ({"client_id": "1"}, 422, "request_invalid"),
        ({"text": "谢谢"}, 422, "request_invalid"),
        ({"client_id": "1", "text": "谢谢", "more": 1}, 422, "request_invalid"),
    ],
)
def test_a_bad_message_is_told_and_not_kept(
    server: Running, http: httpx.Client, body: dict[str, str], status: int, code: str
) -> None:
    mine = server.start()
    path = f"/api/conversations/{mine.id}"
    for language in ("zh", "en"):
        answer = http.post(
            f"{path}/messages", json=body, headers={**mine.headers, "Accept-Language": language}
        )
        assert bool(_HAN.search(_problem(answer, status, code))) == (language == "zh")
    assert http.get(f"{path}/events", headers=mine.headers).json()["events"] == []


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic eDp5", "Bearer", "wrong"])
def test_without_the_token_a_conversation_is_not_found(
    server: Running, http: httpx.Client, authorization: str | None
) -> None:
    mine = server.start()
    headers = {} if authorization is None else {"Authorization": authorization}
    path = f"/api/conversations/{mine.id}"
    calls = [
        http.get(f"{path}/events", headers=headers),
        http.post(f"{path}/messages", json={"client_id": "1", "text": "谢谢"}, headers=headers),
        http.post(f"{path}/files", files={"file": ("a.png", PNG)}, headers=headers),
        http.delete(path, headers=headers),
    ]
    for answer in calls:
        _problem(answer, 404, "conversation_not_found")
    assert http.get(f"{path}/events", headers=mine.headers).json()["events"] == []


def test_a_defect_is_told_without_its_details(serve: Serve) -> None:
    with serve() as server:

        async def break_it() -> None:
            database = Database(server.services.settings.resolved_database_url)
            async with database.session() as session:
                await session.execute(text("DROP TABLE conversation_events"))
            await database.close()

        mine = server.start()
        server.do(break_it)
        for language, sentence in (("zh", "系统出了点问题"), ("en", "Something went wrong")):
            headers = {**mine.headers, "Accept-Language": language}
            with server.http() as http:  # uvicorn closes the connection after a defect
                answer = http.get(f"/api/conversations/{mine.id}/events", headers=headers)
            assert sentence in _problem(answer, 500, "error")
            assert "conversation_events" not in answer.text
        with server.http() as http:
            assert http.get("/api/regions").status_code == 200


# Fails on 2026-11-22: what is no `BangbanError` leaves `Connection._guarded` and ends the connection
# without a word to the client.
def test_a_defect_behind_the_socket_is_told_and_the_connection_lives_on(serve: Serve) -> None:
    with serve() as server:

        async def break_it() -> None:
            database = Database(server.services.settings.resolved_database_url)
            async with database.session() as session:
                await session.execute(text("DROP TABLE turns"))
            await database.close()

        with server.talking() as client:
            server.do(break_it)
            client.send(type="message", client_id="c", text="谢谢")
            error = client.error()
            assert (error["code"], error["client_id"]) == ("error", "c")
            client.send(type="ping")
            assert client.receive()["type"] == "pong"


def test_too_many_messages_are_told_with_a_pause(serve: Serve) -> None:
    with serve(messages_per_minute=2) as server, server.http() as http:
        mine = server.start()
        path = f"/api/conversations/{mine.id}/messages"
        answers = [
            http.post(path, json={"client_id": str(n), "text": "谢谢"}, headers=mine.headers)
            for n in range(3)
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert "太快" in _problem(answers[2], 429, "too_many_requests")
        assert answers[2].headers["retry-after"] == "60"
        assert http.get(f"/api/conversations/{mine.id}/events", headers=mine.headers).status_code == 200


def test_too_many_conversations_and_requests_are_told(serve: Serve) -> None:
    with serve(conversations_per_minute=2, requests_per_minute=6) as server, server.http() as http:
        codes = [http.post("/api/conversations", json={}).status_code for _ in range(3)]
        assert codes == [201, 201, 429]
        codes = [http.get("/api/regions").status_code for _ in range(5)]
        assert codes == [200, 200, 200, 429, 429]


# Files


def _upload(http: httpx.Client, mine: Started, name: str, content: bytes, **headers: str) -> httpx.Response:
    return http.post(
        f"/api/conversations/{mine.id}/files",
        files={"file": (name, content)},
        headers={**mine.headers, **headers},
    )


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("照片.png", PNG, "image/png"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("材料.pdf", PDF, "application/pdf"),
        ("really-a-photo.exe", PNG, "image/png"),
    ],
)
def test_photos_and_pdf_are_kept_by_their_content(
    server: Running, http: httpx.Client, name: str, content: bytes, media_type: str
) -> None:
    answer = _upload(http, server.start(), name, content)
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["name"], kept["media_type"], kept["size"]) == (name, media_type, len(content))
    stored = (server.services.settings.data_folder / "files" / kept["id"]).read_bytes()
    assert hashlib.sha256(stored).digest() == hashlib.sha256(content).digest()


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("program.exe", b"MZ\x90\x00", 415, "file_type_refused"),
        ("program.png", b"MZ\x90\x00", 415, "file_type_refused"),
        ("page.html", b"<script>", 415, "file_type_refused"),
        ("image.svg", b"<svg onload=x>", 415, "file_type_refused"),
        ("empty.png", b"", 422, "file_empty"),
        ("large.png", PNG + b"\x00" * 1024 * 1024, 413, "file_too_large"),
        ("huge.png", PNG + b"\x00" * 2 * 1024 * 1024, 413, "body_too_large"),
    ],
)
def test_other_files_are_refused_and_not_kept(
    server: Running, http: httpx.Client, name: str, content: bytes, status: int, code: str
) -> None:
    mine, folder = server.start(), server.services.settings.data_folder / "files"
    before = set(folder.iterdir()) if folder.exists() else set()
    for language in ("zh", "en"):
        message = _problem(_upload(http, mine, name, content, **{"Accept-Language": language}), status, code)
        assert bool(_HAN.search(message)) == (language == "zh")
    assert (set(folder.iterdir()) if folder.exists() else set()) == before


def test_a_file_as_large_as_the_limit_is_kept(server: Running, http: httpx.Client) -> None:
    content = PNG + b"\x00" * (1024 * 1024 - len(PNG))
    assert _upload(http, server.start(), "full.png", content).status_code == 201


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/passwd", "a/b/c.png", "..", "x" * 300 + ".png"])
def test_a_name_with_a_path_stays_a_name(server: Running, http: httpx.Client, name: str) -> None:
    answer = _upload(http, server.start(), name, PNG)
    assert answer.status_code == 201
    kept = answer.json()
    assert "/" not in kept["name"]
    assert len(kept["name"]) <= 120
    assert re.fullmatch("[0-9a-f]{32}", kept["id"])
    folder: Path = server.services.settings.data_folder / "files"
    assert (folder / kept["id"]).is_file()
    assert not list(folder.parent.rglob("evil.png"))


def test_an_upload_without_a_file_is_told(server: Running, http: httpx.Client) -> None:
    mine = server.start()
    path = f"/api/conversations/{mine.id}/files"
    _problem(http.post(path, headers=mine.headers), 422, "request_invalid")
    _problem(http.post(path, files={"other": ("a.png", PNG)}, headers=mine.headers), 422, "request_invalid")
    _problem(http.post(path, data={"file": "text"}, headers=mine.headers), 422, "request_invalid")
