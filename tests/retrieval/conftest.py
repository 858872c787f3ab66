"""An OpenAI-compatible embedding server on a real socket, which can be told to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import uvicorn

from knowledge_base.importing.city_folder import read_folder
from knowledge_base.regions import read_city
from retrieval.embedding import E5Embedder, RemoteEmbedder
from retrieval.guide_passages import guide_passages
from retrieval.index import Index
from retrieval.matters import MatterIndex
from retrieval.passages import Passage
from retrieval.vector_store import VectorStore, connect

SMALL_CITY = Path(__file__).parent.parent / "knowledge_base" / "small_city"

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Respond = Callable[[list[str]], tuple[int, bytes]]


@dataclass
class EmbeddingServer:
    """Serves the bundled model on `/v1/embeddings`; `respond` may be replaced to fail in some way."""

    embedder: E5Embedder
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    respond: Respond | None = None
    stop: Callable[[], None] = lambda: None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        request = json.loads(body)
        self.requests.append(request)
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        assert scope["path"] == "/v1/embeddings"
        status, content = (self.respond or self._embed)(request["input"])
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def vectors(self, texts: list[str]) -> list[list[float]]:
        """The model's vectors, at twice the length: it is the client that must make them of unit length."""
        found = []
        for text in texts:
            kind, _, rest = text.partition(": ")
            vector = self.embedder.query(rest) if kind == "query" else self.embedder.passages([rest])[0]
            found.append((2 * np.asarray(vector)).tolist())
        return found

    def _embed(self, texts: list[str]) -> tuple[int, bytes]:
        data = [{"index": at, "embedding": vector} for at, vector in enumerate(self.vectors(texts))]
        return 200, json.dumps({"data": data[::-1]}).encode()


@pytest.fixture
def embedding_server(embedder: E5Embedder) -> Iterator[EmbeddingServer]:
    application = EmbeddingServer(embedder)
    started = threading.Event()

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Announced(
        uvicorn.Config(
            application, port=0, lifespan="off", log_level="error", ws="none", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert started.wait(30), "the embedding server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]

    def stop() -> None:
        server.should_exit = True
        thread.join(30)

    application.url, application.stop = f"http://127.0.0.1:{port}/v1", stop
    yield application
    stop()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as client:
        yield client


@pytest.fixture
def remote(embedding_server: EmbeddingServer, http: httpx.Client) -> RemoteEmbedder:
    """An embedder that asks the server."""
    return RemoteEmbedder(embedding_server.url, "multilingual-e5-small", "sk-1", client=http)


@pytest.fixture(scope="session")
def library_passages() -> list[Passage]:
    """Passages of three documents in two districts and the city."""

    def passage(document: str, region: str, title: str, text: str) -> Passage:
        return Passage(document, region, title, (), text)

    return [
        passage("card", "990102", "居民身份证丢失补领", "身份证丢失以后到户籍窗口申请补领，工本费40元。"),
        passage("card", "990102", "居民身份证丢失补领", "东区政务服务中心周六上午也办理补领。"),
        passage("card-west", "990103", "居民身份证丢失补领", "西区身份证补领承诺15个工作日办结。"),
        passage("marriage", "990102", "结婚登记", "男女双方一起到婚姻登记机关，当场领取结婚证。"),
        passage("food", "990100", "食品经营许可证核发", "开办餐饮店以前应当取得食品经营许可证。"),
        passage("senior", "990100", "高龄津贴申领", "年满80周岁的老年人每月领取100元津贴。"),
    ]


@pytest.fixture(scope="session")
def indexed_small_city(tmp_path_factory: pytest.TempPathFactory, embedder: E5Embedder) -> Path:
    """The small city's vectors and classifier, made once; tests copy them."""
    kept = tmp_path_factory.mktemp("indexed")
    city = read_city(SMALL_CITY)
    guides = read_folder(SMALL_CITY, city).guides
    client: Any = connect("", kept / "chroma")
    store = VectorStore(lambda: client, embedder)
    Index(store, embedder).replace([p for guide in guides for p in guide_passages(guide)], lambda _: None)
    MatterIndex(guides, city.out_of_scope, store, embedder, kept / "models", lambda _: None)
    client.close()
    return kept
