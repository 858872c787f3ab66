"""Which matter is meant: everyday words, typos, homophones and pinyin against what matters are called.

Every matter has labels: its name, its everyday names, what people say, its frequently asked
questions. A label is compared with the message by the rare characters and pairs they share, by the
same on toneless pinyin (which forgives homophones), and by meaning; a classifier trained on the
labels, and on what nobody here answers, weighs the whole sentence.
"""

from __future__ import annotations

import hashlib
import logging
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from knowledge_base.schemas import Guide
from retrieval.chinese import grams, syllables
from retrieval.embedding import Embedder, Progress, Vector, Vectors
from retrieval.errors import RetrievalError
from retrieval.keyword_index import Scores
from retrieval.text_classifier import TextClassifier, load_or_fit
from retrieval.vector_store import VectorStore

_COLLECTION = "matters"

OUT_OF_SCOPE = "∅"
_QUESTION, _BY_SOUND = 0.85, 0.92
"""What a match counts with a question rather than a name, and by sound alone."""
_KEPT = 256
"""Comparisons kept: a turn makes the same ones several times."""
_LEARNED = 0.55
"""The classifier's share of a candidate's score."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Label:
    """What a matter is called, or a question asked about it."""

    matter: str
    text: str
    is_name: bool = False
    question: int | None = None
    """The place of the question in the guide, for a question."""
    guide_id: str = ""
    """For a question: the guide that answers it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that may be meant, with the label that says so; scores lie between 0 and about 1."""

    matter: str
    score: float
    label: Label
    lexical: float
    probability: float
    """What the classifier gives this matter …"""
    out_of_scope: float
    """… and what it gives that no guide answers the message."""


@dataclass(frozen=True, slots=True)
class QuestionMatch:
    """A frequently asked question that the message resembles."""

    label: Label
    score: float


class _Overlap:
    """How much of a message's and a label's rare units the other one shares (Tversky index)."""

    def __init__(
        self, labels: Sequence[Label], units: Callable[[str], list[str]], message_weight: float
    ) -> None:
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
        found: Scores = np.divide(shared, denominator, out=np.zeros_like(shared), where=denominator > 0)
        return found


def _characters(text: str) -> list[str]:
    return grams(text, (1, 2))


def _sounds(text: str) -> list[str]:
    found = syllables(text)
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]


def _mix(lexical: Scores, similarity: Scores) -> Scores:
    return np.asarray(0.6 * lexical + 0.4 * similarity, dtype=np.float32)


class MatterIndex:
    """The labels of all matters, and the classifier trained on them. Immutable."""

    def __init__(
        self,
        guides: Iterable[Guide],
        out_of_scope: Sequence[str],
        store: VectorStore,
        embedder: Embedder,
        model_folder: Path,
        progress: Progress,
    ) -> None:
        self.labels = tuple(_labels(guides))
        self._embedder = embedder
        self._lexical = lru_cache(maxsize=_KEPT)(self._compare_words)
        self._similarity = lru_cache(maxsize=_KEPT)(self._compare_meaning)
        self._is_question = np.array([label.question is not None for label in self.labels], dtype=bool)
        self._matter_of = np.array([label.matter for label in self.labels], dtype=object)
        self._written = _Overlap(self.labels, _characters, 0.5)
        self._spoken = _Overlap(self.labels, _sounds, 0.5)
        texts = [*(label.text for label in self.labels), *out_of_scope]
        answers = [*(label.matter for label in self.labels), *(OUT_OF_SCOPE for _ in out_of_scope)]
        vectors = self._embed(texts, store, progress)
        self._vectors = None if vectors is None else vectors[: len(self.labels)]
        self._classifier: TextClassifier | None = None
        if vectors is not None and len(set(answers)) > 1:
            self._classifier = load_or_fit(
                texts, answers, lambda: vectors, model_folder, "matters", embedder.name
            )

    @property
    def complete(self) -> bool:
        """Whether the labels have their vectors."""
        return self._vectors is not None or not self.labels

    def candidates(self, content: str, message: str, count: int = 5) -> list[Candidate]:
        """The matters that fit, best first. `content` is the message without what asks for an element."""
        if not self.labels or not content.strip():
            return []
        lexical = np.maximum(self._lexical(content), self._lexical(message))
        similarity = np.maximum(self._similarity(content), self._similarity(message))
        label_score = np.where(self._is_question, _QUESTION, 1.0) * _mix(lexical, similarity)
        best: dict[str, int] = {}
        order = np.argsort(-label_score, kind="stable")
        for matter, row in zip(self._matter_of[order], order, strict=True):
            best.setdefault(matter, int(row))
        probability = self._probabilities(content, message)
        beyond = probability.get(OUT_OF_SCOPE, 0.0)
        found = [
            Candidate(
                matter=matter,
                score=self._score(float(label_score[row]), probability.get(matter)),
                label=self.labels[row],
                lexical=float(lexical[row]),
                probability=probability.get(matter, 0.0),
                out_of_scope=beyond,
            )
            for matter, row in best.items()
        ]
        return sorted(found, key=lambda candidate: -candidate.score)[:count]

    def _probabilities(self, content: str, message: str) -> dict[str, float]:
        """The classifier's opinion on the message and on what is left of it, in equal parts."""
        if self._classifier is None:
            return {}
        whole = self._classifier.probabilities(message, self._vector(message))
        rest = self._classifier.probabilities(content, self._vector(content))
        return {label: (value + rest[label]) / 2 for label, value in whole.items()}

    def named_like(self, words: str, matters: Iterable[str]) -> list[str]:
        """The matters one of whose names contains the words."""
        wanted = set(matters)
        found = {
            label.matter
            for label in self.labels
            if label.is_name and label.matter in wanted and words in label.text
        }
        return sorted(found)

    @staticmethod
    def _score(label_score: float, probability: float | None) -> float:
        return label_score if probability is None else (1 - _LEARNED) * label_score + _LEARNED * probability

    def questions(self, message: str, matter: str | None, count: int = 3) -> list[QuestionMatch]:
        """The frequently asked questions that the message resembles, of one matter or of all."""
        wanted = self._is_question if matter is None else self._is_question & (self._matter_of == matter)
        if not wanted.any():
            return []
        score = np.where(wanted, _mix(self._lexical(message), self._similarity(message)), -1.0)
        return [
            QuestionMatch(self.labels[row], float(score[row]))
            for row in np.argsort(-score, kind="stable")[:count]
            if score[row] > 0
        ]

    def _compare_words(self, text: str) -> Scores:
        found: Scores = np.maximum(self._written.scores(text), _BY_SOUND * self._spoken.scores(text))
        return found

    def _vector(self, text: str) -> Vector | None:
        try:
            return self._embedder.query(text)
        except RetrievalError as error:
            log.warning("a message is read by its words alone: %s", error.details)
            return None

    def _compare_meaning(self, text: str) -> Scores:
        """Similarity in meaning from 0 to 1; zeros when it is not to be had."""
        vector = self._vector(text)
        if vector is None or self._vectors is None:
            return np.zeros(len(self.labels), dtype=np.float32)
        spread = self._embedder.spread
        low, high = 1 - 8.7 * spread, 1 - 2 * spread
        scaled: Scores = np.clip((self._vectors @ vector - low) / (high - low), 0, 1)
        return scaled

    def _embed(self, texts: Sequence[str], store: VectorStore, progress: Progress) -> Vectors | None:
        ids = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        try:
            known = store.questions(_COLLECTION, dict(zip(ids, texts, strict=True)), progress)
        except RetrievalError as error:
            log.warning("matters are resolved by words alone: %s", error.details)
            return None
        return np.stack([known[text_id] for text_id in ids]) if ids else None


def _labels(guides: Iterable[Guide]) -> Iterable[Label]:
    seen: set[tuple[str, str]] = set()
    for guide in guides:
        names = [
            *((text, True) for text in (guide.task_name, *guide.aliases)),
            *((text, False) for text in guide.expressions),
        ]
        for text, is_name in names:
            if (guide.matter, text) not in seen:
                seen.add((guide.matter, text))
                yield Label(guide.matter, text, is_name)
        for number, question in enumerate(guide.questions):
            yield Label(guide.matter, question.question, question=number, guide_id=guide.guide_id)
