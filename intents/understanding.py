"""What a message asks for, before any matter is known: the elements, and what is left of the words.

The cues are data (`cues.yaml`); what they consume is taken out of the message, and what is left is
what the matter is searched by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex
import yaml

from knowledge_base.schemas import Element
from retrieval.chinese import normalise

_FOLDER = Path(__file__).parent
_PUNCTUATION = re.compile(r"[^\w]+")
_FILLER = re.compile(
    r"请问(一下)?|麻烦(问)?(一下|您|你)?|(我)?(想|要|来)?(问|咨询|了解|打听)(一下|下|个事|问)?|"
    r"(你|您)好(呀|啊)?|(请)?帮(我|忙)(查|看|问)?(一下|下)?|告诉我|我(们)?(现在)?(想要|想|要|准备|打算|需要)|"
    r"怎么(办理?|弄|搞|整|处理|样)?|咋(办|弄|整|搞|样)?(理)?|如何(办理?|处理)?|怎样(办理?)?|该(怎么|如何)|"
    r"办理|一下|(是)?(什么|啥)|哪些|那个?|这个?|它|呢|吗|嘛|吧|啊|呀|哦|么|的话|的|了|要不要|需要|用不用|"
    r"谢谢|对吧|对吗|是吧|是不是|听说|应该|大概|一共|总共|到底|还有|另外|顺便|可以|能不能|行不行|能行|能办|一样|怎么样|再|又|都|也|就(?!业|医|学|诊|读|职)|还(?!款|贷)"
)
_EDGES = re.compile("^[要得能会]+|[要得能会]+$")
"""What is left of words that a cue has taken the rest of."""
_VAGUE = re.compile(
    "(怎么|咋)(样)?(去|才能|能|重新|再)?[办弄搞整补换领开报备申登转提取迁落注改处]|如何|怎样|(想|要)办"
)


@dataclass(frozen=True, slots=True)
class Understanding:
    """`elements` in the order asked; `content` is what is left of the words for finding the matter."""

    text: str
    elements: tuple[Element, ...]
    content: str
    vague: bool
    """Asked in general how it is done, without an element."""


@lru_cache(maxsize=1)
def _cues() -> tuple[tuple[Element, regex.Pattern[str]], ...]:
    patterns = yaml.safe_load((_FOLDER / "cues.yaml").read_text(encoding="utf-8"))
    return tuple(
        (Element(name), regex.compile("|".join(entries), regex.POSIX)) for name, entries in patterns.items()
    )


def understand(message: str) -> Understanding:
    """Read one message."""
    text = normalise(message)
    elements, rest = _take_elements(text)
    words = _PUNCTUATION.sub(" ", _FILLER.sub(" ", rest)).split()
    content = " ".join(word for word in (_EDGES.sub("", word) for word in words) if word)
    return Understanding(text, elements, content, bool(_VAGUE.search(text)))


def _take_elements(text: str) -> tuple[tuple[Element, ...], str]:
    """The elements asked for in the order of their cues, and the text without the cues."""
    matches = [
        (match.start(), match.end(), element)
        for element, pattern in _cues()
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]
    matches.sort(key=lambda found: (found[0] - found[1], found[0]))
    taken: list[tuple[int, int, Element]] = []
    for start, end, element in matches:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, element))
    taken.sort()
    rest, at = "", 0
    for start, end, _ in taken:
        rest += text[at:start] + " "
        at = end
    return tuple(dict.fromkeys(element for _, _, element in taken)), rest + text[at:]
