"""What an agent sees of their own work: who waits for them, what became of their flags, and what they tend to offer.

Everything is asked for by one agent's id and shown to that agent alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from assist.cards import Habit, OwnPage
from assist.catalogue import Catalogue
from assist.gist import only_thanks
from assist.habits import ENOUGH, RECENT
from assist.ports import Clock, Store
from assist.records import Draft, Pressed, Verdict

_OPEN_DAYS = 30
_MOST_THREADS = 50


class Agents:
    def __init__(self, store: Store, catalogue: Catalogue, *, clock: Clock) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock

    def own_page(self, agent: str, name: str) -> OwnPage:
        """Everything about one agent; `name` is what they are shown as in threads."""
        drafts, verdicts = self.own_flags(agent)
        since = self.clock() - timedelta(days=_OPEN_DAYS)
        waiting = self.store.overview.unanswered(agent, name, since=since, limit=_MOST_THREADS)
        return OwnPage(
            notes=tuple(self.store.coaching.unread(agent)),
            threads=tuple(one for one in waiting if not only_thanks(one.thread.message)),
            drafts=drafts,
            verdicts=verdicts,
            habits=habits(self.store.coaching.pressed_by(agent), self.catalogue),
            customers=tuple(self.store.overview.customers_of(agent)),
            unsent=tuple(self.store.aside.of_agent(agent)),
        )

    def own_flags(self, agent: str) -> tuple[tuple[Draft, ...], dict[str, Verdict]]:
        """An agent's latest drafts with flags, and the verdicts on them."""
        drafts = tuple(self.store.reviews.of_agent(agent))
        found = (self.store.reviews.verdict(flag.id) for draft in drafts for flag in (*draft.flags, *draft.notes))
        return drafts, {verdict.flag: verdict for verdict in found if verdict}

    def put_away(self, flag_id: str, agent: str) -> bool:
        """An agent has read a lead's note on a flag of theirs."""
        return self.store.coaching.read(flag_id, agent, on=self.clock())


def habits(pressed: list[Pressed], catalogue: Catalogue) -> tuple[Habit, ...]:
    """What the latest drafts speak for most in each dimension, in words; only where there are enough of them.

    `pressed` is oldest first.
    """
    found = []
    for dimension in catalogue:
        latest = [one.pressed for one in pressed if one.dimension == dimension.id][-RECENT:]
        if len(latest) >= ENOUGH:
            option, times = Counter(latest).most_common(1)[0]
            found.append(Habit(dimension.label, catalogue.label(dimension.id, option), times, len(latest)))
    return tuple(found)
