"""The clock as a seam, so that tests decide what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]

LOCAL = ZoneInfo("Asia/Shanghai")


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def local_day(clock: Clock) -> dt.date:
    """The day in China, which decides whether a guide is in force."""
    return clock().astimezone(LOCAL).date()
