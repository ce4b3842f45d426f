#!/usr/bin/env python3
"""Make assist/projection/weights.npz from files of labelled cases (one JSON object a line, as in tests/cases).

    fit_projection.py [--leave-out] FILE.jsonl...

With --leave-out nothing is written: each file in turn is judged by a classifier fitted on the others, which is what to
expect on drafts by people it has never read. Needs scikit-learn, which the program itself does not.
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
from assist.projection.check import FLOOR, ruled  # noqa: E402
from assist.projection.classifier import CLASSES, WEIGHTS, from_arrays  # noqa: E402
from assist.projection.context import read  # noqa: E402
from assist.projection.features import BUCKETS, NAMES, hashed, matrix  # noqa: E402
from assist.projection.sentences import split  # noqa: E402
from assist.records import Choice, Note, moment  # noqa: E402

CUE_WEIGHT, WORD_WEIGHT, PENALTY = 0.3, 3.0, 0.2


def read_case(case):
    choices = [
        Choice(on=moment(c["on"]), dimension=c["dimension"], offered=tuple(c["offered"]), chosen=c["chosen"])
        for c in case["choices"]
    ]
    notes = [Note(text=text) for text in case["notes"]]
    return split(case["draft"]), read(case["message"], from_mapping(case["catalogue"]), choices, notes)


def rows_of(case):
    """The features, hashed words and labels of a case's sentences; a flag labels the sentence it covers most."""
    sentences, context = read_case(case)
    rows, _ = matrix(sentences, context)
    labels = [0] * len(sentences)
    for flag in case["flags"]:
        start = case["draft"].index(flag["quote"])
        end = start + len(flag["quote"])
        most = max(range(len(sentences)), key=lambda i: min(end, sentences[i].end) - max(start, sentences[i].start))
        kind = CLASSES.index(flag["kind"])
        labels[most] = min(kind, labels[most]) if labels[most] else kind
    return rows, [hashed(sentence.text) for sentence in sentences], labels


def design(cases):
    parts = [rows_of(case) for case in cases]
    words = [buckets for _, found, _ in parts for buckets in found]
    values = np.concatenate([np.full(len(buckets), len(buckets) ** -0.5) for buckets in words])
    bounds = np.cumsum([0, *map(len, words)])
    return (
        np.vstack([rows for rows, _, _ in parts]),
        csr_matrix((values, np.concatenate(words), bounds), shape=(len(words), BUCKETS)),
        np.concatenate([labels for _, _, labels in parts]),
        np.repeat(np.arange(len(cases)), [len(labels) for _, _, labels in parts]),
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
        "named": weights[: len(NAMES)] * CUE_WEIGHT,
        "words": (weights[len(NAMES) :] * WORD_WEIGHT).astype(np.float16),
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


def fit(cases):
    rows, words, labels, _ = design(cases)
    return {"names": np.array(NAMES), **regression(rows, words, labels), **forest(rows, labels)}


def leave_out(files):
    """Judge each file, rules included, by a classifier fitted on the others; print the figures at several floors."""
    found = []
    for held in files:
        classifier = from_arrays(fit([case for path, cases in files.items() if path != held for case in cases]))
        for case in files[held]:
            sentences, context = read_case(case)
            rows = matrix(sentences, context)[0]
            odds = classifier.probabilities(rows, [sentence.text for sentence in sentences])
            found.append((held.name, case, ruled(odds, rows, sentences, context)))
    for floor in (0.4, 0.5, 0.6, FLOOR, 0.8):
        for name in [*dict.fromkeys(name for name, _, _ in found), "all"]:
            mine = [(case, odds) for held, case, odds in found if name in (held, "all")]
            got = [{CLASSES[1 + int(row[1:].argmax())] for row in odds if 1 - row[0] >= floor} for _, odds in mine]
            want = [{flag["kind"] for flag in case["flags"]} for case, _ in mine]
            hit = sum(bool(w and g) for w, g in zip(want, got, strict=True))
            same = sum(len(w & g) for w, g in zip(want, got, strict=True))
            flagged, projecting = sum(map(bool, got)), sum(map(bool, want))
            total = sum(map(len, got)) + sum(map(len, want))
            print(
                f"floor {floor:.2f}  {name:20} precision {hit / max(flagged, 1):.3f}  recall {hit / projecting:.3f}  "
                f"kind F1 {2 * same / max(total, 1):.3f}"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--leave-out", action="store_true")
    args = parser.parse_args()
    files = {
        path: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in args.files
    }
    if args.leave_out:
        leave_out(files)
        return
    np.savez_compressed(WEIGHTS, **fit([case for cases in files.values() for case in cases]))
    print(f"{WEIGHTS.name}: {sum(map(len, files.values()))} cases, {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
