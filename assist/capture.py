"""Why: what a customer takes is the only evidence this project trusts, so it is read to the letter of the rules.

A thread is read turn by turn. An agent's turn puts options on the table or takes them off; a customer's turn
takes one, rules some out, accepts or declines what was proposed, or withdraws. What is probable but not
certain comes back too, marked as such, for the agent to be asked about, and is never recorded unasked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assist.acts import DEFER, INSTEAD, MASK, MOCK, OTHER, Answer, Clause, Force, answer, clauses, condition, force, refused_after
from assist.catalogue import Catalogue, Mention, mentions
from assist.offers import Offer, asks_something_else, is_detail, plain_marks, read_offer
from assist.records import Captured, Dimension, Turn
from assist.words import is_weak, stems, words

SURE = 0.6
LIKELY = 0.3
_QUOTES = tuple("\"“”„«»‘’'")
_NAMED = 0.5  # from this weight on a customer's words put an option on the table


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
    spoken: list[str] = []
    for index, turn in enumerate(turns):
        if turn.who == "agent":
            _hear_agent(turn.text, catalogue, tables)
        else:
            _hear_customer(index, turn.text, catalogue, tables, spoken)
        spoken.append(turn.text)
    return [table.choice for table in tables.values() if table.choice is not None]


def wish(message: str, catalogue: Catalogue) -> dict[str, str]:
    """What one message itself asks for: dimension -> option. It stands for now, and beats any record."""
    found = read([Turn("customer", message)], catalogue)
    return {choice.dimension: choice.chosen for choice in found}


def ruled_out(message: str, catalogue: Catalogue) -> dict[str, set[str]]:
    """What one message rules out for now: what it refuses, and beside what it asks for, all the rest."""
    result: dict[str, set[str]] = {}
    own = _own(message)
    parts = clauses(own)
    for dimension in catalogue:
        there = [m for m in mentions(own, catalogue) if m.dimension == dimension.id]
        for act in _acts(own, parts, there, offered=False, earlier=""):
            if act.force.act == "reject" and act.force.sure >= SURE:
                result.setdefault(dimension.id, set()).add(act.option)
    for dimension_id, option in wish(message, catalogue).items():
        dimension = catalogue.get(dimension_id)
        if dimension is not None:
            result.setdefault(dimension_id, set()).update(o.id for o in dimension.options if o.id != option)
    return result


@dataclass(slots=True)
class _Table:
    """What lies before the customer in one dimension, as the thread goes on."""

    dimension: Dimension
    offered: dict[str, None] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    pending: tuple[str, ...] = ()
    fresh: set[str] = field(default_factory=set)
    listed: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    doers: dict[str, str] = field(default_factory=dict)
    last: str = ""
    choice: Captured | None = None
    elsewhere: bool = False

    def on_table(self, *less: str) -> list[str]:
        return [option for option in self.offered if option not in self.out and option not in less]


@dataclass(frozen=True, slots=True)
class _Act:
    option: str
    force: Force
    clause: Clause
    at: int
    weight: float
    void: bool = False  # under a condition, in mockery, in a question: a later "do it" does not mean this


def _hear_agent(text: str, catalogue: Catalogue, tables: dict[str, _Table]) -> None:
    text = plain_marks(text)
    said = mentions(text, catalogue)
    other = asks_something_else(text)
    for dimension in catalogue:
        table = tables[dimension.id]
        offer = read_offer(text, [m for m in said if m.dimension == dimension.id], [o.id for o in dimension.options])
        table.elsewhere = other and not offer.named
        if not offer.named:
            continue
        live = [option for option in offer.named if option not in offer.ruled_out]
        if table.last and table.last not in offer.named and _GONE.search(text) and len(offer.named) > 1:
            table.out.add(table.last)  # "the last one went this morning, so black or green"
        table.fresh |= {option for option in live if option not in table.offered}
        table.offered.update(dict.fromkeys(live))
        table.out = (table.out - set(live)) | set(offer.ruled_out)
        _listen(table, offer)


_GONE = re.compile(r"\b(?:went|gone|sold|last one|out of stock|no longer|not possible|unfortunately|sorry|afraid)\b", re.IGNORECASE)


def _listen(table: _Table, offer: Offer) -> None:
    table.pending = offer.open
    if len(offer.named) > 1 or offer.marks:
        table.listed, table.marks, table.doers = offer.named, offer.marks, offer.doers
    if len(offer.named) == 1:
        table.last = offer.named[0]
    if offer.details:
        table.details = offer.details


def _own(text: str) -> str:
    """A turn with the lines it quotes blanked out, places unchanged."""
    return re.sub(r"(?m)^\s*(?:>|&gt;).*$", lambda found: " " * len(found.group()), text)


def _hear_customer(index: int, text: str, catalogue: Catalogue, tables: dict[str, _Table], spoken: list[str]) -> None:
    own = plain_marks(_own(text))
    parts = clauses(own)
    said = mentions(own, catalogue)
    quoted = mentions(text, catalogue) if own != text else []
    reply = answer(own, parts)
    earlier = " ".join(spoken[-2:])
    acted = False
    for dimension in catalogue:
        table = tables[dimension.id]
        pointed = list(dict.fromkeys(m.option for m in quoted if m.dimension == dimension.id))
        if len(pointed) == 1:
            table.pending = (pointed[0],)
        there = [m for m in said if m.dimension == dimension.id]
        there = sorted([*there, *_references(own, parts, there, table)], key=lambda m: m.start)
        there = _without_overlaps(there)
        acts = list(_acts(own, parts, there, offered=bool(table.offered), earlier=earlier))
        named = [m.option for m in there if m.weight >= _NAMED]
        acted |= _settle(index, text, own, parts, table, acts, named, reply)
        table.offered.update(dict.fromkeys(named))
        table.last = named[-1] if named else table.last
        table.out |= {a.option for a in _refusals(acts)} - _chosen(table, index)
    if not acted:
        _reply(index, text, reply, tables)


def _chosen(table: _Table, index: int) -> set[str]:
    return {table.choice.chosen} if table.choice and table.choice.turn == index else set()


def _settle(
    index: int, text: str, own: str, parts: list[Clause], table: _Table, acts: list[_Act], named: list[str], reply: Answer
) -> bool:
    """Let a turn's acts on named options take effect; whether there were any."""
    taken = _taken(own, acts) or _taken_by(reply, acts)
    refused = {a.option: a for a in _refusals(acts)}
    if taken is not None:
        _record(index, text, own, parts, table, taken.option, taken.force.sure, taken.clause, named)
        return taken.force.sure >= SURE
    if not refused:
        return False
    if table.choice and table.choice.chosen not in refused:
        if table.fresh & set(refused):
            first = next(iter(refused.values()))
            _record(index, text, own, parts, table, table.choice.chosen, first.force.sure, first.clause, named)
        return True
    if table.choice:
        table.choice = None
    left = [option for option in {**table.offered, **dict.fromkeys(named)} if option not in table.out and option not in refused]
    if len(left) == 1 and left[0] in table.offered and not _open_ended(own):
        first = next(iter(refused.values()))
        _record(index, text, own, parts, table, left[0], 0.8, first.clause, named)
    return True


