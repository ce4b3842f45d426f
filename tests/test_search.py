"""Words are found exactly, within one customer, whatever people type."""

from __future__ import annotations

import doctest
import sqlite3
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import storage.search
from storage.log import CustomerLog
from storage.migrations import FIRST
from storage.search import CREATE_FTS, CREATE_TIMELINE, matches, terms, timeline
from storage.vectors import CREATE_VECTORS, due, keep, vectors_of

AWKWARD = [
    '"',
    "'",
    "AND",
    "OR",
    "NOT",
    "NEAR(a b)",
    "x*",
    "^x",
    "text:x",
    "-x",
    "(",
    ")",
    "{x}",
    "\0",
    "🙂",
    ";",
    "--",
]


def opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for statement in (*FIRST.strip().split(";\n"), *CREATE_FTS, *CREATE_TIMELINE, *CREATE_VECTORS):
        connection.execute(statement)
    for customer in ("ada", "bob"):
        connection.execute("INSERT INTO customer (id, name, created_on) VALUES (?, '', '')", (customer,))
    return connection


@pytest.fixture
def db() -> sqlite3.Connection:
    return opened()


def say(
    db: sqlite3.Connection, name: str, text: str, *, customer: str = "ada", on: str = "2026-01-01", thread: str = ""
) -> None:
    db.execute(
        "INSERT INTO interaction (id, customer, on_at, who, role, text, thread)"
        " VALUES (?, ?, ?, 'Ada', 'customer', ?, ?)",
        (name, customer, on, text, thread),
    )


def found(db: sqlite3.Connection, text: str, customer: str = "ada") -> list[str]:
    """The ids of a customer's interactions that share a word with a text, those that share more first."""
    seen = Counter(number for rows in matches(db, customer, text).values() for number in rows)
    names = dict(db.execute("SELECT rowid, id FROM interaction"))
    return [names[number] for number, _ in seen.most_common()]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(storage.search).failed == 0


def test_words_meet_whatever_their_ending_case_or_accent(db: sqlite3.Connection) -> None:
    say(db, "a", "The REFUNDS for the café chairs were promised")
    for text in ("refund", "Refunded", "cafe", "promise"):
        assert found(db, text) == ["a"], text


def test_an_order_number_finds_its_message_before_one_that_shares_only_a_part(db: sqlite3.Connection) -> None:
    say(db, "part", "row 4401 of the sheet, and the rt column")
    say(db, "code", "order RT-4401 came broken")
    say(db, "other", "order RT-4402 came broken")
    assert found(db, "any news of rt-4401?")[0] == "code"
    assert "part" in found(db, "4401")


def test_nothing_of_another_customer_is_found_even_where_ids_look_alike(db: sqlite3.Connection) -> None:
    for customer in ("a", "a b", "b a", "A", "a'", "ÿ"):
        db.execute("INSERT INTO customer (id, name, created_on) VALUES (?, '', '')", (customer,))
        say(db, f"of {customer}", "kettle", customer=customer)
    for customer in ("a", "a b", "b a", "A", "a'", "ÿ"):
        assert found(db, "kettle", customer) == [f"of {customer}"]


