"""The weights file is the one known here, or it is refused."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from retrieval.e5.weights import Weights, WeightsError, rows


def test_the_packaged_weights_are_multilingual_e5_small() -> None:
    shape = Weights().shape
    assert (shape.hidden, shape.layers, shape.heads, shape.positions) == (384, 12, 12, 512)


def test_word_vectors_are_finite() -> None:
    stored = Weights().word_rows()
    vectors = rows(stored[[0, 5, 35378]])
    assert vectors.shape == (3, 384)
    assert np.isfinite(vectors).all()


def test_a_block_is_a_scale_and_thirty_two_nibbles() -> None:
    block = np.frombuffer(struct.pack("<e16B", 0.5, *([0x80] * 8 + [0xF8] * 8)), dtype=np.uint8)
    assert rows(block[None]).tolist() == [[-4.0] * 8 + [0.0] * 8 + [0.0] * 8 + [3.5] * 8]


def test_an_unknown_tensor_is_an_error() -> None:
    with pytest.raises(WeightsError, match="no tensor nothing"):
        Weights().vector("nothing")
    with pytest.raises(WeightsError, match="is not a matrix"):
        Weights().matrix("emb.ln.w")


@pytest.mark.parametrize("start", [b"GGUF\x01\x00\x00\x00", b"E5S1\x02\x00\x00\x00"])
def test_another_file_is_refused(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(start + bytes(100))
    with pytest.raises(WeightsError, match="not a version 1 weights file"):
        Weights(path)
