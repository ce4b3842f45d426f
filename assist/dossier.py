"""Why: an offer has to show what it rests on, so what is known for one message is gathered once, with where it stands.

Here stand the customer's choices, what their notes ask for and refuse, what the message wishes for and rules out, and
the evidence that each gives. References are to ids, or to places in the lists that were handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assist import capture
from assist.catalogue import Catalogue, mentions
from assist.gist import READ
from assist.preferences import day, name_of, says
from assist.records import Choice, Dimension, Evidence, Interaction, Note, Option, Preference, moment
from assist.topics import NAMED
from assist.words import is_weak, stems

MOST_MOMENTS = 2
MOST_CHOICES = 4  # choices named as evidence, the latest first
_DATED = re.compile(r"\s*(\d{4}-\d\d-\d\d)\s*:?\s*")  # notes often open with their date


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How often the option that matters was taken in the dimension, and the choices that say so, oldest first.

    `latest` counts how many times in a row it was the latest.
    """

    option: Option | None = None
    times: int = 0
    total: int = 0
    latest: int = 0
    choices: tuple[Choice, ...] = ()


NO_RECORD = Record()


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known for one message. `standing` is, by dimension, the option that a note asks for and the note's
    index; `refused` the options that notes refuse, with the notes' indices.
    """

    message: str
    catalogue: Catalogue
    preferences: Mapping[str, Preference]
    choices: Sequence[Choice]
    notes: Sequence[Note]
    wishes: Mapping[str, str]
    ruled_out: Mapping[str, set[str]]
    standing: Mapping[str, tuple[str, int]]
    refused: Mapping[str, Mapping[str, int]]

    def preference(self, dimension: Dimension) -> Preference:
        return self.preferences.get(dimension.id) or Preference(dimension=dimension.id, ranking=())

    def out(self, dimension: Dimension) -> set[str]:
        """What the message rules out."""
        return self.ruled_out.get(dimension.id, set())

    def wish(self, dimension: Dimension) -> Option | None:
        return dimension.option(self.wishes.get(dimension.id, ""))

    def noted(self, dimension: Dimension) -> Option | None:
        """What a note of this customer's asks for, as far as the message says nothing else."""
        option, _ = self.standing.get(dimension.id, ("", 0))
        if dimension.id in self.wishes or option in self.out(dimension):
            return None
        return dimension.option(option)

    def named(self, dimension: Dimension) -> set[str]:
        """The options that the message names."""
        found = mentions(self.message[:READ], Catalogue((dimension,)))
        return {mention.option for mention in found if mention.weight >= NAMED}

    def against(self, dimension: Dimension) -> set[str]:
        """What the message says no to, or a note of which the message says nothing.

        Beside a wish, only what the message names: the rest stays open.
        """
        wish = self.wishes.get(dimension.id)
        if wish is None:
            return self.out(dimension) | (set(self.refused.get(dimension.id, ())) - self.named(dimension))
        return (self.named(dimension) & self.out(dimension)) - {wish}


def told_in_notes(
    catalogue: Catalogue, preferences: Mapping[str, Preference], notes: Sequence[Note]
) -> tuple[dict[str, tuple[str, int]], dict[str, dict[str, int]]]:
    """What notes ask for and what they refuse. A later note, or a later choice against it, undoes an earlier one."""
    asked: dict[str, tuple[str, int]] = {}
    refused: dict[str, dict[str, int]] = {}
    for index, note in enumerate(notes):
        dated = _DATED.match(note.text)
        on = note.on or (moment(dated.group(1)) if dated else None)
        words = (note.text[dated.end() :] if dated else note.text).strip("'\"“”‘’ ")
        later = {
            dimension: {choice.chosen for choice in preference.choices if on is not None and choice.on > on}
            for dimension, preference in preferences.items()
        }
        wished = capture.wish(words, catalogue)
        for dimension, option in wished.items():
            if later.get(dimension, set()) <= {option}:
                asked[dimension] = (option, index)
        for dimension, options in capture.ruled_out(words, catalogue).items():
            if dimension not in wished:
                kept = options - later.get(dimension, set())
                refused.setdefault(dimension, {}).update(dict.fromkeys(kept, index))
    return asked, refused


def tally(preference: Preference, dimension: Dimension, option: Option | None = None) -> Record:
    """The choices of `option`, or of the option taken last where none is given."""
    if not preference.choices:
        return NO_RECORD
    matter = option or dimension.option(preference.choices[-1].chosen)
    mine = tuple(choice for choice in preference.choices if matter and choice.chosen == matter.id)
    others = [place for place, choice in enumerate(preference.choices) if choice not in mine]
    latest = preference.total - 1 - max(others, default=-1)
    return Record(option=matter, times=len(mine), total=preference.total, latest=latest, choices=mine)


def refusal(case: Case, dimension: Dimension, option: Option) -> Evidence:
    index = case.refused.get(dimension.id, {}).get(option.id)
    if index is None or option.id in case.out(dimension):
        return Evidence("message", 0, f"rules out {option.label}")
    return Evidence("note", case.notes[index].id or index, case.notes[index].text)


def record_evidence(case: Case, dimension: Dimension, option: Option) -> list[Evidence]:
    """The record in one line at its latest choice, then the choices before that one by one."""
    preference = case.preference(dimension)
    mine = [choice for choice in preference.choices if choice.chosen == option.id][::-1][:MOST_CHOICES]
    found: list[Evidence] = []
    for choice in mine:
        ref = choice.id or next((index for index, known in enumerate(case.choices) if known == choice), None)
        if ref is not None:
            what = choice.situation or f"chose {name_of(dimension, option.id)}"
            line = f"{day(choice.on)}: {what}" if found else says(preference, dimension)
            found.append(Evidence("choice", ref, line, choice.link))
    return found


def note_evidence(case: Case, dimension: Dimension) -> list[Evidence]:
    index = case.standing[dimension.id][1]
    note = case.notes[index]
    return [Evidence("note", note.id or index, note.text)]


def context(message: str, moments: Sequence[Interaction]) -> tuple[Evidence, ...]:
    """The past messages that speak of the same things, in the order given: for the agent to know of, not to quote."""
    told = [past for past in moments if _related(message, past.text)][:MOST_MOMENTS]
    return tuple(Evidence("interaction", past.id, _told(past), past.link) for past in told)


def _related(message: str, text: str) -> bool:
    """Whether two texts share at least two words that are not everybody's."""
    common = set(stems(message[:2000])) & set(stems(text[:2000]))
    return sum(not is_weak(word) for word in common) >= 2


def _told(past: Interaction) -> str:
    words = " ".join(past.text.split())
    return f"{past.who} on {day(past.on)}: {words[:140]}{'…' if len(words) > 140 else ''}"