_THE_OTHERS = re.compile(
    r"\b(?:the|those|all|your) others?\b(?: \w+){0,12}? (?:don'?t|doesn'?t|aren'?t|isn'?t|won'?t|can'?t|not|too|no|never|seems?|less|sounds?|might not|may not|feel)\b|"
    r"\b(?:don'?t|doesn'?t|do not|does not|won'?t|not|isn'?t|aren'?t) (?:\w+ ){0,3}?(?:appeal|interest|suit|fit|align|for me|for us|my thing|work for|match)\b",
    re.IGNORECASE,
)


def _taken_by(reply: Answer, acts: list[_Act]) -> _Act | None:
    """The one option a turn names before it says "book it"."""
    if reply.accept < 0.85:
        return None
    said = [act for act in acts if act.at < reply.quote[0] and act.weight >= _NAMED]
    if len({act.option for act in said}) != 1 or any(act.force.act == "reject" or act.void for act in said):
        return None
    return replace(said[-1], force=Force("take", reply.accept))


def _surer(act: _Act, least: float) -> _Act:
    return replace(act, force=Force(act.force.act, max(least, act.force.sure)))


def _refusals(acts: list[_Act]) -> list[_Act]:
    """What a turn rules out; a passing word of an option that the same turn takes outright does not count."""
    taken = {a.option: a.weight for a in acts if a.force.act == "take" and a.force.sure >= LIKELY}
    return [
        act
        for act in acts
        if act.force.act == "reject" and act.force.sure >= SURE and act.weight >= 0.8 * taken.get(act.option, 0.0)
    ]


