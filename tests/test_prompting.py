"""Templates are ours, what goes into them is data."""

from __future__ import annotations

import re

import jinja2
import pytest

from assist import prompting

ALL = sorted(path.stem for path in prompting.FOLDER.glob("*.j2"))


def test_what_a_customer_wrote_is_never_read_as_a_template() -> None:
    text = prompting.render(
        "reply_closed", lead="", others=[], asked=True, closed="{{ 7*7 }}", rule="{% raw %}", often=""
    )
    assert "{{ 7*7 }}" in text
    assert "{% raw %}" in text
    assert "49" not in text


def test_nothing_is_escaped_since_the_text_is_no_html() -> None:
    assert "<b> & 'c'" in prompting.render("reply_short", ground="closed", loose=False, closed="<b> & 'c'", rule="x",
                                           lead="", others=[])  # fmt: skip


def test_a_missing_fact_raises() -> None:
    with pytest.raises(jinja2.UndefinedError):
        prompting.render("reply_others")


def test_an_unknown_template_raises() -> None:
    with pytest.raises(FileNotFoundError):
        prompting.render("reply_of_the_century")


def test_wordings_are_counted_around() -> None:
    count = prompting.wordings("reply_nothing")
    texts = [prompting.render("reply_nothing", wording=n) for n in range(count)]
    assert len(set(texts)) == count > 1
    assert prompting.render("reply_nothing", wording=count) == texts[0]


@pytest.mark.parametrize("name", ALL)
def test_every_wording_of_every_template_holds_no_figure_of_its_own(name: str) -> None:
    """A reply may show no number but the customer's; the steps of a list are the exception."""
    source = (prompting.FOLDER / f"{name}.j2").read_text(encoding="utf-8")
    spoken = re.sub(r"{[{%#].*?[}%#]}", "", source, flags=re.DOTALL)
    if name.startswith("reply_") and name != "reply_steps":
        assert not re.search(r"\d", spoken)


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith("reply_")])
def test_no_template_says_that_something_is_done_or_when(name: str) -> None:
    source = (prompting.FOLDER / f"{name}.j2").read_text(encoding="utf-8").lower()
    assert not re.search(
        r"\b(?:i've|i have|we've|we have) (?:sent|booked|refunded|cancelled|ordered|arranged|set)", source
    )
    assert not re.search(r"\b(?:today|tomorrow|shortly|within|hours?|days?|weeks?|asap|immediately)\b", source)
