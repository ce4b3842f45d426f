"""Why: what a customer takes is the only evidence this project trusts, so it is read to the letter of the rules.

A thread is read turn by turn. An agent's turn puts options on the table or takes them off; a customer's turn
takes one, rules some out, accepts or declines what was proposed, or withdraws. What is probable but not
certain comes back too, marked as such, for the agent to be asked about, and is never recorded unasked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assist.catalogue import Catalogue, Mention, mentions
from assist.clauses import clauses
from assist.listing import NO_LIST, Listing, plain_marks
from assist.offers import asks_something_else, offers_something, read_offer
from assist.pointing import references
from assist.records import Captured, Dimension, Turn
from assist.statements import LIKELY, NAMED, SURE, Deed, Said, deeds, hear, on_the_table, own_words, refusals, taken
from assist.words import stems, words

_FOR_WHAT_IS_LEFT = 0.8  # how surely ruling out all but one takes that one
_PLAIN = 0.7  # from here on an acceptance stands by itself
_ALSO_CALLED = {"contact": ("reach", "contact", "touch"), "resolution": ("resolv", "solution", "prefer")}
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


def readings(turns: Sequence[Turn], catalogue: Catalogue) -> list[Captured]:
    """Sure and unsure readings of a thread together, at most one a dimension."""
    tables = {dimension.id: _Table(dimension) for dimension in catalogue}
    for index, turn in enumerate(turns):
        if turn.who == "agent":
            _hear_agent(index, turn.text, catalogue, tables)
        else:
            earlier = " ".join(before.text for before in turns[max(0, index - 2) : index])
            _hear_customer(index, hear(turn.text, earlier), catalogue, tables)
    return [table.choice for table in tables.values() if table.choice is not None]


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


@dataclass(slots=True)
class _Table:
    """What lies before the customer in one dimension, as the thread goes on.

    `offered` in order of appearance, `put` those of them that the agent put there, `out` what either side ruled out;
    `pending` what a bare yes would take, `asked` whether in answer to a question, `raised` whether the
    agent has just asked about the dimension itself; `fresh` what was offered since the
    standing choice; `last` the option named last; `elsewhere` whether the agent has turned to something else.
    """

    dimension: Dimension
    offered: dict[str, None] = field(default_factory=dict)
    put: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)
    pending: tuple[str, ...] = ()
    fresh: set[str] = field(default_factory=set)
    listing: Listing = NO_LIST
    last: str = ""
    asked: bool = False
    raised: bool = False
    elsewhere: bool = False
    choice: Captured | None = None

    def record(self, index: int, said: Said, option: str, sure: float, span: tuple[int, int]) -> None:
        """Keep a reading, unless it only confirms the standing choice or is less sure than that."""
        standing = self.choice
        if standing and standing.sure:
            confirms = standing.chosen == option and not self.fresh - {option}
            if confirms or sure < SURE:
                return
        offered = tuple(one for one in {**self.offered, option: None} if one not in self.out or one == option)
        quote = said.text[slice(*span)].strip()
        self.choice = Captured(self.dimension.id, offered, option, index, quote, sure=sure >= SURE)
        if sure >= SURE:
            self.pending, self.fresh = (), set()
            self.out.discard(option)


_LEFT_OPEN = re.compile(
    r"\b(?:take your time|no (?:rush|hurry|pressure)|think it over|sleep on it|whenever you(?:'re| are) ready|"
    r"(?:when|once) you(?:'ve| have) (?:decided|made up)|you can compare|let me know (?:when|once|what|which) you)\b",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\b(?:done|booked|noted|great|will do|sure|perfect|sent|changed|ordered|reserved|arranged|sorted|"
    r"on (?:its|the) way)\b",
    re.IGNORECASE,
)


def _hear_agent(index: int, text: str, catalogue: Catalogue, tables: dict[str, _Table]) -> None:
    text = plain_marks(text)
    said = mentions(text, catalogue)
    if _LEFT_OPEN.search(text.replace("’", "'")) and not _CONFIRMED.search(text):
        repeated = {mention.option for mention in said}
        for table in tables.values():  # whoever was there did not take it for a decision
            if table.choice and table.choice.turn == index - 1 and table.choice.chosen not in repeated:
                table.choice = replace(table.choice, sure=False)
    other = asks_something_else(text)
    for table in tables.values():
        options = [option.id for option in table.dimension.options]
        offer = read_offer(text, [m for m in said if m.dimension == table.dimension.id], options)
        table.raised = _raises(text, table.dimension)
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
        table.listing = offer.listing or table.listing
        table.last = offer.named[0] if len(offer.named) == 1 else table.last


def _raises(text: str, dimension: Dimension) -> bool:
    """Whether a turn asks about a dimension without naming its options: "How would you like to pay?"."""
    topic = {*stems(dimension.id.replace("_", " ")), *stems(dimension.label), *_ALSO_CALLED.get(dimension.id, ())}
    return any(
        word.stem in topic for part in clauses(text) if part.asked for word in words(text[part.start : part.end])
    )


def _hear_customer(index: int, said: Said, catalogue: Catalogue, tables: dict[str, _Table]) -> None:
    there = mentions(said.own, catalogue)
    quoted = mentions(said.text, catalogue) if own_words(said.text) != said.text else []
    acted = False
    for table in tables.values():
        dimension = table.dimension.id
        pointed_at = {m.option for m in quoted if m.dimension == dimension}
        if len(pointed_at) == 1:
            table.pending = tuple(pointed_at)
        own = [m for m in there if m.dimension == dimension]
        pointing = references(said, own, table.listing, table.last, dimension)
        named = _without_overlaps([*own, *(m for m in pointing if m.option not in table.out or m.weight > NAMED)])
        done = deeds(said, named, offered=bool(table.put) or table.raised)
        already_out = set(table.out)
        table.offered.update(dict.fromkeys(on_the_table(done)))
        acted |= _settle(index, said, table, done, already_out)
        table.last = next((m.option for m in reversed(named) if m.weight >= NAMED), table.last)
        here = table.choice.chosen if table.choice and table.choice.turn == index else None
        table.out |= {deed.option for deed in refusals(done)} - {here}
    if not acted:
        _answer(index, said, tables)


def _settle(index: int, said: Said, table: _Table, done: Sequence[Deed], already_out: set[str]) -> bool:
    """Let a turn's acts on named options take effect; whether there were any."""
    take = taken(said, done, offered=bool(table.put), proposed=table.pending)
    if take is not None:
        table.record(index, said, take.option, take.force.sure, said.sentence(take.clause))
        return take.force.sure >= SURE
    refused = {deed.option: deed for deed in refusals(done)}
    if not refused:
        supposed = {d.option for d in done if d.clause.sentence in said.conditional and d.weight >= NAMED}
        if len(supposed) == 1:
            table.pending, table.asked = tuple(supposed), True  # "the circle, if …": a yes to the answer takes it
        return False
    span = said.sentence(next(iter(refused.values())).clause)
    if table.choice and table.choice.chosen in refused:
        table.choice = None  # withdrawn, and nothing put in its place
    elif table.choice:
        if table.fresh & refused.keys():
            table.record(index, said, table.choice.chosen, _FOR_WHAT_IS_LEFT, span)
    elif not said.deferred:
        left = [option for option in table.offered if option not in already_out and option not in refused]
        if len(left) == 1 and len(table.put) > 1:
            table.record(index, said, left[0], _FOR_WHAT_IS_LEFT, span)
    return True


