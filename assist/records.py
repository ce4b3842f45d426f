"""The nouns. Everything that is stored, shown or reasoned about is one of these frozen values.

Times are timezone-aware UTC datetimes, ids are opaque strings, texts are what people typed (never markup of ours). A
value says what is known and nothing about where it is kept: the stores fit these, not the other way round.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, get_args

Severity = Literal["high", "medium", "low"]
FlagKind = Literal[
    "own_preference", "against_choices", "decided_for_customer", "assumed_preference", "crowd_preference"
]
FLAG_KINDS: tuple[FlagKind, ...] = get_args(FlagKind)  # a sentence carries the first that fits (projection.md)
DialogueKind = Literal["bare_policy", "blame", "overpromise", "suspicion"]
DIALOGUE_KINDS: tuple[DialogueKind, ...] = get_args(DialogueKind)  # a pack apart: only ever shown as notes
IdentityKind = Literal["slack", "email", "external"]
Role = Literal["customer", "agent"]
BasisKind = Literal["choice", "note", "interaction", "rule", "message"]
How = Literal["message", "confirmed", "import", "entered"]
Form = Literal["", "shorter", "steps"]  # of a reply; "" is as the record says


def new_id() -> str:
    """A fresh opaque id, 20 hexadecimal characters."""
    return uuid.uuid4().hex[:20]


def derived_id(*parts: str) -> str:
    """The same id for the same parts, so that what is imported twice is stored once.

    >>> derived_id("zendesk", "35436") == derived_id("zendesk", "35436")
    True
    """
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:20]


def moment(text: str) -> datetime:
    """An ISO 8601 date or time as UTC; a date is its midnight, a time without a zone is taken as UTC.

    >>> moment("2026-03-04").isoformat()
    '2026-03-04T00:00:00+00:00'

    Raises ValueError for anything else.
    """
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Identity:
    """One exact key of a customer: a Slack user id, an e-mail address (lower case) or an external id."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: str
    name: str
    identities: tuple[Identity, ...] = ()
    company: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One message of a customer's history, by either side. `who` is the name or role to show."""

    id: str
    customer: str
    on: datetime
    who: str
    text: str
    role: Role = "customer"
    thread: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way a dimension can go. `closed` is the stated rule under which it is not open, else empty. `attributes` are
    known facts that people may like an option for (waiting time in hours, effort, price, …).
    """

    id: str
    label: str
    phrases: tuple[str, ...] = ()
    closed: str = ""
    attributes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Something the team leaves to its customers. A `style` dimension shapes the reply itself."""

    id: str
    label: str
    options: tuple[Option, ...]
    question: str = ""
    style: bool = False

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)

    @property
    def open_options(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was put before a customer and what they took, by their own act. The only evidence there is.

    `quote` is the customer's own words, `link` where they stand, `source` the key of their message (so that an edited
    or deleted one takes its choices along), `how` how it became known. A retracted choice stays and counts for nothing.
    """

    on: datetime
    dimension: str
    offered: tuple[str, ...]
    chosen: str
    situation: str = ""
    id: str = ""
    customer: str = ""
    thread: str = ""
    quote: str = ""
    link: str = ""
    how: How = "message"
    recorded_by: str = ""
    source: str = ""
    retracted_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a customer said that stands in their file ("Please e-mail, I am in meetings all day")."""

    text: str
    on: datetime | None = None
    id: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a thread, in order."""

    who: Role
    text: str
    on: datetime | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Captured:
    """A choice read out of a thread: `turn` is the index of the customer's turn, `quote` their words in it.

    Not `sure` means that it is probable only: the agent is asked, and nothing is recorded before.
    """

    dimension: str
    offered: tuple[str, ...]
    chosen: str
    turn: int
    quote: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """An option with the probability, in [0, 1], that this customer takes it among those on offer."""

    option: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What one customer takes in one dimension, and why we say so.

    `ranking` is best first and sums to 1 over the open options; `taken` counts the choices behind it by option; `clear`
    is the option of a clear record (projection.md, ruling 5) or None; `wished` is an option that the message or a note
    asks for, stated, not done. `thin` says that the ranking leans on the population, `customers` people here.
    """

    dimension: str
    ranking: tuple[Ranked, ...]
    choices: tuple[Choice, ...] = ()
    clear: str | None = None
    wished: str | None = None
    thin: bool = False
    customers: int = 0

    @property
    def total(self) -> int:
        return len(self.choices)

    @property
    def taken(self) -> dict[str, int]:
        return dict(Counter(choice.chosen for choice in self.choices))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something a suggestion or a flag rests on. `ref` is an index or id in the list that `kind` names."""

    kind: BasisKind
    ref: int | str
    says: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    dimension: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A reply to put before an agent, with what it leads with, what it leaves open and what it rests on."""

    text: str
    leads_with: Lead | None = None
    keeps_open: tuple[str, ...] = ()
    asks: bool = False
    basis: tuple[Evidence, ...] = ()
    writer: str = "offline"
    prompt: str = ""
    wording: int = 0
    form: Form = ""
    note: str = ""
    id: str = ""
    customer: str = ""
    channel: str = ""
    thread: str = ""
    on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Where a draft projects: `quote` is an exact substring of it from `start` on; `version` names what found it."""

    kind: FlagKind | DialogueKind
    quote: str
    start: int
    reason: str
    evidence: tuple[Evidence, ...] = ()
    severity: Severity = "medium"
    rewrite: str | None = None
    id: str = ""
    version: str = ""
    agent_reason: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What an agent pressed in an earlier draft: the agent's habits are read from these."""

    on: date
    dimension: str
    offered: tuple[str, ...]
    pressed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A reply an agent wrote, with what was found in it and what became of it; `notes` are flags that ask nothing."""

    id: str
    agent: str
    text: str
    message: str
    customer: str
    channel: str
    thread: str
    on: datetime
    flags: tuple[Flag, ...] = ()
    notes: tuple[Flag, ...] = ()
    sent_on: datetime | None = None
    sent_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A team lead's word on one flag. `upheld` False means that the flag was a false alarm."""

    flag: str
    lead: str
    upheld: bool
    on: datetime
    note: str = ""
