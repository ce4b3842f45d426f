"""Why: a scope too few shows on the first day in somebody's workspace; here every call meets the manifest's scopes.

The bot talks to the strict stand-in with exactly these scopes, and then with one less at a time: what is missing has to
show as our own errors, or as silence where nothing may be said in doubt.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt import BoltRequest
from slack_sdk.errors import SlackApiError

from assist import catalogue_file
from assist.desk import Desk
from assist.slack.assembly import Assembly, assemble
from assist.slack.blocks.draft import REASON
from assist.slack.blocks.queue import NOTE
from assist.slack.errors import code
from assist.slack.gateway import Gateway, NotInternal
from assist.slack.permissions import methods_called
from assist.workplace import Channel
from assist.writer import OfflineWriter
from storage import open_store
from tests.conftest import need
from tests.slack_fakes import CHOICES, CUSTOMERS, Times
from tests.slack_stage import PROJECTS, input_block, value_of
from tests.standin import strict
from tests.standin.strict import ADMIN, BOT_USER, TEAM, TICKETS, Strict, StrictClient

Json = dict[str, Any]
ROOT = Path(__file__).parent.parent
SCOPES = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
# What the stand-in has no method for, or asks no scope for; what is said of groups is tested with other means.
NO_GROUPS = {"usergroups.users.list", "usergroups.list"}
UNASKED = {"commands", "usergroups:read"}
# What the SDK makes of one call of the gateway's.
UPLOAD = {"files.upload.v2": {"files.getUploadURLExternal", "files.completeUploadExternal"}}
HELLO = [{"type": "section", "block_id": "b", "text": {"type": "plain_text", "text": "Hello"}}]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Their Way"}, "blocks": HELLO}
REPLY = "Hi Nora, I'm sorry about the lamp. Would you like a replacement or your money back?"
NORA = "From: Nora Field <nora@field.example>\n\nThe lamp from order 5512 arrived with a broken shade. What can we do?"


def without(scope: str) -> str:
    """The token that has all scopes but this one."""
    return f"xoxb-without-{scope}"


@pytest.fixture(scope="module")
def slack() -> Iterator[Strict]:
    need(strict.missing())
    tokens = {without(scope): [one for one in SCOPES if one != scope] for scope in SCOPES}
    with strict.running({"xoxb-manifest": SCOPES, **tokens}) as running:
        yield running


@pytest.fixture
def client(slack: Strict) -> StrictClient:
    """The bot's client, with exactly the manifest's scopes."""
    return slack.client("xoxb-manifest")


def opened_modal(slack: Strict, client: StrictClient) -> Json:
    view: Json = client.views_open(trigger_id=slack.trigger("xoxb-manifest"), view=MODAL)["view"]
    return view


def test_every_call_of_the_gateway_is_taken_with_the_manifests_scopes(slack: Strict, client: StrictClient) -> None:
    gateway = Gateway(client)
    assert gateway.us["user_id"] == BOT_USER
    for channel in (TICKETS, slack.private):
        root = slack.post(channel, NORA)
        ts = gateway.post(channel, "Hello", HELLO, thread=root)
        beside = gateway.post(channel, "Hello", [{**HELLO[0], "block_id": "beside"}])
        gateway.update(channel, ts, "Hello again", HELLO)
        gateway.whisper(channel, ADMIN, "Hello", HELLO, thread=root)
        assert gateway.own_blocks(channel, since=root, thread=root) == {"b": ts}
        assert gateway.own_blocks(channel, since=root)["beside"] == beside
        assert ts.replace(".", "") in gateway.permalink(channel, ts)
        assert slack.messages(channel, root)[-1]["text"] == "Hello again"
        gateway.show_picture(channel, b"a picture", "week.png", title="Week", alt="Hello", thread=root)
        (file,) = slack.messages(channel, root)[-1]["files"]
        assert (file["name"], file["title"], file["size"]) == ("week.png", "Week", len(b"a picture"))
    person = gateway.person(ADMIN)
    assert person is not None
    assert (person.email, gateway.ours(ADMIN)) == ("admin@emulate.dev", True)
    gateway.publish_home(ADMIN, HELLO)
    view = opened_modal(slack, client)
    gateway.open_view(slack.trigger("xoxb-manifest"), MODAL)
    gateway.update_view(view["id"], view["hash"], MODAL)
    on_top = {"view": view, "trigger_id": slack.trigger("xoxb-manifest", view=view["id"])}
    gateway.reply(lambda **_: None, on_top, "Hello", HELLO)
    methods = {name.replace("_", ".") for name in methods_called()} - NO_GROUPS
    assert {call for method in methods for call in UPLOAD.get(method, {method})} <= set(client.calls)


def test_where_slack_has_no_user_groups_nobody_is_a_lead(client: StrictClient) -> None:
    assert Gateway(client).group("S0LEADS") == frozenset()


@pytest.mark.parametrize("scope", sorted(set(SCOPES) - UNASKED))
def test_a_scope_that_is_missing_shows(slack: Strict, scope: str) -> None:
    gateway = Gateway(slack.client(without(scope)))
    channel = slack.private if scope.startswith("groups") else TICKETS
    root = slack.post(channel, NORA)
    match scope:
        case "channels:read" | "groups:read":
            assert not gateway.internal(channel)
            with pytest.raises(NotInternal):
                gateway.post(channel, "Hello", HELLO)
        case "channels:history" | "groups:history":
            gateway.post(channel, "Hello", HELLO, thread=root)
            assert gateway.own_blocks(channel, since=root, thread=root) == {}
        case "chat:write":
            with pytest.raises(SlackApiError) as refused:
                gateway.post(channel, "Hello", HELLO)
            assert code(refused.value) == "missing_scope"
        case "files:write":
            with pytest.raises(SlackApiError) as refused:
                gateway.show_picture(channel, b"a picture", "week.png", title="Week", alt="Hello", thread=root)
            assert code(refused.value) == "missing_scope"
        case "users:read":
            assert gateway.person(ADMIN) is None
            assert not gateway.ours(ADMIN)
        case "users:read.email":
            person = gateway.person(ADMIN)
            assert person is not None
            assert person.email == ""
        case _:
            pytest.fail(f"nothing here shows what {scope} is for")
    if scope not in {"channels:history", "groups:history"}:
        assert len(slack.messages(channel, root)) == 1


@pytest.mark.parametrize(
    "shared",
    [{}, {"is_ext_shared": True}, {"is_ext_shared": False, "is_pending_ext_shared": True}],
)
def test_into_a_channel_that_is_not_surely_ours_nothing_is_sent(client: StrictClient, shared: Json) -> None:
    client.shared[TICKETS] = shared
    with pytest.raises(NotInternal):
        Gateway(client).post(TICKETS, "Hello", HELLO)
    assert client.calls == ["conversations.info"]


def test_a_channel_and_a_message_that_are_gone_are_told_apart(client: StrictClient) -> None:
    gateway = Gateway(client)
    with pytest.raises(NotInternal):
        gateway.post("C0GONE", "Hello", HELLO)
    with pytest.raises(SlackApiError) as gone:
        gateway.update(TICKETS, "1.1", "Hello", HELLO)
    assert code(gone.value) == "message_not_found"
    assert gateway.permalink(TICKETS, "1.1") == ""
    assert gateway.person("U0NOBODY") is None


def test_a_view_that_has_changed_since_stays_as_it_is(slack: Strict, client: StrictClient) -> None:
    seen = opened_modal(slack, client)
    first, second = ({**MODAL, "title": {"type": "plain_text", "text": title}} for title in ("First", "Second"))
    Gateway(client).update_view(seen["id"], seen["hash"], first)
    Gateway(client).update_view(seen["id"], seen["hash"], second)
    assert [view["title"]["text"] for view in client.views] == ["Their Way", "First"]
    with pytest.raises(SlackApiError) as gone:
        Gateway(client).update_view("V0GONE", None, second)
    assert code(gone.value) == "not_found"


def test_a_home_that_another_lead_changed_is_not_overwritten(client: StrictClient) -> None:
    gateway = Gateway(client)
    home = {"type": "home", "blocks": HELLO}
    seen = client.views_publish(user_id=ADMIN, view=home)["view"]
    assert gateway.publish_home(ADMIN, HELLO, view_hash=seen["hash"])
    assert not gateway.publish_home(ADMIN, HELLO, view_hash=seen["hash"])


def test_a_trigger_serves_once(slack: Strict, client: StrictClient) -> None:
    gateway = Gateway(client)
    trigger = slack.trigger("xoxb-manifest")
    gateway.open_view(trigger, MODAL)
    with pytest.raises(SlackApiError) as used:
        gateway.open_view(trigger, MODAL)
    assert code(used.value) == "exchanged_trigger_id"


# The whole bot.


class Bot:
    """The bot's own app and worker on the strict stand-in, in a channel of tickets."""

    def __init__(self, slack: Strict, client: StrictClient, path: Path) -> None:
        self.slack, self.client = slack, client
        self.store = open_store(str(path / "bot.db"))
        times = Times()
        desk = Desk(self.store, catalogue_file.read(), OfflineWriter(), clock=times)
        self.built: Assembly = assemble(client, desk, leads=frozenset({ADMIN}), in_line=True)
        channel = Channel(id=TICKETS, kind="tickets", name="general", senders=("B0FORWARD",), shared=False)
        self.store.house.save_channel(channel)
        for customer in CUSTOMERS:
            self.store.people.add(customer, by="test", on=times())
        self.store.ledger.add(CHOICES)

    def ticket(self) -> str:
        ts = self.slack.post(TICKETS, NORA)
        event = {"type": "message", "subtype": "bot_message", "bot_id": "B0FORWARD", "channel": TICKETS}
        event |= {"ts": ts, "text": NORA, "channel_type": "channel"}
        self.dispatch({"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}", "event": event})
        self.built.worker.drain()
        return ts

    def click(self, action_id: str, value: str, message: str = "1.1", view: Json | None = None) -> None:
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        where: Json = {"channel": {"id": TICKETS}, "message": {"ts": message}}
        if view:
            where = {"view": view, "container": {"type": "view"}}
        self.dispatch({"type": "block_actions", "actions": [action], **where, **self._by(view)})

    def submit(self, view: Json, **typed: str) -> Json:
        fields = {key: {key: {"type": "plain_text_input", "value": text}} for key, text in typed.items()}
        view = {**view, "state": {"values": fields}}
        return self.dispatch({"type": "view_submission", "view": view, **self._by(view)})

    def dispatch(self, body: Json) -> Json:
        response = self.built.app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert response.status == 200
        return dict(json.loads(response.body)) if response.body.startswith("{") else {}

    def open_home(self) -> None:
        event = {"type": "app_home_opened", "user": ADMIN, "channel": "D0", "tab": "home", "event_ts": "1.1"}
        self.dispatch({"type": "event_callback", "team_id": TEAM, "event_id": "EvHome", "event": event})

    def _by(self, view: Json | None) -> Json:
        trigger = self.slack.trigger("xoxb-manifest", view=(view or {}).get("id", ""))
        return {"user": {"id": ADMIN, "team_id": TEAM}, "team": {"id": TEAM}, "trigger_id": trigger}


