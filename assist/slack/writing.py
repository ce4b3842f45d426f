"""The first view of the draft modal: what stands in it when it opens, and what is kept of it when it is closed.

Whoever closes the modal has not thrown their text away: it comes back when they open it for that thread again.
"""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass
from typing import Any

from slack_bolt import Ack

from assist.desk import Desk
from assist.records import new_id
from assist.slack.blocks.draft import WRITE, initial_text, lost_view, text_block, write_view
from assist.slack.blocks.parts import INPUT_CHARACTERS
from assist.slack.gateway import Gateway
from assist.slack.guard import actor
from assist.slack.text import typed

Body = dict[str, Any]
DELETED = "This reply is no longer kept."
GO_ON = re.compile(r"go_on_writing_\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """Which thread a draft is for, the draft's id, and what was suggested; it travels in the view's private metadata.

    `revision` counts the texts that we, not the agent, put into the input; `tried` is since when (a Slack timestamp)
    the reply may stand in the thread though Slack has not said so.
    """

    channel: str
    thread: str
    draft: str
    revision: int = 0
    suggestion: str = ""
    posted: bool = False
    tried: str = ""

    def packed(self) -> str:
        return json.dumps(astuple(self))

    @classmethod
    def unpacked(cls, metadata: str) -> Place:
        return cls(*json.loads(metadata))


class Writing:
    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        self.desk = desk
        self.gateway = gateway

    def go_on(self, ack: Ack, body: Body, action: Body) -> None:
        """Open what an agent left in a thread, from their Home."""
        ack()
        channel, _, thread_ts = action["value"].partition(":")
        thread = self.desk.store.conversations.thread(channel, thread_ts)
        if thread is None:
            self.gateway.open_view(body["trigger_id"], lost_view(DELETED))
            return
        place = Place(channel, thread_ts, new_id(), suggestion=thread.suggestion)
        self.gateway.open_view(body["trigger_id"], self.begun(place, actor(body)[0], "", thread.message))

    def closed(self, ack: Ack, body: Body, view: Body) -> None:
        """The modal was closed without sending: what its agent has written in it stays for them."""
        ack()
        place, block_id = _place(view), text_block(_place(view).revision)
        shown = self.desk.store.reviews.draft(place.draft)
        if place.posted or block_id not in view["state"]["values"] or (shown is not None and shown.sent_on):
            return
        text = typed(view, block_id)
        suggestion = self.desk.store.conversations.suggestion(place.suggestion)
        untouched = view["callback_id"] == WRITE and place.revision == 0 and text == initial_text(view)
        if not untouched and not (suggestion and text == suggestion.text):
            self.desk.drafts.put_aside(actor(body)[0], place.channel, place.thread, text)

    def begun(self, place: Place, agent: str, text: str, message: str, *, chosen: bool = False) -> Body:
        """The first view with what the agent left in the thread, if they did; with `text` below if it is `chosen`."""
        left = self.desk.store.aside.get(agent, place.channel, place.thread)
        if left is not None:
            both = f"{left.text}\n\n{text}"
            text = both if chosen and len(both) <= INPUT_CHARACTERS else left.text
        return self.view(place, text, message=message, back=left is not None)

    def view(self, place: Place, text: str, *, message: str, back: bool = False) -> Body:
        suggestion = self.desk.store.conversations.suggestion(place.suggestion)
        return write_view(
            metadata=place.packed(),
            message=message,
            text=text,
            revision=place.revision,
            suggestion=suggestion.text if suggestion else "",
            back=back,
        )


def typed_in(view: Body) -> tuple[Place, str]:
    """Where a view's draft belongs, and what stands in its field."""
    place = _place(view)
    return place, typed(view, text_block(place.revision))


def _place(view: Body) -> Place:
    return Place.unpacked(view["private_metadata"])
