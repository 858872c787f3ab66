"""Find out which matter is meant: named now, chosen from buttons, or the one spoken of before."""

from __future__ import annotations

import re

from assistant.events import Choice
from assistant.outcomes import Outcome
from assistant.turn import Reply, Turn
from assistant.wording import say
from knowledge_base.elements import TITLES
from knowledge_base.schemas import Element
from retrieval.chinese import normalise
from retrieval.matters import Candidate

CERTAIN = 0.45
"""A matter at or above this score is meant."""
POSSIBLE = 0.26
"""Between this and `CERTAIN` the citizen is asked."""
SWITCH, PLAINLY = 0.50, 0.80
"""What it takes to leave the matter spoken of, and to leave it in spite of a 这个 or 它."""
_ASKED_OF_IT = 0.45
"""A frequently asked question of the matter that the message resembles this much keeps it."""
_NEIGHBOUR = 0.5
"""The classifier's probability from which a follow-up means a neighbouring matter."""
_RIVAL = 0.72
"""A candidate at this share of the best score competes with it …"""
_NEAR = 0.45
"""… and at this share it is offered as well when the citizen is asked."""
_PLAIN = 0.90
"""… unless the best one is named as plainly as this."""
_SHORT = 4
"""Characters of a message that says too little to leave the matter spoken of."""
_NAMED = 0.6
"""A name this near, with an element asked of it, is about a matter, whatever the classifier says."""
_SURELY_BEYOND = 0.9
_AMOUNTS = {Element.FEES, Element.BENEFIT, Element.TIME_LIMIT, Element.HOURS}
_OFFERED, _CONSIDERED = 5, 8
_SHARED = 3
"""Matters whose names share a word that is then too little to tell them apart."""
_CHANGES = re.compile("丢|遗失|弄没|坏|损|过期|到期|换|补|注销|首次|第一次|头一回|变更|延续|续")
"""Words that tell a matter from its neighbours about the same document."""
_ASIDE = re.compile("的话|那个$|那种|这个$|吧$|呢$|的$|我?(要|想|选)(办)?")
_POINTS_BACK = re.compile(
    "这个|这证|这本|这张|这种|这事|这件|它|该证|^那个|那个(呢|要|是|也|能)|那证|新证|旧证|证上"
)


def resolve(turn: Turn) -> None:
    """Set `matter`, ask which one is meant, or leave it open for the passages."""
    chosen = turn.chosen("matter") or _chosen_in_words(turn)
    if chosen is not None and chosen in turn.shelf.by_matter:
        _settle(turn, chosen)
        turn.elements = turn.elements or turn.memory.elements
        return
    if turn.choice is not None and turn.memory.matter is not None:
        turn.matter = turn.memory.matter
        turn.elements = turn.elements or turn.memory.elements
        return
    candidates = turn.shelf.matters.candidates(turn.read.content, turn.read.text, _CONSIDERED)
    if _follows_up(turn, candidates):
        _go_on(turn)
        return
    best = candidates[0] if candidates else None
    turn.scores["matter"] = best.score if best else 0.0
    if best is None or best.score < POSSIBLE or _beyond(best, asks=bool(turn.elements)):
        if turn.elements and len(turn.read.content) <= 1:
            _ask_what_about(turn)
        return
    rivals = _sharing(turn, candidates) or _rivals(candidates)
    if best.score >= CERTAIN and len(rivals) == 1:
        _settle(turn, best.matter)
    else:
        _ask_which(turn, _worth_offering(candidates, rivals))


def _chosen_in_words(turn: Turn) -> str | None:
    """An offered matter that is named or counted out instead of pressed."""
    offered = tuple(matter for matter in turn.memory.offered if matter in turn.shelf.by_matter)
    if not offered:
        return None
    said = _ASIDE.sub("", normalise(turn.text)).strip("。，,. !！")
    for number, words in enumerate(("一", "二", "三", "四"), start=1):
        if said in {
            str(number),
            f"第{words}个",
            f"第{number}个",
            words,
            f"第{words}",
            f"{number}.",
            f"选{number}",
        }:
            return offered[number - 1] if number <= len(offered) else None
    if len(said) < 2:
        return None
    named = [matter for matter in offered if said in normalise(turn.shelf.task_name(matter))]
    fitting = named or turn.shelf.matters.named_like(said, offered)
    return fitting[0] if len(fitting) == 1 else None


def _follows_up(turn: Turn, candidates: list[Candidate]) -> bool:
    """Whether the message goes on about the matter spoken of, or about a neighbour of it."""
    matter = turn.memory.matter
    if matter is None or matter not in turn.shelf.by_matter:
        return False
    best = candidates[0] if candidates else None
    if best is None or best.matter == matter or len(turn.read.content.replace(" ", "")) <= 1:
        return True
    if _names_only_a_case(turn) or (turn.region_named and len(turn.read.content) <= _SHORT):
        return True
    if _names_another(turn, matter, candidates):
        return False
    asks = bool(turn.elements) or turn.read.vague
    if asks and len(turn.read.content.replace(" ", "")) <= _SHORT and best.score < PLAINLY:
        return True
    questions = turn.shelf.matters.questions(turn.read.text, matter, 1)
    related = questions[0].score if questions else 0.0
    if best.score >= (PLAINLY if _POINTS_BACK.search(turn.read.text) else SWITCH):
        return related >= best.score
    if _beyond(best, asks=False) and (not asks or _foreign(turn, best)):
        return related >= _ASKED_OF_IT
    return asks or related >= _ASKED_OF_IT or best.score < POSSIBLE


