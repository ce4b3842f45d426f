"""Why: each part may be right alone and the whole still wrong; here the real bot does its work over Socket Mode.

What people do goes through the stand-in's control API here; test_pages.py has what they do in the page itself.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from assist.records import Choice
from storage import open_store
from tests.standin.bot import Bot, connected, in_a_process
from tests.standin.client import StandIn, wait_for

Json = dict[str, Any]
TICKETS, MIRROR, SHARED = "C0TICKETS", "C0MIRROR", "C0SHARED"
AGENT, LEAD, FORWARDER, GUEST = "U0AGENT", "U0LEAD", "U0FORWARD", "U0GUEST"
MARIA = "From: Maria Silva <maria@silva.example>\n\n"
BROKEN = "The glass teapot from order 81220 arrived broken. What now?"
PROJECTS = (
    "Hello Maria,\nI'm sorry about the teapot. If it were me I'd take the store credit, so I've put the amount on your "
    "account.\nBest, Ana"
)
READING = {"conversations.info", "conversations.replies", "chat.getPermalink"}
CARD = ["write_reply", "another_wording"]


def ticket(slack: StandIn, text: str = MARIA + BROKEN, thread: str | None = None) -> str:
    """A customer's message arrives, passed on by the ticket system; its ts."""
    return slack.post(TICKETS, FORWARDER, text, thread)


def replies(slack: StandIn, ts: str, channel: str = TICKETS) -> list[Json]:
    return slack.messages(channel, thread_ts=ts)


def card_for(slack: StandIn, ts: str, channel: str = TICKETS) -> Json:
    """The thread's newest card."""
    return wait_for(
        lambda: [one for one in replies(slack, ts, channel) if buttons(one) and buttons(one) != ["undo_link"]],
        what="the card",
    )[-1]


def buttons(message: Json) -> list[str]:
    elements = [one for block in message.get("blocks") or [] for one in [*block.get("elements", []), block]]
    accessories = [one["accessory"] for one in elements if "accessory" in one]
    return [one["action_id"] for one in elements + accessories if one.get("type") == "button"]


def suggestion_of(card: Json) -> str:
    """The id of what a card suggests."""
    return str(card["blocks"][0]["block_id"]).removeprefix("suggestion:")


def said(view: Json) -> str:
    """All the words of a view or a message."""
    return json.dumps(view["blocks"], ensure_ascii=False)


def sent(slack: StandIn, ts: str, text: str) -> Json:
    """The reply with this text that the bot posted for an agent."""
    return wait_for(lambda: [one for one in replies(slack, ts) if one["text"] == f"{text}\n\nSent by ana"], what=text)[
        0
    ]


def draft_in(view: Json) -> str:
    inputs = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    return str(inputs[0].get("initial_value", ""))


def modal(slack: StandIn, title: str) -> Json:
    """The topmost modal, once it has this title."""
    wait_for(lambda: slack.modal()["title"]["text"] == title, what=f"the modal {title!r}")
    return slack.modal()


def checked(slack: StandIn, text: str, ts: str) -> Json:
    """Ana writes this reply to a ticket; the modal that shows what was found in it."""
    slack.click(TICKETS, AGENT, card_for(slack, ts)["ts"], "write_reply")
    modal(slack, "Write a reply")
    assert slack.submit(AGENT, draft_text_0=text) == {}
    return modal(slack, "Your reply")


def sent_although_flagged(slack: StandIn, reason: str = "She said so on the phone.") -> str:
    ts = ticket(slack)
    checked(slack, PROJECTS, ts)
    assert slack.submit(AGENT, draft_reason=reason) == {}
    sent(slack, ts, PROJECTS)
    return ts


def taken_by(bot: Bot, name: str) -> list[Choice]:
    (customer,) = bot.desk.store.people.find(name)
    return bot.desk.store.ledger.of_customer(customer.id)


def answer_to(slack: StandIn, user: str, channel: str = TICKETS) -> Json:
    """The newest message that only this person sees."""
    return wait_for(lambda: [one for one in slack.messages(channel) if one.get("ephemeral_to") == user])[-1]


def written_into(slack: StandIn, channel: str) -> list[str]:
    calls = slack.traffic()["calls"]
    return [one["method"] for one in calls if one["args"].get("channel") == channel and one["method"] not in READING]


# A customer's message and its card.


def test_a_customers_message_gets_one_card_in_its_thread(slack: StandIn, bot: Bot) -> None:
    ts = ticket(slack)
    bot.settle()
    (card,) = replies(slack, ts)
    assert card["text"].startswith("Suggested reply for Maria Silva: ")
    assert "chose a replacement 4 of 4 times, last on 6 Feb 2026" in card["text"]
    assert [action for action in buttons(card) if action in CARD] == CARD


