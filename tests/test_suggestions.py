"""What to offer: the message first, then the record, else all the options side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist import capture, preferences, suggestions
from assist.catalogue import Catalogue
from assist.preferences import Population
from assist.records import Choice, Dimension, Interaction, Note, Option
from assist.suggestions import Plan

RESOLUTION = Dimension(
    id="resolution",
    label="how a fault is put right",
    question="Would you like a new one, your money back or store credit?",
    options=(
        Option(id="replacement", label="a new one", phrases=("replacement",), attributes={"waiting_days": 3}),
        Option(id="refund", label="your money back", phrases=("refund",), attributes={"waiting_days": 5}),
        Option(id="credit", label="store credit", phrases=("voucher",), attributes={"waiting_days": 0}),
    ),
)
CONTACT = Dimension(
    id="contact",
    label="how we keep in touch",
    style=True,
    options=(
        Option(id="email", label="by e-mail", phrases=("e-mail", "mail")),
        Option(id="phone", label="by phone", phrases=("phone", "call")),
    ),
)
DETAIL = Dimension(
    id="detail",
    label="how much we explain",
    style=True,
    options=(Option(id="short", label="the short version"), Option(id="steps", label="step by step")),
)
HELP = Dimension(
    id="help",
    label="who does the work",
    style=True,
    options=(Option(id="do_it", label="we do it for you"), Option(id="show_me", label="we show you how")),
)
SHOP = Catalogue((RESOLUTION, CONTACT, DETAIL, HELP))
CRACKED = "The jug of my blender arrived cracked."


def took(dimension: str, *options: str, offered: Sequence[str] = (), situation: str = "") -> list[Choice]:
    """Choices of these options, a month apart, the last in the list being the latest."""
    everything = tuple(option.id for option in next(d for d in SHOP if d.id == dimension).options)
    return [
        Choice(
            on=datetime(2026, month, 6, tzinfo=UTC),
            dimension=dimension,
            offered=tuple(offered) or everything,
            chosen=option,
            situation=situation,
        )
        for month, option in enumerate(options, start=1)
    ]


def plan_for(
    message: str,
    choices: Sequence[Choice] = (),
    *,
    notes: Sequence[Note] = (),
    catalogue: Catalogue = SHOP,
    moments: Sequence[Interaction] = (),
) -> Plan:
    wishes = capture.wish(message, catalogue)
    return suggestions.plan(
        message=message,
        catalogue=catalogue,
        preferences={d.id: preferences.prefer(d, choices, Population(), wished=wishes.get(d.id)) for d in catalogue},
        choices=choices,
        notes=notes,
        moments=moments,
        wishes=wishes,
        ruled_out=capture.ruled_out(message, catalogue),
    )


def test_a_clear_record_leads_and_the_other_options_stay_open() -> None:
    plan = plan_for(CRACKED, took("resolution", "replacement", "replacement", "replacement"))
    assert plan.ground == "record"
    assert plan.lead is not None
    assert plan.lead.id == "replacement"
    assert {option.id for option in plan.open} == {"refund", "credit"}
    assert not plan.asks


def test_what_the_message_asks_for_beats_the_record() -> None:
    plan = plan_for(f"{CRACKED} I'd like my money back, please.", took("resolution", *["replacement"] * 4))
    assert plan.ground == "message"
    assert plan.lead is not None
    assert plan.lead.id == "refund"
    assert plan.basis[0].kind == "message"


def test_what_the_message_refuses_is_neither_led_with_nor_kept_open() -> None:
    plan = plan_for(f"{CRACKED} No more replacements please.", took("resolution", *["replacement"] * 4))
    assert plan.lead is None
    assert {option.id for option in plan.open} == {"refund", "credit"}
    assert plan.asks


def test_without_a_record_the_options_stand_side_by_side_and_we_ask() -> None:
    plan = plan_for(CRACKED)
    assert (plan.ground, plan.lead, plan.asks) == ("open", None, True)
    assert len(plan.open) == 3


def test_one_choice_leads_nowhere_but_comes_first() -> None:
    plan = plan_for(CRACKED, took("resolution", "credit"))
    assert plan.lead is None
    assert plan.open[0].id == "credit"


def test_mixed_choices_lead_nowhere() -> None:
    assert plan_for(CRACKED, took("resolution", "credit", "refund", "credit", "refund")).lead is None


def test_two_of_two_lean_and_are_put_as_a_question() -> None:
    plan = plan_for(CRACKED, took("resolution", "refund", "refund"))
    assert plan.ground == "leaning"
    assert plan.asks


def test_a_closed_option_is_never_offered_its_rule_is_told_and_the_nearest_leads() -> None:
    rule = "this model is no longer made"
    closed = Option(id="replacement", label="a new one", closed=rule, attributes={"waiting_days": 3})
    catalogue = Catalogue((Dimension(id="resolution", label="x", options=(closed, *RESOLUTION.options[1:])),))
    plan = plan_for(CRACKED, took("resolution", *["replacement"] * 3), catalogue=catalogue)
    assert plan.ground == "closed"
    assert plan.closed == closed
    assert plan.lead is not None
    assert plan.lead.id == "refund"
    assert plan.basis[0].says == rule
    assert "replacement" not in {option.id for option in plan.open}


def test_asking_for_a_closed_option_also_hears_the_rule() -> None:
    closed = Option(id="refund", label="your money back", closed="sale items are not paid back")
    catalogue = Catalogue((Dimension(id="resolution", label="x", options=(RESOLUTION.options[0], closed)),))
    plan = plan_for("I want my money back please.", catalogue=catalogue)
    assert plan.closed == closed
    assert plan.lead is not None
    assert plan.lead.id == "replacement"


def test_a_note_that_asks_for_something_leads_like_a_record() -> None:
    plan = plan_for("When will it be here?", notes=[Note(text="2026-01-10: 'Please e-mail me, I am in meetings.'")])
    assert (plan.ground, plan.loose) == ("note", True)
    assert plan.lead is not None
    assert plan.lead.id == "email"
    assert [(e.kind, e.ref) for e in plan.basis] == [("note", 0)]


def test_a_note_that_later_choices_went_against_no_longer_counts() -> None:
    note = Note(text="Please e-mail me.", on=datetime(2025, 1, 1, tzinfo=UTC))
    plan = plan_for("When will it be here?", took("contact", "phone", "phone", "phone"), notes=[note])
    assert plan.lead is not None
    assert plan.lead.id == "phone"


def test_a_note_that_refuses_an_option_takes_it_off_the_table() -> None:
    plan = plan_for(CRACKED, notes=[Note(text="No store credit please.", id="n7")])
    assert "credit" not in {option.id for option in plan.open}
    assert ("note", "n7") in [(e.kind, e.ref) for e in plan.basis]


def test_evidence_points_at_the_choices_handed_in() -> None:
    choices = [*took("contact", "phone"), *took("resolution", "refund", "refund", "refund", situation="fan rattles")]
    plan = plan_for(CRACKED, choices)
    refs = [e.ref for e in plan.basis if e.kind == "choice"]
    assert refs == [3, 2, 1]
    assert "3 of 3 times" in plan.basis[0].says
    assert "fan rattles" in plan.basis[1].says


def test_choices_with_ids_are_named_by_their_ids() -> None:
    choices = [
        Choice(on=c.on, dimension=c.dimension, offered=c.offered, chosen=c.chosen, id=f"c{n}")
        for n, c in enumerate(took("resolution", "refund", "refund", "refund"))
    ]
    assert [e.ref for e in plan_for(CRACKED, choices).basis] == ["c2", "c1", "c0"]


def test_a_retracted_choice_counts_for_nothing() -> None:
    first, *rest = took("resolution", "refund", "refund", "refund")
    gone = Choice(on=first.on, dimension=first.dimension, offered=first.offered, chosen="refund", retracted_on=first.on)
    assert plan_for(CRACKED, [gone, *rest]).ground == "leaning"


def test_a_question_about_something_else_gets_the_record_only_in_passing() -> None:
    plan = plan_for("Do you deliver to Norway?", took("resolution", "refund", "refund", "refund"))
    assert plan.loose
    assert plan.lead is not None


def test_where_nothing_leads_to_a_decision_there_is_none() -> None:
    plan = plan_for("Do you deliver to Norway?")
    assert (plan.ground, plan.dimension, plan.lead, plan.open, plan.asks) == ("nothing", None, None, (), False)


def test_the_words_of_an_earlier_situation_lead_to_its_dimension() -> None:
    plan = plan_for("The thermostat rattles.", took("resolution", "refund", "refund", "refund", situation="thermostat"))
    assert (plan.ground, plan.loose) == ("record", False)


def test_options_that_the_message_weighs_come_first_even_against_a_record() -> None:
    plan = plan_for("Refund or store credit, which is better?", took("resolution", *["replacement"] * 3))
    assert plan.lead is None
    assert {option.id for option in plan.open[:2]} == {"refund", "credit"}


def test_style_comes_from_clear_records_in_the_dimensions_of_style() -> None:
    choices = [
        *took("detail", "short", "short", "short"),
        *took("help", "do_it", "do_it", "do_it"),
        *took("contact", "phone", "phone", "phone"),
    ]
    style = plan_for(CRACKED, choices).style
    assert (style.detail, style.help, style.contact) == ("short", "do", CONTACT.options[1])


def test_a_thin_record_shapes_no_style() -> None:
    assert plan_for(CRACKED, took("detail", "short", "short")).style == suggestions.Style()


def test_the_same_as_last_time_is_the_last_choice_however_thin_the_record() -> None:
    plan = plan_for("Another blender please, same as last time.", took("resolution", "refund", "credit"))
    assert plan.lead is not None
    assert plan.lead.id == "credit"


def test_what_the_message_speaks_of_is_not_off_the_table_for_a_note() -> None:
    plan = plan_for("It is cracked. What about store credit?", notes=[Note(text="No store credit please.")])
    assert "credit" in {option.id for option in plan.open}


def test_no_offers_means_that_nothing_else_is_named() -> None:
    assert plan_for("I want my money back please. No other offers.").open == ()


def test_earlier_messages_on_the_matter_are_named_as_context() -> None:
    on = datetime(2026, 1, 3, tzinfo=UTC)
    about = Interaction(id="i1", customer="c", on=on, who="Dana", text="The blender jug leaks")
    other = Interaction(id="i2", customer="c", on=on, who="Dana", text="Thanks, have a nice day")
    plan = plan_for("My blender jug is cracked.", moments=[about, other])
    assert [e.ref for e in plan.basis if e.kind == "interaction"] == ["i1"]


def test_a_lone_request_is_read_back_as_a_question() -> None:
    assert plan_for("I want my money back, please.").confirm
    assert not plan_for("I want my money back, please.", took("resolution", "refund")).confirm


@pytest.mark.parametrize(
    ("message", "chose", "wanted"),
    [
        ("Thanks a lot!", False, False),
        ("ok perfect :+1:", False, False),
        ("A new one please", True, False),
        ("A new one please. When will it come?", True, True),
        ("My kettle is broken", False, True),
        ("thanks, but it is still broken", False, True),
    ],
)
def test_thanks_and_bare_choices_want_no_answer(message: str, chose: bool, wanted: bool) -> None:
    assert suggestions.wants_answer(message, chose=chose) is wanted


def test_where_everything_is_refused_nothing_is_offered() -> None:
    plan = plan_for("It is cracked. No new one, no money back, no store credit.")
    assert (plan.lead, plan.open) == (None, ())


LABELS = st.one_of(
    st.sampled_from(["{{ 7*7 }}", "<!channel>", "'; DROP TABLE customers; --", "we log in, and you watch", "by post"]),
    st.text(min_size=1, max_size=40),
)
CATALOGUES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.lists(LABELS, min_size=1, max_size=4), st.booleans()), max_size=3
).map(
    lambda rows: Catalogue(
        tuple(
            Dimension(
                id=f"{name}{place}",
                label=name,
                options=tuple(
                    Option(id=f"o{n}", label=label, closed="not made any more" if shut and n == 0 else "")
                    for n, label in enumerate(labels)
                ),
            )
            for place, (name, labels, shut) in enumerate(rows)
        )
    )
)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), message=st.text(max_size=300), catalogue=CATALOGUES)
def test_whatever_is_typed_only_open_options_are_offered_and_no_evidence_dangles(
    data: st.DataObject, message: str, catalogue: Catalogue
) -> None:
    choices = [
        Choice(
            on=datetime(2026, 1, day, tzinfo=UTC),
            dimension=d.id,
            offered=(),
            chosen=data.draw(st.sampled_from(d.options)).id,
        )
        for d in catalogue
        for day in range(1, 1 + data.draw(st.integers(0, 4)))
    ]
    notes = [Note(text=text) for text in data.draw(st.lists(st.text(max_size=80), max_size=2))]
    plan = plan_for(message, choices, notes=notes, catalogue=catalogue)
    offered = [option for option in (plan.lead, *plan.open) if option]
    assert all(not option.closed for option in offered)
    assert len({option.id for option in offered}) == len(offered)
    sizes = {"choice": len(choices), "note": len(notes)}
    for evidence in plan.basis:
        if evidence.kind in sizes:
            assert isinstance(evidence.ref, int)
            assert 0 <= evidence.ref < sizes[evidence.kind]


def test_a_message_of_forty_thousand_characters_is_planned() -> None:
    assert plan_for("my blender is broken " * 2000).ground == "open"
