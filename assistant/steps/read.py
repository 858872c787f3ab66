"""Read the message: small talk, what is asked, the region it names."""

from __future__ import annotations

import re

from assistant.turn import Turn
from intents.acts import Acts
from intents.understanding import Understanding, understand
from knowledge_base.schemas import Element

_REGION_WORDS = re.compile(
    r"^(那|在|我在|我住|我是|去|到|住)*(.*?)(这边|那边|那里|这里|这儿|那儿|办理?|的)*$"
)


_THIS_CITY = "这边"
"""The city's own name tells no matter from another."""


def read(turn: Turn, acts: Acts) -> None:
    """Fill `act`, `understanding` and `elements`, and move to the region that is named or was pressed."""
    text = turn.shelf.pinyin.read(turn.text).replace(turn.shelf.city.root.name, _THIS_CITY)
    understood = understand(text)
    if turn.choice is None:
        turn.act = acts.act(text, asks=bool(understood.elements))
    chosen = turn.chosen("element")
    turn.elements = (Element(chosen),) if chosen in set(Element) else understood.elements
    region = turn.chosen("region")
    named = turn.shelf.city.mentioned(understood.text)
    if region is not None and region in {known.code for known in turn.shelf.city.regions}:
        turn.region_code = region
    elif len(named) == 1:
        turn.region_code = named[0]
        turn.region_named = True
        understood = _without_region(understood, turn)
    turn.understanding = understood


def _without_region(understood: Understanding, turn: Turn) -> Understanding:
    """The region's name says where, not what: it is taken out of what the matter is searched by."""
    region = turn.shelf.city.region(turn.region_code)
    content = understood.content
    for word in sorted((region.name, *region.keywords), key=len, reverse=True):
        content = content.replace(word, " ")
    words = [match.group(2) for part in content.split() if (match := _REGION_WORDS.match(part))]
    return Understanding(
        understood.text,
        understood.elements,
        " ".join(word for word in words if word),
        understood.vague,
    )
