"""Whatever people type, reading it ends soon and stays within the rules."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.capture import read, readings, ruled_out, wish
from assist.catalogue import from_mapping
from assist.records import Turn

SHOP = from_mapping(
    {
        "resolution": {"refund": "money back", "replacement": "a new one", "credit": "store credit"},
        "contact": {"email": "by e-mail", "phone": "by phone"},
    }
)
TWO = "A refund or a replacement?"
_LINES = st.lists(
    st.tuples(
        st.sampled_from(["agent", "customer"]),
        st.one_of(
            st.text(max_size=120),
            st.lists(
                st.sampled_from(
                    "yes no refund the replacement credit, 2 please if not because . ? \n first other don't "
                    "e-mail phone 🙄 👍 > "
                    "{{ }} I'd take instead, or you".split(" ")
                ),
                max_size=25,
            ).map(" ".join),
        ),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(_LINES)
def test_any_thread_is_read_within_the_rules(lines: list[tuple[str, str]]) -> None:
    turns = [Turn("agent" if who == "agent" else "customer", text) for who, text in lines]
    found = readings(turns, SHOP)
    assert len({one.dimension for one in found}) == len(found)
    for one in found:
        assert turns[one.turn].who == "customer"
        assert one.quote in turns[one.turn].text
        assert one.chosen in one.offered
        assert all(SHOP.option(one.dimension, option) for option in one.offered)


@given(st.text())
def test_any_message_can_be_asked_for_its_wish(message: str) -> None:
    for dimension, option in wish(message, SHOP).items():
        assert SHOP.option(dimension, option) is not None
        assert option not in ruled_out(message, SHOP)[dimension]


PASSAGES = [
    "send a replacement, no refund. ",
    "replacement ",
    "> refund\n",
    "oh great ",
    "{{ x }} 👍 ",
    "1) refund 2) credit ",
    "a",
]
SIDES: dict[str, Callable[[str], list[Turn]]] = {
    "agent": lambda long: [Turn("agent", long), Turn("customer", "ok")],
    "customer": lambda long: [Turn("agent", TWO), Turn("customer", long)],
}


@pytest.mark.parametrize("passage", PASSAGES)
@pytest.mark.parametrize("side", SIDES)
def test_reading_takes_time_in_proportion_to_length(passage: str, side: str) -> None:
    def seconds(letters: int) -> float:
        turns = SIDES[side]((passage * letters)[:letters])
        started = time.process_time()
        read(turns, SHOP)
        return time.process_time() - started

    seconds(100)
    short = min(seconds(4_000) for _ in range(2))
    assert seconds(40_000) < 30 * short + 0.2
