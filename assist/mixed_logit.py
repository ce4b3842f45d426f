"""The usual tool for the job, where it is installed: xlogit's mixed logit, to hold our own model against.

The only xlogit import. The package estimates the population by simulated maximum likelihood (independent normal
tastes); a person's own tastes follow from that and from their record, as in Train 2009, chapter 11: draws from the
population are weighted by how well each explains what the person took.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from assist.choice_model.features import Panel, design
from assist.choice_model.likelihood import Floats, likelihood, shares

_DRAWS = 1000  # a person, as the package has it by default


def installed() -> bool:
    return find_spec("xlogit") is not None


def predict(panel: Panel) -> Floats:
    """The probability of each alternative [task, alternative] in the tasks whose choice is unknown; 0 elsewhere."""
    from xlogit import MixedLogit  # noqa: PLC0415  # an optional extra

    columns = design(panel, "straight")
    tastes = [column for column in range(columns.columns.shape[2]) if column != columns.habit]
    features = columns.columns[..., tastes]
    names = [f"taste {number}" for number in range(len(tastes))]
    known = np.flatnonzero(panel.chosen >= 0)
    alternatives = features.shape[1]
    model = MixedLogit()
    model.fit(
        X=features[known].reshape(-1, len(names)),
        y=(np.arange(alternatives) == panel.chosen[known][:, None]).ravel(),
        varnames=names,
        alts=np.tile(np.arange(alternatives), len(known)),
        ids=np.repeat(known, alternatives),
        avail=panel.offered[known].ravel().astype(int),
        panels=np.repeat(panel.person[known], alternatives),
        randvars=dict.fromkeys(names, "n"),
        n_draws=_DRAWS,
        verbose=0,
    )
    mean, spread = model.coeff_[: len(names)], model.coeff_[len(names) :]
    data = likelihood(features, panel.offered, panel.chosen, panel.person, people=panel.people)
    drawn = mean + spread * np.random.default_rng(0).standard_normal((panel.people, _DRAWS, len(names)))
    explained = data.at(drawn)
    weights = np.exp(explained - explained.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)
    result = np.zeros(panel.offered.shape)
    for task in np.flatnonzero(panel.chosen < 0):
        who = panel.person[task]
        result[task] = shares(features[task] @ drawn[who].T, panel.offered[task]) @ weights[who]
    return result
