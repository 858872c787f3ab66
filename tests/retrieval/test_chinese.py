"""Chinese text made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.chinese import grams, has_han, normalise, sentences, split_pinyin, syllables, words

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("身份證遺失補辦", "身份证遗失补办"),
        ("戶口遷移", "户口迁移"),
        ("ＡＢＣ１２３", "abc123"),
        ("ＳＦＺ丢了？", "sfz丢了?"),
        ("　办理　", "办理"),
        ("Passport", "passport"),
        ("①号窗口", "1号窗口"),
    ],
)
def test_script_width_and_case_do_not_matter(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text())
def test_what_is_normal_stays(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_words_are_between_punctuation_and_spaces() -> None:
    assert words("身份证，丢了 怎么办？_a_") == ["身份证", "丢了", "怎么办", "a"]


def test_grams_stay_inside_a_word() -> None:
    assert grams("身份证，丢了") == ["身份", "份证", "丢了"]
    assert grams("办证", (1, 2)) == ["办", "证", "办证"]
    assert grams("办") == ["办"]
    assert grams("，。") == []


@given(st.text(alphabet=HAN, min_size=2, max_size=30))
def test_every_pair_of_neighbours_is_a_gram(text: str) -> None:
    plain = normalise(text)
    assert grams(text) == [plain[at : at + 2] for at in range(len(plain) - 1)]


@given(st.text(alphabet="一二，。！？；\n ab"))
def test_sentences_lose_nothing_but_spaces(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_sentences_keep_their_mark() -> None:
    assert sentences("带什么？带身份证。 好") == ["带什么？", "带身份证。", "好"]


def test_syllables() -> None:
    assert syllables("身份证") == ("shen", "fen", "zheng")
    assert syllables("shenfenzheng丢了") == ("shen", "fen", "zheng", "diu", "le")
    assert syllables("sfz 2寸") == ("sfz", "2", "cun")
    assert syllables("神份正") == syllables("身份证")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("shenfenzheng", ("shen", "fen", "zheng")),
        ("jiehundengji", ("jie", "hun", "deng", "ji")),
        ("nver", ("nv", "er")),
        ("sfz", None),
        ("hello", None),
        ("", ()),
    ],
)
def test_pinyin_is_split(word: str, parts: tuple[str, ...] | None) -> None:
    assert split_pinyin(word) == parts


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_what_is_split_is_put_together_again(word: str) -> None:
    parts = split_pinyin(word)
    assert parts is None or "".join(parts) == word


@given(st.text(alphabet=HAN, min_size=1, max_size=12))
def test_the_pinyin_of_chinese_can_be_split(text: str) -> None:
    sounds = [sound for sound in syllables(text) if sound.isascii() and sound.isalpha()]
    found = split_pinyin("".join(sounds))
    rare = {
        "dia",
        "den",
        "tei",
        "kei",
        "lo",
        "yo",
        "m",
        "n",
        "ng",
        "hm",
        "hng",
        "ê",
        "zhei",
        "nun",
        "fiao",
        "cei",
    }
    assert found is not None or rare.intersection(sounds)


def test_han() -> None:
    assert has_han("abc证")
    assert not has_han("abc 123，")
