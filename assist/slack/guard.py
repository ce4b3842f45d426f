"""Who may do what. Checked on the server at every click, command, submission and visit; in doubt, no.

In a shared channel people of other companies can press buttons and open the Home, and so can guests of our own
workspace: they get nothing, unless an admin counts a guest among the team. Team leads come from a user
group or from a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import App, BoltResponse

from assist.slack.gateway import Gateway
from assist.workplace import HouseRules

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Leads:
    """Who reviews: the members of a user group and those listed by id, in the settings or by an admin since."""

    gateway: Gateway
    listed: frozenset[str] = frozenset()
    group: str = ""
    rules: Callable[[], HouseRules] = HouseRules

    def __contains__(self, user: object) -> bool:
        rules = self.rules()
        named = user in self.listed or user in rules.leads
        if not named and not any(user in self.gateway.group(one) for one in self.groups):
            return False
        return self.gateway.ours(str(user))

    @property
    def groups(self) -> list[str]:
        return [group for group in (self.group, self.rules().lead_group) if group]

    @property
    def named(self) -> list[str]:
        return sorted({*self.listed, *self.rules().leads})


@dataclass(frozen=True, slots=True)
class Admins:
    """Who sets the bot up: the workspace's admins and owners, as Slack says, and those listed by id; ours alone."""

    gateway: Gateway
    listed: frozenset[str] = frozenset()

    def __contains__(self, user: object) -> bool:
        person = self.gateway.person(str(user)) if user else None
        return person is not None and (person.admin or person.id in self.listed) and self.gateway.ours(person.id)


def actor(body: Mapping[str, Any]) -> tuple[str, str]:
    """(user id, team id) of whoever clicked, typed or submitted; the team is '' where the payload does not say."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id") or ""), str(user.get("team_id") or "")
    return str(body.get("user_id") or ""), ""


def keep_others_out(app: App, gateway: Gateway) -> None:
    """Let only colleagues reach the listeners of clicks, commands and submissions."""

    @app.use
    def ours_only(
        body: dict[str, Any],
        next: Callable[[], BoltResponse],  # Bolt passes it by this name
    ) -> BoltResponse:
        if body.get("type") != "event_callback":  # a click, a command, a shortcut, a submission
            user, team = actor(body)
            if not user or not gateway.ours(user, team):
                log.warning("somebody from outside was kept out", user=user, team=team)
                return BoltResponse(status=200, body="")
        return next()


def keep_in_step(app: App, catch_up: Callable[[], None]) -> None:
    """Let every listener work by what admins have set by now, in this process or in another."""

    @app.use
    def in_step(next: Callable[[], BoltResponse]) -> BoltResponse:
        catch_up()
        return next()
