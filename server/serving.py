"""Preparing and running the server, with progress for the person who waits."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import signal
import socket
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.service import Conversations
from channels.web.services import Services
from common.database import Database
from common.errors import BangbanError
from common.settings import Settings

if TYPE_CHECKING:
    import uvicorn


class PortTaken(BangbanError):
    """Another program listens on the port."""

    code = "port_taken"
    messages = {
        "zh": "端口{port}已被占用。请换一个端口：bangban serve --port {other}（或设置BANGBAN_PORT）。",
        "en": "Port {port} on {host} is taken. Stop what uses it, or: bangban serve --port {other} "
        "(make run PORT={other}).",
    }


class CityUnreadable(BangbanError):
    """The city folder of the settings cannot be read."""

    code = "city_unreadable"
    messages = {
        "zh": "无法读取城市资料：{reason}",
        "en": "The city folder cannot be read: {reason}",
    }


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Services]]:
    """The database, migrated, and every service. The city's guides are not loaded yet."""
    import yaml  # noqa: PLC0415 - heavy
    from pydantic import ValidationError  # noqa: PLC0415

    from server.application import make_services  # noqa: PLC0415
    from server.migrating import upgrade  # noqa: PLC0415

    settings.data_folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.resolved_database_url)
    try:
        await upgrade(database)
        try:
            services = make_services(settings, database)
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise CityUnreadable(reason=error) from error
        yield database, services
    finally:
        await database.close()


async def load_city(settings: Settings, services: Services) -> list[str]:
    """Import the settings' city folder, which is followed as it is; what could not be read."""
    import yaml  # noqa: PLC0415

    from knowledge_base.documents import read_document  # noqa: PLC0415
    from knowledge_base.importing.city_folder import read_folder  # noqa: PLC0415

    try:
        parsed = await asyncio.to_thread(read_folder, settings.city_folder, services.library.city)
        paths = sorted((settings.city_folder / "documents").glob("*.md"))
        documents = [read_document(path) for path in paths]
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise CityUnreadable(reason=error) from error
    imported = await services.knowledge_base.import_guides(parsed.guides, replace=True)
    await services.knowledge_base.import_documents(documents)
    return [str(problem) for problem in (*parsed.problems, *imported.problems)]


@asynccontextmanager
async def ready(settings: Settings) -> AsyncIterator[Conversations]:
    """Conversations over the settings' city, loaded and indexed."""
    async with opened(settings) as (_, services):
        await _ready(settings, services)
        yield services.conversations


def prepare(settings: Settings) -> None:
    """Database, guides, model and index, so that the server answers at once."""

    async def work() -> None:
        async with opened(settings) as (_, services):
            await _ready(settings, services)

    asyncio.run(work())


async def _ready(settings: Settings, services: Services) -> None:
    for problem in await load_city(settings, services):
        typer.secho(problem, err=True, fg="yellow")
    with _bar("Indexing") as report:
        shelf = await services.library.shelf(report)
    typer.echo(f"{len(shelf.guides)} guides, {len(shelf.index)} passages in force")


def _bar(title: str) -> _Reported:
    return _Reported(title)


class _Reported:
    """A progress bar that appears with the first report."""

    def __init__(self, title: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )
        self._title = title

    def __enter__(self) -> Callable[[int, int], None]:
        self._progress.start()
        task = self._progress.add_task(self._title, total=None)
        return lambda done, total: self._progress.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Serve until interrupted."""
    host, port = host or settings.host, port or settings.port
    _check_port(host, port)
    typer.echo("Loading …")

    import uvicorn  # noqa: PLC0415 - heavy

    from server.application import PAGE, create_application  # noqa: PLC0415

    async def work() -> None:
        async with opened(settings) as (_, services):
            await _ready(settings, services)
            if not PAGE.is_dir():
                typer.secho("The web page is not built: run `make page`. Interfaces are served.", fg="yellow")
            application = create_application(services)
            # The shelf stays for good: without this the collector walks through it again and again.
            gc.collect()
            gc.freeze()
            configuration = uvicorn.Config(
                application,
                host=host,
                port=port,
                log_level="warning",
                ws="websockets-sansio",
                ws_max_size=512 * 1024,
                timeout_graceful_shutdown=5,
            )
            typer.secho(f"Bangban 帮办 is ready: http://{host}:{port}  (Ctrl+C stops it)", fg="green")
            await quiet_server(configuration).serve()

    asyncio.run(work())


def quiet_server(configuration: uvicorn.Config) -> uvicorn.Server:
    """A server that ends on a signal without raising it again, so that what is open can be closed."""
    import uvicorn  # noqa: PLC0415 - heavy

    class Quiet(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Generator[None, None, None]:
            loop = asyncio.get_running_loop()
            signals = (signal.SIGINT, signal.SIGTERM)
            for number in signals:
                loop.add_signal_handler(number, self.handle_exit, number, None)
            try:
                yield
            finally:
                for number in signals:
                    loop.remove_signal_handler(number)

    return Quiet(configuration)


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port, other=port + 1) from error


async def ask(settings: Settings, question: str, region: str | None, trace: bool) -> None:
    """Print the answer to one question."""
    async with opened(settings) as (_, services):
        await load_city(settings, services)
        reply = await services.conversations.reply_once([question], region, "zh")
        typer.echo(reply.text)
        for choice in reply.choices:
            typer.echo(f"  [{choice.label}]")
        for citation in reply.citations:
            typer.echo(f"[{citation.number}] {citation.path}（{citation.region_name}，{citation.version}版）")
        if trace:
            typer.echo(json.dumps({"outcome": reply.outcome, "element": reply.element}, ensure_ascii=False))


async def erase_expired(settings: Settings) -> int:
    """Erase conversations older than the settings allow, with their files."""
    async with opened(settings) as (_, services):
        erased, files = await services.conversations.erase_expired(settings.conversation_days)
        services.files.remove(files)
        return erased
