"""The nouns of the workplace: channels and how they are treated, threads, what Slack sent, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from assist.records import Choice, Severity

ChannelKind = Literal["tickets", "connect", "ignored"]
AddressPlace = Literal["text", "attachment", "blocks", "metadata"]
CUSTOMERS_CHANGED = "customers_changed"  # an event of our own: the cards of some threads are to be dealt anew
ACCESS_ENDED = "access_ended"  # the setting that says why Slack no longer lets us in; empty while it does
WORDS_READY = "words_ready"  # another: there are better words for a suggestion than those on its card
THREAD_READ = "thread_read"  # another: a language model's reading of a thread has changed what is known or asked
MODEL_OFF = "model_off:"  # how the name of a setting begins that turns the language model off for somebody
QuestionState = Literal["open", "answered", "withdrawn"]
Claim = Literal["free", "taken over", "held"]  # what came of claiming a thread's card
NotRight = Literal["customer", "message", "offer", "tone", "other"]  # what was wrong with a suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a channel is treated. `shared` is None while it is not known; nothing is posted unless it is False.

    `senders` are the bot ids and user ids whose messages there are customers' (forwarding bots, named people);
    `mirror` is the internal channel where a Connect channel's cards go. `address_in` says in which part of a forwarded
    message its customer's address stands, `label` which line holds it (a regular expression), or which key of the
    metadata; empty for the usual head lines. Everybody who writes in the channel of one `customer` is that customer;
    people with an e-mail address of `domain` are of that company. `watch` says that replies which agents write by
    hand in its tickets' threads are checked, and only their author is told.
    """

    id: str
    kind: ChannelKind
    name: str = ""
    senders: tuple[str, ...] = ()
    customer: str = ""
    mirror: str = ""
    shared: bool | None = None
    address_in: AddressPlace = "text"
    label: str = ""
    domain: str = ""
    watch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation about one customer's request. `customer` is empty while nobody knows whose it is.

    `message` is the customer's latest message; the card about it stands at (`card_channel`, `card_ts`), empty while
    it is being posted, `about` is the ts of the message that it was dealt for; `suggestion` is what the card shows;
    `link` is the linking that made the thread the customer's, if any; `answered_by` is the Slack user id of the agent
    who wrote in it since the customer last did, empty while nobody has.
    """

    channel: str
    ts: str
    customer: str = ""
    message: str = ""
    message_ts: str = ""
    card_channel: str = ""
    card_thread: str = ""
    card_ts: str = ""
    suggestion: str = ""
    updated_on: datetime | None = None
    link: str = ""
    about: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A probable choice that an agent is asked about: `choice` is what a yes would record.

    The question stands at (`channel`, `ts`), empty while it is not posted.
    """

    id: str
    choice: Choice
    state: QuestionState = "open"
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """That an agent said whose a thread is: it was of `before` (empty for nobody), under the linking `previous`."""

    id: str
    channel: str
    ts: str
    customer: str
    by: str
    on: datetime
    before: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two customers taken for one: what was of `gone` is of `kept` until it is taken apart again."""

    id: str
    kept: str
    gone: str
    by: str
    on: datetime
    undone_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Options that were put before a customer in a thread and never answered: no choice, and no refusal."""

    customer: str
    thread: str
    dimension: str
    offered: tuple[str, ...]
    on: datetime
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    """A thread whose customer waits for an answer since `since`; `mine` where the agent who asks wrote in it before.

    `link` leads to the customer's latest message.
    """

    thread: Thread
    customer: str
    since: datetime
    link: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One option that our side spoke for in a thread, `on` that moment, `by` an agent or by the suggestions ('')."""

    dimension: str
    option: str
    thread: str
    on: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEvent:
    """Something Slack sent, stored before anything is done about it. `key` is unique."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    received_on: datetime
    attempts: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    on: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    def told(self) -> str:
        """What was done, about what, and the details, on one line."""
        detail = "; ".join(f"{name}: {value}" for name, value in self.detail.items() if value)
        return f"{self.action} {self.subject}" + (f" ({detail})" if detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a store is: bytes it takes, bytes free beside it, schema steps that a newer program made, and its events."""

    size: int
    free: int
    newer: tuple[str, ...] = ()
    waiting: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What a team sets for all: seconds within which messages are one turn; days after which an offer in a quiet thread
    was never answered; the least severity of flags that are shown; whether drafts are read for what else spoils a
    dialogue; days for which messages are kept (0: for ever) and whether choices keep the customer's words after that;
    who reviews, beside those of the settings; and the workspace's guests who count among the team.
    """

    turn_pause: float = 20.0
    no_answer_days: float = 14.0
    least_severity: Severity = "low"
    dialogue_notes: bool = False
    keep_days: int = 0
    keep_quotes: bool = True
    leads: tuple[str, ...] = ()
    lead_group: str = ""
    guests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """What an agent has written for a customer's thread and not sent: theirs alone, never checked, never evidence."""

    agent: str
    channel: str
    thread: str
    text: str
    on: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueVersion:
    """A catalogue as YAML text. Number 1 is the file's."""

    number: int
    text: str
    by: str
    on: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The bot was invited into a channel that is not set up."""

    channel: str
    by: str
    on: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """A call to a language model, for the books: what it was for, under which version of the prompt, how it ended.

    `calls` is 0 where this only tells what became of an answer; `ms` is how long it took.
    """

    task: str
    version: str
    model: str
    outcome: str
    calls: int = 1
    ms: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What was asked of a model and ended in one way: `times` it did so, in `calls` calls that took `ms` in all."""

    task: str
    version: str
    model: str
    outcome: str
    times: int
    calls: int
    ms: int
    slowest: int
    tokens_in: int
    tokens_out: int
