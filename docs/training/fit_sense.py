#!/usr/bin/env python3
"""Make assist/projection/sense.onnx: MiniLM tuned so that a sentence lies near the option it speaks for.

    fit_sense.py --work DIR [--leave-out NAME] [--start FILE.pt] [--epochs N]
    fit_sense.py --work DIR --export

The lines of option_language/*.jsonl are read in batches of four dimensions, so that the other options of a dimension
are what a line is told from; options of other dimensions teach it to see none. Two heads say what an agent's sentence
does and what a customer's is to the option. With --leave-out a file (by its stem) is left out and judged after each
epoch: what to expect of settings and writers that it has never read. Needs torch, onnx and onnxruntime; 25 minutes on
one core.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from minilm import WIDTH, pretrained
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist.catalogue import from_mapping  # noqa: E402
from assist.encoder import word_pieces  # noqa: E402
from assist.projection.sense import ACTS, ASKED, MODEL, MOST_TOKENS, STANCES, described  # noqa: E402

BANK = Path(__file__).with_name("option_language")
STANCE = {"messages": 0, "takes": 1, "asks": 1, "notes": 1, "refuses": 2, "wonders": 3}
ASK = dict.fromkeys((*STANCE, "neither"), 0) | {"view": 1, "crowd_asked": 2}
ACT = {name: at for at, name in enumerate(ACTS)}
NO_OPTION = ("filler", "even", "messages", "view", "crowd_asked", "neither")
EPOCHS, DIMENSIONS, LINES, STRANGERS = 3, 4, 10, 2
RATE, HEAD_RATE, KEEP, SMOOTHING, MASKED = 1e-4, 2e-3, 0.99, 0.03, 0.05
MASK, FIRST_WORD, SEED = 103, 999, 3
TOKENIZE = word_pieces()


@dataclass(frozen=True)
class Line:
    """One line of the bank; `option` is empty for one that speaks of none or of all."""

    entry: dict
    heading: str
    option: str
    text: str


def load(path):
    for text in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(text)
        for heading in NO_OPTION:
            yield from (Line(entry, heading, "", one) for one in entry.get(heading, ()))
        for option, lists in entry["lines"].items():
            yield from (Line(entry, heading, option, one) for heading, found in lists.items() for one in found)


def options_of(entry):
    (dimension,) = from_mapping({entry["dimension"]: entry["options"]})
    return [(option.id, described(dimension, option)) for option in dimension.options]


class Sense(nn.Module):
    """MiniLM, what its likeness is scaled by, how like an option must be to be more than none, and two heads."""

    def __init__(self):
        super().__init__()
        self.base, self.drop = pretrained(), nn.Dropout(0.1)
        self.scale, self.nothing = nn.Parameter(torch.tensor(3.0)), nn.Parameter(torch.tensor(0.35))
        self.acts, self.stance = nn.Linear(WIDTH, len(ACTS)), nn.Linear(WIDTH, len(STANCES))
        self.asked = nn.Linear(WIDTH, len(ASKED))
        for part in (self.base.words, self.base.places, self.base.types, self.base.norm, self.base.layers[0]):
            part.requires_grad_(False)

    def forward(self, ids, mask):
        """Token ids and mask (texts, tokens) to the mean of the last layer (texts, 384)."""
        base = self.base
        places = torch.arange(ids.shape[1], device=ids.device)
        x = base.drop(base.norm(base.words(ids) + base.places(places)[None] + base.types(torch.zeros_like(ids))))
        for layer in base.layers:
            x = layer(x, mask[:, None, None, :].bool())
        seen = mask.unsqueeze(-1).to(x.dtype)
        return ((x * seen).sum(1) / seen.sum(1)).float()

    def read(self, texts, chance=None):
        tokens = [TOKENIZE(text)[:MOST_TOKENS] for text in texts]
        ids = torch.zeros(len(tokens), max(map(len, tokens)), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, known in enumerate(tokens):
            ids[row, : len(known)] = torch.tensor(known)
            mask[row, : len(known)] = 1
        if chance is not None:
            ids[(ids >= FIRST_WORD) & (torch.rand(ids.shape, generator=chance) < MASKED)] = MASK
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self(ids, mask)


def loss_of(model, lines, strangers, seen, rng, *, chance):
    """The loss of a batch; `seen` gathers, by name, what was right."""
    entries = list({id(one): one for one in [*(line.entry for line in lines), *strangers]}.values())
    options = [(id(entry), option, text) for entry in entries if entry["options"] for option, text in options_of(entry)]
    vectors = F.normalize(model.read([text for _, _, text in options], chance), dim=-1)
    meaning = model.read([line.text for line in lines], chance)
    likeness = F.normalize(meaning, dim=-1) @ vectors.T
    losses = []
    for row, line in enumerate(lines):
        if not line.entry["options"]:
            continue
        # a line that puts all options side by side is for none of them in particular: it only teaches strangers
        for entry in [rng.choice(strangers)] if line.heading == "even" else [line.entry, rng.choice(strangers)]:
            columns = [at for at, (owner, _, _) in enumerate(options) if owner == id(entry)]
            logits = torch.cat([model.nothing[None], likeness[row, columns]]) * model.scale.exp()
            own = entry is line.entry and line.option
            target = 1 + [options[at][1] for at in columns].index(line.option) if own else 0
            losses.append(F.cross_entropy(logits[None], torch.tensor([target]), label_smoothing=SMOOTHING))
            seen["option" if own else "none"].append(
                int((logits[1:].argmax() + 1 if own else logits.argmax()) == target)
            )
    loss = torch.stack(losses).mean() if losses else torch.zeros(())
    meaning = model.drop(meaning)
    for name, head, known in (("act", model.acts, ACT), ("stance", model.stance, STANCE), ("asked", model.asked, ASK)):
        rows = [at for at, line in enumerate(lines) if line.heading in known]
        if rows:
            logits, targets = head(meaning[rows]), torch.tensor([known[lines[at].heading] for at in rows])
            part = F.cross_entropy(logits, targets, label_smoothing=SMOOTHING)
            loss = loss + 0.5 * part * len(rows) / len(lines)
            seen[name] += (logits.argmax(-1) == targets).int().tolist()
    return loss


def batches(lines, rng):
    """Ten lines of each of four dimensions at a time, until all are read."""
    pools = defaultdict(list)
    for line in rng.sample(lines, len(lines)):
        pools[id(line.entry)].append(line)
    while pools:
        batch = []
        for key in rng.sample(list(pools), min(DIMENSIONS, len(pools))):
            batch += pools[key][:LINES]
            pools[key] = pools[key][LINES:]
            if not pools[key]:
                del pools[key]
        yield batch


def told(seen):
    return ", ".join(f"{name} {np.mean(right):.3f}" for name, right in sorted(seen.items()))


def train(lines, held, save, *, start, epochs):
    rng, chance = random.Random(SEED), torch.Generator().manual_seed(SEED)
    torch.manual_seed(SEED)
    model = Sense()
    if start:
        model.load_state_dict(torch.load(start), strict=False)
    heads = [part for name, part in model.named_parameters() if not name.startswith("base.")]
    body = [part for name, part in model.named_parameters() if name.startswith("base.layers") and part.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": heads}], lr=1.0, weight_decay=0.01)
    smooth = copy.deepcopy(model).eval()
    entries = list({id(line.entry): line.entry for line in lines if line.option}.values())
    begin, step = time.time(), 0
    steps = epochs * sum(1 for _ in batches(lines, random.Random(0)))
    for number in range(epochs):
        model.train()
        seen = defaultdict(list)
        for batch in batches(lines, rng):
            pace = min(1.0, step / (0.06 * steps)) * max(0.03, 1 - step / steps)
            optimizer.param_groups[0]["lr"], optimizer.param_groups[1]["lr"] = RATE * pace, HEAD_RATE * pace
            loss = loss_of(model, batch, rng.sample(entries, STRANGERS), seen, rng, chance=chance)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            keep = min(KEEP, step / (step + 10))
            with torch.no_grad():
                for slow, fast in zip(smooth.parameters(), model.parameters(), strict=True):
                    slow.lerp_(fast, 1 - keep)
        print(f"epoch {number}: {told(seen)}, {time.time() - begin:.0f} s", flush=True)
        torch.save(smooth.state_dict(), save)
        if held:
            judged, fixed = defaultdict(list), random.Random(1)
            with torch.no_grad():
                for batch in batches(held, fixed):
                    loss_of(smooth, batch, fixed.sample(entries, STRANGERS), judged, fixed, chance=None)
            print(f"         left out: {told(judged)}", flush=True)


class Bare(nn.Module):
    """Vectors, acts, stances, what is asked, and what the likeness to no option counts as."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids, mask):
        meaning, scale = self.model(ids, mask), self.model.scale.exp()
        vector = F.normalize(meaning, dim=-1) * scale.sqrt()
        heads = self.model.acts(meaning), self.model.stance(meaning), self.model.asked(meaning)
        return vector, *heads, (self.model.nothing * scale)[None]


