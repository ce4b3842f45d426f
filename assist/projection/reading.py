"""A whole draft, read once: its cues, what each sentence presses, what is named where.

A sentence is judged one by one, but not alone: a taste may ground the option of its neighbour, and an option is
only pressed if the others are not laid beside it somewhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assist.catalogue import Mention, mentions
from assist.projection.concepts import keys
from assist.projection.context import Context, Standing
from assist.projection.cues import CUES
from assist.projection.linking import scores
from assist.projection.pressing import NAMED, Pressing, evenly, pressing
from assist.projection.sentences import Sentence

Cues = Mapping[str, float]
NO_CUES: Cues = dict.fromkeys(CUES, 0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """One entry a sentence in every sequence. `presses` is 1 where an option is recommended or announced alone.

    `unnamed` are the dimensions whose clear record the draft does not name, `passed_over` those in which it names
    another option; `withdrawn` says that it calls a recorded option unavailable.
    """

    sentences: tuple[Sentence, ...]
    cues: tuple[Cues, ...]
    keys: tuple[frozenset[str], ...]
    pressings: tuple[Pressing, ...]
    even: tuple[dict[str, int], ...]
    presses: tuple[float, ...]
    mentions: tuple[list[Mention], ...]
    in_message: list[Mention]
    seen: Counter[str]
    in_draft: dict[str, dict[str, float]]
    unnamed: int
    passed_over: int
    withdrawn: bool

    def others(self, at: int) -> frozenset[str]:
        """The keys of all sentences but one."""
        return frozenset(key for key, count in self.seen.items() if count > (key in self.keys[at]))

    def beside(self, at: int) -> tuple[Cues, Cues]:
        """The cues of the sentences before and after."""
        before = self.cues[at - 1] if at else NO_CUES
        return before, self.cues[at + 1] if at + 1 < len(self.cues) else NO_CUES

    def neighbours(self, at: int) -> list[int]:
        return [place for place in (at - 1, at + 1) if 0 <= place < len(self.cues)]


def _presses(pressed: Pressing, cue: Cues) -> float:
    pushing = max(cue["recommend"], cue["done_i"], cue["done_passive"], cue["so"])
    return float(pressed.margin > 0.4 and pushing > 0 and not cue["which_q"])


def read_draft(sentences: Sequence[Sentence], context: Context) -> Reading:
    """The reading of a draft's sentences for one customer."""
    cues = tuple({name: float(found.search(one.text) is not None) for name, found in CUES.items()} for one in sentences)
    present = tuple(keys(one.text) for one in sentences)
    seen = Counter(key for found in present for key in found)
    pressings = tuple(pressing(found, context) for found in present)
    in_draft = {one.dimension.id: scores(seen.keys(), one.dimension) for one in context.standings}
    clear = [(one, one.clear, in_draft[one.dimension.id]) for one in context.standings if one.clear]

    def calls_unavailable(standing: Standing, option: str) -> bool:
        return any(
            cue["unavailable"] and scores(found, standing.dimension).get(option, 0.0) > NAMED
            for cue, found in zip(cues, present, strict=True)
        )

    return Reading(
        sentences=tuple(sentences),
        cues=cues,
        keys=present,
        pressings=pressings,
        even=tuple(evenly(found, context) for found in present),
        presses=tuple(_presses(pressed, cue) for pressed, cue in zip(pressings, cues, strict=True)),
        mentions=tuple(mentions(one.text, context.catalogue) for one in sentences),
        in_message=mentions(context.said_text, context.catalogue),
        seen=seen,
        in_draft=in_draft,
        unnamed=sum(named.get(option, 0.0) <= 0 for _, option, named in clear),
        passed_over=sum(any(w > NAMED for o, w in named.items() if o != option) for _, option, named in clear),
        withdrawn=any(calls_unavailable(standing, option) for standing, option, _ in clear),
    )
