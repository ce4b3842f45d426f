"""The offline check is shown at once; what a model finds comes into the same modal while its agent is still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assist import prompting
from assist.model.limits import Caps
from assist.model.reading import ModelReader
from assist.model.switch import turn
from assist.records import Verdict
from assist.rereading import DraftRereader
from assist.slack.assembly import assemble
from assist.slack.blocks.draft import BY_MODEL
from assist.slack.blocks.parts import modal, section
from tests.recorded import Handler, Recorded, completion, says
from tests.slack_stage import (
    AGENT,
    LEAD,
    OPEN,
    PROJECTS,
    TICKETS,
    Json,
    Stage,
    buttons,
    draft_in,
    input_block,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)

SENTENCE = "There is a soft spot on this side of the counter for the credit."
SUBTLE = f"Hi Nora, sorry about the lamp. {SENTENCE} Ada"
ALONE = f"{prompting.version('check_draft')}/m"


def finds(*found: dict[str, Any]) -> Handler:
    whole = {"quote": SENTENCE, "why": "", "kind": "own_preference", "option": "resolution/credit"}
    return says({"flags": [{**whole, **one} for one in found], "instructions": False})


class Pauses:
    """What is waited for before a view's hash is asked for; a test may let something happen meanwhile."""

    def __init__(self) -> None:
        self.count = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self, seconds: float) -> None:
        self.count += 1
        self.meanwhile()


def reading(stage: Stage, endpoint: Recorded, *, hide_names: bool = False) -> DraftRereader:
    """The program with a model that reads drafts, in the place of the one without."""
    reader = ModelReader(endpoint.client, hide_names=hide_names)
    rereader = DraftRereader(stage.desk, reader, seconds=8, now=lambda: endpoint.time)
    stage.pauses = Pauses()  # type: ignore[attr-defined]
    built = assemble(
        stage.client,
        stage.desk,
        leads=frozenset({LEAD}),
        in_line=True,
        rereads=rereader,
        settling=stage.pauses,  # type: ignore[attr-defined]
    )
    stage.app, stage.worker, stage.gateway = built.app, built.worker, built.gateway
    return rereader


def checked(stage: Stage, text: str = SUBTLE) -> Json:
    """The checked modal, with the id that it has in Slack."""
    view = stage.writing()
    return {**stage.checked(text, view), "id": view["id"]}


def updates(stage: Stage) -> list[Json]:
    return [told for method, told in stage.client.calls if method == "views.update"]


def test_the_offline_result_is_there_before_a_model_is_asked_and_its_flags_come_after(stage: Stage) -> None:
    endpoint = Recorded(finds({}))
    reader = reading(stage, endpoint)
    view = checked(stage)
    assert endpoint.asked == []
    assert "Nothing found" in said(view)
    reader.jobs.drain()
    shown = stage.view()
    assert shown["id"] == view["id"]
    assert SENTENCE in said(shown)
    assert BY_MODEL in said(shown)
    assert (input_block(shown), draft_in(shown)) == (input_block(view), SUBTLE)  # so what is typed meanwhile stays
    assert updates(stage)[-1]["hash"] == stage.client.views[-2]["hash"]


def test_what_a_model_finds_holds_for_sending_and_stands_in_the_queue_under_its_own_name(stage: Stage) -> None:
    reader = reading(stage, Recorded(finds({})))
    view = checked(stage)
    reader.jobs.drain()
    asked = stage.submit(view, draft_text_0=SUBTLE)
    assert "Not sent yet" in said(asked["view"])
    stage.submit(stage.view(), draft_text_0=SUBTLE, draft_reason="She said so")
    (draft,) = stage.queue()
    assert [(flag.quote, flag.version) for flag in draft.flags] == [(SENTENCE, ALONE)]


