"""The keyword side: BM25 on character n-grams, the strong lexical signal in Chinese."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import cast

import bm25s
import numpy as np
import numpy.typing as npt

from retrieval.chinese import grams

logging.getLogger("bm25s").setLevel(logging.WARNING)

Scores = npt.NDArray[np.float32]


class KeywordIndex:
    """BM25 over texts that do not change; scores come for every text at once."""

    def __init__(
        self, texts: Sequence[str], sizes: Iterable[int], *, k1: float = 1.5, b: float = 0.75
    ) -> None:
        self._sizes = tuple(sizes)
        self._count = len(texts)
        self._index = bm25s.BM25(k1=k1, b=b, method="lucene")
        if texts:
            tokens = [grams(text, self._sizes) or ["∅"] for text in texts]
            self._index.index(tokens, show_progress=False)

    def scores(self, query: str) -> Scores:
        """The score of each text, in their order; zeros when nothing of the query is known."""
        known = [gram for gram in grams(query, self._sizes) if gram in self._vocabulary]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return cast(Scores, self._index.get_scores(known))

    @property
    def _vocabulary(self) -> dict[str, int]:
        return self._index.vocab_dict if self._count else {}
