"""The modal that shows the reply which another option would make, and the one that asks what was wrong."""

from __future__ import annotations

from assist.cards import Alternative
from assist.slack.blocks.card import name_of
from assist.slack.blocks.parts import Block, line, modal, rich, section, small, text_input, words

WITH_THIS = "write_with_this"
WHY_VIEW = "not_right_view"
WHY = "not_right_why"


def alternative_view(shown: Alternative, *, metadata: str) -> Block:
    """A reply that leads with what the record does not point to, and says so."""
    blocks = [
        rich(line(words("If you lead with "), words(shown.label, bold=True))),
        rich(line(words(shown.text))),
        small(
            f"This is not what the record of {name_of(shown.customer)} says. Only you see it, and nothing is stored."
        ),
    ]
    return modal("Another reply", WITH_THIS, blocks, submit="Write with this", metadata=metadata)


def why_view(suggestion_id: str) -> Block:
    """Asks in an agent's own words what was wrong with a suggestion."""
    blocks = [
        section("What is wrong with this suggestion? Your answer is kept with it."),
        text_input(WHY, "Why", multiline=True, placeholder="e.g. they asked for something else"),
    ]
    return modal("Not right", WHY_VIEW, blocks, submit="Send feedback", metadata=suggestion_id)
