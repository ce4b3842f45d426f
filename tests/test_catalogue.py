"""Where a text names an option: by id, label, phrase, stem, light synonym, and only where that tells it apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.catalogue import Catalogue, from_mapping, mentions
from assist.records import Dimension, Option

SHOP = from_mapping(
    {
        "resolution": {"refund": "money back", "replacement": "a new one", "credit": "store credit"},
        "contact": {"email": "by e-mail", "phone": "by phone", "chat": "in the chat"},
        "wrap": {"wrapped": "with gift wrap", "plain": "no gift wrap"},
    }
)


def named(text: str, catalogue: Catalogue = SHOP, least: float = 0.5) -> list[str]:
    return [mention.option for mention in mentions(text, catalogue) if mention.weight >= least]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("I'd like my money back", ["refund"]),
        ("Could it be replaced?", ["replacement"]),
        ("a replacement, or being refunded", ["replacement", "refund"]),
        ("send another one", ["replacement"]),
        ("mail me, don't ring", ["email", "phone"]),
        ("please e-mail me", ["email"]),
        ("STORE CREDIT", ["credit"]),
        ("the parcel came on Tuesday", []),
        ("", []),
    ],
)
def test_an_option_is_named_by_id_label_stem_and_light_synonym(text: str, options: list[str]) -> None:
    assert named(text) == options


def test_a_mention_says_where_the_words_are() -> None:
    text = "Well, the store credit then"
    (mention,) = mentions(text, SHOP)
    assert text[mention.start : mention.end] == "store credit"
    assert (mention.dimension, mention.option, mention.weight) == ("resolution", "credit", 1.0)


def test_the_mark_of_possession_is_not_part_of_the_name() -> None:
    text = "E-mail's fine"
    (mention,) = mentions(text, SHOP)
    assert text[mention.start : mention.end] == "E-mail"


def test_words_that_several_options_share_do_not_tell_them_apart() -> None:
    tyres = from_mapping({"tyres": {"summer": "summer tyres", "winter": "winter tyres"}})
    assert named("my tyres are bald", tyres) == []
    assert named("winter tyres please", tyres) == ["winter"]


def test_the_word_of_the_dimension_itself_names_no_option() -> None:
    gym = from_mapping({"membership": {"freeze": "freeze it", "cancel": "end the membership"}})
    assert named("a question about my membership", gym) == []


def test_small_words_tell_options_apart_where_nothing_else_does() -> None:
    train = from_mapping({"rebook": {"earlier": "the train before", "later": "the train after"}})
    assert named("let's take the train after", train) == ["later"]


def test_an_option_of_going_without_is_named_by_the_negated_word() -> None:
    assert named("no gift wrap please") == ["plain"]
    assert named("please gift wrap it") == ["wrapped"]


def test_a_single_word_of_a_long_label_is_faint_evidence() -> None:
    talk = from_mapping(
        {"talk": {"o1": "Watch a long documentary about deep sea creatures", "o2": "Read a short novel"}}
    )
    faint = mentions("the creatures", talk)
    full = mentions("the documentary about deep sea creatures", talk)
    assert faint[0].weight < 0.5 < full[0].weight


def test_numbers_written_out_and_slips_of_the_finger_are_understood() -> None:
    boxes = from_mapping({"box": {"quick": "20-minute box", "machine": "collection machine"}})
    assert named("the twenty minute one", boxes) == ["quick"]
    assert named("teh machien", boxes) == ["machine"]


def test_phrases_of_the_team_name_their_option() -> None:
    option = Option(id="callback", label="we call you", phrases=("give me a bell", "on the blower"))
    own = Catalogue((Dimension(id="contact", label="contact", options=(option,)),))
    assert named("catch me on the blower", own) == ["callback"]


def test_once_a_year_does_not_name_the_option_once() -> None:
    gift = from_mapping({"gift": {"once": "one-time donation", "yearly": "yearly donation"}})
    assert named("120 once a year", gift) == ["yearly"]


def test_a_name_does_not_reach_across_sentences() -> None:
    assert "credit" not in named("I went to the store. Give them credit for trying", least=0.95)


@given(st.text())
def test_any_text_gives_mentions_inside_it(text: str) -> None:
    for mention in mentions(text, SHOP):
        assert 0 <= mention.start < mention.end <= len(text)
        assert 0 < mention.weight <= 1
        assert SHOP.option(mention.dimension, mention.option) is not None


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30), min_size=1, max_size=5), st.text(max_size=80))
def test_any_catalogue_can_be_asked(options: dict[str, str], text: str) -> None:
    catalogue = from_mapping({"anything": options})
    assert all(mention.option in options for mention in mentions(text + " ".join(options.values()), catalogue))


def test_forty_thousand_letters_take_no_more_than_their_share() -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        mentions(text, SHOP)
        return time.process_time() - started

    passage = "please send me a replacement and ring my phone, no gift wrap, thank you. "
    seconds(passage)
    short = min(seconds((passage * 200)[:4_000]) for _ in range(3))
    assert seconds((passage * 2_000)[:40_000]) < 40 * short + 0.1
