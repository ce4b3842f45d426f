"""What became of offers, and where the team's offers and customers' choices part."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.records import Choice
from assist.uptake import ENOUGH_DRAFTS, Gap, Uptake, enough, gaps, uptake, week_before
from assist.workplace import Offered

BEGIN = datetime(2026, 11, 16, tzinfo=UTC)


def offer(option: str, hour: int, thread: str = "t", by: str = "", dimension: str = "contact") -> Offered:
    return Offered(dimension=dimension, option=option, thread=thread, on=BEGIN + timedelta(hours=hour), by=by)


def choice(chosen: str, hour: int, thread: str = "t", dimension: str = "contact") -> Choice:
    on = BEGIN + timedelta(hours=hour)
    return Choice(on=on, dimension=dimension, offered=("call", "chat"), chosen=chosen, thread=thread)


def test_an_offer_is_answered_by_the_next_choice_of_its_thread_and_dimension() -> None:
    assert uptake([offer("call", 1)], [choice("call", 2)]) == Uptake(1, 1, 0)
    assert uptake([offer("call", 1)], [choice("chat", 2), choice("call", 3)]) == Uptake(1, 0, 1)


@pytest.mark.parametrize(
    "elsewhere", [choice("call", 0), choice("call", 2, thread="u"), choice("call", 2, dimension="pace")]
)
def test_what_was_chosen_before_elsewhere_or_in_another_dimension_answers_nothing(elsewhere: Choice) -> None:
    assert uptake([offer("call", 1)], [elsewhere]) == Uptake(1, 0, 0)


def test_of_several_offers_before_a_choice_the_last_one_counts() -> None:
    assert uptake([offer("call", 1), offer("chat", 2)], [choice("chat", 3)]) == Uptake(1, 1, 0)


def test_what_is_offered_after_a_choice_is_an_offer_of_its_own() -> None:
    assert uptake([offer("call", 1), offer("chat", 3)], [choice("call", 2)]) == Uptake(2, 1, 0)


def test_nothing_offered_is_nothing_taken() -> None:
    assert uptake([], [choice("call", 1)]) == Uptake()


offers = st.builds(offer, st.sampled_from(["call", "chat"]), st.integers(0, 9), st.sampled_from("tu"))
choices = st.builds(choice, st.sampled_from(["call", "chat"]), st.integers(0, 9), st.sampled_from("tu"))


@given(st.lists(offers), st.lists(choices))
def test_no_more_is_answered_than_was_offered_or_chosen_and_order_does_not_matter(
    made: list[Offered], taken: list[Choice]
) -> None:
    found = uptake(made, taken)
    assert found.answered <= min(found.offers, len(taken))
    assert found.offers <= len(made)
    assert uptake(made[::-1], taken[::-1]).offers == found.offers


def team(drafts: int, people: int) -> list[Offered]:
    return [offer("call", number, by=f"U{number % people}") for number in range(drafts)]


def test_where_the_team_speaks_for_what_customers_do_not_take_is_the_widest_gap() -> None:
    pressed = team(ENOUGH_DRAFTS, 3)
    first, second = gaps(pressed, [choice("chat", hour) for hour in range(4)])
    assert first == Gap("contact", "call", ENOUGH_DRAFTS, ENOUGH_DRAFTS, 0, 4)
    assert (first.width, second.option, second.width) == (1.0, "chat", -1.0)


def test_what_is_spoken_for_as_often_as_it_is_taken_is_no_gap() -> None:
    half = [offer("call" if number % 2 else "chat", number, by=f"U{number % 3}") for number in range(ENOUGH_DRAFTS)]
    assert gaps(half, [choice("chat", 1), choice("call", 2)]) == ()


@pytest.mark.parametrize(("drafts", "people"), [(ENOUGH_DRAFTS - 1, 3), (ENOUGH_DRAFTS, 2), (500, 1)])
def test_no_gap_is_shown_that_would_be_one_persons_or_a_handful_of_drafts(drafts: int, people: int) -> None:
    assert not enough(team(drafts, people))
    assert gaps(team(drafts, people), [choice("chat", 1)]) == ()


def test_without_a_choice_there_is_nothing_to_be_apart_from() -> None:
    assert gaps(team(ENOUGH_DRAFTS, 3), []) == ()


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_the_week_before_is_whole_and_over(now: datetime) -> None:
    since, until = week_before(now)
    assert since.weekday() == until.weekday() == 0
    assert until - since == timedelta(days=7)
    assert until <= now < until + timedelta(days=7)
