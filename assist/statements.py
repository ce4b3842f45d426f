"""Why: a customer's turn may take one option, refuse another and muse about a third, all in two lines.

`hear` prepares a turn once; `deeds` says, for the options of one dimension that it names, what each clause
does to them; `taken` and `refusals` sum that up: a correction beats what it corrects, two equals are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assist.acts import Force, force, refused_after, signs
from assist.catalogue import Mention
from assist.clauses import Clause, clause_at, clauses, sentence_spans
from assist.conditions import conditional_sentences, governed_by
from assist.listing import plain_marks
from assist.moods import MASK, OTHER
from assist.replies import DEFER, INSTEAD, MOCK, Answer, answer
from assist.words import words

SURE = 0.6  # from here on an act is recorded
LIKELY = 0.3  # from here on the agent is asked about it
NAMED = 0.5  # from this weight on words put an option on the table
ALONE = 0.62  # from this weight on words name an option where nobody had spoken of it before
_WORD = 0.4  # from this weight on a word of an offer means that offer
_LETTER = 800  # from this length on a message speaks of many things
_REFUSED_BY_NAME = 0.3
_WINDOW = 300  # letters around a name that are looked at in a clause without end
_QUOTES = tuple("\"“”„«»‘’'")
_REASON = re.compile(
    r"\W*(?:because|since|cos|cause|although|though|as (?:i|we|it|they|he|she|my|our|the|you))\b"
    r"(?!.*\b(?:i would|i'd|i'll|we'd|we would|we'll|please|could you|can you)\b.*ŧ)",
    re.IGNORECASE,
)
_BUT = re.compile(r"\W*(?:but|though|although|however|only|trouble is|problem is)\b", re.IGNORECASE)
_NO_AFTER = re.compile(
    r"\W*(?:no|nope|nah|naw|never|not for me|not for us|no way|no thanks?)\b(?:\W+(?:me|thanks|thank you|sir|"
    r"madam))?\W*",
    re.IGNORECASE,
)
_OTHERS_WONT_DO = re.compile(
    r"\b(?:the|those|all|your) others?\b(?: \w+){0,12}? (?:don'?t|doesn'?t|aren'?t|isn'?t|won'?t|can'?t|not|too|no|"
    r"never|seems?|less|sounds?|might not|may not|feel)\b|"
    r"\b(?:don'?t|doesn'?t|do not|does not|won'?t|not|isn'?t|aren'?t) (?:\w+ ){0,3}?"
    r"(?:appeal|interest|suit|fit|align|for me|for us|my thing|work for|match)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A customer's turn, read once: `own` has the lines it quotes blanked out, every place kept."""

    text: str
    own: str
    parts: tuple[Clause, ...]
    spans: dict[int, tuple[int, int]]
    reply: Answer
    deferred: tuple[int, ...]
    conditional: frozenset[int]
    governed: frozenset[int]
    mocked: frozenset[int]

    def sentence(self, clause: Clause) -> tuple[int, int]:
        return self.spans[clause.sentence]


@dataclass(frozen=True, slots=True)
class Deed:
    """What one clause does to one option. `void`: said in mockery, in a question or under a condition."""

    option: str
    force: Force
    clause: Clause
    at: int
    weight: float
    void: bool = False
    signs: tuple[str, ...] = ()


def own_words(text: str) -> str:
    """A turn with the lines it quotes blanked out and its emoji marks spelled out, every place kept."""
    return plain_marks(re.sub(r"(?m)^[ \t]*(?:>|&gt;).*$", lambda found: " " * len(found.group()), text))


def hear(text: str, earlier: str) -> Said:
    """Prepare a customer's turn. `earlier` is what was said just before: it may meet a condition."""
    own = own_words(text)
    parts = tuple(clauses(own))
    spans = sentence_spans(parts)
    lower = own.lower().replace("’", "'")
    conditional = conditional_sentences(own, parts, earlier)
    governed = frozenset(part.start for part in parts if governed_by(part, parts, own, conditional))
    deferred = tuple(found.start() for found in DEFER.finditer(lower))
    return Said(text, own, parts, spans, answer(own, parts), deferred, conditional, governed, _mocked(lower, spans))


