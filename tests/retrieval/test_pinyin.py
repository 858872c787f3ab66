"""Pinyin, initials and some homophones are read as what is meant; everything else stays."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.settings import DEMONSTRATION
from knowledge_base.importing.city_folder import read_folder
from knowledge_base.regions import read_city
from knowledge_base.schemas import Guide
from retrieval.chinese import normalise
from retrieval.pinyin import PinyinReader

SMALL_CITY = Path(__file__).parent.parent / "knowledge_base" / "small_city"


@pytest.fixture(scope="module")
def demonstration() -> list[Guide]:
    return read_folder(DEMONSTRATION, read_city(DEMONSTRATION)).guides


def texts_of(guides: Iterable[Guide]) -> list[str]:
    """The texts that the library reads by."""
    texts: dict[str, None] = {}
    for guide in guides:
        names = (guide.task_name, *guide.aliases, *guide.expressions)
        texts.update(dict.fromkeys((*names, *(question.question for question in guide.questions))))
    return list(texts)


@pytest.fixture(scope="module")
def reader() -> PinyinReader:
    """The reader of the small city."""
    return PinyinReader(texts_of(read_folder(SMALL_CITY, read_city(SMALL_CITY)).guides))


@pytest.fixture(scope="module")
def city_reader(demonstration: list[Guide]) -> PinyinReader:
    """The reader of the demonstration city, which knows many more words."""
    return PinyinReader(texts_of(demonstration))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shenfenzheng diule", "身份证丢了"),
        ("SHENFENZHENG", "身份证"),
        ("jiehun dengji", "结婚登记"),
        ("sfz丢了", "身份证丢了"),
        ("jiehundengji要什么cailiao", "结婚登记要什么材料"),
        ("补办多少前", "补办多少钱"),
        ("要什么才料", "要什么材料"),
    ],
)
def test_what_is_typed_is_read_as_what_is_meant(reader: PinyinReader, typed: str, meant: str) -> None:
    assert reader.read(typed) == meant


@pytest.mark.parametrize("text", ["wifi密码", "https://a.example", "c1驾照", "hello", "123"])
def test_latin_that_is_no_pinyin_stays(reader: PinyinReader, text: str) -> None:
    assert reader.read(text) == text


# DEFECT: any three letters that happen to be initials of a piece of some sentence: `pdf` becomes 泡得分.
@pytest.mark.slow
@pytest.mark.parametrize("text", ["pdf文件", "app打不开", "ppt", "ktv开业", "vip卡", "etc办理", "usb"])
def test_latin_words_that_are_no_initials_stay(city_reader: PinyinReader, text: str) -> None:
    assert city_reader.read(text) == text


@pytest.mark.parametrize("text", ["残疾等级怎么评", "伤残等级", "不办会怎么样", "低保不办了行吗"])
def test_ordinary_words_stay(reader: PinyinReader, text: str) -> None:
    """等级 is no 登记 and 不办 is no 补办, though they sound the same."""
    assert reader.read(text) == text


@pytest.mark.slow
def test_what_people_say_in_characters_stays(city_reader: PinyinReader, demonstration: list[Guide]) -> None:
    texts = {
        text
        for guide in demonstration
        for text in (guide.task_name, *guide.aliases, *guide.expressions)
        if not any("a" <= character <= "z" for character in normalise(text))
    }
    assert len(texts) > 1000
    assert {text: read for text in texts if (read := city_reader.read(text)) != normalise(text)} == {}


@given(st.text(max_size=60))
def test_anything_can_be_read(text: str) -> None:
    PinyinReader(["身份证丢了", "身份证丢失"]).read(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=20))
def test_as_many_characters_as_there_were(text: str) -> None:
    assert len(PinyinReader([]).read(text)) == len(normalise(text))


@pytest.mark.parametrize("text", ["a" * 1000, "shen" * 250, "x" * 1000, "ang" * 333, "shi'" * 250])
def test_a_long_run_can_be_read(reader: PinyinReader, text: str) -> None:
    """As long as a message may be. DEFECT: RecursionError in `split_pinyin`, a frame for each syllable."""
    assert reader.read(text)


def test_an_unknown_reader_reads_the_common_words() -> None:
    assert PinyinReader([]).read("duoshaoqian") == "多少钱"
