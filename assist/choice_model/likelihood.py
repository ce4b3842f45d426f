"""How probable a person's choices are, for a given taste: the multinomial logit, for everybody at once.

The cost of fitting is all here, so people with about the same number of choices are stacked into one array, and only
differences to the chosen alternative are kept: log P = -log(1 + sum over the others of exp(difference . taste)).

Source of the formula: K. Train, Discrete Choice Methods with Simulation, 2nd ed. 2009, chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Flags = NDArray[np.bool_]

_STRETCH = 1.4  # people whose numbers of choices differ by less share a stack; beyond, padding costs more than it saves
_CHUNK = 4_000_000  # utilities held at once: bounds memory whatever the number of draws
_LARGEST = 50.0  # a utility difference beyond which a probability is 0 or 1 in double precision


@dataclass(frozen=True, slots=True)
class Stack:
    """`n` people with up to `t` choices each among `j` alternatives, told by `d` features.

    people [n]; differences [n, t * (j - 1), d], others minus chosen; rivals [n, t, j - 1], 1 where another alternative
    was on offer; weights [n, t], how much a choice counts, 0 where a person has fewer than `t`.
    """

    people: Integers
    differences: Floats
    rivals: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The choices of `people` persons. `tastes` are utilities per unit of each feature."""

    people: int
    features: int
    stacks: tuple[Stack, ...]

    def at(self, tastes: Floats) -> Floats:
        """log P of each person's choices [people, draws] at `tastes` [people, draws, features]."""
        total = np.zeros(tastes.shape[:2])
        for stack in self.stacks:
            for part in _parts(stack, tastes.shape[1]):
                logs = _logs(stack, tastes[stack.people, part])
                total[stack.people, part] = np.matmul(stack.weights[:, None, :], logs)[:, 0]
        return total

    def derivatives(self, tastes: Floats) -> tuple[Floats, Floats, Floats]:
        """log P [people], its gradient [people, features] and information [people, features, features] at one taste
        a person [people, features]."""
        value = np.zeros(self.people)
        gradient = np.zeros((self.people, self.features))
        information = np.zeros((self.people, self.features, self.features))
        for stack in self.stacks:
            n, t, others = stack.rivals.shape
            utilities = np.matmul(stack.differences, tastes[stack.people][:, :, None])[..., 0].reshape(n, t, others)
            odds = np.exp(np.clip(utilities, -_LARGEST, _LARGEST)) * stack.rivals
            whole = 1 + odds.sum(2)
            weighted = (odds * (stack.weights / whole)[..., None]).reshape(n, t * others, 1) * stack.differences
            expected = weighted.reshape(n, t, others, self.features).sum(2)
            value[stack.people] = -(stack.weights * np.log(whole)).sum(1)
            gradient[stack.people] = -expected.sum(1)
            # The weights stand once in `expected`; its outer product needs them once, too.
            spread = expected / np.where(stack.weights > 0, stack.weights, 1)[..., None]
            information[stack.people] = np.matmul(weighted.transpose(0, 2, 1), stack.differences) - np.matmul(
                expected.transpose(0, 2, 1), spread
            )
        return value, gradient, information

    def left_out(self, tastes: Floats, weights: Floats) -> Floats:
        """log P of every choice given all the others, one number a choice, in an order that depends on the stacks only.

        By importance sampling from the draws `tastes` [people, draws, features] with `weights` [people, draws]: the
        harmonic mean. Source: Gelfand, Dey & Chang 1992; used for stacking by Yao et al., Bayesian Analysis 2018.
        """
        found = []
        for stack in self.stacks:
            inverse = np.zeros(stack.weights.shape)
            for part in _parts(stack, tastes.shape[1]):
                logs = _logs(stack, tastes[stack.people, part])
                inverse += np.matmul(np.exp(np.minimum(-logs, _LARGEST)), weights[stack.people, part][:, :, None])[
                    ..., 0
                ]
            found.append(-np.log(inverse[stack.weights > 0]))
        return np.concatenate(found) if found else np.zeros(0)


def likelihood(
    features: Floats, offered: Flags, chosen: Integers, person: Integers, *, people: int, weights: Floats | None = None
) -> Likelihood:
    """The likelihood of the tasks with a known choice.

    features [task, alternative, feature]; offered [task, alternative]; chosen [task], -1 where unknown; person [task],
    0 to `people` - 1, each person's tasks together; weights [task], 1 each where not given.
    """
    known = np.flatnonzero(chosen >= 0)
    tasks, alternatives, count = len(known), features.shape[1], features.shape[2]
    other = np.ones((tasks, alternatives), dtype=bool)
    other[np.arange(tasks), chosen[known]] = False
    rivals = offered[known][other].reshape(tasks, alternatives - 1)
    differences = features[known] - features[known, chosen[known]][:, None, :]
    differences = differences[other].reshape(tasks, alternatives - 1, count) * rivals[..., None]
    counts = np.ones(tasks) if weights is None else weights[known]

    lengths = np.bincount(person[known], minlength=people)
    first = np.concatenate([[0], np.cumsum(lengths)])
    order = np.argsort(lengths, kind="stable")
    order = order[lengths[order] > 0]
    stacks = []
    while len(order):
        longest = max(lengths[order[0]] * _STRETCH, lengths[order[0]] + 1)
        group, order = order[lengths[order] <= longest], order[lengths[order] > longest]
        steps = np.arange(lengths[group].max())
        inside = steps < lengths[group][:, None]
        where = np.where(inside, first[group][:, None] + steps, 0)
        n, t = where.shape
        stacks.append(
            Stack(
                people=group,
                differences=(differences[where] * inside[..., None, None]).reshape(n, t * (alternatives - 1), count),
                rivals=(rivals[where] & inside[..., None]).astype(float),
                weights=counts[where] * inside,
            )
        )
    return Likelihood(people, count, tuple(stacks))


def shares(utilities: Floats, offered: Flags) -> Floats:
    """Logit probabilities [..., alternative, draws] of `utilities` among what is `offered` [..., alternative]."""
    raised = np.where(offered[..., None], utilities, -np.inf)
    raised -= raised.max(-2, keepdims=True)
    odds: Floats = np.exp(raised, out=raised)
    odds /= odds.sum(-2, keepdims=True)
    return odds


def _parts(stack: Stack, draws: int) -> list[slice]:
    width = max(_CHUNK // max(stack.rivals.size, 1), 1)
    return [slice(start, min(start + width, draws)) for start in range(0, draws, width)]


def _logs(stack: Stack, tastes: Floats) -> Floats:
    """log P of each choice [n, t, draws] at tastes [n, draws, features]."""
    n, t, others = stack.rivals.shape
    odds: Floats = np.matmul(stack.differences, tastes.transpose(0, 2, 1))
    np.minimum(odds, _LARGEST, out=odds)
    np.exp(odds, out=odds)
    odds *= stack.rivals.reshape(n, t * others, 1)
    logs: Floats = -np.log1p(odds.reshape(n, t, others, tastes.shape[1]).sum(2))
    return logs