def test_the_same_words_of_another_customer_get_another_suggestion(slack: StandIn, bot: Bot) -> None:
    first, second = ticket(slack), ticket(slack, f"From: Jonas Weber <jonas@weber-cafe.example>\n\n{BROKEN}")
    maria, jonas = card_for(slack, first)["text"], card_for(slack, second)["text"]
    assert "chose your money back 3 of 3 times" in jonas
    assert "Maria" not in jonas
    assert "Jonas" not in maria


def test_another_wording_takes_the_cards_place(slack: StandIn, bot: Bot) -> None:
    card = card_for(slack, ts := ticket(slack))
    slack.click(TICKETS, AGENT, card["ts"], "another_wording")
    reworded = wait_for(lambda: (now := slack.message(TICKETS, card["ts"]))["text"] != card["text"] and now)
    assert len(replies(slack, ts)) == 1
    assert [action for action in buttons(reworded) if action in CARD] == CARD


def test_a_suggestion_that_is_not_right_says_why_and_offers_another(slack: StandIn, bot: Bot) -> None:
    card = card_for(slack, ts := ticket(slack))
    slack.click(TICKETS, AGENT, card["ts"], "not_right", choose=f"{suggestion_of(card)}:offer")
    wait_for(lambda: "not right: wrong offer" in slack.message(TICKETS, card["ts"])["text"])
    slack.click(TICKETS, AGENT, card["ts"], "another_wording")
    wait_for(lambda: "Suggested reply for Maria Silva" in slack.message(TICKETS, card["ts"])["text"])
    card = card_for(slack, ts)
    slack.click(TICKETS, AGENT, card["ts"], "not_right", choose=f"{suggestion_of(card)}:other")
    modal(slack, "Not right")
    assert slack.submit(AGENT, not_right_why="She asked for the invoice.") == {}
    wait_for(lambda: "She asked for the invoice." in slack.message(TICKETS, card["ts"])["text"])


def test_another_options_reply_is_shown_and_written_with(slack: StandIn, bot: Bot) -> None:
    card = card_for(slack, ticket(slack))
    slack.click(TICKETS, AGENT, card["ts"], "show_instead", choose=f"{suggestion_of(card)}:0")
    view = modal(slack, "Another reply")
    assert "not what the record of Maria Silva says" in said(view)
    assert slack.submit(AGENT) == {}
    text = draft_in(modal(slack, "Write a reply"))
    assert text in "".join(one["text"] for one in view["blocks"][1]["elements"][0]["elements"])


def test_an_older_card_gives_way_when_the_customer_writes_again(slack: StandIn, bot: Bot) -> None:
    first = card_for(slack, ts := ticket(slack))
    ticket(slack, MARIA + "And the lid of the sugar bowl is missing, too. What can you do?", ts)
    bot.settle()
    old, new = replies(slack, ts)[0], card_for(slack, ts)
    assert old["ts"] == first["ts"] != new["ts"]
    assert not buttons(old)


def test_what_people_say_is_never_interpreted(slack: StandIn, bot: Bot) -> None:
    nasty = "<!channel> {{ 7*7 }} '; DROP TABLE customers; -- *bold* <@U0LEAD> &amp; The lamp is broken. What now?"
    ts = ticket(slack, f"From: Eve {{{{ 1+1 }}}} <!here> <eve@odd.example>\n\n{nasty}")
    card = card_for(slack, ts)
    slack.command(TICKETS, AGENT, "/customer", "'; DROP TABLE customers; -- <!channel>")
    answers = [card["text"], answer_to(slack, AGENT)["text"]]
    assert not [text for text in answers if "<!" in text or "<@" in text or "49" in text]
    assert bot.desk.store.people.count() > 7


def test_forty_thousand_characters_an_empty_event_and_an_unknown_channel_stop_nothing(slack: StandIn, bot: Bot) -> None:
    long = ticket(slack, MARIA + "The kettle hisses. " * 2100)
    assert slack.deliver({"type": "event_callback", "event_id": "EvEmpty", "event": {"type": "message"}})
    odd = {"type": "message", "channel": TICKETS, "ts": "yesterday", "user": FORWARDER, "text": MARIA + BROKEN}
    assert slack.deliver({"type": "event_callback", "event_id": "EvOdd", "event": odd})
    slack.post("C0OTHER", AGENT, "Soup today?")
    ts = ticket(slack)
    bot.settle()
    assert card_for(slack, long)
    assert card_for(slack, ts)
    assert slack.messages("C0OTHER")[1:] == []
    assert [key for key, _ in bot.desk.store.inbox.set_aside()] == [f"message:{TICKETS}:yesterday"]