def test_where_both_readers_agree_the_flag_names_both_and_the_modal_stays(stage: Stage) -> None:
    quote = "If it were me, I'd take the store credit."
    reader = reading(stage, Recorded(finds({"quote": quote})))
    view = checked(stage, PROJECTS)
    reader.jobs.drain()
    assert BY_MODEL not in said(stage.view())
    stage.submit(view, draft_text_0=PROJECTS, draft_reason="She said so")
    ((flag,),) = [draft.flags for draft in stage.queue()]
    offline, _, model = flag.version.partition(" ")
    assert offline.startswith("check-")
    assert model == ALONE


@pytest.mark.parametrize("gone_on", ["back_to_writing", "check_again", "put_suggestion", "start_blank"])
def test_who_has_gone_on_is_left_alone(stage: Stage, gone_on: str) -> None:
    endpoint = Recorded(finds({}))
    reader = reading(stage, endpoint)
    view = checked(stage)

    def goes_on() -> None:
        stage.pauses.meanwhile = lambda: None  # type: ignore[attr-defined]
        stage.click(gone_on, view=view, typed={"draft_text_0": OPEN})

    stage.pauses.meanwhile = goes_on  # type: ignore[attr-defined]
    reader.jobs.drain()
    assert all(SENTENCE not in said(view) for view in stage.client.views[1:])
    assert SENTENCE not in [sent["messages"][1]["content"] for sent in endpoint.asked]


def test_a_view_that_has_changed_while_the_model_read_stays_as_it_is(stage: Stage) -> None:
    elsewhere = modal("Elsewhere", "inert", [section("Something else")])

    def changes(_: object) -> object:
        stage.client.api_call("views.update", json={"view_id": view["id"], "view": elsewhere})
        return finds({})(_)  # type: ignore[arg-type]

    reader = reading(stage, Recorded(changes))  # type: ignore[arg-type]
    view = checked(stage)
    reader.jobs.drain()
    assert stage.view()["blocks"] == elsewhere["blocks"]


def test_a_modal_that_was_closed_costs_nothing(stage: Stage) -> None:
    endpoint = Recorded(finds({}))
    reader = reading(stage, endpoint)
    checked(stage)
    stage.client.failing["views.update"] = ["not_found"]
    reader.jobs.drain()
    assert endpoint.asked == []


def test_a_draft_that_was_sent_meanwhile_stays_as_it_was_sent(stage: Stage) -> None:
    def sends(request: object) -> object:
        stage.submit(view, draft_text_0=OPEN)
        return finds({"quote": OPEN.rpartition(". ")[2]})(request)  # type: ignore[arg-type]

    reader = reading(stage, Recorded(sends))  # type: ignore[arg-type]
    view = checked(stage, OPEN)
    reader.jobs.drain()
    assert stage.queue() == []
    assert BY_MODEL not in said(stage.view())


def test_the_same_words_are_read_once(stage: Stage) -> None:
    endpoint = Recorded(finds({}))
    reader = reading(stage, endpoint)
    view = checked(stage)
    reader.jobs.drain()
    for _ in range(2):
        stage.click("check_again", view={**view, "hash": stage.view()["hash"]}, typed={"draft_text_0": SUBTLE})
        reader.jobs.drain()
    assert len(endpoint.asked) == 1
    assert SENTENCE in said(stage.view())


def test_what_an_agent_says_of_a_flag_while_a_model_reads_stays_with_it(stage: Stage) -> None:
    both = f"{PROJECTS}\n{SENTENCE}"

    def disputes(request: object) -> object:
        stage.click("flag_right_0", value_of(view, "flag_right_0"), view=view, typed={"draft_text_0": both})
        stage.submit(stage.view(), flag_right_reason="She told me so")
        return finds({})(request)  # type: ignore[arg-type]

    reader = reading(stage, Recorded(disputes))  # type: ignore[arg-type]
    view = checked(stage, both)
    reader.jobs.drain()
    assert "She told me so" in said(stage.view())
    assert BY_MODEL in said(stage.view())


@pytest.mark.parametrize("whose", ["channel", "customer"])
def test_no_draft_goes_out_where_the_model_is_off(stage: Stage, whose: str) -> None:
    endpoint = Recorded(finds({}))
    reader = reading(stage, endpoint)
    (nora,) = stage.store.people.find("nora@field.example")
    turn(stage.store, TICKETS if whose == "channel" else nora, off=True, by="test", on=stage.times())
    checked(stage)
    reader.jobs.drain()
    assert endpoint.asked == []
    assert updates(stage) == []


