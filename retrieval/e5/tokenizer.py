"""The Unigram tokenizer of multilingual-e5-small, rebuilt from its vocabulary."""

from __future__ import annotations

import re

from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.models import Unigram

from retrieval.e5.weights import Vocabulary

_SPACES = re.compile(r"[\s\u2581]+")
_CONTROL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


class E5Tokenizer:
    """Text to piece numbers, with begin and end. Markup in the text never becomes a control piece."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        pieces = [
            (f"\U000f0000{number}", score) if piece in _CONTROL else (piece, score)
            for number, (piece, score) in enumerate(vocabulary.pieces)
        ]
        self._tokenizer = Tokenizer(Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        self._characters = vocabulary.characters
        self._begin, self._end = vocabulary.begin, vocabulary.end

    def numbers(self, text: str, limit: int) -> list[int]:
        """At most `limit` piece numbers, the first and last of them begin and end."""
        clean = _SPACES.sub(" ", text.translate(self._characters)).strip()
        ids: list[int] = self._tokenizer.encode(clean, add_special_tokens=False).ids
        return [self._begin, *ids[: limit - 2], self._end]
