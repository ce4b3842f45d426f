"""The use cases, in the order of the two trips: a customer's message, and an agent's draft.

The desk knows no Slack and no SQL. It is handed a store, a catalogue, a writer, an encoder where there is one and a
clock; it keeps no state of its own, so that any number of processes can share a store.
"""

from __future__ import annotations

from dataclasses import replace

from assist import preferences, reception, turns
from assist.agents import Agents
from assist.alternatives import others
from assist.bookkeeping import Bookkeeper
from assist.cards import Alternative, Answer, Incoming, interaction_id, thread_key
from assist.catalogue import Catalogue
from assist.corrections import Corrections
from assist.drafting import Drafting
from assist.gist import gist, only_thanks
from assist.insight import POPULATION, Insight
from assist.linking import Linker
from assist.oversight import Oversight
from assist.ports import Clock, Encoder, Store, Writer
from assist.preferences import Population
from assist.records import Choice, Customer, Form, Interaction, Lead, Suggestion
from assist.workplace import AuditEntry, Channel, HouseRules, NotRight, Thread


class Desk:
    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        writer: Writer,
        *,
        clock: Clock,
        encoder: Encoder | None = None,
        turn_pause: float = 0.0,
    ) -> None:
        """`turn_pause`: messages of one customer closer together than so many seconds are one turn."""
        self.store = store
        self.catalogue = catalogue
        self.clock = clock
        self.insight = Insight(store, catalogue, writer, clock=clock, encoder=encoder)
        self.books = Bookkeeper(store, catalogue, clock=clock)
        self.corrections = Corrections(store, catalogue, clock=clock)
        self.linker = Linker(store, self.books, clock=clock)
        self.agents = Agents(store, catalogue, clock=clock)
        self.oversight = Oversight(store, catalogue, clock=clock)
        self.drafts = Drafting(store, self.insight, self.oversight, clock=clock)
        self.turn_pause = turn_pause

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
            name = writer.name if writer else ""
            kept = reception.interaction(incoming, mine, "customer", name)
            self.store.conversations.add([kept])
            if known and reception.by_thread_alone(incoming):
                self.drafts.follows(known, kept.id)
            thread = known or Thread(channel=incoming.channel, ts=incoming.thread)
            goes_on = self.goes_on(thread, mine)
            if float(thread.message_ts or 0) < float(incoming.ts):
                thread = replace(thread, answered_by="")
            if float(thread.message_ts or 0) <= float(incoming.ts):
                thread = replace(thread, customer=mine, message_ts=incoming.ts)
            thread = replace(thread, message=turns.joined(self.last_turn(thread)))
            self.store.conversations.save_thread(thread, on=self.clock())
            if mine:
                self.books.read_thread(incoming.thread_key, mine)
            taken = self.books.taken_in(kept.id)
        customer = writer if thread.customer == mine else self.store.people.get(thread.customer)
        if customer is None:
            return Answer(thread=thread, customer=None, candidates=tuple(candidates))
        return self._suggest(thread, customer, taken, goes_on=goes_on)

    def heard_agent(self, incoming: Incoming) -> Answer | None:
        """Keep what an agent wrote in a customer's thread: choices are read against it.

        Slack keeps no order, so an offer may come in after its answer: then the choices that both make, else None.
        """
        with self.store.transaction():
            thread = self.store.conversations.thread(incoming.channel, incoming.thread)
            if thread is None:
                return None
            kept = reception.interaction(incoming, thread.customer, "agent")
            self.store.conversations.add([kept])
            newest = float(thread.message_ts or 0) < float(incoming.ts)
            self.drafts.said_by_us(thread, kept.id, by=incoming.author if newest else thread.answered_by)
        return self.taken_after(incoming.channel, incoming.thread)

    def taken_after(self, channel: str, thread_ts: str) -> Answer | None:
        """The choices that follow now that one of us has said something in a thread; None where there are none."""
        thread = self.store.conversations.thread(channel, thread_ts)
        customer = self.store.people.get(thread.customer) if thread else None
        if thread is None or customer is None:
            return None
        taken = self.books.read_thread(thread_key(channel, thread_ts), customer.id)
        return Answer(thread=thread, customer=customer, taken=taken) if taken else None

    def link(self, channel: str, thread_ts: str, customer_id: str, *, by: str) -> Answer | None:
        """Say whose a thread is; None where either is unknown."""
        thread = self.store.conversations.thread(channel, thread_ts)
        customer = self.store.people.get(customer_id)
        if thread is None or customer is None:
            return None
        linked, taken = self.linker.link(thread, customer, by=by)
        return self._suggest(linked, customer, taken)

    def again(self, thread: Thread, *, wording: int = 0, form: Form = "") -> Answer:
        """What to say to a thread's latest turn, as things stand now."""
        customer = self.store.people.get(thread.customer) if thread.customer else None
        if customer is None:
            return Answer(thread=thread, customer=None)
        return self._suggest(thread, customer, (), wording=wording, form=form)

    def reword(self, suggestion_id: str, form: Form | None = None) -> Answer | None:
        """The same offer in other words, or in another form; None where the thread has moved on."""
        stands = self.standing(suggestion_id)
        if stands is None:
            return None
        old, thread, customer = stands
        form = old.form if form is None else form
        wording = old.wording + (form == old.form)
        return self._suggest(thread, customer, (), wording=wording, form=form)

    def reopened(self, suggestion_id: str) -> Answer | None:
        """The suggestion as it was shown, though somebody has answered; None where the thread has moved on."""
        stands = self.standing(suggestion_id)
        if stands is None:
            return None
        old, thread, customer = stands
        return self._suggest(replace(thread, answered_by=""), customer, (), wording=old.wording, form=old.form)

    def instead(self, suggestion_id: str, option: int, *, wording: int = 0) -> Alternative | None:
        """The reply that the thread would get if it led with another of the suggestion's options, by its place there.

        Nothing is stored. None where the thread has moved on, or the catalogue has.
        """
        stands = self.standing(suggestion_id)
        if stands is None:
            return None
        old, thread, customer = stands
        leads = others(old, self.catalogue)
        if option >= len(leads):
            return None
        lead = leads[option]
        written = self.insight.suggest(thread, customer, wording=wording, form=old.form, instead=lead)
        label = self.catalogue.label(lead.dimension, lead.option)
        return Alternative(customer=customer, lead=lead, label=label, text=written.text)

    def others(self, suggestion: Suggestion) -> tuple[Lead, ...]:
        """What a suggestion could lead with instead."""
        return others(suggestion, self.catalogue)

    def standing(self, suggestion_id: str) -> tuple[Suggestion, Thread, Customer] | None:
        """A suggestion with its thread and customer; None where it is no longer the one that the thread's card shows.

        Nor does it stand where the thread has a newer message, or is another customer's, whatever the card shows.
        """
        old = self.store.conversations.suggestion(suggestion_id)
        thread = self.store.conversations.thread(old.channel, old.thread) if old else None
        customer = self.store.people.get(thread.customer) if thread else None
        if old is None or thread is None or customer is None or thread.suggestion != suggestion_id:
            return None
        if thread.customer != old.customer or (thread.about and thread.about != thread.message_ts):
            return None
        return old, thread, customer

    def not_right(self, suggestion_id: str, *, by: str, kind: NotRight, why: str) -> bool:
        """Keep that an agent found a suggestion wrong, and why; False where there is no such suggestion."""
        if not self.store.conversations.reject_suggestion(suggestion_id, by=by, kind=kind, why=why):
            return False
        self._record(by, "rejected suggestion", suggestion_id, kind=kind, why=why)
        return True

    def edited(self, channel: str, ts: str, text: str) -> bool:
        """A message now reads differently: what was read out of it is read anew. False where it is not ours."""
        kept = self.store.conversations.get([interaction_id(channel, ts)])
        if not kept or kept[0].text == text:
            return False
        with self.store.transaction():
            self.store.conversations.edit(kept[0].id, text)
            self.books.message_changed(kept[0].id, text)
            self._in_step(channel, kept[0])
        return True

    def deleted(self, channel: str, ts: str) -> bool:
        """A message is gone, and what was read out of it goes along. False where it is not ours."""
        kept = self.store.conversations.get([interaction_id(channel, ts)])
        if not kept:
            return False
        with self.store.transaction():
            self.books.message_changed(kept[0].id, "")
            self.store.conversations.remove(kept[0].id)
            self._in_step(channel, kept[0])
        return True

    def card_posted(self, thread: Thread, *, channel: str, root: str, ts: str, suggestion: str) -> None:
        """Note where the card about a thread's latest message stands: (channel, thread `root`, `ts`)."""
        posted = replace(thread, card_channel=channel, card_thread=root, card_ts=ts, suggestion=suggestion)
        self.store.conversations.place_card(replace(posted, about=thread.message_ts), on=self.clock())

    def last_turn(self, thread: Thread) -> tuple[Interaction, ...]:
        """What a thread's customer said last, in one message or in a burst."""
        said = self.store.conversations.of_thread(thread_key(thread.channel, thread.ts))
        return turns.last(said, thread.customer, self.turn_pause)

    def thread_at(self, channel: str, ts: str) -> Thread | None:
        """The customer's thread that stands at (channel, ts), or whose mirror does."""
        return self.store.conversations.thread(channel, ts) or self.store.conversations.mirrored(channel, ts)

    # Keeping the house.

    def follow(self, catalogue: Catalogue, rules: HouseRules) -> None:
        """From now on this is what the team leaves to its customers, and these are the house's rules."""
        self.catalogue = self.insight.catalogue = self.books.catalogue = self.corrections.catalogue = catalogue
        self.agents.catalogue = self.oversight.catalogue = catalogue
        self.turn_pause, self.insight.least = rules.turn_pause, rules.least_severity
        self.insight.reads_dialogue = rules.dialogue_notes

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

    def _in_step(self, channel: str, changed: Interaction) -> None:
        """Make the ledger, and what its thread holds as the latest turn, follow a message that has changed."""
        if changed.customer:
            self.books.read_thread(changed.thread, changed.customer)
        thread = self.store.conversations.thread(channel, changed.thread.removeprefix(f"{channel}:"))
        if thread is not None and changed.role == "customer":
            message = turns.joined(self.last_turn(thread))
            self.store.conversations.save_thread(replace(thread, message=message), on=self.clock())

    def goes_on(self, thread: Thread, customer_id: str) -> bool:
        """Whether the message that a thread's card was dealt for is part of what the customer says now."""
        if not thread.card_ts or thread.customer != customer_id:
            return False
        about = interaction_id(thread.channel, thread.about)
        return about in {one.id for one in self.last_turn(thread)}

    def _suggest(
        self,
        thread: Thread,
        customer: Customer,
        taken: tuple[Choice, ...],
        *,
        wording: int = 0,
        form: Form = "",
        goes_on: bool = False,
    ) -> Answer:
        suggestion, moments = None, self.insight.moments(thread)
        read = gist(thread.message)
        if not only_thanks(thread.message) and (not taken or read.question):
            suggestion = self.insight.suggest(thread, customer, moments, wording=wording, form=form)
            kept = self.store.conversations.suggestion(suggestion.id)
            if kept and kept.prompt and kept.basis == suggestion.basis and kept.keeps_open == suggestion.keeps_open:
                suggestion = kept  # a model has been asked about this very offer already
            else:
                self.store.conversations.add_suggestion(suggestion, on=self.clock())
        return Answer(
            thread=thread,
            customer=customer,
            suggestion=suggestion,
            tastes=self.insight.tastes(customer.id, thread.message),
            moments=moments,
            taken=taken,
            others=others(suggestion, self.catalogue) if suggestion else (),
            goes_on=goes_on,
        )

    def _record(self, actor: str, action: str, subject: str, **detail: str) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))