# Whose message it is.


def test_a_message_of_nobody_known_offers_to_link_a_customer_and_then_shows_the_record(
    slack: StandIn, bot: Bot
) -> None:
    unknown = card_for(slack, ts := ticket(slack, BROKEN))
    assert "can't tell whose message this is" in unknown["text"]
    slack.click(TICKETS, AGENT, unknown["ts"], "find_customer")
    modal(slack, "Link a customer")
    assert list(slack.submit(AGENT, customer_query="Nobody Atall")) == ["customer_query"]
    assert slack.submit(AGENT, customer_query="Brown") == {}
    found = wait_for(lambda: buttons(slack.modal()) and slack.modal())
    assert buttons(found) == ["link_customer_0", "link_customer_1"]
    name = "Sam Brown" if "Sam Brown" in str(found["blocks"][0]) else "Alice Brown"
    slack.click_modal(AGENT, "link_customer_0")
    wait_for(lambda: f"Suggested reply for {name}" in card_for(slack, ts)["text"], what="the linked customer's card")
    ticket(slack, "Hello? What about my teapot?", ts)
    bot.settle()
    assert f"Suggested reply for {name}" in card_for(slack, ts)["text"]


def test_a_customer_command_shows_one_offers_several_and_says_when_there_is_none(slack: StandIn, bot: Bot) -> None:
    for query, expected in (("maria@silva.example", "Maria Silva"), ("", "Whom are you looking for?")):
        slack.command(TICKETS, AGENT, "/customer", query)
        wait_for(lambda expected=expected: expected in answer_to(slack, AGENT)["text"])
    slack.command(TICKETS, AGENT, "/customer", "Zebedee")
    wait_for(lambda: "I know no customer by “Zebedee”" in answer_to(slack, AGENT)["text"])
    slack.command(TICKETS, AGENT, "/customer", "Brown")
    wait_for(lambda: "2 customers match “Brown”" in answer_to(slack, AGENT)["text"])
    choice = answer_to(slack, AGENT)
    assert "What they take" not in said(choice)
    slack.click(TICKETS, AGENT, choice["ts"], "show_customer_1")
    wait_for(lambda: "What they take" in said(answer_to(slack, AGENT)))
    assert {one["ephemeral_to"] for one in slack.messages(TICKETS)} == {AGENT}


# A draft.


def test_a_draft_is_checked_reworded_and_sent_to_the_thread(slack: StandIn, bot: Bot) -> None:
    view = checked(slack, PROJECTS, ts := ticket(slack))
    assert "If it were me I'd take the store credit" in said(view)
    slack.click_modal(AGENT, "use_rewrite_0")
    wait_for(lambda: "If it were me" not in draft_in(slack.modal()), what="the other wording")
    text = draft_in(slack.modal())
    assert text.startswith("Hello Maria,")
    assert text.endswith("Best, Ana")
    assert slack.submit(AGENT) == {}
    assert AGENT in said(sent(slack, ts, text))
    assert slack.modals() == []


def test_an_empty_draft_is_asked_for_and_the_suggestion_itself_goes_through(slack: StandIn, bot: Bot) -> None:
    card = card_for(slack, ts := ticket(slack))
    slack.click(TICKETS, AGENT, card["ts"], "write_reply")
    text = draft_in(modal(slack, "Write a reply"))
    assert text in card["text"]
    assert list(slack.submit(AGENT, draft_text_0="")) == ["draft_text_0"]
    assert slack.submit(AGENT) == {}
    assert "Nothing found" in said(modal(slack, "Your reply"))
    assert slack.submit(AGENT) == {}
    sent(slack, ts, text)


def test_a_flagged_draft_needs_a_reason_and_waits_for_a_leads_verdict_that_the_agent_sees(
    slack: StandIn, bot: Bot
) -> None:
    view = checked(slack, PROJECTS, ts := ticket(slack))
    assert slack.submit(AGENT) == {}
    wait_for(lambda: "Not sent yet" in said(slack.modal()), what="the reason to be asked for")
    flags = said(view).count("Use this wording")
    assert slack.submit(AGENT, draft_reason="She said so on the phone.") == {}
    sent(slack, ts, PROJECTS)

    slack.open_home(LEAD)
    wait_for(lambda: "She said so on the phone." in said(slack.home(LEAD)), what="the queue")
    for left in range(flags - 1, -1, -1):
        slack.click_home(LEAD, "uphold_flag")
        modal(slack, "Uphold this flag")
        assert slack.submit(LEAD, verdict_note="Four replacements in a row: ask first.") == {}
        wait_for(lambda left=left: said(slack.home(LEAD)).count('"uphold_flag"') == left, what="the verdict")
    assert "Nothing waits for review" in said(slack.home(LEAD))

    slack.open_home(AGENT)
    wait_for(lambda: "A lead upheld it. “Four replacements in a row: ask first.”" in said(slack.home(AGENT)))


