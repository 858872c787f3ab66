"""`bangban evaluate conversations`: play scripted dialogues and compare what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.events import Message, OutgoingMessage, OutgoingSettings, Stored
from assistant.service import Conversations
from evaluation.scenarios import Expectation, Scenario, ScriptedTurn


@dataclass(frozen=True, slots=True)
class Played:
    """One turn as played; `faults` says what differs from what was expected."""

    scenario: str
    tags: tuple[str, ...]
    turn: int
    said: str
    outcome: str
    answer: str
    faults: tuple[str, ...]


async def play(
    conversations: Conversations, scenarios: Sequence[Scenario], progress: Callable[[int], None]
) -> list[Played]:
    """Play every dialogue, each in a conversation of its own; a dialogue ends with its first fault."""
    played: list[Played] = []
    for scenario in scenarios:
        opened, token = await conversations.start(scenario.region, "zh")
        answer: Message | None = None
        region = opened.region_code
        for number, turn in enumerate(scenario.turns, start=1):
            text, choice, fault = _input(turn, answer)
            faults: list[str] = [fault] if fault else []
            if not faults:
                events = await conversations.say(opened.id, token, f"turn-{number}", text, choice)
                answer, region = _read(events, region)
                faults = _compare(answer, region, turn.expect)
            played.append(
                Played(
                    scenario.id,
                    scenario.tags,
                    number,
                    text,
                    (answer.outcome or "") if answer else "",
                    answer.text if answer else "",
                    tuple(faults),
                )
            )
            if faults:
                break
        progress(1)
    return played


def _input(turn: ScriptedTurn, answer: Message | None) -> tuple[str, str | None, str]:
    """What is sent for a turn, and what is wrong when its button is not there."""
    if turn.say is not None:
        return turn.say, None, ""
    label = turn.press or ""
    choices = {choice.label: choice.value for choice in (answer.choices if answer else ())}
    return label, choices.get(label), "" if label in choices else f"no button {label!r}: {list(choices)}"


def _read(events: Sequence[Stored], region: str) -> tuple[Message, str]:
    answer: Message | None = None
    for event in events:
        if isinstance(event, OutgoingMessage) and event.data.role == "assistant":
            answer = event.data
        if isinstance(event, OutgoingSettings):
            region = event.data.region_code
    if answer is None:
        raise RuntimeError("a turn without an answer")
    return answer, region


def _compare(answer: Message, region: str, expected: Expectation) -> list[str]:
    faults: list[str] = []
    if answer.outcome not in expected.outcome:
        faults.append(f"outcome {answer.outcome}, not {'/'.join(expected.outcome)}")
    matter = answer.matter.matter if answer.matter else None
    if expected.matter is not None and expected.matter not in {matter, *_offered(answer)}:
        faults.append(f"matter {matter or list(_offered(answer))}, not {expected.matter}")
    if expected.element is not None and answer.element is not expected.element:
        faults.append(f"element {answer.element}, not {expected.element}")
    if expected.region is not None and region != expected.region:
        faults.append(f"region {region}, not {expected.region}")
    faults += [f"without {words!r}" for words in expected.contains if words not in answer.text]
    faults += [f"with {words!r}" for words in expected.not_contains if words in answer.text]
    return faults


def _offered(answer: Message) -> tuple[str, ...]:
    return tuple(choice.value.removeprefix("matter:") for choice in answer.choices)
