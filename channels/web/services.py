"""What the web channel works with; the server puts it into the application's state."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from assistant.service import Conversations
from channels.web.files import FileStore
from channels.web.hub import Hub
from channels.web.rates import Rates
from common.settings import Settings
from knowledge_base.service import KnowledgeBase
from retrieval.library import Library


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one application."""

    settings: Settings
    conversations: Conversations
    knowledge_base: KnowledgeBase
    library: Library
    hub: Hub
    rates: Rates
    files: FileStore


def services(connection: HTTPConnection) -> Services:
    """The services of the application that a request came to."""
    found: Services = connection.app.state.services
    return found
