"""The leads' weekly digest as a message, complete in words: its charts follow in the thread, if Slack lets us."""

from __future__ import annotations

from collections.abc import Sequence

from assist.digest import Part
from assist.slack.blocks.parts import Block, bullets, header, line, rich, small, spoken, words

_PER_CENT = "\u00a0%"  # a figure and its sign stay on one line
_WITH_CHARTS = "All figures are the team's. Charts follow in the thread; also: python app.py digest --out FOLDER"
_WITHOUT = (
    "All figures are the team's. With charts: allow the app the optional scope files:write on its page in Slack, or "
    "python app.py digest --out FOLDER"
)


def digest_message(week: str, parts: Sequence[Part], *, block_id: str, charts: bool) -> tuple[str, list[Block]]:
    """The message for one week; `block_id` marks it, so that it can be found again. `charts` says that they follow."""
    blocks = [header(f"Their Way, week {week}") | {"block_id": block_id}]
    for part in parts:
        lines = bullets([line(words(told.replace(" %", _PER_CENT))) for told in part.lines])
        blocks.append(rich(line(words(part.title, bold=True)), lines))
    blocks.append(small(_WITH_CHARTS if charts else _WITHOUT))
    return spoken(blocks), blocks
