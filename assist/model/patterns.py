"""Why: what names a person or their money has a shape, and a shape can be written down with what it is and is not.

Each pattern comes with texts in which it should find something and texts in which it should not; the tests run them
all. They err on the side of hiding: a number hidden in vain costs nothing, since it comes back with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape of text: `kind` names its placeholder, `holds` has the last word on what the expression finds.

    Where a group `value` took part in it, only that is the value.
    """

    kind: str
    shape: re.Pattern[str]
    hides: tuple[str, ...]
    leaves: tuple[str, ...]
    holds: Check = lambda text: True

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """The places of what is to be hidden, in order."""
        for found in self.shape.finditer(text):
            group = "value" if found.groupdict().get("value") else 0
            if self.holds(found.group(group)):
                yield found.span(group)


def luhn(text: str) -> bool:
    """Whether the digits of a text end in the check digit of payment cards (ISO/IEC 7812-1, Luhn), 13 to 19 of them.

    >>> luhn("4111 1111 1111 1111"), luhn("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(one) for one in text if one.isdecimal() and one.isascii()]
    doubled = [each * 2 - 9 * (each > 4) for each in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def iban(text: str) -> bool:
    """Whether a text is an account number by ISO 13616: its check digits leave 1 when divided by 97.

    >>> iban("DE89 3704 0044 0532 0130 00"), iban("DE88 3704 0044 0532 0130 00")
    (True, False)
    """
    plain = re.sub(r"\s", "", text).upper()
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def _phone(text: str) -> bool:
    digits = sum(one.isdigit() for one in text)
    return 7 <= digits <= 15 and not re.fullmatch(r"\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{4}", text)


def _grouped(text: str) -> bool:
    return bool(re.fullmatch(r"\d{3}-\d{4}", text)) or (_phone(text) and sum(one.isdigit() for one in text) >= 8)


def _digits(text: str) -> bool:
    return any(one.isdigit() for one in text)


_STREET = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|square|sq|close|crescent|terrace|boulevard|blvd|way|place"
    r"|pl|gardens|grove|mews|parade|quay|row|hill|walk|park|highway|hwy|parkway|pkwy|circle"
)
_TOWN = r"[A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+){0,2}"

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "EMAIL",
        re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
        ("Write to maria.silva+shop@silva.example please", "<a@b.co>"),
        ("Ask @maria about it", "2 @ 5 each"),
    ),
    Pattern(
        "IBAN",
        re.compile(r"\b[A-Z]{2}\d\d(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b"),
        ("to DE89 3704 0044 0532 0130 00 please", "GB82WEST12345698765432."),
        ("part AB12 3456 7890 1234 is missing", "DE88 3704 0044 0532 0130 00"),
        iban,
    ),
    Pattern(
        "CARD",
        re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])"),
        ("my card 4111 1111 1111 1111 was charged", "5500-0000-0000-0004"),
        ("order 4111111111111112", "0000000000000000"),
        luhn,
    ),
    Pattern(
        "ADDRESS",
        re.compile(r"\bP\.?\s?O\.?\s?Box\s+\d+\b", re.IGNORECASE),
        ("Send it to PO Box 1187", "P.O. Box 12"),
        ("the box 12 came open",),
    ),
    Pattern(
        "ADDRESS",  # 12 High Street, Springfield: number before the street
        re.compile(
            rf"\b\d{{1,5}}[a-zA-Z]?,?\s(?:[NSEW]\.?\s)?(?:[A-Z][\w'’.-]+\s){{1,3}}(?i:{_STREET})\b\.?"
            rf"(?:,?\s+(?:(?:Apt|Apartment|Flat|Unit|Suite)\.?\s?#?\w+))?(?:,\s+{_TOWN})?"
            rf"(?:,?\s+[A-Z]{{2}}\s\d{{5}}(?:-\d{{4}})?)?"
        ),
        ("I live at 221B Baker Street, London", "ship to 4700 N. Elm Ave, Apt 5, Springfield, IL 62704"),
        ("2 weeks on the road", "12 new lamps for the street"),
    ),
    Pattern(
        "ADDRESS",  # Hauptstraße 5, 10115 Berlin; Rue de Rivoli 12: number behind the street
        re.compile(
            r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|platz|allee|straat|gracht|gatan|vej)\s\d{1,4}\s?"
            rf"[a-z]?\b(?:,?\s+\d{{4,5}}\s{_TOWN})?"
            r"|\b(?i:\d{1,4},?\s(?:bis\s)?(?:rue|avenue|place|quai)|rue|via|calle|rua)\s(?:d[eiu']\s?)?(?:l[ae']\s?)?"
            r"[A-Z]\w+(?:,?\s\d{1,4}\b)?"
        ),
        ("Ich wohne in der Hauptstraße 5, 10115 Berlin", "c'est au 12 rue de Rivoli", "Calle Mayor 7"),
        ("the way 5 of them broke", "via the portal 3 times"),
    ),
    Pattern(
        "ADDRESS",  # post codes that look like nothing else
        re.compile(
            r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]{2}\s\d{5}(?:-\d{4})?\b|\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s\d[A-Z]\d\b"
        ),
        ("SW1A 2AA", "Boston, MA 02108", "K1A 0B1"),
        ("the A4 2 pack", "on 10115"),
    ),
    Pattern(
        "PHONE",
        re.compile(
            r"(?<![\w.])(?:\+|00)[1-9]\d{0,2}(?:[\s.()/-]{0,2}\d){6,13}(?!\w)"
            r"|(?<![\w.-])\(?0\d{1,5}\)?(?:[\s./-]\d{2,}){1,4}(?![\w-])"
            r"|(?<![\w.-])\(?[2-9]\d\d\)?[\s.-]\d{3}[\s.-]\d{4}(?![\w-])"
            r"|\b(?i:phone|tel|telephone|mobile|cell|call|ring|text|reach|whatsapp|fax)\b[^\d+\n]{0,24}"
            r"(?P<value>\+?\d(?:[\s().-]{0,2}\d){6,13})(?![\w-])"
        ),
        ("call me on +49 30 901820", "020 7946 0958", "(212) 555-0123", "my mobile is 5550123", "0044 20 7946 0958"),
        ("on 2026-03-04", "04.03.2026", "it cost 1299.00", "version 3.14.159", "I called on 2026-11-20"),
        _phone,
    ),
    Pattern(
        "ORDER",
        re.compile(
            r"\b(?i:order|invoice|ticket|booking|case|reference|ref|parcel|tracking|account|customer|contract|policy"
            r"|serial|member(?:ship)?|reservation|rma)\b(?:\s(?i:numbers?|nos?|nr|ids?|code)\b)?[.:#\s]{1,3}(?i:is\s)?#?"
            r"(?P<value>[A-Z0-9][A-Z0-9-]{3,24})\b"
        ),
        ("my order #88213", "Invoice no. INV-2026-0042", "tracking number 1Z999AA10123456784", "case 10443"),
        ("in any case THAT was it", "order them by 12", "my account page"),
        _digits,
    ),
    Pattern(
        "PHONE",  # as numbers are grouped where they begin with no 0: 912 345 678, 8 (912) 345-67-89, 555-0123
        re.compile(
            r"(?<![A-Za-z0-9_.,/-])\(?\d{1,5}(?:\)[ -]?|[ -]\(?)\d{2,5}(?:\)?[ -]\d{2,5}){0,4}(?![A-Za-z0-9_]|[.,/-]\d)"
        ),
        (
            "Mi móvil es 612 34 56 78.",
            "same town, 555-0123",
            "8 (912) 345-67-89",
            "ring (0)161 496 0752",
            "は090-1234-5678で",
        ),
        ("2026-03-04", "sizes 40 42 44", "from 12 500 to 13 500", "10-12 days", "2 (of 30)"),
        _grouped,
    ),
    Pattern(
        "NUMBER",
        re.compile(r"(?<![\w.,-])(?:#\d{4,}|\d{6,}|(?=[A-Z0-9-]*\d{3})[A-Z]{2,}-?[A-Z0-9-]{4,20})(?![\w-])"),
        ("it is 4471938", "see #5512", "my SN-99X1234"),
        ("in 2026", "12,500 of them", "MP3"),
    ),
)
