"""Dates, time limits and amounts of money as guides write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?.*)?"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_EXCEL_EPOCH = dt.date(1899, 12, 30)

_NUMBER = r"(?<![\d.年])\d+|[零〇一二两三四五六七八九十百]+"
_UNIT = r"(?:[天日]\s*)?[（(]?\s*个?(工作日|自然日|日历日|小时|分钟|月(?!\s*\d|份|底|初)|天|日)\s*[)）]?"
_LIMIT = re.compile(rf"({_NUMBER})(?:\.0+)?\s*个?\s*{_UNIT}")
_ANY_DATE = re.compile(r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?")
_BARE_NUMBER = re.compile(r"(\d+)(?:\.0+)?")
_AT_ONCE = re.compile(r"当场|即时|立等|即办|立即|随到随办|马上就?办")
_UNITS = {"日历日": "自然日", "天": "自然日", "日": "自然日"}
_AMOUNT = re.compile(
    r"(?:人民币|每证|每本|[¥￥])?\s*(\d{1,9}(?:\.\d{1,2})?)\s*元\s*(?:(?:/|每)\s*[^\d，,；;。]{1,6})?[。]?"
)
_FREE = re.compile(r"(?:不收费|免费|无|否|免收|不收取(?:任何)?费用)[。]?")

_COUNT = re.compile(r"(\d{1,4})(?:\.0+)?\s*(?:份|次|张|本|套|页)?")

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


class UnreadableError(ValueError):
    """A cell that should hold a date or a number and does not."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit. `explain` is what is said beyond number and unit, in the guide's words."""

    number: int | None
    unit: str | None = None
    explain: str = ""


def chinese_number(text: str) -> int | None:
    """The value of a number up to 999 in digits or Chinese characters."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 9 else None
    total, digit = 0, None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "十百":
            total += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None


def read_date(text: str) -> dt.date | None:
    """A date in one of the usual spellings, or as Excel's day number; None when empty."""
    text = text.strip()
    if not text:
        return None
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        if match:
            return dt.date(*(int(part) for part in match.groups()))
        if re.fullmatch(r"[2-7]\d{4}(?:\.\d+)?", text):
            return _EXCEL_EPOCH + dt.timedelta(days=int(float(text)))
    except ValueError:
        pass
    raise UnreadableError(f"{text!r} is not a date")


def read_limit(text: str) -> Limit:
    """A limit such as `20个工作日`, `60（自然日）`, `当场办结` or a bare number."""
    text = text.strip()
    if match := _BARE_NUMBER.fullmatch(text):
        return Limit(_bounded(match.group(1)))
    without_dates = _ANY_DATE.sub(lambda date: " " * len(date.group()), text)
    if match := _LIMIT.search(without_dates):
        unit = _UNITS.get(match.group(2), match.group(2))
        rest = (text[: match.start()] + text[match.end() :]).strip(" 。；;，,：:")
        return Limit(_bounded(match.group(1)), unit, text if rest else "")
    if _AT_ONCE.search(text):
        return Limit(0, None, text)
    if text and text.isascii():
        raise UnreadableError(f"{text!r} is not a time limit")
    return Limit(None, None, text)


def read_count(text: str) -> int:
    """A number of copies or visits such as `2`, `1份` or `0次`."""
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise UnreadableError(f"{text!r} is not a number")
    return int(match.group(1))


def _bounded(number: str) -> int:
    value = chinese_number(number)
    if value is None or value > 10_000:
        raise UnreadableError(f"{number!r} is no possible time limit")
    return value


def read_amount(standard: str) -> Decimal | None:
    """The amount in yuan when the fee's standard is one number and nothing else."""
    match = _AMOUNT.fullmatch(standard.strip())
    return Decimal(match.group(1)) if match else None


def originals(text: str) -> str | None:
    """Whether a text asks for originals, copies or both, in the schema's words; None if it does not say."""
    if "电子证照" in text and "原件" in text:
        return "原件或电子证照"
    if "复印件" in text:
        return "原件及复印件" if "原件" in text or "正本" in text else "复印件"
    if "原件" in text or "正本" in text:
        return "原件"
    return "电子件" if "电子" in text else None


def says_free(text: str) -> bool:
    """Whether a fee text says only that nothing is charged."""
    return bool(_FREE.fullmatch(text.strip()))
