"""Dates, limits and amounts in the spellings that guides use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importing.quantities import (
    Limit,
    UnreadableError,
    chinese_number,
    originals,
    read_amount,
    read_count,
    read_date,
    read_limit,
    says_free,
)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02",
        "20260102",
        "2026/1/2",
        "2026.1.2",
        "2026年1月2日",
        "2026-01-02 00:00:00",
        "46024",
        "20260102000000",
    ],
)
def test_dates_in_usual_spellings(text: str) -> None:
    assert read_date(text) == dt.date(2026, 1, 2)


def test_an_empty_date_is_none() -> None:
    assert read_date("  ") is None


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "长期", "1", "2026"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_date(text)


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_every_date_can_be_read(day: dt.date) -> None:
    assert read_date(f"{day.year}/{day.month}/{day.day}") == day
    assert read_date(day.strftime("%Y%m%d")) == day


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20个工作日", Limit(20, "工作日")),
        ("20（个工作日）", Limit(20, "工作日")),
        ("60（自然日）", Limit(60, "自然日")),
        ("5天（工作日）", Limit(5, "工作日")),
        ("十五日", Limit(15, "自然日")),
        ("3个月", Limit(3, "月")),
        ("2小时", Limit(2, "小时")),
        ("12", Limit(12)),
        ("12.0", Limit(12)),
        ("当场办结", Limit(0, None, "当场办结")),
        ("自受理之日起二十个工作日内", Limit(20, "工作日", "自受理之日起二十个工作日内")),
        ("无", Limit(None, None, "无")),
        ("2021年5月1日起实施", Limit(None, None, "2021年5月1日起实施")),
        ("20.5个工作日", Limit(None, None, "20.5个工作日")),
    ],
)
def test_limits_become_number_and_unit(text: str, limit: Limit) -> None:
    assert read_limit(text) == limit


@pytest.mark.parametrize("text", ["-1", "99999", "abc"])
def test_impossible_limits_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_limit(text)


@given(st.text(alphabet="0123456789一十百个工作日自然月小时（）() .-年当场办结", max_size=20))
def test_a_limit_keeps_its_words_when_it_is_not_only_a_number(text: str) -> None:
    try:
        limit = read_limit(text)
    except UnreadableError:
        return
    assert limit.number is not None or limit.explain == text.strip()


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("二十三", 23), ("一百零五", 105), ("7", 7), ("甲", None)]
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("40元/证", Decimal(40)),
        ("每证10.5元", Decimal("10.5")),
        ("0元", Decimal(0)),
        ("首次20元，补领40元", None),
        ("按评估价的1%", None),
        ("10-20元", None),
    ],
)
def test_an_amount_is_read_only_when_it_is_the_whole_standard(text: str, amount: Decimal | None) -> None:
    assert read_amount(text) == amount


def test_counts() -> None:
    assert [read_count(text) for text in ("2", "1份", "0次", "3.0")] == [2, 1, 0, 3]
    with pytest.raises(UnreadableError):
        read_count("若干")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("原件1份、复印件2份", "原件及复印件"),
        ("复印件", "复印件"),
        ("验原件", "原件"),
        ("原件或电子证照", "原件或电子证照"),
        ("电子件", "电子件"),
        ("一式两份", None),
    ],
)
def test_originals_and_copies(text: str, kind: str | None) -> None:
    assert originals(text) == kind


def test_free_is_said_by_nothing_but_free() -> None:
    assert says_free("不收费。")
    assert not says_free("60周岁以上免费，其他20元")