def deeds(said: Said, named: Sequence[Mention], *, offered: bool) -> list[Deed]:
    """What the turn does to the options of one dimension, in order. `named` are its mentions there, by place."""
    by_clause: dict[int, list[Mention]] = {}
    for mention in named:
        clause = clause_at(said.parts, mention.start)
        if clause is not None:
            by_clause.setdefault(clause.start, []).append(mention)
    after_condition = min(said.conditional) + 1 if said.conditional else None
    result = []
    for place, part in enumerate(said.parts):
        inside = by_clause.get(part.start, [])
        for mention in _leading(inside):
            deed = _deed(said, place, inside, mention, offered)
            if deed.force.act == "take" and part.sentence == after_condition:
                deed = _at_most(deed, 0.35)
            if deed.force.act == "take" and _refused_in_list(said, place, by_clause):
                deed = replace(deed, force=Force("reject", deed.force.sure))
            result.append(deed)
    return result


def refusals(done: Sequence[Deed]) -> list[Deed]:
    """What a turn rules out; a passing word of an option that it takes outright elsewhere does not count."""
    taking = {deed.option: deed.weight for deed in done if deed.force.act == "take" and deed.force.sure >= LIKELY}
    return [
        deed
        for deed in done
        if deed.force.act == "reject" and deed.force.sure >= SURE and deed.weight >= 0.8 * taking.get(deed.option, 0.0)
    ]


def on_the_table(done: Sequence[Deed]) -> list[str]:
    """The options a turn names, if only to refuse them; not those it merely tells of."""
    named = [deed for deed in done if deed.force.act != "tell"]
    return [deed.option for deed in named if deed.weight >= (_REFUSED_BY_NAME if deed.force.act == "reject" else NAMED)]


def taken(said: Said, done: Sequence[Deed], *, offered: bool, proposed: Sequence[str]) -> Deed | None:
    """The one option a turn takes, surely or not, by a clause that names it or by a later "book it".

    `offered`: options of the dimension lie before the customer, so that a word on "the others" means these.
    `proposed`: what a bare yes would take.
    """
    refused = {deed.option: deed.at for deed in refusals(done)}
    takes = [
        deed
        for deed in done
        if deed.force.act == "take" and deed.force.sure >= LIKELY and deed.at > refused.get(deed.option, -1)
    ]
    if not takes:
        confirmed = _named_then_confirmed(said, done, _WORD if offered else ALONE)
        elsewhere = confirmed is not None and len(proposed) == 1 and confirmed.option not in proposed
        return None if elsewhere else confirmed
    wanted = {deed.option for deed in takes}
    best = max(takes, key=lambda deed: deed.force.sure)
    contrast = (refused.keys() - wanted and (offered or best.force.sure >= 0.5 or best.weight >= 0.95)) or (
        offered and len(said.own) < _LETTER and _OTHERS_WONT_DO.search(said.own)
    )
    if len(wanted) == 1 and not said.deferred and contrast:
        return replace(best, force=Force("take", max(0.75, best.force.sure)))
    top = [deed for deed in takes if deed.force.sure >= min(best.force.sure, SURE)]
    if len({deed.option for deed in top}) == 1:
        return best
    last = top[-1]
    turning = said.own[top[0].at : last.at + 1] + said.own[last.clause.start : last.clause.end]
    if last.clause != top[0].clause and INSTEAD.search(turning):
        return last
    weightiest = max(deed.weight for deed in top)
    clear = [d for d in top if d.force.sure >= best.force.sure - 0.1 and d.weight >= 0.6 * weightiest]
    return clear[0] if len({deed.option for deed in clear}) == 1 else None


def _named_then_confirmed(said: Said, done: Sequence[Deed], least: float) -> Deed | None:
    if said.reply.accept < 0.85:
        return None
    before = [deed for deed in done if deed.at < said.reply.quote[0] and deed.weight >= least]
    if len({deed.option for deed in before}) != 1 or any(
        deed.force.act in ("reject", "tell") or deed.void for deed in before
    ):
        return None
    return replace(before[-1], force=Force("take", said.reply.accept))


