"""A catalogue file that is right, and every way of getting it wrong: the error names line, field and fix."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.catalogue_file import CatalogueError, parse, read

OPTIONS = "    options:\n      refund:\n        label: your money back\n      repair:\n        label: a repair\n"
GOOD = "dimensions:\n  resolution:\n" + OPTIONS


def test_the_catalogue_that_ships_leaves_open_what_a_support_team_needs() -> None:
    catalogue = read()
    assert [dimension.id for dimension in catalogue] == ["resolution", "contact", "pace", "detail", "help"]
    assert all(len(dimension.open_options) >= 2 and dimension.question for dimension in catalogue)
    assert [dimension.id for dimension in catalogue if dimension.style] == ["contact", "detail", "help"]


def test_every_field_is_read() -> None:
    catalogue = parse(
        """
dimensions:
  resolution:
    label: how a fault
      is put right
    question: "Refund or repair?"
    style: True
    options:
      refund:
        label: your money back
        phrases: [refund, "money: back", 100]
        closed: over 30 days old
        attributes: {waiting_days: 5, price: 0.5}
      full_repair: {}
"""
    )
    (dimension,) = catalogue
    refund, repair = dimension.options
    assert (dimension.label, dimension.question, dimension.style) == (
        "how a fault is put right",
        "Refund or repair?",
        True,
    )
    assert (refund.label, refund.phrases, refund.closed) == (
        "your money back",
        ("refund", "money: back", "100"),
        "over 30 days old",
    )
    assert refund.attributes == {"waiting_days": 5.0, "price": 0.5}
    assert (repair.label, repair.phrases, repair.closed, repair.attributes) == ("full repair", (), "", {})
    assert dimension.open_options == (repair,)


WRONG = [
    ("", 1, "dimensions", "see assist/catalogue.yml"),
    ("# nothing\n", 1, "dimensions", "see assist/catalogue.yml"),
    ("- a\n- b\n", 1, "the file", "must have fields below it: dimensions"),
    ("dimension: {}\n", 1, "the file.dimension", "there are dimensions"),
    ("{}\n", 1, "dimensions", "is missing; begin with `dimensions:`"),
    ("dimensions:\n", 1, "dimensions", "must list at least one entry, as `id:`"),
    ("dimensions: []\n", 1, "dimensions", "must list at least one entry"),
    ("dimensions:\n  Resolution:\n" + OPTIONS, 2, "dimensions.Resolution", "lower-case letters, digits and _"),
    ("dimensions:\n  1st:\n" + OPTIONS, 2, "dimensions.1st", "begins with a letter"),
    (GOOD + "  resolution:\n" + OPTIONS, 8, "dimensions.resolution", "stands twice; leave one out"),
    ("dimensions:\n  resolution: yes\n", 2, "dimensions.resolution", "must have fields below it: label, options"),
    ("dimensions:\n  resolution:\n    label: x\n", 3, "dimensions.resolution.options", "is missing; list two or more"),
    ("dimensions:\n  a:\n    options:\n      b: {}\n", 3, "dimensions.a.options", "a choice needs two or more"),
    (
        "dimensions:\n  a:\n    colour: red\n" + OPTIONS,
        3,
        "dimensions.a.colour",
        "there are label, options, question, style",
    ),
    ("dimensions:\n  a:\n    label: [x]\n" + OPTIONS, 3, "dimensions.a.label", "must be a line of text"),
    ("dimensions:\n  a:\n    label:\n" + OPTIONS, 3, "dimensions.a.label", "must be a line of text"),
    ("dimensions:\n  a:\n    label: '  '\n" + OPTIONS, 3, "dimensions.a.label", "must be a line of text"),
    ("dimensions:\n  a:\n    style: maybe\n" + OPTIONS, 3, "dimensions.a.style", "must be true or false"),
    (
        "dimensions:\n  a:\n    label: x\n    label: y\n" + OPTIONS,
        4,
        "dimensions.a.label",
        "stands twice; leave one out",
    ),
    ("dimensions:\n  a:\n    ? [x, y]\n    : z\n" + OPTIONS, 3, "dimensions.a.", "is no field here"),
    (
        GOOD + "        phrases: mend it\n",
        8,
        "dimensions.resolution.options.repair.phrases",
        "must be a list: [first phrase",
    ),
    (
        GOOD + "        phrases: [mend it, {a: b}]\n",
        8,
        "dimensions.resolution.options.repair.phrases",
        "must be text; put",
    ),
    (GOOD + "        phrases: ['']\n", 8, "dimensions.resolution.options.repair.phrases", "must be text"),
    (GOOD + "        attributes: [1]\n", 8, "dimensions.resolution.options.repair.attributes", "{waiting_days: 3}"),
    (
        GOOD + "        attributes: {a: soon}\n",
        8,
        "dimensions.resolution.options.repair.attributes.a",
        "must be a number, as 3",
    ),
    (
        GOOD + "        attributes: {a: .nan}\n",
        8,
        "dimensions.resolution.options.repair.attributes.a",
        "must be a number",
    ),
    (
        GOOD + "        attributes: {a: inf}\n",
        8,
        "dimensions.resolution.options.repair.attributes.a",
        "must be a number",
    ),
    (
        GOOD + "        attributes: {a: [1]}\n",
        8,
        "dimensions.resolution.options.repair.attributes.a",
        "must be a number",
    ),
    (
        GOOD + "        price: 3\n",
        8,
        "dimensions.resolution.options.repair.price",
        "there are attributes, closed, label, phrases",
    ),
    (
        "dimensions:\n  a:\n    options:\n      b: {closed: sold out}\n      c: {closed: sold out}\n",
        3,
        "dimensions.a.options",
        "leave the dimension out, or open one",
    ),
]


@pytest.mark.parametrize(("text", "line", "field", "fix"), WRONG, ids=range(len(WRONG)))
def test_an_error_names_file_line_field_and_what_to_write_instead(text: str, line: int, field: str, fix: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse(text, name="ours.yml")
    said = str(caught.value)
    assert said.startswith(f"ours.yml:{line}: {field}"), said
    assert fix in said
    assert "\n" not in said


@pytest.mark.parametrize("text", ["a: [", "\tdimensions: x", "a: *nothing", "a: 'x", "\x00", "--- a\n--- b", "&a [*a]"])
def test_what_is_no_yaml_of_ours_is_one_line_with_a_place(text: str) -> None:
    with pytest.raises(CatalogueError, match=r"\Aours\.yml:\d+: .+\Z"):
        parse(text, name="ours.yml")


def test_a_file_is_named_in_its_error(tmp_path: Path) -> None:
    path = tmp_path / "shop.yml"
    path.write_bytes(b"dimensions:\n  caf\xe9:\n")
    with pytest.raises(CatalogueError, match=re.escape("shop.yml:2: the file: is not UTF-8; save it as UTF-8")):
        read(path)
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert [dimension.id for dimension in read(path)] == ["resolution"]
    with pytest.raises(OSError, match="missing"):
        read(tmp_path / "missing.yml")


def outcome(text: str) -> str | None:
    try:
        parse(text, name="x.yml")
    except CatalogueError as error:
        return str(error)
    return None


@given(st.one_of(st.text(), st.text(alphabet="abdimensoptl: \n-[]{}'\"&*?|>!", max_size=200)))
def test_any_text_is_a_catalogue_or_one_line_with_a_place(text: str) -> None:
    assert outcome(text) is None or re.match(r"x\.yml:\d+: ", outcome(text) or "")


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1).map(
        lambda t: " ".join(t.split())
    )
)
def test_a_label_is_text_and_nothing_in_it_is_read(label: str) -> None:
    quoted = "'" + "".join(c for c in label if c.isprintable()).replace("'", "''") + "'"
    if not quoted[1:-1].strip():
        return
    catalogue = parse(GOOD.replace("a repair", quoted))
    assert catalogue.label("resolution", "repair") == " ".join(quoted[1:-1].replace("''", "'").split())
