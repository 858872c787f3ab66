"""How much one address and one conversation may ask in a minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import HTTPConnection

from assistant.errors import TooManyRequests
from common.settings import Settings


class Rates:
    """The limits of the settings, counted in this process."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._proxies = frozenset(settings.trusted_proxies)
        self._limits = {
            "conversations": RateLimitItemPerMinute(settings.conversations_per_minute),
            "messages": RateLimitItemPerMinute(settings.messages_per_minute),
            "requests": RateLimitItemPerMinute(settings.requests_per_minute),
        }

    def count(self, kind: str, whom: str) -> None:
        """Count one of a kind. Raises `TooManyRequests` over the limit."""
        if not self._limiter.hit(self._limits[kind], kind, whom):
            raise TooManyRequests

    def address(self, connection: HTTPConnection) -> str:
        """Where a request comes from; a proxy's word counts only when the proxy is trusted."""
        peer = connection.client.host if connection.client else "unknown"
        if peer in self._proxies:
            hops = reversed(connection.headers.get("x-forwarded-for", "").split(","))
            return next(self._foreign(hop.strip() for hop in hops), peer)
        return peer

    def _foreign(self, hops: Iterable[str]) -> Iterator[str]:
        return iter([hop for hop in hops if hop and hop not in self._proxies])
