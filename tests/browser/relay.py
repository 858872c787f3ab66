"""The line between the browser and the server: it can be cut, mended, and made deaf to what the server says."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

_PATIENCE = 30.0


class Relay:
    """A TCP relay in front of a server of this machine."""

    def __init__(self, target: int, loop: asyncio.AbstractEventLoop) -> None:
        self._target = target
        self._loop = loop
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._muted = False
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection and accept no new one."""
        self._do(self._cut())

    def mend(self) -> None:
        """Accept connections again, on the same port."""
        self._do(self._mend())

    def mute(self) -> None:
        """Swallow what the server says from now on, until the line was cut and mended."""
        self._muted = True

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    async def _cut(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for writer in list(self._writers):
            writer.transport.abort()

    async def _mend(self) -> None:
        self._muted = False
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, to_server}
        try:
            await asyncio.gather(
                self._pump(reader, to_server, audible=True), self._pump(from_server, writer, audible=False)
            )
        finally:
            self._writers -= {writer, to_server}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, audible: bool) -> None:
        with contextlib.suppress(OSError):
            while content := await source.read(64 * 1024):
                if audible or not self._muted:
                    sink.write(content)
                    await sink.drain()
        sink.close()


@contextmanager
def relaying(target: int) -> Iterator[Relay]:
    """A relay in a thread of its own until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="relay")
    thread.start()
    relay = Relay(target, loop)
    try:
        relay.mend()
        yield relay
    finally:
        relay.cut()
        asyncio.run_coroutine_threadsafe(_finish(), loop).result(_PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        loop.close()


async def _finish() -> None:
    """Wait for what still runs in this loop."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
