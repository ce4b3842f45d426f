"""Who somebody in Slack is, as far as anything here asks: Slack's user object holds much more, and none of it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str
    team: str
    bot: bool
    admin: bool = False  # runs the workspace, as Slack says


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
    )
