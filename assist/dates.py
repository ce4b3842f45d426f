"""When something was said, and which day a text speaks of, as people write it: "8 May 2023", "May 8th", "2023-05-08".

English only. Weekdays and words like "last month" are left out: they lean on a day that the text does not give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}",
    )
]
# A month alone: "may" and "march" are other words too, so they need a capital and a word before that takes a month.
_LONE = re.compile(rf"\b(?:(?i:in|of|since|during|until|by|early|mid|late|last|this|next)[\s-]+)(?=[A-Z])(?i:{_MONTH})")
_SLASHED = re.compile(r"\b(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:20|19)?\d\d)\b")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK = re.compile(r"\b(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[ap]\.?m)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names, or a month where `day` is None; in whatever year where `year` is None."""

    month: int
    day: int | None = None
    year: int | None = None


def days_in(text: str) -> tuple[Day, ...]:
    """The days and months that a text names, each once.

    >>> days_in("What broke in August 2023, and on May 3rd?")
    (Day(month=5, day=3, year=None), Day(month=8, day=None, year=2023))
    """
    found: dict[Day, None] = {}
    for form in _FORMS:
        for match in form.finditer(text):
            found[_day(match)] = None
        text = form.sub(" ", text)
    found |= dict.fromkeys(_day(match) for match in _LONE.finditer(text))
    return tuple(day for day in found if 1 <= day.month <= 12)


def times(texts: Sequence[str]) -> list[datetime | None]:
    """When each of a history's messages was written, in whatever form; None where no date can be read.

    Whether 3/4 is in March or in April is settled by the whole history: by the reading that leaves fewer
    messages unread and fewer that step back in time.

    >>> times(["1:56 pm on 8 May, 2023", "2/13/23, 9:05", "soon"])[1:]
    [datetime.datetime(2023, 2, 13, 9, 5, tzinfo=datetime.timezone.utc), None]
    """
    return min(([_time(text, day_first) for text in texts] for day_first in (True, False)), key=_disorder)


def in_order(texts: Sequence[str]) -> list[datetime]:
    """Times for messages that stand in their order already, whatever their clocks say.

    One whose time cannot be read, or that steps back, comes a microsecond after the message before it.
    """
    last, result = _EPOCH, []
    for time in times(texts):
        last = max(last + timedelta(microseconds=1), time or last)
        result.append(last)
    return result


def _disorder(read: Sequence[datetime | None]) -> int:
    known = [time for time in read if time]
    return 2 * (len(read) - len(known)) + sum(b < a for a, b in pairwise(known))


def _time(text: str, day_first: bool) -> datetime | None:
    try:
        whole = datetime.fromisoformat(text.strip())
        return whole.replace(tzinfo=UTC) if whole.tzinfo is None else whole.astimezone(UTC)
    except ValueError:
        pass
    slashed = _SLASHED.search(text)
    if slashed:
        first, second, year = int(slashed["first"]), int(slashed["second"]), int(slashed["year"])
        day, month = (first, second) if day_first else (second, first)
        year += 2000 if year < 100 else 0
    else:
        named = next((day for day in days_in(text) if day.year and day.day), None)
        if named is None:
            return None
        year, month, day = named.year or 0, named.month, named.day or 0
    try:
        return datetime(year, month, day, tzinfo=UTC) + _clock(text)
    except ValueError:
        return None


def _clock(text: str) -> timedelta:
    match = _CLOCK.search(text)
    if match is None:
        return timedelta()
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return timedelta(hours=hour, minutes=int(match["minute"]), seconds=int(match["second"] or 0))


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    month = _MONTHS.index(parts["month"][:3].lower()) + 1 if parts.get("month") else int(parts["number"])
    return Day(month, *(int(parts[name]) if parts.get(name) else None for name in ("day", "year")))
