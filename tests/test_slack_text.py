"""Why: Slack's markup is where a customer's words turn into a ping for a whole channel."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.slack.text import clip_message, escape, mentioned_user, message_text, plain, shorten

KEYS = ["type", "text", "elements", "fields", "blocks", "attachments", "title", "value", "url", "fallback", "ts"]
ANY = st.text(max_size=300)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
)

TEXT = "on your account as store credit"


@given(ANY)
def test_what_was_escaped_reads_as_it_was_typed(text: str) -> None:
    printable = "".join(one for one in text if one.isprintable() or one in "\n\t\r")
    assert plain(escape(printable)) == printable


@given(st.text(alphabet="&<>!@#U|ampltg;x ", max_size=6000))
def test_a_top_level_text_holds_no_markup_and_no_half_entity(text: str) -> None:
    clipped = clip_message(text)
    assert len(clipped) <= 4000
    assert "<" not in clipped
    assert escape(html.unescape(clipped)) == clipped


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6))
def test_a_message_of_any_shape_has_a_text(message: dict[str, object]) -> None:
    assert isinstance(message_text(message), str)


@given(ANY, st.integers(2, 50))
def test_shortened_text_is_one_line_and_no_longer(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most
    assert "\n" not in shorten(text, most)


@pytest.mark.parametrize(
    ("most", "kept"),
    [(24, "on your account as…"), (23, "on your account as…"), (8, "on your…"), (6, "on yo…"), (99, TEXT)],
)
def test_a_text_is_cut_between_words_where_that_leaves_enough_of_it(most: int, kept: str) -> None:
    assert shorten(TEXT, most) == kept


def test_links_and_addresses_read_as_people_see_them() -> None:
    sent = "see <https://a.example/x|the page>, <https://b.example>, <mailto:m@s.example|m@s.example>, <tel:+491>"
    assert plain(sent) == "see the page, https://b.example, m@s.example, +491"


def test_a_mention_is_one_only_when_it_stands_alone() -> None:
    assert [mentioned_user(text) for text in ("<@U123|maria>", " <@W9> ", "<@U123> and I", "@maria", "<!here>")] == [
        "U123",
        "W9",
        "",
        "",
        "",
    ]


def test_forty_thousand_characters_stay_forty_thousand_when_they_were_escaped() -> None:
    assert len(plain("&lt;" * 40_000)) == 40_000
