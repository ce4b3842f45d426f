#!/usr/bin/env python3
"""Make assist/projection/weights.npz (by words) and weights_sensed.npz (by words and sense) from labelled cases.

One JSON object a line, as in tests/cases. Sense comes from assist/projection/sense.onnx, see fit_sense.py.

    fit_projection.py [--leave-out] FILE.jsonl...

With --leave-out no weights are written: each file in turn is judged by a classifier fitted on the others, which is
what to expect on drafts by people it has never read. Needs scikit-learn, which the program itself does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist.catalogue import from_mapping  # noqa: E402
from assist.draft_check import sense_reader  # noqa: E402
from assist.projection.check import FLOOR, FLOOR_OF_WORDS, ruled  # noqa: E402
from assist.projection.classifier import CLASSES, SENSED_WEIGHTS, WEIGHTS, from_arrays  # noqa: E402
from assist.projection.context import read  # noqa: E402
from assist.projection.features import BUCKETS, NAMES, hashed, matrix  # noqa: E402
from assist.projection.linked import NAMES as linked_names  # noqa: E402
from assist.projection.linked import linked  # noqa: E402
from assist.projection.sentences import split  # noqa: E402
from assist.records import Choice, Note, moment  # noqa: E402

LEFT_OUT = ROOT / "assist" / "drafts_left_out.json"
# Who wrote the files that the shipped weights were made from.
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
CUE_WEIGHT, WORD_WEIGHT, PENALTY = 0.3, 3.0, 0.2


READER = sense_reader()


def read_case(case):
    choices = [
        Choice(on=moment(c["on"]), dimension=c["dimension"], offered=tuple(c["offered"]), chosen=c["chosen"])
        for c in case["choices"]
    ]
    return split(case["draft"]), read(case["message"], from_mapping(case["catalogue"]), choices, notes_of(case))


def notes_of(case):
    return [Note(text=text) for text in case["notes"]]


def labels_of(case, sentences):
    """The class of each sentence: a flag labels the one that it covers most."""
    labels = [0] * len(sentences)
    for flag in case["flags"]:
        start = case["draft"].index(flag["quote"])
        end = start + len(flag["quote"])
        most = max(range(len(sentences)), key=lambda i: min(end, sentences[i].end) - max(start, sentences[i].start))
        kind = CLASSES.index(flag["kind"])
        labels[most] = min(kind, labels[most]) if labels[most] else kind
    return labels


def rows_of(case):
    """The features of a case's sentences, by words and by sense, their hashed words, and their labels."""
    sentences, context = read_case(case)
    texts = [sentence.text for sentence in sentences]
    rows, _ = matrix(sentences, context)
    sensed = linked(READER.of_draft(texts, context, notes_of(case)), context)
    return np.hstack([rows, sensed]), [hashed(text) for text in texts], labels_of(case, sentences)


def design(parts):
    words = [buckets for _, found, _ in parts for buckets in found]
    values = np.concatenate([np.full(len(buckets), len(buckets) ** -0.5) for buckets in words])
    bounds = np.cumsum([0, *map(len, words)])
    return (
        np.vstack([rows for rows, _, _ in parts]),
        csr_matrix((values, np.concatenate(words), bounds), shape=(len(words), BUCKETS)),
        np.concatenate([labels for _, _, labels in parts]),
        np.repeat(np.arange(len(parts)), [len(labels) for _, _, labels in parts]),
    )


