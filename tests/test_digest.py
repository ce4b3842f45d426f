"""The week's figures in words and in pictures."""

from datetime import UTC, datetime
from pathlib import Path

from assist.catalogue import from_mapping
from assist.charts import draw_digest
from assist.digest import as_text, parts
from assist.records import FLAG_KINDS
from assist.reviews import Policy, standings
from assist.uptake import Digest, Gap, Uptake

CATALOGUE = from_mapping({"contact": {"call": "a phone call", "chat": "chat"}})
TALLIES = {("own_preference", "check-1"): (2, 12), ("crowd_preference", "check-1"): (3, 3)}
FULL = Digest(
    since=datetime(2026, 11, 16, tzinfo=UTC),
    until=datetime(2026, 11, 23, tzinfo=UTC),
    led=Uptake(10, 6, 2),
    pressed=Uptake(9, 2, 6),
    standings=tuple(standings(TALLIES, Policy(), FLAG_KINDS, {})),
    gaps=(Gap("contact", "call", 18, 24, 3, 20), Gap("gone", "dropped", 5, 24, 9, 20)),
    drafts=30,
    enough=True,
)
EMPTY = Digest(
    since=FULL.since,
    until=FULL.until,
    led=Uptake(),
    pressed=Uptake(),
    standings=tuple(standings({}, Policy(), FLAG_KINDS, {})),
    gaps=(),
)


def test_the_words_say_what_was_taken_how_often_flags_were_right_and_where_offers_and_choices_part() -> None:
    text = as_text(FULL, CATALOGUE)
    for line in (
        "Week 2026-W47, 16 Nov to 22 Nov",
        "Suggestions led with an option 10 times. Of 8 customers who then chose, 6 took it (75 %); 2 not chosen yet.",
        "Of 8 customers who then chose, 2 took it (25 %); 1 not chosen yet.",
        "Own taste as the reason: 2 of 12 upheld: 17 %, likely between 5 and 45 %; shown as a note.",
        "contact: “a phone call” in 18 of 24 drafts (75 %), taken in 3 of 20 choices (15 %).",
        "gone: “dropped” in 5 of 24 drafts (21 %), taken in 9 of 20 choices (45 %).",
    ):
        assert line in text


def test_a_week_with_too_little_in_it_says_so_and_names_no_share_of_drafts() -> None:
    text = as_text(EMPTY, CATALOGUE)
    assert text.lower().count("too few to say") == 2
    assert "No customer has chosen there yet." in text
    assert "- No verdicts yet: Own taste as the reason; Against what this customer chooses; " in text


def test_each_part_has_a_picture_whose_alt_text_says_the_same(tmp_path: Path) -> None:
    for number, week in enumerate((FULL, EMPTY)):
        folder = tmp_path / str(number)
        folder.mkdir()
        page = draw_digest(week, CATALOGUE, folder).read_text(encoding="utf-8")
        for part in parts(week, CATALOGUE):
            assert f"![{part.title}. {' '.join(part.lines)}]({part.id}.png)" in page
            assert (folder / f"{part.id}.png").read_bytes().startswith(b"\x89PNG")