def _open_ended(own: str) -> bool:
    lower = own.lower().replace("’", "'")
    return DEFER.search(lower) is not None


def _taken(own: str, acts: list[_Act]) -> _Act | None:
    """The one option a turn takes, if any: a correction beats what it corrects, two equals are none."""
    takes = [act for act in acts if act.force.act == "take" and act.force.sure >= LIKELY]
    refusals = _refusals(acts)
    refused = {act.option: act for act in refusals}
    takes = [act for act in takes if act.option not in refused or act.at > refused[act.option].at]
    if not takes:
        return None
    contrast = _THE_OTHERS.search(own) is not None or any(act.option not in {t.option for t in takes} for act in refusals)
    if contrast and len({act.option for act in takes}) == 1 and not _open_ended(own):
        return _surer(max(takes, key=lambda act: act.force.sure), 0.75)
    best = max(act.force.sure for act in takes)
    top = [act for act in takes if act.force.sure >= min(best, SURE)]
    if len({act.option for act in top}) == 1:
        return max(top, key=lambda act: act.force.sure)
    last = top[-1]
    between = own[top[0].at : last.at + 1].lower()
    around = own[last.clause.start : last.clause.end].lower()
    if last.clause != top[0].clause and (INSTEAD.search(between) or INSTEAD.search(around)):
        return last
    clear = [act for act in top if act.force.sure >= best - 0.1 and act.weight >= 0.6 * max(t.weight for t in top)]
    if len({act.option for act in clear}) == 1:
        return clear[0]
    return None


def _record(
    index: int,
    text: str,
    own: str,
    parts: list[Clause],
    table: _Table,
    option: str,
    sure: float,
    clause: Clause,
    named: list[str],
) -> None:
    whole = [part for part in parts if part.sentence == clause.sentence]
    start, end = whole[0].start, whole[-1].end
    _store(index, text, table, option, sure, (start, end), named)


def _store(
    index: int, text: str, table: _Table, option: str, sure: float, span: tuple[int, int], named: list[str]
) -> None:
    certain = sure >= SURE
    before = table.choice
    if before and before.sure and (not certain or (before.chosen == option and not table.fresh - {option})):
        return
    offered = [o for o in {**table.offered, **dict.fromkeys(named), option: None} if o not in table.out or o == option]
    table.choice = Captured(
        table.dimension.id, tuple(offered), option, index, text[span[0] : span[1]].strip(), sure=certain
    )
    if certain:
        table.pending, table.fresh = (), set()
        table.out.discard(option)


def _reply(index: int, text: str, reply: Answer, tables: dict[str, _Table]) -> None:
    """Let an answer that names no option take effect on what was proposed."""
    if reply.withdraw:
        for table in tables.values():
            table.choice = None
        return
    for table in tables.values():
        if table.elsewhere and not (reply.accept >= 0.9 and len(tables) == 1 and "ahead" in text):
            continue
        if reply.accept >= LIKELY and len(table.pending) == 1 and table.pending[0] not in table.out:
            _store(index, text, table, table.pending[0], reply.accept, reply.quote, [])
        elif reply.decline and len(table.pending) == 1:
            _decline(index, text, reply, table)


