"""Posts a reply into its ticket's thread, once: also where Slack took it and its answer was lost on the way.

The message carries the draft's id as a block id. Where a call ended without an answer, the thread is searched for it
before anybody is told that nothing was sent, and again before the reply is posted a second time.
"""

from __future__ import annotations

import structlog

from assist.desk import Desk
from assist.records import Draft
from assist.slack.blocks.parts import Block, line, person, rich, section, words
from assist.slack.dealing import Dealer
from assist.slack.errors import FAILURES, code
from assist.slack.gateway import Gateway, NotInternal

log = structlog.get_logger()
NOT_SENT = "Not sent: Slack did not take it. Your text is below; try again in a moment."
SHARED_NOW = "Not sent: this channel is shared with people outside, or can't be looked up. Copy your text from below."


class Sender:
    def __init__(self, desk: Desk, gateway: Gateway, dealer: Dealer) -> None:
        self.desk = desk
        self.gateway = gateway
        self.dealer = dealer

    def send(self, draft: Draft, agent: str, *, since: str) -> str:
        """Post a claimed draft and note what follows; '' or, where it was not sent, why, for the agent to read.

        `since` is the Slack timestamp after which an earlier try may have posted it, '' for a first try. What stands
        there then gets the text as it is now.
        """
        found = self.gateway.person(agent)
        name = found.name if found and found.name else "agent"
        try:
            ts = self._stands(draft, since) if since else ""
            message = _message(draft, agent, name)
            if ts:
                self.gateway.update(draft.channel, ts, *message)
            else:
                ts = self._post(draft, *message)
        except (NotInternal, *FAILURES) as error:
            self.desk.drafts.take_back_sending(draft.id)
            log.warning("a reply was not sent", draft=draft.id, why=code(error))
            return SHARED_NOW if isinstance(error, NotInternal) else NOT_SENT
        self.desk.drafts.sent(draft, ts=ts, who=name, link=self.gateway.permalink(draft.channel, ts))
        answer = self.desk.taken_after(draft.channel, draft.thread)
        channel = self.desk.store.house.channel(draft.channel)
        if answer is not None and channel is not None:
            self.dealer.deal(answer, channel)
        self.dealer.ask(draft.channel, draft.thread)
        self.dealer.say_answered(draft.channel, draft.thread)
        return ""

    def began(self, draft: Draft) -> str:
        """The Slack timestamp of the latest that was said before a draft was sent: it stands after that, if it does."""
        thread = self.desk.store.conversations.thread(draft.channel, draft.thread)
        return (thread.message_ts if thread else "") or draft.thread

    def _post(self, draft: Draft, text: str, blocks: list[Block]) -> str:
        try:
            return self.gateway.post(draft.channel, text, blocks, thread=draft.thread)
        except FAILURES as error:
            log.warning("whether a reply was taken is looked up", draft=draft.id, why=code(error))
            if ts := self._stands(draft, self.began(draft)):
                return ts
            raise

    def _stands(self, draft: Draft, since: str) -> str:
        """The ts of the message that a draft was posted as, '' where there is none."""
        return self.gateway.own_blocks(draft.channel, thread=draft.thread, since=since).get(_block_id(draft), "")


def _message(draft: Draft, agent: str, name: str) -> tuple[str, list[Block]]:
    sent_by = rich(line(words("Sent by ", italic=True), person(agent)), block_id=_block_id(draft))
    return f"{draft.text}\n\nSent by {name}", [section(draft.text), sent_by]


def _block_id(draft: Draft) -> str:
    return f"reply:{draft.id}"
