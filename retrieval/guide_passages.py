"""Guides cut along their elements: each passage keeps the element and the path to it."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge_base.elements import TITLES, lines
from knowledge_base.schemas import Element, Guide
from retrieval.passages import Passage, split

_WHOLE = 220
"""Characters of an element's line groups up to which they stay one passage."""


def guide_passages(guide: Guide) -> Iterator[Passage]:
    """The passages of a guide, element by element; questions and long lists one line at a time."""
    for element in Element:
        if element is Element.QUESTIONS:
            for question in guide.questions:
                text = f"{question.question}\n{question.answer}"
                yield _passage(guide, element, (TITLES[element],), text)
            continue
        for group in _grouped(lines(guide, element)):
            yield _passage(guide, element, (TITLES[element],), group)


def _grouped(all_lines: list[str]) -> Iterator[str]:
    """Whole lines put together up to a size; a line that is too long is cut at its sentences."""
    group = ""
    for line in all_lines:
        if group and len(group) + len(line) > _WHOLE:
            yield group
            group = ""
        if len(line) > _WHOLE:
            yield from split(line)
        else:
            group = f"{group}\n{line}" if group else line
    if group:
        yield group


def _passage(guide: Guide, element: Element, path: tuple[str, ...], text: str) -> Passage:
    return Passage(guide.guide_id, guide.region_code, guide.task_name, path, text, element)