def test_flags_shows_a_lead_the_queue_and_an_agent_only_their_own(slack: StandIn, bot: Bot) -> None:
    sent_although_flagged(slack)
    slack.command(TICKETS, AGENT, "/flags")
    mine = wait_for(lambda: answer_to(slack, AGENT))
    assert "If it were me I'd take the store credit" in said(mine)
    assert not buttons(mine)
    slack.command(TICKETS, LEAD, "/flags")
    queue = wait_for(lambda: answer_to(slack, LEAD))
    assert buttons(queue)[:2] == ["uphold_flag", "dismiss_flag"]
    slack.click(TICKETS, LEAD, queue["ts"], "dismiss_flag")
    modal(slack, "Dismiss this flag")
    assert slack.submit(LEAD, verdict_note="She did ask for it.") == {}
    slack.command(TICKETS, AGENT, "/flags")
    wait_for(lambda: "dismissed it: a false alarm. “She did ask for it.”" in said(answer_to(slack, AGENT)))


def test_a_reply_typed_in_the_thread_can_be_checked_by_the_message_shortcut(slack: StandIn, bot: Bot) -> None:
    card_for(slack, ts := ticket(slack))
    reply = slack.post(TICKETS, AGENT, PROJECTS, ts)
    bot.settle()
    slack.shortcut(TICKETS, AGENT, reply, "check_reply")
    assert draft_in(modal(slack, "Write a reply")) == PROJECTS
    assert slack.submit(AGENT) == {}
    assert "may say more about us than about this customer" in said(modal(slack, "Your reply"))
    slack.close(AGENT)
    slack.shortcut("C0OTHER", AGENT, slack.post("C0OTHER", AGENT, "Soup today?"), "check_reply")
    assert "no customer's conversation" in said(modal(slack, "Not possible here"))


# A choice.


def test_a_customers_choice_enters_the_ledger_with_a_line_and_can_be_undone(slack: StandIn, bot: Bot) -> None:
    before = len(taken_by(bot, "Tom Okafor"))
    tom = "From: Tom Okafor <tom@okafor.example>\n\n"
    ts = ticket(slack, tom + "The toaster has died. What can you do?")
    bot.settle()
    slack.post(TICKETS, AGENT, "Sorry, Tom. A replacement, a repair, or your money back: which would you like?", ts)
    bot.settle()
    ticket(slack, tom + "A replacement, please.", ts)
    bot.settle()
    line = replies(slack, ts)[-1]
    assert line["text"] == "Noted: chose a replacement (“A replacement, please”)."
    assert [choice.chosen for choice in taken_by(bot, "Tom Okafor")][before:] == ["replacement"]
    slack.click(TICKETS, AGENT, line["ts"], "undo_choice")
    wait_for(lambda: slack.message(TICKETS, line["ts"])["text"] == "Taken back: a replacement is not in the record.")
    assert len(taken_by(bot, "Tom Okafor")) == before
    assert not buttons(slack.message(TICKETS, line["ts"]))


# A channel in which the customer is.


def test_of_a_shared_channel_only_the_mirror_hears(slack: StandIn, bot: Bot) -> None:
    slack.post(SHARED, GUEST, "The label printer jams again. What can you do?")
    bot.settle()
    root, card = slack.messages(MIRROR)
    assert root["text"].startswith("Priya Nair wrote in #nair: “")
    assert card["thread_ts"] == root["ts"]
    assert card["text"].startswith("Suggested reply for Priya Nair: ")
    slack.click(MIRROR, AGENT, card["ts"], "write_reply")
    modal(slack, "Write a reply")
    assert slack.submit(AGENT, draft_text_0="Hello Priya, would you like a replacement or your money back?") == {}
    assert "copy your reply, as checked, and send it yourself" in said(modal(slack, "Your reply"))
    assert slack.submit(AGENT) == {}
    slack.command(SHARED, AGENT, "/customer", "priya@nair-logistics.example")
    assert "Priya Nair" in said(modal(slack, "Their Way"))
    bot.settle()
    assert written_into(slack, SHARED) == []
    assert len(slack.messages(SHARED)) == 1
    assert len(slack.messages(MIRROR)) == 2


