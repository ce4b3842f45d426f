"""What is certain the other way round: an agent who says in so many words that it is what they would take themselves.

The guideline's plainest case (ruling 3) needs no estimate, as long as nothing in the sentence grounds it in the
customer's own record or words, or in a fact, and nobody asked for it (ruling 12).
"""

from __future__ import annotations

import re

from assist.projection.cues import ASKS_ADVICE

_MYSELF = re.compile(
    r"\bif (?:it|this|that) (?:was|were) (?:me|mine|my \w+)\b|\bif I (?:was|were) (?:you|in your)\b"
    r"|\bin your (?:place|shoes|position)\b,? I\b|\b(?:personally|speaking for myself),? I(?:['’]d| would)\b"
    r"|\bI(?:['’]d| would) (?:personally|myself)\b",
    re.IGNORECASE,
)
# Whatever might ground it: a reason, the customer's own acts or words, a fact of the case, somebody else's mouth.
_GROUNDS = re.compile(
    r"\b(?:since|because|given|considering|seeing that|as (?:you|in|the|it|that|our|your)|so that|otherwise)\b"
    r"|\byou(?:['’]ve| have)? (?:had|wrote|written|picked|chose|chosen|told|said|asked|took|taken|always|mentioned)\b"
    r"|\byour \w+ (?:found|said|wrote|told|shows?)\b|[“\"]|\d\s?%|\bpolicy\b|\brules?\b"
    r"|\b(?:annoyed|upset|cross)\b",
    re.IGNORECASE,
)
SHOULD_FLAG = (
    "If it were me I'd take the store credit.",
    "Personally, I'd go for the annual plan.",
    "If I were you I'd have it repaired.",
    "In your place I would wait for the engineer.",
)
SHOULD_PASS = (
    "If I were you I'd keep e-mail on, since you answered every one of them.",
    "If I were you I'd do it on the site, because the app store adds its own fee.",
    "The man at the till said “I'd exchange it if I were you”.",
    "If it were me I'd be annoyed too.",
    "I'd be glad to sort this out.",
)


def own_taste(sentence: str, message: str) -> bool:
    """Whether a sentence gives the agent's own hypothetical choice, ungrounded and unasked."""
    return bool(_MYSELF.search(sentence)) and not _GROUNDS.search(sentence) and not ASKS_ADVICE.search(message)
