"""Why: what a customer takes is the only evidence this project trusts, so it is read to the letter of the rules.

A thread is read turn by turn. An agent's turn puts options on the table or takes them off; a customer's turn
takes one, rules some out, accepts or declines what was proposed, or withdraws. What is probable but not
certain comes back too, marked as such, for the agent to be asked about, and is never recorded unasked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assist.catalogue import Catalogue, Mention, mentions
from assist.clauses import clause_at, clauses
from assist.echo import NO_ECHO, Echo, echo
from assist.evidence import NONE, Row, evidence, points_at
from assist.listing import plain_marks
from assist.offers import asks_something_else, offers_something, read_offer, usual
from assist.pointing import references
from assist.records import Captured, Dimension, Turn
from assist.statements import LIKELY, NAMED, SURE, Deed, Said, deeds, hear, on_the_table, own_words, refusals, taken
from assist.tables import Proposal, Table
from assist.verdict import probabilities, weights
from assist.words import stems, words

_FOR_WHAT_IS_LEFT = 0.8  # how surely ruling out all but one takes that one
_PLAIN = 0.7  # from here on an acceptance stands by itself
_ALSO_CALLED = {"contact": ("reach", "contact", "touch"), "resolution": ("resolv", "solution", "prefer")}
_COURTESY = re.compile(r"noted\b|both of (?:us|you|them)\b", re.IGNORECASE)
_FRONTED = re.compile(
    r"\W*(?:(?:and|but|so|for|about|as for|on|regarding|concerning)\s+)*(?!(?:i|we|i'll|we'll|let|then|it|that|"
    r"this|please|maybe|just|ok|okay|well)\b)"
    r"[\w'’-]+(?:\s+[\w'’-]+){0,6}?,?\s+(?:i|we)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:went|gone|sold|last one|out of stock|no longer|not possible|unfortunately|sorry|afraid)\b", re.IGNORECASE
)


def read(turns: Sequence[Turn], catalogue: Catalogue) -> list[Captured]:
    """The choices a customer made in a thread, at most one a dimension, by the rules of docs/capture.md.

    `turn` is an index into `turns`, `quote` an exact substring of that turn's text.
    """
    return [found for found in readings(turns, catalogue) if found.sure]


def uncertain(turns: Sequence[Turn], catalogue: Catalogue) -> list[Captured]:
    """What the customer probably chose, not surely enough to be recorded without asking."""
    return [found for found in readings(turns, catalogue) if not found.sure]


Judge = Callable[[int, Table, dict[str, Row], Proposal | None], tuple[str, float]]


def readings(turns: Sequence[Turn], catalogue: Catalogue, judge: Judge | None = None) -> list[Captured]:
    """Sure and unsure readings of a thread together, at most one a dimension."""
    tables = {dimension.id: Table(dimension) for dimension in catalogue}
    for index, turn in enumerate(turns):
        if turn.who == "agent":
            _hear_agent(turn.text, catalogue, tables)
        else:
            earlier = " ".join(before.text for before in turns[max(0, index - 2) : index])
            after = next((later.text for later in turns[index + 1 :] if later.who == "agent"), "")
            heard = echo(after, mentions(after, catalogue)) if after else NO_ECHO
            _hear_customer(index, hear(turn.text, earlier), catalogue, tables, heard=heard, judge=judge or by_weights)
    return [table.choice for table in tables.values() if table.choice is not None]


def by_weights(index: int, table: Table, rows: dict[str, Row], proposal: Proposal | None) -> tuple[str, float]:
    """The likeliest option of a turn and how likely it is."""
    found = probabilities(rows, weights())
    del found[NONE]
    return max(found.items(), key=lambda one: one[1], default=(NONE, 0.0))


def wish(message: str, catalogue: Catalogue) -> dict[str, str]:
    """What one message itself asks for: dimension -> option. It stands for now, and beats any record."""
    return {found.dimension: found.chosen for found in read([Turn("customer", message)], catalogue)}


def ruled_out(message: str, catalogue: Catalogue) -> dict[str, set[str]]:
    """What one message rules out for now: what it refuses, and beside what it asks for, all the rest."""
    said = hear(message, "")
    there = mentions(said.own, catalogue)
    asked_for = wish(message, catalogue)
    result: dict[str, set[str]] = {}
    for dimension in catalogue:
        done = deeds(said, [m for m in there if m.dimension == dimension.id], offered=False)
        refused = {deed.option for deed in refusals(done)}
        if dimension.id in asked_for:
            refused |= {option.id for option in dimension.options if option.id != asked_for[dimension.id]}
        if refused:
            result[dimension.id] = refused
    return result


def _hear_agent(text: str, catalogue: Catalogue, tables: dict[str, Table]) -> None:
    text = plain_marks(text)
    said = mentions(text, catalogue)
    other = asks_something_else(text)
    for table in tables.values():
        options = [option.id for option in table.dimension.options]
        offer = read_offer(text, [m for m in said if m.dimension == table.dimension.id], options)
        table.raised = _raises(text, table.dimension)
        table.usual = usual([m for m in said if m.dimension == table.dimension.id], text) or table.usual
        table.elsewhere = not offer.named and (other or offers_something(text))
        if not offer.named:
            continue
        live = [option for option in offer.named if option not in offer.ruled_out]
        if table.last and table.last not in offer.named and len(offer.named) > 1 and _GONE.search(text):
            table.out.add(table.last)  # "the last one went this morning, so black or green"
        table.fresh |= {option for option in live if option not in table.offered}
        table.offered.update(dict.fromkeys(live))
        table.put |= set(live)
        table.out = (table.out - set(live)) | offer.ruled_out
        table.pending, table.asked = offer.open, offer.asked
        table.supposed = table.supposed and not offer.open
        table.listing = offer.listing or table.listing
        table.last = offer.named[0] if len(offer.named) == 1 else table.last


def _topic(dimension: Dimension) -> set[str]:
    return {*stems(dimension.id.replace("_", " ")), *stems(dimension.label), *_ALSO_CALLED.get(dimension.id, ())}


def _raises(text: str, dimension: Dimension) -> bool:
    """Whether a turn asks about a dimension without naming its options: "How would you like to pay?"."""
    topic = _topic(dimension)
    return any(
        word.stem in topic for part in clauses(text) if part.asked for word in words(text[part.start : part.end])
    )


def _hear_customer(
    index: int, said: Said, catalogue: Catalogue, tables: dict[str, Table], *, heard: Echo, judge: Judge
) -> None:
    there = [m for m in mentions(said.own, catalogue) if not _COURTESY.match(said.own, m.start)]
    quoted = mentions(said.text, catalogue) if own_words(said.text) != said.text else []
    acted = False
    proposals: dict[str, Proposal | None] = {}
    acts: dict[str, list[Deed]] = {}
    was_out: dict[str, set[str]] = {}
    for table in tables.values():
        dimension = table.dimension.id
        pointed_at = {m.option for m in quoted if m.dimension == dimension}
        if len(pointed_at) == 1:
            table.pending = tuple(pointed_at)
        own = [m for m in there if m.dimension == dimension]
        others = [m for m in there if m.dimension != dimension and m.weight >= NAMED]
        pointing = references(said, own, table.before, others)
        named = _without_overlaps([*own, *(m for m in pointing if m.option not in table.out or m.weight > NAMED)])
        about = _without_others_delay(said, there, table.dimension)
        done = deeds(about, named, offered=bool(table.put) or table.raised)
        was_out[dimension], acts[dimension] = set(table.out), done
        table.offered.update(dict.fromkeys(on_the_table(done)))
        proposals[dimension], did = _settle(about, table, done)
        acted |= did
        table.last = next((m.option for m in reversed(named) if m.weight >= NAMED), table.last)
    if said.reply.withdraw and not acted:
        for table in tables.values():
            table.choice = None
    else:
        for dimension, table in tables.items():
            met = table.supposed and said.reply.accept >= SURE and not acts[dimension]  # "sorted then, and no cover"
            if not acted or met:
                proposals[dimension] = proposals[dimension] or _answer(said, table)
    for dimension, table in tables.items():
        proposal = proposals[dimension]
        rows = evidence(said, table, acts[dimension], proposal, heard=heard, already_out=was_out[dimension])
        declined = _declined_now(said, table) if not acted else set()
        option, sure = judge(index, table, rows, proposal)
        by_rule = proposal is not None and proposal.option == option and proposal.ground != "named"
        if not by_rule and not points_at(rows.get(option, {})):
            sure = min(sure, SURE - 0.01)
        if sure < LIKELY and proposal is not None:
            option, sure = proposal.option, LIKELY  # the rules heard something: ask
        if sure >= LIKELY:
            span = proposal.span if proposal and proposal.option == option else _span(said, acts[dimension], option)
            table.record(index, said, option, span, sure=sure >= SURE)
        here = table.choice.chosen if table.choice and table.choice.turn == index else None
        table.out |= {deed.option for deed in refusals(acts[dimension])} - {here}
        if declined:
            table.out |= declined - {here}
            table.pending = ()


def _declined_now(said: Said, table: Table) -> set[str]:
    single = said.reply.decline and len(table.pending) == 1 and not table.elsewhere
    return set(table.pending) if single else set()


def _without_others_delay(said: Said, there: Sequence[Mention], dimension: Dimension) -> Said:
    """The turn without delays that concern other dimensions alone: "payment I'll tell you once my account is open"."""
    if not said.deferred:
        return said
    topic = _topic(dimension)
    kept = []
    for place in said.deferred:
        part = clause_at(said.parts, place)
        start, end = said.sentence(part) if part else (0, 0)
        if part and _FRONTED.match(said.own, part.start, place + 1):
            start = part.start  # "the paper I can only judge in daylight": that clause alone
        about = {m.dimension for m in there if start <= m.start < end}
        own = dimension.id in about or any(word.stem in topic for word in words(said.own[start:end]))
        others = bool(about) or start > 0
        fronted = part is not None and _FRONTED.match(said.own, part.start, place + 1) is not None
        elsewhere = fronted and (bool(about) or part != said.parts[0])
        if own or not (elsewhere or (others and _names_before(said, there, dimension, place))):
            kept.append(place)
    return replace(said, deferred=tuple(kept))


def _names_before(said: Said, there: Sequence[Mention], dimension: Dimension, start: int) -> bool:
    return any(m.dimension == dimension.id and m.start < start for m in there)


def _span(said: Said, done: Sequence[Deed], option: str) -> tuple[int, int]:
    """The sentence that names an option, or the whole turn."""
    named = [deed for deed in done if deed.option == option]
    return said.sentence(named[-1].clause) if named else (0, len(said.text))


def _settle(said: Said, table: Table, done: Sequence[Deed]) -> tuple[Proposal | None, bool]:
    """What the rules make of a turn's acts on named options, and whether there were any."""
    take = taken(said, done, offered=bool(table.put), proposed=table.pending)
    if take is not None:
        return Proposal(take.option, take.force.sure, said.sentence(take.clause), "named"), take.force.sure >= SURE
    refused = {deed.option: deed for deed in refusals(done)}
    if not refused:
        supposed = {d.option for d in done if d.clause.sentence in said.conditional and d.weight >= NAMED}
        if len(supposed) == 1:
            table.pending, table.asked, table.supposed = (
                tuple(supposed),
                True,
                True,
            )  # "the circle, if …": a yes to the answer takes it
        return None, False
    span = said.sentence(next(iter(refused.values())).clause)
    if table.choice and table.choice.chosen in refused:
        table.choice = None  # withdrawn, and nothing put in its place
    elif table.choice:
        if table.fresh & refused.keys():
            return Proposal(table.choice.chosen, _FOR_WHAT_IS_LEFT, span, "kept"), True
    elif not said.deferred:
        left = [option for option in table.offered if option not in table.out and option not in refused]
        if len(left) == 1 and len(table.put) > 1:
            return Proposal(left[0], _FOR_WHAT_IS_LEFT, span, "left"), True
        if table.put and not left and table.without and table.without not in refused:
            return Proposal(table.without, _FOR_WHAT_IS_LEFT, span, "without"), True
    return None, True


