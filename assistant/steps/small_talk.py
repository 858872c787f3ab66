"""Greetings, thanks, emergencies, and the wish for a person."""

from __future__ import annotations

from assistant.composing import blocks_of, narrowed
from assistant.events import Block, Fact, FactsBlock, ParagraphBlock, PlacesBlock
from assistant.outcomes import Outcome
from assistant.turn import Reply, Turn
from assistant.wording import say
from handoff.contacts import contacts as reachable
from knowledge_base.schemas import Element

_EMERGENCIES = {"emergency_danger", "emergency_life"}
_EXAMPLES = ("身份证丢了怎么办", "给孩子上户口要什么材料", "开个小饭馆要办什么证", "公积金怎么取出来交房租")


def small_talk(turn: Turn) -> None:
    """Answer a message that is no question about a matter."""
    if turn.act is None:
        return
    if turn.act in _EMERGENCIES:
        turn.finish(Reply(Outcome.GUARDRAIL_EMERGENCY, say(turn.act, turn.language)))
        return
    outcome = Outcome(turn.act)
    if outcome is Outcome.PERSON_OFFERED:
        offer_person(turn)
        return
    city = turn.shelf.city.root.name
    suggestions = _EXAMPLES if outcome in {Outcome.GREETING, Outcome.ABOUT_ASSISTANT} else ()
    turn.finish(Reply(outcome, say(outcome.value, turn.language, city=city), suggestions=suggestions))


def offer_person(turn: Turn) -> None:
    """Tell truthfully how a person can be reached, at the matter's own department if it is known."""
    sentence = say("person_offered", turn.language)
    text, blocks = contacts(turn)
    turn.finish(
        Reply(
            Outcome.PERSON_OFFERED,
            f"{sentence}\n{text}",
            blocks=(ParagraphBlock(text=sentence), *blocks),
        )
    )


def contacts(turn: Turn) -> tuple[str, tuple[Block, ...]]:
    """Telephone numbers and windows, in words and as cards."""
    city, matter = turn.shelf.city, turn.memory.matter
    guides = turn.shelf.guides_for(matter, turn.region_code) if matter is not None else ()
    facts = tuple(
        Fact(label=contact.department or say("person_hotline", turn.language), value=contact.telephone)
        for contact in reachable(guides)
    )
    own = (narrowed(guide, {}, city, turn.region_code) for guide in guides)
    places = [block for guide in own for block in blocks_of((guide,), Element.LOCATION, city)]
    windows = [block for block in places if isinstance(block, PlacesBlock)]
    text = "\n".join(f"{fact.label}：{fact.value}" for fact in facts)
    return text, (FactsBlock(items=facts), *windows[:1])
