"""The day in China decides what is in force."""

from __future__ import annotations

import datetime as dt

import pytest

from common.clock import local_day, utc_now


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 5, 31, 15, 59, tzinfo=dt.UTC), dt.date(2026, 5, 31)),
        (dt.datetime(2026, 5, 31, 16, 0, tzinfo=dt.UTC), dt.date(2026, 6, 1)),
        (dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.timezone(dt.timedelta(hours=-8))), dt.date(2027, 1, 1)),
    ],
)
def test_the_day_begins_at_midnight_in_china(moment: dt.datetime, day: dt.date) -> None:
    assert local_day(lambda: moment) == day


def test_now_has_a_zone() -> None:
    assert utc_now().utcoffset() == dt.timedelta(0)
