"""What admins see in their Home, and the forms for channels and for the house's rules."""

from __future__ import annotations

from collections.abc import Sequence

from assist import findings
from assist.findings import CHANNELS, STEPS, Finding
from assist.slack.blocks.changes import changed
from assist.slack.blocks.fields import channel_menu, menu, number, people_menu, tick
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    day,
    divider,
    fitted,
    header,
    line,
    modal,
    rich,
    section,
    small,
    text_input,
    words,
)
from assist.slack.matching import Matched
from assist.slack.text import shorten
from assist.workplace import AuditEntry, Channel, HouseRules, Invitation

CHANNEL, LIMITS, RETENTION, PEOPLE = "setup_channel", "setup_limits", "setup_retention", "setup_people"
OPEN, TRY = "setup_open", "setup_try"
KIND, PLACE, SENDERS, MIRROR = "channel_kind", "channel_id", "channel_senders", "channel_mirror"
ADDRESS_IN, LABEL, CUSTOMER, DOMAIN = "channel_address_in", "channel_label", "channel_customer", "channel_domain"
WATCH = "channel_watch"
TURN_PAUSE, NO_ANSWER, LEAST = "rules_turn_pause", "rules_no_answer_days", "rules_least_severity"
DIALOGUE = "rules_dialogue_notes"
KEEP_DAYS, KEEP_QUOTES = "rules_keep_days", "rules_keep_quotes"
LEADS, LEAD_GROUP, GUESTS = "rules_leads", "rules_lead_group", "rules_guests"
KINDS = (
    ("tickets", "Internal, fed with tickets"),
    ("connect", "Shared with a customer (Slack Connect)"),
    ("ignored", "Leave it alone"),
)
PLACES = (
    ("text", "In the text"),
    ("attachment", "In an attachment"),
    ("blocks", "In the blocks"),
    ("metadata", "In the metadata"),
)
SEVERITIES = (("low", "All of them"), ("medium", "Medium and high"), ("high", "High only"))
_SECTIONS = (
    ("Channels", "channels"),
    ("Catalogue", "catalogue"),
    ("Thresholds", "limits"),
    ("Retention", "retention"),
    ("Leads and guests", "people"),
    ("What changed", "audit"),
    ("Look again", "again"),
)
_MOST_FINDINGS, _MOST_INVITED, _MOST_MATCHED = 8, 4, 8
_LIST_CHARACTERS = 10_000  # of a list in a modal: its end has to fit beside it
_CHARACTERS = 4_500  # the rest of the Home has to fit beside it
_SHOW_HOW = {CHANNELS, findings.PEOPLE, STEPS}
_STATES = {"missing": "Missing", "wrong": "Wrong", "note": "Could be better"}


def admin_section(found: Sequence[Finding], invited: Sequence[tuple[Invitation, str]]) -> list[Block]:
    """What is missing or wrong with a button that puts it right, channels with their names to set up, and the forms."""
    blocks = [header("Setting up")]
    amiss = sorted((one for one in found if one.state != "ok"), key=lambda one: one.in_order)
    offers = [
        (f"I was invited to #{name}, which is not set up.", "Set up", f"channel:{one.channel}")
        for one, name in invited[:_MOST_INVITED]
    ]
    offers += [(_finding(one), "How" if one.opens == STEPS else "Put right", _opens(one)) for one in amiss]
    lines = [
        section(said, accessory=button(label, f"{OPEN}_{place}", target) if target else None)
        for place, (said, label, target) in enumerate(offers[: _MOST_FINDINGS + _MOST_INVITED])
    ]
    blocks = fitted(blocks, lines, characters=_CHARACTERS)
    if left := len(offers) - len(blocks) + 1:
        blocks.append(small(f"and {left} more: python app.py doctor lists them all."))
    elif not offers:
        blocks.append(small("Everything is in order."))
    forms = [button(label, f"{OPEN}_{target}", target) for label, target in _SECTIONS]
    return [*blocks, actions(*forms), divider()]


def steps_view(text: str) -> Block:
    return modal("What to do", "inert", [section(text)])


def channels_view(channels: Sequence[Channel], names: Sequence[str]) -> Block:
    """All channels that are set up, each with its form, and one more."""
    kinds = dict(KINDS)
    lines = [
        section(
            f"#{shorten(name, 80)}: {kinds[channel.kind].lower()}",
            accessory=button("Change", f"{OPEN}_{place}", f"channel:{channel.id}"),
        )
        for place, (channel, name) in enumerate(zip(channels, names, strict=True))
    ]
    begin = section("How each channel is treated. I only listen where I was invited.")
    blocks = fitted([begin], lines, characters=_LIST_CHARACTERS)
    if left := len(lines) - len(blocks) + 1:
        blocks.append(small(f"and {left} more; python app.py channel sets them up."))
    return modal("Channels", "inert", [*blocks, actions(button("Set up a channel", f"{OPEN}_new", "channel:"))])


