"""The buttons of a card that say whose message it is: link a customer, and undo that."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.records import Customer
from assist.slack.blocks.customer import choose_for_thread, nobody
from assist.slack.blocks.endings import unlinked_line
from assist.slack.blocks.parts import modal, section, text_input
from assist.slack.dealing import Dealer
from assist.slack.gateway import Gateway
from assist.slack.guard import actor
from assist.slack.text import mentioned_user, plain, typed

LINK = re.compile(r"link_customer_\d+")
FIND = "find_customer_view"
_QUERY = "customer_query"
_MOST_FOUND = 10
Body = dict[str, Any]
LINKED_SINCE = "Nothing was undone: this link was taken back already, or the conversation was linked anew since."


def register(app: App, desk: Desk, gateway: Gateway, dealer: Dealer) -> None:
    @app.action("find_customer")
    def find_customer(ack: Ack, body: Body, action: Body) -> None:
        ack()
        gateway.open_view(body["trigger_id"], _find_view(action["value"]))

    @app.view(FIND)
    def found(ack: Ack, view: Body) -> None:
        query = typed(view, _QUERY)
        customers, _ = find(desk, query)
        if not customers:
            ack(response_action="errors", errors={_QUERY: nobody(query)[0]})
            return
        place = view["private_metadata"]
        ack(response_action="update", view=modal("Link a customer", FIND, choose_for_thread(customers, place)))

    @app.action(LINK)
    def link_customer(ack: Ack, body: Body, action: Body, respond: Callable[..., Any]) -> None:
        ack()
        user, _ = actor(body)
        channel, thread_ts, customer = action["value"].split(":", 2)
        answer = desk.link(channel, thread_ts, customer, by=user)
        where = desk.store.house.channel(channel)
        if answer is None or where is None:
            said = "Not linked: this conversation or this customer is no longer kept."
        else:
            said = "Linked. The card in the thread now shows this customer's record."
            if not dealer.redeal(answer):
                dealer.deal(answer, where)
            dealer.say_linked(answer, by=user)
            dealer.ask(channel, thread_ts)
        if "view" in body:
            done = modal("Link a customer", "inert", [section(said)])
            gateway.update_view(body["view"]["id"], body["view"].get("hash"), done)
        elif answer is None:
            gateway.reply(respond, body, said, [section(said)])

    @app.action("undo_link")
    def undo_link(ack: Ack, body: Body, action: Body, respond: Callable[..., Any]) -> None:
        ack()
        user, _ = actor(body)
        thread = desk.linker.unlink(action["value"], by=user)
        if thread is None:
            gateway.reply(respond, body, LINKED_SINCE, [section(LINKED_SINCE)])
            return
        dealer.deal_anew(thread.channel, thread.ts)
        if (body["channel"]["id"], body["message"]["ts"]) != (thread.card_channel, thread.card_ts):
            gateway.update(body["channel"]["id"], body["message"]["ts"], *unlinked_line(user))


def find(desk: Desk, query: str) -> tuple[list[Customer], bool]:
    """Customers by what a person typed (address, mention, id, part of a name), and whether there are more.

    Slack writes mentions and addresses as markup (`<@U1|maria>`, `<mailto:m@s.example|m@s.example>`).
    """
    wanted = searched(query)
    customers = desk.store.people.find(wanted, limit=_MOST_FOUND + 1) if wanted else []
    return customers[:_MOST_FOUND], len(customers) > _MOST_FOUND


def searched(query: str) -> str:
    """What a person typed, without Slack's markup."""
    return mentioned_user(query) or plain(query).strip().removeprefix("@")


def _find_view(place: str) -> Body:
    hint = "An e-mail address, an @mention, a customer id, or part of a name or company."
    return modal(
        "Link a customer",
        FIND,
        [text_input(_QUERY, "Whose message is this?", hint=hint)],
        submit="Find",
        metadata=place,
    )
