"""The App Home: what a person sees of the bot when they open it. Outsiders get an inert page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from slack_bolt import Ack, App

from assist.desk import Desk
from assist.slack.blocks.home import lead_notes, open_threads, own_flags, own_habits, recent_customers, unsent_replies
from assist.slack.blocks.parts import (
    VIEW_CHARACTERS,
    Block,
    actions,
    bullets,
    button,
    divider,
    fits,
    header,
    line,
    rich,
    section,
    small,
    words,
)
from assist.slack.digest import WeeklyDigest
from assist.slack.gateway import Gateway
from assist.slack.guard import Leads, actor
from assist.slack.reviews import Board
from assist.workplace import Channel

log = structlog.get_logger()
THROW_AWAY = re.compile(r"drop_unsent_\d+")
_HOME_BLOCKS = 100
_QUEUE_CHARACTERS = 6_000  # the rest of the page has to fit beside it
_OWN_FLAGS = 6
_MOST_CHANNELS = 12
_KINDS = {"tickets": "internal, fed with tickets", "connect": "shared with a customer", "ignored": "ignored"}
_NO_DIGEST = "The weekly digest was not posted: its channel is shared or closed to me. Choose another one above."
_WITH_CHARTS = "The weekly digest comes with charts in its thread."
_WITHOUT_CHARTS = (
    "The weekly digest comes without charts: an admin has to allow the app the optional scope files:write."
)
_LEFT_OUT = "There is more than fits here."


def nothing(_: str) -> Sequence[Block]:
    return ()


class Home:
    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        leads: Leads,
        board: Board,
        weekly: WeeklyDigest,
        *,
        set_up: Callable[[str], Sequence[Block]] = nothing,
    ) -> None:
        """`set_up` gives, for a user id, what an admin has still to do; it stands above everything else."""
        self.desk = desk
        self.gateway = gateway
        self.leads = leads
        self.board = board
        self.weekly = weekly
        self.set_up = set_up

    def publish(self, user: str, view_hash: str | None = None) -> None:
        """Show somebody their Home; `view_hash` is that of the one they saw, if they saw one.

        Where it has changed meanwhile, what is shown is put together anew from what is kept now.
        """
        if not self.gateway.publish_home(user, self.page(user), view_hash=view_hash):
            self.gateway.publish_home(user, self.page(user))

    def page(self, user: str) -> list[Block]:
        if not self.gateway.ours(user):
            return [section("Their Way helps the support team here. There is nothing to see for guests.")]
        person = self.gateway.person(user)
        own = self.desk.agents.own_page(user, person.name if person else "")
        setting_up = self.set_up(user)
        parts: list[Sequence[Block]] = [setting_up, lead_notes(own.notes)]
        if user in self.leads:
            parts.append(self._for_lead(user))
        parts += [
            open_threads(own.threads),
            unsent_replies(own.unsent),
            [header("My flags"), *own_flags(own.drafts, own.verdicts, most=_OWN_FLAGS)[1]],
            own_habits(own.habits),
            recent_customers(own.customers),
            [] if setting_up and not self.desk.store.house.channels() else [divider(), *self._channels()],
        ]
        return _fitting([header("Their Way"), small(_ABOUT)], parts)

    def _for_lead(self, user: str) -> list[Block]:
        _, blocks = self.board.for_lead(user, characters=_QUEUE_CHARACTERS)
        more = [button("How far each kind is trusted", "show_standings"), button("Digest and floor", "ask_oversight")]
        about = [small(told) for told in [self._of_digest()] if told]
        return [header("Flagged drafts that were sent"), *blocks, actions(*more, block_id="oversight"), *about]

    def _of_digest(self) -> str:
        if self.weekly.failed():
            return _NO_DIGEST
        if not self.desk.oversight.digest_channel:
            return ""
        return _WITH_CHARTS if self.weekly.has_charts() else _WITHOUT_CHARTS

    def _channels(self) -> list[Block]:
        channels = self.desk.store.house.channels()
        if not channels:
            return [section("No channel is set up yet. An admin of this workspace does that in their own Home here.")]
        lines = [_channel(channel) for channel in channels[:_MOST_CHANNELS]]
        if len(channels) > _MOST_CHANNELS:
            lines.append(line(words(f"and {len(channels) - _MOST_CHANNELS} more")))
        store = self.desk.store
        counts = (
            f"{store.people.count()} customers, {store.conversations.count()} messages, {store.ledger.count()} choices"
        )
        return [rich(line(words("Channels", bold=True)), bullets(lines)), small(f"On record: {counts}.")]


_ABOUT = (
    "Treat each customer the way that customer's own actions indicate they want. I listen in the channels below, keep "
    "what customers chose, and suggest replies shaped by it. Everything I hold about you is here."
)


def _fitting(blocks: list[Block], parts: Sequence[Sequence[Block]]) -> list[Block]:
    """As many of the parts, in their order, as a Home holds; one that does not fit is left out whole."""
    left_out = False
    for part in parts:
        if fits([*blocks, *part], most=_HOME_BLOCKS - 1, characters=VIEW_CHARACTERS):
            blocks = [*blocks, *part]
        else:
            left_out = True
    return [*blocks, small(_LEFT_OUT)] if left_out else blocks


def _channel(channel: Channel) -> Block:
    named = [{"type": "channel", "channel_id": channel.id}, words(f": {_KINDS[channel.kind]}")]
    if channel.kind != "connect":
        return line(*named)
    if not channel.mirror:
        return line(*named, words(", no mirror yet: I only keep what is said"))
    return line(*named, words(", cards go to "), {"type": "channel", "channel_id": channel.mirror})


def register(app: App, home: Home) -> None:
    @app.event("app_home_opened")
    def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            home.publish(str(event["user"]))

    @app.action("note_read")
    def read(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        user, _ = actor(body)
        home.desk.agents.put_away(str(action["value"]), user)
        home.publish(user, (body.get("view") or {}).get("hash"))

    @app.action(THROW_AWAY)
    def throw_away(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        user, _ = actor(body)
        channel, _, thread_ts = str(action["value"]).partition(":")
        home.desk.drafts.put_aside(user, channel, thread_ts, "")
        home.publish(user, (body.get("view") or {}).get("hash"))
