"""The slash commands: `/customer` shows a customer's card, `/flags` the queue or one's own flags."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.slack.actions import find
from assist.slack.blocks.customer import customer_card, nobody, several, usage
from assist.slack.blocks.parts import Block
from assist.slack.gateway import Gateway
from assist.slack.reviews import Board
from assist.slack.text import plain

SHOWN = re.compile(r"show_customer_\d+")
Body = dict[str, Any]


def register(app: App, desk: Desk, gateway: Gateway, board: Board) -> None:
    @app.command("/customer")
    def customer(ack: Ack, body: Body, respond: Callable[..., Any]) -> None:
        ack()
        gateway.reply(respond, body, *_looked_up(str(body.get("text") or "").strip()))

    @app.command("/flags")
    def flags(ack: Ack, body: Body, respond: Callable[..., Any]) -> None:
        ack()
        gateway.reply(respond, body, *board.for_person(str(body["user_id"])))

    @app.action(SHOWN)
    def show(ack: Ack, body: Body, action: Body, respond: Callable[..., Any]) -> None:
        ack()
        gateway.reply(respond, body, *_card(action["value"]))

    def _looked_up(query: str) -> tuple[str, list[Block]]:
        if not query:
            return usage()
        found, more = find(desk, query)
        if not found:
            return nobody(plain(query))
        return _card(found[0].id) if len(found) == 1 else several(plain(query), found, more=more)

    def _card(customer_id: str) -> tuple[str, list[Block]]:
        card = desk.card(customer_id)
        if card is None:
            return nobody(customer_id)
        links = {(thread.channel, thread.ts): gateway.permalink(thread.channel, thread.ts) for thread in card.threads}
        return customer_card(card, links)
