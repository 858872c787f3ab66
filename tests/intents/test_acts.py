"""What a message does when it is no question about a matter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from intents.acts import Acts
from retrieval.embedding import E5Embedder, Progress, Vector, Vectors
from retrieval.errors import EmbeddingUnavailable


@pytest.fixture(scope="module")
def acts(tmp_path_factory: pytest.TempPathFactory, embedder: E5Embedder) -> Acts:
    return Acts(embedder, tmp_path_factory.mktemp("acts"))


class NoEmbedder:
    """An embedding server that is down."""

    name, spread = "none", 0.05

    def query(self, text: str) -> Vector:
        raise EmbeddingUnavailable(reason="down")

    def queries(self, texts: object, progress: Progress = lambda _: None) -> Vectors:
        raise EmbeddingUnavailable(reason="down")

    def passages(self, texts: object, progress: Progress = lambda _: None) -> Vectors:
        return np.empty((0, 0), dtype=np.float32)


_NEVER_MISSED = [
    ("有人晕倒了", "emergency_danger"),
    ("家里着火了！", "emergency_danger"),
    ("煤气泄漏怎么办", "emergency_danger"),
    ("救命", "emergency_danger"),
    ("我不想活了", "emergency_life"),
    ("活着没意思", "emergency_life"),
    ("转人工", "person_offered"),
    ("人工客服", "person_offered"),
]


@pytest.mark.parametrize(("message", "act"), _NEVER_MISSED)
def test_what_must_never_be_missed_is_recognised(acts: Acts, message: str, act: str) -> None:
    assert acts.act(message) == act


@pytest.mark.parametrize(("message", "act"), [*_NEVER_MISSED, ("你好", "greeting"), ("再见", "farewell")])
def test_rules_hold_without_an_embedder(tmp_path: Path, message: str, act: str) -> None:
    assert Acts(NoEmbedder(), tmp_path).act(message) == act


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("您好呀", "greeting"),
        ("太谢谢你了", "thanks"),
        ("那就这样，拜拜", "farewell"),
        ("我要找个真人说话", "person_offered"),
    ],
)
def test_other_wordings_are_recognised_by_example(acts: Acts, message: str, act: str) -> None:
    assert acts.act(message) == act


@pytest.mark.parametrize(
    "message",
    [
        "换护照要多少钱",
        "身份证丢了怎么办",
        "给孩子上户口要什么材料",
        "人工耳蜗手术医保怎么报销",
        "护照",
    ],
)
def test_a_question_is_no_small_talk(acts: Acts, message: str) -> None:
    assert acts.act(message) is None


# Fails on 2026-11-22: the rule `出车祸|车祸了` of small_talk.yaml takes a question about work injury
# for an accident that happens now, and the citizen gets no answer.
@pytest.mark.parametrize("message", ["上班路上出车祸算不算工伤", "去年出车祸了，工伤认定要什么材料"])
def test_a_question_about_a_past_accident_is_answered(acts: Acts, message: str) -> None:
    assert acts.act(message) is None


def test_trained_once_and_read_again(tmp_path: Path, embedder: E5Embedder) -> None:
    first = Acts(embedder, tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    second = Acts(embedder, tmp_path)
    assert kept
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == kept
    for message in ("您好呀", "换护照要多少钱"):
        assert first.act(message) == second.act(message)
