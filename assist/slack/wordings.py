"""The buttons of a card that are about its words: other words, another lead, not right, and what holds now."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.records import Form
from assist.slack.blocks.alternative import WHY, WHY_VIEW, WITH_THIS, alternative_view, why_view
from assist.slack.blocks.card import BLANK, INSTEAD, MORE, NOT_RIGHT, OTHER_REASON, REASONS, second_try
from assist.slack.blocks.draft import lost_view
from assist.slack.blocks.endings import REOPEN, rejected
from assist.slack.dealing import Dealer
from assist.slack.drafts import Drafts
from assist.slack.gateway import Gateway
from assist.slack.guard import actor
from assist.slack.text import typed
from assist.workplace import NotRight

Body = dict[str, Any]
Respond = Callable[..., Any]
MOVED_ON = "The conversation has moved on since. The latest card is in the thread."


class Wordings:
    def __init__(self, desk: Desk, gateway: Gateway, dealer: Dealer, drafts: Drafts) -> None:
        self.desk = desk
        self.gateway = gateway
        self.dealer = dealer
        self.drafts = drafts

    def again(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        self._reword(action["value"], None, body, respond)

    def more(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        suggestion_id, _, what = action["selected_option"]["value"].partition(":")
        if what == BLANK:
            self.drafts.begin(body, suggestion_id, respond, text="")
        else:
            self._reword(suggestion_id, cast(Form, what), body, respond)

    def reopen(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        answer = self.desk.reopened(action["value"])
        if answer is None or not self.dealer.redeal(answer):
            self.dealer.say_out_of_date(respond, body, action["value"])

    def instead(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        suggestion_id, _, place = action["selected_option"]["value"].partition(":")
        shown = self.desk.instead(suggestion_id, int(place))
        if shown is None:
            self.dealer.say_out_of_date(respond, body, suggestion_id)
            return
        view = alternative_view(shown, metadata=json.dumps([suggestion_id, int(place)]))
        self.gateway.open_view(body["trigger_id"], view)

    def with_this(self, ack: Ack, body: Body, view: Body) -> None:
        suggestion_id, place = json.loads(view["private_metadata"])
        shown = self.desk.instead(suggestion_id, place)
        found = self.drafts.view_for(suggestion_id, actor(body)[0], text=shown.text) if shown else None
        ack(response_action="update", view=found or lost_view(MOVED_ON))

    def not_right(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        ack()
        suggestion_id, _, what = action["selected_option"]["value"].partition(":")
        kind = cast(NotRight, what)
        if kind == OTHER_REASON:
            self.gateway.open_view(body["trigger_id"], why_view(suggestion_id))
        elif not self._reject(suggestion_id, kind, REASONS[kind].lower(), actor(body)[0]):
            self.dealer.say_out_of_date(respond, body, suggestion_id)

    def why(self, ack: Ack, body: Body, view: Body) -> None:
        said = typed(view, WHY)
        if not said:
            ack(response_action="errors", errors={WHY: "Say in a few words what is wrong."})
            return
        ack()
        self._reject(view["private_metadata"], OTHER_REASON, said, actor(body)[0])

    def _reword(self, suggestion_id: str, form: Form | None, body: Body, respond: Respond) -> None:
        answer = self.desk.reword(suggestion_id, form)
        if answer is None or not self.dealer.redeal(answer):
            self.dealer.say_out_of_date(respond, body, suggestion_id)

    def _reject(self, suggestion_id: str, kind: NotRight, why: str, by: str) -> bool:
        """Keep it, and say so in the card; False where the card shows another suggestion by now."""
        suggestion = self.desk.store.conversations.suggestion(suggestion_id)
        if suggestion is None or not self.desk.not_right(suggestion_id, by=by, kind=kind, why=why):
            return False
        thread = self.desk.store.conversations.thread(suggestion.channel, suggestion.thread)
        if thread is None or not thread.card_ts or thread.suggestion != suggestion_id:
            return False
        options = [self.desk.catalogue.label(one.dimension, one.option) for one in self.desk.others(suggestion)]
        buttons = second_try(suggestion, thread, kind, options)
        shown = rejected(by, why, self._counted(kind), buttons)
        self.gateway.update(thread.card_channel, thread.card_ts, *shown)
        return True

    def _counted(self, kind: NotRight) -> str:
        total, by_kind = self.desk.store.conversations.rejections()
        return (
            f"Kept with the suggestion. So far {sum(by_kind.values())} of {total} suggestions were not right, "
            f"{by_kind[kind]} of them for this reason."
        )


def register(app: App, wordings: Wordings) -> None:
    app.action("another_wording")(wordings.again)
    app.action(MORE)(wordings.more)
    app.action(REOPEN)(wordings.reopen)
    app.action(INSTEAD)(wordings.instead)
    app.view(WITH_THIS)(wordings.with_this)
    app.action(NOT_RIGHT)(wordings.not_right)
    app.view(WHY_VIEW)(wordings.why)
    app.action("show_latest")(lambda ack: ack())  # its address opens by itself
