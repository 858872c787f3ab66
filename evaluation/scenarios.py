"""Scripted dialogues: what is said, and what must come back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from assistant.outcomes import Outcome
from evaluation.policy_documents import EvaluationFileInvalid
from knowledge_base.schemas import Element


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class Expectation(BaseModel):
    """What a turn must end in; what is not named is not compared."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Annotated[tuple[Outcome, ...], BeforeValidator(_as_list)]
    matter: str | None = None
    element: Element | None = None
    region: str | None = None
    contains: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()


class ScriptedTurn(BaseModel):
    """A sentence said or a button pressed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str | None = None
    press: str | None = None
    expect: Expectation

    @model_validator(mode="after")
    def _one_of_both(self) -> ScriptedTurn:
        if (self.say is None) == (self.press is None):
            raise ValueError("a turn either says or presses")
        return self


class Scenario(BaseModel):
    """A dialogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    tags: tuple[str, ...] = ()
    region: str | None = None
    turns: Annotated[tuple[ScriptedTurn, ...], Field(min_length=1)]


def read_scenarios(folder: Path) -> list[Scenario]:
    """Every dialogue of a folder's YAML files. Raises `EvaluationFileInvalid`."""
    scenarios: list[Scenario] = []
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]
    for path in paths:
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8"))
            scenarios.extend(Scenario.model_validate(entry) for entry in entries or ())
        except (OSError, yaml.YAMLError, ValidationError, TypeError) as error:
            raise EvaluationFileInvalid(file=path, line=0, reason=error) from error
    if not scenarios:
        raise EvaluationFileInvalid(file=folder, line=0, reason="no scenarios")
    return scenarios
