"""Where a card goes, and that there is one of it: in a ticket's thread, or in a shared channel's internal mirror."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from assist.cards import Answer
from assist.desk import Desk
from assist.records import Choice
from assist.slack.blocks.card import block_id, card, choice_block_id, chosen_line, linked_line, superseded, withdrawn
from assist.slack.blocks.parts import Block, line, link, rich, words
from assist.slack.gateway import FINAL, Gateway, NotInternal, code
from assist.slack.text import shorten
from assist.workplace import Channel, Thread

log = structlog.get_logger()
UNKNOWN = "unknown"  # what a thread's card shows while nobody knows whose it is


class Dealer:
    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        self.desk = desk
        self.gateway = gateway

    def deal(self, answer: Answer, channel: Channel, *, again: bool = False) -> None:
        """Post what the desk made of a message: a line for each choice taken, and the card, each once.

        `again` says that this was tried before: then what was posted but not noted is looked for first. In a shared
        channel without a mirror nothing is posted, only kept.
        """
        place = self._place(answer, channel, again=again)
        if place is None:
            return
        where, root = place
        old, thread = answer.thread, replace(answer.thread, card_channel=where, card_thread=root)
        posted = self.gateway.own_blocks(where, thread=root, since=old.message_ts) if again else {}
        self._note_choices(where, root, (one for one in answer.taken if choice_block_id(one) not in posted))
        if answer.suggestion is None and answer.customer is not None:
            if old.card_ts:
                self._replace(old, *superseded())
            self.desk.card_posted(thread, channel=where, root=root, ts=old.card_ts, suggestion=old.suggestion)
            return
        key = answer.suggestion.id if answer.suggestion else UNKNOWN
        if old.suggestion == key and old.card_ts and old.card_channel == where:
            return
        if old.card_ts:
            self._replace(old, *superseded())
        ts = posted.get(block_id(key)) or self.gateway.post(where, *card(answer, self.desk.catalogue), thread=root)
        self.desk.card_posted(thread, channel=where, root=root, ts=ts, suggestion=key)

    def redeal(self, answer: Answer) -> bool:
        """Show an answer in the place of the thread's card; False where there is none to replace."""
        thread = answer.thread
        if not thread.card_ts or answer.customer is None:
            return False
        where, root = thread.card_channel, thread.card_thread
        posted = self.gateway.own_blocks(where, thread=root, since=thread.message_ts) if answer.taken else {}
        self._note_choices(where, root, (one for one in answer.taken if choice_block_id(one) not in posted))
        shown = card(answer, self.desk.catalogue) if answer.suggestion else linked_line(answer.customer)
        self.gateway.update(where, thread.card_ts, *shown)
        suggestion = answer.suggestion.id if answer.suggestion else ""
        self.desk.card_posted(thread, channel=where, root=root, ts=thread.card_ts, suggestion=suggestion)
        return True

    def withdraw(self, thread: Thread) -> None:
        """Take the card away: what it was about is gone."""
        if thread.card_ts:
            self._replace(thread, *withdrawn())
            self.desk.card_posted(thread, channel=thread.card_channel, root=thread.card_thread, ts="", suggestion="")

    def _note_choices(self, where: str, root: str, choices: Iterable[Choice]) -> None:
        for choice in choices:
            label = self.desk.catalogue.label(choice.dimension, choice.chosen)
            self.gateway.post(where, *chosen_line(choice, label), thread=root)

    def _replace(self, thread: Thread, text: str, blocks: list[Block]) -> None:
        """Make a card that no longer holds say so. It may be gone itself: that must not keep the next one back."""
        try:
            self.gateway.update(thread.card_channel, thread.card_ts, text, blocks)
        except (NotInternal, SlackApiError) as error:
            if isinstance(error, SlackApiError) and code(error) not in FINAL:
                raise
            log.info("an older card was not marked", channel=thread.card_channel, why=str(error))

    def _place(self, answer: Answer, channel: Channel, *, again: bool) -> tuple[str, str] | None:
        """(channel, thread) for a card: the ticket's own thread, or the mirror thread, begun where it is missing."""
        thread = answer.thread
        if channel.kind == "tickets":
            return channel.id, thread.ts
        if not channel.mirror:
            log.info("kept only: the shared channel has no mirror", channel=channel.id)
            return None
        if thread.card_thread and thread.card_channel == channel.mirror:
            return channel.mirror, thread.card_thread
        return channel.mirror, self._begin_mirror(thread, channel, answer, again=again)

    def _begin_mirror(self, thread: Thread, channel: Channel, answer: Answer, *, again: bool) -> str:
        key = f"mirror:{thread.channel}:{thread.ts}"
        root = self.gateway.own_blocks(channel.mirror, since=thread.message_ts).get(key, "") if again else ""
        if not root:
            root = self.gateway.post(channel.mirror, *self._opening(thread, channel, answer, key))
        self.desk.card_posted(thread, channel=channel.mirror, root=root, ts="", suggestion="")
        return root

    def _opening(self, thread: Thread, channel: Channel, answer: Answer, key: str) -> tuple[str, list[Block]]:
        who = answer.customer.name if answer.customer and answer.customer.name else "Somebody"
        said = f"{shorten(who, 100)} wrote in #{channel.name or channel.id}"
        address = self.gateway.permalink(thread.channel, thread.ts)
        back = [words(". "), link(address, "Open the customer's thread")] if address else []
        return f"{said}. {address}".strip(), [rich(line(words(said), *back), block_id=key)]
