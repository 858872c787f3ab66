"""The application: every part made from the settings and put together. Nothing else knows everything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service import Conversations
from channels.web import asyncapi, endpoints, errors, openai, websocket
from channels.web.files import FileStore
from channels.web.hub import Hub
from channels.web.rates import Rates
from channels.web.services import Services
from channels.web.services import services as services_of
from common.clock import Clock, utc_now
from common.database import Database
from common.settings import Settings
from intents.acts import Acts
from knowledge_base.regions import read_city
from knowledge_base.service import KnowledgeBase
from retrieval.embedding import Embedder, make_embedder
from retrieval.library import Library
from retrieval.vector_store import VectorStore, connect

PAGE = Path(__file__).parent.parent / "channels" / "miniprogram" / "dist" / "build" / "h5"
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; connect-src 'self' ws: wss:; frame-ancestors 'self'"
    ),
}


def make_services(
    settings: Settings, database: Database, embedder: Embedder | None = None, clock: Clock = utc_now
) -> Services:
    """Every part, made from the settings."""
    embedder = embedder or make_embedder(settings)
    city = read_city(settings.city_folder)
    store = VectorStore(partial(connect, settings.chroma_url, settings.data_folder / "chroma"), embedder)
    knowledge_base = KnowledgeBase(database, clock)
    models = settings.data_folder / "models"
    library = Library(knowledge_base, city, store, embedder, models, clock)
    hub = Hub()
    return Services(
        settings=settings,
        conversations=Conversations(database, library, Acts(embedder, models), hub, clock),
        knowledge_base=knowledge_base,
        library=library,
        hub=hub,
        rates=Rates(settings),
        files=FileStore(settings.data_folder / "files", settings.upload_bytes),
    )


def create_application(services: Services, page: Path = PAGE) -> FastAPI:
    """The HTTP application around services that exist already."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await services.library.shelf()
        yield

    app = describe(lifespan)
    app.state.services = services
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=2048)
    app.add_middleware(Bounded, limit=services.settings.upload_bytes + 64 * 1024)
    if page.is_dir():
        app.mount("/", StaticFiles(directory=page, html=True), name="page")
    return app


def describe(lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None) -> FastAPI:
    """The application's routes without anything behind them."""
    app = FastAPI(
        title="Bangban 帮办",
        version=version("bangban"),
        summary="An open assistant for public services",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(endpoints.router)
    app.include_router(openai.router)
    app.include_router(websocket.router)
    app.add_api_route("/health", _health, tags=["operations"], methods=["GET"])
    app.add_api_route("/asyncapi.json", _describe_events, tags=["operations"], methods=["GET"])
    return app


async def _health(request: Request) -> dict[str, object]:
    """Whether the server can answer, and from how many guides."""
    shelf = await services_of(request).library.shelf()
    return {"status": "ok", "guides": len(shelf.guides), "passages": len(shelf.index)}


async def _describe_events() -> dict[str, object]:
    """The WebSocket's events as AsyncAPI 3."""
    return asyncapi.document(version("bangban"))


class Bounded:
    """Refuses a body over the limit, announced or not, and sends the security headers."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        read = 0

        async def count() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise HTTPException(errors.BodyTooLarge.status)
            return message

        async def secure(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        if not length.isdigit() or int(length) > self._limit:
            refusal = errors.answer_error(Request(scope), errors.BodyTooLarge())
            await refusal(scope, receive, secure)
            return
        await self._app(scope, count, secure)