def test_people_of_another_company_get_nothing_out_of_it(slack: StandIn, bot: Bot) -> None:
    card = card_for(slack, ticket(slack))
    slack.command(SHARED, GUEST, "/customer", "maria@silva.example")
    for action in CARD:
        slack.click(TICKETS, GUEST, card["ts"], action)
    slack.open_home(GUEST)
    assert "nothing to see for guests" in said(wait_for(lambda: slack.home(GUEST)))
    assert slack.modals() == []
    assert written_into(slack, SHARED) == []
    assert slack.message(TICKETS, card["ts"])["text"] == card["text"]


def test_a_ticket_channel_that_is_shared_with_a_company_falls_silent_at_once(slack: StandIn, bot: Bot) -> None:
    card = card_for(slack, ts := ticket(slack))
    slack.share(TICKETS)
    ticket(slack, MARIA + "Are you there? The lid is missing, too.", ts)
    slack.click(TICKETS, AGENT, card["ts"], "another_wording")
    bot.settle()
    assert [one["ts"] for one in replies(slack, ts) if one["user"] != FORWARDER] == [card["ts"]]
    assert slack.message(TICKETS, card["ts"])["text"] == card["text"]
    assert "nothing is posted there" in bot.desk.store.inbox.set_aside()[0][1]


# What Slack does on bad days.


def test_what_is_delivered_twice_is_done_once(slack: StandIn, bot: Bot) -> None:
    ts = ticket(slack)
    bot.settle()
    (event,) = slack.sent()
    assert slack.deliver(event)
    assert slack.deliver({**event, "event_id": "EvAnother"})
    bot.settle()
    assert len(replies(slack, ts)) == 1
    assert len(slack.calls("chat.postMessage")) == 1


def test_after_slack_ends_the_connection_messages_come_in_again(slack: StandIn, bot: Bot) -> None:
    before = len(slack.calls("apps.connections.open"))
    slack.disconnect()
    wait_for(lambda: len(slack.calls("apps.connections.open")) > before, timeout=15, what="the app to reconnect")
    slack.wait_for_app()
    assert card_for(slack, ticket(slack))


def test_a_rate_limit_delays_a_card_and_loses_none(slack: StandIn, bot: Bot) -> None:
    slack.fail("chat.postMessage", times=1, after=1)
    ts = ticket(slack)
    bot.settle()
    assert len(replies(slack, ts)) == 1
    assert len(slack.calls("chat.postMessage")) == 2


def test_a_failure_of_slack_is_tried_again_and_gives_one_card(slack: StandIn, bot: Bot) -> None:
    slack.fail("chat.postMessage", times=1, error="internal_error", status=200)
    ts = ticket(slack)
    bot.settle()
    assert len(replies(slack, ts)) == 1
    assert bot.desk.store.inbox.set_aside() == []


# The program as a team runs it.


def test_what_came_in_before_a_crash_is_done_after_it_and_nothing_twice(slack: StandIn, database: Path) -> None:
    with connected(slack, database, working=False) as idle:
        threads = [ticket(slack) for _ in range(4)]
        wait_for(idle.stored)
        assert idle.desk.store.inbox.waiting() == 4
        assert slack.calls("chat.postMessage") == []
    slack.fail("chat.update", times=1, after=20)
    with in_a_process(slack, database, LEADS=LEAD) as running:
        for ts in threads:
            wait_for(lambda ts=ts: card_for(slack, ts), 15)
        ticket(slack, MARIA + "And the lid is missing, too. What now?", threads[0])
        wait_for(lambda: slack.calls("chat.update"), 10, "the worker to be in the middle of it")
        running.send_signal(signal.SIGKILL)
        running.wait()
        wait_for(lambda: not slack.connected())
    store = open_store(str(database))
    with in_a_process(slack, database, LEADS=LEAD) as running:
        wait_for(lambda: store.inbox.waiting() == 0, timeout=15, what="the rest of the work")
        running.terminate()
        assert running.wait(15) == 0
        assert running.stdout is not None
        assert "Listening in Lumen Supplies as theirway" in running.stdout.read()
    assert [len([one for one in replies(slack, ts) if one["user"] != FORWARDER]) for ts in threads] == [2, 1, 1, 1]
    assert store.inbox.set_aside() == []
    store.close()


def test_without_a_token_the_program_says_in_one_line_which_and_where_to_get_it(tmp_path: Path) -> None:
    settings = {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", "DATABASE": str(tmp_path / "bot.db")}
    done = subprocess.run(
        [sys.executable, "app.py", "run"], env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token")
