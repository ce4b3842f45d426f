"""No answer is no choice: an offer that nobody ever took up is noted as that, not as a refusal and not as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from assist import capture
from assist.cards import thread_key
from assist.catalogue import Catalogue, mentions
from assist.offers import read_offer
from assist.ports import Clock, Store
from assist.records import Turn, moment
from assist.workplace import AuditEntry, Thread, Unanswered

_SEEN_UNTIL = "unanswered_until"
AT_ONCE = 50
_READ_CHARACTERS = 40_000


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """Options of one dimension that an agent put before a customer in the turn with this index."""

    dimension: str
    offered: tuple[str, ...]
    turn: int


def open_offers(turns: Sequence[Turn], catalogue: Catalogue) -> list[OpenOffer]:
    """The latest offer of each dimension that the customer neither took nor refused, surely or probably."""
    found: dict[str, OpenOffer] = {}
    for index, turn in enumerate(turns):
        if turn.who == "customer":
            for refused in capture.ruled_out(turn.text, catalogue):
                found.pop(refused, None)
            continue
        said = mentions(turn.text, catalogue)
        for dimension in catalogue:
            here = [one for one in said if one.dimension == dimension.id]
            offer = read_offer(turn.text, here, [option.id for option in dimension.options])
            live = tuple(option for option in offer.named if option not in offer.ruled_out)
            if offer.open and live:
                found[dimension.id] = OpenOffer(dimension.id, live, index)
    answered = {one.dimension for one in capture.readings(turns, catalogue)}
    return [offer for offer in found.values() if offer.dimension not in answered]


class Patience:
    """Looks at threads that have been quiet for so many days, each once for each time they fell quiet."""

    def __init__(self, store: Store, catalogue: Catalogue, *, clock: Clock, days: float) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock
        self.days = days

    def look(self) -> int:
        """Note what was never answered in the threads whose time has come, a few at once; how many were looked at."""
        seen = self.store.house.setting(_SEEN_UNTIL)
        quiet_since = self.clock() - timedelta(days=self.days)
        threads = self.store.conversations.quiet(moment(seen or "1970-01-01"), quiet_since, AT_ONCE)
        for thread in threads:
            with self.store.transaction():
                self._note(thread)
                self.store.house.set(_SEEN_UNTIL, str(thread.updated_on), on=self.clock())
        return len(threads)

    def _note(self, thread: Thread) -> None:
        key = thread_key(thread.channel, thread.ts)
        said = [one for one in self.store.conversations.of_thread(key) if one.customer == thread.customer]
        offers = open_offers([Turn(one.role, one.text[:_READ_CHARACTERS], one.on) for one in said], self.catalogue)
        chosen = {choice.dimension for choice in self.store.ledger.of_thread(key)}
        found = [
            Unanswered(
                customer=thread.customer,
                thread=key,
                dimension=offer.dimension,
                offered=offer.offered,
                on=said[offer.turn].on,
                link=said[offer.turn].link,
            )
            for offer in offers
            if offer.dimension not in chosen
        ]
        if self.store.lapses.add(found):
            self.store.house.record(
                AuditEntry(
                    on=self.clock(),
                    actor="worker",
                    action="offered, no answer",
                    subject=thread.customer,
                    detail={"thread": key, **{one.dimension: ", ".join(one.offered) for one in found}},
                )
            )
