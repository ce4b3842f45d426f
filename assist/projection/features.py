"""A sentence of a draft as numbers: its turns of phrase, the option it speaks for, and how that sits with the
customer.

The names are the order: `NAMES[i]` is column `i` of `matrix`. Beside these come hashed words (`hashed`), which
carry no text into the weights.
"""

from __future__ import annotations

import itertools
import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assist.catalogue import Mention, mentions
from assist.projection.concepts import STOP_WORDS, content, keys, pairs, stem, tokens
from assist.projection.context import Context, Standing
from assist.projection.cues import CUES
from assist.projection.linking import scores
from assist.projection.sentences import Sentence

BUCKETS = 4096
_CUE_NAMES = tuple(CUES)
_PRESSED = (
    "link",
    "margin",
    "share",
    "named_here",
    "named_elsewhere",
    "options",
    "clear",
    "clear_same",
    "clear_diff",
    "record",
    "taken_share",
    "last_same",
    "asked_same",
    "asked_other",
    "refused_same",
    "named_same",
    "named_other",
    "note_asked_same",
    "note_refused_same",
    "note_named_same",
    "note_other",
    "decided_ok",
    "even_elsewhere",
    "even_here",
    "asked_by_refusal",
)
_WHOLE = (
    "position",
    "from_end",
    "words",
    "sentences",
    "dimensions",
    "no_catalogue",
    "any_clear",
    "clear_not_named",
    "clear_other_named",
    "any_record",
    "asks_advice",
    "asks_crowd",
    "message_words",
    "has_notes",
    "overlap_message",
    "overlap_notes",
    "overlap_max",
    "draft_open",
    "draft_question",
    "next_open",
    "next_question",
    "previous_open",
    "next_so",
    "steps_run",
    "options_in_draft",
    "option_share",
    "i_and_you",
    "caps",
    "changes",
    "shared_words",
    "shared_pairs",
    "shared_feeling",
    "unavailable_near",
    "unavailable_draft",
    "clear_unavailable",
    "near_press",
    "near_even",
    "verbatim",
    "most_even",
    "last_question",
    "mention",
    "mention_same",
    "mention_options",
    "mention_clear_diff",
    "mention_clear_same",
    "mention_message_same",
    "mention_message_other",
    "mention_rest",
    "tells_wish",
    "tells_life",
    "tells_mood",
    "tells_note",
    "note_quoted",
    "tells_no",
    "only_asks",
    "shared_concepts",
)
_COMBINED = (
    "taste&rec",
    "taste&so",
    "taste&link",
    "crowd&verb",
    "crowd&link",
    "crowd&so",
    "you_feel&ungrounded",
    "you_feel&link",
    "done&link",
    "done&link&unasked",
    "rec&diff",
    "press&diff",
    "announce&diff",
    "announce&open_case",
    "presup&link",
    "steps&clear",
    "rec&refused",
    "announce&refused",
    "announce&asked_other",
    "own",
    "own_near",
    "crowd_for",
    "assumes",
    "against",
    "decides",
)
NAMES: tuple[str, ...] = (
    *_CUE_NAMES,
    *_PRESSED,
    *_WHOLE,
    *_COMBINED,
    *(f"prev_{name}" for name in ("taste", "crowd_generic", "you_never", "done_i", "recommend", "i_subject")),
    *(f"next_{name}" for name in ("taste", "crowd_generic", "you_never", "done_i", "recommend", "i_subject")),
)


_NEAR, _PAIRS, _GONE = (_WHOLE.index(name) for name in ("near_press", "shared_pairs", "unavailable_near"))
_QUOTED = re.compile(r"[\"“'‘]([^\"“”]{8,}?)[\"”'’](?!\w)")


@dataclass(frozen=True, slots=True)
class Pressing:
    """The option that a sentence speaks for most, with how the customer stands to it; `standing` None for none."""

    standing: Standing | None
    option: str
    score: float
    margin: float


