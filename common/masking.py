"""Personal data is masked before it reaches a log, an embedding or a model."""

from __future__ import annotations

import re

_DAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NUMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?<![0-9A-Za-z])[1-9]\d{5}[- ]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[- ]?\d{3}[0-9Xx](?![0-9A-Za-z])"
        ),
        "［身份证号］",
    ),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "［手机号］"),
    (
        re.compile(
            rf"(?<!\d)(?!{_DAY}[- ]{_DAY}(?!\d))(?!(?:(?:19|20)\d{{2}}[- ]){{3}}(?:19|20)\d{{2}}(?!\d))(?:\d{{4}}[- ]?){{3,4}}\d{{1,7}}(?!\d)"
        ),
        "［银行卡号］",
    ),
    (re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[- ]?\d{7,8}(?!\d)"), "［电话］"),
)
_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:路|街|道|巷|弄|胡同|村|小区|花园|苑|里)"
    r"[\u4e00-\u9fff]{0,4}\d{1,5}(?:号楼|号|弄|栋|幢|单元)"
    r"(?:院|弄)?(?:\d{1,4}(?:号楼|栋|幢|号|单元|楼|层|室))*(?:\d{1,5}室?)?"
)
_FULL_WIDTH = {ord(wide): ord(wide) - 0xFEE0 for wide in "０１２３４５６７８９－Ｘｘ＋"}


def mask(text: str) -> str:
    """The text with identity numbers, telephones, bank cards and street addresses replaced.

    What is found is what has a form; names do not and stay. Masking twice changes nothing more.
    """
    text = text.translate(_FULL_WIDTH)
    for pattern, replacement in _NUMBERS:
        text = pattern.sub(replacement, text)
    return _ADDRESS.sub("［地址］", text)
