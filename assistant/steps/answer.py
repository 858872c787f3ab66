"""Answer from the matter's guide: a frequently asked question or the fields of the elements asked for."""

from __future__ import annotations

import re

from assistant.citing import cite_guide, refer
from assistant.composing import blocks_of, narrowed, text_of
from assistant.events import Block, Choice, Citation, ParagraphBlock
from assistant.outcomes import Outcome
from assistant.turn import Reply, Turn
from assistant.wording import say
from knowledge_base.conditions import variables
from knowledge_base.elements import TITLES, lines
from knowledge_base.schemas import Element, Guide, Situation
from retrieval.chinese import normalise
from retrieval.library import same

ASKED, ASKED_ON = 0.50, 0.45
"""A frequently asked question at or above this score is what was asked, also further on …"""
ASKED_BESIDE_ELEMENT, ASKED_BESIDE_LIST = 0.62, 0.80
"""… when the words also ask for an element, or for one that is a list or an amount …"""
ASKED_VAGUELY = 0.95
"""… and when they ask in general how it is done."""
_LISTED = {Element.MATERIALS, Element.FEES, Element.BENEFIT, Element.LOCATION, Element.HOURS, Element.CONTACT}
_MANY_CASES = 8
"""So many items that depend on the case are too many to read through: ask first."""
_CHARGED = re.compile("收费|收钱|要钱|交钱|交多少|要交|收多少|花钱|免费|手续费|工本费|费用|缴")
_QUESTION = re.compile(
    "吗|么|嘛|[?？]|不$|吧$|不[?？。]|没有$|能不能|可不可以|要不要|用不用|是不是|行不行|有没有|多|哪|啥|什么|几|谁|还是|必须|一定"
)
_CLAIM = re.compile(r"(\d+(?:\.\d+)?)\s*(元|块|天|个工作日|工作日|日|个月|年)")


def answer(turn: Turn) -> None:
    """Answer about the matter that was found; without one, leave it to the passages."""
    if turn.matter is None:
        return
    turn.remember(matter=turn.matter, offered=())
    guides = turn.shelf.guides_for(turn.matter, turn.region_code)
    if not guides:
        turn.remember(elements=turn.elements)
        _not_here(turn)
        return
    _note_situation(turn, guides[0])
    if _answer_question(turn, guides):
        return
    turn.elements = _meant(turn, guides[0])
    turn.remember(elements=turn.elements)
    element = turn.elements[0]
    if len(guides) > 1 and element is not Element.SUMMARY and not all(same(guides, e) for e in turn.elements):
        _ask_region(turn, guides, next(e for e in turn.elements if not same(guides, e)))
        return
    situation = _open_situation(turn, guides[0], element)
    if situation is not None and _too_many(turn, guides[0], element):
        _ask_situation(turn, guides[0], element, situation)
        return
    _answer_fields(turn, guides)


def _meant(turn: Turn, guide: Guide) -> tuple[Element, ...]:
    """“How much” means the benefit where the matter gives money, unless it is asked what is charged."""
    swap: dict[Element, Element] = {}
    if not turn.read.elements:
        return turn.elements or (Element.SUMMARY,)
    if guide.benefit_explain and not _CHARGED.search(turn.read.text):
        swap = {Element.FEES: Element.BENEFIT}
    elif not guide.benefit_explain:
        swap = {Element.BENEFIT: Element.FEES}
    return tuple(dict.fromkeys(swap.get(element, element) for element in turn.elements)) or (Element.SUMMARY,)


def _note_situation(turn: Turn, guide: Guide) -> None:
    """Remember the options of the matter's situations that the words or the button name."""
    answers = dict(turn.memory.answers)
    text = turn.read.text
    for situation in guide.situations:
        named = [
            option.id
            for option in situation.options
            if normalise(option.name) in text or any(normalise(word) in text for word in option.keywords)
        ]
        if len(named) == 1:
            answers[situation.id] = named[0]
    chosen = turn.chosen("situation")
    if chosen is not None:
        situation_id, _, option_id = chosen.partition("=")
        known = {(s.id, option.id) for s in guide.situations for option in s.options} | {("*", "all")}
        if (situation_id, option_id) in known:
            answers[situation_id] = option_id
    turn.remember(answers=answers)