def test_what_is_nobodys_is_found_by_nobody_until_it_is_handed_over(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO interaction (id, on_at, who, role, text) VALUES ('x', '2026', '', 'customer', 'kettle')")
    assert found(db, "kettle", "") == []
    db.execute("UPDATE interaction SET customer = 'ada' WHERE id = 'x'")
    assert found(db, "kettle") == ["x"]


def test_the_index_follows_edits_and_deletions(db: sqlite3.Connection) -> None:
    say(db, "a", "the kettle leaks")
    db.execute("UPDATE interaction SET text = 'the toaster smokes' WHERE id = 'a'")
    assert (found(db, "kettle"), found(db, "toaster")) == ([], ["a"])
    db.execute("DELETE FROM interaction WHERE id = 'a'")
    assert found(db, "toaster") == []


@pytest.mark.parametrize("text", ["", "🙂🙂", "the of and", '"', "* ^ ()", "\0"])
def test_a_text_without_a_word_worth_looking_up_finds_nothing(db: sqlite3.Connection, text: str) -> None:
    say(db, "a", "the of and 🙂")
    assert terms(text) == []
    assert found(db, text) == []


@given(st.lists(st.sampled_from(AWKWARD) | st.text(max_size=8), max_size=12).map(" ".join))
def test_no_text_is_read_as_an_operator_or_breaks_the_query(text: str) -> None:
    db = opened()
    say(db, "a", text)
    assert set(found(db, text)) <= {"a"}
    assert all(rows in ([], [1]) for rows in matches(db, "ada", text).values())


def test_a_megabyte_is_looked_up_by_a_bounded_number_of_telling_terms(db: sqlite3.Connection) -> None:
    text = " ".join(f"w{'x' * (number % 9)} common" for number in range(100_000)) + " RT-4401"
    say(db, "a", text)
    assert len(terms(text)) <= 24
    assert "e1042" in terms(
        "lorem " + " ".join(f"word{chr(97 + n)}{chr(97 + m)}" for n in range(9) for m in range(9)) + " e1042"
    )
    assert found(db, text) == ["a"]


def test_the_timeline_is_in_order_of_time_then_of_arrival(db: sqlite3.Connection) -> None:
    say(db, "late", "three", on="2026-03-01", thread="t")
    say(db, "early", "to", on="2026-01-01")
    say(db, "late too", "four!", on="2026-03-01")
    assert timeline(db, "ada") == [(2, 2, ""), (1, 5, "t"), (3, 5, "")]


def test_every_new_or_changed_text_waits_for_a_vector_and_a_deleted_one_has_none(db: sqlite3.Connection) -> None:
    say(db, "a", "one")
    say(db, "b", "two")
    rows = due(db, 10)
    assert [(seq, text) for seq, _, text in rows] == [(2, "two"), (1, "one")]
    keep(db, "m", rows, np.eye(2, 384, dtype=np.float32) * 0.25)
    assert due(db, 10) == []
    db.execute("UPDATE interaction SET text = 'three' WHERE id = 'a'")
    assert [text for _, _, text in due(db, 10)] == ["three"]
    db.execute("DELETE FROM interaction WHERE id = 'b'")
    assert vectors_of(db, "ada", "m")[0] == []


def test_a_vector_made_from_a_text_that_changed_meanwhile_is_not_kept(db: sqlite3.Connection) -> None:
    say(db, "a", "one")
    rows = due(db, 10)
    db.execute("UPDATE interaction SET text = 'two' WHERE id = 'a'")
    keep(db, "m", rows, np.ones((1, 384), dtype=np.float32))
    assert vectors_of(db, "ada", "m")[0] == []
    assert [text for _, _, text in due(db, 10)] == ["two"]


def test_vectors_come_back_nearly_as_they_were_and_by_model(db: sqlite3.Connection) -> None:
    draw = np.random.default_rng(7).normal(size=(5, 384)).astype(np.float32)
    made = draw / np.linalg.norm(draw, axis=1, keepdims=True)
    for number in range(5):
        say(db, str(number), f"text {number}")
    rows = due(db, 10)
    keep(db, "m", rows, made)
    numbers, kept = vectors_of(db, "ada", "m")
    as_made = {seq: vector for (seq, _, _), vector in zip(rows, made, strict=True)}
    assert all(
        float(vector @ as_made[seq]) == pytest.approx(1, abs=0.003) for seq, vector in zip(numbers, kept, strict=True)
    )
    assert vectors_of(db, "ada", "another model")[0] == []


def test_the_log_reads_what_is_there_and_leaves_out_what_is_gone(db: sqlite3.Connection) -> None:
    say(db, "a", "one", on="2026-01-01T10:00:00.000000+00:00", thread="t")
    read = CustomerLog(db, "ada").read([1, 99])
    assert list(read) == [1]
    assert (read[1].id, read[1].thread, read[1].on.hour) == ("a", "t", 10)
