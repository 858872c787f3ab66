"""The root of every domain's error tree. Each error carries its status and its message for the citizen."""

from __future__ import annotations

from typing import ClassVar


class BangbanError(Exception):
    """An error that a person may meet.

    `code` names it for programs, `status` is the HTTP status, and `messages` says it to the
    citizen by language; `{placeholders}` are filled from the keyword arguments.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    messages: ClassVar[dict[str, str]] = {
        "zh": "系统出了点问题，请稍后再试。",
        "en": "Something went wrong. Please try again later.",
    }

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.message("en"))

    def message(self, language: str = "zh") -> str:
        """What to tell the citizen in `language`, in Chinese when there is no such text."""
        return self.messages.get(language, self.messages["zh"]).format(**self.details)
