"""The queue of flagged drafts for team leads, and the verdicts on them. Who is a lead is asked at every step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, get_args

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.records import Verdict
from assist.reviews import Age, Case, Wanted
from assist.slack.blocks.home import own_flags
from assist.slack.blocks.parts import MESSAGE_CHARACTERS, Block, modal, section
from assist.slack.blocks.queue import AGE, FILTER, GROUP, KIND, NOTE, VERDICT, filter_view, queue, verdict_view
from assist.slack.gateway import Gateway
from assist.slack.guard import Leads, actor
from assist.slack.text import picked, typed

Body = dict[str, Any]
NOT_A_LEAD = "Only team leads decide on flags. Ask an admin to add you to the leads' group or list."
_GONE = "This draft is no longer kept."
_SAY_SOMETHING = "Write the agent a few words; to decide without a note, close this and press Uphold."
_DECISIONS = {"uphold_flag": "uphold", "dismiss_flag": "dismiss", "coach_flag": "coach"}


class Board:
    """What a person sees of the flags: a lead the queue, an agent their own.

    Where a lead stands in the queue, and what they filter it by, is kept for each lead, so that it is the same in the
    Home, after a verdict and tomorrow.
    """

    def __init__(self, desk: Desk, gateway: Gateway, leads: Leads, groups: Sequence[str] = ()) -> None:
        """`groups` are the user groups of agents that the queue can be filtered by."""
        self.desk = desk
        self.gateway = gateway
        self.leads = leads
        self.groups = groups

    def for_person(self, user: str) -> tuple[str, list[Block]]:
        return self.for_lead(user) if user in self.leads else self.for_agent(user)

    def for_lead(self, user: str, *, characters: int = MESSAGE_CHARACTERS) -> tuple[str, list[Block]]:
        wanted = self.wanted(user)
        name = self.gateway.group_name(wanted.group) if wanted.group else ""
        return queue(self._case(user, wanted), wanted, group=name, characters=characters)

    def for_agent(self, user: str, *, most: int = 12) -> tuple[str, list[Block]]:
        return own_flags(*self.desk.agents.own_flags(user), most=most)

    def wanted(self, user: str) -> Wanted:
        return Wanted(**self._kept(user)["wanted"])

    def want(self, user: str, wanted: Wanted) -> None:
        """Filter a lead's queue from its beginning."""
        self._keep(user, wanted, "", 0)

    def go(self, user: str, flag_id: str, at: int) -> None:
        """Put a lead before a flag of the queue."""
        self._keep(user, self.wanted(user), flag_id, at)

    def _case(self, user: str, wanted: Wanted) -> Case | None:
        members = sorted(self.gateway.group(wanted.group)) if wanted.group else None
        kept = self._kept(user)
        case = self.desk.oversight.case(self.desk.oversight.waiting(wanted, members), kept["flag"], kept["at"])
        if case and (case.flag.id, case.place - 1) != (kept["flag"], kept["at"]):
            self._keep(user, wanted, case.flag.id, case.place - 1)
        return case

    def _kept(self, user: str) -> Body:
        return self.desk.store.house.setting(f"queue:{user}") or {"wanted": {}, "flag": "", "at": 0}

    def _keep(self, user: str, wanted: Wanted, flag_id: str, at: int) -> None:
        asked = {"kind": wanted.kind, "group": wanted.group, "age": wanted.age}
        kept = {"wanted": asked, "flag": flag_id, "at": at}
        self.desk.store.house.set(f"queue:{user}", kept, on=self.desk.clock())


