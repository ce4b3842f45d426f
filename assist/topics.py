"""Why: a message rarely names the decision it leads to ("the kettle came cracked"), so its words have to tell.

Here stands which of the catalogue's dimensions a message is about, and which dimensions say how to talk to somebody
rather than what to give them. Dimensions differ from team to team: both are recognised by words, never by a fixed id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assist.catalogue import Catalogue, mentions
from assist.gist import READ, Gist
from assist.records import Choice, Dimension, Option
from assist.words import is_weak, stems

StyleKind = Literal["contact", "detail", "help"]

ABOUT = 0.8  # from this score on a message is about the dimension
HINT = 0.4  # from this score on too, where no other dimension comes as near to it
NAMED = 0.5  # the weight from which a mention names an option
_PRIOR = 0.05  # per earlier choice, at most four: settles ties and nothing else

_CHANNELS = frozenset(stems("email phone call telephone chat text sms letter whatsapp slack video ring mail message"))
_CONTACT = frozenset(stems("contact channel reply reach update news notify notification notice"))
_DETAIL = frozenset(stems("detail depth length explanation report"))
_HELP = frozenset(stems("help support guidance assistance walkthrough"))
_BRIEF = frozenset(stems("short brief summary gist bullet paragraph headline"))
_LONG = frozenset(
    stems("full detail detailed step steps explanation explanations explain thorough complete long whole")
)
_SHOW = re.compile(
    r"\b(?:show|steps?|guided?|yoursel\w+|themsel\w+|mysel\w+|instructions?|explain|walk|talked|learn|teach|docs|article"
    r"|link)\b"
)
_DO = re.compile(
    r"\b(?:(?:do(?:es)?|set|make|fits?|configure|fix|handle|take care)\b.*\b(?:it|for|change|care)"
    r"|done\b|log in\b|remote)"
)
_REMEDY = frozenset(
    stems(
        "refund money replacement replace exchange credit voucher repair fix reship resend compensation technician mend"
    )
)
_SCREEN = frozenset(  # faults that no parcel puts right
    stems("login password page app error website account sync setting browser software update install screen code link")
)
_HOW = ("how do i", "how can i", "how to", "how does one", "where do i", "can you show", "walk me through")


def _words_of(option: Option) -> frozenset[str]:
    return frozenset(stems(f"{option.id.replace('_', ' ')} {option.label} {' '.join(option.phrases)}"))


def style_kind(dimension: Dimension) -> StyleKind | None:
    """What a dimension says about the way to talk to somebody, or None where it is about the matter itself."""
    name = set(stems(f"{dimension.id.replace('_', ' ')} {dimension.label}"))
    words = [_words_of(option) for option in dimension.options]
    channels = sum(bool(option & _CHANNELS) for option in words)
    if channels >= 2 and (name & _CONTACT or dimension.style):
        return "contact"
    brief, long = any(option & _BRIEF for option in words), any(option & _LONG for option in words)
    if (name & _DETAIL and (brief or long)) or (dimension.style and brief and long):
        return "detail"
    if name & _HELP and any(manner("help", option) == "show" for option in dimension.options):
        return "help"
    return None


def shapes_reply(dimension: Dimension) -> bool:
    """Whether a dimension is about how to talk, so that it is a topic only where the message makes it one."""
    return dimension.style or style_kind(dimension) is not None


def manner(kind: StyleKind, option: Option) -> str:
    """What an option of a style dimension asks of a reply: "short", "full", "show", "do", or nothing in particular."""
    words = _words_of(option)
    if kind == "detail":
        return "short" if words & _BRIEF else "full" if words & _LONG else ""
    if kind == "help":
        text = f"{option.id.replace('_', ' ')}; {option.label}".lower()
        return "show" if _SHOW.search(text) else "do" if _DO.search(text) else ""
    return ""


@dataclass(frozen=True, slots=True)
class Topic:
    """How surely a message is about a dimension, and whether it says so outright: by an option, or by its question."""

    dimension: Dimension
    score: float
    named: bool


def topics(message: str, catalogue: Catalogue, *, gist: Gist, choices: Sequence[Choice]) -> list[Topic]:
    """The catalogue's dimensions by how surely the message is about them, surest first.

    Read from the options that it names, from the words that it shares with the situations of earlier choices or with
    the dimension's own name, and from trouble told where the dimension is one of remedies.
    """
    text = message[:READ]
    said = set(stems(text))
    weight: dict[str, float] = {}
    for mention in mentions(text, catalogue):
        weight[mention.dimension] = max(weight.get(mention.dimension, 0.0), mention.weight)
    found = []
    for dimension in catalogue:
        mine = [choice for choice in choices if choice.dimension == dimension.id and choice.retracted_on is None]
        cue = _cue(text, dimension, gist)
        score = weight.get(dimension.id, 0.0) + 0.6 * bool(said & own_words(dimension)) + cue
        score += min(1.5, max((_shared(said, choice.situation) for choice in mine), default=0.0))
        score += _PRIOR * min(len(mine), 4)
        found.append(Topic(dimension, score, weight.get(dimension.id, 0.0) >= NAMED or cue > 0))
    return sorted(found, key=lambda topic: (-topic.score, shapes_reply(topic.dimension)))


def own_words(dimension: Dimension) -> set[str]:
    """The stems that the dimension itself goes by."""
    own = stems(f"{dimension.id.replace('_', ' ')} {dimension.label} {dimension.question}")
    return {word for word in own if not is_weak(word)}


def _shared(said: set[str], situation: str) -> float:
    """Words in common with an earlier situation: everyday words count for little."""
    return sum(0.2 if is_weak(word) else 0.8 for word in said & set(stems(situation)) if not word.isdigit())


def _cue(text: str, dimension: Dimension, gist: Gist) -> float:
    """What trouble, or asking how, says for a dimension of remedies or of help."""
    on_screen = bool(_SCREEN & set(stems(text)))
    if style_kind(dimension) == "help":
        asked = any(cue in text.lower() for cue in _HOW) or (gist.trouble and on_screen)
        return 0.9 if asked else 0.5 if gist.trouble else 0.0
    remedies = sum(bool(_words_of(option) & _REMEDY) for option in dimension.options)
    return (0.5 if on_screen else 0.9) if gist.trouble and remedies >= 2 else 0.0