def _answer(index: int, said: Said, tables: dict[str, _Table]) -> None:
    """Let a turn that acts on no named option take effect on what was proposed."""
    reply = said.reply
    if reply.withdraw:
        for table in tables.values():
            table.choice = None
        return
    for table in tables.values():
        if len(table.pending) != 1:
            continue
        proposed = table.pending[0]
        sure = reply.accept
        if LIKELY <= sure < _PLAIN:  # "ok thanks", "great": yes to a question, a courtesy after a statement
            sure += 0.15 if table.asked else -0.15
        if table.elsewhere:
            sure = min(sure, SURE - 0.1)
        if sure >= LIKELY and proposed not in table.out:
            table.record(index, said, proposed, sure, reply.quote)
        elif reply.decline and not table.elsewhere:
            _decline(index, said, table, proposed)


def _decline(index: int, said: Said, table: _Table, proposed: str) -> None:
    left = [option for option in table.offered if option not in table.out and option != proposed]
    if table.choice and table.choice.chosen != proposed:
        if proposed in table.fresh:
            table.record(index, said, table.choice.chosen, _FOR_WHAT_IS_LEFT, said.reply.quote)
    elif len(left) == 1:
        table.record(index, said, left[0], _FOR_WHAT_IS_LEFT, said.reply.quote)
    table.out.add(proposed)
    table.pending = ()


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
