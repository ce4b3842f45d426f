"""The queue of flagged drafts for team leads, and the verdicts on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.records import Verdict
from assist.slack.blocks.parts import MESSAGE_CHARACTERS, Block, modal, section
from assist.slack.blocks.queue import NOTE, PAGE, VERDICT, own_flags, queue, verdict_view
from assist.slack.gateway import Gateway
from assist.slack.guard import Leads, actor
from assist.slack.text import typed

Body = dict[str, Any]
_NOT_A_LEAD = "Only team leads decide on flags. Ask an admin to add you to the leads' group or list."
_GONE = "This draft is no longer kept."


class Board:
    """What a person sees of the flags: a lead the queue, an agent their own."""

    def __init__(self, desk: Desk, leads: Leads) -> None:
        self.desk = desk
        self.leads = leads

    def for_person(self, user: str) -> tuple[str, list[Block]]:
        return self.for_lead() if user in self.leads else self.for_agent(user)

    def for_lead(self, *, characters: int = MESSAGE_CHARACTERS) -> tuple[str, list[Block]]:
        reviews = self.desk.store.reviews
        return queue(reviews.queue(limit=PAGE), reviews.queue_length(), self.desk.drafts.trust(), characters=characters)

    def for_agent(self, user: str, *, most: int = 12) -> tuple[str, list[Block]]:
        drafts = self.desk.store.reviews.of_agent(user)
        verdicts: dict[str, Verdict] = {}
        for draft in drafts:
            for flag in draft.flags:
                if verdict := self.desk.store.reviews.verdict(flag.id):
                    verdicts[flag.id] = verdict
        return own_flags(drafts, verdicts, most=most)


def register(app: App, desk: Desk, gateway: Gateway, leads: Leads, refresh_home: Callable[[str], None]) -> None:
    @app.action("uphold_flag")
    def uphold(ack: Ack, body: Body, action: Body) -> None:
        ack()
        _ask(body, action["value"], upheld=True)

    @app.action("dismiss_flag")
    def dismiss(ack: Ack, body: Body, action: Body) -> None:
        ack()
        _ask(body, action["value"], upheld=False)

    @app.view(VERDICT)
    def decide(ack: Ack, body: Body, view: Body) -> None:
        user, _ = actor(body)
        flag_id, upheld = json.loads(view["private_metadata"])
        if user not in leads:
            ack(response_action="update", view=_notice(_NOT_A_LEAD))
            return
        note = typed(view, NOTE)
        verdict = desk.drafts.decide(flag_id, lead=user, upheld=upheld, note=note)
        if verdict is None:
            ack(response_action="update", view=_notice(_GONE))
        elif (verdict.lead, verdict.upheld) != (user, upheld):
            ack(response_action="update", view=_notice(_decided(verdict, user)))
        else:
            ack()
        refresh_home(user)

    def _ask(body: Body, flag_id: str, *, upheld: bool) -> None:
        user, _ = actor(body)
        found = desk.store.reviews.flag(flag_id)
        taken = desk.store.reviews.verdict(flag_id)
        if user not in leads:
            view = _notice(_NOT_A_LEAD)
        elif found is None:
            view = _notice(_GONE)
        elif taken is not None:
            view = _notice(_decided(taken, user))
        else:
            view = verdict_view(found[1], upheld=upheld, metadata=json.dumps([flag_id, upheld]))
        gateway.open_view(body["trigger_id"], view)


def _decided(verdict: Verdict, user: str) -> str:
    who = "You have" if verdict.lead == user else "Somebody was quicker and has"
    return f"{who} {'upheld' if verdict.upheld else 'dismissed'} this flag already. That stands."


def _notice(text: str) -> Block:
    return modal("Flags", "inert", [section(text)])
