"""Setting the bot up without leaving Slack: what admins see in their Home, and the forms that put things right.

Who is an admin is checked at every click and submission. What a form says is held against Slack itself before it is
kept: a shared channel's mirror must be ours alone, and so must a ticket channel.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from assist import channels
from assist.channels import ChannelError
from assist.desk import Desk
from assist.findings import Finding
from assist.rulebook import RULES, Rulebook, RuleError
from assist.slack import inspection
from assist.slack.blocks import setup as forms
from assist.slack.blocks.changes import audit_view
from assist.slack.blocks.fields import channel_in, number_in, people_in, ticked
from assist.slack.blocks.parts import Block
from assist.slack.errors import FINAL, code
from assist.slack.gateway import Gateway
from assist.slack.guard import Admins, Leads, actor
from assist.slack.matching import preview
from assist.slack.text import picked, typed
from assist.workplace import AuditEntry, Channel, Invitation

Body = dict[str, Any]
_LOOKED_SECONDS = 300.0
_MOST_LOOKED_UP = 25  # channels: the Home must not wait for a hundred look-ups
_CHANGES, _ALL_CHANGES, _MESSAGES = 3, 20, 8
_CHANNEL_FIELDS = {
    "kind": forms.KIND,
    "sender": forms.SENDERS,
    "mirror": forms.MIRROR,
    "label": forms.LABEL,
    "customer": forms.CUSTOMER,
    "domain": forms.DOMAIN,
    "watch": forms.WATCH,
}
_RULE_FIELDS = {
    "turn_pause": forms.TURN_PAUSE,
    "no_answer_days": forms.NO_ANSWER,
    "keep_days": forms.KEEP_DAYS,
    "lead_group": forms.LEAD_GROUP,
    "leads": forms.LEADS,
    "guests": forms.GUESTS,
}


class Setup:
    def __init__(
        self,
        desk: Desk,
        gateway: Gateway,
        admins: Admins,
        leads: Leads,
        book: Rulebook,
        *,
        needed: Callable[[], frozenset[str]],
        our_domains: Sequence[str] = (),
        machine: Callable[[], list[Finding]] = list,
    ) -> None:
        """`needed` are the scopes that the code needs; `machine` finds what is amiss outside Slack."""
        self.desk = desk
        self.gateway = gateway
        self.admins = admins
        self.leads = leads
        self.book = book
        self.our_domains = our_domains
        self._needed = needed
        self._machine = machine
        self._looked = -_LOOKED_SECONDS
        self._findings: list[Finding] = []
        self._invited: list[tuple[Invitation, str]] = []

    def section(self, user: str) -> list[Block]:
        """What an admin's Home has beside everybody's; nothing for others."""
        if user not in self.admins:
            return []
        if time.monotonic() - self._looked >= _LOOKED_SECONDS:
            self.look_again()
        return forms.admin_section(self._findings, self._invited)

    def look_again(self) -> None:
        house = self.desk.store.house
        found = [*inspection.of_access(house), *inspection.of_token(self.gateway, self._needed())]
        found += inspection.of_leads(self.gateway, self.leads.named, self.leads.groups)
        found += inspection.of_workspace(self.gateway, house.channels()[:_MOST_LOOKED_UP])
        self._findings = [*found, *self._machine()]
        self._invited = [(one, self._name(one.channel)) for one in house.invitations()]
        self._looked = time.monotonic()

    # Channels.

    def show_channels(self, body: Body) -> None:
        self.gateway.show_view(body, self._channels_view())

    def refresh(self, body: Body) -> None:
        """Show what is now set up in the list below the form that was saved, where it was opened from the list."""
        view = body["view"]
        root = view.get("root_view_id")
        if root and root != view["id"]:
            self.gateway.update_view(root, None, self._channels_view())

    def _channels_view(self) -> Block:
        found = self.desk.store.house.channels()
        return forms.channels_view(found, [one.name or one.id for one in found])

    def show_channel(self, body: Body, channel_id: str) -> None:
        """The form for a channel; for a new one it says what Slack says of it."""
        kept = self.desk.store.house.channel(channel_id)
        seen = self._seen(channel_id) if channel_id else None
        shared = not self.gateway.is_internal(seen) if seen is not None else None
        channel = kept or Channel(id=channel_id, kind="connect" if shared else "tickets")
        latest = preview(self.desk.store, channel, limit=_MESSAGES) if channel_id else []
        self.gateway.show_view(
            body,
            forms.channel_view(
                channel,
                str((seen or {}).get("name") or channel.name or channel_id),
                shared=shared,
                known=kept is not None,
                seen=sorted({one.sender for one in latest if one.sender}),
                changes=self._changes(channel_id) if channel_id else [],
            ),
        )

    def try_channel(self, body: Body) -> None:
        """What the form as it is filled in makes of the channel's last messages; nothing is kept."""
        view = body["view"]
        try:
            channel = channels.checked(self.desk.store, self._filled_in(view))
            found: Any = preview(self.desk.store, channel, limit=_MESSAGES, our_domains=self.our_domains)
        except ChannelError as error:
            found = _sentence(error)
        self.gateway.update_view(view["id"], view.get("hash"), forms.with_matches(view, found))

    def save_channel(self, view: Body, user: str) -> dict[str, str]:
        """Keep a channel as the form says; what is wrong with it, by field."""
        filled_in = self._filled_in(view)
        try:
            channels.set_up(self.desk.store, self._held_against_slack(filled_in), by=user, clock=self.desk.clock)
        except ChannelError as error:
            place = forms.KIND if view.get("private_metadata") else forms.PLACE
            return {_CHANNEL_FIELDS.get(error.field, place): _sentence(error)}
        return {}

    def _filled_in(self, view: Body) -> Channel:
        channel_id = str(view.get("private_metadata") or "") or channel_in(view, forms.PLACE)
        kind: Any = picked(view, forms.KIND)
        place: Any = picked(view, forms.ADDRESS_IN)
        kept = self.desk.store.house.channel(channel_id) or Channel(id=channel_id, kind=kind)
        return replace(
            kept,
            kind=kind,
            senders=tuple(part.strip() for part in typed(view, forms.SENDERS).split(",") if part.strip()),
            mirror=channel_in(view, forms.MIRROR) if kind == "connect" else "",
            address_in=place,
            label=typed(view, forms.LABEL),
            customer=typed(view, forms.CUSTOMER),
            domain=typed(view, forms.DOMAIN).lower(),
            watch=ticked(view, forms.WATCH),
        )

    def _held_against_slack(self, channel: Channel) -> Channel:
        """The channel with its name, and whether it is shared, as Slack says. Raises ChannelError."""
        seen = self._must_see(channel.id, "id")
        internal = self.gateway.is_internal(seen)
        if channel.kind == "tickets" and not internal:
            says = "can't be internal: people from outside are in this channel, or invited. Choose the shared kind"
            raise ChannelError("kind", says)
        if channel.mirror:
            mirror = self._must_see(channel.mirror, "mirror")
            if not self.gateway.is_internal(mirror):
                raise ChannelError("mirror", "must be internal: people from outside are in that one, or invited")
            if mirror.get("is_member") is False:
                raise ChannelError("mirror", "does not have me in it yet: /invite @theirway")
        return replace(channel, name=str(seen.get("name") or channel.name), shared=not internal)

    def _must_see(self, place: str, field: str) -> Mapping[str, Any]:
        try:
            return self.gateway.conversation(place)
        except (SlackClientError, OSError) as error:
            if isinstance(error, SlackApiError) and code(error) in FINAL:
                raise ChannelError(field, "is unknown to Slack, or private without me: /invite @theirway") from None
            raise ChannelError(field, "could not be looked up just now. Try again in a moment") from None

    def _seen(self, place: str) -> Mapping[str, Any] | None:
        try:
            return self.gateway.conversation(place)
        except (SlackClientError, OSError):
            return None

    def _name(self, place: str) -> str:
        return str((self._seen(place) or {}).get("name") or place)

    # The house's rules.

    def show_rules(self, body: Body, form: Callable[..., Block]) -> None:
        self.gateway.show_view(body, form(self.book.rules(), self._changes(RULES)))

    def show_changes(self, body: Body) -> None:
        self.gateway.show_view(body, audit_view(self.desk.store.house.latest(_ALL_CHANGES)))

    def save_limits(self, view: Body, user: str) -> dict[str, str]:
        numbers = {"turn_pause": forms.TURN_PAUSE, "no_answer_days": forms.NO_ANSWER}
        shown = {"least_severity": picked(view, forms.LEAST), "dialogue_notes": ticked(view, forms.DIALOGUE)}
        return self._change(view, user, numbers, **shown)

    def save_retention(self, view: Body, user: str) -> dict[str, str]:
        return self._change(view, user, {"keep_days": forms.KEEP_DAYS}, keep_quotes=ticked(view, forms.KEEP_QUOTES))

    def save_people(self, view: Body, user: str) -> dict[str, str]:
        leads, group = people_in(view, forms.LEADS), typed(view, forms.LEAD_GROUP)
        guests = people_in(view, forms.GUESTS)
        if strangers := [one for one in guests if not self.gateway.ours(one, guests=guests)]:
            return {forms.GUESTS: f"Only people of this workspace: not {', '.join(strangers)}."}
        if strangers := [one for one in leads if not self.gateway.ours(one, guests=guests)]:
            said = "Only people of this workspace, and guests only if they are named below"
            return {forms.LEADS: f"{said}: not {', '.join(strangers)}."}
        if group and not self.gateway.group(group):
            return {forms.LEAD_GROUP: "Slack knows no user group with this id, or nobody is in it."}
        return self._change(view, user, {}, leads=leads, lead_group=group, guests=guests)

    def _change(self, view: Body, user: str, numbers: Mapping[str, str], **other: Any) -> dict[str, str]:
        found: dict[str, float] = {}
        for name, block_id in numbers.items():
            try:
                found[name] = number_in(view, block_id)
            except ValueError:
                return {block_id: "Give a number."}
        try:
            self.book.change(user, **{**found, **other})
        except RuleError as error:
            return {_RULE_FIELDS[error.field]: str(error)}
        return {}

    def _changes(self, subject: str) -> list[AuditEntry]:
        return self.desk.store.house.latest(_CHANGES, subject)


def user_of(body: Mapping[str, Any]) -> str:
    return actor(body)[0]


def _sentence(error: ChannelError) -> str:
    said = str(error)
    return (said if said.startswith("'") else f"It {said}") + "."
