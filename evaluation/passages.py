"""`bangban evaluate answers`: answers from passages, their citations, and refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.evidence import ENOUGH, Evidence, weigh
from evaluation.policy_documents import Question
from evaluation.retrieval import REGION
from retrieval.chinese import normalise
from retrieval.index import Index


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Rates. The first four are over the answerable questions, `false_answers` over the others.

    `answered`: not refused. `answer_contains_gold`: the gold words stand in the answer, or the
    character F1 with them is at least .6. `char_f1`: the mean. `citation_correct`: of the
    answered ones, the cited passage contains the gold words or lies in the right document.
    """

    answered: float
    answer_contains_gold: float
    char_f1: float
    citation_correct: float
    false_answers: float
    n: int


def measure(
    index: Index, questions: Sequence[Question], unanswerable: Sequence[Question]
) -> tuple[AnswerFigures, list[dict[str, Any]]]:
    """Answer every question, compare, and give the rows for a closer look."""
    rows: list[dict[str, Any]] = []
    for question in questions:
        evidence = _answer(index, question.question)
        words = evidence.words if evidence else ""
        contains = _plain(question.answer) in _plain(words)
        f1 = char_f1(words, question.answer)
        cited = evidence is not None and (
            evidence.passage.document_id == question.docid
            or _plain(question.answer) in _plain(evidence.passage.text)
        )
        rows.append(
            {
                "id": question.id,
                "question": question.question,
                "answer": words,
                "answered": evidence is not None,
                "right": evidence is not None and (contains or f1 >= 0.6),
                "char_f1": f1,
                "cited": cited,
            }
        )
    false = sum(_answer(index, question.question) is not None for question in unanswerable)
    answered = [row for row in rows if row["answered"]]
    figures = AnswerFigures(
        answered=_rate(len(answered), len(rows)),
        answer_contains_gold=_rate(sum(row["right"] for row in rows), len(rows)),
        char_f1=_rate(sum(row["char_f1"] for row in rows), len(rows)),
        citation_correct=_rate(sum(row["cited"] for row in answered), len(answered)),
        false_answers=_rate(false, len(unanswerable)),
        n=len(rows),
    )
    return figures, rows


def char_f1(answer: str, gold: str) -> float:
    """F1 of the characters that both share, counted with repetition, punctuation left out."""
    found, wanted = Counter(_plain(answer)), Counter(_plain(gold))
    shared = sum((found & wanted).values())
    if not shared:
        return 0.0
    precision, recall = shared / found.total(), shared / wanted.total()
    return 2 * precision * recall / (precision + recall)


def _answer(index: Index, question: str) -> Evidence | None:
    evidence = weigh(question, index.search(question, [REGION], count=5), index.spread)
    return evidence if evidence is not None and evidence.confidence >= ENOUGH else None


def _plain(text: str) -> str:
    return "".join(character for character in normalise(text) if character.isalnum())


def _rate(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
