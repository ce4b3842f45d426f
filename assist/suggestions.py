"""Why: what to offer is decided by this customer's own acts, before anybody thinks about words.

A plan says which decision a message leads to, what to lead with and on what evidence, what stays open, and what to ask.
What the message says beats any record; a clear record leads; without one the options stand side by side. What
the plan does not hold, no writer may say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assist.catalogue import Catalogue, mentions
from assist.dossier import (
    NO_RECORD,
    Case,
    Record,
    context,
    note_evidence,
    record_evidence,
    refusal,
    tally,
    told_in_notes,
)
from assist.gist import Gist, gist, only_thanks
from assist.preferences import ahead, nearest
from assist.records import Choice, Dimension, Evidence, Interaction, Note, Option, Preference
from assist.topics import ABOUT, HINT, NAMED, StyleKind, manner, own_words, shapes_reply, style_kind, topics
from assist.words import stems

# Why the lead is the lead: asked for in the message, in a note, or left over there; a clear record; a leaning; the
# nearest to what a rule closes. "picked" is an agent's own wish to see it, whatever the record says. "open" has no
# lead, "nothing" no decision at all.
Ground = Literal["message", "note", "left", "record", "leaning", "closed", "picked", "open", "nothing"]

LEANING_FROM = 2  # own choices in the dimension below which no option leads, however far ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How to write: `detail` "short" or "full", `help` "show" or "do", each empty where nothing says so.

    `contact` is the channel this customer has asked for or clearly takes.
    """

    detail: str = ""
    help: str = ""
    contact: Option | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to offer and why. `open` are the options kept open beside the lead, likeliest first.

    `answered` says that the question of the message is the one that the offer answers.
    `confirm` says that what the message asks for is read back as a question, there being no record to back the reading.
    `loose` says that nothing in the message leads to this decision, only the record does. `closed` is what the customer
    would take, were it not for the rule in `closed.closed`. `also` is a wish of the message in another dimension.
    """

    message: str
    gist: Gist
    ground: Ground
    dimension: Dimension | None = None
    lead: Option | None = None
    open: tuple[Option, ...] = ()
    closed: Option | None = None
    asks: bool = False
    confirm: bool = False
    loose: bool = False
    answered: bool = False
    record: Record = NO_RECORD
    also: Option | None = None
    style: Style = Style()
    basis: tuple[Evidence, ...] = ()
    customer_name: str = ""
    agent_name: str = ""


def plan(
    *,
    message: str,
    catalogue: Catalogue,
    preferences: Mapping[str, Preference],
    choices: Sequence[Choice],
    notes: Sequence[Note],
    moments: Sequence[Interaction] = (),
    wishes: Mapping[str, str] | None = None,
    ruled_out: Mapping[str, set[str]] | None = None,
    customer_name: str = "",
    agent_name: str = "",
) -> Plan:
    """What to offer this customer on this message.

    `preferences` is by dimension id; `wishes` and `ruled_out` are what the message itself asks for and rules out, by
    dimension id. Evidence refers to `choices` and `notes` by id, or by index where they have none.
    """
    standing, refused = told_in_notes(catalogue, preferences, notes)
    case = Case(
        message=message,
        catalogue=catalogue,
        preferences=preferences,
        choices=choices,
        notes=notes,
        wishes=wishes or {},
        ruled_out=ruled_out or {},
        standing=standing,
        refused=refused,
    )
    read = gist(message)
    found, loose = _topic(case, read)
    offer = _offer(case, found, read.same) if found else _Offer("nothing")
    style, style_basis = _style(case, found)
    also, also_basis = _also(case, found)
    return Plan(
        message=message,
        gist=read,
        ground=offer.ground,
        dimension=found,
        lead=offer.lead,
        open=() if read.no_offers and offer.ground == "message" else offer.open,
        closed=offer.closed,
        confirm=_unbacked(offer),
        asks=_asks(offer),
        loose=loose and found is not None,
        answered=found is not None and not loose and _answers(read, found),
        record=offer.record,
        also=also,
        style=style,
        basis=(*offer.basis, *also_basis, *style_basis, *context(message, moments)),
        customer_name=customer_name,
        agent_name=agent_name,
    )


def wants_answer(message: str, *, chose: bool) -> bool:
    """Whether a message calls for a reply: not bare thanks, nor a choice just made (`chose`) and nothing else."""
    if only_thanks(message):
        return False
    read = gist(message)
    return not chose or read.questions > 0 or read.options or read.advice or read.trouble


@dataclass(frozen=True, slots=True)
class _Offer:
    ground: Ground
    lead: Option | None = None
    open: tuple[Option, ...] = ()
    closed: Option | None = None
    record: Record = NO_RECORD
    basis: tuple[Evidence, ...] = ()


def _topic(case: Case, read: Gist) -> tuple[Dimension | None, bool]:
    """The dimension to speak of, and whether only the record, not the message, leads there.

    What the message wishes for in the matter itself comes before what it wishes for in the way of talking, which is a
    topic only where the message makes it one.
    """
    found = topics(case.message, case.catalogue, gist=read, choices=case.choices)
    wished = [topic.dimension for topic in found if topic.dimension.id in case.wishes or case.out(topic.dimension)]
    if wished:
        return min(wished, key=lambda d: (d.id not in case.wishes, shapes_reply(d))), False
    if read.same and (repeated := [topic.dimension for topic in found if case.preference(topic.dimension).choices]):
        return min(repeated, key=lambda d: (shapes_reply(d), -case.preference(d).total)), False
    matters = [topic for topic in found if topic.named or not shapes_reply(topic.dimension)]
    if matters:
        first, second = matters[0], matters[1].score if len(matters) > 1 else 0.0
        hinted = first.score >= HINT and first.score - second >= HINT
        if first.score >= ABOUT or hinted or (read.options and (len(matters) == 1 or first.score > second)):
            return first.dimension, False
    # How much to explain shows in the words by itself, and who does the work is no answer to a question.
    silent = ("detail", "help") if read.questions else ("detail",)
    rest = [topic.dimension for topic in found if style_kind(topic.dimension) not in silent]
    clear = [dimension for dimension in rest if case.preference(dimension).clear]
    noted = [dimension for dimension in rest if case.noted(dimension)]
    return next(iter((*clear, *noted)), None), True


def _offer(case: Case, dimension: Dimension, same: bool) -> _Offer:
    preference, ruled = case.preference(dimension), case.against(dimension)
    rank = {ranked.option: place for place, ranked in enumerate(preference.ranking)}
    options = sorted(
        (option for option in dimension.open_options if option.id not in ruled),
        key=lambda option: rank.get(option.id, len(rank)),
    )
    refused = [refusal(case, dimension, option) for option in dimension.options if option.id in ruled]
    latest = tally(preference, dimension)
    wish, again = case.wish(dimension), _last(preference, options) if same else None
    noted = case.noted(dimension)
    usual = dimension.option(preference.clear or "")
    usual = None if usual and usual.id in ruled else usual
    leaning = _leaning(preference, options)
    asked = case.named(dimension) - ruled
    if len(asked) > 1:  # the message puts some side by side itself: those are the ones to speak of first
        options = sorted(options, key=lambda option: option.id not in asked)
        usual = usual if usual and usual.id in asked else None
        leaning = leaning if leaning and leaning.id in asked else None

    ground: Ground
    if wish:
        ground, lead, basis = "message", wish, [Evidence("message", 0, f"asks for {wish.label}"), *refused]
    elif again:
        said = Evidence("message", 0, "asks for the same as before")
        ground, lead, basis = "message", again, [said, *refused, *record_evidence(case, dimension, again)]
    elif noted:
        ground, lead, basis = "note", noted, [*refused, *note_evidence(case, dimension)]
    elif usual:
        ground, lead, basis = "record", usual, [*refused, *record_evidence(case, dimension, usual)]
    elif ruled and len(options) == 1:
        return _Offer("left", options[0], record=latest, basis=tuple(refused))
    elif leaning:
        ground, lead, basis = "leaning", leaning, [*refused, *record_evidence(case, dimension, leaning)]
    elif not options:
        return _Offer("nothing", basis=tuple(refused))
    else:
        known = latest if latest.option and latest.option.id not in ruled else NO_RECORD
        told = record_evidence(case, dimension, known.option)[:1] if known.option else []
        return _Offer("open", None, tuple(options), record=known, basis=(*refused, *told))
    counted = tally(preference, dimension, lead)
    if not lead.closed:
        return _Offer(ground, lead, _without(options, lead), record=counted, basis=tuple(basis))
    rule = Evidence("rule", f"{dimension.id}/{lead.id}", lead.closed)
    second = usual.id if usual and not usual.closed else nearest(dimension, lead.id)
    instead = next((o for o in options if o.id == second), options[0] if len(options) == 1 else None)
    return _Offer("closed", instead, _without(options, instead), lead, counted, (rule, *basis))


def _asks(offer: _Offer) -> bool:
    """Whether the reply hangs on an answer, which the message, a note or a clear record may have given."""
    waiting = offer.ground in ("open", "left", "leaning", "closed")
    return _unbacked(offer) or (waiting and bool(offer.lead or offer.open))


def _unbacked(offer: _Offer) -> bool:
    """Whether a wish of the message stands alone, so that it should be read back before anybody acts on it."""
    return offer.ground == "message" and offer.record.times == 0


def _answers(read: Gist, dimension: Dimension) -> bool:
    """Whether the message's one question asks what the offer says ("which card shall it be?")."""
    if read.questions > 1 or not read.question:
        return (read.options or read.advice) and read.questions <= 1
    words = set(stems(read.question))
    named = any(mention.weight >= NAMED for mention in mentions(read.question, Catalogue((dimension,))))
    which = read.question.lower().startswith(("which", "what", "how shall", "how should", "shall", "should"))
    return which and (named or bool(words & own_words(dimension)))


