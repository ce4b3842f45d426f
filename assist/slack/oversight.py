"""What leads do beside the queue: look at how each kind of flag does, overrule it, choose where the digest goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.slack.blocks.oversight import (
    CHANNEL,
    FLOOR,
    MEASURED,
    OVERRULE,
    SETTINGS,
    SHOWN,
    WHY,
    overrule_view,
    settings_view,
    standings_view,
)
from assist.slack.blocks.parts import Block
from assist.slack.gateway import Gateway
from assist.slack.guard import Leads, actor
from assist.slack.reviews import NOT_A_LEAD, notice
from assist.slack.text import picked, typed

Body = dict[str, Any]
_NOT_INTERNAL = "Guests can read this channel, or I can't look it up. Choose an internal one, and invite me to it."
_NO_SHARE = "A whole number from 0 to 100."
_WHY = "A few words: other leads will want to know."


class OversightForms:
    def __init__(self, desk: Desk, gateway: Gateway, leads: Leads, *, chosen: Callable[[], None]) -> None:
        """`chosen` is told when leads have said where the digest goes."""
        self._chosen = chosen
        self.desk = desk
        self.gateway = gateway
        self.leads = leads

    def show(self, ack: Ack, body: Body) -> None:
        ack()
        self.gateway.open_view(body["trigger_id"], self._for_leads(body, self._standings))

    def ask_settings(self, ack: Ack, body: Body) -> None:
        ack()
        kept = self.desk.oversight
        view = self._for_leads(body, lambda: settings_view(kept.digest_channel, kept.policy().floor))
        self.gateway.open_view(body["trigger_id"], view)

    def ask_overrule(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        kind = str(action["value"])
        (standing,) = self.desk.oversight.standings([kind])
        view, seen = self._for_leads(body, lambda: overrule_view(standing)), body["view"]
        self.gateway.update_view(seen["id"], seen.get("hash"), view)

    def overrule(self, ack: Ack, body: Body, view: Body) -> None:
        user, _ = actor(body)
        why, shown = typed(view, WHY), picked(view, SHOWN)
        if user not in self.leads:
            ack(response_action="update", view=notice(NOT_A_LEAD))
        elif not why:
            ack(response_action="errors", errors={WHY: _WHY})
        else:
            self.desk.oversight.overrule(view["private_metadata"], "" if shown == MEASURED else shown, by=user, why=why)
            ack(response_action="update", view=self._standings())

    def keep_settings(self, ack: Ack, body: Body, view: Body) -> None:
        user, _ = actor(body)
        channel, floor = _conversation(view, CHANNEL), typed(view, FLOOR)
        if user not in self.leads:
            ack(response_action="update", view=notice(NOT_A_LEAD))
        elif channel and not self.gateway.internal(channel):
            ack(response_action="errors", errors={CHANNEL: _NOT_INTERNAL})
        elif not floor.isdecimal() or int(floor) > 100:
            ack(response_action="errors", errors={FLOOR: _NO_SHARE})
        else:
            ack()
            self.desk.oversight.set_digest_channel(channel, by=user)
            self.desk.oversight.set_floor(int(floor) / 100, by=user)
            self._chosen()

    def _standings(self) -> Block:
        kinds = self.desk.insight.kinds
        return standings_view(self.desk.oversight.standings(kinds), self.desk.oversight.policy().floor)

    def _for_leads(self, body: Body, view: Callable[[], Block]) -> Block:
        user, _ = actor(body)
        return view() if user in self.leads else notice(NOT_A_LEAD)


def register(app: App, forms: OversightForms) -> None:
    app.action("show_standings")(forms.show)
    app.action("ask_oversight")(forms.ask_settings)
    app.action("ask_overrule")(forms.ask_overrule)
    app.view(OVERRULE)(forms.overrule)
    app.view(SETTINGS)(forms.keep_settings)


def _conversation(view: Body, block_id: str) -> str:
    """The channel that was picked in a modal, or ''."""
    return str(view["state"]["values"].get(block_id, {}).get(block_id, {}).get("selected_conversation") or "")
