"""Why: "if it is here by Friday, the replacement" decides nothing, and "the replacement, if you'd be so kind" does.

Which sentences of a turn stand under a condition that is not met, and which of their clauses it governs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist.clauses import Clause
from assist.moods import condition
from assist.words import is_weak, stems, words


def conditional_sentences(own: str, parts: Sequence[Clause], earlier: str) -> frozenset[int]:
    """The numbers of the sentences with a condition. `earlier` is what was said just before: it may meet one."""
    return frozenset(
        part.sentence
        for part in parts
        if condition(own[part.start : part.end]) and not _met(own[part.start : part.end], earlier)
    )


def governed_by(part: Clause, parts: Sequence[Clause], own: str, conditional: frozenset[int]) -> bool:
    """Whether a condition of its sentence governs a clause: "…, and if that costs more, fine" leaves what is before."""
    if part.sentence not in conditional:
        return False
    first = next(p for p in parts if p.sentence == part.sentence and condition(own[p.start : p.end]))
    apart = first.joiner.startswith(("and", "but")) or re.match(
        r"\W*(?:and|but) (?:if|should)\b", own[first.start : first.end], re.IGNORECASE
    )
    return not apart or part.start >= first.start


def _met(text: str, earlier: str) -> bool:
    """Whether a condition only repeats what was said just before, so that it is met already."""
    if not earlier or "unless" in text.lower():
        return False
    after = re.sub(r"^.*?\b(?:if|as long as|provided|assuming)\b", "", text.lower(), count=1)
    said = {word.stem for word in words(earlier)}
    needed = set(stems(after))
    telling = {term for term in needed if not is_weak(term)}
    return bool(telling) and telling <= said and 2 * len(needed & said) >= len(needed)
