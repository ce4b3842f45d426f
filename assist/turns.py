"""People write in bursts: three messages within seconds are one thing said, and get one answer."""

from __future__ import annotations

from collections.abc import Sequence

from assist.records import Interaction

_MOST_CHARACTERS = 40_000


def last(said: Sequence[Interaction], customer_id: str, pause: float) -> tuple[Interaction, ...]:
    """What a customer said last in a thread (oldest first), with all of theirs that came right before it.

    `pause` is in seconds: whatever comes so long after the message before it, or after somebody else's, is a turn of
    its own. With a pause of 0 each message is. Empty where the customer has said nothing.
    """
    turn: list[Interaction] = []
    for one in reversed(said):
        if one.role == "customer" and one.customer == customer_id:
            if turn and (turn[-1].on - one.on).total_seconds() >= pause:
                break
            turn.append(one)
        elif turn:
            break
    return tuple(reversed(turn))


def joined(turn: Sequence[Interaction]) -> str:
    """A turn as one text, a message a line; of a very long one the end."""
    return "\n".join(one.text for one in turn)[-_MOST_CHARACTERS:]
