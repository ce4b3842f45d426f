"""Why: the demo is the first thing anybody sees; it must show what Slack would show, on any terminal."""

import io
from datetime import UTC, datetime

from rich.console import Console

from assist.slack import terminal
from assist.slack.demo import play
from storage import SEED, open_store


def clock() -> datetime:
    return datetime.now(UTC)


def played(width: int) -> str:
    out = io.StringIO()
    play(open_store, SEED, clock, Console(file=out, width=width))
    return out.getvalue()


def test_the_demo_tells_the_whole_story() -> None:
    story = " ".join(played(120).replace("│", " ").split())
    for part in (
        "Suggested reply for Maria Silva",
        "Suggested reply for Jonas Weber",
        "may say more about us than about this customer",
        "A lead upheld it.",
        "Noted: chose a replacement",
        "What to do next",
    ):
        assert part in story


def test_every_block_that_is_sent_is_drawn() -> None:
    text = {"type": "plain_text", "text": "words"}
    button = {"type": "button", "text": text, "action_id": "a"}
    section = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}
    channel = {"type": "rich_text_section", "elements": [{"type": "channel", "channel_id": "C1"}]}
    blocks = [
        {"type": "header", "text": text},
        {"type": "section", "text": text, "accessory": button},
        {"type": "context", "elements": [text]},
        {"type": "divider"},
        {"type": "actions", "elements": [button]},
        {"type": "rich_text", "elements": [section, {"type": "rich_text_list", "elements": [channel]}]},
    ]
    out = io.StringIO()
    Console(file=out, width=80).print(terminal.shown(blocks))
    assert out.getvalue().count("words") == 5
    assert "@U1" in out.getvalue()
    assert "• #C1" in out.getvalue()
