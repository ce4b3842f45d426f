"""The App Home: what a person sees of the bot when they open it. Outsiders get an inert page."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt import App

from assist.desk import Desk
from assist.slack.blocks.parts import Block, bullets, divider, header, line, rich, section, small, words
from assist.slack.gateway import Gateway
from assist.slack.guard import Leads
from assist.slack.reviews import Board
from assist.workplace import Channel

log = structlog.get_logger()
_QUEUE_CHARACTERS = 6_000  # the rest of the page has to fit beside it
_OWN_FLAGS = 6
_MOST_CHANNELS = 12
_KINDS = {"tickets": "internal, fed with tickets", "connect": "shared with a customer", "ignored": "ignored"}


class Home:
    def __init__(self, desk: Desk, gateway: Gateway, leads: Leads, board: Board) -> None:
        self.desk = desk
        self.gateway = gateway
        self.leads = leads
        self.board = board

    def publish(self, user: str) -> None:
        self.gateway.publish_home(user, self.page(user))

    def page(self, user: str) -> list[Block]:
        if not self.gateway.ours(user):
            return [section("Their Way helps the support team here. There is nothing to see for guests.")]
        blocks = [
            header("Their Way"),
            section(
                "Treat each customer the way that customer's own actions indicate they want. I listen in the "
                "channels below, keep what customers chose, and suggest replies shaped by it. Everything I hold about "
                "you is here."
            ),
        ]
        if user in self.leads:
            blocks += [header("Flagged drafts that were sent"), *self.board.for_lead(characters=_QUEUE_CHARACTERS)[1]]
        blocks += [header("My flags"), *self.board.for_agent(user, most=_OWN_FLAGS)[1], divider(), *self._channels()]
        return blocks

    def _channels(self) -> list[Block]:
        channels = self.desk.store.house.channels()
        if not channels:
            return [
                section(
                    "No channel is set up yet. On the machine where I run, say for example: "
                    "python app.py channel C0123456789 --kind tickets --sender B0123456789"
                )
            ]
        lines = [_channel(channel) for channel in channels[:_MOST_CHANNELS]]
        if len(channels) > _MOST_CHANNELS:
            lines.append(line(words(f"and {len(channels) - _MOST_CHANNELS} more")))
        store = self.desk.store
        counts = (
            f"{store.people.count()} customers, {store.conversations.count()} messages, {store.ledger.count()} choices"
        )
        return [rich(line(words("Channels", bold=True)), bullets(lines)), small(f"On record: {counts}.")]


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
