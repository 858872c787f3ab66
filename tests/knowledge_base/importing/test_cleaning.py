"""Cells become plain text, whatever markup and entities they came with."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importing.cleaning import clean_text, decode_entities, is_error_page, one_line

MARKUP = st.text(alphabet="&amp;lt;gt#38x<>/br pdiv \n\t\u3000年满十六周岁（）“”1.①", max_size=200)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("甲&amp;amp;乙", "甲&乙"),
        ("甲&amp;amp;amp;amp;amp;amp;amp;amp;amp;amp;amp;amp;乙", "甲&乙"),
        ("&amp;ldquo;必要&amp;rdquo;", "“必要”"),
        ("年龄&amp;lt;16岁", "年龄<16岁"),
        ("&lt;p&gt;第一条&lt;/p&gt;&lt;p&gt;第二条&lt;/p&gt;", "第一条\n第二条"),
        ("甲<br/>乙<BR>丙", "甲\n乙\n丙"),
        ("<span style='color:red'>甲</span>乙", "甲乙"),
        ("<script>alert('甲')</script>乙<!-- 丙 -->", "乙"),
        ("甲&nbsp;&nbsp; 乙\r\n\r\n丙\u200b", "甲 乙\n丙"),
        ("　　原则上，　可以", "原则上，　可以"),
        ("（一）１６周岁：Ａ", "（一）１６周岁：Ａ"),
        ("⼀、居⺠⾝份证", "一、居民身份证"),
    ],
)
def test_text_is_cleaned(raw: str, plain: str) -> None:
    assert clean_text(raw) == plain


@given(MARKUP)
def test_cleaning_is_idempotent(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned


@given(st.text(max_size=60), st.integers(min_value=0, max_value=6))
def test_entities_are_decoded_however_often_they_were_encoded(text: str, times: int) -> None:
    decoded = decode_entities(text)
    encoded = decoded
    for _ in range(times):
        encoded = html.escape(encoded)
    assert decode_entities(encoded) == decoded
    assert decode_entities(decoded) == decoded


@given(st.text(alphabet=st.characters(categories=["Lo", "Nd"], exclude_characters="⼀"), max_size=80))
def test_plain_words_are_not_changed(text: str) -> None:
    assert clean_text(f"<p>{text}</p>") == text.translate(_RADICALS_OF_THE_TEXT)


_RADICALS_OF_THE_TEXT = {code: clean_text(chr(code)) for code in range(0x2E80, 0x2FE0)}


def test_a_name_has_no_line_breaks() -> None:
    assert one_line("居民身份证<br>补领") == "居民身份证 补领"


@pytest.mark.parametrize(
    "cell",
    [
        "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>",
        "&lt;html&gt;&lt;body&gt;系统错误",
        "  <HTML lang='zh'>",
        "404 Not Found",
        "HTTP/1.1 503 Service Unavailable",
    ],
)
def test_a_saved_error_page_is_recognised(cell: str) -> None:
    assert is_error_page(cell)


@pytest.mark.parametrize("cell", ["", "<p>受理条件</p>", "申请表404份", "4040元", "html格式的申请表"])
def test_data_is_not_taken_for_an_error_page(cell: str) -> None:
    assert not is_error_page(cell)
