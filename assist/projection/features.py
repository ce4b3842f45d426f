"""A sentence of a draft as numbers: its turns of phrase, the option it speaks for, and how that sits with the customer.

`NAMES[i]` is column `i` of `matrix`. Beside these come hashed words (`hashed`), which carry no text into the weights.
"""

from __future__ import annotations

import itertools
import math
import re
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from assist.catalogue import Catalogue
from assist.projection import pressing
from assist.projection.concepts import STOP_WORDS, content, pairs, stem, tokens
from assist.projection.context import Context, read
from assist.projection.cues import CUES
from assist.projection.pressing import NAMED, Pressing
from assist.projection.reading import Reading, read_draft
from assist.projection.sentences import Sentence, split

BUCKETS = 4096
_BESIDE = ("taste", "crowd_generic", "you_never", "done_i", "recommend", "i_subject")
_QUOTED = re.compile(r"[\"“'‘]([^\"“”]{8,}?)[\"”'’](?!\w)")


def _place(reading: Reading, at: int, context: Context) -> dict[str, float]:
    """Where the sentence stands, in which draft, for which customer."""
    cue, count = reading.cues[at], len(reading.cues)
    before, after = reading.beside(at)
    standing = reading.pressings[at].standing
    there = reading.in_draft[standing.dimension.id] if standing else {}
    named = sum(weight > NAMED for weight in there.values())
    near = reading.neighbours(at)
    return {
        "position": at / max(count - 1, 1),
        "from_end": (count - 1 - at) / max(count - 1, 1),
        "words": math.log1p(len(reading.sentences[at].text.split())),
        "sentences": math.log1p(count),
        "dimensions": len(context.standings),
        "no_catalogue": not context.standings,
        "any_clear": any(one.clear for one in context.standings),
        "clear_not_named": reading.unnamed,
        "clear_other_named": reading.passed_over,
        "any_record": any(one.choices for one in context.standings),
        "asks_advice": context.asks_advice,
        "asks_crowd": context.asks_crowd,
        "message_words": math.log1p(context.message_words),
        "has_notes": bool(context.note_keys),
        "draft_open": sum(one["open"] for one in reading.cues) / count,
        "draft_question": sum(one["question"] for one in reading.cues) / count,
        "next_open": after["open"],
        "next_question": after["question"],
        "previous_open": before["open"],
        "next_so": after["so"],
        "steps_run": sum(one["steps_start"] for one in reading.cues[max(0, at - 1) : at + 4]),
        "options_in_draft": named,
        "option_share": named / max(len(there), 1),
        "i_and_you": cue["i_subject"] * cue["you"],
        "caps": reading.sentences[at].text[:1].isupper(),
        "unavailable_near": max(one["unavailable"] for one in reading.cues[max(0, at - 2) : at + 1]),
        "unavailable_draft": max(one["unavailable"] for one in reading.cues),
        "clear_unavailable": reading.withdrawn,
        "near_press": max((reading.presses[i] for i in near), default=0.0),
        "near_even": max((number for i in near for number in reading.even[i].values()), default=0),
        "most_even": max((n for i, found in enumerate(reading.even) if i != at for n in found.values()), default=0),
        "last_question": max(one["which_q"] for one in reading.cues[-3:]),
    }


def _said(sentence: Sentence, present: frozenset[str], context: Context) -> dict[str, float]:
    """What of the sentence the customer said themselves, in the message or on file, and how much they say at all."""
    own = [key for key in present if not key.isdigit()]
    over_message = len(context.message_keys.intersection(own)) / max(len(own), 3)
    over_notes = len(context.note_keys.intersection(own)) / max(len(own), 3)
    stems = content(sentence.text)
    feelings = tokens(" ".join(match.group() for match in CUES["feeling"].finditer(sentence.text)))
    quotes = (" ".join(quote.lower().split()) for quote in _QUOTED.findall(sentence.text))
    return {
        "overlap_message": over_message,
        "overlap_notes": over_notes,
        "overlap_max": max(over_message, over_notes),
        "shared_words": len((set(stems) - context.option_keys) & context.said),
        "shared_pairs": len(pairs(stems) & context.said_pairs),
        "shared_feeling": len({stem(word) for word, _, _ in feelings} & context.said),
        "shared_concepts": sum(key[0] == "#" for key in present & (context.message_keys | context.note_keys)),
        "verbatim": any(len(quote) >= 8 and quote in context.said_plain for quote in quotes),
        "changes": context.changes,
        **context.tells,
    }


