#!/usr/bin/env python3
"""Make assist/capture_weights.json from files of labelled threads (one JSON object a line, as in tests/cases).

    fit_capture.py [--leave-out] FILE.jsonl[*WEIGHT]...

*WEIGHT says how much a thread of that file counts. With --leave-out nothing is written: each file in turn is read with
weights fitted on the others, and in five folds. Needs SciPy, which the program itself does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from assist import capture  # noqa: E402
from assist.catalogue import from_mapping  # noqa: E402
from assist.evidence import NONE  # noqa: E402
from assist.records import Turn  # noqa: E402
from assist.replies import WITHDRAW  # noqa: E402
from assist.statements import SURE  # noqa: E402
from assist.verdict import WEIGHTS, probabilities  # noqa: E402

PENALTY = 6.0
# What the rules say is believed until the data say otherwise: the weights are drawn towards these.
PRIOR = {
    "rule_surely": 5.0, "rule_maybe": 1.5, "rule_take": 0.5, "clean": 0.5, "against_another": 0.7,
    "none": 2.0, "only_asks": 1.0, "mocked": 1.0, "is_exclaims": -1.0, "is_but_after": -0.3, "is_mildly": -0.5,
    "taken_up": 0.5, "taken_up_clean": 1.5, "taken_up_pending": 0.7, "taken_up_left": 1.0, "echoed_as_done": 1.5,
    "settled": 2.0, "echoed_other": -1.0, "denied": -4.0, "heard_open": 4.0, "asked_again": 1.5, "unmoved": 0.7,
}  # fmt: skip


def read_file(spec):
    path, _, weight = spec.partition("*")
    return [(json.loads(line), float(weight or 1)) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def examples(case):
    """[(rows, target option)] of a thread's turns, its table led by the labels; what labels don't tell is left out."""
    want = {c["dimension"]: c for c in case["choices"]}
    found = {}
    taken_back = [n for n, t in enumerate(case["turns"]) if t["who"] == "customer" and WITHDRAW.search(t["text"])]

    def judge(index, table, rows, proposal):
        dimension = table.dimension.id
        label = want.get(dimension)
        by_rule = proposal is not None and proposal.sure >= SURE
        if label and label["turn"] == index:
            found.setdefault(dimension, []).append((rows, label["chosen"]))
            return label["chosen"], 1.0
        standing = table.choice.chosen if table.choice else None
        if label and index < label["turn"] and by_rule:
            return proposal.option, 1.0  # a choice that was changed later, perhaps: not labelled
        if not label and by_rule and any(index < later for later in taken_back):
            return proposal.option, 1.0
        if standing and not table.fresh:
            rows = {option: row for option, row in rows.items() if option != standing}
        found.setdefault(dimension, []).append((rows, NONE))
        return NONE, 0.0

    capture.readings([Turn(t["who"], t["text"]) for t in case["turns"]], from_mapping(case["catalogue"]), judge)
    return [one for kept in found.values() for one in kept]


def fit(weighted, penalty=PENALTY):
    names = sorted({name for rows, _, _ in weighted for row in rows.values() for name in row})
    column = {name: i for i, name in enumerate(names)}
    flat, starts, targets, counts = [], [], [], []
    for rows, target, weight in weighted:
        starts.append(len(flat))
        for option, row in rows.items():
            if option == target:
                targets.append(len(flat))
            vector = np.zeros(len(names))
            for name, value in row.items():
                vector[column[name]] = value
            flat.append(vector)
        counts.append(weight)
        if len(targets) < len(starts):
            raise ValueError("the target is not among the options")
    x, starts, targets, counts = np.array(flat), np.array(starts), np.array(targets), np.array(counts)
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, len(x)]))

    prior = np.array([PRIOR.get(name, 0.0) for name in names])

    def loss(w):
        score = x @ w
        top = np.maximum.reduceat(score, starts)
        e = np.exp(score - top[group])
        total = np.add.reduceat(e, starts)
        p = e / total[group]
        away = w - prior
        value = -(counts * (score[targets] - top - np.log(total))).sum() + 0.5 * penalty * away @ away
        gradient = x.T @ (p * counts[group]) - x[targets].T @ counts + penalty * away
        return value, gradient

    best = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return dict(zip(names, best.x.round(3).tolist(), strict=True))


def score(cases, weights):
    """Counts (right, found, wanted, offered right, turn right) over threads read with these weights."""

    def judge(index, table, rows, proposal):
        p = probabilities(rows, weights)
        del p[NONE]
        return max(p.items(), key=lambda one: one[1], default=(NONE, 0.0))

    total = np.zeros(5)
    for case in cases:
        turns = [Turn(t["who"], t["text"]) for t in case["turns"]]
        read = [c for c in capture.readings(turns, from_mapping(case["catalogue"]), judge) if c.sure]
        got = {(c.dimension, c.chosen): c for c in read}
        want = {(c["dimension"], c["chosen"]): c for c in case["choices"]}
        both = got.keys() & want.keys()
        offered = sum(set(got[k].offered) == set(want[k]["offered"]) for k in both)
        total += [len(both), len(got), len(want), offered, sum(got[k].turn == want[k]["turn"] for k in both)]
    return total


def tell(name, t):
    right, found, wanted, offered, turn = t.astype(int)
    print(f"{name:28} P {right / max(found, 1):.3f} R {right / max(wanted, 1):.3f} ({right} of {found} and {wanted})")
    print(f"{'':28} offered {offered / max(right, 1):.3f} turn {turn / max(right, 1):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--leave-out", action="store_true")
    parser.add_argument("--penalty", type=float, default=PENALTY)
    args = parser.parse_args()
    files = {spec: read_file(spec) for spec in args.files}
    made = {spec: [[(*e, w) for e in examples(c)] for c, w in cases] for spec, cases in files.items()}
    if not args.leave_out:
        learned = fit([e for rows in made.values() for case in rows for e in case], args.penalty)
        WEIGHTS.write_text(json.dumps(learned, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        return
    for spec, cases in files.items():
        others = [e for other, rows in made.items() if other != spec for case in rows for e in case]
        if others:
            tell(f"{Path(spec).name} by the others", score([c for c, _ in cases], fit(others, args.penalty)))
        folds = np.zeros(5)
        for k in range(5):
            rest = [e for i, case in enumerate(made[spec]) if i % 5 != k for e in case]
            folds += score([c for i, (c, _) in enumerate(cases) if i % 5 == k], fit(others + rest, args.penalty))
        tell(f"{Path(spec).name} five folds", folds)


if __name__ == "__main__":
    main()
