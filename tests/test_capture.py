"""What counts as a choice: the rules of docs/capture.md, one test each, and labelled threads in many voices."""

import json
from pathlib import Path

import pytest

from assist.capture import read, ruled_out, uncertain, wish
from assist.catalogue import Catalogue, from_mapping
from assist.records import Captured, Turn

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "threads.jsonl").read_text().splitlines()]
SHOP = from_mapping(
    {
        "resolution": {"refund": "money back", "replacement": "a new one", "credit": "store credit"},
        "contact": {"email": "by e-mail", "phone": "by phone"},
    }
)
THREE = "agent: We can refund it, send a new one, or give you store credit."
TWO = "agent: A refund or a replacement?"
ONE = "agent: I can send you a replacement."
ASKED = "agent: Shall I send you a replacement?"


def thread(*lines: str) -> list[Turn]:
    return [
        Turn("agent" if who == "agent" else "customer", text) for who, text in (line.split(": ", 1) for line in lines)
    ]


def chosen(*lines: str, catalogue: Catalogue = SHOP) -> dict[str, str]:
    return {found.dimension: found.chosen for found in read(thread(*lines), catalogue)}


def only(*lines: str) -> Captured:
    (found,) = read(thread(*lines), SHOP)
    return found


@pytest.mark.parametrize(
    "reply",
    [
        "let's do the replacement",
        "new one please",
        "Could you just replace it?",
        "I'd rather have a new one, if possible",
        "the second one please",
        "2 would be the refund I guess? no, the replacement please",
        "Not the money, send me a new one",
        "We have decided on the replacement.",
        "The replacement would be the best option for us.",
        "ok replacement it is",
    ],
)
def test_an_act_on_one_option_is_a_choice(reply: str) -> None:
    assert chosen(THREE, f"customer: {reply}") == {"resolution": "replacement"}


@pytest.mark.parametrize(
    "reply",
    [
        "How long would the replacement take?",
        "is the replacement free",
        "If it is here by Friday, the replacement.",
        "A replacement would be nice, but let me think about it",
        "My wife would take the replacement.",
        "I had a replacement last year and it broke too",
        "Oh great, another replacement, because the last one worked so well 🙄",
        "Thanks!",
        "I'm not sure yet, maybe the replacement",
        "either the refund or the replacement",
        "I would like to speak to your manager",
        "whatever is quicker, you decide",
    ],
)
def test_what_decides_nothing_is_no_choice(reply: str) -> None:
    assert chosen(THREE, f"customer: {reply}") == {}


@pytest.mark.parametrize("reply", ["go ahead then", "yes please", ":+1:", "👍", "Sounds good.", "ok do it", "Sure!"])
def test_acceptance_takes_the_one_proposal(reply: str) -> None:
    assert chosen(ONE, f"customer: {reply}") == {"resolution": "replacement"}


@pytest.mark.parametrize("reply", ["go ahead then", "yes please", ":+1:", "ok"])
def test_acceptance_after_two_proposals_is_no_choice(reply: str) -> None:
    assert chosen(TWO, f"customer: {reply}") == {}


def test_acceptance_means_what_the_question_points_back_at() -> None:
    both = "agent: A refund or store credit would both work; the credit is there at once. Shall I book that?"
    assert chosen(both, "customer: yes please") == {"resolution": "credit"}


def test_yes_to_a_question_about_something_else_takes_nothing() -> None:
    assert chosen(ONE, "customer: hm", "agent: Have you got the receipt?", "customer: yes") == {}


def test_thanks_for_what_the_agent_did_unasked_are_no_choice() -> None:
    assert chosen("agent: I've sent you a replacement.", "customer: Great, thank you so much") == {}


@pytest.mark.parametrize(
    ("reply", "option"),
    [
        ("2 please", "replacement"),
        ("option 3", "credit"),
        ("#1", "refund"),
        ("number two, thanks", "replacement"),
        ("(3)", "credit"),
        (":two:", "replacement"),
    ],
)
def test_numbers_are_read_against_the_list(reply: str, option: str) -> None:
    offer = "agent: You can have:\n1. your money back\n2. a new one\n3. store credit"
    assert chosen(offer, f"customer: {reply}") == {"resolution": option}


def test_a_number_of_things_is_no_choice_from_the_list() -> None:
    offer = "agent: You can have:\n1. your money back\n2. a new one\n3. store credit"
    assert chosen(offer, "customer: 2 screws are missing as well") == {}


@pytest.mark.parametrize(("reply", "option"), [("B", "replacement"), ("a for us", "refund"), ("🅱️", "replacement")])
def test_letters_are_read_against_the_list(reply: str, option: str) -> None:
    assert chosen("agent: A) refund B) a new one", f"customer: {reply}") == {"resolution": option}


@pytest.mark.parametrize(
    ("reply", "option"),
    [
        ("the former", "refund"),
        ("The latter!", "replacement"),
        ("first one pls", "refund"),
        ("the second please", "replacement"),
    ],
)
def test_ordinals_go_by_the_order_of_the_offer(reply: str, option: str) -> None:
    assert chosen(TWO, f"customer: {reply}") == {"resolution": option}


def test_a_detail_of_the_offer_points_at_its_option() -> None:
    offer = "agent: Repair at 49 or a replacement at 120."
    catalogue = from_mapping({"fix": {"repair": "repair it", "replacement": "a new one"}})
    assert chosen(offer, "customer: the 49 one please", catalogue=catalogue) == {"fix": "repair"}
    assert chosen(offer, "customer: I'll have the cheaper one", catalogue=catalogue) == {"fix": "repair"}


def test_who_would_act_points_at_an_option() -> None:
    catalogue = from_mapping({"help": {"do_it": "we restore it", "guide": "restore it with the guide"}})
    offer = "agent: I can restore it, or you follow the guide."
    assert chosen(offer, "customer: you, please", catalogue=catalogue) == {"help": "do_it"}


