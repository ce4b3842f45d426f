"""What the cross-encoder reads: one sentence of a draft between its neighbours, and beside it all that the customer is
known by.

A sentence alone rarely shows whether it projects: "I've booked the engineer" is service to one customer and a decision
over the head of another. So the reader gets both in one sequence of tokens, and the record not as a list of dates but
as what the guideline makes of it: each option is marked `usual` (a clear record of it), `other` (a clear record of
another), `mixed` or `open`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assist.projection.concepts import keys
from assist.projection.context import Context, Standing
from assist.projection.sentences import Sentence, split
from assist.records import Note, Option

Tokenizer = Callable[[str], list[int]]
"""Text to token ids, with the two that mark begin and end."""

BEGIN, END, COLON, SEMICOLON = 101, 102, 1024, 1025
_HERE, _TO_HERE = 1, 2  # two tokens without a meaning of their own: the sentence to judge stands between them
_SENTENCE, _BESIDE = 48, 18  # the most tokens of the sentence, and of each neighbour
_OPTION, _CATALOGUE = 14, 84
_NOTE, _NOTES = 24, 2
_SAID, _MESSAGE = 40, 56
_JOINTS = re.compile(r"[_\-/]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """`ids` the tokens in order; the first `own` are the draft's, the rest the customer's side."""

    ids: tuple[int, ...]
    own: int


def pairs(
    wanted: Sequence[int],
    sentences: Sequence[Sentence],
    context: Context,
    notes: Sequence[Note],
    tokenize: Tokenizer,
    *,
    shuffle: random.Random | None = None,
) -> list[Pair]:
    """The pairs for the sentences `wanted` (their places in the draft), at most 270 tokens each.

    `shuffle` puts options in another order at each call: for training, where the order must not come to mean anything.
    """

    def plain(text: str) -> list[int]:
        return tokenize(text)[1:-1]

    known = (*_catalogue(context, plain, shuffle), *_noted(notes, plain), END, *_message(context, plain), END)
    found = []
    for at in wanted:
        before = plain(sentences[at - 1].text)[-_BESIDE:] if at else []
        after = plain(sentences[at + 1].text)[:_BESIDE] if at + 1 < len(sentences) else []
        own = (BEGIN, *before, _HERE, *plain(sentences[at].text)[:_SENTENCE], _TO_HERE, *after, END)
        found.append(Pair(own + known, len(own)))
    return found


def _catalogue(context: Context, plain: Tokenizer, shuffle: random.Random | None) -> list[int]:
    ids: list[int] = []
    for standing in context.standings:
        ids += [*plain(standing.dimension.label)[:4], COLON]
        options = list(standing.dimension.options)
        if shuffle is not None:
            shuffle.shuffle(options)
        for option in options:
            ids += [*plain(f"{_mark(standing, option)} : {_words(option)}")[:_OPTION], SEMICOLON]
    return ids[:_CATALOGUE]


def _mark(standing: Standing, option: Option) -> str:
    if standing.clear:
        return "usual" if option.id == standing.clear else "other"
    return "mixed" if any(choice.chosen == option.id for choice in standing.choices) else "open"


def _words(option: Option) -> str:
    name = _JOINTS.sub(" ", option.id)
    return option.label if name.lower() in option.label.lower() else f"{name}, {option.label}"


def _noted(notes: Sequence[Note], plain: Tokenizer) -> list[int]:
    return [number for note in notes[:_NOTES] for number in plain(f"note : {note.text}")[:_NOTE]]


def _message(context: Context, plain: Tokenizer) -> list[int]:
    """Of a long message the sentences that touch an option or ask something, in their order."""
    said = split(context.message)
    tokens = [plain(sentence.text)[:_SAID] for sentence in said]
    weights = [len(keys(one.text) & context.option_keys) + 0.4 * ("?" in one.text) for one in said]
    kept, room = set(), _MESSAGE
    for at in sorted(range(len(said)), key=lambda at: -weights[at]):
        if len(tokens[at]) <= room:
            kept.add(at)
            room -= len(tokens[at])
    return [number for at, ids in enumerate(tokens) if at in kept for number in ids]
