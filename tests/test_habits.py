"""What an agent presses whatever their customers take."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.catalogue import Catalogue
from assist.habits import Team, lean, pressed_in, profile, shares, team
from assist.records import Choice, Dimension, Option, Pressed

CONTACT = Dimension(
    id="contact", label="contact", options=tuple(Option(id=name, label=name) for name in ("phone", "chat", "email"))
)


def drafts(*options: str) -> list[Pressed]:
    start = date(2026, 1, 1)
    return [
        Pressed(start + timedelta(days=day), "contact", ("phone", "chat", "email"), option)
        for day, option in enumerate(options)
    ]


def record(*options: str) -> list[Choice]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Choice(on=start + timedelta(days=day), dimension="contact", offered=("phone", "chat", "email"), chosen=option)
        for day, option in enumerate(options)
    ]


def test_an_option_that_the_agent_always_presses_and_this_customer_never_takes_is_the_agents_own() -> None:
    found = lean("phone", CONTACT, drafts(*["phone"] * 9, "email"), record(*["chat"] * 5))
    assert found.own
    assert (found.pressed, found.drafts, found.taken, found.choices) == (9, 10, 0, 5)


def test_the_same_habit_is_no_matter_where_the_customer_takes_that_option_too() -> None:
    found = lean("phone", CONTACT, drafts(*["phone"] * 9, "email"), record(*["phone"] * 9, "email"))
    assert found.score == pytest.approx(0.0)
    assert not found.own


def test_an_agent_without_earlier_drafts_has_no_habit() -> None:
    assert not lean("phone", CONTACT, [], record("chat", "chat", "chat", "chat")).own


def test_three_drafts_are_too_few_to_speak_of_a_habit() -> None:
    assert not lean("phone", CONTACT, drafts("phone", "phone", "phone"), record("chat", "chat")).habitual


def test_only_the_last_ten_drafts_count_so_that_a_habit_can_be_left_behind() -> None:
    found = lean("phone", CONTACT, drafts(*["phone"] * 20, *["chat"] * 10), [])
    assert (found.pressed, found.drafts) == (0, 10)


def test_the_score_is_the_log_ratio_of_the_two_shrunk_shares() -> None:
    """Habit: (4 + 2/3) of (4 + 2); record: (0 + 2/3) of (1 + 2)."""
    found = lean("phone", CONTACT, drafts(*["phone"] * 4), record("chat"))
    assert found.score == pytest.approx(1.2527629684953678)


def test_what_the_whole_team_presses_says_less_about_one_agent() -> None:
    alone = lean("phone", CONTACT, drafts(*["phone"] * 4), record("chat", "chat"))
    usual = lean(
        "phone",
        CONTACT,
        drafts(*["phone"] * 4),
        record("chat", "chat"),
        usual=Team(takes={"contact": {"phone": 0.9, "chat": 0.1}}),
    )
    assert usual.score < alone.score


def test_where_little_is_known_of_an_agent_the_teams_ways_fill_in() -> None:
    pressed = drafts("phone")
    everybody = team([("contact", "phone")] * 9 + [("contact", "chat")], [])
    assert everybody.presses == {"contact": {"phone": 0.9, "chat": 0.1}}
    among_others = lean("phone", CONTACT, pressed, [], usual=team([("contact", "chat")] * 5, []))
    assert lean("phone", CONTACT, pressed, [], usual=everybody).score > among_others.score


def test_a_retracted_choice_is_no_part_of_the_record() -> None:
    withdrawn = Choice(
        on=datetime(2026, 1, 1, tzinfo=UTC),
        dimension="contact",
        offered=("phone", "chat"),
        chosen="chat",
        retracted_on=datetime(2026, 1, 2, tzinfo=UTC),
    )
    assert lean("phone", CONTACT, [], [withdrawn]).choices == 0


def test_a_profile_counts_what_was_pressed_by_dimension() -> None:
    assert profile(drafts("phone", "chat", "phone")) == {"contact": {"phone": 2, "chat": 1}}


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50)),
    st.dictionaries(st.sampled_from("abcd"), st.floats(0, 9)),
)
def test_shares_are_positive_and_sum_to_one_whatever_was_counted(
    counts: dict[str, int], team: dict[str, float]
) -> None:
    found = shares(counts, ["a", "b", "c", "d"], team)
    assert sum(found.values()) == pytest.approx(1.0)
    assert min(found.values()) > 0


NAMED = Catalogue(
    (
        Dimension(
            id="contact",
            label="contact",
            options=(Option(id="phone", label="a phone call"), Option(id="chat", label="a chat message")),
        ),
        Dimension(id="tone", label="tone", options=(Option(id="chatty", label="small talk"),), style=True),
    )
)
ON = date(2026, 3, 4)


def test_a_draft_presses_the_one_option_that_it_names() -> None:
    assert pressed_in("I'll give you a phone call at three.", "It leaks", NAMED, ON) == (
        Pressed(ON, "contact", ("phone", "chat"), "phone"),
    )


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        ("Would you like a phone call or a chat message?", "It leaks"),
        ("I'll give you a phone call at three.", "Could I have a phone call?"),
        ("Thanks for telling us.", "It leaks"),
        ("A little small talk first!", "It leaks"),
    ],
)
def test_what_is_offered_side_by_side_asked_for_or_style_is_no_habit(draft: str, message: str) -> None:
    assert pressed_in(draft, message, NAMED, ON) == ()


@given(st.text(max_size=300), st.text(max_size=100))
def test_whatever_is_written_presses_at_most_one_option_of_a_dimension(draft: str, message: str) -> None:
    found = pressed_in(draft, message, NAMED, ON)
    assert len({one.dimension for one in found}) == len(found)
