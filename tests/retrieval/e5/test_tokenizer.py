"""Pieces of the model's vocabulary; markup in a text never becomes a control piece."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.e5.tokenizer import E5Tokenizer
from retrieval.e5.weights import Vocabulary, Weights


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Weights().vocabulary()


@pytest.fixture(scope="module")
def tokenizer(vocabulary: Vocabulary) -> E5Tokenizer:
    return E5Tokenizer(vocabulary)


CONTROL = ("<s>", "<pad>", "</s>", "<mask>")


@given(st.lists(st.sampled_from([*CONTROL, "<unk>", "身份证", " ", "丢了"])).map("".join))
@settings(max_examples=30)
def test_control_pieces_stand_only_at_both_ends(
    tokenizer: E5Tokenizer, vocabulary: Vocabulary, text: str
) -> None:
    control = {number for number, (piece, _) in enumerate(vocabulary.pieces) if piece in CONTROL}
    assert len(control) == 4
    first, *inner, last = tokenizer.numbers(text, 512)
    assert (first, last) == (vocabulary.begin, vocabulary.end)
    assert control.isdisjoint(inner)


@given(st.text(max_size=200), st.integers(2, 64))
def test_no_more_than_the_limit(
    tokenizer: E5Tokenizer, vocabulary: Vocabulary, text: str, limit: int
) -> None:
    numbers = tokenizer.numbers(text, limit)
    assert 2 <= len(numbers) <= limit
    assert (numbers[0], numbers[-1]) == (vocabulary.begin, vocabulary.end)
    assert all(0 <= number < len(vocabulary.pieces) for number in numbers)


def test_pieces_are_those_of_the_model(tokenizer: E5Tokenizer, vocabulary: Vocabulary) -> None:
    """As published for multilingual-e5-small (XLM-RoBERTa's vocabulary)."""
    pieces = [vocabulary.pieces[number][0] for number in tokenizer.numbers("query: 身份证丢了", 512)]
    assert pieces == ["<s>", "▁que", "ry", ":", "▁", "身份证", "丢", "了", "</s>"]
    assert tokenizer.numbers("Hello world", 512) == [0, 35378, 8999, 2]


def test_full_width_is_half_width(tokenizer: E5Tokenizer) -> None:
    assert tokenizer.numbers("ＡＢＣ１２", 512) == tokenizer.numbers("ABC12", 512)
