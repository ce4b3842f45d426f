"""Why: people name one thing in many words, so words are compared by stem, number and light synonym.

A hand-made stemmer is enough here, since both sides, catalogue and message, go through the same one. It is
blunt on purpose: `delivery`, `deliver` and `delivered` must meet, and a word that is cut too short only
matters where two options of one dimension would meet in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"e-?mail\w*|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?", re.IGNORECASE)
_BREAK = re.compile(r"[.!?;\n\r]|\s[-–—]+\s")

# Said about anything, so they name nothing.
STOP = frozenset(
    """a an the this that these those it its it's i me my mine you your yours he him his she her hers we us our ours they
    them their theirs and or but nor so if then than as at by for from in into of off on onto out over to up with within
    about after before between during through under until till is are was were be been being am do does did done doing
    has have had having will would shall should can could may might must not no yes just only also too very really quite
    please thanks thank hi hello hey dear there here what which who whom whose when where why how any some such each
    every both either neither all more most much many few little less least own via per plus i'm i'd i'll i've we're
    we'd we'll we've you're you'd you'll you've don't doesn't didn't can't cannot won't wouldn't isn't aren't wasn't
    that's there's let's let one ones thing things something anything nothing ok okay""".split()
)

# Said so often of other matters that alone they name an option only faintly.
WEAK = frozenset(
    """again away back bring call check choose clear come customer day end file find first fix full general get give go
    good great have help hold hour keep last late later leave like line long look make minute money month mind need
    new next now old open order other own part pay place plan point put same see self send set show side small soon
    start stay stop take tell thing time today tomorrow use wait want way week work write year yourself company
    team free fully extra home start try account service product number question answer two three different person
    need option best sure another better bit case change problem ask add support message name date week wish move""".split()
)

_IRREGULAR = {
    "sent": "send", "kept": "keep", "bought": "buy", "took": "take", "taken": "take", "rang": "ring", "rung": "ring",
    "gave": "give", "given": "give", "paid": "pay", "payment": "pay", "chose": "choose", "chosen": "choose",
    "went": "go", "gone": "go", "goes": "go", "wrote": "write", "written": "write", "held": "hold", "left": "leave",
    "brought": "bring", "daily": "day", "bigger": "big", "biggest": "big", "got": "get", "met": "meet",
    "extension": "extend", "extensions": "extend", "subscription": "subscribe", "subscriptions": "subscribe",
    "suspension": "suspend", "conversion": "convert", "reduction": "reduce", "explanation": "explain",
    "choice": "choose", "choices": "choose", "sold": "sell", "lent": "lend", "rebuilt": "rebuild", "split": "split",
    "mailed": "mail", "mailing": "mail", "calling": "call", "called": "call", "calls": "call", "bodies": "body",
    "tried": "try", "photos": "photo", "stayed": "stay", "staying": "stay", "said": "say", "says": "say",
    "collection": "collect", "withdrawal": "withdraw", "withdrawn": "withdraw", "frozen": "freeze", "froze": "freeze",
    "shipping": "ship", "shipment": "ship", "thrown": "throw", "threw": "throw", "shown": "show", "done": "do",
    "redone": "redo", "redid": "redo", "grew": "grow", "swam": "swim", "ran": "run", "running": "run", "spoke": "speak",
    "spoken": "speak", "driven": "drive", "drove": "drive", "woven": "weave", "people": "person", "men": "man",
    "women": "woman", "children": "child", "half-day": "half", "news": "news", "bus": "bus", "gas": "gas", "lens": "lens",
}  # fmt: skip

_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100",
    "twice": "2", "dozen": "12",
}  # fmt: skip

