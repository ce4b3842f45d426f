"""From what is known to a reply: preferences, a plan, words, and our own check on them before anybody reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assist import capture, preferences, suggestions
from assist.alternatives import led_by
from assist.catalogue import Catalogue
from assist.gist import excerpt
from assist.ports import Writer
from assist.preferences import Population
from assist.projection.check import check
from assist.records import Choice, Form, Interaction, Lead, Note, Preference, Suggestion

_WORDINGS = 4


def preferences_for(
    catalogue: Catalogue,
    choices: Sequence[Choice],
    population: Population,
    *,
    message: str = "",
    now: datetime | None = None,
) -> dict[str, Preference]:
    """What a customer takes in each dimension; a wish in the message is shown as stated."""
    wishes = capture.wish(excerpt(message), catalogue)
    return {
        dimension.id: preferences.prefer(dimension, choices, population, wished=wishes.get(dimension.id), now=now)
        for dimension in catalogue
    }


def compose(
    message: str,
    *,
    catalogue: Catalogue,
    choices: Sequence[Choice],
    notes: Sequence[Note],
    preferred: Mapping[str, Preference],
    writer: Writer,
    moments: Sequence[Interaction] = (),
    customer_name: str = "",
    agent_name: str = "",
    wording: int = 0,
    form: Form = "",
    instead: Lead | None = None,
) -> Suggestion:
    """A reply to `message` in which our own check finds nothing, where any of the next few wordings has none.

    Its `wording` is the one that was taken. It leads with `instead`, whatever the record says, where that is given.
    """
    message = excerpt(message)
    plan = suggestions.plan(
        message=message,
        catalogue=catalogue,
        preferences=preferred,
        choices=choices,
        notes=notes,
        moments=moments,
        wishes=capture.wish(message, catalogue),
        ruled_out=capture.ruled_out(message, catalogue),
        customer_name=customer_name,
        agent_name=agent_name,
    )
    if instead is not None:
        plan = led_by(plan, instead, catalogue)
    for attempt in range(_WORDINGS):
        # A language model is asked once: it is slow, and what it does once it may do again.
        written = (writer if attempt == 0 else writer.fallback).write(plan, wording + attempt, form)
        if not check(written.text, message=message, catalogue=catalogue, choices=choices, notes=notes):
            return replace(written, wording=wording + attempt, form=form)
    return replace(writer.write(plan, wording, form), wording=wording, form=form)
