"""Where a card goes, and that there is one of it: in a ticket's thread, or in a shared channel's internal mirror."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from assist.cards import Answer, thread_key
from assist.desk import Desk
from assist.records import Choice
from assist.slack.blocks.card import block_id, card, is_card, unknown_card
from assist.slack.blocks.choices import (
    choice_block_id,
    choice_named,
    chosen_line,
    question_block_id,
    question_line,
    retracted_line,
    withdrawn_line,
)
from assist.slack.blocks.endings import (
    answered,
    linked_line,
    nothing_line,
    out_of_date,
    refreshed,
    superseded,
    withdrawn,
)
from assist.slack.blocks.parts import Block, line, link, rich, words
from assist.slack.claiming import Claiming
from assist.slack.errors import FINAL, code
from assist.slack.gateway import Gateway, NotInternal
from assist.slack.text import shorten
from assist.workplace import Channel, Thread

log = structlog.get_logger()
UNKNOWN = "unknown"  # what a thread's card shows while nobody knows whose it is


class Dealer:
    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        claiming: Claiming,
        shown: Callable[[str], None] = lambda suggestion: None,
    ) -> None:
        """`shown` is told of each suggestion that is on a card now: there may be better words for it."""
        self.desk = desk
        self.gateway = gateway
        self.claiming = claiming
        self.shown = shown

    def deal(self, answer: Answer, channel: Channel, *, again: bool = False) -> None:
        """Post what the desk made of a message: a line for each choice taken, and the card, each once.

        `again` says that this was tried before: then what was posted but not noted is looked for first. In a shared
        channel without a mirror nothing is posted, only kept. An answer to more of one turn takes its card's place.
        One at a time is at a thread's card: raises CardHeld where another is for longer than a moment.
        """
        with self.claiming.held(answer.thread.channel, answer.thread.ts) as left_undone:
            self._deal(self._as_it_stands(answer), channel, again=again or left_undone)

    def _as_it_stands(self, answer: Answer) -> Answer:
        """An answer with its thread's card as it is now: another worker may have posted one since, or somebody may have
        said that the thread is another's.
        """
        now = self.desk.store.conversations.thread(answer.thread.channel, answer.thread.ts)
        if now and now.customer != answer.thread.customer and now.message_ts == answer.thread.message_ts:
            return self.desk.again(now)
        if now is None or (now.card_channel, now.card_ts) == (answer.thread.card_channel, answer.thread.card_ts):
            return answer
        card = {name: getattr(now, name) for name in ("card_channel", "card_thread", "card_ts", "suggestion", "about")}
        thread = replace(answer.thread, **card)
        return replace(answer, thread=thread, goes_on=self.desk.goes_on(thread, thread.customer))

    def _deal(self, answer: Answer, channel: Channel, *, again: bool) -> None:
        place = self._place(answer, channel, again=again)
        if place is None:
            return
        where, root = place
        old, thread = answer.thread, replace(answer.thread, card_channel=where, card_thread=root)
        posted = self.gateway.own_blocks(where, thread=root, since=old.about or root) if again else {}
        self._note_choices(where, root, (one for one in answer.taken if choice_block_id(one) not in posted))
        if float(old.about or 0) > float(old.message_ts or 0):
            return  # the card is about something newer
        if answer.suggestion is None and answer.customer is not None:
            if old.card_ts and not old.answered_by:  # an answered card says so already
                self._replace(old, *superseded())
            self.desk.card_posted(thread, channel=where, root=root, ts=old.card_ts, suggestion=old.suggestion)
            return
        key = answer.suggestion.id if answer.suggestion else UNKNOWN
        if old.suggestion == key and old.card_ts and old.card_channel == where:
            return
        if answer.goes_on and old.card_ts and old.card_channel == where:
            self._show(answer)
            return
        if old.card_ts:
            self._replace(old, *superseded())
        mine = posted.get(block_id(key), "")
        mine = mine if float(mine or 0) > float(old.message_ts or 0) else ""
        for left in {ts for name, ts in posted.items() if is_card(name)} - {old.card_ts, mine}:
            self._mark(where, left, *superseded())
        ts = mine or self.gateway.post(where, *card(answer, self.desk.catalogue), thread=root)
        self.desk.card_posted(thread, channel=where, root=root, ts=ts, suggestion=key)
        if answer.suggestion:
            self.shown(key)

    def better_words(self, channel_id: str, thread_ts: str, suggestion_id: str) -> None:
        """Put better words on a suggestion's card, if it is still the one that the thread shows."""
        thread = self.desk.store.conversations.thread(channel_id, thread_ts)
        suggestion = self.desk.store.conversations.suggestion(suggestion_id)
        gone = self.desk.store.conversations.is_rejected(suggestion_id)
        if thread and suggestion and not gone and thread.card_ts and thread.suggestion == suggestion_id:
            self._show(self.desk.again(thread, wording=suggestion.wording, form=suggestion.form))

    def redeal(self, answer: Answer) -> bool:
        """Show an answer in the place of the thread's card; False where there is none to replace."""
        thread = answer.thread
        if not thread.card_ts:
            return False
        where, root = thread.card_channel, thread.card_thread
        posted = self.gateway.own_blocks(where, thread=root, since=thread.message_ts) if answer.taken else {}
        self._note_choices(where, root, (one for one in answer.taken if choice_block_id(one) not in posted))
        self._show(answer)
        return True

    def _show(self, answer: Answer) -> None:
        thread, suggestion = answer.thread, answer.suggestion
        if answer.customer is None:
            shown, key = unknown_card(answer), UNKNOWN
        elif suggestion is None:
            shown, key = nothing_line(answer.customer, thread.link), ""
        elif thread.answered_by:
            shown, key = answered(thread.answered_by, suggestion.id), suggestion.id
        else:
            shown, key = card(answer, self.desk.catalogue), suggestion.id
        self.gateway.update(thread.card_channel, thread.card_ts, *shown)
        self.desk.card_posted(
            thread, channel=thread.card_channel, root=thread.card_thread, ts=thread.card_ts, suggestion=key
        )
        if suggestion and answer.customer:
            self.shown(key)

    def note_new(self, channel_id: str, thread_ts: str, *, but: Collection[str] = ()) -> None:
        """Post a line for each choice that was read out of a thread and has none there yet, but for those ids."""
        taken = self.desk.books.read_in(thread_key(channel_id, thread_ts))
        new = [choice for choice in taken if choice.id not in but]
        thread = self.desk.store.conversations.thread(channel_id, thread_ts) if new else None
        if thread is None or not thread.card_channel:
            return
        with self.claiming.held(channel_id, thread_ts):
            where, root = thread.card_channel, thread.card_thread
            posted = self.gateway.own_blocks(where, thread=root, since=root)
            self._note_choices(where, root, (one for one in new if choice_block_id(one) not in posted))

    def strike(self, channel_id: str, thread_ts: str) -> None:
        """Let the line of each choice that no longer counts say so."""
        thread = self.desk.store.conversations.thread(channel_id, thread_ts)
        if thread is None or not thread.card_channel:
            return
        with self.claiming.held(channel_id, thread_ts):
            where, root = thread.card_channel, thread.card_thread
            for name, ts in self.gateway.own_blocks(where, thread=root, since=root).items():
                choice = self.desk.store.ledger.get(choice_named(name))
                if choice is not None and choice.retracted_on is not None:
                    self._mark(where, ts, *retracted_line(self.desk.catalogue.label(choice.dimension, choice.chosen)))

    def say_linked(self, answer: Answer, *, by: str) -> None:
        """Say below a card whose the thread is now, with undo; where there was nothing to answer, the card says it."""
        thread = self.desk.store.conversations.thread(answer.thread.channel, answer.thread.ts)
        if thread and thread.card_channel and answer.customer and answer.suggestion:
            said = linked_line(answer.customer, thread.link, by)
            self.gateway.post(thread.card_channel, *said, thread=thread.card_thread)

    def ask(self, channel_id: str, thread_ts: str, *, again: bool = False) -> None:
        """Put what is only probable in a thread to the agents, each once; withdraw what is no longer to be asked."""
        if self.desk.store.questions.due(thread_key(channel_id, thread_ts)):
            with self.claiming.held(channel_id, thread_ts) as left_undone:
                self._ask(channel_id, thread_ts, again=again or left_undone)

    def _ask(self, channel_id: str, thread_ts: str, *, again: bool) -> None:
        questions = self.desk.store.questions
        due = questions.due(thread_key(channel_id, thread_ts))
        thread = self.desk.store.conversations.thread(channel_id, thread_ts) if due else None
        if thread is None or not thread.card_channel:
            return
        where, root = thread.card_channel, thread.card_thread
        posted = self.gateway.own_blocks(where, thread=root, since=thread.message_ts) if again else {}
        for question in due:
            label = self.desk.catalogue.label(question.choice.dimension, question.choice.chosen)
            if question.state == "open":
                ts = posted.get(question_block_id(question)) or self.gateway.post(
                    where, *question_line(question, label), thread=root
                )
                questions.placed(question.id, channel=where, ts=ts)
            else:
                self._mark(question.channel, question.ts, *withdrawn_line(label))
                questions.placed(question.id, channel="", ts="")

    def borne_out(self, channel_id: str, thread_ts: str, question_id: str, choice_id: str) -> None:
        """Note a choice that agents were asked about and a second reading has borne out, in its question's place."""
        question, choice = self.desk.store.questions.get(question_id), self.desk.store.ledger.get(choice_id)
        thread = self.desk.store.conversations.thread(channel_id, thread_ts)
        if question is None or choice is None or choice.retracted_on or thread is None or not thread.card_channel:
            return
        label = self.desk.catalogue.label(choice.dimension, choice.chosen)
        with self.claiming.held(channel_id, thread_ts):
            if question.ts:
                self._mark(question.channel, question.ts, *chosen_line(choice, label))
                self.desk.store.questions.placed(question_id, channel="", ts="")
                return
            where, root = thread.card_channel, thread.card_thread
            posted = self.gateway.own_blocks(where, thread=root, since=root)
            self._note_choices(where, root, [choice] if choice_block_id(choice) not in posted else [])

    def deal_anew(self, channel_id: str, thread_ts: str, *, again: bool = False) -> None:
        """Show in a thread's card what is right now: its customer, or what they said, is not what it was."""
        thread = self.desk.store.conversations.thread(channel_id, thread_ts)
        if thread is not None and thread.card_ts:
            self.redeal(self.desk.again(thread))
        self.ask(channel_id, thread_ts, again=again)

    def say_out_of_date(self, respond: Callable[..., Any], body: Mapping[str, Any], suggestion_id: str) -> None:
        """Tell whoever clicked that this card no longer holds, make it say so itself, and lead to the one that does."""
        suggestion = self.desk.store.conversations.suggestion(suggestion_id)
        thread = self.desk.store.conversations.thread(suggestion.channel, suggestion.thread) if suggestion else None
        clicked = (body["channel"]["id"], body["message"]["ts"])
        if thread is None or not thread.card_ts:
            self.gateway.reply(respond, body, *out_of_date(""))
        elif clicked == (thread.card_channel, thread.card_ts):
            self.deal_anew(thread.channel, thread.ts)
            self.gateway.reply(respond, body, *refreshed())
        else:
            self._mark(*clicked, *superseded())
            latest = self.gateway.permalink(thread.card_channel, thread.card_ts)
            self.gateway.reply(respond, body, *out_of_date(latest))

    def say_answered(self, channel_id: str, thread_ts: str) -> None:
        """Let a thread's card say who has answered, where it shows a suggestion."""
        thread = self.desk.store.conversations.thread(channel_id, thread_ts)
        if thread is not None and thread.answered_by and thread.card_ts and thread.suggestion not in ("", UNKNOWN):
            self._replace(thread, *answered(thread.answered_by, thread.suggestion))

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
        self._mark(thread.card_channel, thread.card_ts, text, blocks)

    def _mark(self, channel: str, ts: str, text: str, blocks: list[Block]) -> None:
        """Make a message that no longer holds say so. It may be gone itself: that must not keep the next one back."""
        try:
            self.gateway.update(channel, ts, text, blocks)
        except (NotInternal, SlackApiError) as error:
            if isinstance(error, SlackApiError) and code(error) not in FINAL:
                raise
            log.info("an older message was not marked", channel=channel, why=str(error))

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
        said = f"{shorten(who, 100)} wrote in #{channel.name or channel.id}: “{shorten(thread.message, 100)}”"
        address = self.gateway.permalink(thread.channel, thread.ts)
        back = [words(". "), link(address, "Open the customer's thread")] if address else []
        return f"{said}. {address}".strip(), [rich(line(words(said), *back), block_id=key)]
