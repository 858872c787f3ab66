"""Codes become the schema's words, and an unknown code is never guessed."""

from __future__ import annotations

import pytest

from knowledge_base.importing.codes import UnknownCodeError, truth, word, words


@pytest.mark.parametrize(
    ("column", "code", "expected"),
    [
        ("task_type", "01", "行政许可"),
        ("task_type", "1", "行政许可"),
        ("task_type", "21", "公共服务"),
        ("project_type", "1", "即办件"),
        ("material_type", "02", "申请表格文书"),
        ("source_type", "20", "政府部门核发"),
        ("is_need", "3", "容缺后补"),
        ("is_need", "必要", "必要"),
        ("material_format", "3", "纸质/电子化"),
        ("promise_type", "2", "自然日"),
        ("promise_type", "个工作日", "工作日"),
        ("handle_type", "自助终端办理", "自助终端办理"),
    ],
)
def test_codes_have_words(column: str, code: str, expected: str) -> None:
    assert word(column, code) == expected


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("task_type", "77"),
        ("is_need", "9"),
        ("server_type", "外星人"),
        ("material_type", ""),
        ("use_level", "X"),
    ],
)
def test_unknown_codes_are_refused_with_the_known_ones(column: str, code: str) -> None:
    with pytest.raises(UnknownCodeError, match="known are"):
        word(column, code)


@pytest.mark.parametrize("cell", ["1,2", "1;2", "1、2", "01|02", "自然人，企业法人", "1^2", "1,2,1"])
def test_several_codes_in_a_cell(cell: str) -> None:
    assert words("server_type", cell) == ("自然人", "企业法人")


def test_yes_and_no() -> None:
    assert [truth(cell) for cell in ("1", "是", "Y", "true", "1.0")] == [True] * 5
    assert [truth(cell) for cell in ("0", "否", "n", "FALSE", "0.0")] == [False] * 5
    with pytest.raises(UnknownCodeError):
        truth("2")
