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
from assist.records import Interaction, Turn, moment
from assist.workplace import AuditEntry, Unanswered

_SEEN_UNTIL, _ROUND = "unanswered_until", "unanswered_imported"
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
                key = thread_key(thread.channel, thread.ts)
                self._note(key, thread.customer, self.store.conversations.of_thread(key))
                self.store.house.set(_SEEN_UNTIL, str(thread.updated_on), on=self.clock())
        return len(threads)

    def look_back(self) -> int:
        """The same for what was imported: in rounds, since an import brings what is old already; how many threads.

        A round has every thread that has fallen quiet since the last one or got something new, by name, a few at once.
        """
        kept = self.store.house.setting(_ROUND) or {"until": "1970-01-01", "number": 0}
        quiet_since = str(self.clock() - timedelta(days=self.days))
        now = kept.get("now") or {"after": "", "until": quiet_since, "number": self.store.conversations.newest()}
        threads = self.store.conversations.fallen_quiet(
            after=now["after"],
            since=moment(kept["until"]),
            until=moment(now["until"]),
            newer_than=kept["number"],
            limit=AT_ONCE,
        )
        with self.store.transaction():
            for thread in threads:
                self._note_imported(thread)
            over = {"until": now["until"], "number": now["number"]}
            goes_on = {**kept, "now": {**now, "after": threads[-1]}} if len(threads) == AT_ONCE else over
            self.store.house.set(_ROUND, goes_on, on=self.clock())
        return len(threads)

    def _note_imported(self, key: str) -> None:
        channel, _, ts = key.partition(":")
        if self.store.conversations.thread(channel, ts) is None:  # one of Slack's own has its turn in `look`
            said = self.store.conversations.of_thread(key)
            for customer in sorted({one.customer for one in said} - {""}):
                self._note(key, customer, said)

    def _note(self, key: str, customer: str, everything: Sequence[Interaction]) -> None:
        said = [one for one in everything if one.customer == customer]
        offers = open_offers([Turn(one.role, one.text[:_READ_CHARACTERS], one.on) for one in said], self.catalogue)
        chosen = {choice.dimension for choice in self.store.ledger.of_thread(key)}
        found = [
            Unanswered(
                customer=customer,
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
                    subject=customer,
                    detail={"thread": key, **{one.dimension: ", ".join(one.offered) for one in found}},
                )
            )
