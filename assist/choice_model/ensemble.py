"""Predicted choices: a few models of the same panel, each integrated over what is not known, then averaged.

The models differ in whether attributes may have curved effects. None is best on every panel, an average of them is
seldom beaten by one, and how much each counts is read off the choices themselves: the weights maximise the probability
of every known choice given all the others ("stacking", Yao, Vehtari, Simpson & Gelman, Bayesian Analysis 2018).

A forecast can still be surer than it deserves, since people change. That is measured, too: each person's latest known
choices are forecast from the earlier ones, and all probabilities are raised to the power that suits these best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assist.choice_model.features import CURVES, Design, Panel, curves, design, last_choices
from assist.choice_model.hierarchy import Draws, fit, individuals
from assist.choice_model.likelihood import Flags, Floats, Integers, likelihood, shares

MEAN_PRECISION = 0.5  # of the prior on the mean taste, per standardised feature
_FLAT = 0.01  # weight of "all models alike" when stacking, as a share of the known choices
_LATEST = 2  # known choices a person that are forecast from the earlier ones, or half of them where these are fewer
_POWERS = np.linspace(0.4, 1.2, 33)
_POWER_SPREAD = 0.15  # prior standard deviation of the power's logarithm
_AT_ONCE = 4000  # tasks predicted together: bounds memory


@dataclass(frozen=True, slots=True)
class _Answer:
    """One model's word on the unknown tasks [task, alternative], on the latest known ones, and on each known choice."""

    unknown: Floats
    latest: Floats
    left_out: Floats


def predict(panel: Panel) -> Floats:
    """The probability of each alternative [task, alternative], in the tasks whose choice is unknown; 0 elsewhere.

    Sums to 1 over what was on offer in a task. Where several unknown tasks follow each other, the later ones average
    over what may have been chosen in the earlier ones. Deterministic.
    """
    unknown = np.flatnonzero(panel.chosen < 0)
    result = np.zeros(panel.offered.shape)
    if not len(unknown):
        return result
    latest = _latest(panel)
    answers = []
    for curve in curves(panel):
        columns = design(panel, curve)
        if not columns.columns.shape[2]:
            result[unknown] = panel.offered[unknown] / panel.offered[unknown].sum(1, keepdims=True)
            return result
        answers.append(_ask(panel, columns, unknown, latest, seed=CURVES.index(curve)))
    weights = _stack(np.array([answer.left_out for answer in answers]))
    found = np.tensordot(weights, np.array([answer.unknown for answer in answers]), 1)
    tested = np.tensordot(weights, np.array([answer.latest for answer in answers]), 1)
    result[unknown] = _raised(found, _power(tested, panel.chosen[latest]))
    return result


def _ask(panel: Panel, columns: Design, unknown: Integers, latest: Integers, seed: int) -> _Answer:
    """Fit one model and let it answer."""
    earlier = panel.without(latest)
    data, before = (
        likelihood(columns.given(last_choices(known)), known.offered, known.chosen, known.person, people=known.people)
        for known in (panel, earlier)
    )
    crowd = fit(data, np.full(data.features, MEAN_PRECISION), seed=2 * seed)
    draws = individuals(data, crowd, seed=2 * seed + 1)
    drawn_before = individuals(before, crowd, draws=100, seed=2 * seed + 1)
    return _Answer(
        unknown=_forecast(panel, columns, draws, unknown),
        latest=_forecast(earlier, columns, drawn_before, latest),
        left_out=data.left_out(draws.tastes, draws.weights),
    )


def _latest(panel: Panel) -> Integers:
    known = np.flatnonzero(panel.chosen >= 0)
    counts = np.bincount(panel.person[known], minlength=panel.people)
    ends, held = np.cumsum(counts), np.minimum(counts // 2, _LATEST)
    recent = np.arange(len(known)) >= (ends - held)[panel.person[known]]
    return known[recent]


def _forecast(panel: Panel, columns: Design, draws: Draws, tasks: Integers) -> Floats:
    """Probabilities [task of `tasks`, alternative] under one model, for tasks whose choice `panel` does not know."""
    last = last_choices(panel)
    found = np.zeros((len(tasks), panel.offered.shape[1]))
    start = 0
    while start < len(tasks):
        stop = min(start + _AT_ONCE, len(tasks))
        while stop < len(tasks) and panel.person[tasks[stop]] == panel.person[tasks[stop - 1]]:
            stop += 1
        part = tasks[start:stop]
        who = panel.person[part]
        utilities = np.matmul(columns.columns[part], draws.tastes[who].transpose(0, 2, 1))
        habit = None if columns.habit is None else draws.tastes[who, :, columns.habit]
        odds = _chain(utilities, panel.offered[part], habit, last=last[part], follows=_follows(panel, part))
        found[start:stop] = np.matmul(odds, draws.weights[who][:, :, None])[..., 0]
        start = stop
    return found


def _follows(panel: Panel, tasks: Integers) -> Flags:
    """Whether the task just before, of the same person, is to be predicted as well [task]."""
    follows = np.zeros(len(tasks), dtype=bool)
    follows[1:] = (np.diff(tasks) == 1) & (panel.person[tasks][1:] == panel.person[tasks][:-1])
    return follows


def _chain(utilities: Floats, offered: Flags, habit: Floats | None, *, last: Integers, follows: Flags) -> Floats:
    """Probabilities [task, alternative, draws] of tasks in a row, where each choice makes the same one likelier next.

    The last choice is a Markov chain within each draw of a taste, so its distribution can be carried along exactly.
    """
    if habit is None:
        return shares(utilities, offered)
    tasks, alternatives, _ = utilities.shape
    odds = np.zeros_like(utilities)
    step = np.zeros(tasks, dtype=np.intp)
    for task in np.flatnonzero(follows):
        step[task] = step[task - 1] + 1
    for number in range(step.max() + 1):
        now = np.flatnonzero(step == number)
        # What was chosen last [task, alternative, draws]; before the first choice, nothing was.
        state = odds[now - 1] if number else np.eye(alternatives + 1)[last[now], :-1, None] * np.ones_like(odds[now])
        odds[now] = (1 - state.sum(1, keepdims=True)) * shares(utilities[now], offered[now])
        for alternative in range(alternatives):
            pulled = utilities[now]
            pulled[:, alternative] += habit[now]
            odds[now] += state[:, [alternative]] * shares(pulled, offered[now])
    return odds


def _stack(left_out: Floats) -> Floats:
    """The weight of each model [model] from log P of each choice given the others [model, choice]."""
    models, choices = left_out.shape
    weights = np.full(models, 1 / models)
    if models == 1 or not choices:
        return weights
    probable = np.exp(left_out - left_out.max(0))
    for _ in range(200):
        credit = weights[:, None] * probable
        earned = (credit / credit.sum(0)).sum(1)
        weights = (earned + _FLAT * choices / models) / (choices * (1 + _FLAT))
    return weights


def _power(forecast: Floats, chosen: Integers) -> float:
    """The power of `forecast` [task, alternative] under which what was `chosen` [task] is most probable."""
    row = np.arange(len(chosen))
    heights = [
        np.log(np.maximum(_raised(forecast, power)[row, chosen], 1e-12)).sum()
        - 0.5 * (np.log(power) / _POWER_SPREAD) ** 2
        for power in _POWERS
    ]
    return float(_POWERS[int(np.argmax(heights))])


def _raised(probabilities: Floats, power: float) -> Floats:
    powers = probabilities**power
    return np.asarray(powers / powers.sum(1, keepdims=True))
