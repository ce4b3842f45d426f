"""The draft check as the rest of the program sees it: a draft in, flags out, in order of their place.

It reads the draft sentence by sentence against the customer's message, record and notes. What a sentence amounts to
is the classifier's estimate, and the rules have the last word on what is certain. Precision comes first: a false
alarm costs an agent's trust, so a sentence is flagged only above a floor that was set on drafts of writers whom the
classifier had never read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assist.catalogue import Catalogue
from assist.habits import NOTHING_USUAL, Team, lean
from assist.projection import explain
from assist.projection.certain import own_taste
from assist.projection.classifier import load
from assist.projection.context import Context, read
from assist.projection.features import NAMES, matrix
from assist.projection.language import reads_as_english
from assist.projection.linked import by_sense, linked
from assist.projection.odds import Array
from assist.projection.rules import apply
from assist.projection.sense import SenseReader
from assist.projection.sentences import Sentence, split
from assist.records import FLAG_KINDS, Choice, Flag, FlagKind, Note, Pressed

FLOOR, FLOOR_OF_WORDS = 0.76, 0.74  # of words and sense, and of words alone
_OPEN = NAMES.index("options_in_draft"), NAMES.index("open")
_OWN_TASTE = (0.05, 0.95, 0.0, 0.0, 0.0, 0.0)
MOST_SENTENCES = 200  # a draft longer than this is a pasted document; what matters stands in its first pages


def check(
    draft: str,
    *,
    message: str,
    catalogue: Catalogue,
    choices: Sequence[Choice],
    notes: Sequence[Note],
    pressed: Sequence[Pressed] = (),
    usual: Team = NOTHING_USUAL,
    sense: SenseReader | None = None,
) -> tuple[Flag, ...]:
    """Where this draft projects, sorted by place; empty where it does not, and for drafts that are not English.

    Every `quote` is an exact substring of the draft at `start`. `pressed` are the agent's earlier drafts: they sharpen
    severity and reason, held against what is `usual` in the team, and never make a flag. Evidence
    refers to a choice by its id, or by its index in `choices`.
    Without `sense` the words alone are judged, and less is found.
    """
    sentences = split(draft)[:MOST_SENTENCES]
    if not sentences or not reads_as_english(draft):
        return ()
    context = read(message, catalogue, choices, notes)
    rows, pressings = matrix(sentences, context)
    texts = [sentence.text for sentence in sentences]
    if sense is None:
        floor, odds = FLOOR_OF_WORDS, load().probabilities(rows, texts)
    else:
        senses = sense.of_draft(texts, context, notes)
        pressings = tuple(by_sense(*one, context) for one in zip(pressings, senses.draft, strict=True))
        floor, odds = FLOOR, load(sensed=True).probabilities(np.hstack([rows, linked(senses, context)]), texts)
        if not all(senses.whole):
            unread = [not whole for whole in senses.whole]
            odds[unread] = load().probabilities(rows, texts)[unread]
    odds = ruled(odds, rows, sentences, context)
    flags = []
    for sentence, pressing, row in zip(sentences, pressings, odds, strict=True):
        projects = 1.0 - float(row[0])
        if projects < floor:
            continue
        kind: FlagKind = FLAG_KINDS[int(row[1:].argmax())]
        standing = pressing.standing
        habit = None
        if standing and pressed:
            habit = lean(pressing.option, standing.dimension, pressed, standing.choices, usual=usual)
        flags.append(
            Flag(
                kind=kind,
                quote=sentence.text,
                start=sentence.start,
                reason=explain.reason(kind, sentence.text, pressing, context, habit),
                evidence=explain.evidence(pressing, context),
                severity=explain.severity(kind, projects, floor, habit),
                rewrite=explain.rewrite(pressing, context),
            )
        )
    return tuple(flags)


def looked_at(draft: str, *, catalogue: Catalogue, choices: Sequence[Choice], notes: Sequence[Note]) -> str:
    """What a check of this draft could look at, in a sentence or two: what "nothing to flag" rests on."""
    if not reads_as_english(draft):
        return "This check reads English only, so it looked at nothing here."
    known = [one for one in choices if one.retracted_on is None and catalogue.get(one.dimension)]
    beside = f"{_count(len(known), 'choice')} on file and {_count(len(notes), 'note')}"
    read = f"Read {_count(len(split(draft)[:MOST_SENTENCES]), 'sentence')} against the message, {beside}."
    if known or notes:
        return read
    return f"{read} With no record of this customer it judges only what needs none."


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def ruled(odds: Array, rows: Array, sentences: Sequence[Sentence], context: Context) -> Array:
    """The classifier's odds once the rules have spoken; shape (sentences, 6), column 0 is none."""
    options, opens = _OPEN
    options_open = bool((rows[:, options] >= 2).any() or (rows[:, opens] > 0).any())
    result = apply(odds, rows, sentences, context, options_open=options_open)
    for at, sentence in enumerate(sentences):
        if own_taste(sentence.text, context.message):
            result[at] = _OWN_TASTE
    return result
