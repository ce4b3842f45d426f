"""Why: a catalogue's labels are free text, so a sentence that holds for one breaks on the next.

"money back", "by phone", "keep it, part of the price back" and "we log in from here" are all labels. A label that is
a noun or tells how goes into a sentence as it is; any other stands in quotation marks, or after a colon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

_WHOLE = re.compile(r"^(?:we|you|they|i|he|she|it|somebody|someone|nobody)\b", re.IGNORECASE)
_HOW = re.compile(
    r"^(?:by|at|in|on|to|with|without|from|via|through|over|as|before|after|until|within|per|into|for|back|once|twice|"
    r"every|each|now|later|today|tomorrow|half|all|no)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"^(?:an?|the|your|one|two|three|money|store|shop|new|full|part|half|free|refund|replacement|credit|voucher)\b",
    re.IGNORECASE,
)
_DO = re.compile(
    r"""^(?:keep|send|pick|leave|fit|mend|go|wait|join|poll|cut|choose|collect|drop|turn|swap|fence|stay|forward|book
    |ring|write|call(?=\ )|do|get|have|let|make|move|pay|put|return|save|sell|show|split|start|stop|take|tell|transfer
    |use|fix|repair|replace|refund(?=\ )|cancel|renew|bring|come|fetch|fly|hold|lay|open|pause|post(?=\ )|print|reset
    |run|set|ship|subscribe|update|upload|visit(?=\ )|give|bake|hand|wipe|settle|end)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|comes?|goes|calls?|rings?|writes?|does|do|stays?|gets?|renews?|press|opens?|drives?|brings?|"
    r"takes?|keeps?|sends?|fix(?:es)?|works?|happens?)\b",
    re.IGNORECASE,
)
# "You took sent as a QR code" is no sentence; "which would you like: sent as a QR code or by post" is one.
_DONE = re.compile(
    r"^(?:\w{3,}ed|sent|done|made|kept|left|put|brought|paid|held|built|given|taken|shown|written|drawn|cut|set)\b"
    r"(?!-)",
    re.IGNORECASE,
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LONGEST = 160  # characters of a label that go into a sentence


def spoken(label: str) -> str:
    """A label as one says it to the customer: on one line, without a full stop, and "they do it" as "you do it"."""
    words = " ".join(label.split()).rstrip(".;,: ")
    if re.search(r"\bwe\b", words, re.IGNORECASE) and not re.search(r"\byou\b", words, re.IGNORECASE):
        words = re.sub(r"\bthey\b", "you", words)
        words = re.sub(r"\b(for|with|to|show|call|ring|help|tell|ask|walk) them\b", r"\1 you", words)
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def fits(label: str) -> bool:
    """Whether a label can stand inside a sentence without marks ("a new one", "by post", "PDF")."""
    if re.search(r",|:(?!\d)", label) or _WHOLE.match(label) or _DO.match(label) or len(label.split()) > 7:
        return False
    return bool(_HOW.match(label)) or not _FINITE.search(label)


def noun(label: str) -> bool:
    """Whether a label surely stands where "something" would ("a new one", "your money back")."""
    return fits(label) and bool(_NOUN.match(label))


def named(label: str) -> str:
    """The label ready to be what somebody took: in quotation marks where its grammar is not known to allow it."""
    return label if fits(label) and not _DONE.match(label) else f"“{label}”"


def either(labels: Sequence[str]) -> str:
    """The labels as alternatives: "a, b or c", with semicolons where a label has a comma of its own."""
    if len(labels) < 2:
        return labels[0] if labels else ""
    if any("," in label or " or " in label for label in labels):
        return "; ".join(labels[:-1]) + f"; or {labels[-1]}"
    return ", ".join(labels[:-1]) + f" or {labels[-1]}"


def number(count: int) -> str:
    """A small number in words, so that a reply shows no figure that is not the customer's own.

    >>> number(3)
    'three'
    """
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else "many"


def month(on: datetime) -> str:
    return f"{on:%B}"


def first_name(name: str) -> str:
    """How to greet: the first of two plain names, otherwise the name as it is written ("Mrs F. Okafor").

    Empty where all we have is an address.
    """
    words = name.split()
    if "@" in name:
        return ""
    if (
        len(words) == 2
        and not words[0].endswith(".")
        and words[0].lower() not in ("mr", "mrs", "ms", "dr", "prof", "sir")
    ):
        return words[0][:40]
    return " ".join(words)[:40]


def sentence(text: str) -> str:
    """The text with a capital at its head, inside an opening quotation mark where there is one."""
    head = 2 if text.startswith("“") else 1
    return text[:head].upper() + text[head:]
