"""What it costs to treat everyone alike: makes `docs/alike.png` and prints its numbers.

    python docs/training/show_alike.py electricity.csv train.csv yogurt.csv self_other.csv docs/alike.png

The first three are choice data in the format of `assist/panels.py`, the last two choices of each person hidden; in
yogurt.csv an `alt` is a brand. self_other.csv is OpenNeuro ds001882 as one table (subject,run,onset,for_other,choice,
money_left,delay_left,money_right,delay_right): 20 people took money sooner or more of it later, for themselves and for
another person. Hidden is the second half of what each took for the other.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from assist.charts import Bars, cost_of_alike
from assist.choice_model import ensemble
from assist.choice_model.features import Panel
from assist.choice_model.references import everyone_alike
from assist.evaluation import ALIKE, Score, evaluate_file, score

Trial = Mapping[str, str]
TITLES = {
    "electricity": "Electricity supplier, 361 people, 4 offers",
    "train": "Train journey, 235 people, 2 offers",
    "yogurt": "Yogurt bought, 100 households, 4 brands",
}
LABELLED = {"yogurt"}
OTHER_TITLE = "Money now or later, chosen for someone else, 20 people"


def for_another(path: Path) -> list[Score]:
    """How well what people took for another is foreseen from what they take themselves, from everybody, from the
    record of what they took for that other before."""
    with path.open(encoding="utf-8", newline="") as lines:
        trials = list(csv.DictReader(lines))
    people = sorted({trial["subject"] for trial in trials})
    own, others = (
        [[trial for trial in trials if (trial["subject"], trial["for_other"]) == (person, flag)] for person in people]
        for flag in ("0", "1")
    )
    earlier = [record[: len(record) // 2] for record in others]
    later = [record[len(record) // 2 :] for record in others]
    taken = np.array([_taken(trial) for record in later for trial in record])
    found = []
    for name, known, predict in (
        ("by the chooser's own taste", own, ensemble.predict),
        ("by everybody's record", earlier, everyone_alike),
        ("by that person's record", earlier, ensemble.predict),
    ):
        panel = _panel(known, later)
        found.append(score(name, predict(panel)[panel.chosen < 0], taken, 0.0))
    return found


def _panel(known: Sequence[Sequence[Trial]], later: Sequence[Sequence[Trial]]) -> Panel:
    """Each person's known choices and after them those to foresee."""
    rows = [(person, trial, _taken(trial)) for person, record in enumerate(known) for trial in record]
    rows += [(person, trial, -1) for person, record in enumerate(later) for trial in record]
    rows.sort(key=lambda row: row[0])
    attributes = np.array(
        [[[float(trial[f"{what}_{side}"]) for what in ("money", "delay")] for side in ("left", "right")]
         for _, trial, _ in rows]
    )  # fmt: skip
    person = np.array([person for person, _, _ in rows])
    chosen = np.array([taken for _, _, taken in rows])
    return Panel(attributes, np.ones(attributes.shape[:2], dtype=bool), chosen, person, len(known), labelled=False)


def _taken(trial: Trial) -> int:
    return int(trial["choice"]) - 1


def main(files: Sequence[Path], picture: Path) -> None:
    groups = []
    for path in files:
        if path.stem in TITLES:
            scores = {each.method: each for each in evaluate_file(path, path.stem in LABELLED).scores}
            ours = next(iter(scores.values()))
            bars = (("everyone alike", scores[ALIKE]), ("by each one's own record", ours))
            groups.append(Bars(TITLES[path.stem], tuple((name, each.top1) for name, each in bars)))
        else:
            bars = tuple((each.method, each) for each in for_another(path))
            groups.append(Bars(OTHER_TITLE, tuple((name, each.top1) for name, each in bars)))
        for name, each in bars:
            print(f"{path.stem:12} {name:28} top-1 {each.top1:.1%}  log-loss {each.log_loss:.3f}")
    cost_of_alike(groups, picture)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:-1]], Path(sys.argv[-1]))
