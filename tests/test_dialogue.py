"""Why: a note that is wrong costs more trust than one that is missing, so near misses must pass whatever is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist import check_version
from assist.dialogue import policy
from assist.dialogue.check import RULES, check, fingerprint
from assist.dialogue.rules import REASONS, Rule
from assist.draft_evaluation import evaluate_file
from assist.records import DIALOGUE_KINDS, FLAG_KINDS, Choice, Flag, Note, moment

CASES = Path(__file__).parent / "cases" / "dialogue.jsonl"
EACH = [(kind, rule) for kind, rules in RULES.items() for rule in rules]


def notes(draft: str, message: str = "", *known: str, choices: tuple[Choice, ...] = ()) -> tuple[Flag, ...]:
    return check(draft, message=message, choices=choices, notes=[Note(text=text) for text in known])


def kinds(draft: str, message: str = "", *known: str) -> list[str]:
    return [note.kind for note in notes(draft, message, *known)]


@pytest.mark.parametrize(("kind", "rule"), EACH, ids=[rule.name for _, rule in EACH])
def test_a_rule_notes_and_passes_what_its_examples_say(kind: str, rule: Rule) -> None:
    assert [(text, kinds(text)) for text in rule.should_note if kinds(text) != [kind]] == []
    assert [(text, kinds(text)) for text in rule.should_pass if kinds(text)] == []


@pytest.mark.parametrize(("kind", "rule"), EACH, ids=[rule.name for _, rule in EACH])
def test_no_rule_lives_on_the_pattern_of_another(kind: str, rule: Rule) -> None:
    assert kind in DIALOGUE_KINDS
    assert [text for text in rule.should_note if not rule.pattern.search(text)] == []


@pytest.mark.parametrize("draft", policy.SHOULD_NOTE)
def test_a_rule_as_the_whole_answer_is_noted(draft: str) -> None:
    assert kinds(draft) == ["bare_policy"]


@pytest.mark.parametrize("draft", policy.SHOULD_PASS)
def test_a_rule_with_a_reason_a_figure_or_a_way_on_passes(draft: str) -> None:
    assert kinds(draft) == []


def test_a_customer_who_asks_for_the_rule_is_answered_by_it() -> None:
    assert kinds("Hi! Dogs are not allowed under our rules.", "Can I bring my dog?") == ["bare_policy"]
    assert kinds("Hi! Dogs are not allowed under our rules.", "What are your rules on dogs?") == []


def test_a_promise_that_the_customer_or_the_file_has_named_passes() -> None:
    draft = "It will definitely arrive on Friday."
    record = Choice(
        on=moment("2026-03-04"), dimension="x", offered=("a",), chosen="a", situation="must be there Friday"
    )
    assert kinds(draft, "When does it come?") == ["overpromise"]
    assert kinds(draft, "It says Friday on the slip, is that so?") == []
    assert kinds(draft, "When does it come?", "2026-01-10: 'Only Friday suits me.'") == []
    assert notes(draft, "When does it come?", choices=(record,)) == ()


@pytest.mark.parametrize(
    "draft",
    [
        "You wrote: “You should have read the label, they told me.” I'm sorry about that.",
        'On the box it says "satisfaction guaranteed, you will love it, we promise that it will last".',
        "The clerk told you 'you only have yourself to blame' and that was wrong of us.",
        "You said that this was your own mistake. It was ours.",
        "```\nYou failed to provide a token\n```\nThat line in the log is harmless.",
    ],
)
def test_quoted_and_reported_words_pass(draft: str) -> None:
    assert kinds(draft) == []


@pytest.mark.parametrize(
    "draft",
    [
        "We don't think that you failed to do anything.",
        "I would never say that you should have known that.",
        "This was our mistake, not yours, and we should have told you sooner.",
        "We can't promise that it will arrive before Monday.",
        "If nothing goes wrong, it will definitely arrive on Monday.",
        "Could you send a photo of the crack? Then I can order the right part.",
        "Which address did you use when you ordered?",
        "Please send the receipt as proof of purchase.",
    ],
)
def test_denials_conditions_our_own_blame_and_questions_for_the_case_pass(draft: str) -> None:
    assert kinds(draft) == []


def test_typographic_apostrophes_read_like_straight_ones() -> None:
    assert kinds("You’ll have it tomorrow, guaranteed.") == ["overpromise"]
    assert kinds("You shouldn’t have opened it.") == ["blame"]


def test_a_note_has_the_form_of_a_flag() -> None:
    draft = "Hello Kim.  You'll definitely have it tomorrow."
    (note,) = notes(draft, "Where is it?")
    assert (note.kind, note.quote, draft[note.start :]) == ("overpromise", draft[12:], draft[12:])
    assert note.reason == REASONS["overpromise"]
    assert note.rewrite is None or note.rewrite.endswith("should have it tomorrow.")
    assert [item.says for item in note.evidence] == [
        "“tomorrow”: not in the message, no notes and no choices on record"
    ]


@pytest.mark.parametrize(
    ("draft", "instead"),
    [
        ("It will definitely arrive on Friday.", "It should arrive on Friday."),
        ("You'll have it tomorrow, guaranteed.", "You should have it tomorrow."),
        ("This will never happen again.", "This should not happen again."),
        ("You claim that the box arrived empty.", "You write that the box arrived empty."),
        ("You claimed that the box arrived empty.", "You wrote that the box arrived empty."),
        ("You failed to provide the serial number.", None),
    ],
)
def test_a_softer_wording_is_offered_where_the_rule_knows_one(draft: str, instead: str | None) -> None:
    assert [note.rewrite for note in notes(draft)] == [instead]


@pytest.mark.parametrize("rule", [rule for _, rule in EACH if rule.softer], ids=lambda rule: rule.name)
def test_no_softer_wording_is_noted_itself(rule: Rule) -> None:
    found = [note.rewrite for text in rule.should_note for note in notes(text) if note.rewrite]
    assert found
    assert [(text, kinds(text)) for text in found if kinds(text)] == []


def test_other_languages_are_left_alone() -> None:
    assert (
        notes("Sie hätten das Etikett vorher lesen sollen, das ist unsere Regel und daran ist nichts zu ändern.") == ()
    )


@given(st.text(max_size=300), st.text(max_size=100))
def test_whatever_is_typed_gets_notes_that_stand_in_it(draft: str, message: str) -> None:
    for note in notes(draft, message, message):
        assert draft[note.start : note.start + len(note.quote)] == note.quote
        assert note.kind in DIALOGUE_KINDS


_PIECES = [text for _, rule in EACH for text in (*rule.should_note, *rule.should_pass)]


@given(st.lists(st.one_of(st.sampled_from([*_PIECES, *policy.SHOULD_NOTE]), st.text(max_size=20)), max_size=8))
def test_notes_stand_in_order_one_a_sentence_whatever_surrounds_them(pieces: list[str]) -> None:
    draft = "\n".join(pieces)
    found = notes(draft)
    assert [note.start for note in found] == sorted({note.start for note in found})
    assert all(draft[note.start : note.start + len(note.quote)] == note.quote for note in found)


@pytest.mark.parametrize(
    "piece", ["you ", "the your our ", "it will ", "\"'“ ", "not never no ", "a" * 9, "., ", "as per "]
)
def test_forty_thousand_characters_are_read_like_few(piece: str) -> None:
    assert notes(f"{piece * (40_000 // len(piece))}\nYou failed to provide the number.")[-1].kind == "blame"


def test_the_labelled_drafts_are_judged_as_they_are_labelled() -> None:
    found = evaluate_file(CASES).notes
    right, noted, wanted = (
        sum(getattr(one, of) for one in found.kinds.values()) for of in ("right", "flagged", "wanted")
    )
    assert right == noted
    assert right >= 0.8 * wanted


@pytest.mark.parametrize("name", ["drafts", "drafts_k", "drafts_l", "drafts_m", "drafts_n", "drafts_o", "unseen"])
def test_drafts_that_were_written_for_the_five_kinds_hardly_get_a_note(name: str) -> None:
    cases = [json.loads(line) for line in CASES.with_name(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    noted = [case["id"] for case in cases if notes(case["draft"], case["message"], *case["notes"])]
    assert len(noted) <= 0.01 * len(cases)


def test_the_two_packs_share_no_kind_and_no_version() -> None:
    assert not set(DIALOGUE_KINDS) & set(FLAG_KINDS)
    assert check_version.dialogue_version() != check_version.check_version()
    assert all(rule.pattern.pattern in fingerprint() for _, rule in EACH)
