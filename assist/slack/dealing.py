"""Where a card goes, and that there is one of it: in a ticket's thread, or in a shared channel's internal mirror."""

from __future__ import annotations

from dataclasses import replace

import structlog

from assist.cards import Answer
from assist.desk import Desk
from assist.records import Channel, Thread
from assist.slack.blocks.card import block_id, card, chosen_line, superseded
from assist.slack.blocks.parts import line, link, rich, words
from assist.slack.gateway import Gateway

log = structlog.get_logger()


class Dealer:
    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        self.desk = desk
        self.gateway = gateway

    def deal(self, answer: Answer, channel: Channel, *, again: bool = False) -> None:
        """Post what the desk made of a message: a line for each choice taken, and the card, each once.

        `again` says that this was tried before: then a card that was posted but not noted is looked for first. In a
        shared channel without a mirror nothing is posted, only kept.
        """
        place = self._place(answer, channel)
        if place is None:
            return
        where, root = place
        thread = replace(answer.thread, card_channel=where, card_thread=root)
        for choice in answer.taken:
            label = self.desk.catalogue.label(choice.dimension, choice.chosen)
            self.gateway.post(where, *chosen_line(choice, label), thread=root)
        if answer.suggestion is None and answer.customer is not None:
            self.desk.card_posted(thread, channel=where, root=root, ts=thread.card_ts, suggestion=thread.suggestion)
            return
        key = answer.suggestion.id if answer.suggestion else "unknown"
        if thread.suggestion == key and thread.card_ts:
            return
        if thread.card_ts:
            self.gateway.update(where, thread.card_ts, *superseded())
        ts = self.gateway.find_own(where, root, block_id(key)) if again else ""
        if not ts:
            ts = self.gateway.post(where, *card(answer, self.desk.catalogue), thread=root)
        self.desk.card_posted(thread, channel=where, root=root, ts=ts, suggestion=key)

    def redeal(self, answer: Answer) -> bool:
        """Show an answer in the place of the thread's card; False where there is none to replace."""
        thread = answer.thread
        if not thread.card_ts or answer.suggestion is None:
            return False
        self.gateway.update(thread.card_channel, thread.card_ts, *card(answer, self.desk.catalogue))
        self.desk.card_posted(
            thread,
            channel=thread.card_channel,
            root=thread.card_thread,
            ts=thread.card_ts,
            suggestion=answer.suggestion.id,
        )
        return True

    def _place(self, answer: Answer, channel: Channel) -> tuple[str, str] | None:
        """(channel, thread) for a card: the ticket's own thread, or the mirror thread, begun where it is missing."""
        thread = answer.thread
        if channel.kind == "tickets":
            return channel.id, thread.ts
        if not channel.mirror:
            log.info("kept only: the shared channel has no mirror", channel=channel.id)
            return None
        if thread.card_thread and thread.card_channel == channel.mirror:
            return channel.mirror, thread.card_thread
        return channel.mirror, self._begin_mirror(thread, channel, answer)

    def _begin_mirror(self, thread: Thread, channel: Channel, answer: Answer) -> str:
        who = answer.customer.name if answer.customer else "Somebody"
        said = f"{who} wrote in #{channel.name or channel.id}"
        address = self.gateway.permalink(thread.channel, thread.ts)
        back = [words(". "), link(address, "Open the customer's thread")] if address else []
        text = f"{said}. {address}".strip()
        root = self.gateway.post(channel.mirror, text, [rich(line(words(said), *back))])
        self.desk.card_posted(thread, channel=channel.mirror, root=root, ts="", suggestion="")
        return root
