"""multilingual-e5-small as an ONNX graph: post-norm BERT, mean pooling, unit length, int8 weights.

One text at a time without a mask: a mask would disable the fast path of ONNX Runtime's attention.
LayerNormalization stays apart from its addition, since the fused SkipLayerNormalization is slower
on CPUs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from retrieval.e5.weights import Floats, Weights


class _Builder:
    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: Floats) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, *inputs: str, output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **attributes))
        return output

    def linear(self, source: str, name: str, matrix: Floats, bias: Floats) -> str:
        product = self.node("MatMul", source, self.constant(f"{name}.w", matrix), output=f"{name}.product")
        return self.node("Add", product, self.constant(f"{name}.b", bias), output=name)

    def layer_norm(self, source: str, name: str) -> str:
        scale = self.constant(f"{name}.w", self.weights.vector(f"{name}.w"))
        bias = self.constant(f"{name}.b", self.weights.vector(f"{name}.b"))
        epsilon = self.weights.shape.epsilon
        return self.node("LayerNormalization", source, scale, bias, output=name, axis=-1, epsilon=epsilon)

    def layer(self, source: str, layer: str) -> str:
        weights = self.weights
        query, key, value = (
            self.linear(
                source, f"{layer}.{p}", weights.matrix(f"{layer}.{p}.w"), weights.vector(f"{layer}.{p}.b")
            )
            for p in "qkv"
        )
        attention = self.node(
            "MultiHeadAttention",
            query,
            key,
            value,
            output=f"{layer}.attention",
            domain="com.microsoft",
            num_heads=weights.shape.heads,
        )
        output = self.linear(
            attention, f"{layer}.ao", weights.matrix(f"{layer}.ao.w"), weights.vector(f"{layer}.ao.b")
        )
        inner = self.layer_norm(self.node("Add", output, source, output=f"{layer}.sum1"), f"{layer}.aln")
        wide = self.linear(
            inner, f"{layer}.fi", weights.matrix(f"{layer}.fi.w"), weights.vector(f"{layer}.fi.b")
        )
        active = self.node("Gelu", wide, output=f"{layer}.gelu", domain="com.microsoft")
        narrow = self.linear(
            active, f"{layer}.fo", weights.matrix(f"{layer}.fo.w"), weights.vector(f"{layer}.fo.b")
        )
        return self.layer_norm(self.node("Add", narrow, inner, output=f"{layer}.sum2"), f"{layer}.oln")


def write_model(weights: Weights, path: Path) -> None:
    """Write the int8 model: input `embedded` [1, pieces, hidden], output `vector` [1, hidden]."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415 - heavy

    builder = _Builder(weights)
    state = builder.layer_norm("embedded", "emb.ln")
    for number in range(weights.shape.layers):
        state = builder.layer(state, f"l{number}")
    mean = builder.node("ReduceMean", state, builder_axes(builder), output="mean", keepdims=0)
    builder.node("LpNormalization", mean, output="vector", axis=-1, p=2)
    hidden = weights.shape.hidden
    graph = helper.make_graph(
        builder.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [1, "pieces", hidden])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, hidden])],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        full = Path(folder) / "full.onnx"
        small = Path(folder) / "int8.onnx"
        onnx.save(model, str(full))
        quantize_dynamic(
            full,
            small,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        small.replace(path)


def builder_axes(builder: _Builder) -> str:
    builder.constants.append(numpy_helper.from_array(np.array([1], dtype=np.int64), "pieces.axis"))
    return "pieces.axis"
