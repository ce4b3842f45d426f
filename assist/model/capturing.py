"""Why: a model follows a long thread, and an invented choice is worse than none.

So it proposes, and the rules of docs/capture.md decide. What they are sure of stands whatever the model says. What they
take for probable is sure once the model, which has not seen that, says the same. What only the model sees counts where
the customer's own words can be shown: quoted to the letter, in their turn, no question, no condition, with the option
named on the way to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assist import capture
from assist.catalogue import Catalogue, mentions
from assist.model.answers import Choices, Taken
from assist.model.asking import ask, reports
from assist.model.client import Client
from assist.model.injection import IGNORED, holds_instructions
from assist.model.ports import ThreadRead
from assist.model.redaction import Redaction
from assist.records import Captured, Turn
from assist.topics import NAMED

PROMPT = "capture"
MOST_TOKENS = 700  # of an answer: half a dozen choices
MOST_TURNS = 40  # the latest, and of each so many characters:
READ = 1_200
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|as long as|in case|assuming|whether|suppose)\b(?! possible\b)", re.IGNORECASE
)


class ModelCapture:
    """Reads threads with a model, beside the rules."""

    def __init__(self, client: Client, *, hide_names: bool = False) -> None:
        self._client = client
        self._hide_names = hide_names

    def read(self, turns: Sequence[Turn], catalogue: Catalogue, *, case: str, names: Sequence[str] = ()) -> ThreadRead:
        """The choices made in a thread, at most one a dimension, in the order of their turns."""
        found = capture.readings(turns, catalogue)
        sure = [one for one in found if one.sure]
        if not any(turn.who == "customer" for turn in turns):
            return ThreadRead(tuple(sure))
        redaction = Redaction(names if self._hide_names else ())
        heard = ask(
            self._client,
            PROMPT,
            given(turns, catalogue),
            Choices,
            redaction=redaction,
            case=case,
            most_tokens=MOST_TOKENS,
            amiss=lambda choices: _amiss(choices, redaction, turns, catalogue),
        )
        said = any(holds_instructions(turn.text) for turn in turns if turn.who == "customer")
        ignored = IGNORED * (said or reports(heard))
        version = f"{heard.version}/{self._client.endpoint.model}"
        if heard.form is None:
            note = f"Read offline only: the model {heard.trouble}."
            return ThreadRead(tuple(sure), f"{note} {ignored}".strip(), version)
        proposed = [one.model_copy(update={"quote": redaction.restore(one.quote)}) for one in heard.form.choices]
        return ThreadRead(decided(found, proposed, turns, catalogue), ignored, version)


def given(turns: Sequence[Turn], catalogue: Catalogue) -> dict[str, Any]:
    """What a model is told of a thread: the catalogue, and the latest turns under their numbers."""
    first = max(0, len(turns) - MOST_TURNS)
    return {
        "catalogue": {one.id: {option.id: option.label for option in one.options} for one in catalogue},
        "turns": [
            {"turn": number, "who": turn.who, "text": turn.text[:READ]}
            for number, turn in enumerate(turns[first:], first)
        ],
    }


def decided(
    found: Sequence[Captured], proposed: Sequence[Taken], turns: Sequence[Turn], catalogue: Catalogue
) -> tuple[Captured, ...]:
    """What counts of what the rules have `found` and a model has `proposed`: at most one choice a dimension."""
    by_dimension = {one.dimension: one for one in found}
    counts = {one.dimension: one for one in found if one.sure}
    for taken in proposed:
        if taken.dimension in counts or _fault(taken, turns, catalogue):
            continue
        probable = by_dimension.get(taken.dimension)
        if probable is not None and probable.chosen == taken.chosen:
            counts[taken.dimension] = replace(probable, sure=True)
        elif probable is None and shown(taken, turns, catalogue):
            counts[taken.dimension] = _captured(taken, turns, catalogue)
    return tuple(sorted(counts.values(), key=lambda one: one.turn))


def _amiss(choices: Choices, redaction: Redaction, turns: Sequence[Turn], catalogue: Catalogue) -> str:
    restored = (one.model_copy(update={"quote": redaction.restore(one.quote)}) for one in choices.choices)
    return next((fault for one in restored if (fault := _fault(one, turns, catalogue))), "")


def _fault(taken: Taken, turns: Sequence[Turn], catalogue: Catalogue) -> str:
    """What makes a proposed choice none whatever it says, as a clause, if anything."""
    if catalogue.option(taken.dimension, taken.chosen) is None:
        return f"named an option that is not in the catalogue ({taken.dimension}/{taken.chosen})"
    if not 0 <= taken.turn < len(turns) or turns[taken.turn].who != "customer":
        return f"named a turn that is not the customer's ({taken.turn})"
    if not taken.quote.strip() or taken.quote not in turns[taken.turn].text:
        return f"quoted what is not in the turn ({taken.quote[:80]})"
    return ""


def shown(taken: Taken, turns: Sequence[Turn], catalogue: Catalogue) -> bool:
    """Whether a choice that only a model sees can be shown: no question, no condition, and the option was named."""
    text = turns[taken.turn].text
    end = text.find(taken.quote) + len(taken.quote)
    if taken.quote.rstrip().endswith("?") or text[end : end + 1] == "?" or _CONDITION.search(taken.quote):
        return False
    return taken.chosen in _named(taken.dimension, turns[: taken.turn + 1], catalogue)


def _named(dimension: str, turns: Sequence[Turn], catalogue: Catalogue) -> set[str]:
    """The options of a dimension that these turns name."""
    found = (mention for turn in turns for mention in mentions(turn.text, catalogue))
    return {one.option for one in found if one.dimension == dimension and one.weight >= NAMED}


def _captured(taken: Taken, turns: Sequence[Turn], catalogue: Catalogue) -> Captured:
    named = _named(taken.dimension, turns[: taken.turn + 1], catalogue) | {taken.chosen}
    offered = tuple(dict.fromkeys(one for one in [*taken.offered, taken.chosen] if one in named))
    return Captured(taken.dimension, offered, taken.chosen, taken.turn, taken.quote)
