"""Which matter is meant: everyday words, typos, homophones and pinyin against what matters are called.

Every matter has labels: its name, its everyday names, its frequently asked questions. A label is
compared with the message by the rare characters and pairs they share, by the same on toneless
pinyin (which forgives homophones and reads pinyin input), and by meaning; the guides' passages
add their own evidence.
"""

from __future__ import annotations

import hashlib
import logging
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_base.schemas import Guide
from retrieval.chinese import grams, has_han, syllables
from retrieval.embedding import Embedder, Progress
from retrieval.errors import RetrievalError
from retrieval.keyword_index import Scores
from retrieval.vector_store import VectorStore

_COLLECTION = "matters"
_NEAREST = 100

_CLAUSES = 6
"""Readings of one message at most."""
_CLAUSE, _QUESTION, _SOUND = 0.95, 0.85, 0.92
"""What a match counts in one clause alone, with a question rather than a name, by sound alone."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Label:
    """What a matter is called, or a question asked about it."""

    matter: str
    text: str
    question: int | None = None
    """The place of the question in the guide, for a question."""
    guide_id: str = ""
    """For a question: the guide that answers it."""

    @property
    def label_id(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that may be meant, with the label that says so; scores lie between 0 and about 1."""

    matter: str
    score: float
    label: Label
    lexical: float
    similarity: float


@dataclass(frozen=True, slots=True)
class QuestionMatch:
    """A frequently asked question that the message resembles."""

    label: Label
    score: float


class _Overlap:
    """How much of a message's and a label's rare units the other one shares (Tversky index)."""

    def __init__(self, labels: Sequence[Label], units: Callable[[str], list[str]], message_weight: float) -> None:
        self._units = units
        self._message_weight = message_weight
        bags = [frozenset(units(label.text)) for label in labels]
        frequency = Counter(unit for bag in bags for unit in bag)
        self._weight = {unit: math.log((len(labels) + 1) / count) for unit, count in frequency.items()}
        self._unknown = math.log(len(labels) + 1) if labels else 0.0
        postings: dict[str, list[int]] = {}
        for row, bag in enumerate(bags):
            for unit in bag:
                postings.setdefault(unit, []).append(row)
        self._postings = {unit: np.array(rows) for unit, rows in postings.items()}
        self._totals = np.array([sum(self._weight[u] for u in bag) for bag in bags], dtype=np.float32)

    def scores(self, message: str) -> Scores:
        units = frozenset(self._units(message))
        shared = np.zeros(len(self._totals), dtype=np.float32)
        total = 0.0
        for unit in units:
            weight = self._weight.get(unit)
            # What no label contains says less against a label than what others contain.
            total += self._unknown * 0.5 if weight is None else weight
            if weight is not None:
                shared[self._postings[unit]] += weight
        own = self._message_weight
        denominator = own * total + (1 - own) * self._totals
        return np.divide(shared, denominator, out=np.zeros_like(shared), where=denominator > 0)


def _characters(text: str) -> list[str]:
    return grams(text, (1, 2))


def _sounds(text: str) -> list[str]:
    found = syllables(text)
    return [*found, *(f"{a} {b}" for a, b in zip(found, found[1:], strict=False))]


def _mix(lexical: Scores, similarity: Scores) -> Scores:
    mixed: Scores = 0.6 * lexical + 0.4 * similarity
    return mixed


