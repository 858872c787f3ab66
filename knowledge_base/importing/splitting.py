"""Free text of a guide split where the guide itself numbers it; no word is changed or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.importing.quantities import chinese_number
from knowledge_base.schemas import FlowStep, LegalBasis

_CHINESE = "[一二三四五六七八九十]{1,3}"
_BOUNDARY = r"(?:^|(?<=[\s。；;：:！!？?，,）)】」”]))"
_STYLES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"{_BOUNDARY}\s*第({_CHINESE}|\d{{1,2}})步\s*[：:、，,.．]?",
        rf"{_BOUNDARY}\s*步骤({_CHINESE}|\d{{1,2}})\s*[：:、，,.．]?",
        rf"{_BOUNDARY}\s*({_CHINESE})[、.．]",
        rf"{_BOUNDARY}\s*[（(]({_CHINESE})[）)](?!\s*[、至到和或及]?\s*[（(项款])",
        rf"{_BOUNDARY}\s*(\d{{1,2}})[、．.](?!\d)",
        rf"{_BOUNDARY}\s*[（(](\d{{1,2}})[）)](?!\s*[、至到和或及]?\s*[（(项款])",
        rf"{_BOUNDARY}\s*(\d{{1,2}})[）)]",
        r"\s*([①-⑳])",
    )
)
_ARROWS = re.compile(r"\s*(?:→|⇒|➜|➔|—+>|-+>|=+>)\s*")
_STEP_HEAD = re.compile(r"[【\[]?([^\s，,。；;：:、（(【】\[\]]{1,12})(?:[】\]]\s*[：:]?|\s*[：:])\s*(?=\S)")
_NUMERALS = "一二三四五六七八九十"

_NUMBERED = r"第\s*[（(]?[零〇一二三四五六七八九十百千\d]+[）)]?\s*"
_ONE_ARTICLE = rf"{_NUMBERED}条(?:之[一二三四五六七八九十]+)?(?:{_NUMBERED}款)?(?:{_NUMBERED}项)?"
_ARTICLES = rf"\s*{_ONE_ARTICLE}(?:\s*[、和及]\s*{_ONE_ARTICLE})*"
_ARTICLE = re.compile(_ARTICLES)
_NUMBER_OF_DOCUMENT = r"\s*[（(〔](?:[^（）()〔〕]|〔[^（）()〔〕]*〕)*[）)〕]"
_LAW_NAME = re.compile(rf"《((?:[^《》]|《[^《》]*》)+)》({_NUMBER_OF_DOCUMENT})?")
_NEXT_IN_LIST = re.compile(rf"({_LAW_NAME.pattern}(?:{_ARTICLES})?)\s*[、，,和及]+\s*(?=《)")
_LAW_START = re.compile(
    r"(?:^|(?<=[。；;\n]))\s*"
    rf"(?:(?:[（(]?(?:\d{{1,2}}|{_CHINESE})[）).．、]|[①-⑳])\s*)?"
    r"(?:【[^【】]{1,10}】\s*)?(?=《)"
)


@dataclass(frozen=True, slots=True)
class _Marker:
    start: int
    end: int
    value: int


def split_items(text: str) -> list[str]:
    """The items of a text at its outermost numbering, or at its line breaks when it has none.

    The numbering itself is left out (the list keeps the order); text before the first number is an
    item of its own. A number counts only in sequence (1, 2, 3 …), so `1.5米` or a reference to
    `第（二）项` splits nothing.
    """
    chain = _outermost(text)
    if not chain:
        pieces = text.split("\n")
    else:
        ends = [*(marker.start for marker in chain[1:]), len(text)]
        items = (text[marker.end : end] for marker, end in zip(chain, ends, strict=True))
        pieces = [text[: chain[0].start], *items]
    return [piece.strip() for piece in pieces if piece.strip()]


def _outermost(text: str) -> list[_Marker]:
    """The run of markers of one style, counting from 1, that begins earliest."""
    chains = [chain for style in _STYLES if (chain := list(_in_sequence(style, text)))]
    usable = [
        chain for chain in chains if len(chain) > 1 or not (text[: chain[0].start].strip() or "\n" in text)
    ]
    return min(usable, key=lambda chain: chain[0].start, default=[])


def _in_sequence(style: re.Pattern[str], text: str) -> Iterator[_Marker]:
    expected = 1
    for match in style.finditer(text):
        number = match.group(1)
        value = ord(number) - ord("①") + 1 if "①" <= number <= "⑳" else chinese_number(number)
        if value == expected:
            expected += 1
            yield _Marker(match.start(), match.end(), value)


def split_steps(text: str) -> list[FlowStep]:
    """The steps of a flow; a step is named by its own heading (`受理：…`) or else by its number."""
    items = split_items(text)
    if len(items) == 1 and len(parts := [p for p in _ARROWS.split(items[0]) if p]) > 1:
        items = parts
    return [_step(item, place if len(items) > 1 else None) for place, item in enumerate(items)]


def _step(item: str, place: int | None) -> FlowStep:
    if head := _STEP_HEAD.match(item):
        return FlowStep(name=head.group(1), description=item[head.end() :])
    if len(item) <= 12:
        return FlowStep(name=item, description=item)
    if place is None:
        return FlowStep(name="办理流程", description=item)
    number = _NUMERALS[place] if place < len(_NUMERALS) else str(place + 1)
    return FlowStep(name=f"第{number}步", description=item)


def split_legal_bases(text: str) -> list[LegalBasis]:
    """One basis for each 《law》 that begins a passage; a text without such a name is kept whole."""
    text = text.strip()
    if not text:
        return []
    found = {match.end(): match for match in reversed(list(_LAW_START.finditer(text)))}
    starts = [found[end] for end in sorted(found) if _LAW_NAME.match(text, end)]
    if not starts:
        return [_basis(text)]
    bases: list[LegalBasis] = []
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        begin = 0 if place == 0 and text[: start.start()].strip() else start.end()
        bases.extend(_listed(text[begin:end].strip()))
    return bases


def _listed(passage: str) -> Iterator[LegalBasis]:
    """The bases of a passage such as `《甲法》第一条、《乙条例》第二条：……`."""
    while separator := _NEXT_IN_LIST.match(passage):
        yield _basis(separator.group(1))
        passage = passage[separator.end() :]
    yield _basis(passage)


def _basis(passage: str) -> LegalBasis:
    """Name and article where they can be read; what follows them is the content."""
    name = _LAW_NAME.search(passage)
    if name is None:
        return LegalBasis(name=passage)
    article = _ARTICLE.match(passage, name.end())
    content = passage[article.end() if article else name.end() :].lstrip(" ：:，,；;\n")
    if name.start() > 0:
        content = passage
    return LegalBasis(
        name=(name.group(1) + (name.group(2) or "")).replace("\n", ""),
        article=re.sub(r"\s+", "", article.group()) if article else "",
        content=content if content.strip("。；; ") else "",
    )