def export(work):
    """As ONNX with int8 weights, of which seven bits are used: older processors overflow on eight."""
    model = Sense()
    model.load_state_dict(torch.load(work / "sense.pt"))
    whole = work / "sense_whole.onnx"
    example = torch.randint(FIRST_WORD, 2000, (2, 9)), torch.ones(2, 9, dtype=torch.long)
    both, texts = {0: "texts", 1: "tokens"}, {0: "texts"}
    torch.onnx.export(
        Bare(model).eval(), example, whole, input_names=["ids", "mask"],
        output_names=["vector", "acts", "stance", "asked", "nothing"], opset_version=17, dynamo=False,
        dynamic_axes={"ids": both, "mask": both, **dict.fromkeys(("vector", "acts", "stance", "asked"), texts)},
    )  # fmt: skip
    quantize_dynamic(whole, MODEL, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    print(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--leave-out", default="")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--export", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.export:
        export(args.work)
        return
    files = {path.stem: list(load(path)) for path in sorted(BANK.glob("*.jsonl"))}
    lines = [line for name, found in files.items() if name != args.leave_out for line in found]
    held = files.get(args.leave_out, [])
    train(lines, held, args.work / "sense.pt", start=args.start, epochs=args.epochs)


if __name__ == "__main__":
    main()
