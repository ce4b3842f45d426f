"""Who is who in a Slack export. Never guessed: a colleague taken for a customer would poison the record.

Members of other workspaces (Slack Connect) are customers; members of this one, and of others of the same Enterprise
Grid organisation, are the team. Guests may be
either, contractors or customers, so somebody has to say. What bots post is nobody's word, unless a bot or a
person is named as forwarding customers' messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assist.identity import addresses
from assist.importers.rows import well_formed
from assist.records import Role

Side = Literal["customer", "agent", "forwarder", "guest", "unknown", "bot"]
_TEAM_FIELDS = ("user_team", "source_team")
_NAME_FIELDS = ("real_name", "display_name", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPeople:
    """What an export can't say by itself.

    `customers` are user ids that are customers whatever their account is; `forwarders` are user and bot ids that
    post customers' messages; `guests` says which side guest accounts are on, None that it is not known.
    """

    customers: frozenset[str] = frozenset()
    forwarders: frozenset[str] = frozenset()
    guests: Role | None = None


class Members:
    """The export's list of members, by id, read together with what people said of them."""

    def __init__(self, users: Mapping[str, Mapping[str, Any]], told: SlackPeople) -> None:
        self._users = users
        self._told = told
        self._home = _home(users)
        self._organisation = next(
            (found for user in users.values() if user.get("team_id") == self._home and (found := _organisation(user))),
            "",
        )
        self.names = {user_id: name for user_id, user in users.items() if (name := _name(user))}
        self.team_addresses = frozenset(
            self.email(user_id) for user_id in users if self.side(user_id, {}) == "agent" and self.email(user_id)
        )

    def side(self, author: str, message: Mapping[str, Any]) -> Side:
        """On which side an author stands; the message's own fields help where the list does not know them."""
        bot = _word(message, "bot_id")
        if {author, bot} & self._told.forwarders:
            return "forwarder"
        if author in self._told.customers:
            return "customer"
        user = self._users.get(author, {})
        if bot or user.get("is_bot") or author == "USLACKBOT":
            return "bot"
        if user.get("is_stranger") or self._is_elsewhere(user, message):
            return "customer"
        if user.get("is_restricted") or user.get("is_ultra_restricted"):
            return self._told.guests or "guest"
        return "agent" if user or self._home in _teams(message) else "unknown"

    def _is_elsewhere(self, user: Mapping[str, Any], message: Mapping[str, Any]) -> bool:
        """Whether somebody is surely of another workspace. Those of one organisation are colleagues."""
        if self._organisation and (not user or _organisation(user) == self._organisation):
            return False
        teams = [team] if (team := _word(user, "team_id")) else _teams(message)
        return bool(self._home and teams) and self._home not in teams

    def email(self, author: str) -> str:
        """The address in a member's profile, lower case, "" where there is none."""
        profile = self._users.get(author, {}).get("profile")
        found = addresses(_word(profile, "email")) if isinstance(profile, dict) else []
        return found[0] if len(found) == 1 else ""

    def name(self, author: str, message: Mapping[str, Any]) -> str:
        profile = message.get("user_profile")
        return (
            self.names.get(author)
            or (_name(profile) if isinstance(profile, dict) else "")
            or _word(message, "username")
        )


def _word(raw: Mapping[str, Any], field: str) -> str:
    """A field of a member, whose list is taken as it is: what is no text is not there."""
    value = raw.get(field)
    return well_formed(value).strip() if isinstance(value, str) else ""


def _teams(message: Mapping[str, Any]) -> list[str]:
    return [word for field in _TEAM_FIELDS if (word := _word(message, field))]


def _organisation(user: Mapping[str, Any]) -> str:
    """The Enterprise Grid organisation of a member, "" outside of one."""
    membership = user.get("enterprise_user")
    return _word(membership, "enterprise_id") if isinstance(membership, dict) else ""


def _home(users: Mapping[str, Mapping[str, Any]]) -> str:
    """The exported workspace's id: that of its owners and admins, else of most people."""
    teams = Counter(
        (any(user.get(flag) is True for flag in ("is_owner", "is_admin", "is_primary_owner")), team)
        for user in users.values()
        if isinstance(team := user.get("team_id"), str) and not user.get("is_bot") and not user.get("is_stranger")
    )
    return max(teams, key=lambda found: (found[0], teams[found]), default=(False, ""))[1]


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile")
    places = (user, profile) if isinstance(profile, dict) else (user,)
    return next((word for field in _NAME_FIELDS for place in places if (word := _word(place, field))), "")