def channel_view(
    channel: Channel, name: str, *, shared: bool | None, known: bool, seen: Sequence[str], changes: Sequence[AuditEntry]
) -> Block:
    """The form for a channel, or, without an id, for one that is yet to be picked.

    `shared`: whether people from outside are in it, if Slack says; `seen` are senders of its last messages.
    """
    blocks: list[Block] = []
    if not channel.id:
        blocks.append(channel_menu(PLACE, "Channel", hint="I have to be in it: /invite @theirway"))
    elif shared:
        blocks.append(section(f"#{name} has people from outside in it. I never post there; the cards go to a mirror."))
    else:
        blocks.append(section(f"#{name}"))
    blocks.append(menu(KIND, "How it is treated", KINDS, initial=channel.kind if known or shared is not None else ""))
    seen_lately = f" Seen lately: {', '.join(seen)}." if seen else ""
    blocks += [
        text_input(
            SENDERS,
            "Whose messages are customers'",
            initial=", ".join(channel.senders),
            optional=True,
            hint=f"Ids of bots (B…) or people (U…) that pass tickets on, with commas.{seen_lately}",
        ),
        channel_menu(
            MIRROR,
            "Mirror, for a shared channel",
            initial=channel.mirror,
            internal=True,
            optional=True,
            hint="An internal channel of yours with me in it. Without one I only keep what is said.",
        ),
        menu(ADDRESS_IN, "Where a ticket says whose it is", PLACES, initial=channel.address_in),
        text_input(
            LABEL,
            "Label of the line that says it",
            initial=channel.label,
            optional=True,
            hint="A regular expression, or the metadata's key. Empty for the usual head lines (From, Requester, …).",
        ),
        text_input(CUSTOMER, "Everybody here is this customer", initial=channel.customer, optional=True),
        text_input(DOMAIN, "Addresses of this domain are one company", initial=channel.domain, optional=True),
        tick(WATCH, "Replies posted by hand", "Check them and tell only their author", on=channel.watch),
    ]
    if channel.id:
        blocks.append(actions(button("Try it on the last messages", TRY)))
    return modal("Channel", CHANNEL, [*blocks, *changed(changes)], submit="Save", metadata=channel.id)


def with_matches(view: Block, matches: Sequence[Matched] | str) -> Block:
    """A form with what it makes of the last messages at its end, or with why it makes nothing."""
    kept = [block for block in view["blocks"] if not str(block.get("block_id", "")).startswith("matched")]
    if isinstance(matches, str) or not matches:
        said = matches if isinstance(matches, str) else "No message has come in here yet."
        shown = [{**section(said), "block_id": "matched"}]
    else:
        shown = [{**section("What that makes of the last messages:"), "block_id": "matched"}]
        lines = [line(day(one.on), words(f" · {_match(one)}")) for one in matches[-_MOST_MATCHED:]]
        shown.append(rich(bullets(lines), block_id="matched_lines"))
    parts = ("type", "callback_id", "title", "close", "submit", "private_metadata")
    return {**{part: view[part] for part in parts if view.get(part)}, "blocks": [*kept, *shown]}


def limits_view(rules: HouseRules, changes: Sequence[AuditEntry]) -> Block:
    blocks = [
        menu(LEAST, "Flags that are shown", SEVERITIES, initial=rules.least_severity),
        tick(
            DIALOGUE,
            "Beside the flags",
            "Note what else spoils a dialogue",
            on=rules.dialogue_notes,
            hint="A rule as the whole answer, blame, promises beyond what is known, doubt. Notes ask for no reason.",
        ),
        number(NO_ANSWER, "Days after which an offer counts as never answered", initial=rules.no_answer_days),
        number(TURN_PAUSE, "Seconds within which messages are one turn", initial=rules.turn_pause),
    ]
    return modal("Thresholds", LIMITS, [*blocks, *changed(changes)], submit="Save")


def retention_view(rules: HouseRules, changes: Sequence[AuditEntry]) -> Block:
    blocks = [
        section(
            "A conversation is deleted once nothing was said in it for so many days, with the suggestions and drafts "
            "made of it. What customers chose stays. What stands in Slack is Slack's, and stays there."
        ),
        number(KEEP_DAYS, "Days for which messages are kept", initial=rules.keep_days, whole=True, hint="0: for ever."),
        tick(KEEP_QUOTES, "After that", "Choices keep the customer's own words", on=rules.keep_quotes),
    ]
    return modal("Retention", RETENTION, [*blocks, *changed(changes)], submit="Save")


def people_view(rules: HouseRules, changes: Sequence[AuditEntry]) -> Block:
    blocks = [
        section("Team leads decide on flags. Those named in LEADS and LEAD_GROUP are leads in any case."),
        people_menu(LEADS, "Team leads", initial=rules.leads),
        text_input(
            LEAD_GROUP,
            "User group of team leads",
            initial=rules.lead_group,
            optional=True,
            hint="Its id, S…: in Slack under People, User groups, the group's menu.",
        ),
        people_menu(
            GUESTS,
            "Guests on the team",
            initial=rules.guests,
            hint="A guest of this workspace sees nothing of me and counts as no colleague, unless you name them here.",
        ),
    ]
    return modal("Leads and guests", PEOPLE, [*blocks, *changed(changes)], submit="Save")


def _finding(one: Finding) -> str:
    """What is amiss; with what puts it right, unless that is what the button shows."""
    told = (one.says,) if one.says and one.opens in _SHOW_HOW else (one.says, one.fix)
    said = ". ".join(part.rstrip(".") for part in told if part)
    return shorten(f"{_STATES[one.state]}: {one.what}. {said}.", 500)


def _opens(one: Finding) -> str:
    """What the button opens; '' where there is nothing to be done."""
    if one.opens != STEPS:
        return one.opens
    return f"{STEPS}:{one.what}: {one.fix}"[:1_900] if one.fix else ""


def _match(one: Matched) -> str:
    parts = (one.sender, one.address or "no address", one.customer, f"“{one.begins}”")
    return shorten(" · ".join(parts), 200)
