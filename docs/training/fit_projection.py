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
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist.catalogue import from_mapping  # noqa: E402
from assist.projection.classifier import CLASSES, WEIGHTS  # noqa: E402
from assist.projection.context import read  # noqa: E402
from assist.projection.features import BUCKETS, NAMES, hashed, matrix  # noqa: E402
from assist.projection.sentences import split  # noqa: E402
from assist.records import Choice, Note, moment  # noqa: E402

CUE_WEIGHT, WORD_WEIGHT, PENALTY = 0.3, 3.0, 0.2


def rows_of(case):
    """The features, hashed words and labels of a case's sentences; a flag labels the sentence it covers most."""
    choices = [
        Choice(on=moment(c["on"]), dimension=c["dimension"], offered=tuple(c["offered"]), chosen=c["chosen"])
        for c in case["choices"]
    ]
    sentences = split(case["draft"])
    context = read(case["message"], from_mapping(case["catalogue"]), choices, [Note(text=n) for n in case["notes"]])
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


def fit(cases):
    rows, words, labels, _ = design(cases)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    known = hstack([csr_matrix((rows - mean) / scale * CUE_WEIGHT), words * WORD_WEIGHT]).tocsr()
    model = LogisticRegression(C=PENALTY, max_iter=500).fit(known, labels)
    weights = model.coef_.T
    return {
        "mean": mean,
        "scale": scale,
        "named": weights[: len(NAMES)] * CUE_WEIGHT,
        "words": weights[len(NAMES) :] * WORD_WEIGHT,
        "bias": model.intercept_,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    args = parser.parse_args()
    cases = [
        json.loads(line)
        for path in args.files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    weights = {name: value.astype(np.float16 if name == "words" else np.float32) for name, value in fit(cases).items()}
    np.savez_compressed(WEIGHTS, names=np.array(NAMES), **weights)
    print(f"{WEIGHTS.name}: {len(cases)} cases, {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
