"""Why: what a turn means depends on what lies before the customer when they say it.

One table a dimension: what was offered, what is out, what a bare yes would take, what stands chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assist.listing import NO_LIST, Listing
from assist.pointing import Before
from assist.records import Captured, Dimension
from assist.statements import Said

_WITHOUT = re.compile(r"\W*(?:no|none|without|not|skip|don['’]t|nothing|never)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules make of a turn: the option, how surely, by the words at `span`, and on what ground.

    `ground`: "named" in an act, "accepted" as proposed, "left" when the others are out, "kept" as it was chosen before,
    "without" where the dimension has an option that consists in declining.
    """

    option: str
    sure: float
    span: tuple[int, int]
    ground: str


@dataclass(slots=True)
class Table:
    """What lies before the customer in one dimension, as the thread goes on.

    `offered` in order of appearance, `put` those of them that the agent put there, `out` what either side ruled out;
    `pending` what a bare yes would take, `asked` whether in answer to a question, `supposed`
    whether the customer named it under a condition, `raised` whether the
    agent has just asked about the dimension itself; `fresh` what was offered since the standing choice; `last` the
    option named last, `usual` what the customer had so far; `elsewhere` whether the agent has turned to something else.
    """

    dimension: Dimension
    offered: dict[str, None] = field(default_factory=dict)
    put: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)
    pending: tuple[str, ...] = ()
    fresh: set[str] = field(default_factory=set)
    listing: Listing = NO_LIST
    last: str = ""
    usual: str = ""
    asked: bool = False
    supposed: bool = False
    raised: bool = False
    elsewhere: bool = False
    choice: Captured | None = None

    def record(self, index: int, said: Said, option: str, span: tuple[int, int], *, sure: bool) -> None:
        """Keep a reading, unless it only confirms the standing choice or is less sure than that."""
        standing = self.choice
        if standing and standing.sure:
            confirms = standing.chosen == option and not self.fresh - {option}
            if confirms or not sure:
                return
        offered = tuple(one for one in {**self.offered, option: None} if one not in self.out or one == option)
        quote = said.text[slice(*span)].strip()
        self.choice = Captured(self.dimension.id, offered, option, index, quote, sure=sure)
        if sure:
            self.pending, self.fresh = (), set()
            self.out.discard(option)

    @property
    def before(self) -> Before:
        """What a turn may point at."""
        live = tuple(option for option in self.offered if option not in self.out)
        return Before(self.dimension, self.listing, live, self.last, self.usual)

    @property
    def without(self) -> str:
        """The one option that consists in going without ("no gift wrap"); empty where there is none."""
        found = [one.id for one in self.dimension.options if _WITHOUT.match(one.label) or _WITHOUT.fullmatch(one.id)]
        return found[0] if len(found) == 1 else ""
