"""What team leads' verdicts do to how loudly a kind of flag speaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.records import FLAG_KINDS, Flag, Severity
from assist.reviews import PRIOR_PRECISION, Trust, weigh

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
    assert weigh([loud, other], {"own_preference": (0, 40)}) == (flag("low"), other)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_trust_never_makes_a_flag_louder_and_never_drops_it(severity: Severity) -> None:
    (kept,) = weigh([flag(severity)], {"own_preference": (100, 100)})
    assert kept.severity == severity
    (held,) = weigh([flag(severity)], {"own_preference": (0, 1000)})
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
    weighed = weigh(flags, dict.fromkeys(FLAG_KINDS, (0, decided)))
    assert [(one.kind, one.quote, one.reason) for one in weighed] == [(f.kind, f.quote, f.reason) for f in flags]
    for before, after in zip(flags, weighed, strict=True):
        assert SEVERITIES.index(after.severity) <= SEVERITIES.index(before.severity)
