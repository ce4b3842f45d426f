"""What all the team's customers take, and how they differ: fitted in the background, read for each reply.

For each dimension a hierarchical logit over the options: people may like an option for itself, for its attributes, and
for having taken it last time. The mean says what a customer takes of whom nothing is known; the covariance says how far
a few choices of one's own move that. Attributes carry over to options that nobody has been offered yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from assist.catalogue import Catalogue
from assist.choice_model.hierarchy import fit, individuals
from assist.records import Choice, Dimension
from assist.tastes import Frame, Population, Taste, frame, scales

SAMPLE = 2000  # customers a dimension is fitted on: more would move its mean by a fortieth of what people differ
HALF_LIVES = (720.0, 240.0, 80.0)  # days after which a choice counts half, tried against "all count alike"
_BETTER = 3.0  # log likelihood that forgetting must gain before old choices count less
_MEAN_PRECISION = 0.25


def learn(choices: Iterable[Choice], catalogue: Catalogue) -> Population:
    """The population of these customers' choices in the catalogue's dimensions.

    Choices without a customer count as one person each. Deterministic. Seconds for a hundred thousand customers: a
    dimension is fitted on a random sample of them.
    """
    records: dict[str, dict[str, list[Choice]]] = {dimension.id: defaultdict(list) for dimension in catalogue}
    for number, choice in enumerate(choices):
        if choice.dimension in records and choice.retracted_on is None:
            records[choice.dimension][choice.customer or f"unnamed {number}"].append(choice)
    return Population(
        {dimension.id: _learn(dimension, records[dimension.id]) for dimension in catalogue if records[dimension.id]}
    )


def _learn(dimension: Dimension, people: Mapping[str, list[Choice]]) -> Taste:
    names = sorted(people)
    if len(names) > SAMPLE:
        names = [names[i] for i in np.sort(np.random.default_rng(0).choice(len(names), SAMPLE, replace=False))]
    records = [sorted(people[name], key=lambda choice: choice.on) for name in names]
    seen = {option for choices in records for choice in choices for option in (*choice.offered, choice.chosen)}
    units = scales(dimension)
    start = Taste(
        customers=len(people),
        options=tuple(dict.fromkeys([*(option.id for option in dimension.options), *sorted(seen)])),
        attributes=tuple(units),
        centre=tuple(centre for centre, _ in units.values()),
        scale=tuple(scale for _, scale in units.values()),
    )
    known = _fitted(frame(dimension, start), records)
    gains = {days: _foresight(replace(known, half_life=days), records) - _BETTER for days in HALF_LIVES}
    days = max(HALF_LIVES, key=lambda days: gains[days])
    if gains[days] > _foresight(known, records):
        known = _fitted(replace(known, half_life=days), records)
    return replace(
        start,
        options=known.options,
        mean=tuple(known.crowd.mean.tolist()),
        covariance=tuple(tuple(row) for row in known.crowd.covariance.tolist()),
        half_life=known.half_life,
    )


def _fitted(plain: Frame, records: Sequence[Sequence[Choice]]) -> Frame:
    crowd = fit(plain.likelihood(records), np.full(plain.features.shape[1], _MEAN_PRECISION))
    return replace(plain, crowd=crowd)


def _foresight(fitted: Frame, records: Sequence[Sequence[Choice]]) -> float:
    """log P of each person's latest choice given their earlier ones, summed over those who have any."""
    longer = [choices for choices in records if len(choices) > 1]
    earlier = [choices[:-1] for choices in longer]
    if not longer:
        return 0.0
    draws = individuals(fitted.likelihood(earlier), fitted.crowd)
    alike = replace(fitted, half_life=None)
    latest = alike.likelihood(longer).at(draws.tastes) - alike.likelihood(earlier).at(draws.tastes)
    return float(np.log((draws.weights * np.exp(latest)).sum(1)).sum())
