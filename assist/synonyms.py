"""Why: a catalogue says "refund" and the customer says "my money back".

Light synonyms of everyday support words, one idea a line. They are weaker evidence than a word of the
catalogue itself, and a line counts for nothing where two options of a dimension stand in it.
"""

from __future__ import annotations

from assist.words import words

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
monthly, month, by the month, each month, every month, per month, a month
daily, every day, each day, per day, a day
yearly, year, twelve months, per year, a year, each year, every year
weekly, week, every week, each week, per week, a week, once a week
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
basic, economy, budget, standard
premium, deluxe, pro
surgery, operate, operation, op
medicine, tablet, pill, medication
transfer, pass on, hand over
train, rail
plane, flight, fly, air
sea, ship, boat, vessel
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


def id_phrases(option: str) -> tuple[tuple[str, ...], ...]:
    """How people ask for the two ways of getting help that ids like `do_it` and `show_how` stand for."""
    for ids, phrases in _HELP:
        if option in ids:
            return tuple(tuple(word.stem for word in words(phrase)) for phrase in phrases)
    return ()


_HELP = (
    (
        frozenset(["do", "do_it", "do_for_me", "done_for_you", "for_me", "we_do", "we_do_it"]),
        (
            "do it for",
            "you do it",
            "sort it for",
            "sort it out",
            "take care of",
            "handle it",
            "take over",
            "do that for",
            "for me",
        ),
    ),
    (
        frozenset(["show", "show_how", "show_me", "teach", "guided", "walkthrough"]),
        ("show me", "show us", "walk me through", "walk us through", "talk me through", "teach me", "explain how"),
    ),
)


def synonyms(term: str) -> frozenset[tuple[str, ...]]:
    """What else a stem may be called, each a run of stems: `refund` gives `(money, back)`, `(reimburs,)`, …"""
    return _BY_TERM.get(term, frozenset())


def _synonym_table() -> dict[str, frozenset[tuple[str, ...]]]:
    table: dict[str, set[tuple[str, ...]]] = {}
    for line in _SYNONYMS.strip().splitlines():
        group = {tuple(word.stem for word in words(entry)) for entry in line.split(",")}
        for entry in group:
            if len(entry) == 1:
                table.setdefault(entry[0], set()).update(group - {entry})
    return {term: frozenset(others) for term, others in table.items()}


_BY_TERM = _synonym_table()
