"""The second trip as an agent sees it: write a reply, see what was found, send it, or send it with a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from assist.cards import interaction_id
from assist.desk import Desk
from assist.records import Draft, Flag, new_id
from assist.slack.blocks.draft import (
    REASON,
    RIGHT,
    RIGHT_REASON,
    SEND,
    WRITE,
    checked_view,
    lost_view,
    right_view,
    text_block,
    unexplained,
)
from assist.slack.blocks.watch import LOOK
from assist.slack.dealing import Dealer
from assist.slack.gateway import Gateway
from assist.slack.guard import actor
from assist.slack.second_look import SecondLook
from assist.slack.sending import Sender
from assist.slack.text import message_text, typed
from assist.slack.writing import DELETED, GO_ON, Place, Writing, typed_in

Body = dict[str, Any]
SHORTCUT = "check_reply"
NOTHING_YET = "There is nothing here yet: write your reply."
SENT_ALREADY = "This reply has been sent already."
USE_REWRITE = re.compile(r"use_rewrite_\d+")
FLAG_RIGHT = re.compile(r"flag_right_\d+")


class Drafts:
    def __init__(self, desk: Desk, gateway: Gateway, dealer: Dealer, look: SecondLook) -> None:
        self.desk = desk
        self.gateway = gateway
        self.dealer = dealer
        self.look = look
        self.sender = Sender(desk, gateway, dealer)
        self.writing = Writing(desk, gateway)

    def write_reply(self, ack: Ack, body: Body, action: Body, respond: Callable[..., Any]) -> None:
        ack()
        suggestion_id, _, blank = action["value"].partition(":")
        self.begin(body, suggestion_id, respond, text="" if blank else None)

    def begin(self, body: Body, suggestion_id: str, respond: Callable[..., Any], *, text: str | None) -> None:
        """Open the modal with the suggestion, or with `text` where given; say so where the card is out of date."""
        view = self.view_for(suggestion_id, actor(body)[0], text=text)
        if view is None:
            self.dealer.say_out_of_date(respond, body, suggestion_id)
        else:
            self.gateway.open_view(body["trigger_id"], view)

    def view_for(self, suggestion_id: str, agent: str, *, text: str | None) -> Body | None:
        """The first view, for the thread of a suggestion that still stands.

        What the agent left there before comes back; a reply that they have chosen since stands below it.
        """
        stands = self.desk.standing(suggestion_id)
        if stands is None:
            return None
        suggestion, thread, _ = stands
        place = Place(suggestion.channel, suggestion.thread, new_id(), suggestion=suggestion.id)
        return self.writing.begun(
            place, agent, suggestion.text if text is None else text, thread.message, chosen=bool(text)
        )

    def check_reply(self, ack: Ack, body: Body, shortcut: Body) -> None:
        ack()
        message = shortcut["message"]
        root = str(message.get("thread_ts") or message["ts"])
        thread = self.desk.thread_at(shortcut["channel"]["id"], root)
        if thread is None:
            why = "I know of no customer's conversation in this thread. The check needs one to hold the reply against."
            self.gateway.open_view(body["trigger_id"], lost_view(why))
            return
        agent, _ = actor(body)
        place = Place(thread.channel, thread.ts, new_id(), suggestion=thread.suggestion)
        if message.get("user") == agent:
            view = self.writing.view(place, message_text(message), message=thread.message)
        else:
            view = self.writing.begun(place, agent, "", thread.message)
        self.gateway.open_view(body["trigger_id"], view)

    def check_posted(self, ack: Ack, body: Body, action: Body) -> None:
        """What was found in a reply that its author has posted by hand."""
        ack()
        channel, thread_ts, ts = action["value"].split(":")
        kept = self.desk.store.conversations.get([interaction_id(channel, ts)])
        place = Place(channel, thread_ts, new_id(), posted=True)
        if not kept:
            self.gateway.open_view(body["trigger_id"], lost_view(DELETED))
            return
        draft = self._check(body, place, kept[0].text)
        opened = self.gateway.open_view(body["trigger_id"], self._checked(draft, place))
        self._look_again(opened["id"], opened["hash"], draft, place)

    def put_suggestion(self, ack: Ack, body: Body) -> None:
        """The suggestion below what the agent has written: nothing of theirs is lost."""
        ack()
        place, text = typed_in(body["view"])
        suggestion = self.desk.store.conversations.suggestion(place.suggestion)
        if suggestion is not None:
            self._rewrite(body, place, f"{text}\n\n{suggestion.text}" if text else suggestion.text)

    def start_blank(self, ack: Ack, body: Body) -> None:
        ack()
        self._rewrite(body, typed_in(body["view"])[0], "")

    def back(self, ack: Ack, body: Body) -> None:
        ack()
        self._rewrite(body, *typed_in(body["view"]))

    def checked(self, ack: Ack, body: Body, view: Body) -> None:
        place, text = typed_in(view)
        if not text:
            ack(response_action="errors", errors={text_block(place.revision): NOTHING_YET})
            return
        self._acknowledge(ack, view, self._check(body, place, text), place)

    def check_again(self, ack: Ack, body: Body) -> None:
        ack()
        place, text = typed_in(body["view"])
        if text:
            self._show(body, place, text)

    def use_rewrite(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        place, text = typed_in(body["view"])
        if found := self.desk.store.reviews.flag(action["value"]):
            self._show(body, replace(place, revision=place.revision + 1), _with_rewrite(text, *found))

    def flag_right(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        if found := self.desk.store.reviews.flag(action["value"]):
            metadata = json.dumps([action["value"], body["view"]["id"], body["view"]["private_metadata"]])
            self.gateway.show_view(body, right_view(found[1], metadata=metadata))

    def said_right(self, ack: Ack, body: Body, view: Body) -> None:
        why = typed(view, RIGHT_REASON)
        if not why:
            ack(response_action="errors", errors={RIGHT_REASON: "Say in a few words why."})
            return
        ack()
        flag_id, below, metadata = json.loads(view["private_metadata"])
        place = Place.unpacked(metadata)
        self.desk.drafts.dispute(flag_id, agent=actor(body)[0], why=why)
        if draft := self.desk.store.reviews.draft(place.draft):
            # Its fields keep their ids, so what stands in them stays.
            self.look.changed(below, self.gateway.update_view(below, None, self._checked(draft, place)))

    def send(self, ack: Ack, body: Body, view: Body) -> None:
        (place, text), reason = typed_in(view), typed(view, REASON)
        if not text:
            ack(response_action="errors", errors={text_block(place.revision): NOTHING_YET})
            return
        shown = self.desk.store.reviews.draft(place.draft)
        if shown is not None and shown.sent_on:
            ack(response_action="update", view=lost_view(SENT_ALREADY))
            return
        draft = self._check(body, place, text)
        left = unexplained(draft)
        if left and (shown is None or shown.text != text):
            self._acknowledge(ack, view, draft, place)
        elif left and not reason:
            # An error at the field alone may lie below the fold: the view says it at its head as well.
            self._acknowledge(ack, view, draft, place, asked=True)
        else:
            ack()
            self.look.left(view["id"])
            said = reason or " · ".join(dict.fromkeys(flag.agent_reason for flag in draft.flags))
            claimed = self.desk.drafts.claim_sending(draft.id, reason=said)
            if claimed is not None and self._may_send(place):  # elsewhere it is noted as used, no more
                since = place.tried or self.sender.began(claimed)
                if failed := self.sender.send(claimed, actor(body)[0], since=place.tried):
                    again = self._checked(claimed, replace(place, tried=since), failed=failed)
                    self.gateway.open_view(body["trigger_id"], again)
                    return
            if claimed is not None:
                self.desk.drafts.put_aside(actor(body)[0], place.channel, place.thread, "")

    def _show(self, body: Body, place: Place, text: str) -> None:
        """Check a text and show what was found in the view that is open."""
        view = body["view"]
        shown = self.desk.store.reviews.draft(place.draft)
        sent = shown is not None and shown.sent_on is not None
        if sent:
            self.look.left(view["id"])
            self.gateway.update_view(view["id"], view.get("hash"), lost_view(SENT_ALREADY))
            return
        draft = self._check(body, place, text)
        if now := self.gateway.update_view(view["id"], view.get("hash"), self._checked(draft, place)):
            self._look_again(view["id"], now, draft, place)

    def _acknowledge(self, ack: Ack, view: Body, draft: Draft, place: Place, *, asked: bool = False) -> None:
        """Show a checked draft in the place of the view that was submitted."""
        ack(response_action="update", view=self._checked(draft, place, asked=asked))
        self._look_again(view["id"], "", draft, place)

    def _look_again(self, view_id: str, view_hash: str, draft: Draft, place: Place) -> None:
        self.look.shows(view_id, view_hash, draft, lambda both: self._checked(both, place))

    def _may_send(self, place: Place) -> bool:
        """Whether the view sends: not where a customer may be, and not what its author has posted already."""
        return not place.posted and self.desk.drafts.may_send(place.channel)

    def _check(self, body: Mapping[str, Any], place: Place, text: str) -> Draft:
        user, _ = actor(body)
        return self.desk.drafts.check(
            draft_id=place.draft, agent=user, channel=place.channel, thread_ts=place.thread, text=text
        )

    def _rewrite(self, body: Body, place: Place, text: str) -> None:
        """Show the first view with another text in it."""
        self.look.left(body["view"]["id"])
        thread = self.desk.store.conversations.thread(place.channel, place.thread)
        place = replace(place, revision=place.revision + 1)
        view = self.writing.view(place, text, message=thread.message if thread else "")
        self.gateway.update_view(body["view"]["id"], body["view"].get("hash"), view)

    def _checked(self, draft: Draft, place: Place, failed: str = "", *, asked: bool = False) -> Body:
        return checked_view(
            draft,
            self.desk.drafts.looked_at(draft),
            metadata=place.packed(),
            can_send=self._may_send(place),
            revision=place.revision,
            failed=failed,
            asked=asked,
        )


def register(app: App, drafts: Drafts) -> None:
    app.action("write_reply")(drafts.write_reply)
    app.shortcut(SHORTCUT)(drafts.check_reply)
    app.view(WRITE)(drafts.checked)
    app.view_closed(WRITE)(drafts.writing.closed)
    app.view_closed(SEND)(drafts.writing.closed)
    app.action(GO_ON)(drafts.writing.go_on)
    app.action("check_again")(drafts.check_again)
    app.action(USE_REWRITE)(drafts.use_rewrite)
    app.view(SEND)(drafts.send)
    app.action(LOOK)(drafts.check_posted)
    app.action("put_suggestion")(drafts.put_suggestion)
    app.action("start_blank")(drafts.start_blank)
    app.action("back_to_writing")(drafts.back)
    app.action(FLAG_RIGHT)(drafts.flag_right)
    app.view(RIGHT)(drafts.said_right)


def _with_rewrite(text: str, draft: Draft, flag: Flag) -> str:
    """The text with the flagged words replaced, where they stand; below it, where they are gone."""
    rewrite = flag.rewrite or ""
    at = flag.start if text == draft.text else text.find(flag.quote)
    return text[:at] + rewrite + text[at + len(flag.quote) :] if at >= 0 else f"{text}\n{rewrite}"
