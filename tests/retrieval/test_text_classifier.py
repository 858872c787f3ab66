"""The classifier learns, and comes from its file the same."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import E5Embedder, Vectors
from retrieval.text_classifier import TextClassifier, fit, load_or_fit

SAID = {
    "card": ["身份证丢了", "补办身份证", "身份证不见了怎么补", "钱包被偷身份证没了", "重新办一张身份证"],
    "marriage": ["领结婚证", "两个人要登记结婚", "扯证要带什么", "去民政局结婚", "结婚登记预约"],
    "food": ["开饭店办证", "食品经营许可证", "小面馆要什么许可", "开奶茶店手续", "餐饮许可怎么申请"],
}
TEXTS = [text for texts in SAID.values() for text in texts]
LABELS = [label for label, texts in SAID.items() for _ in texts]


@pytest.fixture(scope="module")
def vectors(embedder: E5Embedder) -> Vectors:
    return embedder.queries(TEXTS)


@pytest.fixture(scope="module")
def classifier(vectors: Vectors) -> TextClassifier:
    return fit(TEXTS, LABELS, vectors)


def best(probabilities: dict[str, float]) -> str:
    return max(probabilities, key=probabilities.__getitem__)


UNSEEN = [
    ("身份证找不到了", "card"),
    ("我们想结婚", "marriage"),
    ("开个小吃店", "food"),
    ("身份證遺失", "card"),
]


@pytest.mark.parametrize(("text", "label"), UNSEEN)
def test_what_was_not_seen_is_told_apart(
    classifier: TextClassifier, embedder: E5Embedder, text: str, label: str
) -> None:
    assert best(classifier.probabilities(text, embedder.query(text))) == label
    assert best(classifier.probabilities(text, None)) == label


@pytest.mark.parametrize("text", ["", "，", "😀", "weather", "身份证"])
def test_probabilities_add_up(classifier: TextClassifier, embedder: E5Embedder, text: str) -> None:
    for vector in (None, embedder.query(text)):
        found = classifier.probabilities(text, vector)
        assert set(found) == set(SAID)
        assert sum(found.values()) == pytest.approx(1, abs=1e-5)


def test_homophones_sound_the_same(classifier: TextClassifier) -> None:
    assert best(classifier.probabilities("神份正丢了", None)) == "card"


def same(one: TextClassifier, other: TextClassifier, embedder: E5Embedder) -> bool:
    return all(
        one.probabilities(text, vector) == other.probabilities(text, vector)
        for text, _ in UNSEEN
        for vector in (None, embedder.query(text))
    )


def kept(
    folder: Path,
    vectors: Vectors,
    texts: list[str] = TEXTS,
    labels: list[str] = LABELS,
    embedder: str = "e5",
    asked: list[str] | None = None,
) -> TextClassifier:
    """The classifier of the folder; `asked` notes when the vectors are needed, which is for training."""

    def give() -> Vectors:
        if asked is not None:
            asked.append("vectors")
        return vectors

    return load_or_fit(texts, labels, give, folder, "matters", embedder)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_it_is_kept_and_loaded_the_same(tmp_path: Path, vectors: Vectors, embedder: E5Embedder) -> None:
    asked: list[str] = []
    first = kept(tmp_path / "models", vectors, asked=asked)
    second = kept(tmp_path / "models", vectors, asked=asked)
    assert asked == ["vectors"]
    assert same(first, second, embedder)


def test_what_is_kept_is_for_exactly_this_data(tmp_path: Path, vectors: Vectors) -> None:
    kept(tmp_path, vectors)
    names = {only_file(tmp_path).name}
    kept(tmp_path, vectors, texts=["身份证掉了", *TEXTS[1:]])
    names.add(only_file(tmp_path).name)
    kept(tmp_path, vectors, labels=["marriage", *LABELS[1:]])
    names.add(only_file(tmp_path).name)
    kept(tmp_path, vectors, embedder="bge")
    names.add(only_file(tmp_path).name)
    assert len(names) == 4


# DEFECT: an empty file raises EOFError and a truncated one BadZipFile; neither is caught, and the server
# does not start again after a full disk or a power failure.
@pytest.mark.parametrize("damage", ["empty", "truncated", "garbage", "another archive"])
def test_a_broken_file_is_made_again(
    tmp_path: Path, vectors: Vectors, embedder: E5Embedder, damage: str
) -> None:
    first = kept(tmp_path, vectors)
    path = only_file(tmp_path)
    whole = path.read_bytes()
    if damage == "another archive":
        np.savez(path, other=np.zeros(3))
    else:
        path.write_bytes({"empty": b"", "truncated": whole[: len(whole) // 2], "garbage": b"garbage"}[damage])
    again = kept(tmp_path, vectors)
    assert same(first, again, embedder)
    assert only_file(tmp_path) == path
    asked: list[str] = []
    assert same(kept(tmp_path, vectors, asked=asked), first, embedder)
    assert asked == []
    gc.collect()  # the broken file must not be left open: a ResourceWarning would come here