def regression(rows, words, labels):
    """A multinomial logistic regression; the factors keep words from drowning features under one penalty."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    known = hstack([csr_matrix((rows - mean) / scale * CUE_WEIGHT), words * WORD_WEIGHT]).tocsr()
    model = LogisticRegression(C=PENALTY, max_iter=500).fit(known, labels)
    weights = model.coef_.T
    return {
        "mean": mean,
        "scale": scale,
        "named": weights[: rows.shape[1]] * CUE_WEIGHT,
        "words": (weights[rows.shape[1] :] * WORD_WEIGHT).astype(np.float16),
        "bias": model.intercept_,
    }


def forest(rows, labels):
    """Boosted trees, written out as arrays of one shape: leaves lead to themselves."""
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.06, max_leaf_nodes=10, min_samples_leaf=12, l2_regularization=5, max_features=0.3,
        random_state=0,
    ).fit(rows, labels)  # fmt: skip
    trees = [tree.nodes for step in model._predictors for tree in step]
    size = max(map(len, trees))
    arrays = {
        "feature": np.zeros((len(trees), size), np.int16),
        "threshold": np.full((len(trees), size), np.inf, np.float32),
        "left": np.zeros((len(trees), size), np.int16),
        "right": np.zeros((len(trees), size), np.int16),
        "value": np.zeros((len(trees), size), np.float32),
    }
    for at, nodes in enumerate(trees):
        count, inner = len(nodes), ~nodes["is_leaf"].astype(bool)
        own = np.arange(count)
        arrays["feature"][at, :count] = np.where(inner, nodes["feature_idx"], 0)
        # the threshold is a double between two seen values: rounding it up to float32 keeps each on its side
        arrays["threshold"][at, :count] = np.where(inner, nodes["num_threshold"], np.inf)
        arrays["left"][at, :count] = np.where(inner, nodes["left"], own)
        arrays["right"][at, :count] = np.where(inner, nodes["right"], own)
        arrays["value"][at, :count] = np.where(inner, 0.0, nodes["value"])
    depth = max(int(nodes["depth"].max()) for nodes in trees)
    return {**arrays, "start": model._baseline_prediction.ravel(), "depth": np.array(depth)}


def fit(parts, *, sensed):
    rows, words, labels, _ = design(parts)
    rows = rows[:, : columns(sensed)]
    names = np.array((*NAMES, *linked_names)[: columns(sensed)])
    return {"names": names, **regression(rows, words, labels), **forest(rows, labels)}


def judge(held, others, *, sensed):
    """Odds of each case of `held` by a classifier fitted on `others`, before the rules."""
    classifier = from_arrays(fit(others, sensed=sensed))
    return [
        classifier.probabilities(rows[:, : columns(sensed)], [sentence.text for sentence in read_case(case)[0]])
        for case, (rows, _, _) in held
    ]


def columns(sensed):
    return len(NAMES) + (len(linked_names) if sensed else 0)


def leave_out(files, *, sensed):
    """Judge each file, rules included, by a classifier fitted on the others; (path, case, odds) of each."""
    found = []
    for held, cases in files.items():
        others = [parts for path, known in files.items() if path != held for _, parts in known]
        for (case, (rows, _, _)), odds in zip(cases, judge(cases, others, sensed=sensed), strict=True):
            sentences, context = read_case(case)
            found.append((held, case, ruled(odds, rows, sentences, context)))
    return found


def measure(judged, floor):
    """Precision and recall by case and F1 by kind of (path, case, odds) at a floor."""
    got = [{CLASSES[1 + int(row[1:].argmax())] for row in odds if 1 - row[0] >= floor} for _, _, odds in judged]
    want = [{flag["kind"] for flag in case["flags"]} for _, case, _ in judged]
    hit = sum(bool(w and g) for w, g in zip(want, got, strict=True))
    same = sum(len(w & g) for w, g in zip(want, got, strict=True))
    return {
        "precision": round(hit / max(sum(map(bool, got)), 1), 3),
        "recall": round(hit / max(sum(map(bool, want)), 1), 3),
        "kind_f1": round(2 * same / max(sum(map(len, got)) + sum(map(len, want)), 1), 3),
    }


def tell(found, *, sensed):
    """Print the figures by file at several floors, and keep those of the check as it ships for `evaluate drafts`."""
    kept = []
    for floor in (0.5, 0.6, 0.7, FLOOR_OF_WORDS, FLOOR, 0.8, 0.85):
        for path in [*dict.fromkeys(path for path, _, _ in found), None]:
            mine = [one for one in found if path in (one[0], None)]
            figures = measure(mine, floor)
            name = path.stem if path else "all"
            told = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
            print(f"{'sense' if sensed else 'words'}  floor {floor:.2f}  {name:10} {told}")
            if floor == FLOOR:
                kept.append({"author": VOICES.get(name, name), "drafts": len(mine), **figures})
    if sensed:
        LEFT_OUT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--leave-out", action="store_true")
    args = parser.parse_args()
    files = {
        path: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in args.files
    }
    read = {path: [(case, rows_of(case)) for case in cases] for path, cases in files.items()}
    for sensed, target in ((False, WEIGHTS), (True, SENSED_WEIGHTS)):
        if args.leave_out:
            tell(leave_out(read, sensed=sensed), sensed=sensed)
            continue
        np.savez_compressed(target, **fit([parts for cases in read.values() for _, parts in cases], sensed=sensed))
        print(f"{target.name}: {sum(map(len, files.values()))} cases, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
