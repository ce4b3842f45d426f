"""The leads' weekly digest as a message. The pictures are made at the terminal: uploads would need a wider scope."""

from __future__ import annotations

from collections.abc import Sequence

from assist.digest import Part
from assist.slack.blocks.parts import Block, bullets, header, line, rich, small, spoken, words

_ABOUT = "All figures are the team's. With charts: python app.py digest --out FOLDER"


def digest_message(week: str, parts: Sequence[Part], *, block_id: str) -> tuple[str, list[Block]]:
    """The message for one week; `block_id` marks it, so that it can be found again."""
    blocks = [header(f"Their Way, week {week}") | {"block_id": block_id}]
    for part in parts:
        lines = bullets([line(words(told)) for told in part.lines])
        blocks.append(rich(line(words(part.title, bold=True)), lines))
    blocks.append(small(_ABOUT))
    return spoken(blocks), blocks