def _combined(cue: Mapping[str, float], fact: Mapping[str, float], place: Mapping[str, float]) -> dict[str, float]:
    """What makes a projection only together: a taste and an option, an announcement and no one who asked."""
    taste = max(cue["taste"], cue["in_your_place"], cue["convenience"])
    feel = max(cue["you_want"], cue["you_never"], cue["suits_you"], cue["you_would"] * cue["feeling"])
    crowd = max(cue["crowd"], cue["crowd_any"], cue["crowd_plural"])
    done = max(
        *(cue[name] for name in ("done_i", "done_passive", "you_are_on", "on_its_way")),
        cue["from_now"] * cue["future"],
        cue["i_will"] * cue["when"],
    )
    link, diff = float(fact["link"] > 0.6), fact["clear_diff"]
    refused = float(fact["refused_same"] > NAMED)
    unasked, ungrounded = 1.0 - fact["decided_ok"], 1.0 - cue["grounded"]
    closed = 1.0 - max(cue["open"], cue["or"], cue["modal"])
    unprompted = (1.0 - place["asks_advice"]) * (1.0 - cue["no_lesson"])
    about = max(link, place["near_press"])
    pushes = max(done, cue["recommend"], cue["which_presup"], cue["steps_start"])
    return {
        "taste&rec": taste * cue["recommend"],
        "taste&so": taste * cue["so"],
        "taste&link": taste * link,
        "crowd&verb": crowd * cue["crowd_verb"],
        "crowd&link": crowd * link,
        "crowd&so": crowd * cue["so"],
        "feel&ungrounded": feel * ungrounded,
        "feel&link": feel * link,
        "done&link": done * link,
        "done&link&unasked": done * link * unasked,
        "rec&diff": cue["recommend"] * diff,
        "press&diff": link * diff * closed,
        "done&diff": done * diff,
        "done&closed": done * link * unasked * closed,
        "presup&link": cue["which_presup"] * link * unasked,
        "steps&clear": max(cue["steps_start"], cue["here_is_how"]) * float(place["clear_not_named"] > 0),
        "rec&refused": cue["recommend"] * refused,
        "done&refused": done * refused,
        "done&asked_other": done * float(fact["asked_other"] > fact["asked_same"] + 0.3),
        "own": taste * link * unprompted * ungrounded,
        "own_near": taste * place["near_press"] * unprompted,
        "crowd_for": crowd * max(cue["crowd_verb"], cue["popular"]) * about * (1.0 - place["asks_crowd"]),
        "assumes": feel * ungrounded * about * float(place["shared_pairs"] == 0),
        "against": diff * link * pushes * (1.0 - place["unavailable_near"]) * (1.0 - fact["asked_same"]),
        "decides": done * link * closed * unasked * float(fact["even_elsewhere"] <= 0.6),
    }


def _row(reading: Reading, at: int, context: Context) -> dict[str, float]:
    cue, pressed = reading.cues[at], reading.pressings[at]
    fact = dict(
        zip(
            pressing.FACTS,
            pressing.facts(reading.keys[at], pressed, reading.others(at), reading.even, at),
            strict=True,
        )
    )
    rest = (one for i, found in enumerate(reading.mentions) if i != at for one in found)
    mentioned = pressing.mention_facts(reading.mentions[at], rest, reading.in_message, pressed, context)
    place = _place(reading, at, context) | _said(reading.sentences[at], reading.keys[at], context)
    before, after = reading.beside(at)
    return {
        **cue,
        **fact,
        **dict(zip(pressing.MENTION_FACTS, mentioned, strict=True)),
        **place,
        **_combined(cue, fact, place),
        **{f"prev_{name}": before[name] for name in _BESIDE},
        **{f"next_{name}": after[name] for name in _BESIDE},
    }


def matrix(sentences: Sequence[Sentence], context: Context) -> tuple[npt.NDArray[np.float32], tuple[Pressing, ...]]:
    """One row of `len(NAMES)` numbers for each sentence, shape (sentences, features), and what each one presses."""
    reading = read_draft(sentences, context)
    rows = [list(_row(reading, at, context).values()) for at in range(len(sentences))]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), len(NAMES)), reading.pressings


def _names() -> tuple[str, ...]:
    nobody = read("", Catalogue(), (), ())
    return tuple(_row(read_draft(split("Hello."), nobody), 0, nobody))


NAMES: tuple[str, ...] = _names()


def hashed(text: str) -> list[int]:
    """The buckets, in [0, BUCKETS), of a sentence's words, word pairs and concepts. Content words count as stems."""
    listed = [word for word, _, _ in tokens(text)]
    plain = ["0" if word[0].isdigit() else word if word in STOP_WORDS else stem(word) for word in listed]
    grams = ["^ " + " ".join(plain[:2]), *plain, *(f"{one} {two}" for one, two in itertools.pairwise(plain))]
    return sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in grams})
