"""The second trip: an agent's draft is checked, sent once, and judged by a lead once.

Sending is claimed before it is done, so that two clicks, or two machines, never send a draft twice; the first verdict
on a flag stands for the same reason.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assist.cards import interaction_id, thread_key
from assist.insight import Insight
from assist.ports import Clock, Store
from assist.records import Draft, Interaction, Verdict, derived_id
from assist.reviews import Trust
from assist.workplace import AuditEntry, Thread


class Drafting:
    def __init__(self, store: Store, insight: Insight, *, clock: Clock) -> None:
        self.store = store
        self.insight = insight
        self.clock = clock

    def check(self, *, draft_id: str, agent: str, channel: str, thread_ts: str, text: str) -> Draft:
        """A draft with what was found in it, stored. The same id again replaces it, as long as it is not sent."""
        thread = self.store.conversations.thread(channel, thread_ts) or Thread(channel=channel, ts=thread_ts)
        flags = self.insight.flags(text, thread)
        draft = Draft(
            id=draft_id,
            agent=agent,
            text=text,
            message=thread.message,
            customer=thread.customer,
            channel=channel,
            thread=thread_ts,
            on=self.clock(),
            flags=tuple(replace(flag, id=derived_id(draft_id, text, flag.kind, str(flag.start))) for flag in flags),
        )
        self.store.reviews.add_draft(draft)
        return draft

    def may_send(self, channel: str) -> bool:
        """Whether a reply may be posted into a channel: internal ticket channels only."""
        found = self.store.house.channel(channel)
        return found is not None and found.kind == "tickets"

    def take_back_sending(self, draft_id: str) -> None:
        """The draft was not sent after all."""
        self.store.reviews.unmark_sent(draft_id)

    def claim_sending(self, draft_id: str, *, reason: str) -> Draft | None:
        """The draft to send, marked as sent; None where it has been sent already."""
        if not self.store.reviews.mark_sent(draft_id, reason=reason, on=self.clock()):
            return None
        return self.store.reviews.draft(draft_id)

    def sent(self, draft: Draft, *, ts: str, who: str, link: str = "") -> None:
        """Keep a sent draft as what it now is: the agent's turn in the thread."""
        thread = self.store.conversations.thread(draft.channel, draft.thread)
        kept = Interaction(
            id=interaction_id(draft.channel, ts),
            customer=thread.customer if thread else draft.customer,
            on=datetime.fromtimestamp(float(ts), UTC),  # Slack's clock, as for what is answered
            who=who,
            role="agent",
            text=draft.text,
            thread=thread_key(draft.channel, draft.thread),
            link=link,
        )
        self.store.conversations.add([kept])
        if thread:
            self.said_by_us(thread, kept.id)

    def decide(self, flag_id: str, *, lead: str, upheld: bool, note: str = "") -> Verdict | None:
        """A lead's word on a flag. The first one stands and is returned; None where there is no such flag."""
        if self.store.reviews.flag(flag_id) is None:
            return None
        verdict = Verdict(flag=flag_id, lead=lead, upheld=upheld, note=note, on=self.clock())
        if self.store.reviews.decide(verdict):
            self._record(lead, "upheld flag" if upheld else "dismissed flag", flag_id, note=note)
        return self.store.reviews.verdict(flag_id)

    def trust(self) -> dict[str, Trust]:
        """How each kind of flag has done so far."""
        return {kind: Trust(*tally) for kind, tally in self.store.reviews.tallies().items()}

    def said_by_us(self, thread: Thread, interaction: str) -> None:
        """Note that a thread lives on, and that an agent's turn in it is to the customer that it is linked to."""
        if thread.link:
            self.store.linkings.follows(thread.link, interaction)
        self.store.conversations.save_thread(thread, on=self.clock())

    def _record(self, actor: str, action: str, subject: str, **detail: str) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))
