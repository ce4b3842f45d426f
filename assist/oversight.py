"""What team leads do: judge flags, see how far each kind can be trusted, overrule that, and read the week's figures.

Who is a lead is not decided here; the rooms that face people check it at every click. Whatever a lead changes goes
into the audit trail with their reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assist import reviews, uptake
from assist.cards import thread_key
from assist.catalogue import Catalogue
from assist.ports import Clock, Store
from assist.records import DIALOGUE_KINDS, FLAG_KINDS, Draft, Interaction, Verdict
from assist.reviews import FLOOR, Case, Override, Policy, Standing, Wanted
from assist.uptake import Digest
from assist.workplace import AuditEntry

if TYPE_CHECKING:
    from assist.charts import Chart

_FLOOR, _OVERRIDES, _CHANNEL = "flag_floor", "flag_overrides", "digest_channel"
_GAP_WEEKS = 4


class Oversight:
    def __init__(self, store: Store, catalogue: Catalogue, *, clock: Clock) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock

    # The queue.

    def waiting(self, wanted: Wanted, agents: Sequence[str] | None) -> list[str]:
        """The ids of the flags that wait and are `wanted`; `agents` are the people of the group asked for."""
        since, until = wanted.span(self.clock())
        return self.store.reviews.waiting(kind=wanted.kind, agents=agents, since=since, until=until)

    def case(self, waiting: Sequence[str], flag_id: str = "", at: int = 0) -> Case | None:
        """The flag to look at for somebody who last saw `flag_id` at index `at`; None where nothing waits."""
        if not waiting:
            return None
        place = reviews.placed(waiting, flag_id, at)
        back, on = place - 1 if place else len(waiting) - 1, (place + 1) % len(waiting)
        found = self.store.reviews.flag(waiting[place])
        if found is None:
            return None
        draft, flag = found
        sent, then, took = self._aftermath(draft)
        return Case(
            draft=draft,
            flag=flag,
            as_note=flag in draft.notes,
            trust=reviews.trust_of(flag, self.store.reviews.tallies()),
            place=place + 1,
            total=len(waiting),
            before=(waiting[back], back),
            after=(waiting[on], on),
            sent=sent,
            then=then,
            took=took,
        )

    def decide(self, flag_id: str, *, lead: str, upheld: bool, note: str = "") -> Verdict | None:
        """A lead's word on a flag. The first one stands and is returned; None where there is no such flag."""
        if self.store.reviews.flag(flag_id) is None:
            return None
        verdict = Verdict(flag=flag_id, lead=lead, upheld=upheld, note=note, on=self.clock())
        with self.store.transaction():
            if self.store.reviews.decide(verdict):
                self._record(lead, "upheld flag" if upheld else "dismissed flag", flag_id, note=note)
        return self.store.reviews.verdict(flag_id)

    # How far each kind is trusted.

    def policy(self) -> Policy:
        kept = self.store.house.setting(_OVERRIDES) or {}
        floor = self.store.house.setting(_FLOOR)
        return Policy(FLOOR if floor is None else float(floor), {kind: Override(**one) for kind, one in kept.items()})

    def standings(self, kinds: Sequence[str] = FLAG_KINDS) -> list[Standing]:
        """How each of these kinds stands, in their order."""
        found = self.store.reviews
        return reviews.standings(found.tallies(), self.policy(), kinds, found.disputed())

    def overrule(self, kind: str, shown: str, *, by: str, why: str) -> bool:
        """Show a kind in one of its `ways` whatever was measured; as measured again where `shown` is ''.

        False for a kind or a way that there is not.
        """
        way = next((one for one in reviews.ways(kind) if one == shown), None)
        if kind not in (*FLAG_KINDS, *DIALOGUE_KINDS) or (shown and way is None):
            return False
        with self.store.transaction():
            kept = dict(self.policy().overrides)
            kept.pop(kind, None)
            if way is not None:
                kept[kind] = Override(way, by, why)
            changed = {name: asdict(one) for name, one in kept.items()}
            self.store.house.set(_OVERRIDES, changed, on=self.clock())
            self._record(by, "overruled kind of flag", kind, shown=shown or "as measured", why=why)
        return True

    def set_floor(self, floor: float, *, by: str) -> None:
        """Keep the share of upheld flags, in [0, 1], under which a kind becomes notes. ValueError outside of it."""
        if not 0 <= floor <= 1:
            raise ValueError(f"{floor} is no share between 0 and 1")
        if floor != self.policy().floor:
            self.store.house.set(_FLOOR, floor, on=self.clock())
            self._record(by, "set floor of flags", _FLOOR, floor=str(floor))

    # The week.

    @property
    def digest_channel(self) -> str:
        """Where the weekly digest goes, or ''."""
        return str(self.store.house.setting(_CHANNEL) or "")

    def set_digest_channel(self, channel: str, *, by: str) -> None:
        if channel != self.digest_channel:
            self.store.house.set(_CHANNEL, channel, on=self.clock())
            self._record(by, "set digest channel", channel or "none")

    def digest(self) -> Digest:
        """The figures of the last whole week; what customers chose until now counts as their answer."""
        since, until = uptake.week_before(self.clock())
        seen = self.store.overview
        chosen = seen.chosen(since, self.clock())
        four_weeks = until - timedelta(weeks=_GAP_WEEKS)
        pressed = seen.pressed(four_weeks, until)
        return Digest(
            since=since,
            until=until,
            led=uptake.uptake(seen.led(since, until), chosen),
            pressed=uptake.uptake([one for one in pressed if one.on >= since], chosen),
            standings=tuple(self.standings()),
            gaps=uptake.gaps(pressed, seen.chosen(four_weeks, until)),
            drafts=len(pressed),
            enough=uptake.enough(pressed),
        )

    def charts(self, digest: Digest) -> list[Chart]:
        """A week's figures as pictures, one for each part of the digest."""
        from assist.charts import digest_charts  # noqa: PLC0415  # needs matplotlib

        return digest_charts(digest, self.catalogue)

    def _aftermath(self, draft: Draft) -> tuple[Interaction | None, Interaction | None, tuple[str, ...]]:
        """(what our side said, the customer's next message, what they chose since).

        A draft that was sent by hand may stand there in other words, or not at all: then it is what our side said next.
        """
        if draft.sent_on is None:
            return None, None, ()
        key = thread_key(draft.channel, draft.thread)
        said = self.store.conversations.of_thread(key)
        ours = [one for one in said if one.role == "agent" and one.on >= _whole_second(draft.sent_on)]
        sent = next((one for one in ours if one.text.strip() == draft.text.strip()), next(iter(ours), None))
        then = next((one for one in said if one.role == "customer" and one.on > draft.sent_on), None)
        took = tuple(
            self.catalogue.label(one.dimension, one.chosen)
            for one in self.store.ledger.of_thread(key)
            if one.on >= draft.sent_on
        )
        return sent, then, tuple(dict.fromkeys(took))

    def _record(self, actor: str, action: str, subject: str, **detail: str) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))


def _whole_second(on: datetime) -> datetime:
    """Slack's clock and ours differ a little: our own message of the second of sending is the one that was sent."""
    return on.replace(microsecond=0)
