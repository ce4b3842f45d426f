"""Who somebody in Slack is, and whether they are one of us; asked of Slack and remembered for some minutes.

Slack's user object holds much more, and none of it stays.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient

from assist.slack.errors import FAILURES, code

log = structlog.get_logger()
_PERSON_SECONDS = 600.0
_GROUP_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str
    team: str
    bot: bool
    admin: bool = False  # runs the workspace, as Slack says
    guest: bool = False  # invited into some channels of the workspace, or into one


def described(user: str, found: Mapping[str, Any]) -> Person:
    """A user object of Slack's as a person; what it lacks is '' or False."""
    profile = found.get("profile") or {}
    return Person(
        id=user,
        name=profile.get("display_name") or found.get("real_name") or profile.get("real_name") or found.get("name", ""),
        email=str(profile.get("email") or "").lower(),
        team=str(found.get("team_id") or ""),
        bot=bool(found.get("is_bot")),
        admin=bool(found.get("is_admin") or found.get("is_owner")),
        guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
    )


class Directory:
    def __init__(
        self,
        client: WebClient,
        *,
        clock: Callable[[], float] = time.monotonic,
        guests: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """`guests` are those of our workspace's guests whom an admin counts among the team."""
        self._client = client
        self._guests = guests
        self._clock = clock
        self._people: dict[str, tuple[float, Person]] = {}
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}
        self._group_names: Mapping[str, str] = {}
        self._guard = threading.Lock()
        self._us: Mapping[str, Any] | None = None

    @property
    def us(self) -> Mapping[str, Any]:
        """Who we are: `team_id`, `user_id`, `bot_id` as auth.test says."""
        if self._us is None:
            self._us = dict(self._client.auth_test().data)  # type: ignore[arg-type]  # bytes only for file downloads
        return self._us

    def person(self, user: str) -> Person | None:
        """Who a user id is; None where Slack doesn't know or doesn't answer."""
        with self._guard:
            kept = self._people.get(user)
        if kept and self._clock() - kept[0] < _PERSON_SECONDS:
            return kept[1]
        try:
            found = self._client.users_info(user=user)["user"]
        except FAILURES as error:
            log.warning("user not looked up", user=user, error=code(error))
            return None
        person = described(user, found)
        with self._guard:
            self._people[user] = (self._clock(), person)
        return person

    def ours(self, user: str, team: str = "", *, guests: Collection[str] | None = None) -> bool:
        """Whether a person is a colleague: of our own workspace, and no guest in it; not, where that can't be told.

        A guest is one where an admin says so, or as `guests` say. `team` is whose the payload says that they are.
        """
        if team and team != self.us["team_id"]:
            return False
        person = self.person(user)
        if person is None or (team or person.team) != self.us["team_id"]:
            return False
        return not person.guest or user in (self._guests() if guests is None else guests)

    def group(self, group: str) -> frozenset[str]:
        """The user ids in a user group, kept for five minutes; nobody where Slack doesn't answer."""
        with self._guard:
            kept = self._groups.get(group)
        if kept and self._clock() - kept[0] < _GROUP_SECONDS:
            return kept[1]
        try:
            members = frozenset(self._client.usergroups_users_list(usergroup=group)["users"])
        except FAILURES as error:
            log.warning("user group not looked up", group=group, error=code(error))
            return frozenset()
        with self._guard:
            self._groups[group] = (self._clock(), members)
        return members

    def group_name(self, group: str) -> str:
        """What a user group is called, its id where Slack doesn't say; kept until groups change."""
        if group not in self._group_names:
            try:
                found = self._client.usergroups_list()["usergroups"]
            except FAILURES as error:
                log.warning("user groups not looked up", error=code(error))
                return group
            self._group_names = {str(one["id"]): str(one.get("name") or one["id"]) for one in found}
        return self._group_names.get(group, group)

    def forget_groups(self) -> None:
        with self._guard:
            self._groups.clear()
        self._group_names = {}
