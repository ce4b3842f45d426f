"""Why: whoever was there understood the customer, and the agent's next words show what they understood.

"Spiral bound, then." after a roundabout answer says that a decision was heard, and which; "take your time" says that
none was. It is evidence about the customer's turn only: what the agent does unasked is no choice of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assist.catalogue import Mention
from assist.clauses import clause_at, clauses

_NAMED = 0.4

LEFT_OPEN = re.compile(
    r"\b(?:take (?:all )?(?:your|the) time|no (?:rush|hurry|pressure|obligation)|think it over|sleep on it|"
    r"whenever you(?:'re| are|'ve| have)\b|(?:when|once|until|as soon as) (?:you|they|he|she|we)(?:'ve|'s| have|"
    r" has|'re| are|'ll)?\b|"
    r"so (?:that )?you can (?:compare|decide)|let (?:me|us) know|tell (?:me|us)|just say|(?:i|we)(?:'ll| will) wait|"
    r"(?:it's|that's|it is) (?:your|up to)|up to you|either way|the choice is yours|keep (?:both|it open|them)|"
    r"(?:i|we)(?:'ll| will) (?:ask|check|find out|look|see|come back|get back|revert|attach|enquire|inquire|"
    r"leave it open)|"
    r"could you (?:confirm|say|tell))\b",
    re.IGNORECASE,
)
CONFIRMED = re.compile(
    r"\b(?:done|booked|noted|great|will do|sure|perfect|sent|changed|ordered|reserved|arranged|sorted|"
    r"on (?:its|the|their) way)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"^\W*(?:(?:ha+|oh|ah|well|good|thanks|thank you|right|sorry|so sorry|dear [^,]+,)\W+)*"
    r"(?:done|noted|booked|sent|changed|swapped|switched|corrected|reserved|updated|ordered|agreed|confirmed|sure|great|fine|right|"
    r"ok|okay|understood|perfect|wonderful|lovely|excellent|splendid|super|cool|brilliant|will do|gladly|of course|"
    r"with pleasure|certainly|absolutely|very (?:good|well)|good|consider it|congrats\w*|thank you|thanks|it's yours|"
    r"all set|sorted|on it|welcome|enjoy|naturally|right away|coming up|deal)\b",
    re.IGNORECASE,
)
_SETTLES = re.compile(r"(?:\s+(?:one|ones|plan|option))?,?\s+(?:it is|it'll be|then)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|no to|not|without|instead of|rather than)\s+(?:the\s+|an?\s+|our\s+)?$", re.IGNORECASE)
_ACTS_ON_IT = re.compile(
    r"\b(?:i|we)(?:'ve|'ll| have| will|'m|'re| am| are)(?: now| just| already)? "
    r"(?!(?:sorry|afraid|ask|check|wait|hold|see|look|find|attach|leave|not|never|no|been|happy|glad|here)\b)\w+|"
    r"\b(?:it|that|they|everything|all|\w+)(?:'s| is|'re| are|'ll be| will be| has been)(?: now| all)? "
    r"(?:yours|set|ready|done|\w+(?:ed|nt|ked)|on (?:its|the|their) way|in place|in the)\b|"
    r"\b(?:it is|then)\W*(?:$|[.!,])|\bas (?:usual|before|of now)\b|\bfrom (?:now|today|tomorrow) on\b|\bsee you\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Echo:
    """What the agent's next turn shows of how the customer was understood.

    `there`: there is such a turn. `agrees`: it opens with assent; `acts`: it says that something was or will be done;
    `open`: it leaves the matter to be decided; `asks`: it ends in a question. `stated`, `asked`: option -> how surely
    it is named, (dimension, option) keys, in a statement and in a question; `denied`: those named
    only to be denied; `settled`: those repeated as decided ("spiral bound, then").
    """

    there: bool = False
    agrees: bool = False
    acts: bool = False
    open: bool = False
    asks: bool = False
    stated: dict[tuple[str, str], float] = field(default_factory=dict)
    asked: dict[tuple[str, str], float] = field(default_factory=dict)
    denied: frozenset[tuple[str, str]] = frozenset()
    settled: frozenset[tuple[str, str]] = frozenset()


NO_ECHO = Echo()


def echo(text: str, named: Sequence[Mention]) -> Echo:
    """Read an agent's turn for what it shows of the customer's turn before it; `named` are its mentions."""
    plain = text.replace("’", "'")
    parts = clauses(text)
    stated: dict[tuple[str, str], float] = {}
    asked: dict[tuple[str, str], float] = {}
    denied: set[tuple[str, str]] = set()
    settled: set[tuple[str, str]] = set()
    for mention in named:
        part = clause_at(parts, mention.start)
        if _DENIED.search(plain, max(0, mention.start - 14), mention.start):
            denied.add((mention.dimension, mention.option))
            continue
        if part and not part.asked and _SETTLES.match(plain, mention.end):
            settled.add((mention.dimension, mention.option))
        held = asked if part and part.asked else stated
        key = (mention.dimension, mention.option)
        held[key] = max(mention.weight, held.get(key, 0.0))
    return Echo(
        there=True,
        agrees=_AGREES.search(plain) is not None,
        acts=_ACTS_ON_IT.search(plain) is not None,
        open=LEFT_OPEN.search(plain) is not None,
        asks=any(part.asked for part in parts),
        stated=stated,
        asked=asked,
        denied=frozenset(denied),
        settled=frozenset(settled),
    )
