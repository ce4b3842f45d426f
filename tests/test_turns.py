"""Why: three messages within seconds are one thing said; three cards about them would be two too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assist.records import Interaction, Role
from assist.turns import joined, last
from tests.slack_stage import AGENT, BROKEN, TICKETS, Json, Stage, buttons, opened, value_of

BEGIN = datetime(2026, 3, 4, tzinfo=UTC)
stage = pytest.fixture(opened)


def said(*turns: tuple[float, str, str]) -> list[Interaction]:
    """(seconds, whose, text), by an agent where `whose` is empty."""
    return [
        Interaction(
            id=text, customer=who or "ann", on=BEGIN + timedelta(seconds=at), who=who, text=text, role=role_of(who)
        )
        for at, who, text in turns
    ]


def role_of(who: str) -> Role:
    return "customer" if who else "agent"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([(0, "ann", "a"), (10, "ann", "b"), (25, "ann", "c")], "a\nb\nc"),
        ([(0, "ann", "a"), (20, "ann", "b")], "b"),
        ([(0, "ann", "a"), (1, "", "we"), (2, "ann", "b")], "b"),
        ([(0, "ann", "a"), (1, "ben", "x"), (2, "ann", "b")], "b"),
        ([(0, "ann", "a"), (1, "ann", "b"), (2, "", "we")], "a\nb"),
        ([(0, "ann", "a"), (0, "ann", "b")], "a\nb"),
        ([(0, "", "we")], ""),
        ([], ""),
    ],
)
def test_a_turn_is_what_came_within_the_pause_and_with_nobody_between(
    turns: list[tuple[float, str, str]], expected: str
) -> None:
    assert joined(last(said(*turns), "ann", 20)) == expected


def test_without_a_pause_each_message_is_a_turn_even_at_the_same_time() -> None:
    assert joined(last(said((0, "ann", "a"), (0, "ann", "b")), "ann", 0)) == "b"


def test_of_messages_of_a_megabyte_the_end_is_kept() -> None:
    assert joined(last(said((0, "ann", "x" * 1_000_000), (1, "ann", "end")), "ann", 20)).endswith("x\nend")
    assert len(joined(last(said((0, "ann", "x" * 1_000_000)), "ann", 20))) == 40_000


# As agents see it


def test_a_burst_gets_one_card_about_all_of_it(stage: Stage) -> None:
    stage.pace = 5
    ts = stage.ticket("Hello!")
    stage.ticket("The lamp from order 5512 arrived with a broken shade.", thread=ts)
    stage.ticket("What can we do?", thread=ts)
    (card,) = stage.messages(TICKETS, ts)
    assert "write_reply" in buttons(card)
    assert stage.thread(ts).message.splitlines()[::2] == ["Hello!", "What can we do?"]
    assert "4 of 4 times" in card["text"]


def test_after_an_agents_words_or_a_longer_pause_there_is_a_card_of_its_own(stage: Stage) -> None:
    stage.pace = 5
    ts = stage.ticket()
    stage.says(AGENT, "I am looking into it.", thread=ts)
    stage.ticket("The cable is torn, too. What can we do?", thread=ts)
    stage.pace = 30
    stage.ticket("And the bulb of order 5513? What can we do?", thread=ts)
    assert len(stage.messages(TICKETS, ts)) == 3
    assert stage.thread(ts).message == "And the bulb of order 5513? What can we do?"


def test_a_choice_at_the_end_of_a_burst_is_noted_and_the_question_before_it_answered(stage: Stage) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "A replacement or store credit: which would you like?", thread=ts)
    stage.pace = 5
    stage.ticket("How long does a replacement take?", thread=ts)
    stage.ticket("Ah, never mind. The store credit, please.", thread=ts)
    texts = [one["text"] for one in stage.messages(TICKETS, ts)]
    assert sum(text.startswith("Noted: chose store credit") for text in texts) == 1
    assert sum("write_reply" in buttons(one) for one in stage.messages(TICKETS, ts)) == 1


@pytest.mark.parametrize("which", [0, 1])
def test_an_edit_or_a_deletion_within_a_burst_changes_the_card_in_its_place(stage: Stage, which: int) -> None:
    stage.pace = 5
    first = stage.ticket("The lamp from order 5512 arrived with a broken shade.")
    second = stage.ticket("What can we do?", thread=first)
    changed = (first, second)[which]
    message: Json = {"type": "message", "subtype": "bot_message", "bot_id": "B0FORWARD", "ts": changed}
    message |= {"thread_ts": first, "text": "From: nora@field.example\n\nThe bulb of order 7000 flickers. Help?"}
    stage.deliver({"type": "message", "subtype": "message_changed", "channel": TICKETS, "message": message})
    assert "7000" in stage.thread(first).message
    suggestion = value_of(stage.card(), "write_reply")
    gone: Json = {"type": "message", "subtype": "message_deleted", "channel": TICKETS, "deleted_ts": changed}
    stage.deliver({**gone, "previous_message": {"ts": changed, "thread_ts": first}})
    assert "7000" not in stage.thread(first).message
    assert stage.thread(first).message
    (card,) = stage.cards()
    assert value_of(card, "write_reply") != suggestion


def test_a_late_message_of_a_burst_joins_it(stage: Stage) -> None:
    stage.pace = 0
    ts = stage.ticket()
    base = float(ts)
    stage.ticket("What do you say?", thread=ts, ts=f"{base + 10:.6f}")
    stage.ticket("It was a present.", thread=ts, ts=f"{base + 5:.6f}")
    assert stage.thread(ts).message == f"{BROKEN}\nIt was a present.\nWhat do you say?"
    assert len(stage.messages(TICKETS, ts)) == 1
