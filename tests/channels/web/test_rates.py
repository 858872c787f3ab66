"""How much may be asked in a minute, and of whom it is counted."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from assistant.errors import TooManyRequests
from channels.web.rates import Rates
from common.settings import Settings


def _request(peer: str | None, forwarded: str | None = None) -> Request:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    client = None if peer is None else (peer, 1)
    return Request({"type": "http", "client": client, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("9.9.9.9", None, "9.9.9.9"),
        ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "1.1.1.1, 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1 , 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        (None, "1.1.1.1", "unknown"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(peer: str | None, forwarded: str | None, address: str) -> None:
    rates = Rates(Settings(trusted_proxies=("10.0.0.1", "10.0.0.2")))
    assert rates.address(_request(peer, forwarded)) == address


def test_each_kind_and_each_one_is_counted_apart() -> None:
    rates = Rates(Settings(messages_per_minute=2, requests_per_minute=1))
    rates.count("messages", "a")
    rates.count("messages", "a")
    with pytest.raises(TooManyRequests):
        rates.count("messages", "a")
    rates.count("messages", "b")
    rates.count("requests", "a")
    with pytest.raises(TooManyRequests):
        rates.count("requests", "a")
