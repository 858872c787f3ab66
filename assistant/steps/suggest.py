"""What the citizen may want to ask next."""

from __future__ import annotations

from assistant.outcomes import Outcome
from assistant.turn import Turn
from knowledge_base.elements import lines
from knowledge_base.schemas import Element

_QUESTIONS: dict[Element, str] = {
    Element.MATERIALS: "要带什么材料",
    Element.FEES: "要多少钱",
    Element.TIME_LIMIT: "多久能办好",
    Element.LOCATION: "在哪里办",
    Element.CONDITIONS: "需要什么条件",
    Element.PROCESS: "办理流程是什么",
    Element.ONLINE: "能在网上办吗",
    Element.APPOINTMENT: "要预约吗",
}
_COUNT = 4


def suggest(turn: Turn) -> None:
    """Offer the elements most asked for that were not answered just now, and one question of the guide."""
    reply = turn.reply
    if reply is None or reply.suggestions or reply.choices or turn.matter is None:
        return
    if not reply.outcome.answered and reply.outcome is not Outcome.UNANSWERABLE_NO_ELEMENT:
        return
    guides = turn.shelf.guides_for(turn.matter, turn.region_code)
    if not guides:
        return
    asked = set(turn.elements)
    found = [
        words for element, words in _QUESTIONS.items() if element not in asked and lines(guides[0], element)
    ]
    suggestions = found[: _COUNT - 1]
    if Element.QUESTIONS not in asked and guides[0].questions:
        suggestions.append(guides[0].questions[0].question)
    turn.suggest(tuple(suggestions))
