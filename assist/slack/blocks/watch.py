"""What an agent alone is told about a reply posted by hand in a watched channel: one thought, and a way on."""

from __future__ import annotations

from assist.records import Flag
from assist.slack.blocks.parts import Block, actions, button, line, quote, rich, small, spoken, words
from assist.slack.text import shorten

LOOK = "check_posted"
_QUOTE_CHARACTERS = 300


def aside(flag: Flag, place: str) -> tuple[str, list[Block]]:
    """`place` is the reply as `channel:thread:ts`."""
    begins, only_you = "A thought about your reply:", "Only you see this, once in a thread. You decide."
    quoted = shorten(flag.quote, _QUOTE_CHARACTERS)
    parts = [line(words(begins)), quote(quoted), line(words(flag.reason))]
    if flag.rewrite:
        instead = words(shorten(flag.rewrite, _QUOTE_CHARACTERS))
        parts.append(line(words("Another time, for example: ", italic=True), instead))
    blocks = [rich(*parts), actions(button("Look at it", LOOK, place)), small(only_you)]
    return spoken(blocks), blocks