def test_a_quoted_line_of_the_offer_is_pointed_at() -> None:
    offer = "agent: You can have:\n1. your money back\n2. a new one"
    assert chosen(offer, "customer: > 2. a new one\nThat, please.") == {"resolution": "replacement"}


def test_ruling_out_all_but_one_on_the_table_chooses_it() -> None:
    found = only(TWO, "customer: I don't want another one of these")
    assert (found.chosen, set(found.offered)) == ("refund", {"refund", "replacement"})


def test_ruling_out_one_of_three_is_no_choice() -> None:
    assert chosen(THREE, "customer: no replacement please") == {}


def test_what_was_ruled_out_earlier_is_no_longer_offered() -> None:
    found = only(THREE, "customer: no replacement please", "agent: Understood.", "customer: then the refund")
    assert (found.chosen, set(found.offered)) == ("refund", {"refund", "credit"})


def test_what_is_rejected_in_the_choosing_turn_stays_offered() -> None:
    found = only("customer: Don't phone me, just e-mail")
    assert (found.chosen, set(found.offered)) == ("email", {"phone", "email"})


def test_what_the_agent_says_is_gone_is_not_offered() -> None:
    found = only("agent: The replacement is sold out. Refund or store credit?", "customer: refund")
    assert set(found.offered) == {"refund", "credit"}


def test_a_change_of_mind_replaces_the_choice() -> None:
    found = only(
        TWO, "customer: refund please", "agent: Done.", "customer: Sorry, could you make it the replacement instead?"
    )
    assert (found.chosen, found.turn, set(found.offered)) == ("replacement", 3, {"refund", "replacement"})


def test_a_change_of_mind_within_a_turn_takes_the_last() -> None:
    assert chosen(TWO, "customer: refund, no wait, make it the replacement") == {"resolution": "replacement"}


@pytest.mark.parametrize(
    "reply", ["forget the refund, I found the part", "please hold off for now", "scrap what I said"]
)
def test_a_choice_withdrawn_without_a_new_one_is_none(reply: str) -> None:
    assert chosen(TWO, "customer: refund please", "agent: Will do.", f"customer: {reply}") == {}


def test_confirming_again_keeps_the_first_turn() -> None:
    assert only(TWO, "customer: refund", "agent: So the refund, yes?", "customer: yes, the refund please").turn == 1


def test_declining_an_option_newly_offered_is_a_fresh_choice() -> None:
    later = "agent: There'd also be store credit with 10 % on top. Interested?"
    found = only(TWO, "customer: refund please", "agent: Sure.", "customer: thanks", later, "customer: no thanks")
    assert (found.chosen, found.turn, set(found.offered)) == ("refund", 5, {"refund", "replacement", "credit"})


def test_a_condition_that_is_met_already_is_no_condition() -> None:
    lines = [
        TWO,
        "customer: Is it in stock?",
        "agent: It is in stock.",
        "customer: If it's in stock, send me a new one",
    ]
    assert chosen(*lines) == {"resolution": "replacement"}


def test_complaining_names_no_option() -> None:
    assert chosen("customer: Nobody picks up, I have been in your queue for an hour") == {}


def test_one_turn_may_choose_in_two_dimensions() -> None:
    said = "customer: Refund it please, and e-mail me when it's done"
    assert chosen(TWO, said) == {"resolution": "refund", "contact": "email"}


def test_words_outside_the_catalogue_choose_nothing() -> None:
    assert chosen(TWO, "customer: I'd like a discount") == {}


def test_the_quote_is_the_choosing_sentence() -> None:
    text = "Good morning. I've looked at it again; please send a new one. Best, K."
    assert only(THREE, f"customer: {text}").quote == "please send a new one"


def test_what_is_probable_is_proposed_and_not_recorded() -> None:
    lines = thread(THREE, "customer: the replacement would be nice")
    assert read(lines, SHOP) == []
    (maybe,) = uncertain(lines, SHOP)
    assert (maybe.chosen, maybe.sure) == ("replacement", False)


def test_what_the_agent_did_not_take_for_a_decision_is_asked_about() -> None:
    lines = thread(TWO, "customer: the refund then I suppose", "agent: Take your time, there's no rush.")
    assert read(lines, SHOP) == []
    assert [maybe.chosen for maybe in uncertain(lines, SHOP)] == ["refund"]


def test_a_message_alone_says_what_it_wishes_and_rules_out() -> None:
    message = "Please send me a new one, and don't phone"
    assert wish(message, SHOP) == {"resolution": "replacement"}
    assert ruled_out(message, SHOP) == {"resolution": {"refund", "credit"}, "contact": {"phone"}}


def test_a_message_that_asks_for_nothing_wishes_nothing() -> None:
    assert wish("My phone is broken and the store was closed", SHOP) == {}
    assert ruled_out("Where is my parcel?", SHOP) == {}


def test_labelled_threads_are_read_as_labelled() -> None:
    """Precision before recall: an invented choice is worse than none."""
    right = found = wanted = offered = 0
    for case in CASES:
        turns = [Turn(turn["who"], turn["text"]) for turn in case["turns"]]
        got = {(c.dimension, c.chosen): c for c in read(turns, from_mapping(case["catalogue"]))}
        want = {(c["dimension"], c["chosen"]): c for c in case["choices"]}
        both = got.keys() & want.keys()
        right, found, wanted = right + len(both), found + len(got), wanted + len(want)
        offered += sum(set(got[key].offered) == set(want[key]["offered"]) for key in both)
    assert len(CASES) >= 250
    assert right / found >= 0.98
    assert right / wanted >= 0.92
    assert offered / right >= 0.97
