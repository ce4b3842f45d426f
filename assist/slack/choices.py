"""The buttons of the lines about choices: undo, correct; and of the questions: yes, no, something else."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App

from assist.desk import Desk
from assist.records import Choice
from assist.slack.blocks.choices import (
    CORRECT,
    OPTION,
    OTHER,
    chosen_line,
    options_view,
    refused_line,
    undone_line,
)
from assist.slack.blocks.parts import modal, section
from assist.slack.gateway import Gateway
from assist.slack.guard import actor
from assist.slack.text import picked

Body = dict[str, Any]
SETTLED = "Somebody has settled this already, or the message has changed since: nothing was recorded."
PICK_ONE = "Pick what they chose."


class Choices:
    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        self.desk = desk
        self.gateway = gateway
        self.corrections = desk.corrections

    def undo(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        user, _ = actor(body)
        choice = self.corrections.undo(action["value"], by=user)
        if choice is not None:
            self.gateway.update(*_place(body), *undone_line(self._label(choice), user))

    def yes(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        choice = self.corrections.confirm(action["value"], by=actor(body)[0])
        if choice is not None:
            self.gateway.update(*_place(body), *chosen_line(choice, self._label(choice)))

    def no(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        user, _ = actor(body)
        question = self.corrections.refuse(action["value"], by=user)
        if question is not None:
            self.gateway.update(*_place(body), *refused_line(self._label(question.choice), user))

    def other(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        question = self.desk.store.questions.get(action["value"])
        stands = question is not None and question.state == "open"
        self._open(body, action["value"], question.choice if question and stands else None, OTHER)

    def correct(self, ack: Ack, body: Body, action: Body) -> None:
        ack()
        choice = self.desk.store.ledger.get(action["value"])
        counts = choice is not None and choice.retracted_on is None
        self._open(body, action["value"], choice if counts else None, CORRECT)

    def picked(self, ack: Ack, body: Body, view: Body) -> None:
        option = picked(view, OPTION)
        if not option:
            ack(response_action="errors", errors={OPTION: PICK_ONE})
            return
        key, channel, ts = json.loads(view["private_metadata"])
        user, _ = actor(body)
        if view["callback_id"] == OTHER:
            choice = self.corrections.confirm(key, by=user, option=option)
        else:
            choice = self.corrections.correct(key, option, by=user)
        if choice is None:
            ack(response_action="update", view=modal("What they chose", "inert", [section(SETTLED)]))
            return
        ack()
        self.gateway.update(channel, ts, *chosen_line(choice, self._label(choice)))

    def _open(self, body: Body, key: str, choice: Choice | None, callback: str) -> None:
        dimension = self.desk.catalogue.get(choice.dimension) if choice else None
        if choice is None or dimension is None or len(dimension.options) < 2:
            self.gateway.open_view(body["trigger_id"], modal("What they chose", "inert", [section(SETTLED)]))
            return
        metadata = json.dumps([key, *_place(body)])
        view = options_view(dimension, choice.quote, without=choice.chosen, callback=callback, metadata=metadata)
        self.gateway.open_view(body["trigger_id"], view)

    def _label(self, choice: Choice) -> str:
        return self.desk.catalogue.label(choice.dimension, choice.chosen)


def register(app: App, choices: Choices) -> None:
    app.action("undo_choice")(choices.undo)
    app.action("choice_yes")(choices.yes)
    app.action("choice_no")(choices.no)
    app.action("choice_other")(choices.other)
    app.action("correct_choice")(choices.correct)
    app.view(OTHER)(choices.picked)
    app.view(CORRECT)(choices.picked)


def _place(body: Body) -> tuple[str, str]:
    return body["channel"]["id"], body["message"]["ts"]
