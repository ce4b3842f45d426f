"""The second trip as an agent sees it: write a reply, see what was found, send it, or send it with a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk.errors import SlackClientError

from assist.desk import Desk
from assist.records import Draft, Flag, new_id
from assist.slack.blocks.draft import REASON, SEND, WRITE, checked_view, lost_view, text_block, write_view
from assist.slack.blocks.parts import line, rich, section, words
from assist.slack.gateway import Gateway, NotInternal
from assist.slack.guard import actor
from assist.slack.text import message_text

log = structlog.get_logger()
Body = dict[str, Any]
SHORTCUT = "check_reply"
USE_REWRITE = re.compile(r"use_rewrite_\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """Which thread a draft is for, and the draft's id; it travels in the view's private metadata.

    `revision` counts the texts that we, not the agent, put into the input.
    """

    channel: str
    thread: str
    draft: str
    revision: int = 0

    def packed(self) -> str:
        return json.dumps([self.channel, self.thread, self.draft, self.revision])

    @classmethod
    def unpacked(cls, metadata: str) -> Place:
        return cls(*json.loads(metadata))


class Drafts:
    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        self.desk = desk
        self.gateway = gateway

    def write_reply(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        suggestion = self.desk.store.conversations.suggestion(action["value"])
        if suggestion is None:
            self.gateway.open_view(body["trigger_id"], lost_view("This suggestion is no longer kept."))
            return
        thread = self.desk.store.conversations.thread(suggestion.channel, suggestion.thread)
        place = Place(suggestion.channel, suggestion.thread, new_id())
        view = write_view(metadata=place.packed(), message=thread.message if thread else "", text=suggestion.text)
        self.gateway.open_view(body["trigger_id"], view)

    def check_reply(self, ack: Ack, body: Body, shortcut: Body) -> None:
        ack()
        message = shortcut["message"]
        root = str(message.get("thread_ts") or message["ts"])
        thread = self.desk.thread_at(shortcut["channel"]["id"], root)
        if thread is None:
            why = "I know of no customer's conversation in this thread. The check needs one to hold the reply against."
            self.gateway.open_view(body["trigger_id"], lost_view(why))
            return
        mine = message.get("user") == actor(body)[0]
        place = Place(thread.channel, thread.ts, new_id())
        text = message_text(message) if mine else ""
        self.gateway.open_view(
            body["trigger_id"], write_view(metadata=place.packed(), message=thread.message, text=text)
        )

    def checked(self, ack: Ack, body: Body, view: Body) -> None:
        place = Place.unpacked(view["private_metadata"])
        text = _typed(view, text_block(place.revision))
        if not text:
            ack(
                response_action="errors",
                errors={text_block(place.revision): "There is nothing to check yet: write your reply here."},
            )
            return
        ack(response_action="update", view=self._checked(self._check(body, place, text), place))

    def check_again(self, ack: Ack, body: Body) -> None:
        ack()
        view = body["view"]
        place = Place.unpacked(view["private_metadata"])
        text = _typed(view, text_block(place.revision))
        if text:
            self.gateway.update_view(view["id"], view.get("hash"), self._checked(self._check(body, place, text), place))

    def use_rewrite(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        view = body["view"]
        place = Place.unpacked(view["private_metadata"])
        text = _typed(view, text_block(place.revision))
        found = self.desk.store.reviews.flag(action["value"])
        if found is None:
            return
        text = _with_rewrite(text, *found)
        place = replace(place, revision=place.revision + 1)
        self.gateway.update_view(view["id"], view.get("hash"), self._checked(self._check(body, place, text), place))

    def send(self, ack: Ack, body: Body, view: Body) -> None:
        place = Place.unpacked(view["private_metadata"])
        text, reason = _typed(view, text_block(place.revision)), _typed(view, REASON)
        if not text:
            ack(
                response_action="errors",
                errors={text_block(place.revision): "There is nothing to send: write your reply here."},
            )
            return
        shown = self.desk.store.reviews.draft(place.draft)
        draft = self._check(body, place, text)
        if draft.flags and (shown is None or shown.text != text):
            ack(response_action="update", view=self._checked(draft, place))
            return
        if draft.flags and not reason:
            why = "Say in a few words why this is right for this customer, or change the draft."
            ack(response_action="errors", errors={REASON: why})
            return
        ack()
        self._send(draft, reason, actor(body)[0], body)

    def _check(self, body: Mapping[str, Any], place: Place, text: str) -> Draft:
        user, _ = actor(body)
        return self.desk.check_draft(
            draft_id=place.draft, agent=user, channel=place.channel, thread_ts=place.thread, text=text
        )

    def _checked(self, draft: Draft, place: Place) -> Body:
        return checked_view(
            draft, metadata=place.packed(), can_send=self.desk.may_send(place.channel), revision=place.revision
        )

    def _send(self, draft: Draft, reason: str, user: str, body: Mapping[str, Any]) -> None:
        """Post into a ticket's thread, once; elsewhere note it as used, since nothing of ours goes there."""
        claimed = self.desk.claim_sending(draft.id, reason=reason)
        if claimed is None or not self.desk.may_send(draft.channel):
            return
        person = self.gateway.person(user)
        try:
            by = {"type": "user", "user_id": user}
            blocks = [section(claimed.text), rich(line(words("Sent by ", italic=True), by))]
            ts = self.gateway.post(draft.channel, claimed.text, blocks, thread=draft.thread)
        except (NotInternal, SlackClientError) as error:
            self.desk.take_back_sending(draft.id)
            log.warning("a reply was not sent", draft=draft.id, why=str(error))
            lost = "The reply was not sent: Slack did not take it. Your text is kept below; try again in a moment."
            self.gateway.open_view(str(body.get("trigger_id")), lost_view(f"{lost}\n\n{claimed.text}"))
            return
        self.desk.sent(
            claimed, ts=ts, who=person.name if person else "agent", link=self.gateway.permalink(draft.channel, ts)
        )


def register(app: App, drafts: Drafts) -> None:
    app.action("write_reply")(drafts.write_reply)
    app.shortcut(SHORTCUT)(drafts.check_reply)
    app.view(WRITE)(drafts.checked)
    app.action("check_again")(drafts.check_again)
    app.action(USE_REWRITE)(drafts.use_rewrite)
    app.view(SEND)(drafts.send)


def _typed(view: Mapping[str, Any], block_id: str) -> str:
    state = view["state"]["values"].get(block_id, {}).get(block_id, {})
    return str(state.get("value") or "").strip()


def _with_rewrite(text: str, draft: Draft, flag: Flag) -> str:
    """The text with the flagged words replaced, where they stand; below it, where they are gone."""
    rewrite = flag.rewrite or ""
    at = flag.start if text == draft.text else text.find(flag.quote)
    return text[:at] + rewrite + text[at + len(flag.quote) :] if at >= 0 else f"{text}\n{rewrite}"
