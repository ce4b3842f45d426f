"""A sentence's sense held against its customer, as numbers: the second half of what the readers weigh.

`features.py` counts words; here the same questions are put to meaning. `NAMES[i]` is column `i` of `linked`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assist.projection.context import Context, Standing
from assist.projection.odds import Array
from assist.projection.pressing import NAMED, Pressing
from assist.projection.sense import ACTS, ASKED, STANCES, Sense, Senses

SURE = 0.6  # from here on sense alone tells which option a sentence presses
_BESIDE = ("even", "press", "done", "feel", "own", "crowd", "record")
_ABOUT = (
    "clear_same", "clear_other", "asked_same", "asked_other", "refused_same", "refused_other", "spoken_same",
    "noted_same", "noted_other", "unwanted_same", "share", "last",
)  # fmt: skip
_FOR, _AGAINST, _SPEAKS = (STANCES.index(name) for name in ("for", "against", "about"))


def linked(senses: Senses, context: Context) -> Array:
    """Shape (sentences, features): a draft's sentences held against the customer."""
    draft = senses.draft
    if not draft:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    tables = [_table(at, one, senses.message, senses.notes) for at, one in enumerate(context.standings)]
    acts = np.stack([sense.acts for sense in draft])
    asked = _asked(senses.message, context)
    return np.array([_row(at, draft, acts, tables, asked) for at in range(len(draft))], dtype=np.float32)


def by_sense(pressed: Pressing, sense: Sense, context: Context) -> Pressing:
    """What a sentence presses: by its words where they name an option, else by its sense where that is sure of one."""
    if pressed.standing is not None and pressed.score >= NAMED and pressed.margin > 0:
        return pressed
    best, most = pressed, SURE
    for standing, odds in zip(context.standings, sense.links, strict=True):
        place = int(odds.argmax())
        if place and odds[place] >= most:
            most = float(odds[place])
            best = Pressing(standing, standing.dimension.options[place - 1].id, most, 2 * most - 1)
    return best


def _table(at: int, standing: Standing, message: Sequence[Sense], notes: Sequence[Sense]) -> Array:
    """Shape (options, `_ABOUT`): how the customer stands to each option of a dimension."""
    options = [option.id for option in standing.dimension.options]
    choices = standing.choices

    def most(senses: Sequence[Sense], stance: int) -> Array:
        found = [sense.links[at][1:] * sense.stance[stance] for sense in senses]
        return np.max(found, axis=0) if found else np.zeros(len(options), dtype=np.float32)

    def others(each: Array) -> Array:
        return np.array([max([*each[:i], *each[i + 1 :]], default=0.0) for i in range(len(each))])

    clear = np.array([float(option == standing.clear) for option in options])
    asked, refused, spoken = (most(message, stance) for stance in (_FOR, _AGAINST, _SPEAKS))
    noted, unwanted = most(notes, _FOR), most(notes, _AGAINST)
    taken = np.array([sum(one.chosen == option for one in choices) / max(len(choices), 1) for option in options])
    last = np.array([float(bool(choices) and choices[-1].chosen == option) for option in options])
    columns = (
        clear, others(clear), asked, others(asked), refused, others(refused), spoken,
        noted, others(noted), unwanted, taken, last,
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _asked(message: Sequence[Sense], context: Context) -> tuple[float, float]:
    """How surely the customer asks for the agent's own view, and for what others do."""
    most = np.max([one.asked for one in message], axis=0) if message else np.zeros(len(ASKED))
    view, crowd = float(most[ASKED.index("view")]), float(most[ASKED.index("crowd")])
    return max(view, float(context.asks_advice)), max(crowd, float(context.asks_crowd))


def _row(
    at: int, draft: Sequence[Sense], acts: Array, tables: Sequence[Array], asked: tuple[float, float]
) -> list[float]:
    sense = draft[at]
    act = dict(zip(ACTS, map(float, sense.acts), strict=True))
    expected = np.zeros(len(_ABOUT), dtype=np.float32)
    link = lead = 0.0
    leads = 0
    for odds, table in zip(sense.links, tables, strict=True):
        expected += odds[1:] @ table
        if 1.0 - odds[0] > link:
            ranked = np.sort(odds[1:])[::-1]
            link, lead = float(1.0 - odds[0]), float(ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0))
        leads += bool(odds[0] < 0.5)
    about = dict(zip(_ABOUT, map(float, expected), strict=True))
    rest = np.delete(acts, at, axis=0)
    beside = {name: float(rest[:, ACTS.index(name)].max()) if len(rest) else 0.0 for name in _BESIDE}
    near = acts[max(0, at - 1) : at + 2].sum(axis=0) - acts[at]
    pushed = act["press"] + act["done"] + act["presuppose"]
    decided = act["done"] + act["presuppose"]
    wanted = max(about["clear_same"], about["asked_same"], about["noted_same"])
    for_view, for_crowd = asked
    return [
        *act.values(),
        link,
        lead,
        float(leads),
        *about.values(),
        *beside.values(),
        *(float(near[ACTS.index(name)]) for name in _BESIDE),
        pushed * about["clear_other"],
        pushed * about["asked_other"],
        pushed * about["refused_same"],
        pushed * about["noted_other"],
        pushed * link * (1.0 - wanted),
        decided * link,
        decided * link * (1.0 - wanted) * (1.0 - beside["even"]),
        decided * wanted,
        act["feel"] * link,
        act["feel"] * link * (1.0 - max(about["asked_same"], about["noted_same"])),
        act["own"] * link * (1.0 - for_view),
        act["crowd"] * link * (1.0 - for_crowd),
        act["grounds"] * about["clear_other"],
        act["record"] * about["clear_same"],
        (1.0 - act["filler"] - act["even"] - act["grounds"] - act["record"]) * (1.0 - wanted),
        wanted,
        for_view,
        for_crowd,
    ]


NAMES: tuple[str, ...] = (
    *(f"act_{name}" for name in ACTS),
    "linked",
    "lead",
    "leads",
    *_ABOUT,
    *(f"beside_{name}" for name in _BESIDE),
    *(f"near_{name}" for name in _BESIDE),
    *(
        """pushed&clear_other pushed&asked_other pushed&refused pushed&noted_other pushed&unwanted decided&linked
        decided&unwanted decided&wanted feel&linked feel&untold own&linked crowd&linked grounds&clear_other
        record&clear pushes&unwanted wanted for_view for_crowd"""
    ).split(),
)