class MatterIndex:
    """The labels of all matters. Immutable but for the vector store behind it; a change makes a new one."""

    def __init__(self, guides: Iterable[Guide], store: VectorStore, embedder: Embedder) -> None:
        self.labels = tuple(_labels(guides))
        self._store, self._embedder = store, embedder
        self._rows: dict[str, list[int]] = {}
        for row, label in enumerate(self.labels):
            self._rows.setdefault(label.label_id, []).append(row)
        self._is_question = np.array([label.question is not None for label in self.labels], dtype=bool)
        self._written = _Overlap(self.labels, _characters, 0.5)
        self._spoken = _Overlap(self.labels, _sounds, 0.5)

    def embed(self, progress: Progress) -> None:
        """Bring the vector store up to these labels."""
        texts = {label.label_id: label.text for label in self.labels}
        try:
            self._store.synchronise(_COLLECTION, texts, progress)
        except RetrievalError as error:
            log.warning("matters are resolved by words alone: %s", error.details)

    def candidates(self, content: str, message: str, count: int = 5) -> list[Candidate]:
        """The matters that fit, best first. `content` is the message without what asks for an element.

        A long message is read clause by clause as well, since the request is often one of them.
        """
        if not self.labels or not content.strip():
            return []
        readings = list(dict.fromkeys([content, *(clause for clause in content.split() if len(clause) > 2)]))
        lexical, similarity = self._read(readings[0])
        lexical = np.maximum(lexical, self._lexical(message))
        for reading in readings[1:_CLAUSES]:
            clause_lexical, clause_similarity = self._read(reading)
            better = _mix(clause_lexical, clause_similarity) * _CLAUSE > _mix(lexical, similarity)
            lexical = np.where(better, clause_lexical * _CLAUSE, lexical)
            similarity = np.where(better, clause_similarity * _CLAUSE, similarity)
        score = np.where(self._is_question, _QUESTION, 1.0) * _mix(lexical, similarity)
        best: dict[str, Candidate] = {}
        for row in np.argsort(-score, kind="stable")[: 40 * count]:
            label = self.labels[row]
            if label.matter not in best:
                best[label.matter] = Candidate(
                    label.matter, float(score[row]), label, float(lexical[row]), float(similarity[row])
                )
                if len(best) == count:
                    break
        return list(best.values())

    def questions(self, message: str, matter: str | None, count: int = 3) -> list[QuestionMatch]:
        """The frequently asked questions that the message resembles, of one matter or of all."""
        wanted = self._is_question.copy()
        if matter is not None:
            wanted &= np.array([label.matter == matter for label in self.labels], dtype=bool)
        if not wanted.any():
            return []
        score = np.where(wanted, _mix(*self._read(message)), -1.0)
        return [
            QuestionMatch(self.labels[row], float(score[row]))
            for row in np.argsort(-score, kind="stable")[:count]
            if score[row] > 0
        ]

    def _read(self, text: str) -> tuple[Scores, Scores]:
        """How a text resembles each label in words and in meaning. Pinyin has no meaning to compare."""
        lexical = self._lexical(text)
        return (lexical, self._similarity(text)) if has_han(text) else (lexical, 0.9 * lexical)

    def _lexical(self, text: str) -> Scores:
        return np.maximum(self._written.scores(text), _SOUND * self._spoken.scores(text))

    def _similarity(self, text: str) -> Scores:
        """Similarity in meaning from 0 to 1; zeros when it is not to be had."""
        values = np.zeros(len(self.labels), dtype=np.float32)
        try:
            nearest = self._store.nearest(
                _COLLECTION, self._embedder.query(text), min(_NEAREST, len(self._rows))
            )
        except RetrievalError as error:
            log.warning("matters are resolved by words alone: %s", error.details)
            return values
        low, high = 1 - 10 * self._embedder.spread, 1 - 2.5 * self._embedder.spread
        for label_id, cosine in nearest.items():
            for row in self._rows.get(label_id, ()):
                values[row] = min(max((cosine - low) / (high - low), 0.0), 1.0)
        return values


def _labels(guides: Iterable[Guide]) -> Iterable[Label]:
    seen: set[tuple[str, str]] = set()
    for guide in guides:
        for text in (guide.task_name, *guide.aliases, *guide.expressions):
            if (guide.matter, text) not in seen:
                seen.add((guide.matter, text))
                yield Label(guide.matter, text)
        for number, question in enumerate(guide.questions):
            yield Label(guide.matter, question.question, number, guide.guide_id)