def pressing(present: frozenset[str], context: Context) -> Pressing:
    """Which option a sentence speaks for, over all dimensions; ties and near ties press nothing."""
    best = Pressing(None, "", 0.0, 0.0)
    for standing in context.standings:
        ranked = sorted(scores(present, standing.dimension).items(), key=lambda pair: -pair[1])
        if ranked and ranked[0][1] > 0:
            margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
            # A dimension with a clear record is the likelier subject of two that are named alike.
            weight = margin + 0.5 * ranked[0][1] + (0.3 if standing.clear else 0.0)
            if weight > best.margin + 0.5 * best.score + (0.3 if best.standing and best.standing.clear else 0.0):
                best = Pressing(standing, ranked[0][0], ranked[0][1], margin)
    return best


def _pressed_row(
    at: int,
    present: Sequence[frozenset[str]],
    pressed: Pressing,
    others: frozenset[str],
    even: Sequence[dict[str, int]],
) -> list[float]:
    standing = pressed.standing
    if standing is None:
        return [0.0] * len(_PRESSED)
    option, dimension = pressed.option, standing.dimension
    here = scores(present[at], dimension)
    elsewhere = scores(others, dimension)
    total = sum(here.values()) or 1.0
    choices = standing.choices
    message, notes = standing.message, standing.notes

    def other(named: dict[str, float]) -> float:
        return max((score for name, score in named.items() if name != option), default=0.0)

    same_asked, same_refused = message.asked.get(option, 0.0), message.refused.get(option, 0.0)
    return [
        pressed.score,
        pressed.margin,
        pressed.score / total,
        float(sum(score > 0.5 for score in here.values())),
        float(sum(score > 0.5 for name, score in elsewhere.items() if name != option)),
        float(len(dimension.options)),
        float(standing.clear is not None),
        float(standing.clear == option),
        float(standing.clear not in (None, option)),
        float(len(choices)),
        sum(one.chosen == option for one in choices) / len(choices) if choices else -0.2,
        float(bool(choices) and choices[-1].chosen == option),
        same_asked,
        other(message.asked),
        same_refused,
        message.named.get(option, 0.0),
        other(message.named),
        notes.asked.get(option, 0.0),
        notes.refused.get(option, 0.0),
        notes.named.get(option, 0.0),
        other(notes.named),
        float(standing.clear == option or (same_asked > 0.5 and same_asked >= other(message.asked))),
        max((found.get(dimension.id, 0) for place, found in enumerate(even) if place != at), default=0)
        / len(dimension.options),
        even[at].get(dimension.id, 0) / len(dimension.options),
        float(len(dimension.options) == 2 and other(message.refused) > 0.5 and same_refused < other(message.refused)),
    ]


def _overlap(present: frozenset[str], keys_there: frozenset[str]) -> float:
    mine = {key for key in present if not key.isdigit()}
    return len(mine & keys_there) / max(len(mine), 3)


def _mentioned(
    at: int, named: list[list[Mention]], message_named: list[Mention], pressed: Pressing, context: Context
) -> list[float]:
    here = sorted(named[at], key=lambda one: -one.weight)
    if not here:
        return [0.0] * 8
    best = here[0]
    standing = next(s for s in context.standings if s.dimension.id == best.dimension)
    options = {one.option for one in here if one.dimension == best.dimension and one.weight >= 0.5}
    said = {one.option for one in message_named if one.dimension == best.dimension and one.weight >= 0.5}
    rest = {
        one.option
        for i, found in enumerate(named)
        if i != at
        for one in found
        if one.dimension == best.dimension and one.weight >= 0.5
    }
    return [
        best.weight,
        float(best.option == pressed.option and pressed.standing is standing),
        float(len(options)),
        best.weight * float(standing.clear not in (None, best.option)),
        best.weight * float(standing.clear == best.option),
        best.weight * float(best.option in said),
        best.weight * float(bool(said - {best.option})),
        float(len(rest - {best.option})),
    ]


