"""The slash commands: `/customer` shows a customer's card, `/flags` the queue or one's own flags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.identity import names_exactly
from assist.slack.actions import find, searched
from assist.slack.blocks.customer import customer_card, nobody, several, usage
from assist.slack.blocks.parts import Block
from assist.slack.gateway import Gateway
from assist.slack.reviews import Board
from assist.slack.text import plain

SHOWN = re.compile(r"show_customer_\d+")
TURNED = re.compile(r"timeline_(?:newer|older)")
_WORDS_CHARACTERS = 200
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

    @app.action(TURNED)
    def turn(ack: Ack, body: Body, action: Body, respond: Callable[..., Any]) -> None:
        ack()
        customer_id, page, wanted = json.loads(action["value"])
        gateway.reply(respond, body, *_card(customer_id, wanted, page), instead=True)

    def _looked_up(query: str) -> tuple[str, list[Block]]:
        if not query:
            return usage()
        found, more = find(desk, query)
        if len(found) == 1:
            return _card(found[0].id)
        if found:
            return several(plain(query), found, more=more)
        key, _, wanted = query.partition(" ")
        exact = find(desk, key)[0] if wanted.strip() else []
        if len(exact) == 1 and names_exactly(exact[0], searched(key)):
            return _card(exact[0].id, plain(wanted).strip()[:_WORDS_CHARACTERS])
        return nobody(plain(query))

    def _card(customer_id: str, wanted: str = "", page: int = 0) -> tuple[str, list[Block]]:
        card = desk.insight.card(customer_id, words=wanted, page=page)
        if card is None:
            return nobody(customer_id)
        links = {(thread.channel, thread.ts): gateway.permalink(thread.channel, thread.ts) for thread in card.threads}
        return customer_card(card, links, desk.catalogue)
