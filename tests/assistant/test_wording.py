"""The assistant's own sentences are complete in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml

import assistant.wording
from assistant.outcomes import Outcome

SENTENCES: dict[str, dict[str, str]] = yaml.safe_load(
    Path(assistant.wording.__file__).with_name("wording.yaml").read_text(encoding="utf-8")
)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_exists_in_both_languages_with_values_of_the_chinese_one(name: str) -> None:
    sentence = SENTENCES[name]
    assert set(sentence) == {"zh", "en"}
    assert _placeholders(sentence["en"]) <= _placeholders(sentence["zh"])
    assert re.search("[\u4e00-\u9fff]", sentence["zh"])


@pytest.mark.parametrize(
    "outcome", [Outcome.GREETING, Outcome.THANKS, Outcome.FAREWELL, Outcome.ABOUT_ASSISTANT]
)
def test_small_talk_has_its_sentence(outcome: Outcome) -> None:
    assert outcome.value in SENTENCES