@pytest.fixture
def bot(slack: Strict, client: StrictClient, tmp_path: Path) -> Iterator[Bot]:
    running = Bot(slack, client, tmp_path)
    yield running
    running.store.close()


def test_a_ticket_goes_the_whole_way_with_the_manifests_scopes(bot: Bot) -> None:
    ts = bot.ticket()
    _, card = bot.slack.messages(TICKETS, ts)
    assert "Suggested reply for Nora Field" in card["text"]
    bot.click("another_wording", value_of(card, "another_wording"), card["ts"])
    _, reworded = bot.slack.messages(TICKETS, ts)
    assert reworded["text"] != card["text"]
    bot.click("write_reply", value_of(reworded, "write_reply"), card["ts"])
    writing = bot.client.views[-1]
    checked = bot.submit(writing, **{input_block(writing): REPLY})["view"]
    assert bot.submit({**writing, **checked}, **{input_block(checked): REPLY}) == {}
    assert REPLY in bot.slack.messages(TICKETS, ts)[-1]["text"]


def test_a_lead_upholds_a_flag_in_the_home_with_the_manifests_scopes(bot: Bot) -> None:
    ts = bot.ticket()
    _, card = bot.slack.messages(TICKETS, ts)
    bot.click("write_reply", value_of(card, "write_reply"), card["ts"])
    writing = bot.client.views[-1]
    checked = bot.submit(writing, **{input_block(writing): PROJECTS})["view"]
    assert bot.submit({**writing, **checked}, **{input_block(checked): PROJECTS, REASON: "She asked for it."}) == {}
    bot.open_home()
    home = bot.client.views[-1]
    flag = value_of(home, "uphold_flag")
    bot.click("uphold_flag", flag, view=home)
    assert bot.submit(bot.client.views[-1], **{NOTE: "Ask first."}) == {}
    assert bot.client.calls[-1] == "views.publish"
    assert bot.client.views[-1]["hash"] != home["hash"]
    verdict = bot.store.reviews.verdict(flag)
    assert verdict is not None
    assert (verdict.upheld, verdict.note) == (True, "Ask first.")
