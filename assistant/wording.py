"""The assistant's own sentences, by language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

import yaml

from assistant.events import Language


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Mapping[str, str]]:
    text = Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8")
    return cast(Mapping[str, Mapping[str, str]], yaml.safe_load(text))


def say(sentence: str, language: Language, /, **values: object) -> str:
    """The sentence of this name with its values filled in."""
    return _sentences()[sentence][language].format(**values)
