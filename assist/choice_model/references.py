"""What the model is held against: treating everyone alike, and going by each person's own frequencies."""

from __future__ import annotations

import numpy as np

from assist.choice_model.features import Panel, design
from assist.choice_model.hierarchy import pooled
from assist.choice_model.likelihood import Floats, likelihood, shares

_RIDGE = 0.01
_PSEUDO = 1.0  # choices' worth of everybody's frequencies that each person starts with


def everyone_alike(panel: Panel) -> Floats:
    """Multinomial logit, one taste for all: probabilities [task, alternative] as in `ensemble.predict`."""
    columns = design(panel, "straight")
    features = columns.columns
    known = likelihood(features, panel.offered, panel.chosen, panel.person, people=panel.people)
    taste = pooled(known, np.full(known.features, _RIDGE))
    return _unknown_only(panel, shares((features @ taste)[..., None], panel.offered)[..., 0])


def own_frequencies(panel: Panel) -> Floats:
    """How often each person took each alternative, one choice's worth of everybody's frequencies added.

    Means something only where alternatives are labelled. Probabilities [task, alternative] as in `ensemble.predict`.
    """
    known = np.flatnonzero(panel.chosen >= 0)
    counts = np.zeros((panel.people, panel.offered.shape[1]))
    np.add.at(counts, (panel.person[known], panel.chosen[known]), 1.0)
    everybody = counts.sum(0) + 1.0
    weights = np.where(panel.offered, (counts + _PSEUDO * everybody / everybody.sum())[panel.person], 0.0)
    return _unknown_only(panel, weights / weights.sum(1, keepdims=True))


def _unknown_only(panel: Panel, probabilities: Floats) -> Floats:
    return np.asarray(np.where((panel.chosen < 0)[:, None], probabilities, 0.0))