def _decline(index: int, text: str, reply: Answer, table: _Table) -> None:
    refused = table.pending[0]
    if table.choice and table.choice.chosen != refused:
        if refused in table.fresh:
            _store(index, text, table, table.choice.chosen, 0.8, reply.quote, [])
    else:
        left = table.on_table(refused)
        if len(left) == 1:
            _store(index, text, table, left[0], 0.65, reply.quote, [])
    table.out.add(refused)
    table.pending = ()


# --- what a clause says of an option ---------------------------------------------------------------------------------
def _acts(own: str, parts: list[Clause], there: list[Mention], *, offered: bool, earlier: str) -> Iterator[_Act]:
    lower = own.lower().replace("’", "'")
    deferred = [found.start() for found in DEFER.finditer(lower)]
    open_if = {part.sentence for part in parts if condition(own[part.start : part.end]) and not _met(own[part.start : part.end], earlier)}
    mocked = _mocked(lower, parts)
    unmet = min((part.sentence for part in parts if part.sentence in open_if), default=None)
    for place, part in enumerate(parts):
        inside = _distinct([m for m in there if part.start <= m.start < part.end])
        for mention in inside:
            if part.sentence in mocked:
                yield _Act(mention.option, Force("name", 0.0), part, mention.start, mention.weight, void=True)
                continue
            if own[: mention.start].rstrip()[-1:] in _QUOTES and own[mention.end :].lstrip(".,!? ")[:1] in _QUOTES:
                yield _Act(mention.option, Force("name", 0.0), part, mention.start, mention.weight, void=True)
                continue
            masked = _mask(own, part, inside, mention)
            if part.joiner in ("because", "cause", "cos") or _REASON.match(masked):
                yield _Act(mention.option, Force("name", 0.0), part, mention.start, mention.weight)
                continue
            done = force(masked, asked=part.asked and part.last, conditional=part.sentence in open_if, offered=offered)
            if done.act == "take" and _refused_in_list(own, parts, place, there):
                done = Force("reject", done.sure)
            if done.act == "take":
                short = len(words(own[part.start : part.end])) <= 4
                least = 0.62 if not offered else 0.25 if short else 0.4
                sure = done.sure * (1.0 if mention.weight >= least else 0.6)
                if unmet is not None and part.sentence == unmet + 1:
                    sure = min(sure, 0.35)
                if any(at >= part.start - 1 for at in deferred) or (deferred and sure < 0.85):
                    sure = min(sure, 0.35)
                done = Force("take", sure)
            void = part.sentence in open_if or part.asked
            yield _Act(mention.option, done, part, mention.start, mention.weight, void)


_REASON = re.compile(
    r"\W*(?:because|since|cos|cause|although|though|as (?:i|we|it|they|he|she|my|our|the|you))\b(?!.*\b(?:i would|i'd|i'll|we'd|we would|we'll|please|could you|can you)\b.*ŧ)",
    re.IGNORECASE,
)


def _refused_in_list(own: str, parts: list[Clause], place: int, there: list[Mention]) -> bool:
    """Whether a clause is only the head of a list whose end refuses it: "calls, and letters, are no use"."""
    part = parts[place]
    if len(words(own[part.start : part.end])) > 3:
        return False
    for later in parts[place + 1 :]:
        if later.sentence != part.sentence:
            return False
        if later.joiner.startswith(("and", "or")):
            last = [m for m in there if later.start <= m.start < later.end]
            return bool(last) and refused_after(_mask(own, later, last, last[-1]))
    return False


def _mocked(lower: str, parts: list[Clause]) -> set[int]:
    """The sentences that mean the opposite; a mocking reason ("because that …") takes its sentence along."""
    numbers = sorted({part.sentence for part in parts})
    found = {number for number in numbers if MOCK.search(_sentence(lower, parts, number))}
    for number in list(found):
        if re.match(r"\W*(?:because|cause|cos|since|so|just)\b", _sentence(lower, parts, number)):
            found.add(number - 1)
    return found


def _sentence(text: str, parts: list[Clause], number: int) -> str:
    inside = [part for part in parts if part.sentence == number]
    return text[inside[0].start : inside[-1].end + 2]  # with the mark or emoji that ends it


