"""The clicks and submissions by which admins set the bot up. Each first asks whether it is an admin's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import Ack, App

from assist.slack.blocks import catalogue as catalogue_forms
from assist.slack.blocks import setup as forms
from assist.slack.blocks.parts import modal, section
from assist.slack.guard import actor
from assist.slack.setup import Setup
from assist.slack.setup_catalogue import CatalogueSetup

Body = dict[str, Any]
log = structlog.get_logger()
_NO_ADMIN = "Only the workspace's admins, and people named in ADMINS, set the bot up."


@dataclass(frozen=True, slots=True)
class Listeners:
    app: App
    setup: Setup
    catalogue: CatalogueSetup
    refresh_home: Callable[[str], None]

    def on_click(self, action_id: str | re.Pattern[str], do: Callable[[Body, str], None]) -> None:
        def clicked(ack: Ack, body: Body, action: Body) -> None:
            ack()
            if self.is_admin(body):
                do(body, str(action.get("value") or ""))

        self.app.action(action_id)(clicked)

    def on_submit(self, callback_id: str, save: Callable[[Body, str], dict[str, str]]) -> None:
        def submitted(ack: Ack, body: Body, view: Body) -> None:
            if not self.is_admin(body):
                ack(response_action="update", view=_notice(_NO_ADMIN))
            elif errors := save(view, actor(body)[0]):
                ack(response_action="errors", errors=errors)
            else:
                ack()
                if callback_id in {catalogue_forms.DIMENSION, catalogue_forms.OPTION}:
                    self.catalogue.refresh(body)
                if callback_id == forms.CHANNEL:
                    self.setup.refresh(body)
                self.look_again(body)

        self.app.view(callback_id)(submitted)

    def use_version(self, ack: Ack, body: Body, view: Body) -> None:
        wrong = self.catalogue.use_version(view, actor(body)[0]) if self.is_admin(body) else _NO_ADMIN
        if wrong:
            ack(response_action="update", view=_notice(wrong))
            return
        ack(response_action="clear")
        self.look_again(body)

    def open(self, body: Body, target: str) -> None:
        """Open the form that a button names, as `Finding.opens` does."""
        what, _, about = target.partition(":")
        match what:
            case "channels":
                self.setup.show_channels(body)
            case "channel":
                self.setup.show_channel(body, about)
            case "catalogue":
                self.catalogue.show(body)
            case "limits":
                self.setup.show_rules(body, forms.limits_view)
            case "retention":
                self.setup.show_rules(body, forms.retention_view)
            case "people":
                self.setup.show_rules(body, forms.people_view)
            case "audit":
                self.setup.show_changes(body)
            case "again":
                self.look_again(body)
            case "steps":
                self.setup.gateway.show_view(body, forms.steps_view(about))

    def look_again(self, body: Body) -> None:
        self.setup.look_again()
        self.refresh_home(actor(body)[0])

    def is_admin(self, body: Body) -> bool:
        user = actor(body)[0]
        if user in self.setup.admins:
            return True
        log.warning("somebody who is no admin was kept from setting up", user=user)
        return False


def register(app: App, setup: Setup, catalogue: CatalogueSetup, *, refresh_home: Callable[[str], None]) -> None:
    listen = Listeners(app, setup, catalogue, refresh_home)
    listen.on_click(re.compile(rf"{forms.OPEN}_\w+"), listen.open)
    listen.on_click(forms.TRY, lambda body, _: setup.try_channel(body))
    listen.on_click(re.compile(rf"{catalogue_forms.DIMENSION}_\w+"), catalogue.show_dimension)
    listen.on_click(re.compile(rf"{catalogue_forms.OPTION}_\d+"), catalogue.show_option)
    listen.on_click(re.compile(rf"{catalogue_forms.VERSION}_\d+"), catalogue.show_version)
    listen.on_click(catalogue_forms.VERSIONS, lambda body, _: catalogue.show_versions(body))
    listen.on_submit(forms.CHANNEL, setup.save_channel)
    listen.on_submit(forms.LIMITS, setup.save_limits)
    listen.on_submit(forms.RETENTION, setup.save_retention)
    listen.on_submit(forms.PEOPLE, setup.save_people)
    listen.on_submit(catalogue_forms.DIMENSION, catalogue.save_dimension)
    listen.on_submit(catalogue_forms.OPTION, catalogue.save_option)
    app.view(catalogue_forms.VERSION)(listen.use_version)


def _notice(text: str) -> Body:
    return modal("Setting up", "inert", [section(text)])
