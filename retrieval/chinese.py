"""Chinese text made comparable: one script, one width, one case; character n-grams; pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import opencc
from pypinyin import Style, lazy_pinyin

_NOT_WORD = re.compile(r"[^\w]+|_+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n])")


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Simplified, half-width, lower-case text; spaces and punctuation stay."""
    simplified: str = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return simplified.lower().strip()


def words(text: str) -> list[str]:
    """Runs of characters between punctuation and spaces."""
    return [word for word in _NOT_WORD.split(normalise(text)) if word]


def grams(text: str, sizes: Iterable[int] = (2,)) -> list[str]:
    """Character n-grams inside each run; a run shorter than the smallest size is kept whole."""
    sizes = tuple(sizes)
    found: list[str] = []
    for word in words(text):
        if len(word) < sizes[0]:
            found.append(word)
        for size in sizes:
            found.extend(word[at : at + size] for at in range(len(word) - size + 1))
    return found


def sentences(text: str) -> list[str]:
    """Sentences with their final punctuation."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """Toneless pinyin of the text, a syllable a character; other runs are kept as they are."""
    return tuple(
        syllable
        for part in lazy_pinyin(normalise(text), style=Style.NORMAL, errors=_latin)
        if (syllable := part.strip())
    )


def _latin(run: str) -> Any:
    """A run that is not Chinese as a list: cut into pinyin syllables where it can be, else kept."""
    parts: list[str] = []
    for word in _NOT_WORD.split(run):
        if word:
            parts.extend(split_pinyin(word) or [word])
    return parts


@lru_cache(maxsize=4096)
def split_pinyin(word: str) -> tuple[str, ...] | None:
    """The syllables of toneless pinyin written without spaces, the longest first; None if it is not."""
    rest: list[tuple[str, int] | None] = [None] * len(word)
    """For each place from which the word can be split: its first syllable and where the next begins."""
    for at in range(len(word) - 1, -1, -1):
        for length in range(min(6, len(word) - at), 0, -1):
            head, after = word[at : at + length], at + length
            if head in _SYLLABLES and (after == len(word) or rest[after] is not None):
                rest[at] = (head, after)
                break
    parts: list[str] = []
    at = 0
    while at < len(word):
        step = rest[at]
        if step is None:
            return None
        parts.append(step[0])
        at = step[1]
    return tuple(parts)


_INITIALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLES = frozenset(initial + final for initial, finals in _INITIALS.items() for final in finals.split())
