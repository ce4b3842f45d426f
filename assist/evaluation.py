"""How good the forecasts are: each person's last two choices are hidden, forecast from the rest, and held against
what was taken; beside ours stand the plain ways of doing it, so that a figure has something to mean.

Only people with at least four known choices are counted: two must be left to know somebody by.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from assist import mixed_logit
from assist.choice_model import ensemble
from assist.choice_model.features import Panel
from assist.choice_model.likelihood import Floats, Integers
from assist.choice_model.references import everyone_alike, own_frequencies
from assist.panels import Row, as_panel, read_tasks

Method = Callable[[Panel], Floats]
OURS, ALIKE, OWN, MIXED = "this model", "everyone alike", "own frequencies", "mixed logit (xlogit)"
HIDDEN, FEWEST = 2, 4
BINS = 10
_LEAST = 1e-9  # a probability of 0 for what then happened would make every average infinite


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts whose likeliest alternative was given about the same probability: how many, the mean probability
    `stated` and the share `found` in which that alternative was taken."""

    count: int
    stated: float
    found: float


@dataclass(frozen=True, slots=True)
class Score:
    """One method on one panel.

    `top1` is the share of forecasts whose likeliest alternative was taken, `log_loss` the mean of -log P of what was
    taken, `calibration_error` the mean of |stated - found| over `bins`, weighted by their counts; `seconds` is the time
    on the wall for fitting and forecasting.
    """

    method: str
    top1: float
    log_loss: float
    bins: tuple[Bin, ...]
    seconds: float

    @property
    def calibration_error(self) -> float:
        total = sum(each.count for each in self.bins)
        return sum(each.count * abs(each.stated - each.found) for each in self.bins) / total


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every method on one file: `people` counted, `choices` hidden and forecast."""

    name: str
    people: int
    choices: int
    scores: tuple[Score, ...]


def methods(labelled: bool) -> dict[str, Method]:
    """What is compared, by the name to show. Own frequencies need alternatives that mean the same each time."""
    found: dict[str, Method] = {OURS: ensemble.predict, ALIKE: everyone_alike}
    if labelled:
        found[OWN] = own_frequencies
    if mixed_logit.installed():
        found[MIXED] = mixed_logit.predict
    return found


def evaluate_file(path: Path, labelled: bool) -> Evaluation:
    """Every method on a file of choice data (format: `assist/panels.py`).

    Raises ValueError where the file is not choice data or nobody in it has four known choices, OSError where it cannot
    be read.
    """
    panel = as_panel(kept(read_tasks(path)), labelled)
    return evaluate(path.stem, panel, latest(panel), methods(labelled))


def evaluate(name: str, panel: Panel, hidden: Integers, compared: Mapping[str, Method]) -> Evaluation:
    """Each method on a panel whose choices are known, with those of the tasks `hidden` taken out."""
    unknown, taken = panel.without(hidden), panel.chosen[hidden]
    scores = []
    for method, predict in compared.items():
        begin = time.perf_counter()
        forecast = predict(unknown)[hidden]
        scores.append(score(method, forecast, taken, time.perf_counter() - begin))
    return Evaluation(name, panel.people, len(hidden), tuple(scores))


def kept(tasks: Sequence[list[Row]]) -> list[list[Row]]:
    """The tasks with a known choice of the people who have at least four of them. Raises ValueError where none has."""
    known = [rows for rows in tasks if rows[0].chosen is not None]
    counts: dict[str, int] = {}
    for rows in known:
        counts[rows[0].person] = counts.get(rows[0].person, 0) + 1
    enough = [rows for rows in known if counts[rows[0].person] >= FEWEST]
    if not enough:
        raise ValueError(f"nobody has {FEWEST} known choices, so that {HIDDEN} could be hidden")
    return enough


def latest(panel: Panel, each: int = HIDDEN) -> Integers:
    """The last `each` tasks of every person."""
    ends = np.searchsorted(panel.person, panel.person, side="right")
    return np.flatnonzero(ends - np.arange(len(panel.person)) <= each)


def score(method: str, forecast: Floats, taken: Integers, seconds: float) -> Score:
    """Hold a `forecast` [choice, alternative] against what was `taken` [choice]."""
    best = forecast.argmax(1)
    stated, right = forecast.max(1), best == taken
    place = np.minimum((stated * BINS).astype(int), BINS - 1)
    given = np.maximum(forecast[np.arange(len(taken)), taken], _LEAST)
    return Score(
        method=method,
        top1=float(right.mean()),
        log_loss=float(-np.log(given).mean()),
        bins=tuple(
            Bin(int((place == k).sum()), float(stated[place == k].mean()), float(right[place == k].mean()))
            for k in np.unique(place)
        ),
        seconds=seconds,
    )


def table(evaluation: Evaluation) -> Table:
    """The scores as a table for a terminal; the best of each column is bold."""
    shown = Table(title=f"{evaluation.name}: {evaluation.choices} hidden choices of {evaluation.people} people")
    shown.add_column("")
    for column in ("top-1", "log-loss", "calibration error", "seconds"):
        shown.add_column(column, justify="right")
    scores = evaluation.scores
    columns = [
        _column([each.top1 for each in scores], "{:.1%}", max),
        _column([each.log_loss for each in scores], "{:.3f}", min),
        _column([each.calibration_error for each in scores], "{:.3f}", min),
        [f"{each.seconds:.2f}" for each in scores],
    ]
    for each, cells in zip(scores, zip(*columns, strict=True), strict=True):
        shown.add_row(each.method, *cells)
    return shown


def _column(values: list[float], shape: str, best: Callable[[list[float]], float]) -> list[str]:
    cells = [shape.format(value) for value in values]
    winner = cells[values.index(best(values))]
    return [f"[bold]{cell}[/bold]" if cell == winner else cell for cell in cells]
