"""What people in general want and how they differ, learned from everybody's choices; then each person, given both.

Tastes are taken as normally distributed over people, with a mean and a full covariance. Few choices a person make the
single taste uncertain, so nothing here uses a best guess of it: every step averages over draws of it.

1. Laplace: a normal approximation of each person's taste, for a start (Rossi, Allenby & McCulloch, Bayesian Statistics
   and Marketing, 2005, ch. 5 for the model; Newton steps for the mode).
2. EM by importance sampling: draws around the mode (Student t, so that tails are covered), re-weighted under the
   current mean and covariance, give the next ones (Train 2009, ch. 14). Accelerated by SQUAREM (Varadhan & Roland,
   Scandinavian Journal of Statistics 2008). New draws a few times, since draws made under a poor mean cannot see far.
3. The covariance has the prior of Huang & Wand (Bayesian Analysis 2013): half-t on each standard deviation and uniform
   on each correlation, so that a feature on which people do not differ gets next to no variance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from assist.choice_model.likelihood import Floats, Integers, Likelihood

FREEDOM = 2.0  # Huang & Wand's nu: 2 makes each correlation uniform on (-1, 1)
SPREAD = 1.0  # half-t scale of a standard deviation, per standardised feature
TAILS = 8.0  # degrees of freedom of the proposal
_WIDER = (1.5, 1.3, 1.2)  # proposals wider than the posterior at first: the covariance is still growing then
_START_VARIANCE = 2.0
_SMALLEST, _LARGEST = -6.0, 4.0  # log of a conditional standard deviation, so that a long EM step stays usable


@dataclass(frozen=True, slots=True)
class Crowd:
    """The distribution of tastes over people: mean [d] and covariance [d, d], per unit of each feature."""

    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Draws:
    """Each person's taste as draws [people, draws, d] with weights [people, draws] that sum to 1 a person."""

    tastes: Floats
    weights: Floats


def fit(
    data: Likelihood, precision: Floats, *, draws: int = 64, rounds: int = 4, cycles: int = 3, seed: int = 0
) -> Crowd:
    """The crowd that makes the choices most probable, under the priors.

    `precision` [d] is that of the prior on the mean, which is centred on 0. Deterministic for a given seed.
    """
    d = data.features
    mean = pooled(data, precision)
    modes = np.tile(mean, (data.people, 1))

    def by_laplace(packed: Floats) -> Floats:
        nonlocal modes
        crowd = _unpack(packed, d)
        modes, information = _modes(data, crowd, modes, steps=2)
        inner = np.linalg.inv(information + np.linalg.inv(crowd.covariance))
        return _pack(_update(crowd, modes.mean(0), modes.T @ modes + inner.sum(0), data.people, precision))

    packed = _pack(Crowd(mean, np.eye(d) * _START_VARIANCE))
    packed = _squarem(_squarem(packed, by_laplace), by_laplace)
    random = np.random.default_rng(seed)
    for round_ in range(rounds):
        crowd = _unpack(packed, d)
        modes, information = _modes(data, crowd, modes, steps=2)
        tastes, base = _propose(
            data, crowd, modes, information, draws=draws, wider=_WIDER[min(round_, len(_WIDER) - 1)], random=random
        )
        flat = tastes.reshape(-1, d)

        def by_sampling(packed: Floats, tastes: Floats = tastes, base: Floats = base, flat: Floats = flat) -> Floats:
            crowd = _unpack(packed, d)
            weights = _weights(tastes, base, crowd).reshape(-1)
            second = flat.T @ (flat * weights[:, None])
            return _pack(_update(crowd, weights @ flat / data.people, second, data.people, precision))

        for _ in range(cycles):
            packed = _squarem(packed, by_sampling)
    return _unpack(packed, d)


def pooled(data: Likelihood, precision: Floats) -> Floats:
    """The multinomial logit: one taste [d] for all, under a normal prior of this `precision` [d] centred on 0."""
    mean = np.zeros(data.features)
    for _ in range(15):
        _, gradient, information = data.derivatives(np.tile(mean, (data.people, 1)))
        step = np.linalg.solve(information.sum(0) + np.diag(precision), gradient.sum(0) - precision * mean)
        step *= min(1.0, 3.0 / max(np.abs(step).max(), 1e-12))
        mean = mean + step
        if np.abs(step).max() < 1e-2:
            break
    return mean


def individuals(data: Likelihood, crowd: Crowd, *, draws: int = 200, seed: int = 1) -> Draws:
    """Each person's taste given their own choices and the crowd. People without choices get the crowd itself."""
    modes, information = _modes(data, crowd, np.tile(crowd.mean, (data.people, 1)), steps=12)
    tastes, base = _propose(
        data, crowd, modes, information, draws=draws, wider=_WIDER[-1], random=np.random.default_rng(seed)
    )
    return Draws(tastes, _weights(tastes, base, crowd))


