"""Free text is split at its own numbering, and no word of it is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importing.splitting import split_items, split_legal_bases, split_steps

NUMBERED = st.text(alphabet="12345一二三第步条款项《》（）()、.：。；→①②\n 甲乙丙丁民法", max_size=120)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1.年满16周岁；2.有常住户口。", ["年满16周岁；", "有常住户口。"]),
        ("1、年满16周岁；2.有常住户口", ["年满16周岁；", "有常住户口"]),
        ("（一）甲\n（二）乙", ["甲", "乙"]),
        ("一、甲：1.子；2.丑。二、乙", ["甲：1.子；2.丑。", "乙"]),
        ("①甲②乙", ["甲", "乙"]),
        ("①甲；②乙", ["甲；", "乙"]),
        ("第一步：申请 第二步：受理", ["申请", "受理"]),
        ("申请人应当：1.甲；2.乙", ["申请人应当：", "甲；", "乙"]),
        ("甲\n乙\n丙", ["甲", "乙", "丙"]),
        ("身高1.5米以上，2.0米以下", ["身高1.5米以上，2.0米以下"]),
        ("符合本法第三条（一）、（二）项", ["符合本法第三条（一）、（二）项"]),
        ("1.唯一的条件", ["唯一的条件"]),
        ("1.甲；3.乙", ["甲；3.乙"]),
        ("", []),
    ],
)
def test_items_follow_the_numbering_of_the_guide(text: str, items: list[str]) -> None:
    assert split_items(text) == items


@given(NUMBERED)
def test_no_word_is_lost_or_moved(text: str) -> None:
    """What the items leave out is numbering and white space only."""
    rest = text
    for item in split_items(text):
        before, found, rest = rest.partition(item)
        assert found == item
        assert re.fullmatch(r"[\s\d一二三第步、.（）()①②：]*", before), before
    assert re.fullmatch(r"[\s\d一二三第步、.（）()①②：]*", rest), rest


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("申请→受理→办结", ["申请", "受理", "办结"]),
        ("1.受理：窗口核对身份；2.制证：统一制证", ["受理", "制证"]),
        ("1.申请人携带全部材料到任意一个窗口；2.窗口工作人员核对申请人的身份和材料", ["第一步", "第二步"]),
        ("【受理】窗口核对身份", ["受理"]),
        ("申请人携带全部材料到任意一个窗口申请办理", ["办理流程"]),
    ],
)
def test_steps_have_the_names_of_the_guide(text: str, names: list[str]) -> None:
    assert [step.name for step in split_steps(text)] == names


@given(NUMBERED)
def test_steps_keep_every_item(text: str) -> None:
    steps = "".join(f"{step.name}{step.description}" for step in split_steps(text))
    for character in set("甲乙丙丁民法"):
        assert (character in text) == (character in steps)


def test_several_laws_become_several_bases() -> None:
    bases = split_legal_bases(
        "1.《中华人民共和国居民身份证法》（2011修正）第十一条第一款：公民丢失居民身份证的，应当申请补领。\n"
        "2.《某省条例》第三条、第五条之一规定：“依照《民法典》办理。”\n《关于收费的通知》（发改价格〔2003〕2322号）"
    )
    assert [(basis.name, basis.article) for basis in bases] == [
        ("中华人民共和国居民身份证法（2011修正）", "第十一条第一款"),
        ("某省条例", "第三条、第五条之一"),
        ("关于收费的通知（发改价格〔2003〕2322号）", ""),
    ]
    assert bases[0].content == "公民丢失居民身份证的，应当申请补领。"
    assert "依照《民法典》办理" in bases[1].content


def test_a_list_of_laws_becomes_one_basis_each() -> None:
    bases = split_legal_bases("《甲法》第一条、《乙条例》第二条和《丙规定》")
    assert [(basis.name, basis.article) for basis in bases] == [
        ("甲法", "第一条"),
        ("乙条例", "第二条"),
        ("丙规定", ""),
    ]


@pytest.mark.parametrize("text", ["按照国务院规定办理", "见附件一、附件二"])
def test_a_basis_without_a_law_name_is_kept_whole(text: str) -> None:
    assert [basis.name for basis in split_legal_bases(text)] == [text]


@given(NUMBERED)
def test_legal_bases_keep_every_word(text: str) -> None:
    kept = "".join(f"{basis.name}{basis.article}{basis.content}" for basis in split_legal_bases(text))
    for character in "甲乙丙丁民法":
        assert kept.count(character) >= text.count(character)