def test_who_writes_and_to_whom_is_hidden_where_names_are(stage: Stage) -> None:
    endpoint = Recorded(finds())
    reader = reading(stage, endpoint, hide_names=True)
    checked(stage, f"{SUBTLE}, 020 7946 0958")
    reader.jobs.drain()
    for hidden in ("Nora", "Ada", "7946"):
        assert hidden not in endpoint.user_parts()
    assert "cust-nora" not in endpoint.asked[0]["user"]


@pytest.mark.parametrize(
    "answer", [lambda _: completion("no JSON"), finds({"quote": "What nobody wrote."}), finds()], ids=str
)
def test_what_holds_nothing_changes_nothing(stage: Stage, answer: Handler) -> None:
    reader = reading(stage, Recorded(answer))
    view = checked(stage)
    reader.jobs.drain()
    assert stage.view()["blocks"] == view["blocks"]


def test_a_draft_whose_turn_comes_too_late_is_not_read(stage: Stage) -> None:
    endpoint = Recorded(finds({}))
    reader = reading(stage, endpoint)
    checked(stage)
    endpoint.passes(9)
    reader.jobs.drain()
    assert endpoint.asked == []


def test_the_caps_hold_for_drafts_too(stage: Stage) -> None:
    endpoint = Recorded(finds({}), caps=Caps(calls=1))
    reader = reading(stage, endpoint)
    for _ in range(2):
        checked(stage)
        reader.jobs.drain()
    assert len(endpoint.asked) == 1


def test_a_reply_posted_by_hand_is_read_too_once_its_author_looks(stage: Stage) -> None:
    channel = stage.store.house.channel(TICKETS)
    assert channel is not None
    stage.store.house.save_channel(replace(channel, watch=True))
    reader = reading(stage, Recorded(finds({})))
    both = f"{PROJECTS}\n{SENTENCE}"
    stage.says(AGENT, both, thread=stage.ticket())
    stage.click("check_posted", stage.pressables()["check_posted"])
    reader.jobs.drain()
    assert stage.pauses.count == 0  # type: ignore[attr-defined]  # Slack told the hash when it opened the view
    assert BY_MODEL in said(stage.view())


def test_a_kind_of_the_models_that_leads_do_not_uphold_becomes_a_note_like_any_other(stage: Stage) -> None:
    reader = reading(stage, Recorded(finds({})))
    for number in range(10):
        view = checked(stage)
        reader.jobs.drain()
        stage.submit(view, draft_text_0=SUBTLE, draft_reason="She said so")
        flag = stage.queue()[-1].flags[0]
        assert flag.version == ALONE
        stage.store.reviews.decide(Verdict(flag=flag.id, lead=LEAD, upheld=number < 3, on=stage.times()))
    view = checked(stage)
    reader.jobs.drain()
    assert "A note, no more" in said(stage.view())
    assert "draft_reason" not in [block.get("block_id") for block in stage.view()["blocks"]]
    offline = checked(stage, PROJECTS)
    assert "flag_right_0" in buttons(offline)  # the check's own flags of that kind are judged by themselves
    standing = next(one for one in stage.desk.oversight.standings() if one.kind == "own_preference")
    assert (standing.versions[ALONE].upheld, standing.versions[ALONE].decided) == (3, 10)
    assert standing.shown[ALONE] == "note"


def test_a_draft_of_a_customer_who_was_forgotten_meanwhile_does_not_come_back(stage: Stage) -> None:
    def forgetting(request: object) -> object:
        stage.store.held.forget("cust-nora")
        return finds({})(request)  # type: ignore[arg-type]

    reader = reading(stage, Recorded(forgetting))  # type: ignore[arg-type]
    checked(stage)
    reader.jobs.drain()
    assert stage.store.reviews.of_agent(AGENT) == []
    assert BY_MODEL not in said(stage.view())