def _modes(data: Likelihood, crowd: Crowd, start: Floats, steps: int) -> tuple[Floats, Floats]:
    """The most probable taste of each person [people, d] and the information of their choices there [people, d, d].

    Newton steps; a step that makes somebody's taste less probable is shortened for that person only.
    """
    inverse = np.linalg.inv(crowd.covariance)

    def height(tastes: Floats, value: Floats) -> Floats:
        off = tastes - crowd.mean
        return np.asarray(value - 0.5 * ((off @ inverse) * off).sum(1))

    tastes = start
    value, gradient, information = data.derivatives(tastes)
    best = height(tastes, value)
    length = np.ones(len(tastes))
    for _ in range(steps):
        slope = gradient - (tastes - crowd.mean) @ inverse
        step = np.linalg.solve(information + inverse, slope[..., None])[..., 0]
        if (step * slope).sum(1).max(initial=0) < 1e-3:
            break
        tried = tastes + length[:, None] * step
        value, new_gradient, new_information = data.derivatives(tried)
        reached = height(tried, value)
        better = reached >= best - 1e-6
        tastes = np.where(better[:, None], tried, tastes)
        gradient = np.where(better[:, None], new_gradient, gradient)
        information = np.where(better[:, None, None], new_information, information)
        best = np.where(better, reached, best)
        length = np.where(better, 1.0, length * 0.4)
    return tastes, information


def _propose(
    data: Likelihood,
    crowd: Crowd,
    modes: Floats,
    information: Floats,
    *,
    draws: int,
    wider: float,
    random: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Draws [people, draws, d] around the modes, in opposite pairs, and log likelihood minus log proposal of each."""
    people, d = modes.shape
    half = random.standard_normal((people, draws // 2, d))
    half /= np.sqrt(random.chisquare(TAILS, (people, draws // 2, 1)) / TAILS)
    standard = np.concatenate([half, -half], 1)
    root = wider * np.linalg.cholesky(np.linalg.inv(information + np.linalg.inv(crowd.covariance)))
    tastes = modes[:, None] + np.matmul(standard, root.transpose(0, 2, 1))
    proposal = -0.5 * (TAILS + d) * np.log1p(np.einsum("nsd,nsd->ns", standard, standard) / TAILS)
    return tastes, data.at(tastes) - proposal


def _weights(tastes: Floats, base: Floats, crowd: Crowd) -> Floats:
    people, draws, d = tastes.shape
    root = np.linalg.cholesky(np.linalg.inv(crowd.covariance))
    off = (tastes.reshape(-1, d) - crowd.mean) @ root
    logs = base - 0.5 * np.einsum("nd,nd->n", off, off).reshape(people, draws)
    weights = np.exp(logs - logs.max(1, keepdims=True))
    return np.asarray(weights / weights.sum(1, keepdims=True))


def _update(crowd: Crowd, mean: Floats, second: Floats, people: int, precision: Floats) -> Crowd:
    """The next crowd from the people's average taste [d] and the sum of its outer products [d, d]."""
    d = len(mean)
    next_mean = np.asarray(np.linalg.solve(people * np.eye(d) + crowd.covariance * precision, people * mean), float)
    cross = np.outer(next_mean, mean)
    scatter = second - people * (cross + cross.T - np.outer(next_mean, next_mean))
    inverse = np.diag(np.linalg.inv(crowd.covariance))
    scales = 0.5 * (FREEDOM + d) / (FREEDOM * inverse + 1 / SPREAD**2)
    return Crowd(next_mean, (scatter + 2 * FREEDOM * np.diag(scales)) / (people + FREEDOM + d - 1))


def _squarem(start: Floats, step: Callable[[Floats], Floats]) -> Floats:
    """Two steps, and from their difference a longer third: Varadhan & Roland 2008, scheme S3."""
    first = step(start)
    second = step(first)
    change, bend = first - start, second - 2 * first + start
    size = float(np.linalg.norm(bend))
    if size < 1e-9:
        return second
    length = float(np.clip(np.linalg.norm(change) / size, 1.0, 16.0))
    return step(start + 2 * length * change + length**2 * bend)


def _pack(crowd: Crowd) -> Floats:
    """Mean and log-Cholesky of the covariance as one vector without constraints."""
    root = np.linalg.cholesky(crowd.covariance)
    np.fill_diagonal(root, np.log(np.diag(root)))
    return np.concatenate([crowd.mean, root[_lower(len(root))]])


def _unpack(packed: Floats, d: int) -> Crowd:
    root = np.zeros((d, d))
    root[_lower(d)] = packed[d:]
    np.fill_diagonal(root, np.exp(np.clip(np.diag(root), _SMALLEST, _LARGEST)))
    return Crowd(packed[:d], root @ root.T)


@cache
def _lower(d: int) -> tuple[Integers, ...]:
    return np.tril_indices(d)