def _deed(said: Said, place: int, inside: Sequence[Mention], mention: Mention, offered: bool) -> Deed:
    part = said.parts[place]
    nothing = Deed(mention.option, Force("name", 0.0), part, mention.start, mention.weight, void=True)
    if part.sentence in said.mocked or _quoted(said.own, mention):
        return replace(nothing, signs=("mocked",))
    masked = _mask(said.own, part, inside, mention)
    nothing = replace(nothing, signs=_all_signs(said, place, masked))
    if part.joiner in ("because", "cause", "cos") or _REASON.match(masked):
        return replace(nothing, void=False)
    conditional = part.start in said.governed
    done = force(masked, asked=part.asked and part.last, conditional=conditional, offered=offered)
    if "no_after" in nothing.signs and done.act == "take" and brief_name(masked):
        done = Force("reject", 0.9)  # "the phone, no"
    if done.act == "take" and "but_after" in nothing.signs and "mildly" in nothing.signs:
        done = Force("take", 0.35)
    deed = replace(nothing, force=done, void=conditional or part.asked)
    if done.act == "take":
        brief = len(words(said.own[part.start : min(part.end, part.start + _WINDOW)])) <= 4
        enough = ALONE if not offered else 0.25 if brief else 0.4
        deed = deed if mention.weight >= enough else _at_most(deed, 0.6 * done.sure)
        if any(at >= part.start - 1 for at in said.deferred[-1:]) or (said.deferred and done.sure < 0.85):
            deed = _at_most(deed, 0.35)
    return deed


def brief_name(masked: str) -> bool:
    """Whether a clause is hardly more than the name."""
    return len(words(masked[:_WINDOW])) <= 3


def _all_signs(said: Said, place: int, masked: str) -> tuple[str, ...]:
    """The forms of a clause and of its place in the turn."""
    part = said.parts[place]
    found = signs(masked)
    if part.joiner in ("because", "cause", "cos") or _REASON.match(masked):
        found.append("reason")
    if part.start in said.governed:
        found.append("conditional")
    later = said.parts[place + 1] if place + 1 < len(said.parts) else None
    after = said.own[later.start : later.end] if later else ""
    if later and (later.joiner.startswith(("but", "though", "although")) or _BUT.match(after)):
        found.append("but_after")
    if later and later.sentence == part.sentence and _NO_AFTER.fullmatch(after):
        found.append("no_after")
    if part.asked:
        found.append("asked" if part.last else "asked_later")
    if said.deferred:
        found.append("deferred")
    return tuple(found)


def _at_most(deed: Deed, sure: float) -> Deed:
    return replace(deed, force=Force(deed.force.act, min(sure, deed.force.sure)))


def _leading(inside: Sequence[Mention]) -> list[Mention]:
    """One mention an option, its weightiest, without those far fainter than the best of the clause."""
    best = max((mention.weight for mention in inside), default=0.0)
    chosen: dict[str, Mention] = {}
    for mention in inside:
        held = chosen.get(mention.option)
        if mention.weight >= 0.55 * best and (held is None or mention.weight > held.weight):
            chosen[mention.option] = mention
    return sorted(chosen.values(), key=lambda mention: mention.start)


def _quoted(own: str, mention: Mention) -> bool:
    """Whether the name stands in quotation marks of its own: somebody else's words."""
    before, after = own[max(0, mention.start - 3) : mention.start], own[mention.end : mention.end + 4]
    return before.rstrip()[-1:] in _QUOTES and after.lstrip(".,!? ")[:1] in _QUOTES


def _mask(own: str, part: Clause, inside: Sequence[Mention], target: Mention) -> str:
    """The clause with the target's names as one letter and the other options' names as another."""
    start, end = max(part.start, target.start - _WINDOW), min(part.end, target.end + _WINDOW)
    pieces, at = [], start
    for mention in inside:
        if at <= mention.start < end:
            pieces += [own[at : mention.start], f" {MASK if mention.option == target.option else OTHER} "]
            at = min(mention.end, end)
    return "".join([*pieces, own[at:end]])


def _refused_in_list(said: Said, place: int, by_clause: dict[int, list[Mention]]) -> bool:
    """Whether a clause is only the head of a list whose end refuses it: "calls, and letters, are no use"."""
    part = said.parts[place]
    if part.end - part.start > 40 or len(words(said.own[part.start : part.end])) > 3:
        return False
    for later in said.parts[place + 1 : place + 5]:
        if later.sentence != part.sentence:
            return False
        if later.joiner.startswith(("and", "or")):
            inside = by_clause.get(later.start, [])
            return bool(inside) and refused_after(_mask(said.own, later, inside, inside[-1]))
    return False


def _mocked(lower: str, spans: dict[int, tuple[int, int]]) -> frozenset[int]:
    """The sentences that mean the opposite; a mocking reason ("because that …") takes its sentence along."""
    found = set()
    for number, (start, end) in spans.items():
        sentence = lower[start : end + 2]  # with the mark or emoji that ends it
        if MOCK.search(sentence):
            found.add(number)
            if re.match(r"\W*(?:because|cause|cos|since|so|just)\b", sentence):
                found.add(number - 1)
    return frozenset(found)
