"""Greetings, thanks, emergencies, and the wish for a person."""

from __future__ import annotations

from assistant.composing import blocks_of, narrowed
from assistant.events import Block, Fact, FactsBlock, ParagraphBlock, PlacesBlock
from assistant.outcomes import Outcome
from assistant.turn import Reply, Turn
from assistant.wording import say
from knowledge_base.schemas import Element

HOTLINE = "12345"
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
    facts = [Fact(label=say("person_hotline", turn.language), value=HOTLINE)]
    blocks: list[Block] = []
    if turn.memory.matter is not None:
        for guide in turn.shelf.guides_for(turn.memory.matter, turn.region_code):
            if guide.link_way:
                facts.append(Fact(label=guide.dept_name, value=guide.link_way))
            own = narrowed(guide, {}, turn.shelf.city, turn.region_code)
            places = blocks_of((own,), Element.LOCATION, turn.shelf.city)
            blocks.extend(block for block in places if isinstance(block, PlacesBlock))
    text = "\n".join(f"{fact.label}：{fact.value}" for fact in facts)
    return text, (FactsBlock(items=tuple(facts)), *blocks[:1])
