"""A citizen in front of the page: what one types, presses and sees."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import httpx
from playwright.sync_api import Locator, Page, expect

PATIENCE = 30_000


@dataclass
class Citizen:
    """One visitor with a page of their own; `requests` and `errors` are collected while they use it."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def arrive(self, path: str = "/") -> None:
        self.page.goto(f"{self.url}{path}")
        if path == "/":
            expect(self.region).to_be_visible()

    def by(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    @property
    def input(self) -> Locator:
        return self.by("input")

    @property
    def region(self) -> Locator:
        return self.by("region")

    @property
    def said(self) -> Locator:
        return self.by("message-citizen")

    @property
    def answers(self) -> Locator:
        return self.by("message-assistant")

    @property
    def guide(self) -> Locator:
        return self.by("guide")

    def type(self, text: str) -> None:
        """Type and send with Enter, without waiting for the answer."""
        self.input.fill(text)
        self.input.press("Enter")

    def ask(self, text: str) -> Locator:
        """Ask, and give the answer once it is there."""
        before = self.answers.count()
        self.type(text)
        return self.answer(before)

    def choose(self, label: str) -> Locator:
        """Press a button of the last answer, and give the answer to that."""
        before = self.answers.count()
        self.answers.last.get_by_role("button", name=label, exact=True).click()
        return self.answer(before)

    def answer(self, before: int) -> Locator:
        """The one answer that came after as many as there were before."""
        expect(self.answers).to_have_count(before + 1)
        return self.answers.nth(before)

    def connection(self, state: str) -> None:
        expect(self.by("connection-state")).to_have_attribute("data-state", state)

    def kept_messages(self, url: str = "") -> list[tuple[str, str]]:
        """Role and text of the messages that the server (at `url` when the page's line is cut) keeps."""
        identity = json.loads(self.page.evaluate("localStorage['bangban.identity']"))
        with httpx.Client(base_url=url or self.url, trust_env=False) as client:
            answer = client.get(
                f"/api/conversations/{identity['id']}/events",
                headers={"Authorization": f"Bearer {identity['token']}"},
            )
        assert answer.status_code == 200, answer.text
        found = [event["data"] for event in answer.json()["events"] if event["type"] == "message"]
        return [(message["role"], message["text"]) for message in found]


def outcome_is(answer: Locator, outcome: str, element: str = "") -> None:
    expect(answer).to_have_attribute("data-outcome", outcome)
    expect(answer).to_have_attribute("data-element", element)