def _distinct(inside: list[Mention]) -> list[Mention]:
    """Of several options that one clause may name, drop those named far more faintly than the best."""
    best = max((m.weight for m in inside), default=0.0)
    return [m for m in inside if m.weight >= 0.55 * best]


def _mask(own: str, part: Clause, inside: list[Mention], target: Mention) -> str:
    pieces, at = [], part.start
    for mention in sorted(inside, key=lambda m: m.start):
        if mention.start < at:
            continue
        pieces.append(own[at : mention.start])
        pieces.append(f" {MASK} " if mention.option == target.option else f" {OTHER} ")
        at = min(mention.end, part.end)
    pieces.append(own[at : part.end])
    return "".join(pieces)


def _met(text: str, earlier: str) -> bool:
    """Whether a condition only repeats what was said just before, so that it is met already."""
    lowered = re.sub(r"^.*?\b(?:if|as long as|provided|assuming|unless)\b", "", text.lower(), count=1)
    needed = {term for term in stems(lowered) if not is_weak(term)}
    heard = {word.stem for word in words(earlier)}
    return bool(needed) and needed <= heard and "unless" not in text.lower()


# --- pointing: numbers, ordinals, details ------------------------------------------------------------------------------
_ORDINALS = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "last": -1, "latter": -1}
_ORDINAL = re.compile(
    r"\b(?:(?:the|your|my|that) )?(former|latter|(?:very )?(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|last|middle))"
    r"(?P<noun> (?:one|ones|option|choice|suggestion|idea|offer|slot|of (?:the|those|these) \w+|variant|solution|possibility|proposal|thing|way|version))?\b",
    re.IGNORECASE,
)
_OPTION_MARK = re.compile(r"\b(?:option|number|no\.?|nr\.?|choice|variant|opt)\W{0,2}#?([1-9]|[a-h])\b|(?<!\w)[#\[(]([1-9a-h])\b[\])]?", re.IGNORECASE)
_OPTION_WORD = re.compile(r"\b(?:option|number|choice|no\.?)\W{0,2}(one|two|three|four|five)\b", re.IGNORECASE)
_BARE_MARK = re.compile(
    r"^\W*(?:(?:ok|okay|yes|yeah|so|then|well|i'?d say|i say|let'?s go with|let'?s do|i'?ll take|i'?ll go with|we'?ll take|i choose|go with|for me|i'?d take|i want|definitely|hm+|take|give me|pls|please|hi|hello|thanks|just)\W+)*"
    r"[\[(#]?([1-9a-h]|one|two|three|four)[\])]?(?=\W*$|\W+(?:please|pls|plz|then|thanks|thx|thank|for|it is|sounds|works|is|would|and|but|as|because|since|if|pl|cheers|mate|of course|again|obviously|definitely|!)\b|\s?[.,!:;–-])(?![.:]\d)",
    re.IGNORECASE,
)
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}


def _references(own: str, parts: list[Clause], named: list[Mention], table: _Table) -> Iterator[Mention]:
    """Mentions by position in the agent's list, by its numbers and letters, or by a detail of the offer."""
    if not table.listed:
        return
    dimension = table.dimension.id
    order = list(table.marks.values()) if len(table.marks) > 1 else list(table.listed)

    def by_mark(label: str) -> str | None:
        label = _DIGITS.get(label.lower(), label.lower())
        if table.marks:
            return table.marks.get(label)
        return order[int(label) - 1] if label.isdigit() and int(label) <= len(order) else None

    for found in _OPTION_MARK.finditer(own):
        option = by_mark(found.group(1) or found.group(2))
        if option:
            yield Mention(dimension, option, found.start(), found.end(), 0.99)
    for found in _OPTION_WORD.finditer(own):
        option = by_mark(found.group(1))
        if option:
            yield Mention(dimension, option, found.start(), found.end(), 0.99)
    for found in _ORDINAL.finditer(own):
        word = found.group(1).lower().removeprefix("very ")
        tail = own[found.end() :]
        alone = re.match(r"\W*(?:$|[.,!;\n]|please\b|pls\b|then\b|sounds\b|is\b|works\b|suits\b|for\b|would\b)", tail, re.I)
        if not (found.group("noun") or word in ("former", "latter") or (found.group().lower().startswith("the ") and alone)):
            continue
        place = len(order) // 2 if word == "middle" else _ORDINALS.get(word, 9)
        if -len(order) <= place < len(order) and not (word == "middle" and len(order) % 2 == 0):
            yield Mention(dimension, order[place], found.start(), found.end(), 0.95)
    if table.marks:
        for part in parts:
            bare = _BARE_MARK.search(own[part.start : part.end])
            option = by_mark(bare.group(1)) if bare else None
            if bare and option:
                yield Mention(dimension, option, part.start + bare.start(1), part.start + bare.end(1), 0.95)
    for part in parts if table.doers else ():
        who = _WHO.fullmatch(own[part.start : part.end])
        option = table.doers.get("we" if who.group(1) else "you") if who else None
        if who and option:
            place = 1 if who.group(1) else 2
            yield Mention(dimension, option, part.start + who.start(place), part.start + who.end(place), 0.8)
    yield from _by_contrast(own, named, table, order)
    yield from _by_detail(own, parts, named, table)


