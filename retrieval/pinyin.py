"""Reading pinyin and initials typed instead of characters: `shenfenzheng diule`, `sfz丢了`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from retrieval.chinese import normalise, split_pinyin, words

_LATIN = re.compile(r"[a-z]+(?:[ '’]+[a-z]+)*")
_LONGEST = 7
_INITIALS = range(3, 6)
_OFTEN = 0.003
"""The share of texts in which a word must occur for its initials to mean it."""
_COMMON = [
    "怎么办",
    "怎么",
    "怎样",
    "如何",
    "多少钱",
    "多少",
    "要",
    "什么",
    "材料",
    "带",
    "办理",
    "办",
    "申请",
    "补办",
    "补领",
    "换领",
    "换证",
    "丢了",
    "丢",
    "遗失",
    "过期了",
    "到期",
    "在哪里",
    "在哪",
    "哪里",
    "哪",
    "去",
    "多久",
    "几天",
    "时间",
    "流程",
    "条件",
    "电话",
    "预约",
    "网上",
    "可以",
    "能",
    "吗",
    "呢",
    "我",
    "想",
    "你好",
    "您好",
    "谢谢",
    "再见",
    "转人工",
    "人工",
    "孩子",
    "小孩",
    "老人",
    "父母",
    "房子",
    "车",
    "公司",
    "个体户",
    "开店",
    "饭店",
    "了",
    "的",
    "请问",
    "请",
    "需要",
    "费用",
    "地址",
    "收费",
    "东区",
    "西区",
    "周末",
    "周六",
    "上班",
    "补贴",
    "登记",
]


_CORRECTED = ("多少钱", "材料", "流程", "预约", "工本费")
"""Words whose homophones are nothing that people mean here."""


class PinyinReader:
    """Turns Latin runs into the words they stand for, from the vocabulary of what can be asked."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        texts = list(texts)
        often = max(2.0, _OFTEN * len(texts))
        for text in texts:
            for word in words(text):
                for size in range(2, _LONGEST + 1):
                    counts.update(word[at : at + size] for at in range(len(word) - size + 1))
        counts.update(dict.fromkeys(_COMMON, 50))
        by_sound: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        by_initials: dict[str, Counter[str]] = defaultdict(Counter)
        for word, count in counts.items():
            if count < 2 or not all("\u4e00" <= character <= "\u9fff" for character in word):
                continue
            sound = tuple(lazy_pinyin(word, style=Style.NORMAL))
            by_sound[sound][word] = count
            if len(word) in _INITIALS and count >= often:
                by_initials["".join(syllable[0] for syllable in sound)][word] = count
        self._by_sound = {sound: found.most_common(1)[0][0] for sound, found in by_sound.items()}
        self._by_initials = {initials: found.most_common(1)[0][0] for initials, found in by_initials.items()}

    def read(self, text: str) -> str:
        """The text with pinyin, initials and some homophones written as what is meant; the rest stays."""
        return _corrected(_LATIN.sub(lambda match: self._read(match.group()), normalise(text)))

    def _read(self, run: str) -> str:
        parts = re.split(r"[ '’]+", run)
        syllables: list[str] = []
        for part in parts:
            split = split_pinyin(part)
            if split is None:
                return self._by_initials.get(run, run) if len(parts) == 1 else run
            syllables.extend(split)
        return self._words(syllables) or self._by_initials.get(run, run)

    def _words(self, syllables: list[str]) -> str | None:
        """The longest known words in order; None when more than a third stays unknown."""
        found, unknown, at = "", 0, 0
        while at < len(syllables):
            for size in range(min(_LONGEST, len(syllables) - at), 0, -1):
                word = self._by_sound.get(tuple(syllables[at : at + size]))
                if word is not None:
                    found, at = found + word, at + size
                    break
            else:
                found, at, unknown = found + syllables[at], at + 1, unknown + 1
        return found if unknown * 3 <= len(syllables) else None


@lru_cache(maxsize=1)
def _sounds_of_corrected() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((word, tuple(lazy_pinyin(word, style=Style.NORMAL))) for word in _CORRECTED)


def _corrected(text: str) -> str:
    """Homophones of the words that ask for something, such as 多少前 or 才料."""
    sounds = [lazy_pinyin(character, style=Style.NORMAL)[0] for character in text]
    for word, sound in _sounds_of_corrected():
        for at in range(len(sounds) - len(sound) + 1):
            if tuple(sounds[at : at + len(sound)]) == sound:
                text = text[:at] + word + text[at + len(word) :]
    return text
