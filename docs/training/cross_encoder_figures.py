"""What the draft check's two readers find in drafts by authors left out: the figures that `evaluate drafts` shows.

Apart from the training, so that a change to how figures are counted touches nothing that makes weights.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist.projection.check import FLOOR, FLOOR_OF_BOTH, candidates  # noqa: E402
from assist.projection.classifier import CLASSES  # noqa: E402
from assist.projection.cross_encoder import combined  # noqa: E402

LEFT_OUT = ROOT / "assist" / "drafts_left_out.json"
# Who wrote the files that the shipped model was made from.
VOICES = {
    "cases_c": "plain",
    "cases_f": "British mid-size companies",
    "cases_g": "engineers in shared channels",
    "cases_h": "call centres, non-native English",
    "cases_i": "small businesses, volunteers",
    "cases_j": "hard and messy",
    "drafts_k": "trades and county services, Irish and Scottish",
    "drafts_l": "American software and finance",
    "drafts_m": "formal business English, logistics to museums",
    "drafts_n": "young shops and apps, chat style",
    "drafts_o": "long and subtle, care to cloud",
}


def combine(cases, work):
    """Print what either reader and both find at their floors, each author left out, and keep the figures of both."""
    second = {}
    for path in work.glob("*.npz"):
        if path.name != "first.npz":
            second.update(np.load(path))
    readings = {"first": {}, "both": {}}
    for case in cases:
        if f"{case.file}.{case.place}" not in second:
            continue  # of a file that no run has held out
        both, wanted = case.first.copy(), candidates(case.ruled)
        both[wanted] = combined(case.first[wanted], second[f"{case.file}.{case.place}"][wanted])
        for name, odds in (("first", case.ruled), ("both", case.after(both))):
            readings[name].setdefault(case.file, []).append((case.flags, odds))
    kept = []
    for name, floor in (("first", FLOOR), ("both", FLOOR_OF_BOTH)):
        files = readings[name]
        for file, judged in [*files.items(), ("all", [one for found in files.values() for one in found])]:
            figures = measure(judged, floor)
            print(f"{name:6} {file:10} " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
            if name == "both":
                kept.append({"author": VOICES.get(file, file), "drafts": len(judged), **figures})
    LEFT_OUT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def measure(judged, floor):
    """Precision and recall by case and F1 by kind of (flags, odds) at a floor."""
    got = [{CLASSES[1 + int(row[1:].argmax())] for row in odds if 1 - row[0] >= floor} for _, odds in judged]
    want = [{flag["kind"] for flag in flags} for flags, _ in judged]
    hit = sum(bool(w and g) for w, g in zip(want, got, strict=True))
    same = sum(len(w & g) for w, g in zip(want, got, strict=True))
    return {
        "precision": round(hit / max(sum(map(bool, got)), 1), 3),
        "recall": round(hit / max(sum(map(bool, want)), 1), 3),
        "kind_f1": round(2 * same / max(sum(map(len, got)) + sum(map(len, want)), 1), 3),
    }
