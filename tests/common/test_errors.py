"""Every error of every room has its own code and says what happened in both languages."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

import assistant.errors
import channels.web.errors
import knowledge_base.errors
import retrieval.errors
from common.errors import BangbanError
from knowledge_base.errors import RegionUnknown

ROOMS = (assistant.errors, channels.web.errors, knowledge_base.errors, retrieval.errors)


def errors(root: type[BangbanError] = BangbanError) -> Iterator[type[BangbanError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from errors(kind)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_codes_differ() -> None:
    codes = [error.code for error in errors()]
    assert len(codes) > 10
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: error.__name__)
def test_both_languages_need_the_same_details(error: type[BangbanError]) -> None:
    assert set(error.messages) == {"zh", "en"}
    assert placeholders(error.messages["zh"]) <= placeholders(error.messages["en"])
    assert 400 <= error.status < 600


def test_a_message_carries_its_details() -> None:
    error = RegionUnknown(region_code="999999")
    assert "999999" in error.message("zh")
    assert "999999" in str(error)


def test_a_language_that_is_not_there_falls_back_to_chinese() -> None:
    error = RegionUnknown(region_code="999999")
    assert error.message("fr") == error.message("zh")