def _leaning(preference: Preference, options: Sequence[Option]) -> Option | None:
    """The option clearly ahead by this customer's own choices, the latest of them included."""
    if preference.total < LEANING_FROM or preference.taken.get(preference.choices[-1].chosen, 0) < LEANING_FROM:
        return None
    return _last(preference, options) if ahead(preference) == preference.choices[-1].chosen else None


def _last(preference: Preference, options: Sequence[Option]) -> Option | None:
    """What was taken last, as far as it is among the options."""
    last = preference.choices[-1].chosen if preference.choices else ""
    return next((option for option in options if option.id == last), None)


def _without(options: Sequence[Option], lead: Option | None) -> tuple[Option, ...]:
    return tuple(option for option in options if lead is None or option.id != lead.id)


def _style(case: Case, matter: Dimension | None) -> tuple[Style, tuple[Evidence, ...]]:
    """How this customer is written to, by a wish, a note or a clear record in the dimensions of style."""
    manners: dict[StyleKind, str] = {}
    contact: Option | None = None
    basis: list[Evidence] = []
    for dimension in case.catalogue:
        kind = style_kind(dimension)
        if kind is None:
            continue
        wish, noted = case.wish(dimension), case.noted(dimension)
        clear = dimension.option(case.preference(dimension).clear or "")
        option = wish or noted or clear
        if option is None or option.id in case.out(dimension) or option.closed:
            continue
        manners.setdefault(kind, manner(kind, option))
        if matter is not None and dimension.id == matter.id:
            continue
        if kind == "contact" and contact is None and wish is None:
            contact = option
        if wish is None:
            more = note_evidence(case, dimension) if noted else record_evidence(case, dimension, option)
            basis.extend(more[:1])
    return Style(detail=manners.get("detail", ""), help=manners.get("help", ""), contact=contact), tuple(basis)


def _also(case: Case, matter: Dimension | None) -> tuple[Option | None, tuple[Evidence, ...]]:
    """What the message asks for in a second dimension."""
    for dimension in case.catalogue:
        wish = case.wish(dimension)
        if wish and not wish.closed and (matter is None or dimension.id != matter.id):
            return wish, (Evidence("message", 0, f"asks for {wish.label}"),)
    return None, ()
