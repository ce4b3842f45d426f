"""What a card becomes, and the small lines beside it: moved on, withdrawn, not right, linked, and undone."""

from __future__ import annotations

from assist.records import Customer
from assist.slack.blocks.card import block_id, name_of
from assist.slack.blocks.parts import Block, actions, button, line, link_button, rich, section, small, words
from assist.slack.text import shorten

REOPEN = "show_suggestion"


def nothing_line(customer: Customer, link_id: str) -> tuple[str, list[Block]]:
    """What the card of an unknown customer becomes when the message needs no reply."""
    said = f"Linked to {name_of(customer)}. Nothing to answer here."
    return said, [small(said), *_undo_link(link_id)]


def linked_line(customer: Customer, link_id: str, by: str) -> tuple[str, list[Block]]:
    """The small line that says whose a thread is now, and who said so, with undo."""
    said = f"Linked to {name_of(customer)}."
    who: list[Block] = [words(f"{said} ("), {"type": "user", "user_id": by}, words(")")]
    return said, [rich(line(*who)), *_undo_link(link_id)]


def unlinked_line(by: str) -> tuple[str, list[Block]]:
    said = "The link was taken back: messages, choices and card are as they were."
    return said, [rich(line(words(f"{said} ("), {"type": "user", "user_id": by}, words(")")))]


def superseded() -> tuple[str, list[Block]]:
    """What an older card becomes when the conversation has moved on."""
    said = "The conversation has moved on since this suggestion."
    return said, [small(said)]


def withdrawn() -> tuple[str, list[Block]]:
    """What a card becomes when the message it was about is gone."""
    said = "The message that this was about has been deleted."
    return said, [small(said)]


def rejected(by: str, why: str, counts: str, buttons: list[Block]) -> tuple[str, list[Block]]:
    """What a card becomes when an agent has said that it is not right; `counts` says how often that was so far."""
    said = f"marked this suggestion as not right: {shorten(why, 500)}"
    blocks = [rich(line({"type": "user", "user_id": by}, words(f" {said}"))), *buttons, small(counts)]
    return f"A colleague {said}\n{counts}", blocks


def answered(by: str, suggestion_id: str) -> tuple[str, list[Block]]:
    """What a card becomes when an agent has written in the thread. By its block id it is still known as ours."""
    who = line(words("Answered by "), {"type": "user", "user_id": by}, words("."))
    again = actions(button("Show the suggestion", REOPEN, suggestion_id))
    return "Answered by a colleague.", [rich(who, block_id=block_id(suggestion_id)), again]


def out_of_date(latest: str) -> tuple[str, list[Block]]:
    """What whoever pressed a button of an old card is told; `latest` is the address of the card that holds now."""
    said = "This card is out of date: the conversation has moved on."
    there = [actions(link_button("Show the latest", "show_latest", latest))] if latest else []
    return said, [section(said), *there]


def refreshed() -> tuple[str, list[Block]]:
    """What they are told when it was the thread's only card, which has just been brought up to date."""
    said = "This card was out of date. It now shows what is right for the latest message."
    return said, [section(said)]


def _undo_link(link_id: str) -> list[Block]:
    return [actions(button("Undo", "undo_link", link_id))] if link_id else []
