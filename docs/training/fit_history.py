#!/usr/bin/env python3
"""Fit the weights of assist/history.py on histories with queries (the format of `retrieve --jsonl` plus `relevant`).

    fit_history.py FILE.jsonl...

Prints recall with whole histories left out, five ways, and the weights of a fit on everything, with the encoder and
without. Each history is read in two forms, as it is and cut into bursts of short messages, so that the weights hang on
neither. The fit: the probability that a candidate is the relevant one is a softmax over the query's candidates
(McFadden's conditional logit), its likelihood maximised with a small ridge. Needs scipy and scikit-learn, which the
program does not.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sqlite3
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist import encoder, history  # noqa: E402
from assist.dates import in_order  # noqa: E402
from storage.log import CustomerLog  # noqa: E402
from storage.migrations import FIRST  # noqa: E402
from storage.search import CREATE_FTS, CREATE_TIMELINE  # noqa: E402
from storage.vectors import CREATE_VECTORS, due, keep  # noqa: E402

DEPTHS = (1, 5, 10, 25, 50)
FOLDS = 5
RIDGE = 1e-3


class Kept:
    """An encoder that remembers on disk what it has encoded."""

    model = encoder.MODEL

    def __init__(self, folder):
        self.folder, self.inner = folder, encoder.load()
        folder.mkdir(exist_ok=True)

    def encode(self, texts):
        path = self.folder / (hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24] + ".npy")
        if not path.exists():
            np.save(path, self.inner.encode(texts))
        return np.load(path)


def bursts(customer, seed=3):
    """The same history, each message cut into one or two sentences at a time, as people chat."""
    draw, interactions, pieces = random.Random(seed), [], {}
    for item in customer["interactions"]:
        sentences = re.split(
            r"(?<=[.!?])\s+", re.sub(r"\[shares image:.*", "", item["text"], flags=re.S).strip() or "photo"
        )
        pieces[item["id"]] = []
        while sentences:
            size = draw.choice((1, 1, 2))
            text, sentences = " ".join(sentences[:size]), sentences[size:]
            text = text.lower().rstrip(".") if draw.random() < 0.5 else text
            pieces[item["id"]].append(f"{item['id']}/{len(pieces[item['id']])}")
            interactions.append({**item, "id": pieces[item["id"]][-1], "text": text})
    queries = [
        {**q, "relevant": [piece for r in q["relevant"] for piece in pieces.get(r, ())]} for q in customer["queries"]
    ]
    return {"id": customer["id"], "interactions": interactions, "queries": queries}


def log_of(customer, model):
    connection = sqlite3.connect(":memory:")
    for statement in (*FIRST.strip().split(";\n"), *CREATE_FTS, *CREATE_TIMELINE, *CREATE_VECTORS):
        connection.execute(statement)
    connection.execute("INSERT INTO customer VALUES ('c', '', '', '')")
    clocks = in_order([item["on"] for item in customer["interactions"]])
    for number, (item, on) in enumerate(zip(customer["interactions"], clocks, strict=True)):
        connection.execute(
            "INSERT INTO interaction (seq, id, customer, on_at, who, role, text)"
            " VALUES (?, ?, 'c', ?, ?, 'customer', ?)",
            (number, item["id"], on.isoformat(timespec="microseconds"), item["who"], item["text"]),
        )
    if model:
        rows = due(connection, 10**6)
        keep(connection, model.model, rows, model.encode([text for _, _, text in rows]))
    return CustomerLog(connection, "c", model.model if model else "")


def examples(customer, model):
    """(group, features, which of the candidates are relevant, how many are relevant in all) a query."""
    log = log_of(customer, model)
    queries = [q for q in customer["queries"] if q["relevant"]]
    vectors = model.encode([q["text"] for q in queries]) if model else [None] * len(queries)
    for query, vector in zip(queries, vectors, strict=True):
        read = history.candidates(query["text"], log, vector)
        relevant = set(query["relevant"])
        yield customer["id"], read.features, np.array([i.id in relevant for i in read.interactions]), len(relevant)


def fit(rows):
    kept = [(f, hit) for _, f, hit, _ in rows if hit.any()]
    lengths = np.array([len(f) for f, _ in kept])
    x, starts = np.concatenate([f for f, _ in kept]), np.cumsum(lengths) - lengths
    y = np.concatenate([hit / hit.sum() for _, hit in kept])
    scale = x.std(axis=0) + 1e-9
    x = x / scale

    def loss(w):
        z = x @ w
        top = np.repeat(np.maximum.reduceat(z, starts), lengths)
        e = np.exp(z - top)
        total = np.repeat(np.add.reduceat(e, starts), lengths)
        value = -(y * (z - top - np.log(total))).sum() / len(kept) + RIDGE * w @ w
        return value, x.T @ (e / total - y) / len(kept) + 2 * RIDGE * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x / scale


def recall(rows, weights):
    found = np.zeros(len(DEPTHS))
    for _, features, hit, relevant in rows:
        order = np.lexsort((-np.arange(len(features)), -(features @ weights)))
        found += [hit[order[:depth]].sum() / relevant for depth in DEPTHS]
    return found / len(rows)


def bearing(customers, model, seed=0):
    """Whether the best find bears on the query: a history's own queries against those of others, names exchanged."""
    draw, rows, own = random.Random(seed), [], []
    for customer in customers:
        log, names = log_of(customer, model), speakers(customer)
        asked = [
            (q["text"], set(q["relevant"])) for q in draw.sample(customer["queries"], min(60, len(customer["queries"])))
        ]
        for _ in range(60):
            other = draw.choice([c for c in customers if c is not customer])
            text = draw.choice(other["queries"])["text"]
            for theirs, ours in zip(speakers(other), names, strict=False):
                text = text.replace(theirs, ours)
            asked.append((text, None))
        vectors = model.encode([text for text, _ in asked]) if model else [None] * len(asked)
        for (text, relevant), vector in zip(asked, vectors, strict=True):
            best = history.rank(text, log, vector)[:1]
            read = history.candidates(text, log, vector)
            row = next(n for n, i in enumerate(read.interactions) if i.id == best[0].interaction.id)
            if relevant is None or best[0].interaction.id in relevant:
                found, sense = read.features[row, :2]
                rows.append((found, found / max(read.asked, 1.0), sense))
                own.append(relevant is not None)
    x, y = np.array(rows), np.array(own)
    logit = LogisticRegression(C=10, class_weight="balanced").fit(x, y)
    bears = logit.predict_proba(x)[:, 1]
    print("  bears:", [round(float(w), 2) for w in (logit.intercept_[0], *logit.coef_[0])])
    for share in (0.02, 0.05, 0.1, 0.2):
        enough = np.quantile(bears[~y], 1 - share)
        print(f"  shown at {enough:.2f}: {share:.0%} of strangers', {np.mean(bears[y] >= enough):.0%} of right finds")


def speakers(customer):
    return sorted({item["who"] for item in customer["interactions"]})


def main(paths):
    customers = [json.loads(line) for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    names = sorted({c["id"] for c in customers})
    for model in (None, Kept(Path(tempfile.gettempdir()) / "fit_history")):
        forms = {
            "as it is": [row for c in customers for row in examples(c, model)],
            "in bursts": [row for c in customers for row in examples(bursts(c), model)],
        }
        print("with the encoder" if model else "words alone")
        found = {form: np.zeros(len(DEPTHS)) for form in forms}
        for fold in range(FOLDS):
            out = set(names[fold::FOLDS])
            weights = fit([row for rows in forms.values() for row in rows if row[0] not in out])
            for form, rows in forms.items():
                held = [row for row in rows if row[0] in out]
                found[form] += recall(held, weights) * len(held) / len(rows)
        for form, values in found.items():
            print(f"  recall at {DEPTHS}, {form}:", (100 * values).round(1))
        weights = fit([row for rows in forms.values() for row in rows])
        bearing(customers, model)
        print("  weights:", dict(zip(history.FEATURES, weights.round(2).tolist(), strict=True)))


if __name__ == "__main__":
    main(sys.argv[1:])
