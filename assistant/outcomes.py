"""The one list of named outcomes of a turn; messages, metrics and tests derive from it."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWERED_BY_FIELD = "answered_by_field"
    ANSWERED_BY_PASSAGE = "answered_by_passage"
    CLARIFICATION_MATTER = "clarification_matter"
    CLARIFICATION_SITUATION = "clarification_situation"
    CLARIFICATION_REGION = "clarification_region"
    CLARIFICATION_QUESTION = "clarification_question"
    """The citizen asked for an element (how much?) while no matter is known."""
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT_ASSISTANT = "about_assistant"
    PERSON_OFFERED = "person_offered"
    """The citizen asked for a person and was told how to reach one."""
    RATED = "rated"
    FILE_RECEIVED = "file_received"
    UNANSWERABLE_NO_MATTER = "unanswerable_no_matter"
    """Nothing in the guides fits the question."""
    UNANSWERABLE_NO_ELEMENT = "unanswerable_no_element"
    """The matter is known, but its guide does not say what was asked."""
    UNANSWERABLE_NOT_HERE = "unanswerable_not_here"
    """The matter exists, but has no guide in the citizen's region."""
    GUARDRAIL_EMERGENCY = "guardrail_emergency"
    ERROR_INTERNAL = "error_internal"

    @property
    def answered(self) -> bool:
        return self.value.startswith("answered_")
