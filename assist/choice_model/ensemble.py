"""Predicted choices: a few models of the same panel, each integrated over what is not known, then averaged.

The models differ in whether attributes may have curved effects. None is best on every panel, an average of them is
seldom beaten by one, and how much each counts is read off the choices themselves: the weights maximise the probability
of every known choice given all the others ("stacking", Yao, Vehtari, Simpson & Gelman, Bayesian Analysis 2018).
"""

from __future__ import annotations

import numpy as np

from assist.choice_model.features import NEVER, Panel, curves, design, last_choices
from assist.choice_model.hierarchy import Draws, fit, individuals
from assist.choice_model.likelihood import Flags, Floats, Integers, likelihood

MEAN_PRECISION = (
    0.05  # of the prior on the population's mean taste: a standard deviation of 4.5 per standardised feature
)
_FLAT = 0.01  # weight of "all models alike" when stacking, as a share of the known choices


def predict(panel: Panel) -> Floats:
    """The probability of each alternative [task, alternative], in the tasks whose choice is unknown; 0 elsewhere.

    Sums to 1 over what was on offer in a task. Where several unknown tasks follow each other, the later ones average
    over what may have been chosen in the earlier ones.
    """
    unknown = np.flatnonzero(panel.chosen < 0)
    last = last_choices(panel)
    predicted, left_out = [], []
    for number, curve in enumerate(curves(panel)):
        columns = design(panel, curve)
        features = columns.given(last)
        if not features.shape[2]:
            return _uniform(panel, unknown)
        data = likelihood(features, panel.offered, panel.chosen, panel.person, panel.people)
        crowd = fit(data, np.full(data.features, MEAN_PRECISION), seed=2 * number)
        draws = individuals(data, crowd, seed=2 * number + 1)
        left_out.append(data.left_out(draws.tastes, draws.weights))
        predicted.append(_predict(panel, columns.columns, columns.habit, last, draws, unknown))
    shares = _stack(np.array(left_out))
    result = np.zeros(panel.offered.shape)
    result[unknown] = np.tensordot(shares, np.array(predicted), 1)
    return result


def _uniform(panel: Panel, unknown: Integers) -> Floats:
    result = np.zeros(panel.offered.shape)
    result[unknown] = panel.offered[unknown] / panel.offered[unknown].sum(1, keepdims=True)
    return result


def _predict(
    panel: Panel, columns: Floats, habit: int | None, last: Integers, draws: Draws, unknown: Integers
) -> Floats:
    """Probabilities [unknown task, alternative] under one model."""
    found = np.zeros((len(unknown), panel.offered.shape[1]))
    state: Floats | None = None  # [draws, alternative]: what the person may have taken last, per draw of their taste
    before = NEVER
    for row, task in enumerate(unknown):
        person = panel.person[task]
        tastes, weights = draws.tastes[person], draws.weights[person]
        utilities = tastes @ columns[task].T
        offered = panel.offered[task]
        if habit is None:
            odds = _shares(utilities, offered)
        else:
            if state is None or before != task - 1 or panel.person[before] != person:
                state = np.zeros((len(weights), len(offered) + 1))
                state[:, last[task]] = 1.0  # NEVER is the extra, last column
            odds = np.zeros_like(utilities)
            moved = np.zeros_like(state)
            for alternative in np.flatnonzero(state.any(0)):
                pulled = utilities.copy()
                if alternative < len(offered):
                    pulled[:, alternative] += tastes[:, habit]
                odds += state[:, alternative, None] * _shares(pulled, offered)
            moved[:, :-1] = odds
            state, before = moved, task
        found[row] = weights @ odds
    return found


def _shares(utilities: Floats, offered: Flags) -> Floats:
    raised = np.where(offered, utilities, -np.inf)
    odds = np.exp(raised - raised.max(1, keepdims=True))
    return np.asarray(odds / odds.sum(1, keepdims=True))


def _stack(left_out: Floats) -> Floats:
    """The weight of each model [model] from log P of each choice given the others [model, choice]."""
    models, choices = left_out.shape
    shares = np.full(models, 1 / models)
    if models == 1 or not choices:
        return shares
    probable = np.exp(left_out - left_out.max(0))
    for _ in range(200):
        credit = shares[:, None] * probable
        earned = (credit / credit.sum(0)).sum(1)
        shares = (earned + _FLAT * choices / models) / (choices * (1 + _FLAT))
    return shares
