"""What a message does when it is no question about a matter: greet, thank, ask for a person …

A classifier trained on `acts.yaml`, beside rules for what must never be missed (`small_talk.yaml`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from retrieval.chinese import has_han, normalise
from retrieval.embedding import Embedder
from retrieval.errors import RetrievalError
from retrieval.text_classifier import TextClassifier, load_or_fit

_FOLDER = Path(__file__).parent
_PUNCTUATION = re.compile(r"[^\w]+")
_ALARMING = re.compile(
    "[救死活血火晕昏毒喘疼痛摔打砸溺淹漏炸困刀枪烧跳割药]|自杀|绝望|解脱|撑不|熬不|没意[思义]|走不下去|崩溃|遗[书言]|煤气|燃气|车祸|爆|塌|抢|绑|闯"
)
"""Without one of these, however sure the classifier is, nobody is in danger."""
_OTHER = "other"
_SURE, _EMERGENCY_SURE = 0.75, 0.85
_LONGEST = 20
"""Characters of a message that can be small talk; what is longer tells of something."""

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, re.Pattern[str]]:
    patterns = yaml.safe_load((_FOLDER / "small_talk.yaml").read_text(encoding="utf-8"))
    return {
        name: re.compile("|".join(f"(?:{entry})" for entry in entries)) for name, entries in patterns.items()
    }


class Acts:
    """Recognises acts by rule and by example."""

    def __init__(self, embedder: Embedder, model_folder: Path) -> None:
        self._embedder = embedder
        self._classifier = self._train(model_folder)

    def act(self, message: str, *, asks: bool = False) -> str | None:
        """The act of a message, None when it is about something; one that `asks` is, but for the rules."""
        text = normalise(message)
        bare = _PUNCTUATION.sub("", text)
        by_rule = next((name for name, pattern in _rules().items() if pattern.fullmatch(bare)), None)
        if (
            by_rule is not None
            or asks
            or self._classifier is None
            or len(bare) > _LONGEST
            or not has_han(bare)
        ):
            return by_rule
        try:
            vector = self._embedder.query(text)
        except RetrievalError as error:
            log.warning("acts are recognised by rule alone: %s", error.details)
            return None
        probability = self._classifier.probabilities(text, vector)
        best = max(probability, key=probability.__getitem__)
        if best.startswith("emergency_") and not _ALARMING.search(text):
            return None
        sure = _EMERGENCY_SURE if best.startswith("emergency_") else _SURE
        return best if best != _OTHER and probability[best] >= sure else None

    def _train(self, folder: Path) -> TextClassifier | None:
        examples = yaml.safe_load((_FOLDER / "acts.yaml").read_text(encoding="utf-8"))
        texts = [normalise(text) for entries in examples.values() for text in entries]
        labels = [act for act, entries in examples.items() for _ in entries]
        try:
            return load_or_fit(
                texts, labels, lambda: self._embedder.queries(texts), folder, "acts", self._embedder.name
            )
        except RetrievalError as error:
            log.warning("acts are recognised by rule alone: %s", error.details)
            return None