def _answer_question(turn: Turn, guides: tuple[Guide, ...]) -> bool:
    """Answer with the guide's own answer when the message is one of its frequently asked questions."""
    if turn.choice is not None:
        return False
    ids = {guide.guide_id: guide for guide in guides}
    readings = {turn.read.text}
    if turn.follows_up and not turn.elements:
        readings.add(f"{guides[0].task_name}，{turn.read.text}")
    matches = [
        match
        for reading in sorted(readings)
        for match in turn.shelf.matters.questions(reading, turn.matter, 6)
        if match.label.guide_id in ids
    ]
    matches.sort(key=lambda match: -match.score)
    turn.scores["question"] = matches[0].score if matches else 0.0
    if not matches or matches[0].score < _needed(turn):
        return False
    label = matches[0].label
    guide = ids[label.guide_id]
    if label.question is None:
        return False
    question = guide.questions[label.question]
    turn.elements = (Element.QUESTIONS,)
    turn.remember(elements=turn.elements)
    city = turn.shelf.city
    turn.finish(
        Reply(
            Outcome.ANSWERED_BY_FIELD,
            f"{question.question}\n{question.answer}",
            element=Element.QUESTIONS,
            matter=refer(guide, city),
            blocks=(ParagraphBlock(text=question.question), ParagraphBlock(text=question.answer)),
            citations=(cite_guide(1, guide, Element.QUESTIONS, question.answer, city),),
        )
    )
    return True


def _needed(turn: Turn) -> float:
    if _LISTED.intersection(turn.elements):
        return ASKED_BESIDE_LIST
    if turn.elements:
        return ASKED_BESIDE_ELEMENT
    if turn.follows_up:
        return ASKED_ON
    return ASKED if _QUESTION.search(turn.read.text) and not turn.read.vague else ASKED_VAGUELY


def _answer_fields(turn: Turn, guides: tuple[Guide, ...]) -> None:
    city = turn.shelf.city
    own = tuple(narrowed(guide, turn.memory.answers, city, turn.region_code) for guide in guides)
    said = [element for element in turn.elements if element is Element.SUMMARY or lines(own[0], element)]
    guide = own[0]
    if not said:
        contact = f"{guide.dept_name} {guide.link_way}".strip()
        sentence = say(
            "no_element",
            turn.language,
            matter=guide.task_name,
            element=TITLES[turn.elements[0]],
            contact=contact,
        )
        reply = Reply(Outcome.UNANSWERABLE_NO_ELEMENT, sentence, turn.elements[0], refer(guide, city))
        turn.finish(reply)
        return
    texts: list[str] = []
    blocks: list[Block] = []
    citations: list[Citation] = []
    for element in said:
        text = text_of(own, element, city)
        heads = [_head(turn, own, element), _premise(turn, text), _case(turn, guide, element)]
        texts.append("\n".join([*(head for head in heads if head), text]))
        blocks.extend(ParagraphBlock(text=head) for head in heads if head)
        blocks.extend(blocks_of(own, element, city))
        for cited in own:
            citations.append(cite_guide(len(citations) + 1, cited, element, text, city))
    turn.finish(
        Reply(
            Outcome.ANSWERED_BY_FIELD,
            "\n\n".join(texts),
            element=said[0],
            matter=refer(guide, city, turn.region_code if len(own) > 1 else None),
            blocks=tuple(blocks),
            choices=_case_choices(turn, guide, said[0]),
            citations=tuple(citations),
        )
    )


def _head(turn: Turn, guides: tuple[Guide, ...], element: Element) -> str:
    city = turn.shelf.city
    place = city.region(guides[0].region_code).name
    if len(guides) > 1:
        agreed = element is not Element.SUMMARY
        place = say("all_districts", turn.language) if agreed else turn.region_name
    return say(
        "answer_head",
        turn.language,
        matter=guides[0].task_name,
        place=f"（{place}）",
        element=TITLES[element],
    )


