"""Labels are free text; the sentences around them have to hold."""

from __future__ import annotations

import pytest

from assist import phrasing


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("a new one", "a new one"),
        ("by phone", "by phone"),
        ("PDF", "PDF"),
        ("twin-bedded room", "twin-bedded room"),
        ("sent as a QR code", "“sent as a QR code”"),
        ("we log in from here", "“we log in from here”"),
        ("keep the phone", "“keep the phone”"),
        ("our van comes to the car", "“our van comes to the car”"),
        ("voucher, ten per cent more", "“voucher, ten per cent more”"),
    ],
)
def test_a_label_that_fits_no_sentence_is_quoted(label: str, said: str) -> None:
    assert phrasing.named(label) == said


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a or b"),
        (["a", "b", "c"], "a, b or c"),
        (["a, with x", "b"], "a, with x; or b"),
        (["a or so", "b", "c"], "a or so; b; or c"),
    ],
)
def test_alternatives_stay_apart(labels: list[str], said: str) -> None:
    assert phrasing.either(labels) == said


def test_a_label_written_about_customers_is_said_to_them() -> None:
    assert phrasing.spoken("we do it for them.") == "we do it for you"
    assert phrasing.spoken("we post the parts, you fit them") == "we post the parts, you fit them"
    assert phrasing.spoken("two\nlines") == "two lines"


def test_a_label_without_end_is_cut() -> None:
    assert len(phrasing.spoken("x" * 40_000)) == phrasing.LONGEST


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Dana Kowalski", "Dana"), ("Mrs F. Okafor", "Mrs F. Okafor"), ("Dr Ono", "Dr Ono"), ("Li", "Li"), ("", "")],
)
def test_people_are_greeted_as_they_are_called(name: str, greeted: str) -> None:
    assert phrasing.first_name(name) == greeted


def test_a_sentence_that_opens_with_a_quotation_has_its_capital_inside() -> None:
    assert phrasing.sentence("“keep it” again") == "“Keep it” again"
