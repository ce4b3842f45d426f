"""Events from Slack. A listener stores the event and returns: Bolt has acknowledged it already, and what is not stored
is lost. The worker does the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from assist.ports import Clock, Inbox
from assist.slack.text import clean
from assist.slack.tickets import spoken
from assist.workplace import InboxEvent

STORED = (
    "message",
    "channel_shared",
    "channel_unshared",
    "channel_id_changed",
    "member_joined_channel",
    "subteam_members_changed",
    "app_uninstalled",
    "tokens_revoked",
)


def register(app: App, inbox: Inbox, *, clock: Clock, wake: Callable[[], None]) -> None:
    """Store every event the worker has a use for. `message` comes last, and with every subtype."""

    def store(body: dict[str, Any], event: dict[str, Any]) -> None:
        kept = json.loads(clean(json.dumps(event, ensure_ascii=False)))
        key = event_key(body, kept)
        inbox.put(InboxEvent(key=key, kind=str(kept.get("type")), payload=kept, received_on=clock()))
        wake()

    for kind in reversed(STORED):
        app.event(kind)(store)


def event_key(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """What makes an event one and the same, however often and under whatever event id it arrives.

    A spoken message is known by channel and ts, since one message can arrive as two events; anything else by its event
    id, or, where Slack gave none, by all it says.
    """
    if event.get("type") == "message" and spoken(event) and event.get("ts"):
        return f"message:{event.get('channel')}:{event['ts']}"
    if body.get("event_id"):
        return str(body["event_id"])
    return "event:" + hashlib.sha256(json.dumps(event, sort_keys=True, default=str).encode()).hexdigest()[:20]