def _premise(turn: Turn, text: str) -> str:
    """Agree with or correct a number that the citizen took for granted."""
    claims = _CLAIM.findall(turn.read.text)
    if len(claims) != 1 or not {Element.FEES, Element.TIME_LIMIT}.intersection(turn.elements):
        return ""
    number, unit = claims[0]
    units = {"块": "元", "天": "(个)?(工作日|自然日|日|天)", "日": "(个)?(工作日|自然日|日|天)"}.get(
        unit, unit
    )
    units = "(个)?工作日" if "工作日" in unit else units
    if re.search(rf"(?<![\d.]){re.escape(number)}{units}", text):
        return say("premise_same", turn.language) if unit != "天" else ""
    return say("premise_differs", turn.language, claim=f"{number}{unit}")


def _case(turn: Turn, guide: Guide, element: Element) -> str:
    """Say which case the list was narrowed to."""
    relevant = {name for item in _conditional(guide, element) for name in variables(item)}
    named = [
        option.name
        for situation in guide.situations
        if situation.id in relevant
        for option in situation.options
        if turn.memory.answers.get(situation.id) == option.id
    ]
    return say("answer_case", turn.language, case="、".join(named)) if named else ""


def _conditional(guide: Guide, element: Element) -> list[str]:
    items = guide.materials if element is Element.MATERIALS else guide.fees if element is Element.FEES else ()
    return [item.condition for item in items if item.condition is not None]


def _open_situation(turn: Turn, guide: Guide, element: Element) -> Situation | None:
    """The first situation that decides about items of the element and is not known yet."""
    if turn.memory.answers.get("*") == "all":
        return None
    deciding = {name for condition in _conditional(guide, element) for name in variables(condition)}
    for situation in guide.situations:
        if situation.id in deciding and situation.id not in turn.memory.answers:
            return situation
    return None


def _too_many(turn: Turn, guide: Guide, element: Element) -> bool:
    """Whether the list is too long to read through, and nothing of the case is known to shorten it."""
    conditions = _conditional(guide, element)
    known = any(name in turn.memory.answers for condition in conditions for name in variables(condition))
    return len(conditions) >= _MANY_CASES and not known


def _situation_choices(situation: Situation) -> tuple[Choice, ...]:
    return tuple(
        Choice(label=option.name, value=f"situation:{situation.id}={option.id}")
        for option in situation.options
    )


def _case_choices(turn: Turn, guide: Guide, element: Element) -> tuple[Choice, ...]:
    situation = _open_situation(turn, guide, element)
    return _situation_choices(situation) if situation else ()


def _ask_situation(turn: Turn, guide: Guide, element: Element, situation: Situation) -> None:
    everything = Choice(label=say("clarify_situation_all", turn.language), value="situation:*=all")
    sentence = say(
        "clarify_situation",
        turn.language,
        matter=guide.task_name,
        element=TITLES[element],
        question=situation.question,
    )
    turn.finish(
        Reply(
            Outcome.CLARIFICATION_SITUATION,
            sentence,
            element=element,
            matter=refer(guide, turn.shelf.city),
            choices=(*_situation_choices(situation), everything),
        )
    )


def _ask_region(turn: Turn, guides: tuple[Guide, ...], element: Element) -> None:
    city = turn.shelf.city
    choices = tuple(
        Choice(label=city.region(guide.region_code).name, value=f"region:{guide.region_code}")
        for guide in guides
    )
    sentence = say("clarify_region", turn.language, matter=guides[0].task_name, element=TITLES[element])
    turn.finish(
        Reply(
            Outcome.CLARIFICATION_REGION,
            sentence,
            element=element,
            matter=refer(guides[0], city, turn.region_code),
            choices=choices,
        )
    )


def _not_here(turn: Turn) -> None:
    city = turn.shelf.city
    matter = turn.matter or ""
    regions = turn.shelf.by_matter[matter]
    names = "、".join(city.region(code).name for code in regions)
    sentence = say(
        "not_here",
        turn.language,
        matter=turn.shelf.task_name(matter),
        region=turn.region_name,
        regions=names,
    )
    choices = tuple(Choice(label=city.region(code).name, value=f"region:{code}") for code in regions)
    turn.finish(Reply(Outcome.UNANSWERABLE_NOT_HERE, sentence, choices=choices))