# Each line is one idea. A line with several words in an entry holds phrases ("money back").
_SYNONYMS = """
email, e-mail, mail, inbox
call, ring, phone, telephone, dial, ring up, bell, voice, give a bell, give a buzz
text, sms, whatsapp, text message
chat, messenger, live chat
letter, post, paper, by post
video, zoom, teams, webcam
refund, money back, reimburse, reimbursement, repay, money, cash back
replace, new one, another one, send another, send out another, ship another, exchange, swap, substitute, replacement
repair, fix, mend
credit, voucher, gift card, store credit
cancel, call off, terminate, end, quit
pause, freeze, suspend, put on hold, hold, break
collect, pick up, pickup, fetch, drop by, come by
deliver, delivery, drop off, bring, ship, by parcel, post it
courier, driver, carrier
postpone, later, reschedule, push back, delay, put off, move
early, soon, sooner, earlier
fast, quick, express, rush, speedy, asap, priority, urgent
slow, gradual
short, brief, summary, gist, bullet
step, walkthrough, instruction, detail, guide, tutorial
self, myself, ourselves, yourself, yourselves, own, diy
guided, together, show me how
wait, hold on, sit tight
home, come to you, comes to you, come to me, come to us, at your place, at my place
remote, remotely, take over, screen share, screen sharing, teamviewer, log in to
private, hide, hidden, secret, anonymous
public, visible
everything, all of it, the lot, the whole lot, full
keep, stay, remain, leave as is, hang on to
upgrade, move up, newest, latest
downgrade, step down
extend, extension, renew, prolong
return, send back, bring back, give back
donate, give away, charity
dispose, scrap, throw away, bin, recycle, get rid, take away
monthly, month, by the month, each month
yearly, annual, year, twelve months, per year
weekly, week
instalment, installment, split, spread, part payment
card, visa, mastercard
invoice, bill
bank, transfer, wire
cash, notes
discount, rebate, percent off, reduction, money off
online, remote, web, internet, virtual, digital
person, on site, onsite, face to face, in person, visit, come out, come over
neighbour, neighbor, next door
locker, parcel shop, pick-up point, pickup point, packstation
morning, a.m, am, forenoon
afternoon, p.m, pm
evening, tonight, night
window, casement
aisle, gangway
vegetarian, veggie, meatless
vegan, plant-based
big, large, larger, bigger
small, little, smaller
cheap, basic, economy, budget, standard
premium, deluxe, pro
surgery, operate, operation, op
medicine, tablet, pill, medication
transfer, pass on, hand over
train, rail
plane, flight, fly
car, drive
bike, bicycle, cycle
workaround, patch, hotfix, temporary fix
restart, reboot, turn off and on
reinstall, reset, wipe
rollback, roll back, revert, undo
document, docs, documentation, manual
technician, engineer, mechanic, fitter, plumber
nobody, none, nothing, neither
colour, color
grey, gray
clean, wash
overnight, next day
photo, picture, image
advice, consult
"""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `text[start:end]`, its stem, and the number of the sentence it stands in."""

    start: int
    end: int
    raw: str
    stem: str
    sentence: int


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The common root of a lower-case word: `replacing`, `replacement` and `replaced` give `replac`."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.startswith(("email", "e-mail")):
        return "email"
    word = word.replace("’", "'").removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for suffix, least in (("ement", 4), ("ment", 4), ("ness", 4), ("ingly", 3), ("ing", 3), ("edly", 3), ("ed", 3),
                          ("ly", 4), ("ion", 4), ("able", 4), ("ance", 4), ("al", 4), ("y", 4)):  # fmt: skip
        root = word[: -len(suffix)]
        if word.endswith(suffix) and len(root) >= least and any(letter in "aeiouy" for letter in root):
            word = root
            break
    if len(word) > 5 and word[-1] in "yi":
        word = word[:-1]
    word = _undouble(word)
    if word.endswith("er") and len(word) > 5 and word[-3] != word[-4]:
        word = word[:-2]
    word = word.removesuffix("e") if len(word) > 3 else word
    if word.endswith("at") and len(word) > 5:
        word = _undouble(word[:-2])
    return word


def _undouble(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousf" else word


def words(text: str) -> list[Word]:
    """Every word of a text with its place; numbers written out become digits."""
    breaks = [found.start() for found in _BREAK.finditer(text)]
    result, sentence = [], 0
    for found in _TOKEN.finditer(text):
        while sentence < len(breaks) and breaks[sentence] < found.start():
            sentence += 1
        raw = found.group().lower().replace("’", "'")
        result.append(Word(found.start(), found.end(), raw, stem(raw), sentence))
    return result


def is_weak(word: str) -> bool:
    """Whether a stem is said so often of other matters that it hardly names anything."""
    return word in _WEAK_STEMS


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that carry meaning; all of them where none does."""
    every = words(text)
    return tuple(word.stem for word in every if word.raw not in STOP) or tuple(word.stem for word in every)


def synonyms(term: str) -> frozenset[tuple[str, ...]]:
    """What else a stem may be called, each a run of stems: `refund` gives `(money, back)`, `(reimburs,)`, …"""
    return _BY_TERM.get(term, frozenset())


def id_phrases(option: str) -> tuple[tuple[str, ...], ...]:
    """How people ask for the two ways of getting help that ids like `do_it` and `show_how` stand for."""
    for ids, phrases in _HELP:
        if option in ids:
            return tuple(tuple(word.stem for word in words(phrase)) for phrase in phrases)
    return ()


_HELP = (
    (
        frozenset(["do", "do_it", "do_for_me", "done_for_you", "for_me", "we_do", "we_do_it"]),
        ("do it for", "you do it", "sort it for", "sort it out", "take care of", "handle it", "take over", "do that for", "for me"),
    ),
    (
        frozenset(["show", "show_how", "show_me", "teach", "guided", "walkthrough"]),
        ("show me", "show us", "walk me through", "walk us through", "talk me through", "teach me", "explain how"),
    ),
)
_WEAK_STEMS = frozenset(stem(word) for word in WEAK)


def _synonym_table() -> dict[str, frozenset[tuple[str, ...]]]:
    table: dict[str, set[tuple[str, ...]]] = {}
    for line in _SYNONYMS.strip().splitlines():
        group = {tuple(word.stem for word in words(entry)) for entry in line.split(",")}
        for entry in group:
            if len(entry) == 1:
                table.setdefault(entry[0], set()).update(group - {entry})
    return {term: frozenset(others) for term, others in table.items()}


_BY_TERM = _synonym_table()
