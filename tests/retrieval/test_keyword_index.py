"""BM25 on character n-grams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.keyword_index import KeywordIndex

TEXTS = ("身份证丢失补领", "结婚登记", "食品经营许可证核发", "高龄津贴申领")


@pytest.fixture
def index() -> KeywordIndex:
    return KeywordIndex(TEXTS, (2,))


@pytest.mark.parametrize(
    ("query", "best"), [("补领身份证", 0), ("結婚登記", 1), ("食品许可", 2), ("申领高龄津贴要什么材料", 3)]
)
def test_the_text_that_shares_most_is_best(index: KeywordIndex, query: str, best: int) -> None:
    scores = index.scores(query)
    assert scores.shape == (4,)
    assert scores.argmax() == best
    assert scores[best] > 0


@pytest.mark.parametrize("query", ["", "，。", "天气预报", "😀", "的"])
def test_nothing_shared_is_nothing(index: KeywordIndex, query: str) -> None:
    assert not index.scores(query).any()


def test_what_is_rare_weighs_more() -> None:
    index = KeywordIndex(["登记结婚", "登记房产", "登记车辆", "年审车辆"], (2,))
    scores = index.scores("结婚年审")
    assert scores[0] == pytest.approx(scores[3])
    assert index.scores("登记结婚")[0] > 2 * index.scores("登记结婚")[1]


@pytest.mark.parametrize("texts", [[], [""], ["，"], ["", "身份证"]])
def test_texts_may_be_missing_or_empty(texts: list[str]) -> None:
    assert KeywordIndex(texts, (1, 2)).scores("身份证").shape == (len(texts),)


@given(st.lists(st.text(alphabet="身份证结婚登记丢失，a1 ", max_size=12), max_size=6), st.text(max_size=12))
def test_scores_are_finite_and_not_negative(texts: list[str], query: str) -> None:
    scores = KeywordIndex(texts, (1, 2)).scores(query)
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
