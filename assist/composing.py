"""From what is known to a reply: preferences, a plan, words, and our own check on them before anybody reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assist import capture, preferences, suggestions
from assist.alternatives import led_by
from assist.catalogue import Catalogue
from assist.draft_check import check
from assist.gist import excerpt
from assist.ports import Writer
from assist.preferences import Population
from assist.records import Choice, Flag, Form, Interaction, Lead, Note, Preference, Suggestion
from assist.suggestions import Plan

_WORDINGS = 4


@dataclass(frozen=True, slots=True)
class Composed:
    """A reply, the plan behind it, and what our own check needs to judge other words for it."""

    suggestion: Suggestion
    plan: Plan
    catalogue: Catalogue
    choices: Sequence[Choice]
    notes: Sequence[Note]

    def objection(self, text: str) -> str:
        """What our own check finds in a text, as a clause about whoever wrote it, or nothing."""
        found = self.flags(text)
        return f"wrote what our own check flags (“{found[0].quote}”: {found[0].reason})" if found else ""

    def flags(self, text: str) -> tuple[Flag, ...]:
        return check(text, message=self.plan.message, catalogue=self.catalogue, choices=self.choices, notes=self.notes)


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
) -> Composed:
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
    written = replace(writer.write(plan, wording, form), wording=wording, form=form)
    composed = Composed(written, plan, catalogue, choices, notes)
    for attempt in range(_WORDINGS):
        other = writer.write(plan, wording + attempt, form) if attempt else written
        if not composed.flags(other.text):
            return replace(composed, suggestion=replace(other, wording=wording + attempt, form=form))
    return composed
