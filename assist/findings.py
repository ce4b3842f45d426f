"""What whoever runs the bot has to know: one line a thing, whether it is in order, and what puts it right.

The terminal prints findings and the admins' Home shows them; they are found in the same places for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assist.workplace import Channel

State = Literal["ok", "note", "missing", "wrong"]
# What a finding's button opens in Slack: a settings modal, or, for a channel, the one of that channel.
CHANNEL, CHANNELS, CATALOGUE, PEOPLE, STEPS = "channel", "channels", "catalogue", "people", "steps"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is looked at, `says` how it is, `fix` is what to do where it is not in order.

    A `note` is in order, but could be better. `opens` is the modal in Slack that puts it right, with what it is about
    after a colon (`channel:C0123456789`); STEPS shows `fix` alone.
    """

    what: str
    state: State
    says: str = ""
    fix: str = ""
    opens: str = STEPS

    @property
    def in_order(self) -> bool:
        return self.state in {"ok", "note"}

    def line(self) -> str:
        """The finding on one line."""
        said = ". ".join(part.rstrip(".") for part in (self.says, self.fix) if part)
        return " ".join(f"{self.state:<8}{self.what}{': ' + said + '.' if said else ''}".split("\n"))


def ok(what: str, says: str = "") -> Finding:
    return Finding(what, "ok", says)


def in_order(findings: Iterable[Finding]) -> bool:
    return all(one.in_order for one in findings)


def of_channels(channels: Sequence[Channel]) -> list[Finding]:
    """What is amiss with the channels as they are set up, without a look at Slack."""
    if not any(channel.kind != "ignored" for channel in channels):
        how = "python app.py channel C0123456789 --kind tickets --sender B0123456789"
        return [Finding("channels", "missing", "No channel is set up", f"Set one up: {how}", CHANNELS)]
    return [found for channel in channels for found in [_of_channel(channel)] if found is not None]


def named(channel: Channel) -> str:
    return f"channel {channel.id}" + (f" (#{channel.name})" if channel.name else "")


def _of_channel(channel: Channel) -> Finding | None:
    opens = f"{CHANNEL}:{channel.id}"
    if channel.kind == "tickets" and not channel.senders:
        return Finding(
            named(channel),
            "missing",
            "No sender is set, so nobody's messages are taken for customers'",
            "Name whoever forwards the tickets: a bot's id (B…) or a user's",
            opens,
        )
    if channel.kind == "connect" and not channel.mirror:
        return Finding(
            named(channel),
            "missing",
            "It has no mirror, so I only keep what is said there",
            "Make an internal channel for its cards, invite me, and set it as the mirror",
            opens,
        )
    return None
