"""A linear classifier of short Chinese texts: characters, sounds and meaning, trained in seconds.

A linear support vector machine on TF-IDF of character 1-2-grams and of toneless syllables, beside
the text's embedding. Its decision values become probabilities by a softmax whose scale was chosen
by cross-validation (docs/decisions/0004-understanding-matters.md).
"""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.chinese import normalise, syllables
from retrieval.embedding import Vector, Vectors

_SCALE = 7.0
_MEANING, _SOUND = 1.2, 0.7
_VERSION = "1"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class TextClassifier:
    """A trained classifier; `fit` or `load_or_fit` makes one."""

    labels: list[str]
    characters: dict[str, int]
    sounds: dict[str, int]
    weights: npt.NDArray[np.float32]
    """[features, labels]; the features are characters, then sounds, then meaning."""
    offsets: npt.NDArray[np.float32]
    rarity: npt.NDArray[np.float32]
    """Inverse document frequency of characters and sounds."""
    mean: Vector

    def probabilities(self, text: str, vector: Vector | None) -> dict[str, float]:
        """The probability of every label. Without a vector the words alone decide."""
        decision = self.offsets.copy()
        at = 0
        for units, vocabulary, weight in (
            (_characters(text), self.characters, 1.0),
            (_sounds(text), self.sounds, _SOUND),
        ):
            columns, values = self._counted(units, vocabulary, at)
            if columns.size:
                decision += weight * (values @ self.weights[columns])
            at += len(vocabulary)
        if vector is not None:
            meaning = vector - self.mean
            decision += (_MEANING / max(float(np.linalg.norm(meaning)), 1e-9)) * (meaning @ self.weights[at:])
        grown = np.exp(_SCALE * (decision - decision.max()))
        return dict(zip(self.labels, (grown / grown.sum()).tolist(), strict=True))

    def _counted(
        self, units: Sequence[str], vocabulary: dict[str, int], at: int
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        counts: dict[int, int] = {}
        for unit in units:
            if (column := vocabulary.get(unit)) is not None:
                counts[column + at] = counts.get(column + at, 0) + 1
        columns = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        values = (
            1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        ) * self.rarity[columns]
        length = float(np.linalg.norm(values))
        return columns, (values / length if length else values).astype(np.float32)


def fit(texts: Sequence[str], labels: Sequence[str], vectors: Vectors) -> TextClassifier:
    """Train on texts with their labels and vectors [n, dimension]."""
    from scipy import sparse  # noqa: PLC0415 - heavy
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    characters = TfidfVectorizer(analyzer=_characters, sublinear_tf=True)
    sounds = TfidfVectorizer(analyzer=_sounds, sublinear_tf=True)
    mean = vectors.mean(axis=0)
    features = sparse.hstack(
        [
            characters.fit_transform(texts),
            _SOUND * sounds.fit_transform(texts),
            _MEANING * sparse.csr_matrix(normalize(vectors - mean)),
        ]
    ).tocsr()
    machine = LinearSVC(C=1.0, random_state=0).fit(features, labels)
    return TextClassifier(
        labels=[str(label) for label in machine.classes_],
        characters={unit: int(column) for unit, column in characters.vocabulary_.items()},
        sounds={unit: int(column) for unit, column in sounds.vocabulary_.items()},
        weights=np.ascontiguousarray(machine.coef_.T, dtype=np.float32),
        offsets=machine.intercept_.astype(np.float32),
        rarity=np.concatenate([characters.idf_, sounds.idf_]).astype(np.float32),
        mean=mean,
    )


def load_or_fit(
    texts: Sequence[str],
    labels: Sequence[str],
    vectors: Callable[[], Vectors],
    folder: Path,
    name: str,
    embedder: str,
) -> TextClassifier:
    """The classifier `name` for exactly this data: from the folder, or trained now and kept there."""
    digest = hashlib.sha256(f"{_VERSION}\x1e{embedder}".encode())
    for text, label in zip(texts, labels, strict=True):
        digest.update(f"\x1e{text}\x1f{label}".encode())
    path = folder / f"{name}-{digest.hexdigest()[:24]}.npz"
    if path.exists():
        try:
            return _load(path)
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            log.warning("%s cannot be read and is made again: %s", path.name, error)
    trained = fit(texts, labels, vectors())
    _save(trained, path, name)
    return trained


def _save(trained: TextClassifier, path: Path, name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{name}-*.npz"):
        old.unlink(missing_ok=True)
    partial = path.with_suffix(".part.npz")
    np.savez(
        partial,
        labels=np.array(trained.labels),
        characters=np.array(_ordered(trained.characters)),
        sounds=np.array(_ordered(trained.sounds)),
        weights=trained.weights,
        offsets=trained.offsets,
        rarity=trained.rarity,
        mean=trained.mean,
    )
    partial.replace(path)


def _load(path: Path) -> TextClassifier:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return TextClassifier(
            labels=kept["labels"].tolist(),
            characters={unit: at for at, unit in enumerate(kept["characters"].tolist())},
            sounds={unit: at for at, unit in enumerate(kept["sounds"].tolist())},
            weights=kept["weights"],
            offsets=kept["offsets"],
            rarity=kept["rarity"],
            mean=kept["mean"],
        )


def _ordered(vocabulary: dict[str, int]) -> list[str]:
    return sorted(vocabulary, key=vocabulary.__getitem__)


def _characters(text: str) -> list[str]:
    plain = normalise(text)
    return [*plain, *(plain[at : at + 2] for at in range(len(plain) - 1))]


def _sounds(text: str) -> list[str]:
    found = syllables(text)
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]