def _answer(said: Said, table: Table) -> Proposal | None:
    """What the rules make of a turn that acts on no named option, in view of what was proposed."""
    reply = said.reply
    if len(table.pending) != 1:
        return None
    proposed = table.pending[0]
    sure = reply.accept
    if LIKELY <= sure < _PLAIN:  # "ok thanks", "great": yes to a question, a courtesy after a statement
        sure += 0.15 if table.asked else -0.15
    if table.elsewhere:
        sure = min(sure, SURE - 0.1)
    if sure >= LIKELY and proposed not in table.out:
        return Proposal(proposed, sure, reply.quote, "accepted")
    if reply.decline and not table.elsewhere:
        return _declined(said, table, proposed)
    return None


def _declined(said: Said, table: Table, proposed: str) -> Proposal | None:
    left = [option for option in table.offered if option not in table.out and option != proposed]
    found = None
    if table.choice and table.choice.chosen != proposed:
        if proposed in table.fresh:
            found = Proposal(table.choice.chosen, _FOR_WHAT_IS_LEFT, said.reply.quote, "kept")
    elif len(left) == 1:
        found = Proposal(left[0], _FOR_WHAT_IS_LEFT, said.reply.quote, "left")
    elif not left and table.without and table.without != proposed:
        found = Proposal(table.without, _FOR_WHAT_IS_LEFT, said.reply.quote, "without")
    return found


def _without_overlaps(there: Sequence[Mention]) -> list[Mention]:
    """By place; where two mentions share letters, the weightier."""
    kept: list[Mention] = []
    for mention in sorted(there, key=lambda m: (m.start, -m.weight)):
        if kept and mention.start < kept[-1].end:
            if mention.weight > kept[-1].weight:
                kept[-1] = mention
        else:
            kept.append(mention)
    return kept
