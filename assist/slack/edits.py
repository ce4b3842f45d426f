"""Messages that read differently now, or are gone: what was derived from them follows, and so do card and lines.

An event that failed half way is done again from where it stopped: what the store has done already is not the measure of
what the thread shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assist.cards import interaction_id, thread_key
from assist.desk import Desk
from assist.slack.dealing import Dealer
from assist.slack.gateway import Gateway
from assist.slack.text import message_text
from assist.slack.tickets import MalformedEvent, hear, named

Event = Mapping[str, Any]


class Edits:
    def __init__(self, desk: Desk, gateway: Gateway, dealer: Dealer, our_domains: Sequence[str] = ()) -> None:
        self.desk = desk
        self.store = desk.store
        self.gateway = gateway
        self.dealer = dealer
        self.our_domains = our_domains

    def changed(self, payload: Event, *, again: bool) -> None:
        """A message reads differently. Slack also says so of a deleted one with replies, and for each unfurl.

        `again` says that this was tried before. Raises MalformedEvent where the message is missing.
        """
        message, channel_id = payload.get("message"), str(payload.get("channel"))
        if not isinstance(message, Mapping):
            raise MalformedEvent("message: a changed message comes with its new text")
        ts = str(message.get("ts"))
        if message.get("subtype") == "tombstone":
            self._gone(channel_id, ts, message, again=again)
            return
        channel = self.store.house.channel(channel_id)
        heard = hear(message, channel, self.gateway, our_domains=self.our_domains) if channel else None
        if heard is None or channel is None:
            self.desk.edited(channel_id, ts, message_text(message))
            return
        root = heard.incoming.thread
        before, counted = self.store.conversations.thread(channel_id, root), self.counted(channel_id, root)
        if not self.desk.edited(channel_id, ts, heard.incoming.text) and not again:
            return
        after = self.store.conversations.thread(channel_id, root)
        latest = after is not None and after.message_ts == ts and heard.role == "customer"
        if before is not None and after is not None and (before.message != after.message or (again and latest)):
            answer = self.desk.answer(heard.incoming)
            if not self.dealer.redeal(answer):
                self.dealer.deal(answer, channel, again=again)
        self.strike(channel_id, root, counted, again=again)
        self.dealer.note_new(channel_id, root, but=() if again else counted)
        self.dealer.ask(channel_id, root, again=again)

    def deleted(self, payload: Event, *, again: bool) -> None:
        """A message is gone. Raises MalformedEvent where it is not said which."""
        previous = payload.get("previous_message")
        left = previous if isinstance(previous, Mapping) else {}
        self._gone(str(payload.get("channel")), named(payload, "deleted_ts"), left, again=again)

    def _gone(self, channel_id: str, ts: str, message: Event, *, again: bool) -> None:
        """What was read out of a message goes along, and so does the card, unless more was said with it."""
        root = str(message.get("thread_ts") or ts)
        thread, counted = self.store.conversations.thread(channel_id, root), self.counted(channel_id, root)
        turn = self.desk.last_turn(thread) if thread else ()
        if thread is None or not (self.desk.deleted(channel_id, ts) or again):
            return
        left = [one for one in turn if one.id != interaction_id(channel_id, ts)]
        now = self.store.conversations.thread(channel_id, root)
        if left and (again or len(left) < len(turn)):
            self.dealer.deal_anew(channel_id, root, again=again)
        elif now is not None and now.message_ts == ts:
            self.dealer.withdraw(now)
        self.strike(channel_id, root, counted, again=again)
        self.dealer.note_new(channel_id, root, but=() if again else counted)
        self.dealer.ask(channel_id, root, again=again)

    def counted(self, channel_id: str, root: str) -> set[str]:
        """The choices that count in a thread."""
        return {choice.id for choice in self.store.ledger.of_thread(thread_key(channel_id, root))}

    def strike(self, channel_id: str, root: str, counted: set[str], *, again: bool) -> None:
        """Let the lines of those that were `counted` and no longer are say so."""
        if again or counted - self.counted(channel_id, root):
            self.dealer.strike(channel_id, root)
