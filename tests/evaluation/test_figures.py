"""The figures themselves, on cases that can be worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.passages import char_f1
from evaluation.policy_documents import (
    Document,
    EvaluationFileInvalid,
    Question,
    read_documents,
    read_questions,
)
from evaluation.retrieval import index_documents, measure, ranked_documents
from evaluation.scenarios import read_scenarios
from retrieval.embedding import E5Embedder

SCENARIOS = Path(__file__).parents[2] / "evaluation" / "scenarios"


@pytest.mark.parametrize(
    ("answer", "gold", "f1"),
    [
        ("每小时3元", "每小时3元", 1.0),
        ("每小时，3元！", "每小时3元", 1.0),
        ("", "3元", 0.0),
        ("无关", "3元", 0.0),
        ("3元", "每小时3元", 2 * 1 * 0.4 / 1.4),
        ("啊啊", "啊", 2 * 0.5 * 1 / 1.5),
    ],
)
def test_char_f1_by_hand(answer: str, gold: str, f1: float) -> None:
    assert char_f1(answer, gold) == pytest.approx(f1)


@given(st.text(), st.text())
def test_char_f1_is_a_rate_and_symmetric(one: str, two: str) -> None:
    assert 0 <= char_f1(one, two) <= 1
    assert char_f1(one, two) == pytest.approx(char_f1(two, one))


def test_ranks_become_rates(embedder: E5Embedder) -> None:
    texts = ["冬季供暖从十一月开始", "路边停车每小时三元", "市图书馆周一闭馆"]
    documents = [Document(docid=str(number), text=text) for number, text in enumerate(texts)]
    index = index_documents(documents, embedder, lambda _: None)
    order = ranked_documents(index, "供暖什么时候开始")
    assert order[0] == "0"
    assert sorted(order) == ["0", "1", "2"]

    def asked(docid: str) -> Question:
        return Question(id=docid, docid=docid, question="供暖什么时候开始")

    first, third, missing = asked(order[0]), asked(order[2]), asked("none")
    figures = measure(index, [first, third, missing, missing])
    assert figures.recall_at_1 == 0.25
    assert figures.recall_at_5 == figures.recall_at_10 == 0.5
    assert figures.mrr == pytest.approx((1 + 1 / 3) / 4)
    assert figures.ndcg_at_10 == pytest.approx((1 + 1 / math.log2(4)) / 4)
    assert figures.n == 4


def test_an_index_is_thrown_away_between_measurements(embedder: E5Embedder) -> None:
    for text in ("冬季供暖从十一月开始", "路边停车每小时三元"):
        index = index_documents([Document(docid=text, text=text)], embedder, lambda _: None)
        assert ranked_documents(index, "供暖") == [text]


def test_a_byte_order_mark_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"docid": "a", "text": "x"}\r\n\r\n{"docid": "b", "text": "y"}')
    assert [document.docid for document in read_documents(path)] == ["a", "b"]


# Fails on 2026-11-22: `_rows` uses str.splitlines, which also cuts at U+2028, U+0085 and others that
# JSON leaves as they are inside a string.
@pytest.mark.parametrize("character", ["\u2028", "\u0085", "\u2029"])
def test_a_line_ends_with_a_line_feed_only(tmp_path: Path, character: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(f'{{"docid": "a", "text": "x{character}y"}}\n', encoding="utf-8")
    assert read_documents(path)[0].text == f"x{character}y"


def test_a_file_of_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes('{"id": "1", "question": "供暖"}'.encode("gbk"))
    with pytest.raises(EvaluationFileInvalid, match=r"q\.jsonl"):
        read_questions(path)


def test_the_dialogues_of_the_repository_can_be_read() -> None:
    scenarios = read_scenarios(SCENARIOS)
    ids = [scenario.id for scenario in scenarios]
    assert len(ids) == len(set(ids))
    assert len(ids) > 100
