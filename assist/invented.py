"""Why: what a language model writes reads well whether or not it is true, and a customer takes it for the team's word.

Everything in a text that could be taken for a fact or a promise has to stand in the facts: figures, amounts, dates,
spans of time, names, undertakings. What customers wrote themselves may be repeated ("order 88213", "came on Tuesday")
and may not become a promise by it. What cannot be shown to stand there counts as invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assist.phrasing import NUMBERS
from assist.words import is_weak, stems

_UNIT = r"(?:second|minute|hour|day|week|weekday|month|year|percent|euro|dollar|pound|cent|point|mile|time)s?"
_COUNTED = "|".join([*NUMBERS[1:], "twenty", "thirty", "forty", "fifty", "ninety", "hundred", "thousand", "dozen"])
_SPAN = re.compile(
    rf"\b({_COUNTED}|an?|\d+|(?:a\s)?few|(?:a\s)?couple(?:\sof)?|several|some)[\s-]+"
    rf"((?:business|working|full|more|calendar)\s+)?({_UNIT})\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(rf"\b(?:{_COUNTED}|half|double|triple|twice)\b", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥%]|(?:EUR|USD|GBP|euros?|dollars?|pounds?|percent)\b)")
_CALENDAR = re.compile(
    r"""\b(?:january|february|march|april|june|july|august|september|october|november|december|(?:in\ )?may\ \d+
    |(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|tonight|yesterday
    |(?:this|next|last|every|each)\ (?:morning|afternoon|evening|week|weekend|month|year)
    |weekend|noon|midnight|o['’]clock|\d\ ?[ap]\.?m\b|shortly|immediately|instantly|promptly|(?:right|straight)\ away
    |asap|as\ soon\ as\ possible|(?:very|quite)\ soon|soon(?!\ as)|overnight|(?:same|next)\ day|in\ no\ time
    |within\ (?:the|an?)|by\ (?:the\ )?end\ of|end\ of\ (?:the\ )?(?:day|week|month))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PROMISE = re.compile(
    r"""\b(?:guarantee\w*|promise\w*|free\ of\ charge|for\ free|free(?=\ (?!to\b)\w)|on\ the\ house
    |(?:at\ )?no\ (?:extra\ )?(?:charge|cost|fee)s?|discount\w*|compensat\w*|bonus|full\ refund|waive\w*|gift|voucher
    |coupon|reimburs\w*|priority|expedite\w*|upgrad\w*|warrant\w+|insur\w+|courier|expert|manager|supervisor
    |specialist|definitely|certainly
    |(?:you|it|that|they|this|(?:the|your|an?)\ \w+)(?:['’]ll|\ will)\ (?:(?:then|also|now)\ )?(?:be|get|receive
        |arrive|reach|have|come|go|take|cost|land|ship)\b(?:\ \w+)?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"“([^”]*)”")
# What may be said to be done: what an agent does by reading.
_READING = r"(?:read|received|looked|noted|seen|understood|noticed|need|asked|told|got|had)"
_DONE = re.compile(
    rf"""\b(?:i|we)(?:['’]ve|\ have)\s+(?:(?:already|just|now|also|gone\ ahead\ and)\ )*(?!{_READING}\b)
        (?:\w+ed|sent|put|made|set|gone|done|taken|given|paid|begun|chosen|written|found)\b
    |\b(?:i|we)\ (?:already\ |just\ )?(?:sent|issued|processed|refunded|cancelled|canceled|shipped|booked|ordered
        |credited|upgraded|arranged|changed|started|checked|confirmed|opened|fixed|solved|resolved)\b
    |\b(?:has|have)\ (?:already\ |now\ |just\ )?been\ \w+(?:ed|t|n)\b
    |\b(?:was|were|is|are)\ (?:being\ |already\ |now\ )?(?:sent|issued|processed|refunded|cancelled|canceled|shipped
        |booked|ordered|credited|upgraded|arranged|scheduled|confirmed)\b
    |\b(?:is|are)\ (?:already\ |now\ )?(?:on\ (?:its|the|their)\ way|done|set\ up|all\ set)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "I'll check …" undertakes nothing but work of ours; any other undertaking needs all of its words in the facts.
_UNDERTAKING = re.compile(
    r"""\b(?:i|we)(?:['’]ll|\ will|['’]m\ going\ to|['’]re\ going\ to|\ am\ going\ to|\ are\ going\ to|\ can|\ could)
    \ (?P<what>[^.!?;:\n—–]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_OURS = frozenset(
    stems(
        """check look find out see read write go through come back get hear tell let know keep take up there here from
        it this that answer reply explain show help step steps by for you your with yourself do make sure see send
        arrange prepare start offer suggest choose want like say word forward next into about again then also now
        further on in what which how one same right way either or and to stay stick hold note understand confirm
        question questions message matter details detail issue problem trouble option options work sort put together
        side ahead gladly happy happily once as soon when if everything anything something rest follow ask
        certain turn each earlier told"""
    )
)
_OFFERING = re.compile(
    r"""\b(?:would\ you\ (?:like|prefer|rather)|do\ you\ (?:want|prefer)|shall\ (?:i|we|it)|you\ (?:can|could|may)
    |we\ can|alternatively|otherwise|or\ else|instead|options?|(?:how|what)\ about|(?:still|also)\ open
    |(?:also|just\ as)\ possible)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OFFERED = frozenset(
    stems(
        """again before last time times usual usually previous previously earlier so far every always each prefer rather
        suit suits fit fits best better choice choose chose chosen pick picked took take open available possible equally
        equal well would could shall may might do works work still just if not instead between alternatively otherwise
        please thanks sorry hear hello hi dear trouble any way happy good glad change mind different differently case
        welcome free feel yes no decide decision record remain remains left need needs sure okay fine whether asked
        else either unless think"""
    )
)
_NAME = re.compile(r"(?<![.!?:\n•“\"'(]\s)(?<![.!?:\n•“\"'(])(?<!^)\b[A-Z][^\W\d_]+\b")
_SUBJECT = re.compile(
    r"(?:^|[.!?:\n•]\s+)([A-Z][^\W\d_]+)(?=(?:['’]ll|\s(?:will|has|can|is going to|from our|from the))\b)"
)
_ANYBODY = frozenset(
    """i we you it this that these those there they he she everything nothing all both either one which what who your
    our the someone somebody nobody nothing whichever whatever each as if""".split()
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a text may say: `facts` are the team's, `said` the customer's own words, `counts` numbers of things listed.

    `said` is to be empty where the customer's words can't be trusted to be only about their matter.
    """

    facts: str
    said: str = ""
    counts: frozenset[int] = frozenset()


def invented(text: str, known: Known) -> Iterator[str]:
    """What in a text stands neither in the facts nor in the customer's words, each as a clause about its writer."""
    facts = _flat(known.facts)
    everything = f"{facts} {_flat(known.said)}"
    yield from _figures(text, everything)
    yield from _amounts(text, facts, everything, known.counts)
    for found in _CALENDAR.finditer(text):
        if found.group().casefold() not in (facts if _promises(text, found) else everything):
            yield f"wrote a time that nobody gave ({found.group()})"
    said = _flat(known.said)
    ours = _QUOTED.sub(lambda quote: "" if _flat(quote[1]).strip(" .") in said else quote[0], text)
    for found in _PROMISE.finditer(ours):
        if found.group().casefold() not in facts:
            yield f"wrote a promise that nobody gave ({found.group()})"
    for found in _DONE.finditer(text):
        yield f"said that something is done ({found.group()})"
    for found in _UNDERTAKING.finditer(text):
        new = set(stems(found["what"])) - _OURS - set(stems(facts))
        if strong := sorted(word for word in new - set(stems(known.said)) if not is_weak(word)):
            yield f"wrote an undertaking that nobody gave ({', '.join(strong)})"
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        if _OFFERING.search(sentence) and (strong := beyond(sentence, f"{facts} {known.said}")):
            yield f"offered what nobody gave ({', '.join(strong)})"
    for found in (*_NAME.finditer(text), *_SUBJECT.finditer(text)):
        word = found.group(found.lastindex or 0)
        if word.casefold() not in _ANYBODY and not re.search(rf"\b{re.escape(word.casefold())}\b", everything):
            yield f"wrote a name that nobody gave ({word})"


def beyond(text: str, original: str) -> list[str]:
    """The weighty words of a text that its original does not have, but for what any reply of ours may say."""
    new = set(stems(text)) - _OURS - _OFFERED - set(stems(original))
    return sorted(word for word in new if not is_weak(word))


def _flat(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _figures(text: str, everything: str) -> Iterator[str]:
    """A long number has to be there; a short one has to be there beside a word that it stands beside here."""
    there = set(re.findall(r"\d+", everything))
    names = {word for word in re.findall(r"\w*\d\w*", everything) if not word.isdigit()}  # "CHOIR26"
    plain = re.sub(r"\w*\d\w*", lambda word: "" if word[0].casefold() in names else word[0], text)
    for found in re.finditer(r"\d+", plain):
        figure, before, after = found.group(), plain[: found.start()], plain[found.end() :]
        if re.search(r"(?:^|\n)\s*$", before) and after[:1] in (".", ")"):
            continue  # the number of a step in a list
        left, right = re.search(r"(\w+)\W{1,3}$", before), re.match(r"\W{1,3}(\w+)", after)
        beside = (
            left and re.search(rf"\b{re.escape(left[1].casefold())}\W{{1,3}}{figure}(?!\d)", everything),
            right and re.search(rf"(?<!\d){figure}\W{{1,3}}{re.escape(right[1].casefold())}\b", everything),
        )
        if figure not in there or not (len(figure) > 3 or any(beside)):
            yield f"wrote a number that nobody gave ({figure})"


def _amounts(text: str, facts: str, everything: str, counts: frozenset[int]) -> Iterator[str]:
    for found in _MONEY.finditer(text):
        if found.group().casefold().strip(".,") not in (facts if _promises(text, found) else everything):
            yield f"wrote an amount that nobody gave ({found.group()})"
    for found in _SPAN.finditer(text):
        unit, count = found.group(3).casefold().removesuffix("s"), found.group(1).casefold()
        digits = str(NUMBERS.index(count)) if count in NUMBERS else count
        known = facts if _promises(text, found) else everything
        if not re.search(rf"\b(?:{count}|{digits})\W+(?:\w+\W+)?{unit}", known):
            yield f"wrote a span of time or an amount that nobody gave ({found.group()})"
    for found in _NUMBER_WORD.finditer(text):
        word = found.group().casefold()
        value = NUMBERS.index(word) if word in NUMBERS else -1
        if value == 1 or value in counts or re.search(rf"\b(?:{word}|{value})\b", everything):
            continue
        yield f"wrote a number that nobody gave ({found.group()})"


def _promises(text: str, found: re.Match[str]) -> bool:
    """Whether the words stand in a sentence that says what will be."""
    start = max(text.rfind(mark, 0, found.start()) for mark in ".!?\n") + 1
    ends = [end for mark in ".!?\n" if (end := text.find(mark, found.end())) >= 0]
    return bool(_AHEAD.search(text[start : min(ends, default=len(text))]))


_AHEAD = re.compile(
    r"['’]ll\b|\bwill\b|\bgoing to\b|\bguarantee|\bpromise|\bexpect\b|\bwithin\b|\bby\b|\bcan (?:get|have|receive)\b"
    r"|\b(?:offer|give|credit|refund|receive)\b",
    re.IGNORECASE,
)