def _names_another(turn: Turn, matter: str, candidates: list[Candidate]) -> bool:
    """Whether the message is little more than a word that stands in the names of other matters only."""
    word = turn.read.content.strip()
    if not 2 <= len(word) <= _SHORT or _CHANGES.search(word):
        return False
    named = turn.shelf.matters.named_like(word, turn.shelf.by_matter)
    if not named or matter in named:
        return False
    return sum(candidate.probability for candidate in candidates if candidate.matter in named) >= _NAMED


def _foreign(turn: Turn, best: Candidate) -> bool:
    """Whether a question for an amount or a time is surely about something that no guide covers."""
    told = len(turn.read.content.replace(" ", "")) >= _SHORT and not _CHANGES.search(turn.read.content)
    return told and best.out_of_scope >= _SURELY_BEYOND and bool(_AMOUNTS.intersection(turn.elements))


def _go_on(turn: Turn) -> None:
    """Stay with the matter, unless its name and the message together mean a neighbour of it (丢了呢)."""
    matter = turn.memory.matter or ""
    turn.matter, turn.follows_up = matter, True
    if _names_only_a_case(turn) or (turn.region_named and len(turn.read.content) <= _SHORT):
        if not turn.elements and not turn.read.vague:
            turn.elements = turn.memory.elements
        return
    changes = set(_CHANGES.findall(turn.read.content))
    if all(word in turn.shelf.task_name(matter) for word in changes):
        return
    domain = turn.shelf.domain(matter)
    for subject in (turn.shelf.task_name(matter), turn.shelf.city.domains.get(domain, "")):
        together = turn.shelf.matters.candidates(
            f"{subject} {turn.read.content}", f"{subject}，{turn.read.text}", _CONSIDERED
        )
        best = together[0] if together else None
        if best is not None and best.matter != matter and turn.shelf.domain(best.matter) == domain:
            if best.probability >= _NEIGHBOUR:
                _settle(turn, best.matter)
            return


def _names_only_a_case(turn: Turn) -> bool:
    """A message such as 那东区的呢 or 孩子的呢: a region or a situation and next to nothing else."""
    content, found = turn.read.content, False
    for guide in turn.shelf.guides_for(turn.memory.matter or "", turn.region_code):
        for situation in guide.situations:
            for option in situation.options:
                for word in sorted((option.name, *option.keywords), key=len, reverse=True):
                    if normalise(word) in content:
                        content, found = content.replace(normalise(word), ""), True
    return len(content.replace(" ", "")) <= (4 if found else 1) and not _CHANGES.search(content)


def _beyond(best: Candidate, *, asks: bool) -> bool:
    """Whether the message is rather one that no guide here answers."""
    named = _NAMED if asks else _PLAIN
    return best.out_of_scope > max(best.probability, 0.4) and best.lexical < named


def _sharing(turn: Turn, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that all have the bare word said in their names (驾照, 身份证): none is meant more."""
    word = turn.read.content.removesuffix("事").strip()
    if not 2 <= len(word) <= _SHORT or candidates[0].lexical >= 0.97:
        return []
    named = turn.shelf.matters.named_like(word, (candidate.matter for candidate in candidates))
    return [c for c in candidates if c.matter in named][:_OFFERED] if len(named) >= _SHARED else []


def _rivals(candidates: list[Candidate]) -> list[Candidate]:
    best = candidates[0]
    if best.score >= _PLAIN or best.lexical >= 0.97:
        return [best]
    return [c for c in candidates[:_OFFERED] if c.score >= _RIVAL * best.score]


def _worth_offering(candidates: list[Candidate], rivals: list[Candidate]) -> list[Candidate]:
    """The rivals and, since a button costs little, what comes near them; at least two."""
    near = [c for c in candidates if c in rivals or c.score >= _NEAR * candidates[0].score]
    return near[:_OFFERED] if len(near) > 1 else candidates[:2]


def _settle(turn: Turn, matter: str) -> None:
    turn.matter = matter
    if matter != turn.memory.matter:
        turn.remember(matter=matter, answers={}, offered=())


def _ask_which(turn: Turn, candidates: list[Candidate]) -> None:
    offered = tuple(candidate.matter for candidate in candidates)
    turn.remember(offered=offered, elements=turn.elements)
    choices = tuple(
        Choice(label=turn.shelf.task_name(matter), value=f"matter:{matter}", detail=_detail(turn, matter))
        for matter in offered
    )
    turn.finish(Reply(Outcome.CLARIFICATION_MATTER, say("clarify_matter", turn.language), choices=choices))


def _detail(turn: Turn, matter: str) -> str:
    guides = turn.shelf.guides_for(matter, turn.region_code)
    return guides[0].summary if guides else ""


def _ask_what_about(turn: Turn) -> None:
    element = turn.elements[0] if turn.elements else Element.SUMMARY
    turn.remember(elements=turn.elements)
    sentence = say("clarify_question", turn.language, element=TITLES[element])
    turn.finish(Reply(Outcome.CLARIFICATION_QUESTION, sentence))