class Reviewing:
    """What leads do with the queue."""

    def __init__(self, board: Board, show_home: Callable[..., None]) -> None:
        self.board = board
        self.desk = board.desk
        self.gateway = board.gateway
        self.show_home = show_home

    def ask(self, ack: Ack, body: Body, action: Body) -> None:
        """A button of a verdict: ask for the note, unless there is nothing left to decide."""
        ack()
        user, _ = actor(body)
        flag_id, verb = str(action["value"]), _DECISIONS[action["action_id"]]
        found = self.desk.store.reviews.flag(flag_id)
        taken = self.desk.store.reviews.verdict(flag_id)
        if user not in self.board.leads:
            view = notice(NOT_A_LEAD)
        elif found is None:
            view = notice(_GONE)
        elif taken is not None:
            view = notice(_decided(taken, user))
        else:
            view = verdict_view(found[1], verb=verb, metadata=json.dumps([flag_id, verb]))
        self.gateway.open_view(body["trigger_id"], view)
        if taken is not None and user in self.board.leads:
            self.show_home(user)

    def decide(self, ack: Ack, body: Body, view: Body) -> None:
        user, _ = actor(body)
        flag_id, verb = json.loads(view["private_metadata"])
        upheld, note = verb != "dismiss", typed(view, NOTE)
        if user not in self.board.leads:
            ack(response_action="update", view=notice(NOT_A_LEAD))
            return
        if verb == "coach" and not note:
            ack(response_action="errors", errors={NOTE: _SAY_SOMETHING})
            return
        verdict = self.desk.oversight.decide(flag_id, lead=user, upheld=upheld, note=note)
        if verdict is None:
            ack(response_action="update", view=notice(_GONE))
        elif (verdict.lead, verdict.upheld, verdict.note) != (user, upheld, note):
            ack(response_action="update", view=notice(_decided(verdict, user)))
        else:
            ack()
            self._tell_the_agent(flag_id, note)
        self.show_home(user)

    def turn(self, ack: Ack, body: Body, action: Body, respond: Callable[..., Any]) -> None:
        """Next or previous: the same place is shown in the Home and in the answer to `/flags`."""
        ack()
        user, _ = actor(body)
        if user not in self.board.leads:
            self.gateway.open_view(body["trigger_id"], notice(NOT_A_LEAD))
            return
        flag_id, at = json.loads(action["value"])
        self.board.go(user, flag_id, at)
        view = body.get("view") or {}
        if body.get("response_url") or view.get("type") == "modal":
            self.gateway.reply(respond, body, *self.board.for_lead(user), instead=True)
        else:
            self.show_home(user, view.get("hash"))

    def ask_filter(self, ack: Ack, body: Body) -> None:
        ack()
        user, _ = actor(body)
        if user in self.board.leads:
            groups = [(group, self.gateway.group_name(group)) for group in self.board.groups]
            view = filter_view(self.board.wanted(user), self.desk.insight.kinds, groups)
        else:
            view = notice(NOT_A_LEAD)
        self.gateway.open_view(body["trigger_id"], view)

    def filter(self, ack: Ack, body: Body, view: Body) -> None:
        user, _ = actor(body)
        if user not in self.board.leads:
            ack(response_action="update", view=notice(NOT_A_LEAD))
            return
        ack()
        kind, group, age = (picked(view, block) for block in (KIND, GROUP, AGE))
        self.board.want(
            user,
            Wanted(
                kind if kind in self.desk.insight.kinds else "",
                group if group in self.board.groups else "",
                next((one for one in get_args(Age) if one == age), ""),
            ),
        )
        self.show_home(user)

    def _tell_the_agent(self, flag_id: str, note: str) -> None:
        """A note stands at the top of the agent's Home at once: a direct message would need a tab that is off."""
        found = self.desk.store.reviews.flag(flag_id)
        if note and found:
            self.show_home(found[0].agent)


def register(app: App, reviewing: Reviewing) -> None:
    for action_id in _DECISIONS:
        app.action(action_id)(reviewing.ask)
    app.view(VERDICT)(reviewing.decide)
    app.action(re.compile("queue_(?:next|previous)"))(reviewing.turn)
    app.action(FILTER)(reviewing.ask_filter)
    app.view(FILTER)(reviewing.filter)


def notice(text: str) -> Block:
    return modal("Flags", "inert", [section(text)])


def _decided(verdict: Verdict, user: str) -> str:
    who = "You have" if verdict.lead == user else "Somebody was quicker and has"
    return f"{who} {'upheld' if verdict.upheld else 'dismissed'} this flag already. That stands."
