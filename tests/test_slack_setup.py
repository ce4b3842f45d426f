"""Why: an admin must get the bot to work without leaving Slack, and nobody else may touch how it works."""

from typing import Any

import pytest

from assist.rulebook import Rulebook
from assist.slack.blocks import setup as forms
from assist.workplace import Channel, Invitation
from tests.slack_stage import (
    ADMIN,
    AGENT,
    BROKEN,
    FORWARDER,
    GUEST,
    LEAD,
    MIRROR,
    NASTY,
    PENDING,
    SHARED,
    THEIR_TEAM,
    TICKETS,
    Json,
    Stage,
    buttons,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)


def home(stage: Stage, user: str = ADMIN) -> Json:
    stage.open_home(user)
    return stage.client.homes[user]


def press(stage: Stage, target: str, *, user: str = ADMIN, view: Json | None = None) -> Json:
    """Press a button that opens a form; the form."""
    stage.click(f"{forms.OPEN}_0", target, user=user, view=view or {"id": "V0", "type": "home", "blocks": []})
    return stage.view() if stage.client.views else {}


def chosen(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def conversation(channel: str | None) -> Json:
    return {"type": "conversations_select", "selected_conversation": channel}


TICKED: Json = {"type": "checkboxes", "selected_options": [{"value": "on"}]}


def filled(kind: str, *, mirror: str | None = None, channel: str = "", **more: str | Json) -> dict[str, Any]:
    base: dict[str, Any] = {
        forms.KIND: chosen(kind),
        forms.ADDRESS_IN: chosen("text"),
        forms.MIRROR: conversation(mirror),
    }
    base |= {forms.SENDERS: "", forms.LABEL: "", forms.CUSTOMER: "", forms.DOMAIN: ""}
    return {**base, **({forms.PLACE: conversation(channel)} if channel else {}), **more}


def changes(form: Json) -> list[str]:
    """The lines of who changed it last, with ids in brackets where Slack shows a name."""
    lists = [part for block in form["blocks"] if block["type"] == "rich_text" for part in block["elements"]]
    lines = [one["elements"] for part in lists if part["type"] == "rich_text_list" for one in part["elements"]]
    return ["".join(e.get("text") or f"<{e.get('user_id') or e.get('channel_id')}>" for e in one) for one in lines]


# The Home


def test_an_admin_sees_what_is_missing_with_a_button_for_each(stage: Stage) -> None:
    stage.store.house.save_channel(Channel(id=TICKETS, kind="tickets", name="tickets"))
    shown = home(stage)
    assert "Missing: channel C0TICKETS (#tickets). No sender is set" in said(shown)
    assert f"channel:{TICKETS}" in said(shown)
    assert {
        f"{forms.OPEN}_{name}" for name in ("channels", "catalogue", "limits", "retention", "people", "audit")
    } <= set(buttons(shown))


@pytest.mark.parametrize("user", [AGENT, LEAD, GUEST])
def test_nobody_else_sees_any_of_it(stage: Stage, user: str) -> None:
    assert "Setting up" not in said(home(stage, user))
    assert forms.OPEN not in said(home(stage, user))


def test_when_everything_is_in_order_it_says_so(stage: Stage) -> None:
    stage.workspace.scopes = (*_needed(stage), "files:write")
    assert "Everything is in order." in said(home(stage))


def test_what_the_bot_does_without_is_a_note_with_the_way_to_it(stage: Stage) -> None:
    stage.workspace.scopes = tuple(_needed(stage))
    shown = home(stage)
    assert "The weekly digest comes without them: files:write" in said(shown)
    target = next(value_of(shown, one) for one in buttons(shown) if "files:write" in value_of(shown, one))
    assert "leave files:write ticked" in said(press(stage, target))


def _needed(stage: Stage) -> frozenset[str]:
    from assist.slack.permissions import needed  # noqa: PLC0415

    return needed(stage.app.listens)


def test_what_was_put_right_is_gone_after_another_look(stage: Stage) -> None:
    stage.workspace.groups["S0LEADS"] = []
    assert "is empty or unknown" in said(home(stage))
    stage.workspace.groups["S0LEADS"] = [LEAD]
    stage.gateway.forget_groups()
    press(stage, "again")
    assert "is empty or unknown" not in said(stage.client.homes[ADMIN])


def test_what_slack_itself_must_be_told_is_explained(stage: Stage) -> None:
    stage.workspace.scopes = ("chat:write",)
    shown = home(stage)
    target = next(value_of(shown, one) for one in buttons(shown) if "scopes" in value_of(shown, one))
    assert "Reinstall" in said(press(stage, target))


def test_the_home_leaves_to_the_button_what_the_button_shows(stage: Stage) -> None:
    stage.store.house.db.run("DELETE FROM channel")
    stage.workspace.scopes = ("chat:write",)
    told = [one["text"]["text"] for one in home(stage)["blocks"] if one.get("accessory")]
    assert "Missing: channels. No channel is set up." in told
    assert not [one for one in told if "app.py" in one or "Reinstall" in one]


def test_where_there_is_nothing_to_do_there_is_no_button(stage: Stage) -> None:
    stage.workspace.scopes = ()
    (line,) = [one for one in home(stage)["blocks"] if "Slack does not say which" in said({"blocks": [one]})]
    assert "accessory" not in line


def test_a_home_with_a_hundred_faults_fits_and_names_the_command(stage: Stage) -> None:
    for number in range(100):
        stage.store.house.save_channel(Channel(id=f"C{number:09}", kind="connect", name=NASTY))
        stage.store.house.invite(Invitation(channel=f"C1{number:08}", by=AGENT, on=stage.times()))
    assert "python app.py doctor lists them all" in said(home(stage))


# Who may


@pytest.mark.parametrize("user", [AGENT, LEAD])
def test_without_being_an_admin_no_click_and_no_submission_does_anything(stage: Stage, user: str) -> None:
    press(stage, f"channel:{TICKETS}")
    form, views = stage.view(), len(stage.client.views)
    for target in ("channels", f"channel:{TICKETS}", "catalogue", "limits", "retention", "people", "audit", "again"):
        press(stage, target, user=user, view=form)
    for action in (
        forms.TRY,
        "catalogue_dimension_0",
        "catalogue_option_0",
        "catalogue_version_1",
        "catalogue_versions",
    ):
        stage.click(action, "1", user=user, view=form)
    assert len(stage.client.views) == views
    before = stage.store.house.channels()
    for callback in (
        "setup_channel",
        "setup_limits",
        "setup_retention",
        "setup_people",
        "catalogue_dimension",
        "catalogue_option",
        "catalogue_version",
    ):
        answer = stage.submit({**form, "callback_id": callback}, user=user, **filled("ignored"))
        assert "Only the workspace's admins" in said(answer["view"])
    assert stage.store.house.channels() == before
    assert stage.store.house.latest(9) == []


def test_for_a_guest_every_form_is_dead(stage: Stage) -> None:
    form = press(stage, f"channel:{TICKETS}")
    views, calls = len(stage.client.views), len(stage.client.calls)
    press(stage, f"channel:{TICKETS}", user=GUEST)
    assert stage.submit(form, user=GUEST, **filled("ignored")) == {}
    assert len(stage.client.views) == views
    assert len(stage.client.calls) == calls


def test_an_admin_of_another_company_is_none_here(stage: Stage) -> None:
    stage.workspace.users[GUEST] |= {"is_admin": True, "is_owner": True}
    assert "Setting up" not in said(home(stage, GUEST))
    stage.team_of = lambda _: "T0HOME"  # type: ignore[method-assign]  # whatever a payload says
    press(stage, "channels", user=GUEST)
    assert stage.client.views == []
    assert stage.workspace.users[GUEST]["team_id"] == THEIR_TEAM


def test_whoever_is_named_in_the_settings_is_an_admin(stage: Stage) -> None:
    from assist.slack.guard import Admins  # noqa: PLC0415

    assert AGENT in Admins(stage.gateway, frozenset({AGENT}))
    assert AGENT not in Admins(stage.gateway)
    assert GUEST not in Admins(stage.gateway, frozenset({GUEST}))
    assert "" not in Admins(stage.gateway)


# Channels


def test_the_list_of_channels_opens_the_form_of_each(stage: Stage) -> None:
    listing = press(stage, "channels")
    assert "#tickets: internal, fed with tickets" in said(listing)
    form = press(stage, f"channel:{TICKETS}", view={**listing, "id": "V1"})
    assert form["callback_id"] == forms.CHANNEL
    assert stage.client.calls[-1][0] == "views.push"
    assert FORWARDER in said(form)


def test_a_list_of_a_hundred_channels_fits(stage: Stage) -> None:
    for number in range(100):
        stage.store.house.save_channel(Channel(id=f"C{number:09}", kind="connect", name=NASTY))
    assert "python app.py channel sets them up" in said(press(stage, "channels"))


def test_a_channel_is_changed_and_it_is_on_record_who_did(stage: Stage) -> None:
    form = press(stage, f"channel:{TICKETS}")
    answer = stage.submit(
        form, user=ADMIN, **filled("tickets", **{forms.SENDERS: "B0BOT, U0SAM", forms.LABEL: "Reporter"})
    )
    assert answer == {}
    kept = stage.store.house.channel(TICKETS)
    assert kept is not None
    assert (kept.senders, kept.label, kept.shared, kept.name) == (("B0BOT", "U0SAM"), "Reporter", False, "tickets")
    (entry,) = stage.store.house.trail(TICKETS)
    assert (entry.actor, entry.action) == (ADMIN, "changed channel")
    assert entry.detail == {"senders": "B0FORWARD → B0BOT, U0SAM", "label": "none → Reporter"}
    assert "changed channel" in said(press(stage, f"channel:{TICKETS}"))
    assert ADMIN in stage.client.homes


def test_the_form_of_a_shared_channel_asks_for_its_mirror(stage: Stage) -> None:
    stage.store.house.db.run("DELETE FROM channel WHERE id = ?", SHARED)
    form = press(stage, f"channel:{SHARED}")
    assert "people from outside in it" in said(form)
    kind = next(one for one in form["blocks"] if one.get("block_id") == forms.KIND)
    assert kind["element"]["initial_option"]["value"] == "connect"
    mirror = next(one for one in form["blocks"] if one.get("block_id") == forms.MIRROR)
    assert mirror["element"]["filter"]["exclude_external_shared_channels"] is True
    assert stage.submit(form, user=ADMIN, **filled("connect", mirror=MIRROR)) == {}
    kept = stage.store.house.channel(SHARED)
    assert kept is not None
    assert (kept.kind, kept.mirror, kept.shared) == ("connect", MIRROR, True)
    stage.says(GUEST, BROKEN, channel=SHARED)
    assert len(stage.cards(MIRROR)) == 1
    assert stage.written_to(SHARED) == []


@pytest.mark.parametrize(
    ("channel", "kind", "more", "error"),
    [
        (SHARED, "tickets", {}, (forms.KIND, "people from outside are in this channel")),
        (PENDING, "tickets", {}, (forms.KIND, "or invited")),
        (SHARED, "connect", {"mirror": PENDING}, (forms.MIRROR, "It must be internal")),
        (SHARED, "connect", {"mirror": "C0GONE"}, (forms.MIRROR, "It is unknown to Slack")),
        (SHARED, "connect", {"mirror": SHARED}, (forms.MIRROR, "It must be")),
        (SHARED, "connect", {"mirror": "C0EMPTY"}, (forms.MIRROR, "does not have me in it yet")),
        (TICKETS, "tickets", {forms.SENDERS: "Maria"}, (forms.SENDERS, "'Maria' is no bot id")),
        (TICKETS, "tickets", {forms.LABEL: "("}, (forms.LABEL, "'(' is no regular expression")),
        (TICKETS, "tickets", {forms.CUSTOMER: "Field"}, (forms.CUSTOMER, "names more than one customer")),
        (TICKETS, "tickets", {forms.DOMAIN: "no domain"}, (forms.DOMAIN, "is no mail domain")),
        (SHARED, "connect", {"mirror": TICKETS, forms.WATCH: TICKED}, (forms.WATCH, "is for internal ticket channels")),
        (TICKETS, "tickets", {forms.ADDRESS_IN: chosen("metadata")}, (forms.LABEL, "It is missing")),
        ("C0GONE", "tickets", {}, (forms.KIND, "It is unknown to Slack")),
    ],
)
def test_what_is_wrong_with_a_channel_stands_below_its_field(
    stage: Stage, channel: str, kind: str, more: dict[str, Any], error: tuple[str, str]
) -> None:
    stage.workspace.channels["C0EMPTY"] = {"name": "empty", "is_member": False}
    before = stage.store.house.channels()
    answer = stage.submit(press(stage, f"channel:{channel}"), user=ADMIN, **filled(kind, **more))
    assert answer["response_action"] == "errors"
    assert error[1] in answer["errors"][error[0]]
    assert stage.store.house.channels() == before


def test_replies_posted_by_hand_are_watched_where_that_is_ticked(stage: Stage) -> None:
    for tick, watch in (({forms.WATCH: TICKED}, True), ({}, False)):
        assert stage.submit(press(stage, f"channel:{TICKETS}"), user=ADMIN, **filled("tickets", **tick)) == {}
        kept = stage.store.house.channel(TICKETS)
        assert kept is not None
        assert kept.watch is watch


def test_while_slack_does_not_answer_no_channel_is_kept(stage: Stage) -> None:
    form = press(stage, f"channel:{TICKETS}")
    stage.client.unknown.add(TICKETS)
    answer = stage.submit(form, user=ADMIN, **filled("tickets"))
    assert "could not be looked up just now" in answer["errors"][forms.KIND]


def test_a_new_channel_is_picked_in_the_form(stage: Stage) -> None:
    stage.workspace.channels["C0NEW"] = {"name": "new-tickets"}
    form = press(stage, "channel:")
    assert any(one.get("block_id") == forms.PLACE for one in form["blocks"])
    assert stage.submit(form, user=ADMIN, **filled("tickets", channel="C0NEW", **{forms.SENDERS: FORWARDER})) == {}
    kept = stage.store.house.channel("C0NEW")
    assert kept is not None
    assert kept.name == "new-tickets"
    answer = stage.submit(form, user=ADMIN, **filled("tickets", channel="C0GONE"))
    assert "unknown to Slack" in answer["errors"][forms.PLACE]


def test_the_list_below_a_saved_form_has_the_new_channel(stage: Stage) -> None:
    stage.workspace.channels["C0NEW"] = {"name": "new-tickets"}
    below = press(stage, "channels")
    form = {**press(stage, "channel:", view=below), "root_view_id": below["id"]}
    assert stage.submit(form, user=ADMIN, **filled("tickets", channel="C0NEW", **{forms.SENDERS: FORWARDER})) == {}
    ((_, told),) = [call for call in stage.client.calls if call[0] == "views.update"]
    assert told["view_id"] == below["id"]
    assert "#new-tickets: internal, fed with tickets" in said(told["view"])


def test_a_form_can_be_tried_on_the_last_messages_without_keeping_it(stage: Stage) -> None:
    stage.ticket("Reporter: otto@field.example\n\nThe lid is cracked.", sender="")
    before = stage.store.house.channel(TICKETS)
    form = press(stage, f"channel:{TICKETS}")
    assert f"Seen lately: {FORWARDER}" in said(form)
    typed = filled("tickets", **{forms.SENDERS: FORWARDER, forms.LABEL: "Reporter"})
    stage.click(forms.TRY, user=ADMIN, view={**form, "id": "V9", "hash": "h"}, typed=typed)
    tried = stage.view()
    assert "otto@field.example · Otto Field" in said(tried)
    assert [one.get("block_id") for one in tried["blocks"] if one["type"] == "input"] == [
        one.get("block_id") for one in form["blocks"] if one["type"] == "input"
    ]
    stage.click(forms.TRY, user=ADMIN, view=tried, typed={**typed, forms.LABEL: "("})
    assert "is no regular expression" in said(stage.view())
    assert "Otto Field" not in said(stage.view())
    assert stage.store.house.channel(TICKETS) == before


def test_the_dry_run_of_a_channel_without_messages_says_so(stage: Stage) -> None:
    form = press(stage, f"channel:{TICKETS}")
    stage.click(forms.TRY, user=ADMIN, view={**form, "id": "V9"}, typed=filled("tickets"))
    assert "No message has come in here yet." in said(stage.view())


# Rules


def numbered(value: str) -> Json:
    return {"type": "number_input", "value": value}


def test_thresholds_hold_at_once(stage: Stage) -> None:
    form = press(stage, "limits")
    stage.submit(
        form,
        user=ADMIN,
        **{
            forms.LEAST: chosen("high"),
            forms.NO_ANSWER: numbered("7"),
            forms.TURN_PAUSE: numbered("90.5"),
        },
    )
    stage.ticket()
    assert (stage.desk.turn_pause, stage.desk.insight.least) == (90.5, "high")
    form = press(stage, "limits")
    assert "seconds within which messages are one turn: 20 → 90.5" in said(form)
    assert "90.5" in said(form)


@pytest.mark.parametrize(("value", "says"), [("", "Give a number."), ("9999", "between 0 and 365")])
def test_a_threshold_that_cannot_be_stands_below_its_field(stage: Stage, value: str, says: str) -> None:
    answer = stage.submit(
        press(stage, "limits"),
        user=ADMIN,
        **{
            forms.LEAST: chosen("low"),
            forms.NO_ANSWER: numbered(value),
            forms.TURN_PAUSE: numbered("1"),
        },
    )
    assert says in answer["errors"][forms.NO_ANSWER]


def test_retention_is_set_and_shown(stage: Stage) -> None:
    form = press(stage, "retention")
    ticked: Json = {"type": "checkboxes", "selected_options": []}
    assert stage.submit(form, user=ADMIN, **{forms.KEEP_DAYS: numbered("90"), forms.KEEP_QUOTES: ticked}) == {}
    rules = Rulebook(stage.store, stage.times).rules()
    assert (rules.keep_days, rules.keep_quotes) == (90, False)
    form = press(stage, "retention")
    assert "initial_options" not in said(form)
    assert "days for which messages are kept: 0 → 90" in said(form)


def test_a_team_lead_named_in_the_form_is_one_at_once(stage: Stage) -> None:
    stage.flagged()
    stage.command("/flags", user=AGENT)
    assert "Uphold" not in str(stage.answer()["blocks"])
    users: Json = {"type": "multi_users_select", "selected_users": [AGENT]}
    assert stage.submit(press(stage, "people"), user=ADMIN, **{forms.LEADS: users, forms.LEAD_GROUP: ""}) == {}
    stage.command("/flags", user=AGENT)
    assert "Uphold" in str(stage.answer()["blocks"])
    assert AGENT in said(press(stage, "people"))


def test_a_guest_on_the_team_is_named_in_the_form_and_it_is_on_record(stage: Stage) -> None:
    stage.workspace.users["U0INSIDE"] = {"is_restricted": True}
    form = press(stage, "people")
    users: Json = {"type": "multi_users_select", "selected_users": ["U0INSIDE"]}
    nobody: Json = {**users, "selected_users": []}
    alone = stage.submit(form, user=ADMIN, **{forms.LEADS: users, forms.LEAD_GROUP: "", forms.GUESTS: nobody})
    assert "guests only if they are named below: not U0INSIDE" in alone["errors"][forms.LEADS]
    assert stage.submit(form, user=ADMIN, **{forms.LEADS: users, forms.LEAD_GROUP: "", forms.GUESTS: users}) == {}
    rules = Rulebook(stage.store, stage.times).rules()
    assert (rules.leads, rules.guests) == (("U0INSIDE",), ("U0INSIDE",))
    (told,) = changes(press(stage, "people"))
    assert told.endswith(
        f"<{ADMIN}> changed rules (team leads: nobody → <U0INSIDE>; guests on the team: nobody → <U0INSIDE>)"
    )
    stranger: Json = {**users, "selected_users": [GUEST]}
    refused = stage.submit(form, user=ADMIN, **{forms.LEADS: nobody, forms.LEAD_GROUP: "", forms.GUESTS: stranger})
    assert GUEST in refused["errors"][forms.GUESTS]


def test_only_people_of_ours_and_groups_that_exist_can_lead(stage: Stage) -> None:
    form = press(stage, "people")
    users: Json = {"type": "multi_users_select", "selected_users": [GUEST]}
    answer = stage.submit(form, user=ADMIN, **{forms.LEADS: users, forms.LEAD_GROUP: ""})
    assert GUEST in answer["errors"][forms.LEADS]
    answer = stage.submit(
        form, user=ADMIN, **{forms.LEADS: {**users, "selected_users": []}, forms.LEAD_GROUP: "S0NONE"}
    )
    assert "no user group" in answer["errors"][forms.LEAD_GROUP]


def test_what_changed_is_shown_with_who_and_what(stage: Stage) -> None:
    assert "Nothing yet." in said(press(stage, "audit"))
    Rulebook(stage.store, stage.times).change(ADMIN, keep_days=30)
    (told,) = changes(press(stage, "audit"))
    assert f"<{ADMIN}> changed rules (days for which messages are kept: 0 → 30)" in told
