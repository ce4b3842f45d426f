"""What team leads' verdicts do to how loudly a kind of flag speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.records import FLAG_KINDS, Flag, Severity
from assist.reviews import (
    ENOUGH,
    PRIOR_PRECISION,
    Override,
    Policy,
    Trust,
    Wanted,
    by_kind,
    parted,
    placed,
    standings,
    weigh,
)

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high")


def flag(severity: Severity = "high", kind: str = "own_preference") -> Flag:
    return Flag(kind=kind, quote="x", start=0, reason="because", severity=severity)  # type: ignore[arg-type]


def test_without_verdicts_a_kind_has_the_precision_it_was_measured_with() -> None:
    assert Trust(0, 0).precision == PRIOR_PRECISION
    assert weigh([flag()], {}) == (flag(),)


def test_three_verdicts_move_no_mountains_and_thirty_do() -> None:
    assert Trust(0, 3).loudest != "low"
    assert Trust(0, 30).loudest == "low"
    assert Trust(30, 30).loudest == "high"


def test_verdicts_hold_a_kind_down_and_leave_the_others_alone() -> None:
    loud, other = flag(), flag(kind="against_choices")
    assert weigh([loud, other], {("own_preference", ""): (0, 40)}) == (flag("low"), other)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_trust_never_makes_a_flag_louder_and_never_drops_it(severity: Severity) -> None:
    (kept,) = weigh([flag(severity)], {("own_preference", ""): (100, 100)})
    assert kept.severity == severity
    (held,) = weigh([flag(severity)], {("own_preference", ""): (0, 1000)})
    assert held.severity == "low"


@given(st.integers(0, 200), st.integers(0, 200))
def test_precision_lies_within_bounds_and_grows_with_each_upheld_flag(upheld: int, dismissed: int) -> None:
    trust = Trust(upheld, upheld + dismissed)
    assert 0 < trust.precision < 1
    assert Trust(upheld + 1, upheld + 1 + dismissed).precision > trust.precision
    assert Trust(upheld, upheld + dismissed + 1).precision < trust.precision


@given(st.lists(st.tuples(st.sampled_from(SEVERITIES), st.sampled_from(FLAG_KINDS))), st.integers(0, 50))
def test_weighing_changes_severity_alone(given_flags: list[tuple[Severity, str]], decided: int) -> None:
    flags = [flag(severity, kind) for severity, kind in given_flags]
    weighed = weigh(flags, {(kind, ""): (0, decided) for kind in FLAG_KINDS})
    assert [(one.kind, one.quote, one.reason) for one in weighed] == [(f.kind, f.quote, f.reason) for f in flags]
    for before, after in zip(flags, weighed, strict=True):
        assert SEVERITIES.index(after.severity) <= SEVERITIES.index(before.severity)


def test_a_kind_that_leads_mostly_dismiss_is_shown_as_a_note_once_there_are_enough_verdicts() -> None:
    few, enough = {("own_preference", ""): (0, ENOUGH - 1)}, {("own_preference", ""): (0, ENOUGH)}
    assert parted([flag()], few, Policy()) == ((flag(),), ())
    assert parted([flag()], enough, Policy()) == ((), (flag(),))


def test_a_new_version_of_the_check_begins_without_the_verdicts_on_the_old_one() -> None:
    tallies = {("own_preference", "old"): (0, 30)}
    old, new = replace(flag(), version="old"), replace(flag(), version="new")
    assert parted([old, new], tallies, Policy()) == ((new,), (old,))


def test_a_kind_recovers_when_later_verdicts_bring_it_back_to_the_floor() -> None:
    policy = Policy(floor=0.6)
    assert policy.shown("own_preference", Trust(11, 20)) == "note"
    assert policy.shown("own_preference", Trust(12, 20)) == "flag"


def test_a_lead_overrules_what_was_measured_in_both_directions() -> None:
    policy = Policy(
        overrides={"own_preference": Override("flag", "U1", "new examples"), "x": Override("note", "U1", "y")}
    )
    assert policy.shown("own_preference", Trust(0, 40)) == "flag"
    assert policy.shown("x", Trust(40, 40)) == "note"


def test_a_kinds_standing_counts_all_versions_and_shows_each() -> None:
    tallies = {("own_preference", "a"): (1, 20), ("own_preference", "b"): (5, 5)}
    assert by_kind(tallies)["own_preference"] == Trust(6, 25)
    own, crowd = standings(tallies, Policy(), ["own_preference", "crowd_preference"], {"own_preference": 3})
    assert own.shown == {"a": "note", "b": "flag"}
    assert (own.disputed, own.versions["b"]) == (3, Trust(5, 5))
    assert (crowd.trust, crowd.versions) == (Trust(0, 0), {})


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_interval_holds_the_share_upheld_and_narrows_with_more_verdicts(dismissed: int, upheld: int) -> None:
    trust, more = Trust(upheld, upheld + dismissed), Trust(9 * upheld, 9 * (upheld + dismissed))
    low, high = trust.interval
    assert 0 <= low <= trust.measured + 1e-9 <= high + 2e-9 <= 1 + 2e-9
    assert more.interval[1] - more.interval[0] < high - low


def test_without_verdicts_the_share_may_be_anything() -> None:
    assert Trust(0, 0).interval == (0.0, 1.0)


def test_a_reader_of_the_queue_stays_where_they_were_and_goes_on_where_a_flag_was_decided() -> None:
    waiting = ["a", "b", "c"]
    assert placed(waiting, "c", 0) == 2
    assert placed(waiting, "gone", 1) == 1
    assert placed(waiting, "gone", 7) == 2
    with pytest.raises(ValueError, match="empty"):
        placed([], "a", 0)


def test_an_age_is_a_span_of_time_before_now() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    week = now - timedelta(days=7)
    assert Wanted().span(now) == (None, None)
    assert Wanted(age="week").span(now) == (week, None)
    assert Wanted(age="older").span(now) == (None, week)
    assert Wanted(age="day").span(now) == (now - timedelta(days=1), None)
