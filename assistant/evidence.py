"""Whether a passage answers a question: how much of the question it covers, and how near it is."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.chinese import grams, sentences
from retrieval.index import Search
from retrieval.passages import Passage

ENOUGH = 0.5
"""Confidence from which a passage is shown as the answer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passage that fits best, the words of it to show, and the confidence from 0 to 1."""

    passage: Passage
    words: str
    confidence: float


def weigh(question: str, search: Search, spread: float) -> Evidence | None:
    """The best evidence that a search brought."""
    asked = set(grams(question, (2,)))
    best: Evidence | None = None
    for document in search.documents[:3]:
        for hit in document.hits[:3]:
            covered = len(asked & set(grams(hit.passage.embedded_text, (2,)))) / max(len(asked), 1)
            near = 0.0 if hit.similarity is None else (hit.similarity - (1 - 10 * spread)) / (7.5 * spread)
            confidence = 0.6 * covered + 0.4 * min(max(near, 0.0), 1.0)
            if best is None or confidence > best.confidence + (0 if document is search.documents[0] else 0.1):
                best = Evidence(hit.passage, _telling(question, hit.passage.text), confidence)
    return best


def _telling(question: str, text: str) -> str:
    """The sentences from the one that shares most with the question on."""
    parts = sentences(text)
    if len(parts) <= 2:
        return text
    asked = set(grams(question, (2,)))
    shared = [len(asked & set(grams(part, (2,)))) for part in parts]
    return "".join(parts[shared.index(max(shared)) :])
