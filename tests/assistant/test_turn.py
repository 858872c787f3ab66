"""A reply in pieces, and buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.outcomes import Outcome
from assistant.turn import Reply

_TEXT = st.text(alphabet=st.sampled_from("字a 。\n\r\t\u3000"), max_size=60) | st.text(max_size=60)


@given(_TEXT)
def test_the_pieces_of_an_answer_make_the_whole(text: str) -> None:
    pieces = Reply(Outcome.THANKS, text).paragraphs
    assert "".join(pieces) == text
    assert all(pieces)


def test_a_piece_is_a_paragraph() -> None:
    assert Reply(Outcome.THANKS, "一\n二\n\n三").paragraphs == ["一\n", "二\n\n", "三"]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_answers_count_as_answered(outcome: Outcome) -> None:
    assert outcome.answered == (outcome.value in {"answered_by_field", "answered_by_passage"})
