"""The option a sentence speaks for, held against what this customer asked for, refused and took before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from assist.catalogue import Mention
from assist.projection.context import Context, Standing
from assist.projection.linking import scores

NAMED = 0.5  # the weight from which an option counts as named
FACTS = tuple(
    """link margin share named_here named_elsewhere options clear clear_same clear_diff record taken_share last_same
    asked_same asked_other refused_same named_same named_other note_asked_same note_refused_same note_named_same
    note_other decided_ok even_elsewhere even_here asked_by_refusal""".split()
)
MENTION_FACTS = tuple(
    """mention mention_same mention_options mention_clear_diff mention_clear_same mention_message_same
    mention_message_other mention_rest""".split()
)


@dataclass(frozen=True, slots=True)
class Pressing:
    """The option that a sentence speaks for most, with how the customer stands to it; `standing` None for none.

    `score` is the weight of the words that name it, `margin` its lead over the dimension's runner-up.
    """

    standing: Standing | None
    option: str
    score: float
    margin: float


def pressing(present: Set[str], context: Context) -> Pressing:
    """Which option the `keys` of a sentence speak for, over all dimensions."""
    best, most = Pressing(None, "", 0.0, 0.0), 0.0
    for standing in context.standings:
        ranked = sorted(scores(present, standing.dimension).items(), key=lambda pair: -pair[1])
        if not ranked or ranked[0][1] <= 0:
            continue
        margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
        # of two dimensions named alike, the one with a clear record is the likelier subject
        weight = margin + 0.5 * ranked[0][1] + (0.3 if standing.clear else 0.0)
        if weight > most:
            best, most = Pressing(standing, ranked[0][0], ranked[0][1], margin), weight
    return best


def facts(
    present: Set[str], pressed: Pressing, others: Set[str], even: Sequence[Mapping[str, int]], at: int
) -> list[float]:
    """`FACTS` about the option that sentence `at` presses; zeros where it presses none.

    `others` are the keys of the rest of the draft, `even` how many options of each dimension each sentence names.
    """
    standing = pressed.standing
    if standing is None:
        return [0.0] * len(FACTS)
    option, dimension, choices = pressed.option, standing.dimension, standing.choices
    message, notes, size = standing.message, standing.notes, len(standing.dimension.options)
    here, elsewhere = scores(present, dimension), scores(others, dimension)

    def other(named: Mapping[str, float]) -> float:
        return max((score for name, score in named.items() if name != option), default=0.0)

    asked, refused = message.asked.get(option, 0.0), message.refused.get(option, 0.0)
    return [
        pressed.score,
        pressed.margin,
        pressed.score / (sum(here.values()) or 1.0),
        float(_named(here)),
        float(sum(score > NAMED for name, score in elsewhere.items() if name != option)),
        float(size),
        float(standing.clear is not None),
        float(standing.clear == option),
        float(standing.clear not in (None, option)),
        float(len(choices)),
        sum(one.chosen == option for one in choices) / len(choices) if choices else -0.2,
        float(bool(choices) and choices[-1].chosen == option),
        asked,
        other(message.asked),
        refused,
        message.named.get(option, 0.0),
        other(message.named),
        notes.asked.get(option, 0.0),
        notes.refused.get(option, 0.0),
        notes.named.get(option, 0.0),
        other(notes.named),
        float(standing.clear == option or (asked > NAMED and asked >= other(message.asked))),
        max((found.get(dimension.id, 0) for place, found in enumerate(even) if place != at), default=0) / size,
        even[at].get(dimension.id, 0) / size,
        float(size == 2 and other(message.refused) > NAMED and refused < other(message.refused)),
    ]


def mention_facts(
    here: Sequence[Mention],
    rest: Iterable[Mention],
    in_message: Iterable[Mention],
    pressed: Pressing,
    context: Context,
) -> list[float]:
    """`MENTION_FACTS`: the same question put to the catalogue's own reading of names, which errs differently."""
    if not here:
        return [0.0] * len(MENTION_FACTS)
    best = max(here, key=lambda one: one.weight)
    standing = next(one for one in context.standings if one.dimension.id == best.dimension)

    def options(found: Iterable[Mention]) -> set[str]:
        return {one.option for one in found if one.dimension == best.dimension and one.weight >= NAMED}

    said = options(in_message)
    return [
        best.weight,
        float(best.option == pressed.option and pressed.standing is standing),
        float(len(options(here))),
        best.weight * float(standing.clear not in (None, best.option)),
        best.weight * float(standing.clear == best.option),
        best.weight * float(best.option in said),
        best.weight * float(bool(said - {best.option})),
        float(len(options(rest) - {best.option})),
    ]


def _named(weights: Mapping[str, float]) -> int:
    return sum(weight > NAMED for weight in weights.values())


def evenly(present: Set[str], context: Context) -> dict[str, int]:
    """How many options of each dimension a sentence names: two or more are offered side by side."""
    return {one.dimension.id: _named(scores(present, one.dimension)) for one in context.standings}
