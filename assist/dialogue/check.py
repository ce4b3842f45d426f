"""What else spoils a dialogue, found without a model: a draft in, notes out, in order of their place.

Sentence by sentence, save for the rule that is the whole answer. Whatever gives words another reading spares them: who
is quoted or told of, what is denied, what is only conditional, what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist.dialogue.blame import BLAME
from assist.dialogue.policy import DECIDES, bare_policy
from assist.dialogue.promises import OVERPROMISE
from assist.dialogue.rules import REASONS, Rule, words
from assist.dialogue.suspicion import SUSPICION
from assist.projection.check import MOST_SENTENCES
from assist.projection.language import reads_as_english
from assist.projection.sentences import Sentence, split
from assist.records import Choice, DialogueKind, Evidence, Flag, Note

RULES: dict[DialogueKind, tuple[Rule, ...]] = {"suspicion": SUSPICION, "blame": BLAME, "overpromise": OVERPROMISE}
_MOST_CHARACTERS = 1_000  # of a sentence: what is longer is a list or a log, not said to anybody
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_QUOTED = re.compile(r'"[^"]*(?:"|$)|(?:^|(?<=[\s(]))\'[^\']{8,}\'(?=[\s.,;:!?)]|$)')
_CONDITION = words(
    "if|unless|in case|whether|provided|as long as|as soon as|should you|were you|^when|^once|suppose|might"
    "|(?-i:may)|perhaps"
)
_DENIES = re.compile(
    r"(?:\b(?:not|never|no|none|nor|nobody|nothing|without|hardly|cannot|neither|far from|rather than|instead of|than)"
    r"|n't)\b(?:\s+[\w'-]+){0,5}\s*$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?<!\bI )(?<!\bwe )(?<!\bI have )(?<!\bwe have )(?<!\bI've )(?<!\bwe've )\b(?:sa(?:id|ys?)|wr(?:ote|ites?)"
    r"|told|tells?"
    r"|mentioned|report(?:s|ed)?|heard|ask(?:s|ed)?|confirm(?:s|ed)?|stated?|states|according to|felt|feel(?:s|ing)?"
    r"|thought|thinks?"
    r"|worr(?:ied|y (?:that|about))|sounds? (?:like|as if)|meant|impl(?:y|ied)|suggest(?:s|ed)?)\b[^.!?;]*$",
    re.IGNORECASE,
)
_SHOWN = words("shows?|showed|gives?|gave|forecasts?|predicts?|estimates?|lists?|listed|expects?")
_CLAUSE = re.compile(r"[,;:—–(]|\s-\s|\b(?:and|but|so|because|since)\b", re.IGNORECASE)
_DAYS = words(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|today|(?:this|next) (?:week|month|morning"
    r"|afternoon|evening)"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december)|weekend|christmas|easter"
)
_NUMBER = re.compile(r"(?!\b100 ?%)\d+(?:[.,:]\d+)*")


def check(draft: str, *, message: str, choices: Sequence[Choice] = (), notes: Sequence[Note] = ()) -> tuple[Flag, ...]:
    """What spoils the dialogue in this draft, sorted by place; empty where nothing does, and where it is not English.

    Every `quote` is an exact substring of the draft at `start`; a sentence carries one note at most.
    """
    sentences = split(draft)[:MOST_SENTENCES]
    if not sentences or not reads_as_english(draft):
        return ()
    standing = [one for one in choices if one.retracted_on is None]
    texts = [sentence.text[:_MOST_CHARACTERS].translate(_STRAIGHT) for sentence in sentences]
    said = [_QUOTED.sub(lambda quoted: " " * len(quoted.group()), text) for text in texts]
    known = _particulars(" ".join([message, *(note.text for note in notes), *(each.situation for each in standing)]))
    beside = f"the message, {_count(len(notes), 'note')} and {_count(len(standing), 'choice')} on record"
    found = []
    bare = bare_policy(sentences, said, message) if all(map(_can_be_read, sentences)) else None
    if bare:
        found.append(_note(bare, "bare_policy", Evidence("message", "message", "nothing else is said in this draft")))
    for sentence, text, plain in zip(sentences, texts, said, strict=True):
        if sentence == bare or not _can_be_read(sentence):
            continue
        for kind, rule, match in _matches(plain):
            if kind == "overpromise":
                promised = _particulars(text)
                if promised and promised <= known:
                    continue  # the customer, or the file, has named it
                new = ", ".join(sorted(promised - known))
                says = f"“{new}”: not in {beside}" if new else f"looked for it in {beside}"
            else:
                at = slice(*match.span())
                says = f"the words are “{sentence.text[at]}”"
            found.append(_note(sentence, kind, Evidence("message", "message", says), rule, text))
            break
    return tuple(sorted(found, key=lambda note: note.start))


def fingerprint() -> str:
    """All that the pack decides by, as one text: where it changes, earlier verdicts say nothing sure any more."""
    each = [rule for rules in RULES.values() for rule in rules]
    patterns = [pattern for rule in each for pattern in (rule.pattern, rule.spares) if pattern]
    decide = [*patterns, _QUOTED, _CONDITION, _DENIES, _TOLD, _SHOWN, _CLAUSE, _DAYS, _NUMBER, *DECIDES]
    return "\n".join([*(one.pattern for one in decide), *(f"{one.conditional} {one.asking}" for one in each)])


def _matches(plain: str) -> list[tuple[DialogueKind, Rule, re.Match[str]]]:
    """The rules that hold for a sentence, which has straight apostrophes and no quotation, with what they found."""
    found = []
    for kind, rules in RULES.items():
        for rule in rules:
            match = rule.pattern.search(plain)
            if match is None or (rule.spares and rule.spares.search(plain)):
                continue
            before = plain[: match.start()]
            clause = _CLAUSE.split(before)[-1]
            # What a promise is about stands in what was found itself: "the courier says that it will …"
            told = plain[: match.end()] if kind == "overpromise" else before
            if _DENIES.search(clause) or _TOLD.search(told) or (kind == "overpromise" and _SHOWN.search(told)):
                continue
            if (not rule.conditional and _CONDITION.search(plain)) or (not rule.asking and plain.endswith("?")):
                continue
            found.append((kind, rule, match))
    return found


def _note(sentence: Sentence, kind: DialogueKind, evidence: Evidence, rule: Rule | None = None, text: str = "") -> Flag:
    return Flag(
        kind=kind,
        quote=sentence.text,
        start=sentence.start,
        reason=REASONS[kind],
        evidence=(evidence,),
        severity=rule.severity if rule else "medium",
        rewrite=_softer(rule, text) if rule else None,
    )


def _softer(rule: Rule, text: str) -> str | None:
    """The sentence with other words in place of those that were noted, where the rule knows some."""
    for pattern, instead in rule.softer:
        said, times = pattern.subn(instead, text, count=1)
        if times:
            return said[:1].upper() + said[1:] if text[:1].isupper() else said
    return None


def _particulars(text: str) -> set[str]:
    """The days and figures that a text names."""
    return {one.group().lower() for pattern in (_DAYS, _NUMBER) for one in pattern.finditer(text)}


def _can_be_read(sentence: Sentence) -> bool:
    return len(sentence.text) <= _MOST_CHARACTERS


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
