"""Why: the end-to-end tests are worth what their Slack is worth; a small Bolt app shows that it keeps Slack's rules."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.standin.browser import Person
from tests.standin.client import StandIn, StandInError, wait_for

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPEN = {"type": "button", "action_id": "open", "value": "v1", "text": plain("Open")}
COUNT = {"type": "button", "action_id": "count", "text": plain("Count")}
MODAL: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Reply"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "reply",
            "label": plain("Your reply"),
            "element": {
                "type": "plain_text_input",
                "action_id": "text",
                "multiline": True,
                "initial_value": "Dear Mia,",
            },
        },
        {"type": "actions", "block_id": "more", "elements": [COUNT]},
    ],
}
HOME: Json = {
    "type": "home",
    "blocks": [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Your <queue>"}]}],
        },
        {"type": "actions", "block_id": "h", "elements": [COUNT]},
    ],
}


class Bot:
    """A Bolt app that answers everything once and keeps what it was sent."""

    def __init__(self, slack: StandIn) -> None:
        self.client = WebClient(base_url=slack.api_url, token=slack.bot_token)
        self.seen: list[Json] = []
        app = App(client=self.client)
        app.event("message")(self.on_message)
        app.event("app_home_opened")(self.on_home)
        app.action("open")(self.on_open)
        app.action("count")(self.on_count)
        app.shortcut("look")(self.on_open)
        app.view("form")(self.on_form)
        app.command("/customer")(self.on_command)
        self.handler = SocketModeHandler(app, slack.app_token)

    def on_message(self, body: Json, event: Json, say: Say) -> None:
        self.seen.append(body)
        if "subtype" not in event:
            say(text="A card", blocks=[{"type": "actions", "block_id": "b", "elements": [OPEN]}], thread_ts=event["ts"])

    def on_home(self, event: Json) -> None:
        self.client.views_publish(user_id=event["user"], view=HOME)

    def on_open(self, ack: Ack, body: Json) -> None:
        ack()
        self.seen.append(body)
        self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    def on_count(self, ack: Ack, body: Json) -> None:
        ack()
        self.seen.append(body)

    def on_form(self, ack: Ack, body: Json, view: Json) -> None:
        self.seen.append(body)
        text = view["state"]["values"]["reply"]["text"]["value"]
        if text == "bad":
            ack(response_action="errors", errors={"reply": "say it kindly"})
        elif text in ("update", "push"):
            ack(response_action=text, view={**MODAL, "title": plain("Once more")})
        else:
            ack()

    def on_command(self, ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        self.seen.append(body)
        respond(f"Nobody is called {body['text']}")

    def last(self, kind: str) -> Json:
        return wait_for(lambda: [b for b in self.seen if b.get("type") == kind], what=kind)[-1]


@pytest.fixture(scope="module")
def connected(standin: StandIn) -> Iterator[Bot]:
    running = Bot(standin)
    running.handler.connect()
    standin.wait_for_app()
    yield running
    running.handler.close()


@pytest.fixture
def bot(slack: StandIn, connected: Bot) -> Bot:
    connected.seen.clear()
    return connected


def card_for(slack: StandIn, text: str = "My kettle broke", user: str = "U0FORWARD") -> tuple[str, Json]:
    ts = slack.post("C0TICKETS", user, text)
    return ts, wait_for(lambda: slack.messages("C0TICKETS", thread_ts=ts), what="the card")[0]


def test_a_message_goes_in_and_a_reply_comes_out_in_its_thread(slack: StandIn, bot: Bot) -> None:
    ts, card = card_for(slack, user="U0AGENT")
    assert (card["thread_ts"], card["text"]) == (ts, "A card")
    assert slack.calls("chat.postMessage")[0]["thread_ts"] == ts
    assert bot.seen[0]["event"]["text"] == "My kettle broke"
    assert "bot_id" not in bot.seen[0]["event"]


def test_a_forwarding_bots_message_carries_its_bot_id(slack: StandIn, bot: Bot) -> None:
    card_for(slack)
    assert bot.seen[0]["event"]["bot_id"] == "B0FORWARD"


def test_an_edit_and_a_deletion_arrive_as_message_events_with_a_subtype(slack: StandIn, bot: Bot) -> None:
    ts, _ = card_for(slack, user="U0AGENT")
    slack.edit("C0TICKETS", "U0AGENT", ts, "My pan broke")
    slack.delete("C0TICKETS", "U0AGENT", ts)
    edited, deleted = wait_for(lambda: [b["event"] for b in bot.seen if "subtype" in b["event"]][1:] and bot.seen[-2:])
    assert (edited["event"]["subtype"], edited["event"]["message"]["text"]) == ("message_changed", "My pan broke")
    assert (deleted["event"]["subtype"], deleted["event"]["deleted_ts"]) == ("message_deleted", ts)


def test_a_button_opens_a_modal_whose_errors_keep_it_open_until_it_is_taken(slack: StandIn, bot: Bot) -> None:
    _, card = card_for(slack)
    slack.click("C0TICKETS", "U0AGENT", card["ts"], "open")
    assert bot.last("block_actions")["actions"][0]["value"] == "v1"
    wait_for(slack.modals)
    assert slack.submit("U0AGENT", text="bad") == {"reply": "say it kindly"}
    assert slack.submit("U0AGENT", text="push") == {}
    assert [view["title"]["text"] for view in slack.modals()] == ["Reply", "Once more"]
    assert slack.submit("U0AGENT", text="good") == {}
    assert slack.modals() == []


def test_an_unedited_modal_submits_what_it_was_opened_with(slack: StandIn, bot: Bot) -> None:
    _, card = card_for(slack)
    slack.click("C0TICKETS", "U0AGENT", card["ts"], "open")
    wait_for(slack.modals)
    slack.submit("U0AGENT")
    assert bot.last("view_submission")["view"]["state"]["values"]["reply"]["text"]["value"] == "Dear Mia,"


def test_a_click_in_a_modal_carries_the_view_and_what_was_typed(slack: StandIn, bot: Bot) -> None:
    _, card = card_for(slack)
    slack.click("C0TICKETS", "U0AGENT", card["ts"], "open")
    opened = wait_for(slack.modal)
    slack.click_modal("U0AGENT", "count", text="Hi")
    click = wait_for(lambda: [b for b in bot.seen if b.get("container", {}).get("type") == "view"])[0]
    assert click["view"]["id"] == opened["id"]
    assert click["view"]["state"]["values"]["reply"]["text"]["value"] == "Hi"


def test_a_message_shortcut_carries_the_message(slack: StandIn, bot: Bot) -> None:
    ts, _ = card_for(slack)
    slack.shortcut("C0TICKETS", "U0AGENT", ts, "look")
    shortcut = bot.last("message_action")
    assert (shortcut["callback_id"], shortcut["message"]["text"]) == ("look", "My kettle broke")
    assert wait_for(slack.modal)["title"]["text"] == "Reply"


def test_a_trigger_opens_one_modal_and_no_second(slack: StandIn, bot: Bot) -> None:
    ts, _ = card_for(slack)
    slack.shortcut("C0TICKETS", "U0AGENT", ts, "look")
    trigger = bot.last("message_action")["trigger_id"]
    wait_for(slack.modals)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        bot.client.views_open(trigger_id=trigger, view=MODAL)


def test_a_command_is_answered_to_its_author_only(slack: StandIn, bot: Bot) -> None:
    slack.command("C0TICKETS", "U0AGENT", "/customer", "<mia> & co")
    answer = wait_for(lambda: slack.messages("C0TICKETS"))[0]
    assert (answer["text"], answer["ephemeral_to"]) == ("Nobody is called <mia> & co", "U0AGENT")


def test_the_home_is_published_and_its_buttons_carry_it(slack: StandIn, bot: Bot) -> None:
    slack.open_home("U0LEAD")
    home = wait_for(lambda: slack.home("U0LEAD"))
    slack.click_home("U0LEAD", "count")
    assert bot.last("block_actions")["view"]["id"] == home["id"]
    with pytest.raises(StandInError, match="no Home"):
        slack.home("U0AGENT")


def test_shared_channels_external_people_and_groups_are_told_as_by_slack(slack: StandIn, bot: Bot) -> None:
    slack.post("C0SHARED", "U0GUEST", "hello")
    event = wait_for(lambda: bot.seen)[0]
    assert (event["is_ext_shared_channel"], event["event"]["team"]) == (True, "T0OTHER")
    assert bot.client.conversations_info(channel="C0SHARED")["channel"]["is_ext_shared"] is True
    assert bot.client.conversations_info(channel="C0TICKETS")["channel"]["is_ext_shared"] is False
    slack.share("C0TICKETS")
    assert bot.client.conversations_info(channel="C0TICKETS")["channel"]["is_ext_shared"] is True
    assert bot.client.users_info(user="U0GUEST")["user"]["team_id"] == "T0OTHER"
    assert bot.client.usergroups_users_list(usergroup="S0LEADS")["users"] == ["U0LEAD"]


def test_an_event_can_come_twice_and_a_method_can_fail(slack: StandIn, bot: Bot) -> None:
    card_for(slack)
    assert slack.deliver(slack.sent()[0])
    wait_for(lambda: len(bot.seen) == 2)
    assert bot.seen[0]["event_id"] == bot.seen[1]["event_id"]
    slack.fail("users.info", after=7)
    with pytest.raises(SlackApiError) as failure:
        bot.client.users_info(user="U0AGENT")
    assert failure.value.response.headers["Retry-After"] == "7"
    assert bot.client.users_info(user="U0AGENT")["ok"]


def test_the_app_comes_back_after_slack_ends_its_connection(slack: StandIn, bot: Bot) -> None:
    def connections() -> int:
        return len(slack.calls("apps.connections.open"))

    before = connections()
    slack.disconnect()
    wait_for(lambda: connections() > before, timeout=15, what="the app to reconnect")
    _, card = card_for(slack)
    assert card["text"] == "A card"


def test_the_stand_in_listens_on_this_machine_only(slack: StandIn) -> None:
    port = f"{int(slack.url.rsplit(':', 1)[1]):04X}"
    with open("/proc/net/tcp", encoding="ascii") as sockets:
        listening = [line.split()[1] for line in sockets if line.split()[3] == "0A"]
    assert [address for address in listening if address.endswith(port)] == [f"0100007F:{port}"]


def test_a_person_can_read_press_and_submit_in_the_page(slack: StandIn, bot: Bot, person: Person) -> None:
    person.act_as("Ana Agent")
    person.open_channel("tickets")
    person.say("My kettle broke")
    person.open_thread("My kettle broke")
    person.press("Open")
    person.modal("Reply")
    person.press("Count")
    person.fill("Your reply", "Dear Mia,\nit is on its way.")
    person.press("Send")
    person.page.locator(".modal").wait_for(state="detached")
    reply = bot.last("view_submission")["view"]["state"]["values"]["reply"]["text"]["value"]
    assert reply == "Dear Mia,\nit is on its way."
    person.open_home("theirway")
    assert person.page.locator(".home").inner_text().startswith("Your <queue>")