_WHO = re.compile(
    r"\W*(?:(?:ok|okay|yes|well|rather|better|preferably|please|then|hm+|oh)\W+)*(?:(you|you guys|you lot|your side|your people)|(me|myself|i'll do it|i will do it|i'll do it myself|we'll do it ourselves|ourselves|on my own))"
    r"(?:\W+(?:please|pls|then|do it|can do it|thanks|should|may|of course))*\W*",
    re.IGNORECASE,
)
_OTHER_ONE = re.compile(r"\bthe other(?: (?:one|option|way|choice|version))?\b(?! \w+s\b)(?=\W*$|\W+(?:please|pls|then|one|instead|sounds|is|would)\b|\s?[.,!;])", re.IGNORECASE)
_CHEAPER = re.compile(r"\bthe (?:cheap(?:er|est)|less expensive|least expensive|lower[- ]priced)(?: (?:one|option|version|of the two))?\b", re.IGNORECASE)


def _by_contrast(own: str, named: list[Mention], table: _Table, order: list[str]) -> Iterator[Mention]:
    """"The other one" of two, and "the cheaper one" where every option had one price."""
    last = named[0].option if named else table.last
    for found in _OTHER_ONE.finditer(own):
        rest = [option for option in order if option != last]
        if len(order) == 2 and len(rest) == 1:
            yield Mention(table.dimension.id, rest[0], found.start(), found.end(), 0.9)
    for found in _CHEAPER.finditer(own):
        prices: dict[str, list[float]] = {}
        for term, option in table.details.items():
            if re.fullmatch(r"\d+(?:[.,]\d{1,2})?", term):
                prices.setdefault(option, []).append(float(term.replace(",", ".")))
        if len(prices) == len(order) and all(len(one) == 1 for one in prices.values()):
            cheapest = min(prices, key=lambda option: prices[option][0])
            yield Mention(table.dimension.id, cheapest, found.start(), found.end(), 0.9)


_THE_ONE = re.compile(r"\bthe ((?:[\w€$£.,%'’-]+ ){1,3})(?:one|ones|option|version)\b", re.IGNORECASE)


def _by_detail(own: str, parts: list[Clause], named: list[Mention], table: _Table) -> Iterator[Mention]:
    spans = [(found.start(1), found.end(1)) for found in _THE_ONE.finditer(own)]
    for word in words(own):
        option = table.details.get(word.stem)
        if option is None or option in table.out:
            continue
        pointed = any(start <= word.start < end for start, end in spans)
        part = next((p for p in parts if p.start <= word.start < p.end), None)
        if part is None or any(part.start <= m.start < part.end for m in named):
            continue
        brief = len(own) <= 40 and not is_weak(word.stem)
        if pointed or brief or is_detail(word.raw):
            yield Mention(table.dimension.id, option, word.start, word.end, 0.5 if pointed else 0.45)


def _without_overlaps(there: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(there, key=lambda m: (-m.weight, m.start)):
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
