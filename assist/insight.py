"""What is known about a customer, put together for one message: it reads, and stores nothing.

Everything here is asked for one customer id and built from that customer's rows alone, so that nothing of one customer
can stand on another's card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

from assist import history, preferences
from assist.cards import PAGE, CustomerCard, Looked, Taste, thread_key
from assist.catalogue import Catalogue
from assist.check_version import check_version, dialogue_version
from assist.composing import Composed, compose, preferences_for
from assist.dialogue.check import check as check_dialogue
from assist.draft_check import check
from assist.gist import excerpt
from assist.habits import NOTHING_USUAL, Team, team
from assist.model.ports import BetterWords, DraftReader
from assist.ports import Clock, Encoder, Store, Writer
from assist.preferences import Population
from assist.projection.language import reads_as_english
from assist.readers import combined
from assist.records import (
    DIALOGUE_KINDS,
    FLAG_KINDS,
    Choice,
    Customer,
    Flag,
    Form,
    Interaction,
    Lead,
    Note,
    Preference,
    Pressed,
    Severity,
    Suggestion,
    derived_id,
)
from assist.reviews import weigh
from assist.workplace import Thread

POPULATION = "population"
_TEAM_LOOKS_BACK, _TEAM_HOLDS = timedelta(weeks=12), timedelta(hours=1)


class _Known(TypedDict):
    message: str
    catalogue: Catalogue
    choices: Sequence[Choice]
    notes: Sequence[Note]


def names_of(customer: Customer) -> list[str]:
    """What may have to be hidden of a customer, wherever it stands."""
    return [customer.name, *(one.value for one in customer.identities if one.kind != "slack")]


class Insight:
    def __init__(
        self, store: Store, catalogue: Catalogue, writer: Writer, *, clock: Clock, encoder: Encoder | None
    ) -> None:
        self.store = store
        self.catalogue = catalogue
        self.writer = writer
        self.encoder = encoder
        self.clock = clock
        self.least: Severity = "low"  # flags below it are not shown
        self._usual: tuple[datetime, Team] | None = None
        self.reads_dialogue = False  # whether drafts are read for what else spoils a dialogue

    def population(self) -> Population:
        kept = self.store.house.setting(POPULATION)
        return Population.from_json(kept) if kept else Population()

    def tastes(self, customer_id: str, message: str = "") -> tuple[Taste, ...]:
        """What the customer takes in each dimension; a wish in the message is shown as stated."""
        found = self._preferences(self.store.ledger.of_customer(customer_id), message)
        return tuple(
            Taste(dimension=d, preference=found[d.id], says=preferences.says(found[d.id], d)) for d in self.catalogue
        )

    def card(self, customer_id: str, *, words: str = "", page: int = 0) -> CustomerCard | None:
        """A customer's card with one page of their timeline, or of what in it has all these words."""
        customer = self.store.people.get(customer_id)
        if customer is None:
            return None
        found, total = self.store.timeline(customer.id, words, limit=PAGE, offset=page * PAGE)
        return CustomerCard(
            customer=customer,
            tastes=self.tastes(customer.id),
            contacts=tuple(found),
            threads=tuple(self.store.conversations.threads_of(customer.id)),
            unanswered=tuple(self.store.lapses.of_customer(customer.id)),
            words=words,
            page=page,
            total=total,
        )

    def moments(self, thread: Thread) -> tuple[Interaction, ...]:
        """At most three past interactions of the thread's customer that bear on its message, of other threads."""
        vector = self.encoder.encode([thread.message])[0] if self.encoder else None
        log = self.store.log(thread.customer, self.encoder.model if self.encoder else "")
        return history.moments(thread.message, log, vector, but_thread=thread_key(thread.channel, thread.ts))

    def suggest(
        self,
        thread: Thread,
        customer: Customer,
        moments: Sequence[Interaction] = (),
        *,
        wording: int = 0,
        form: Form = "",
        instead: Lead | None = None,
    ) -> Suggestion:
        """A reply to the thread's latest message that our own check finds nothing in; led by `instead` where given."""
        return self._composed(thread, customer, moments, wording=wording, form=form, instead=instead).suggestion

    def improve(self, suggestion: Suggestion, thread: Thread, customer: Customer, better: BetterWords) -> Suggestion:
        """A thread's suggestion in better words; as it was, with a note why, where they don't hold.

        The endpoint is told the case by a name from which nobody can be found.
        """
        composed = self._composed(
            thread, customer, self.moments(thread), wording=suggestion.wording, form=suggestion.form
        )
        if composed.suggestion.text != suggestion.text:
            return suggestion  # what is known has changed since: the card will be dealt anew
        case, names = derived_id("case", suggestion.id), names_of(customer)
        written = better.improve(suggestion, composed.plan, objection=composed.objection, case=case, names=names)
        return replace(
            written,
            id=suggestion.id,
            wording=suggestion.wording,
            form=suggestion.form,
            customer=suggestion.customer,
            channel=suggestion.channel,
            thread=suggestion.thread,
            on=suggestion.on,
        )

    def _composed(
        self,
        thread: Thread,
        customer: Customer,
        moments: Sequence[Interaction],
        *,
        wording: int,
        form: Form,
        instead: Lead | None = None,
    ) -> Composed:
        choices = self.store.ledger.of_customer(customer.id)
        composed = compose(
            thread.message,
            catalogue=self.catalogue,
            choices=choices,
            notes=self.store.ledger.notes_of(customer.id),
            preferred=self._preferences(choices, thread.message),
            writer=self.writer,
            moments=moments,
            customer_name=customer.name,
            wording=wording,
            form=form,
            instead=instead,
        )
        named = replace(
            composed.suggestion,
            id=derived_id(
                "suggestion",
                *(thread.channel, thread.ts, customer.id, thread.message_ts, thread.message),
                *(str(composed.suggestion.wording), form),
            ),
            customer=customer.id,
            channel=thread.channel,
            thread=thread.ts,
            on=self.clock(),
        )
        return replace(composed, suggestion=named)

    def looked_at(self, text: str, message: str, customer_id: str) -> Looked:
        """What a draft is held against."""
        counts = Counter(choice.dimension for choice in self.store.ledger.of_customer(customer_id))
        return Looked(
            message=bool(message.strip()),
            choices=tuple((one.label, counts[one.id]) for one in self.catalogue if counts[one.id]),
            notes=len(self.store.ledger.notes_of(customer_id)),
            read=reads_as_english(text),
        )

    def flags(
        self, text: str, thread: Thread, pressed: Sequence[Pressed] = (), beside: Sequence[Flag] = ()
    ) -> tuple[Flag, ...]:
        """Where a draft for the thread projects, each flag no louder than the verdicts on its kind allow.

        `pressed` are what the draft's agent pressed before, `beside` what a model has found in these very words.
        """
        return self._weighed(combined(self._checked(text, thread, pressed), beside))

    def reread(
        self,
        text: str,
        thread: Thread,
        pressed: Sequence[Pressed],
        reader: DraftReader,
        *,
        case: str,
        names: Sequence[str],
    ) -> tuple[Flag, ...]:
        """The flags of `flags` with what a model finds beside them; `case` is to name nobody."""
        found = self._checked(text, thread, pressed)
        customer = self.store.people.get(thread.customer)
        return self._weighed(
            reader.read(
                text, found, **self._known(thread), case=case, names=[*names, *(names_of(customer) if customer else ())]
            ).flags
        )

    def _checked(self, text: str, thread: Thread, pressed: Sequence[Pressed]) -> tuple[Flag, ...]:
        usual = self._team() if pressed else NOTHING_USUAL
        found = check(text, **self._known(thread), pressed=pressed, usual=usual)
        return tuple(replace(flag, version=flag.version or check_version()) for flag in found)

    def _known(self, thread: Thread) -> _Known:
        """What a draft for a thread is held against."""
        return {
            "message": excerpt(thread.message),
            "catalogue": self.catalogue,
            "choices": self.store.ledger.of_customer(thread.customer),
            "notes": self.store.ledger.notes_of(thread.customer),
        }

    def _weighed(self, flags: Sequence[Flag]) -> tuple[Flag, ...]:
        return weigh(flags, self.store.reviews.tallies(), self.least)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What drafts are read for as things are set: the five kinds, and those of the dialogue where that is on."""
        return (*FLAG_KINDS, *DIALOGUE_KINDS) if self.reads_dialogue else FLAG_KINDS

    def dialogue(self, text: str, thread: Thread) -> tuple[Flag, ...]:
        """What else spoils the dialogue in a draft for the thread; nothing where an admin has not switched it on.

        The least severity that is shown is that of flags and holds nothing back here.
        """
        if not self.reads_dialogue:
            return ()
        found = check_dialogue(
            text,
            message=excerpt(thread.message),
            choices=self.store.ledger.of_customer(thread.customer),
            notes=self.store.ledger.notes_of(thread.customer),
        )
        return weigh([replace(one, version=dialogue_version()) for one in found], self.store.reviews.tallies())

    def _team(self) -> Team:
        """What the team presses and customers take of late; looked up once an hour, since it moves slowly."""
        now = self.clock()
        if self._usual is None or now - self._usual[0] > _TEAM_HOLDS:
            since, seen = now - _TEAM_LOOKS_BACK, self.store.overview
            pressed = ((one.dimension, one.option) for one in seen.pressed(since, now))
            taken = ((one.dimension, one.chosen) for one in seen.chosen(since, now))
            self._usual = now, team(pressed, taken)
        return self._usual[1]

    def _preferences(self, choices: Sequence[Choice], message: str) -> dict[str, Preference]:
        return preferences_for(self.catalogue, choices, self.population(), message=message, now=self.clock())
