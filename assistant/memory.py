"""What a conversation remembers from one turn to the next."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from knowledge_base.schemas import Element


class Memory(BaseModel):
    """The matter spoken of, what was asked of it, and what is known of the case."""

    model_config = ConfigDict(frozen=True)

    matter: str | None = None
    elements: tuple[Element, ...] = ()
    """What was asked last; an unanswered clarification keeps it for the answer."""
    answers: dict[str, str] = {}
    """Options of the matter's situations that the citizen has named."""
    offered: tuple[str, ...] = ()
    """The matters on the buttons of the last clarification."""
    misses: int = 0
    """Turns in a row that could not be answered."""
