"""Conditions in CEL over a citizen's answers, restricted to comparisons with option ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import cel

_OPERATORS = frozenset({"_==_", "_!=_", "_&&_", "_||_", "!_", "@in", "_in_"})
_COMPARISON = re.compile(r'\b([a-z][a-z0-9_]*)\s*(?:==|!=)\s*"([^"]*)"')
_STRING = re.compile(r'"[^"]*"')
_FIELD = re.compile(r"\w\s*\.")
_MEMBERSHIP = re.compile(r"\b([a-z][a-z0-9_]*)\s+in\s+\[([^\]]*)\]")


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> cel.Program:
    return cel.compile(expression)


def check_condition(expression: str) -> str:
    """Return `expression` when it is valid; raise `ValueError` that says what is wrong."""
    program = _compiled(expression)
    if foreign := set(program.functions()) - _OPERATORS:
        raise ValueError(f"condition {expression!r} uses {', '.join(sorted(foreign))}")
    if missing := set(program.variables()) - set(variables(expression)):
        raise ValueError(f"condition {expression!r} does not compare {', '.join(sorted(missing))}")
    if not program.variables():
        raise ValueError(f"condition {expression!r} compares nothing")
    if _FIELD.search(_STRING.sub("", expression)):
        raise ValueError(f"condition {expression!r} looks into an answer")
    return expression


def variables(expression: str) -> dict[str, set[str]]:
    """The variables of a condition, each with the values it is compared with."""
    found: dict[str, set[str]] = {}
    for name, value in _COMPARISON.findall(expression):
        found.setdefault(name, set()).add(value)
    for name, values in _MEMBERSHIP.findall(expression):
        found.setdefault(name, set()).update(re.findall(r'"([^"]*)"', values))
    return found


def holds(expression: str | None, answers: Mapping[str, str]) -> bool | None:
    """Whether a condition holds; None while an answer that decides it is still unknown."""
    if expression is None:
        return True
    program = _compiled(expression)
    try:
        return bool(program.execute(dict(answers)))
    except RuntimeError:
        if set(program.variables()) <= set(answers):
            raise
        return None
