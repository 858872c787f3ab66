"""Text of a cell or page as plain text: entities decoded, tags removed, white space in order."""

from __future__ import annotations

import html
import re
import unicodedata

_PASSES = 8
_NESTED_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)
_DROPPED = re.compile(
    r"<!--(?:(?!<!--).)*?-->|<(script|style)\b[^<>]*>(?:(?!<\1\b).)*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<(?:br|hr)\b[^<>]*>|</?(?:p|div|li|ul|ol|tr|table|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|address|article|aside|b|big|body|button|caption|center|cite|code|col|colgroup|dd|del|dl|dt"
    r"|em|fieldset|figure|font|footer|form|head|header|html|i|iframe|img|input|ins|label|legend|link|main|meta"
    r"|nav|o:p|object|option|pre|s|script|section|select|small|span|strike|strong|style|sub|sup|tbody|td"
    r"|textarea|tfoot|th|thead|title|u|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[\t \u00a0\u1680\u2000-\u200a\u202f\u205f]+")

_KANGXI = {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = str.maketrans(
    "⺁⺟⺠⺮⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂母民竹虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_RADICALS = _KANGXI | _SUPPLEMENT
"""Radicals that PDFs hold in place of the characters that look the same (`⼀` for `一`, `⺠` for `民`)."""

_DOCUMENT = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_STATUS = re.compile(
    r"\s*(?:HTTP\S*\s+|错误\s*)?[45]\d\d\b[\s:：-]*(?:Not Found|Forbidden|Bad Gateway|Bad Request"
    r"|Unauthorized|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Internal Server Error"
    r"|Method Not Allowed)",
    re.IGNORECASE,
)


def decode_entities(text: str) -> str:
    """Decode HTML entities until nothing changes: real exports hold them encoded twice and more."""
    for _ in range(_PASSES):
        decoded = html.unescape(_NESTED_AMPERSAND.sub("&", text))
        if decoded == text:
            break
        text = decoded
    return text


def clean_text(text: str) -> str:
    """Plain text of one field, with line breaks where the markup had them.

    Only known HTML tags are removed, so `年龄<16岁` stays. Full-width characters are kept; a
    full-width space goes only at the ends of lines.
    """
    for _ in range(_PASSES):
        plain = decode_entities(text)
        plain = _BREAK.sub("\n", _DROPPED.sub("", plain))
        plain = _INVISIBLE.sub("", _TAG.sub("", plain)).translate(_RADICALS)
        plain = _SPACES.sub(" ", _LINE_ENDS.sub("\n", plain))
        plain = "\n".join(stripped for line in plain.split("\n") if (stripped := line.strip()))
        if plain == text:
            break
        text = plain
    return text


def one_line(text: str) -> str:
    """Cleaned text without line breaks, for names."""
    return " ".join(clean_text(text).split("\n"))


def is_error_page(cell: str) -> bool:
    """Whether a cell holds a web page (an error or login page that was saved in place of data)."""
    decoded = decode_entities(cell[:5000])
    return bool(_DOCUMENT.search(decoded) or _STATUS.match(decoded))


def is_error_status(title: str) -> bool:
    """Whether a page's title is that of a server's error page (`502 Bad Gateway`)."""
    return bool(_STATUS.match(title))
