"""Which decision a message is about, and which dimensions are about the talk itself, by their words alone."""

from __future__ import annotations

import pytest

from assist.catalogue import from_mapping
from assist.gist import gist
from assist.records import Dimension
from assist.topics import ABOUT, manner, style_kind, topics


def dimension(name: str, **options: str) -> Dimension:
    return from_mapping({name: options}).dimensions[0]


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (dimension("contact", a="by mail", b="a phone call"), "contact"),
        (dimension("updates", a="text message", b="e-mail"), "contact"),
        (dimension("delivery", a="by post", b="at the counter"), None),
        (dimension("detail", a="the short version", b="every step"), "detail"),
        (dimension("help", a="we do it", b="we show you how"), "help"),
        (dimension("lunch", a="full plate", b="short menu"), None),
    ],
)
def test_dimensions_of_style_are_known_by_their_words(one: Dimension, kind: str | None) -> None:
    assert style_kind(one) == kind


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (dimension("detail", a="in short"), "short"),
        (dimension("detail", a="with full explanations"), "full"),
        (dimension("help", done="somebody does it for you"), "do"),
        (dimension("help", steps="a guide to follow yourself"), "show"),
        (dimension("contact", a="by mail"), ""),
    ],
)
def test_an_option_of_style_says_how_to_write(one: Dimension, asked: str) -> None:
    kind = style_kind(one) or ("detail" if one.id == "detail" else "help" if one.id == "help" else "contact")
    assert manner(kind, one.options[0]) == asked


SHOP = from_mapping(
    {
        "resolution": {"swap": "a replacement", "refund": "your money back"},
        "help": {"do_it": "we do it for you", "show_me": "we show you how"},
        "gift_wrap": {"paper": "wrapped in paper", "box": "in a box"},
    }
)


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("the kettle arrived smashed", "resolution"),
        ("how do I descale it?", "help"),
        ("the login page shows an error", "help"),
        ("is gift wrap possible?", "gift_wrap"),
        ("wrapped in paper please", "gift_wrap"),
    ],
)
def test_a_message_leads_to_the_decision_that_its_words_speak_of(message: str, first: str) -> None:
    found = topics(message, SHOP, gist=gist(message), choices=[])[0]
    assert found.dimension.id == first
    assert found.score >= ABOUT or first == "gift_wrap"


def test_small_talk_is_about_nothing() -> None:
    assert all(topic.score < ABOUT for topic in topics("have a nice weekend", SHOP, gist=gist(""), choices=[]))
