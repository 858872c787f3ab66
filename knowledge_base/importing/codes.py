"""The code lists of the exchange tables and the schema's words for them.

Where a cell already holds the word, it is kept. A code that no list explains raises `UnknownCodeError`:
guessing would tell a citizen something that no office said. Time units, ways of handling and task
states are given without numbers in what could be read of the standard; they count in its order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TIME_UNITS = {"1": "工作日", "2": "自然日", "3": "小时", "4": "分钟", "5": "月"}

CODES: Mapping[str, Mapping[str, str]] = {
    "task_type": {
        "01": "行政许可",
        "02": "行政处罚",
        "03": "行政强制",
        "04": "行政征收",
        "05": "行政给付",
        "06": "行政检查",
        "07": "行政确认",
        "08": "行政奖励",
        "09": "行政裁决",
        "10": "其他行政权力",
        "20": "其他行政权力/公共服务",  # the provinces differ, so neither is claimed
        "21": "公共服务",
    },
    "task_state": {"1": "在用", "2": "暂停", "3": "取消"},
    "use_level": {
        "1": "国家级",
        "2": "省级",
        "3": "市级",
        "4": "县级",
        "5": "镇（乡、街道）级",
        "6": "村（社区）级",
    },
    "server_type": {
        "1": "自然人",
        "2": "企业法人",
        "3": "事业法人",
        "4": "社会组织法人",
        "5": "非法人企业",
        "6": "行政机关",
        "9": "其他组织",
    },
    "project_type": {"1": "即办件", "2": "承诺件"},
    "handle_type": {"1": "窗口办理", "2": "网上办理", "3": "快递申请"},
    "anticipate_type": _TIME_UNITS,
    "promise_type": _TIME_UNITS,
    "result_type": {"10": "证照", "20": "批文", "30": "其他"},
    "material_type": {"1": "证件证书证明", "2": "申请表格文书", "3": "其他"},
    "material_format": {"1": "纸质", "2": "电子化", "3": "纸质/电子化"},
    "is_need": {"1": "必要", "2": "非必要", "3": "容缺后补"},
    "source_type": {"10": "申请人自备", "20": "政府部门核发", "99": "其他"},
}

OPEN = frozenset({"task_type", "use_level", "handle_type", "result_type"})
"""Columns whose words are not a closed list: a local name is kept as it is written."""

_SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "anticipate_type": {"日": "自然日", "天": "自然日", "个工作日": "工作日", "个月": "月"},
    "promise_type": {"日": "自然日", "天": "自然日", "个工作日": "工作日", "个月": "月"},
    "material_format": {"电子": "电子化", "纸质和电子": "纸质/电子化", "纸质或电子": "纸质/电子化"},
    "is_need": {
        **dict.fromkeys(("是", "必需", "必须", "必要材料"), "必要"),
        **dict.fromkeys(("否", "可选", "非必需", "非必须", "非必要材料"), "非必要"),
        **dict.fromkeys(("容缺", "可容缺", "容缺受理"), "容缺后补"),
    },
    "material_type": {"证照": "证件证书证明", "表格": "申请表格文书", "申请表": "申请表格文书"},
    "source_type": {"自备": "申请人自备", "政府核发": "政府部门核发"},
}

_SEPARATORS = re.compile(r"[,，;；、|^\s]+")
_YES = frozenset({"1", "是", "y", "yes", "true", "支持", "收费", "允许"})
_NO = frozenset({"0", "否", "n", "no", "false", "不支持", "不收费", "不允许"})


class UnknownCodeError(ValueError):
    """A code that the column's list does not explain."""


def word(column: str, value: str) -> str:
    """The schema's word for one code (with or without leading zeros) or for a usual spelling."""
    codes = CODES[column]
    value = value.strip()
    if value in codes.values():
        return value
    for code in (value, value.lstrip("0"), value.zfill(2)):
        if code in codes:
            return codes[code]
    spelling = _SPELLINGS.get(column, {}).get(value)
    if spelling is not None:
        return spelling
    if column in OPEN and not re.fullmatch(r"[\w.-]{1,8}", value, re.ASCII):
        return value
    raise UnknownCodeError(
        f"unknown code {value!r}; known are {', '.join(f'{k} {v}' for k, v in codes.items())}"
    )


def words(column: str, value: str) -> tuple[str, ...]:
    """The words for a cell of several codes, each once, in the order of the cell."""
    if value in CODES[column].values():
        return (value,)
    return tuple(dict.fromkeys(word(column, code) for code in _SEPARATORS.split(value) if code))


def truth(value: str) -> bool:
    """Whether a 是/否 cell says yes."""
    lowered = value.strip().lower().removesuffix(".0")
    if lowered in _YES:
        return True
    if lowered in _NO:
        return False
    raise UnknownCodeError(f"unknown code {value!r}; 1/0, 是/否 or Y/N is needed")
