"""The second trip: an agent's draft is checked and sent once. What leads say of it is `oversight`'s.

Sending is claimed before it is done, so that two clicks, or two machines, never send a draft twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assist.cards import Incoming, Looked, interaction_id, thread_key
from assist.habits import pressed_in
from assist.insight import Insight
from assist.model.ports import DraftReader
from assist.oversight import Oversight
from assist.ports import Clock, Store
from assist.readers import found_beside
from assist.records import Draft, Flag, Interaction, derived_id
from assist.reviews import parted
from assist.workplace import AuditEntry, Channel, Thread, Unsent

TOLD = "told about a reply"


class Drafting:
    def __init__(self, store: Store, insight: Insight, oversight: Oversight, *, clock: Clock) -> None:
        self.store = store
        self.insight = insight
        self.oversight = oversight
        self.clock = clock

    def check(self, *, draft_id: str, agent: str, channel: str, thread_ts: str, text: str) -> Draft:
        """A draft with what was found in it, stored. The same id again replaces it, as long as it is not sent.

        What its agent pressed in earlier drafts sharpens severity and reasons; what this one presses is kept for later.
        """
        thread = self.store.conversations.thread(channel, thread_ts) or Thread(channel=channel, ts=thread_ts)
        before = self.store.reviews.draft(draft_id)
        same = before is not None and before.text == text and before.message == thread.message
        found = self.insight.flags(
            text,
            thread,
            self.store.coaching.pressed_by(agent, but_draft=draft_id),
            found_beside(before) if before and same else (),
        )
        found = (*found, *self.insight.dialogue(text, thread))
        draft = Draft(
            id=draft_id,
            agent=agent,
            text=text,
            message=thread.message,
            customer=thread.customer,
            channel=channel,
            thread=thread_ts,
            on=self.clock(),
        )
        draft = self._parted(draft, found, before)
        with self.store.transaction():
            if self.store.reviews.add_draft(draft):
                pressed = pressed_in(text, thread.message, self.insight.catalogue, draft.on.date())
                self.store.coaching.keep_pressed(draft_id, pressed)
        return draft

    def reread(self, draft: Draft, reader: DraftReader, *, names: Sequence[str] = ()) -> Draft | None:
        """A draft with what a model finds in it beside the check, stored; None where it is another draft by then.

        `names` may have to be hidden from the model, beside the customer's.
        """
        thread = self.store.conversations.thread(draft.channel, draft.thread)
        if thread is None or thread.message != draft.message:
            return None
        pressed = self.store.coaching.pressed_by(draft.agent, but_draft=draft.id)
        case = derived_id("case", draft.id)
        found = self.insight.reread(draft.text, thread, pressed, reader, case=case, names=names)
        found = (*found, *self.insight.dialogue(draft.text, thread))
        with self.store.transaction():
            now = self.store.reviews.draft(draft.id)
            if now is None or now.text != draft.text or now.message != draft.message:
                return None
            both = self._parted(now, found, now)
            return both if self.store.reviews.add_draft(both) else None

    def _parted(self, draft: Draft, found: Sequence[Flag], before: Draft | None) -> Draft:
        """The draft with what was found in it, as flags and as notes; what its agent said of a flag stays with it."""
        said = {(one.kind, one.quote): one.agent_reason for one in (*before.flags, *before.notes)} if before else {}
        named = tuple(
            replace(
                flag,
                id=derived_id(draft.id, draft.text, flag.kind, str(flag.start)),
                agent_reason=said.get((flag.kind, flag.quote), ""),
            )
            for flag in found
        )
        flags, notes = parted(named, self.store.reviews.tallies(), self.oversight.policy())
        return replace(draft, flags=flags, notes=notes)

    def told_of(self, posted: Incoming, channel: Channel) -> Flag | None:
        """What to tell the author of a reply that was posted by hand in a watched channel of our own; else None.

        Once in a thread, whatever becomes of it: that it was told is kept before it is.
        """
        thread = self.store.conversations.thread(posted.channel, posted.thread)
        if thread is None or not (channel.watch and channel.kind == "tickets" and thread.customer and posted.author):
            return None
        key = posted.thread_key
        if any(entry.action == TOLD for entry in self.store.house.trail(key)):
            return None
        found = self.insight.flags(posted.text, thread, self.store.coaching.pressed_by(posted.author))
        flags, _ = parted(found, self.store.reviews.tallies(), self.oversight.policy())
        flag = next((one for one in flags if one.severity != "low"), None)
        if flag is not None:
            self.store.house.record(AuditEntry(on=self.clock(), actor=posted.author, action=TOLD, subject=key))
        return flag

    def put_aside(self, agent: str, channel: str, thread_ts: str, text: str) -> None:
        """Keep what an agent has written and not sent, for when they come back to the thread; the empty text drops it.

        It is not checked and counts for nothing. In a thread that is not kept, nothing is.
        """
        if not text:
            self.store.aside.drop(agent, channel, thread_ts)
        elif self.store.conversations.thread(channel, thread_ts):
            unsent = Unsent(agent=agent, channel=channel, thread=thread_ts, text=text, on=self.clock())
            self.store.aside.keep(unsent)

    def dispute(self, flag_id: str, *, agent: str, why: str) -> bool:
        """Keep why an agent says that a flag on their draft is wrong; False where it is not theirs, or gone."""
        return self.store.reviews.dismiss_by_agent(flag_id, agent, why)

    def looked_at(self, draft: Draft) -> Looked:
        """What a draft was held against."""
        return self.insight.looked_at(draft.text, draft.message, draft.customer)

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
        with self.store.transaction():
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
                self.said_by_us(thread, kept.id, by=draft.agent)

    def said_by_us(self, thread: Thread, interaction: str, *, by: str) -> None:
        """Note who answered in a thread, and that their turn is to whoever the thread is of."""
        self.follows(thread, interaction)
        self.store.conversations.save_thread(replace(thread, answered_by=by), on=self.clock())

    def follows(self, thread: Thread, interaction: str) -> None:
        """Note that a message is of the thread's customer by the thread alone: it goes where the thread goes."""
        if thread.link:
            self.store.linkings.follows(thread.link, interaction)
        self.store.merges.follows(thread_key(thread.channel, thread.ts), interaction)
