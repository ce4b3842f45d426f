"""The use cases, in the order of the two trips: a customer's message, and an agent's draft.

The desk knows no Slack and no SQL. It is handed a store, a catalogue, a writer, an encoder where there is one and a
clock; it keeps no state of its own, so that any number of processes can share a store.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assist import preferences, reception
from assist.bookkeeping import Bookkeeper
from assist.cards import Answer, CustomerCard, Incoming, interaction_id, thread_key
from assist.catalogue import Catalogue
from assist.gist import gist, only_thanks
from assist.insight import POPULATION, Insight
from assist.ports import Clock, Encoder, Store, Writer
from assist.preferences import Population
from assist.records import Choice, Customer, Draft, Interaction, Verdict, derived_id
from assist.reviews import Trust
from assist.workplace import AuditEntry, Channel, Thread


class Desk:
    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        writer: Writer,
        *,
        clock: Clock,
        encoder: Encoder | None = None,
    ) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock
        self.insight = Insight(store, catalogue, writer, clock=clock, encoder=encoder)
        self.books = Bookkeeper(store, catalogue, clock=clock)

    # The first trip: a message.

    def answer(self, incoming: Incoming) -> Answer:
        """Whose message it is, what they have just chosen, and what to say: stored, and ready for a card.

        The same message again changes nothing and gives the same answer. One that comes late, after a newer message of
        its thread, is kept and read, and the answer is still about the newer one.
        """
        with self.store.transaction():
            known = self.store.conversations.thread(incoming.channel, incoming.thread)
            writer, candidates = reception.whose(self.store.people, incoming, known, now=self.clock())
            mine = writer.id if writer else ""
            if known and float(known.message_ts or 0) > float(incoming.ts):
                thread = known
            else:
                thread = replace(
                    known or Thread(channel=incoming.channel, ts=incoming.thread),
                    customer=mine,
                    message=incoming.text,
                    message_ts=incoming.ts,
                )
            name = writer.name if writer else ""
            self.store.conversations.add([reception.interaction(incoming, mine, "customer", name)])
            self.store.conversations.save_thread(thread, on=self.clock())
            if mine:
                self.books.read_thread(incoming.thread_key, mine)
            taken = self.books.taken_in(interaction_id(incoming.channel, incoming.ts))
        customer = writer if thread.customer == mine else self.store.people.get(thread.customer)
        if customer is None:
            return Answer(thread=thread, customer=None, candidates=tuple(candidates))
        return self._suggest(thread, customer, taken)

    def heard_agent(self, incoming: Incoming) -> Answer | None:
        """Keep what an agent wrote in a customer's thread: choices are read against it.

        Slack keeps no order, so an offer may come in after its answer: then the choices that follow from both, else
        None.
        """
        thread = self.store.conversations.thread(incoming.channel, incoming.thread)
        if thread is None:
            return None
        self.store.conversations.add([reception.interaction(incoming, thread.customer, "agent")])
        customer = self.store.people.get(thread.customer) if thread.customer else None
        taken = self.books.read_thread(incoming.thread_key, customer.id) if customer else ()
        return Answer(thread=thread, customer=customer, taken=taken) if taken else None

    def link(self, channel: str, thread_ts: str, customer_id: str, *, by: str) -> Answer | None:
        """Say whose a thread is; None where either is unknown.

        What is nobody's in it, and what was thought to be of whoever it was before, goes to that customer. A third
        person's messages in it stay theirs.
        """
        thread = self.store.conversations.thread(channel, thread_ts)
        customer = self.store.people.get(customer_id)
        if thread is None or customer is None:
            return None
        key, before = thread_key(channel, thread_ts), thread.customer
        with self.store.transaction():
            thread = replace(thread, customer=customer.id)
            self.store.conversations.save_thread(thread, on=self.clock())
            self.store.conversations.hand_over(key, customer.id, of=before)
            self._record(by, "linked thread", customer.id, thread=key)
            if before:
                self.books.read_thread(key, before)
            taken = self.books.read_thread(key, customer.id)
        return self._suggest(thread, customer, taken)

    def reword(self, suggestion_id: str) -> Answer | None:
        """The same offer in other words; None where the thread has moved on or was never ours."""
        old = self.store.conversations.suggestion(suggestion_id)
        thread = self.store.conversations.thread(old.channel, old.thread) if old else None
        customer = self.store.people.get(thread.customer) if thread else None
        if old is None or thread is None or customer is None or thread.suggestion != suggestion_id:
            return None
        return self._suggest(thread, customer, (), wording=old.wording + 1)

    def not_right(self, suggestion_id: str, *, by: str, why: str) -> bool:
        """Keep that an agent found a suggestion wrong, and why; False where there is no such suggestion."""
        if not self.store.conversations.reject_suggestion(suggestion_id, by=by, why=why):
            return False
        self._record(by, "rejected suggestion", suggestion_id, why=why)
        return True

    def undo_choice(self, choice_id: str, *, by: str) -> Choice | None:
        """Take a recorded choice back; None where it was not counted any more."""
        choice = self.store.ledger.get(choice_id)
        if choice is None or not self.store.ledger.retract(choice_id, by=by, on=self.clock()):
            return None
        self._record(by, "retracted choice", choice.customer, choice=choice_id)
        return choice

    def edited(self, channel: str, ts: str, text: str) -> bool:
        """A message now reads differently: what was read out of it is read anew. False where it is not ours."""
        kept = self.store.conversations.get([interaction_id(channel, ts)])
        if not kept or kept[0].text == text:
            return False
        with self.store.transaction():
            self.store.conversations.edit(kept[0].id, text)
            self._in_step(channel, ts, kept[0])
        return True

    def deleted(self, channel: str, ts: str) -> bool:
        """A message is gone, and what was read out of it goes along. False where it is not ours."""
        kept = self.store.conversations.get([interaction_id(channel, ts)])
        if not kept:
            return False
        with self.store.transaction():
            self.books.forget_message(kept[0].id)
            self.store.conversations.remove(kept[0].id)
            self._in_step(channel, ts, kept[0])
        return True

    def card_posted(self, thread: Thread, *, channel: str, root: str, ts: str, suggestion: str) -> None:
        """Note where the card about a thread's latest message stands: (channel, thread `root`, `ts`)."""
        self.store.conversations.save_thread(
            replace(thread, card_channel=channel, card_thread=root, card_ts=ts, suggestion=suggestion), on=self.clock()
        )

    # The second trip: a draft.

    def check_draft(self, *, draft_id: str, agent: str, channel: str, thread_ts: str, text: str) -> Draft:
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

    def thread_at(self, channel: str, ts: str) -> Thread | None:
        """The customer's thread that stands at (channel, ts), or whose mirror does."""
        return self.store.conversations.thread(channel, ts) or self.store.conversations.mirrored(channel, ts)

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
        self.store.conversations.add(
            [
                Interaction(
                    id=interaction_id(draft.channel, ts),
                    customer=thread.customer if thread else draft.customer,
                    on=datetime.fromtimestamp(float(ts), UTC),  # Slack's clock, as for what is answered
                    who=who,
                    role="agent",
                    text=draft.text,
                    thread=thread_key(draft.channel, draft.thread),
                    link=link,
                )
            ]
        )

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

    # Looking a customer up, and keeping the population.

    def card(self, customer_id: str) -> CustomerCard | None:
        customer = self.store.people.get(customer_id)
        if customer is None:
            return None
        return CustomerCard(
            customer=customer,
            tastes=self.insight.tastes(customer.id),
            contacts=tuple(self.store.conversations.of_customer(customer.id, limit=5)),
            threads=tuple(self.store.conversations.threads_of(customer.id)),
        )

    def capture_imported(self) -> tuple[int, int]:
        """Read the choices out of all threads in the store; (threads read, choices that are new)."""
        threads = choices = 0
        for customer, thread in self.store.conversations.imported_threads():
            threads += 1
            choices += len(self.books.read_thread(thread, customer, how="import"))
        self.learn_population()
        return threads, choices

    def set_shared(self, channel: Channel, *, shared: bool) -> None:
        """Keep that a channel is, or is no longer, shared with others."""
        self.store.house.save_channel(replace(channel, shared=shared))
        self._record("Slack", "channel shared" if shared else "channel unshared", channel.id)

    def learn_population(self) -> Population:
        """Fit what all customers take, and keep it."""
        population = preferences.learn(self.store.ledger.all(), self.catalogue)
        self.store.house.set(POPULATION, population.to_json(), on=self.clock())
        return population

    # What the use cases share.

    def _in_step(self, channel: str, ts: str, changed: Interaction) -> None:
        """Make the ledger, and what its thread holds as the latest message, follow a message that has changed."""
        if changed.customer:
            self.books.read_thread(changed.thread, changed.customer)
        thread = self.store.conversations.thread(channel, changed.thread.removeprefix(f"{channel}:"))
        if thread is not None and thread.message_ts == ts:
            said = [one for one in self.store.conversations.of_thread(changed.thread) if one.role == "customer"]
            left = [one.text for one in said if one.customer == changed.customer]
            self.store.conversations.save_thread(replace(thread, message=left[-1] if left else ""), on=self.clock())

    def _suggest(self, thread: Thread, customer: Customer, taken: tuple[Choice, ...], *, wording: int = 0) -> Answer:
        suggestion = None
        read = gist(thread.message)
        if not only_thanks(thread.message) and (not taken or read.question):
            suggestion = self.insight.suggest(thread, customer, wording=wording)
            self.store.conversations.add_suggestion(suggestion, on=self.clock())
        return Answer(
            thread=thread,
            customer=customer,
            suggestion=suggestion,
            tastes=self.insight.tastes(customer.id, thread.message),
            moments=self.insight.moments(thread),
            taken=taken,
        )

    def _record(self, actor: str, action: str, subject: str, **detail: str) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))
