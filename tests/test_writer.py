"""The offline words."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from assist import capture, preferences, suggestions
from assist.catalogue import Catalogue
from assist.preferences import Population
from assist.records import Choice, Dimension, Form, Option
from assist.suggestions import Plan
from assist.writer import NOT_ENGLISH, OfflineWriter

OFFLINE = OfflineWriter()
FORMS: tuple[Form, ...] = ("", "shorter", "steps")


def shop(*labels: str, closed: str = "") -> Catalogue:
    """One dimension of remedies with these labels; the first is closed under the rule `closed`, if any."""
    ids = ("replacement", "refund", "credit", "repair")
    options = tuple(
        Option(id=name, label=label, closed=closed if place == 0 else "")
        for place, (name, label) in enumerate(zip(ids, labels, strict=False))
    )
    return Catalogue((Dimension(id="resolution", label="how it is put right", options=options),))


SHOP = shop("a new one", "your money back", "store credit")


def plan_for(message: str, chosen: str = "", *, catalogue: Catalogue = SHOP, name: str = "", agent: str = "") -> Plan:
    choices = [
        Choice(on=datetime(2026, month, 6, tzinfo=UTC), dimension="resolution", offered=(), chosen=option)
        for month, option in enumerate(chosen.split(), start=1)
    ]
    wishes = capture.wish(message, catalogue)
    return suggestions.plan(
        message=message,
        catalogue=catalogue,
        preferences={d.id: preferences.prefer(d, choices, Population(), wished=wishes.get(d.id)) for d in catalogue},
        choices=choices,
        notes=[],
        wishes=wishes,
        ruled_out=capture.ruled_out(message, catalogue),
        customer_name=name,
        agent_name=agent,
    )


CRACKED = plan_for("Hi, my blender is cracked. Order 88213.", "replacement replacement replacement", name="Dana Ortiz")


def test_the_reply_picks_up_what_the_message_says_and_offers_what_the_record_says() -> None:
    written = OFFLINE.write(CRACKED)
    assert "Dana" in written.text
    assert "your blender" in written.text
    assert "88213" in written.text
    assert "a new one" in written.text.lower()
    assert "your money back" in written.text.lower()
    assert written.leads_with is not None
    assert written.leads_with.option == "replacement"
    assert set(written.keeps_open) == {"refund", "credit"}
    assert written.writer == "offline"


def test_the_same_plan_gives_the_same_words() -> None:
    assert OFFLINE.write(CRACKED, 2) == OFFLINE.write(CRACKED, 2)


def test_another_wording_says_the_same_offer_in_other_words() -> None:
    first, second, third = (OFFLINE.write(CRACKED, wording) for wording in range(3))
    assert len({first.text, second.text, third.text}) == 3
    assert first.leads_with == second.leads_with == third.leads_with
    assert first.keeps_open == second.keeps_open == third.keeps_open


def test_shorter_is_shorter_and_steps_are_numbered() -> None:
    assert len(OFFLINE.write(CRACKED, 0, "shorter").text) < len(OFFLINE.write(CRACKED, 0).text)
    assert "\n1. " in OFFLINE.write(CRACKED, 0, "steps").text


def test_the_agent_signs_with_their_name() -> None:
    assert OFFLINE.write(plan_for("it is broken", agent="Kim Lee")).text.endswith("\nKim")


def test_a_closed_option_is_told_with_its_rule_and_not_offered() -> None:
    catalogue = shop("a new one", "your money back", closed="this model is no longer made")
    plan = plan_for("My blender is cracked", "replacement replacement replacement", catalogue=catalogue)
    for wording in range(4):
        for form in FORMS:
            text = OFFLINE.write(plan, wording, form).text
            assert "this model is no longer made" in text
            assert "your money back" in text


def test_two_options_with_one_label_are_told_apart() -> None:
    text = OFFLINE.write(plan_for("it is broken", catalogue=shop("LTS", "LTS"))).text
    assert "LTS (replacement)" in text
    assert "LTS (refund)" in text


def test_a_foreign_message_gets_a_short_reply_and_a_note_that_says_so() -> None:
    plan = plan_for("Hallo, meine Maschine ist kaputt und ich weiß nicht, was ich machen soll")
    assert OFFLINE.write(plan).note == NOT_ENGLISH
    assert len(OFFLINE.write(plan).text) < 160


HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in y %}",
    "<!channel>",
    "'; DROP TABLE customers; --",
    "a" * 2_000,
    "•",
    "1. x\n2. y",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=200))


@settings(max_examples=200, deadline=None)
@given(
    message=TEXTS,
    labels=st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=60)), min_size=1, max_size=4),
    rule=st.sampled_from(["", "no longer made", "{{ rule }}"]),
    chosen=st.lists(st.sampled_from(["replacement", "refund", "credit"]), max_size=5),
    name=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)),
    wording=st.integers(0, 7),
    form=st.sampled_from(["", "shorter"]),
)
def test_whatever_is_typed_comes_out_as_data_and_no_number_is_invented(
    *, message: str, labels: list[str], rule: str, chosen: list[str], name: str, wording: int, form: Form
) -> None:
    catalogue = shop(*labels, closed=rule)
    plan = plan_for(message, " ".join(chosen), catalogue=catalogue, name=name)
    text = OFFLINE.write(plan, wording, form).text
    assert text.strip()
    known = set(re.findall(r"\d+", " ".join([message, *labels, rule, name])))
    assert all(any(figure in whole for whole in known) for figure in re.findall(r"\d+", text))


def test_forty_thousand_characters_are_answered() -> None:
    assert len(OFFLINE.write(plan_for("my blender is broken " * 2_000)).text) < 400


def test_a_template_in_a_message_stays_as_typed() -> None:
    text = OFFLINE.write(plan_for("What is {{ 7*7 }} in order {{ 7*7 }}? My {{ 7*7 }} is broken")).text
    assert "49" not in text
