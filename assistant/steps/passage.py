"""Without a matter: answer from a passage that covers the question, or say that there is none."""

from __future__ import annotations

from dataclasses import replace

from assistant.citing import cite_document, cite_guide, refer
from assistant.events import Choice, Citation, MatterReference, ParagraphBlock
from assistant.evidence import ENOUGH, Evidence, weigh
from assistant.outcomes import Outcome
from assistant.steps.small_talk import contacts
from assistant.turn import Reply, Turn
from assistant.wording import say
from knowledge_base.schemas import Element
from retrieval.index import Search

_CLEARLY, _THEN_ENOUGH = 3.0, 0.35
"""How much better a notice must fit than any guide, on the scale of fused scores, and the confidence
that is then enough."""
PERSON = "找工作人员"


def answer_from_passages(turn: Turn, search: Search, spread: float, enough: float = ENOUGH) -> None:
    """Show the passage that answers the message, when there is one."""
    evidence = weigh(turn.read.text, search, spread)
    turn.scores["passage"] = evidence.confidence if evidence else 0.0
    if evidence is None or evidence.confidence < enough:
        return
    citation, matter, title = _source(turn, evidence)
    head = say("answer_passage", turn.language, title=title)
    if matter is not None:
        turn.remember(matter=matter.matter, answers={}, offered=())
    turn.finish(
        Reply(
            Outcome.ANSWERED_BY_PASSAGE,
            f"{head}\n{evidence.words}",
            element=evidence.passage.element,
            matter=matter,
            blocks=(ParagraphBlock(text=head), ParagraphBlock(text=evidence.words)),
            citations=(citation,),
        )
    )


def policy_fits(turn: Turn, search: Search) -> bool:
    """Whether a policy or notice fits the message clearly better than every guide does."""
    if not search.documents or search.documents[0].document_id not in turn.shelf.documents:
        return False
    guides = [found.score for found in search.documents if found.document_id in turn.shelf.guides]
    turn.scores["policy"] = search.documents[0].score - max(guides, default=0.0)
    return turn.scores["policy"] >= _CLEARLY


def answer_from_policy(turn: Turn, search: Search, spread: float) -> None:
    """Show the policy or notice that fits best."""
    policies = tuple(found for found in search.documents if found.document_id in turn.shelf.documents)
    answer_from_passages(turn, replace(search, documents=policies[:1]), spread, _THEN_ENOUGH)


def _source(turn: Turn, evidence: Evidence) -> tuple[Citation, MatterReference | None, str]:
    passage, city = evidence.passage, turn.shelf.city
    guide = turn.shelf.guides.get(passage.document_id)
    if guide is not None:
        element = passage.element or Element.SUMMARY
        return cite_guide(1, guide, element, evidence.words, city), refer(guide, city), guide.task_name
    document = turn.shelf.documents[passage.document_id]
    return cite_document(1, document, evidence.words, city), None, document.title


def refuse(turn: Turn) -> None:
    """Say that the guides do not answer this, and how to reach a person."""
    again = turn.memory.misses > 0
    sentence = say("no_matter_again" if again else "no_matter", turn.language, city=turn.shelf.city.root.name)
    text, blocks = contacts(turn) if again else ("", ())
    turn.finish(
        Reply(
            Outcome.UNANSWERABLE_NO_MATTER,
            f"{sentence}\n{text}".strip(),
            blocks=(ParagraphBlock(text=sentence), *blocks) if blocks else (),
            choices=(Choice(label=PERSON, value="person:now"),),
        )
    )