def matrix(sentences: Sequence[Sentence], context: Context) -> tuple[npt.NDArray[np.float32], list[Pressing]]:
    """One row of `len(NAMES)` numbers for each sentence, shape (sentences, features), and what each one presses."""
    count = len(sentences)
    cues = [{name: float(pattern.search(one.text) is not None) for name, pattern in CUES.items()} for one in sentences]
    present = [keys(one.text) for one in sentences]
    seen = Counter(key for found in present for key in found)
    pressings = [pressing(found, context) for found in present]
    in_draft = {standing.dimension.id: scores(seen.keys(), standing.dimension) for standing in context.standings}
    unnamed = [s for s in context.standings if s.clear and in_draft[s.dimension.id].get(s.clear, 0.0) <= 0]
    othered = [
        s
        for s in context.standings
        if s.clear and any(v > 0.5 for k, v in in_draft[s.dimension.id].items() if k != s.clear)
    ]
    blank: dict[str, float] = dict.fromkeys(CUES, 0.0)
    even = [
        {s.dimension.id: sum(v > 0.5 for v in scores(found, s.dimension).values()) for s in context.standings}
        for found in present
    ]
    presses = [
        float(
            p.margin > 0.4 and max(c["recommend"], c["done_i"], c["done_passive"], c["so"]) * (1.0 - c["which_q"]) > 0
        )
        for p, c in zip(pressings, cues, strict=True)
    ]
    clear_unavailable = any(
        c["unavailable"] and scores(found, s.dimension).get(s.clear or "", 0.0) > 0.5
        for s in context.standings
        for c, found in zip(cues, present, strict=True)
    )
    named = [mentions(one.text, context.catalogue) for one in sentences]
    message_named = mentions(context.said_text, context.catalogue)
    said_text = " ".join(context.said_text.lower().split())
    rows = []
    for at, sentence in enumerate(sentences):
        cue, pressed = cues[at], pressings[at]
        before = cues[at - 1] if at else blank
        after = cues[at + 1] if at + 1 < count else blank
        others = frozenset(key for key in (seen if pressed.standing else ()) if seen[key] > (key in present[at]))
        own = _pressed_row(at, present, pressed, others, even)
        get = dict(zip(_PRESSED, own, strict=True)).__getitem__
        over_message, over_notes = _overlap(present[at], context.message_keys), _overlap(present[at], context.note_keys)
        words = sentence.text.split()
        dimension_id = pressed.standing.dimension.id if pressed.standing else ""
        there = in_draft.get(dimension_id, {})
        whole = [
            at / max(count - 1, 1),
            (count - 1 - at) / max(count - 1, 1),
            math.log1p(len(words)),
            math.log1p(count),
            float(len(context.standings)),
            float(not context.standings),
            float(any(s.clear for s in context.standings)),
            float(len(unnamed)),
            float(len(othered)),
            float(any(s.choices for s in context.standings)),
            float(context.asks_advice),
            float(context.asks_crowd),
            math.log1p(context.message_words),
            float(bool(context.note_keys)),
            over_message,
            over_notes,
            max(over_message, over_notes),
            sum(c["open"] for c in cues) / count,
            sum(c["question"] for c in cues) / count,
            after["open"],
            after["question"],
            before["open"],
            after["so"],
            float(sum(c["steps_start"] for c in cues[max(0, at - 1) : at + 4])),
            float(sum(v > 0.5 for v in there.values())),
            sum(v > 0.5 for v in there.values()) / max(len(there), 1),
            cue["i_subject"] * cue["you"],
            float(sentence.text[:1].isupper()),
            float(context.changes),
            float(len({word for word in content(sentence.text) if word not in context.option_keys} & context.said)),
            float(len(pairs(content(sentence.text)) & context.said_pairs)),
            float(
                len(
                    {stem(w[0]) for w in tokens(" ".join(m.group() for m in CUES["feeling"].finditer(sentence.text)))}
                    & context.said
                )
            ),
            max((c["unavailable"] for c in cues[max(0, at - 2) : at + 1]), default=0.0),
            max(c["unavailable"] for c in cues),
            float(clear_unavailable),
            max((presses[i] for i in (at - 1, at + 1) if 0 <= i < count), default=0.0),
            float(max((n for i in (at - 1, at + 1) if 0 <= i < count for n in even[i].values()), default=0)),
            float(any(len(q) > 9 and " ".join(q.lower().split()) in said_text for q in _QUOTED.findall(sentence.text))),
            float(max((n for i, found in enumerate(even) if i != at for n in found.values()), default=0)),
            max((c["which_q"] for c in cues[-3:]), default=0.0),
            *_mentioned(at, named, message_named, pressed, context),
            *context.tells,
            float(len({key for key in present[at] & (context.message_keys | context.note_keys) if key[0] == "#"})),
        ]
        taste = max(cue["taste"], cue["in_your_place"], cue["convenience"])
        feel = max(cue["you_want"], cue["you_never"], cue["suits_you"], cue["you_would"] * cue["feeling"])
        done = max(
            cue["done_i"],
            cue["done_passive"],
            cue["you_are_on"],
            cue["on_its_way"],
            cue["from_now"] * cue["future"],
            cue["i_will"] * cue["when"],
        )
        link, diff = float(get("link") > 0.6), get("clear_diff")
        crowd = max(cue["crowd"], cue["crowd_any"], cue["crowd_plural"])
        unasked = 1.0 - get("decided_ok")
        closed = 1.0 - max(cue["open"], cue["or"], cue["modal"])
        combined = [
            taste * cue["recommend"],
            taste * cue["so"],
            taste * link,
            crowd * cue["crowd_verb"],
            crowd * link,
            crowd * cue["so"],
            feel * (1.0 - cue["grounded"]),
            feel * link,
            done * link,
            done * link * unasked,
            cue["recommend"] * diff,
            link * diff * closed,
            done * diff,
            done * link * unasked * closed,
            cue["which_presup"] * link * unasked,
            max(cue["steps_start"], cue["here_is_how"]) * float(len(unnamed) > 0),
            cue["recommend"] * float(get("refused_same") > 0.5),
            done * float(get("refused_same") > 0.5),
            done * float(get("asked_other") > get("asked_same") + 0.3),
            taste * link * (1.0 - float(context.asks_advice)) * (1.0 - cue["no_lesson"]) * (1.0 - cue["grounded"]),
            taste * whole[_NEAR] * (1.0 - float(context.asks_advice)) * (1.0 - cue["no_lesson"]),
            crowd
            * max(cue["crowd_verb"], cue["popular"])
            * max(link, whole[_NEAR])
            * (1.0 - float(context.asks_crowd)),
            feel * (1.0 - cue["grounded"]) * (1.0 - min(1.0, whole[_PAIRS])) * max(link, whole[_NEAR]),
            diff
            * link
            * max(done, cue["recommend"], cue["which_presup"], cue["steps_start"])
            * (1.0 - whole[_GONE])
            * (1.0 - get("asked_same")),
            done * link * closed * unasked * (1.0 - float(get("even_elsewhere") > 0.6)),
        ]
        near = [
            beside[name]
            for beside in (before, after)
            for name in ("taste", "crowd_generic", "you_never", "done_i", "recommend", "i_subject")
        ]
        rows.append([*cue.values(), *own, *whole, *combined, *near])
    return np.asarray(rows, dtype=np.float32).reshape(count, len(NAMES)), pressings


def hashed(text: str) -> list[int]:
    """The buckets, in [0, BUCKETS), of a sentence's words, word pairs and concepts. Content words count as stems."""
    listed = [word for word, _, _ in tokens(text)]
    plain = ["0" if word[0].isdigit() else word if word in STOP_WORDS else stem(word) for word in listed]
    grams = ["^ " + " ".join(plain[:2]), *plain, *(f"{one} {two}" for one, two in itertools.pairwise(plain))]
    return sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in grams})
