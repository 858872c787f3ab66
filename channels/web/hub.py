"""New events on their way to the open connections of their conversation, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant.events import Stored

_WAITING = 1000


class Hub:
    """Connections by conversation. A connection that stops reading is dropped, not waited for."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[Stored | None]]] = {}

    def publish(self, conversation_id: str, events: Sequence[Stored]) -> None:
        """Hand events to every connection of the conversation."""
        for queue in self._queues.get(conversation_id, set()).copy():
            for event in events:
                if queue.qsize() >= _WAITING:
                    self._leave(conversation_id, queue)
                    queue.put_nowait(None)
                    break
                queue.put_nowait(event)

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[asyncio.Queue[Stored | None]]:
        """A queue of the conversation's events from now on; None means that it was dropped."""
        queue: asyncio.Queue[Stored | None] = asyncio.Queue()
        self._queues.setdefault(conversation_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._leave(conversation_id, queue)

    def _leave(self, conversation_id: str, queue: asyncio.Queue[Stored | None]) -> None:
        queues = self._queues.get(conversation_id)
        if queues is not None:
            queues.discard(queue)
            if not queues:
                del self._queues[conversation_id]
