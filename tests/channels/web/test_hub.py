"""Events on their way to the open connections."""

from __future__ import annotations

import datetime as dt

from assistant.events import Message, OutgoingMessage, Stored
from channels.web.hub import Hub


def _events(first: int, count: int) -> list[Stored]:
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    said = Message(role="citizen", text="谢谢")
    return [OutgoingMessage(id=number, at=at, data=said) for number in range(first, first + count)]


async def test_every_listener_of_a_conversation_gets_its_events_in_order() -> None:
    hub, events = Hub(), _events(1, 3)
    with hub.listening("a") as one, hub.listening("a") as two, hub.listening("b") as other:
        hub.publish("a", events[:2])
        hub.publish("a", events[2:])
        for queue in (one, two):
            assert [queue.get_nowait() for _ in range(3)] == events
        assert other.empty()


async def test_who_left_gets_nothing_more() -> None:
    hub = Hub()
    with hub.listening("a") as queue:
        pass
    hub.publish("a", _events(1, 1))
    assert queue.empty()


async def test_who_does_not_read_is_dropped_and_others_are_not() -> None:
    hub, events = Hub(), _events(1, 1500)
    with hub.listening("a") as slow, hub.listening("a") as quick:
        for event in events:
            hub.publish("a", [event])
            assert quick.get_nowait() == event
        waiting = [slow.get_nowait() for _ in range(slow.qsize())]
    assert waiting[-1] is None
    assert waiting[:-1] == events[: len(waiting) - 1]
