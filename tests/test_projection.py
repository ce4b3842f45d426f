"""The draft check: what it flags, what it leaves alone, and that nothing an agent can type breaks it."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.catalogue import Catalogue, from_mapping
from assist.projection.check import check, looked_at
from assist.projection.classifier import load
from assist.projection.concepts import keys
from assist.projection.features import NAMES, hashed
from assist.projection.language import reads_as_english
from assist.projection.rules import RULES, Rule
from assist.projection.sentences import split
from assist.records import FLAG_KINDS, Choice, Flag, Note, Pressed, moment

CASES = Path(__file__).parent / "cases" / "drafts.jsonl"
CATALOGUE = from_mapping(
    {
        "resolution": {"refund": "money back", "replacement": "a new one", "credit": "store credit"},
        "contact": {"email": "by e-mail", "phone": "by phone", "chat": "in the chat"},
    }
)


def took(dimension: str, *options: str) -> list[Choice]:
    start = datetime(2026, 1, 10, tzinfo=UTC)
    offered = tuple(option.id for option in (CATALOGUE.get(dimension) or CATALOGUE.dimensions[0]).options)
    return [
        Choice(on=start + timedelta(days=30 * at), dimension=dimension, offered=offered, chosen=option, id=f"c{at}")
        for at, option in enumerate(options)
    ]


def flags(
    draft: str,
    *,
    message: str = "My kettle arrived with a crack in it. What now?",
    choices: Sequence[Choice] = (),
    notes: Sequence[Note] = (),
    catalogue: Catalogue = CATALOGUE,
    pressed: Sequence[Pressed] = (),
) -> tuple[Flag, ...]:
    return check(draft, message=message, catalogue=catalogue, choices=choices, notes=notes, pressed=pressed)


def kinds(draft: str, choices: Sequence[Choice] = ()) -> list[str]:
    return [flag.kind for flag in flags(draft, choices=choices)]


AGAINST = "Sorry about that kettle. The best thing here is store credit, shall I add it?"


def test_pressing_another_option_than_the_one_always_taken_goes_against_the_choices() -> None:
    assert kinds(AGAINST, choices=took("resolution", *["replacement"] * 4)) == ["against_choices"]


def test_the_same_draft_is_fine_for_a_customer_with_a_mixed_record() -> None:
    assert kinds(AGAINST, choices=took("resolution", "replacement", "credit", "refund", "credit")) == []


def test_an_agents_own_taste_as_the_reason_is_flagged() -> None:
    assert kinds("Sorry about the kettle. If it were me I'd take the credit, so let's do that.") == ["own_preference"]


def test_sympathy_about_a_feeling_is_not_flagged() -> None:
    assert kinds("I'm sorry, I'd be annoyed too. Would you like a new one, your money back or store credit?") == []


def test_what_others_prefer_as_the_reason_is_flagged() -> None:
    assert kinds("Sorry about that. Most customers just go for the refund, so let's do that.") == ["crowd_preference"]


def test_what_others_see_as_a_fact_about_a_fault_is_not_flagged() -> None:
    assert (
        kinds("Most customers see this error after the 4.2 update. We are on it and will write when it is fixed.") == []
    )


def test_a_flag_gives_exact_quote_reason_evidence_and_rewrite() -> None:
    draft = AGAINST
    (flag,) = flags(draft, choices=took("resolution", *["replacement"] * 4))
    assert draft[flag.start : flag.start + len(flag.quote)] == flag.quote
    assert "a new one 4 of 4 times, last on 10 Apr 2026" in flag.reason
    assert [entry.ref for entry in flag.evidence] == ["c0", "c1", "c2", "c3"]
    assert flag.rewrite is not None
    assert "a new one" in flag.rewrite


def test_evidence_without_ids_refers_to_the_place_in_the_list_that_was_given() -> None:
    choices = [
        Choice(on=one.on, dimension=one.dimension, offered=one.offered, chosen=one.chosen)
        for one in took("resolution", *["replacement"] * 3)
    ]
    (flag,) = flags(AGAINST, choices=choices[::-1])
    assert [entry.ref for entry in flag.evidence] == [2, 1, 0]


def test_a_habit_sharpens_severity_and_reason_and_makes_no_flag() -> None:
    earlier = [
        Pressed(
            (datetime(2026, 1, 1) + timedelta(days=day)).date(),
            "resolution",
            ("refund", "replacement", "credit"),
            "credit",
        )
        for day in range(9)
    ]
    (flag,) = flags(AGAINST, choices=took("resolution", *["replacement"] * 4), pressed=earlier)
    assert flag.severity == "high"
    assert "9 of your last 9 drafts" in flag.reason
    open_draft = "Sorry about the kettle. Would you like your money back, a new one or store credit?"
    assert flags(open_draft, pressed=earlier) == ()


def test_nothing_is_flagged_in_a_language_that_the_check_does_not_read() -> None:
    draft = "Es tut mir leid wegen des Wasserkochers. An Ihrer Stelle nähme ich die Gutschrift, das mache ich immer so."
    assert not reads_as_english(draft)
    assert kinds(draft) == []


def test_nothing_to_flag_says_what_was_looked_at() -> None:
    draft = "Hello. Your kettle is on its way."
    choices = took("resolution", "refund")
    assert looked_at(draft, catalogue=CATALOGUE, choices=choices, notes=[Note(text="new")]) == (
        "Read 2 sentences against the message, 1 choice on file and 1 note."
    )
    assert looked_at(draft, catalogue=CATALOGUE, choices=[], notes=[]).endswith("it judges only what needs none.")
    german = "Es tut mir leid wegen des Wasserkochers, wir schicken Ihnen morgen einen neuen zu."
    assert "English only" in looked_at(german, catalogue=CATALOGUE, choices=[], notes=[])


def test_what_stands_in_a_code_block_is_not_judged() -> None:
    assert [sentence.text for sentence in split("Run this:\n```\nI hate e-mail. Really.\n```\nDone.")] == [
        "Run this:",
        "Done.",
    ]


@pytest.mark.parametrize("draft", ["", " ", "ok", "?", "\n\n", "👍", "“", "```", "a" * 5000, "'\"'\"'\"" * 50])
def test_odd_drafts_get_an_answer(draft: str) -> None:
    assert isinstance(flags(draft), tuple)


def test_a_draft_of_40_000_characters_is_read_in_bounded_work() -> None:
    started = time.process_time()
    flags("I always take the credit myself, so let's do that for you as well. " * 600, message="hello? " * 5000)
    assert time.process_time() - started < 10  # seconds of work; far more where it grows with the square


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=200))
def test_flags_are_exact_ordered_slices_of_any_text(draft: str, message: str) -> None:
    found = flags(draft, message=message, notes=[Note(text=message)])
    assert [flag.start for flag in found] == sorted(flag.start for flag in found)
    assert all(draft[flag.start : flag.start + len(flag.quote)] == flag.quote for flag in found)
    assert all(flag.kind in FLAG_KINDS for flag in found)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_sentences_are_ordered_slices_that_hold_every_word(text: str) -> None:
    found = split(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    if "```" not in text:
        assert sum(map(str.isalnum, text)) == sum(map(str.isalnum, "".join(one.text for one in found)))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dear Mr. Ito, it left at 8.30 a.m. today. Shall I ring?", 2),
        ("Hello Ana,\n\nit is £4.50.\nRegards,\nJo", 4),
        ("1. Open it.\n2. Press Save.", 2),
        ("Done! Anything else? No", 3),
        ("See e.g. the note of J. Smith.", 1),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, count: int) -> None:
    assert len(split(text)) == count


def test_an_option_is_known_by_what_it_does_as_well_as_by_its_label() -> None:
    assert "#phone" in keys("I'll ring you at three")
    assert "#morning" in keys("they come at 8 a.m.")


def test_the_weights_fit_the_features_that_this_program_computes() -> None:
    assert load().regression.named.shape == (len(NAMES), len(FLAG_KINDS) + 1)
    assert hashed("Shall I ring you?") == hashed("shall i ring you")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_spares_its_own_examples_and_leaves_its_near_misses(rule: Rule) -> None:
    assert all(rule.pattern.search(text) for text in rule.should_spare)
    assert not any(rule.pattern.search(text) for text in rule.should_leave)


def test_on_our_own_cases_that_it_was_not_fitted_on_few_flags_are_wrong_and_most_projections_are_found() -> None:
    """84 drafts of 20 trades, half of them flagged, most in pairs that differ in one thing; none was trained on."""
    hit = wrong = missed = 0
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        choices = [
            Choice(on=moment(c["on"]), dimension=c["dimension"], offered=tuple(c["offered"]), chosen=c["chosen"])
            for c in case["choices"]
        ]
        notes = [Note(text=text) for text in case["notes"]]
        catalogue = from_mapping(case["catalogue"])
        found = flags(case["draft"], message=case["message"], choices=choices, notes=notes, catalogue=catalogue)
        hit += bool(found and case["flags"])
        wrong += bool(found and not case["flags"])
        missed += bool(case["flags"] and not found)
    assert hit / (hit + wrong) >= 0.9
    assert hit / (hit + missed) >= 0.65
