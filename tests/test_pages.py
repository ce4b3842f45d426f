"""Why: whether a person can do the work shows in front of the page only: what agents, leads and admins do, in Chromium.

With SCREENSHOTS=docs in the environment these tests write the pictures of the documentation.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assist.cards import Incoming
from assist.desk import Desk
from assist.records import Identity
from assist.writer import OfflineWriter
from tests.conftest import need
from tests.standin import browser
from tests.standin.bot import Bot, in_a_process
from tests.standin.client import StandIn, wait_for
from tests.test_end_to_end import (
    BROKEN,
    GUEST,
    LEAD,
    MARIA,
    MIRROR,
    PROJECTS,
    SHARED,
    TICKETS,
    card_for,
    sent,
    sent_although_flagged,
    ticket,
)

SCALE = 2 if "SCREENSHOTS" in os.environ else 1


@pytest.fixture
def someone(slack: StandIn, bot: Bot) -> Iterator[browser.Person]:
    """A person in front of the page, beside a running bot."""
    need(browser.missing())
    with browser.person(slack, height=1000, scale=SCALE) as person:
        yield person


def picture(person: browser.Person, name: str, first: browser.Locator, last: browser.Locator, margin: int = 0) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        person.screenshot(Path(folder) / f"{name}.png", first, last, margin)


def ends(blocks: browser.Locator) -> tuple[browser.Locator, browser.Locator]:
    """The first and the last block in a Home, a modal or a message."""
    inside = blocks.locator(".blocks > *")
    return inside.first, inside.last


def test_an_agent_reads_the_card_writes_a_reply_takes_the_other_wording_and_sends_it(
    slack: StandIn, someone: browser.Person
) -> None:
    someone.act_as("Ticket forwarder")
    someone.open_channel("tickets")
    someone.say(MARIA + BROKEN)
    someone.act_as("Ana Agent")
    someone.message(BROKEN).wait_for()
    someone.open_thread(BROKEN)
    card = someone.message("Suggested reply for")
    card.get_by_role("button", name="Another wording").wait_for()
    picture(someone, "card", someone.page.locator(".thread-pane .msg").first, card)
    someone.press("Write my reply")
    someone.modal("Write a reply")
    someone.fill("Your reply", PROJECTS)
    someone.press("Check")
    checked = someone.modal("Your reply")
    checked.get_by_text("may say more about us than about this customer").wait_for()
    picture(someone, "modal", checked, checked)
    someone.press("Use this wording")
    draft = checked.locator("textarea")
    wait_for(lambda: "If it were me" not in draft.input_value(), what="the other wording")
    text = draft.input_value()
    someone.press("Send to thread")
    checked.wait_for(state="detached")
    sent(slack, slack.messages(TICKETS)[0]["ts"], text)


def test_an_agent_looks_at_another_reply_and_says_why_the_suggestion_is_not_right(
    slack: StandIn, someone: browser.Person
) -> None:
    ticket(slack)
    someone.act_as("Ana Agent")
    someone.open_channel("tickets")
    someone.message(BROKEN).wait_for()
    someone.open_thread(BROKEN)
    card = someone.message("Suggested reply for")
    card.locator("select", has_text="Show the reply for").select_option(label="store credit")
    another = someone.modal("Another reply")
    another.get_by_text("not what the record of Maria Silva says").wait_for()
    picture(someone, "another-reply", another, another)
    someone.press("Write with this")
    someone.modal("Write a reply").get_by_role("button", name="Start blank").wait_for()
    someone.press("Close")
    card.locator("select", has_text="Not right").select_option(label="Wrong offer")
    rejected = someone.message("not right: wrong offer")
    rejected.get_by_role("button", name="Suggest again").wait_for()
    picture(someone, "not-right", rejected, rejected)
    someone.press("Suggest again")
    someone.message("Suggested reply for Maria Silva").get_by_role("button", name="Write my reply").wait_for()


def test_a_lead_reads_the_queue_in_the_home_and_upholds_a_flag(slack: StandIn, someone: browser.Person) -> None:
    sent_although_flagged(slack)
    someone.act_as("Lea Lead")
    someone.open_home("theirway")
    home = someone.page.locator(".home")
    home.get_by_text("She said so on the phone.").wait_for()
    blocks = home.locator(".blocks > *")
    picture(someone, "home", blocks.first, blocks.last, margin=12)
    before = home.get_by_role("button", name="Uphold").count()
    someone.press("Uphold")
    someone.modal("Uphold this flag")
    someone.fill("Note to the agent", "Four replacements in a row: ask first.")
    someone.press("Uphold")
    wait_for(lambda: home.get_by_role("button", name="Uphold").count() == before - 1, what="the verdict")
    someone.act_as("Ana Agent")
    someone.open_home("theirway")
    home.get_by_text("A lead upheld it. “Four replacements in a row: ask first.”").wait_for()


@pytest.fixture
def newly_installed(slack: StandIn, tmp_path: Path) -> Iterator[browser.Person]:
    """Adam, who runs the workspace, in front of the Home of a bot that nobody has set up yet."""
    need(browser.missing())
    with (
        in_a_process(slack, tmp_path / "new.db", LEADS="", LEAD_GROUP="", ADMINS="", CATALOGUE="", TURN_PAUSE="20"),
        browser.person(slack, height=1000, scale=SCALE) as person,
    ):
        person.act_as("Adam Admin")
        person.open_home("theirway")
        yield person


def offer(person: browser.Person, text: str) -> browser.Locator:
    """The line of the Home, or of the modal that is open, with this text and a button beside it."""
    return person.page.locator(".bk-section", has_text=text).filter(has=person.page.get_by_role("button")).last


def test_an_admin_is_shown_what_is_missing_sets_it_up_and_the_first_card_comes(
    slack: StandIn, newly_installed: browser.Person
) -> None:
    someone = newly_installed
    home = someone.page.locator(".home")
    offer(someone, "Nobody is a team lead").wait_for()
    picture(someone, "setting-up", *ends(home), margin=12)

    offer(someone, "No channel is set up").get_by_role("button", name="Put right").click()
    someone.modal("Channels")
    someone.press("Set up a channel")
    form = someone.modal("Channel")
    picture(someone, "channel", form, form)
    someone.choose("Channel", "#nair")
    someone.choose("How it is treated", "Internal, fed with tickets")
    someone.press("Save")
    form.get_by_text("people from outside are in this channel").wait_for()
    someone.choose("Channel", "#tickets")
    someone.fill("Whose messages are customers'", "B0FORWARD")
    someone.press("Save")
    form.wait_for(state="detached")

    offer(someone, "Nobody is a team lead").get_by_role("button", name="Put right").click()
    someone.modal("Leads and guests")
    someone.choose("Team leads", "Lea Lead")
    someone.press("Save")
    home.get_by_text("#tickets: internal, fed with tickets").wait_for()
    wait_for(lambda: home.get_by_role("button", name="Put right").count() == 0, what="everything to be put right")

    assert "Suggested reply for Maria Silva" in card_for(slack, ticket(slack))["text"]


def test_an_admin_gives_a_shared_channel_its_mirror_and_the_cards_go_there(
    slack: StandIn, newly_installed: browser.Person
) -> None:
    someone = newly_installed
    someone.press("Channels")
    someone.modal("Channels")
    someone.press("Set up a channel")
    form = someone.modal("Channel")
    someone.choose("Channel", "#nair")
    someone.choose("How it is treated", "Shared with a customer (Slack Connect)")
    mirrors = form.locator(".bk-input", has_text="Mirror").locator("option").all_inner_texts()
    assert "#nair" not in mirrors
    someone.choose("Mirror", "#nair-internal")
    someone.press("Save")
    someone.page.locator(".home").get_by_text("#nair: shared with a customer, cards go to #nair-internal").wait_for()
    slack.post(SHARED, GUEST, "The label printer jams again. What can you do?")
    wait_for(lambda: slack.messages(MIRROR), what="the mirror's thread")
    assert len(slack.messages(SHARED)) == 1


def test_an_admin_changes_the_catalogue_the_thresholds_and_the_retention_and_sees_who_did(
    newly_installed: browser.Person,
) -> None:
    someone = newly_installed
    someone.press("Catalogue")
    catalogue = someone.modal("Catalogue")
    picture(someone, "catalogue", catalogue, catalogue)
    offer(someone, "how a fault is put right").get_by_role("button").click()
    someone.modal("Dimension")
    offer(someone, "store credit").get_by_role("button").click()
    option = someone.modal("Option")
    someone.fill("Why it is not open", "not before May")
    someone.press("Save")
    option.wait_for(state="detached")

    someone.press("Thresholds")
    limits = someone.modal("Thresholds")
    someone.choose("Flags that are shown", "Medium and high")
    picture(someone, "thresholds", limits, limits)
    someone.fill("Days after which", "-1")
    someone.press("Save")
    limits.locator(".modal-error").wait_for()
    someone.fill("Days after which", "21")
    someone.press("Save")
    limits.wait_for(state="detached")

    someone.press("Retention")
    retention = someone.modal("Retention")
    someone.fill("Days for which messages are kept", "365")
    someone.press("Save")
    retention.wait_for(state="detached")

    someone.press("Catalogue")
    someone.modal("Catalogue").get_by_text("store credit (closed: not before May)").wait_for()
    someone.press("Versions")
    versions = someone.modal("Versions")
    versions.get_by_text("Version 2 by @Adam Admin").wait_for()
    someone.press("Close")
    versions.wait_for(state="detached")
    someone.press("What changed")
    changes = someone.modal("What changed")
    changes.get_by_text("@Adam Admin").first.wait_for()


# What stands on the pages once a week has gone by.


CASES = (
    ("Maria Silva", "maria@silva.example", "A replacement, please.", "store credit"),
    ("Jonas Weber", "jonas@weber-cafe.example", "My money back, please.", "store credit"),
    ("Tom Okafor", "tom@okafor.example", "A repair, please.", "a replacement"),
)


OPEN = "Or which would you like: a replacement, a repair, your money back or store credit?"


def a_week_of(bot: Bot) -> None:
    """What a team did on Friday last week: two dozen tickets, each answered by one of three agents, and chosen."""
    now = datetime.now(UTC)
    friday = (now - timedelta(days=now.weekday() + 3)).replace(hour=9, minute=0, second=0, microsecond=0)
    times = (friday + timedelta(minutes=5 * number) for number in itertools.count())
    desk = Desk(bot.desk.store, bot.desk.catalogue, OfflineWriter(), clock=lambda: at)
    for number in range(24):
        name, address, choice, pressed = CASES[number % 3]
        at = next(times)
        base = Incoming(channel=TICKETS, thread=ts_of(at), ts=ts_of(at), text=BROKEN, who=name, on=at)
        told = replace(base, keys=(Identity("email", address),))
        desk.answer(told)
        at = next(times)
        text = f"Sorry about that. If it were me, I'd take {pressed}."
        draft = desk.drafts.check(
            draft_id=f"draft-{number}", agent=f"U0AGENT{number % 3}", channel=TICKETS, thread_ts=base.ts, text=text
        )
        desk.drafts.claim_sending(draft.id, reason="It is what we have.")
        desk.drafts.sent(draft, ts=ts_of(at), who="agent")
        for flag in draft.flags[:1] if number % 4 else ():
            desk.oversight.decide(flag.id, lead=LEAD, upheld=number % 5 > 0)
        at = next(times)
        desk.heard_agent(replace(base, ts=ts_of(at), text=OPEN, who="agent", author=draft.agent, on=at))
        at = next(times)
        desk.answer(replace(told, ts=ts_of(at), text=choice, on=at))


def ts_of(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


def test_a_lead_says_where_the_digest_goes_and_it_is_there(slack: StandIn, bot: Bot, someone: browser.Person) -> None:
    a_week_of(bot)
    someone.act_as("Lea Lead")
    someone.open_home("theirway")
    someone.press("Digest and floor")
    form = someone.modal("Digest and floor")
    someone.choose("Channel of the weekly digest", "#nair-internal")
    someone.press("Keep")
    form.wait_for(state="detached")
    someone.open_channel("nair-internal")
    digest = someone.message("What customers took")
    digest.wait_for()
    picture(someone, "digest", *ends(digest), margin=2)


def test_a_lead_dismisses_one_flag_coaches_on_the_next_and_the_agent_reads_the_note(
    slack: StandIn, someone: browser.Person
) -> None:
    sent_although_flagged(slack)
    sent_although_flagged(slack, "It is what we have.")
    someone.act_as("Lea Lead")
    someone.open_home("theirway")
    home = someone.page.locator(".home")
    waiting = int(home.get_by_text("flags wait for a verdict").inner_text().split()[0])
    home.get_by_text("She said so on the phone.").wait_for()
    someone.press("Dismiss")
    form = someone.modal("Dismiss this flag")
    someone.press("Dismiss")
    form.wait_for(state="detached")
    home.get_by_text("It is what we have.").wait_for()
    someone.press("Coach")
    form = someone.modal("Coach the agent")
    someone.fill("Note to the agent", "Four replacements in a row: ask first.")
    someone.press("Send the note")
    form.wait_for(state="detached")
    left = "Nothing waits for review" if waiting == 2 else f"{waiting - 2} flag"
    home.get_by_text(left).first.wait_for()

    someone.act_as("Ana Agent")
    someone.open_channel("tickets")
    someone.open_home("theirway")
    home.get_by_text("Four replacements in a row: ask first.").first.wait_for()
    home.get_by_text("A lead dismissed it: a false alarm.").wait_for()
    picture(someone, "own-home", *ends(home), margin=12)
    someone.press("Got it")
    home.get_by_role("button", name="Got it").wait_for(state="detached")


def test_an_agent_looks_a_customer_up_and_turns_the_pages_of_the_timeline(
    someone: browser.Person,
) -> None:
    someone.act_as("Ana Agent")
    someone.open_channel("tickets")
    someone.say("/customer maria@silva.example")
    card = someone.message("What they take")
    card.wait_for()
    picture(someone, "customer", *ends(card), margin=2)
    card.get_by_role("button", name="Older").click()
    older = someone.message("(11–13 of 13")
    older.get_by_role("button", name="Newer").wait_for()
    someone.say("/customer maria@silva.example kettle")
    someone.message("What has “kettle” in it").wait_for()
