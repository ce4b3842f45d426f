"""What is certain needs no estimate: who asked for it, who is quoted, what is only conditional, what a rule demands.

Each rule spares some kinds of flag where its pattern matches, and carries its own examples: sentences (or customer's
messages) that it must spare and near misses that it must leave to the classifier. Better to say nothing than to say
the wrong thing, so rules only ever take flags away, save for the order of kinds that the guideline fixes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from assist.projection.context import Context
from assist.projection.cues import ASKS_ADVICE, ASKS_CROWD, CUES
from assist.projection.features import NAMES
from assist.projection.sentences import Sentence
from assist.records import FLAG_KINDS, FlagKind

KEPT = 0.03  # the share of its probability that a spared kind keeps: no rule is right every time


@dataclass(frozen=True, slots=True)
class Rule:
    """`spares` these kinds where `pattern` is found in the sentence, or in the customer's message.

    With `while_open` it does so only if the draft leaves other options open.
    """

    name: str
    because: str
    spares: tuple[FlagKind, ...]
    pattern: re.Pattern[str]
    should_spare: tuple[str, ...]
    should_leave: tuple[str, ...]
    on: Literal["sentence", "message"] = "sentence"
    while_open: bool = False


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


RULES: tuple[Rule, ...] = (
    Rule(
        name="asked for the agent's view",
        because="the customer asked what the agent would do (ruling 12)",
        spares=("own_preference",),
        on="message",
        while_open=True,
        pattern=ASKS_ADVICE,
        should_spare=("Which one would you take yourself?", "What's your honest opinion, oak or ash?"),
        should_leave=("What would it cost?", "Which ones do you have in stock?", "What do you need from me?"),
    ),
    Rule(
        name="asked what others do",
        because="the customer asked what other people take (ruling 12)",
        spares=("crowd_preference",),
        on="message",
        while_open=True,
        pattern=ASKS_CROWD,
        should_spare=("Which finish do people mostly go for?", "What do most teams pick?", "What's popular?"),
        should_leave=("How much is it?", "Are there other people in the room?"),
    ),
    Rule(
        name="condition",
        because="a condition leaves the choice with the customer (ruling 6)",
        spares=("against_choices", "decided_for_customer", "assumed_preference", "crowd_preference"),
        pattern=CUES["conditional"],
        should_spare=("If you prefer a call, tell me.", "Should the bench stay outside, ring us."),
        should_leave=("If I were you I'd take the credit.", "Tell me if it comes late, I've booked the van."),
    ),
    Rule(
        name="rule or law",
        because="what a stated rule or law demands is no projection (ruling 7)",
        spares=("against_choices", "decided_for_customer", "crowd_preference"),
        pattern=_words(
            "the law",
            "by law",
            r"(?:\w+ )?rules? (?:says?|places?|forbids?|ends?|only|\d)",
            "(?:the|our) (?:terms|conditions) (?:are|say|ask)",
            r"clause \d+",
            "regulations?",
            "circular",
        ),
        should_spare=(
            "Under clause 32 amounts below £4 are paid as a voucher only.",
            "The law has us send an engineer.",
        ),
        should_leave=("As a rule people take the voucher.", "I've put you on our terms."),
    ),
    Rule(
        name="aside",
        because="a taste that grounds nothing is small talk (ruling 1)",
        spares=("own_preference",),
        pattern=CUES["no_lesson"],
        should_spare=(
            "I write with a pencil myself, so no lectures from me.",
            "I had the same once, so I know the sound.",
        ),
        should_leave=("I hate waiting, so I've upgraded the shipping.", "I'd take the oak, it's lovely."),
    ),
    Rule(
        name="refuses to guess",
        because="saying that one will not guess is the opposite of guessing (ruling 6)",
        spares=FLAG_KINDS,
        pattern=CUES["humble"],
        should_spare=("I wouldn't want to assume which you prefer.", "I won't guess whether you like e-mail."),
        should_leave=("You won't want to queue.", "I know what you like."),
    ),
)
_COLUMN = {
    name: NAMES.index(name) for name in ("verbatim", "link", "near_press", "so_action", "recommend", "clear_diff")
}
_KIND = {kind: 1 + at for at, kind in enumerate(FLAG_KINDS)}


def apply(
    odds: npt.NDArray[np.float32],
    rows: npt.NDArray[np.float32],
    sentences: Sequence[Sentence],
    context: Context,
    *,
    options_open: bool,
) -> npt.NDArray[np.float32]:
    """The classifier's probabilities after the rules, same shape. `options_open`: the draft names other options too."""
    result = odds.copy()
    for at, sentence in enumerate(sentences):
        spared = {
            kind
            for rule in RULES
            if (options_open or not rule.while_open)
            and rule.pattern.search(context.message if rule.on == "message" else sentence.text)
            for kind in rule.spares
        }
        if rows[at, _COLUMN["verbatim"]]:
            # the customer's own words in quotation marks (ruling 4)
            spared |= {"own_preference", "assumed_preference", "crowd_preference"}
        if not any(rows[at, _COLUMN[name]] > 0.3 for name in ("link", "near_press", "so_action", "recommend")):
            spared.add("own_preference")  # a taste with no option anywhere near it
        for kind in spared:
            result[at, 0] += result[at, _KIND[kind]] * (1 - KEPT)
            result[at, _KIND[kind]] *= KEPT
        if rows[at, _COLUMN["clear_diff"]]:
            # announced, but against a clear record: the earlier kind in the order of precedence (ruling 13)
            result[at, _KIND["against_choices"]] += result[at, _KIND["decided_for_customer"]]
            result[at, _KIND["decided_for_customer"]] = 0.0
    return result
