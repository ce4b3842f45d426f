"""Why: no single form of words makes a choice; what was said, what lay on the table and how it was taken do together.

`evidence` turns one customer's turn into numbers, for each option of a dimension and for "none of them".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assist.echo import Echo
from assist.statements import ALONE, NAMED, SURE, Deed, Said, refusals
from assist.tables import Proposal, Table
from assist.words import STOP, is_weak, words

Row = dict[str, float]
NONE = ""


def evidence(
    said: Said, table: Table, done: Sequence[Deed], proposal: Proposal | None, *, heard: Echo, already_out: set[str]
) -> dict[str, Row]:
    """Option -> its features by name, with those of deciding nothing under the empty option."""
    refused = {deed.option for deed in refusals(done)}
    named = {deed.option for deed in done if deed.weight >= NAMED}
    live = [option for option in table.offered if option not in already_out and option not in refused]
    linked = _linked(said, table)
    rows: dict[str, Row] = {}
    for option in table.dimension.options:
        row = _of_option(option.id, table, [deed for deed in done if deed.option == option.id], named, refused)
        if proposal and proposal.option == option.id:
            row[f"rule_{proposal.ground}"] = proposal.sure
            row["rule_surely" if proposal.sure >= SURE else "rule_maybe"] = 1.0
        if refused and live == [option.id] and len(table.put) > 1:
            row["sole_left"] = 1.0
        if linked.get(option.id):
            row["linked"] = linked[option.id]
        _heard(row, table, option.id, heard, live)
        rows[option.id] = row
    rows[NONE] = _of_nothing(said, table, done, heard, proposal)
    return rows


def points_at(row: Row) -> bool:
    """Whether anything in the customer's own words leads to the option: what the agent makes of them is not enough.

    A faint name does so only where the matter was raised, or the agent took it up.
    """
    named = "weight" in row and ("unasked" not in row or row["weight"] >= ALONE or "taken_up" in row)
    return named or "linked" in row or "sole_left" in row


def _of_option(option: str, table: Table, mine: Sequence[Deed], named: set[str], refused: set[str]) -> Row:
    row: Row = {}
    if mine:
        row["weight"] = max(deed.weight for deed in mine)
        row["surely_named"] = float(row["weight"] >= 0.62)
        row["only_named"] = float(named == {option})
        row["rule_take"] = max((d.force.sure for d in mine if d.force.act == "take"), default=0.0)
        row["rule_reject"] = max((d.force.sure for d in mine if d.force.act == "reject"), default=0.0)
        best = max(mine, key=lambda d: (d.force.act == "take", d.force.sure if d.force.act == "take" else d.weight))
        for sign in best.signs:
            row[f"is_{sign}"] = 1.0
        clean = not {"question", "asked", "conditional", "past", "others", "rejects", "mocked", "deferred", "hedge",
                     "informs", "leaving", "either", "reason", "beside"} & set(best.signs)  # fmt: skip
        row["clean"] = float(clean)
        if not table.put and not table.raised:
            row["unasked"] = 1.0
        if clean and refused - {option}:
            row["against_another"] = 1.0
    if table.pending == (option,):
        row["pending"] = 1.0
    if option in table.out:
        row["out"] = 1.0
    if option in table.put:
        row["put"] = 1.0
    if table.choice and table.choice.chosen == option:
        row["standing"] = 1.0
    return row


def _heard(row: Row, table: Table, option: str, heard: Echo, live: Sequence[str]) -> None:
    if not heard.there:
        return
    key = table.dimension.id, option
    mine = {one: weight for (dimension, one), weight in heard.stated.items() if dimension == key[0] and weight >= 0.4}
    asked = {one for (dimension, one) in heard.asked if dimension == key[0]}
    taken_up = (heard.agrees or heard.acts) and not (heard.open and not mine)
    if option in mine and row.get("is_question", row.get("is_asked")) and not heard.agrees:
        row["answered"] = 1.0  # the agent says of it what was asked
    elif option in mine:
        row["echoed"] = mine[option]
        row["echoed_alone"] = float(len(mine) == 1 and not asked)
        row["echoed_as_done"] = float(taken_up and len(mine) == 1)
    elif mine:
        row["echoed_other"] = 1.0
    if key in heard.settled and len(mine) == 1:
        row["settled"] = 1.0
    if key in heard.denied and option not in mine:
        row["denied"] = 1.0
    if option in asked:
        row["asked_back"] = 1.0
    if taken_up and row.get("weight"):
        row["taken_up"] = row["weight"]
        row["taken_up_clean"] = row.get("clean", 0.0)
    if taken_up and row.get("pending"):
        row["taken_up_pending"] = 1.0
    if taken_up and row.get("sole_left"):
        row["taken_up_left"] = 1.0
    if taken_up and row.get("linked"):
        row["taken_up_linked"] = row["linked"]


def _of_nothing(said: Said, table: Table, done: Sequence[Deed], heard: Echo, proposal: Proposal | None) -> Row:
    acted = proposal is not None and proposal.sure >= SURE
    asks = [part.asked for part in said.parts]
    signs = {
        "none": True,
        "no_rule": proposal is None,
        "none_named": not done,
        "several_named": len({deed.option for deed in done if deed.weight >= NAMED}) > 1,
        "deferred": bool(said.deferred),
        "conditional": bool(said.conditional),
        "mocked": bool(said.mocked),
        "declines": said.reply.decline,
        "elsewhere": table.elsewhere,
        "open_yet": table.choice is None,
        "asks": not acted and any(asks),
        "only_asks": not acted and bool(asks) and all(asks),
        "ends_asking": not acted and bool(asks) and asks[-1],
        "chosen_before": not acted and table.choice is not None and table.choice.sure,
    }
    if heard.there:
        dimension = table.dimension.id
        stated = any(one == dimension for one, _ in heard.stated)
        signs |= {
            "heard": True,
            "heard_agrees": heard.agrees,
            "heard_acts": heard.acts,
            "heard_open": heard.open and not (stated and heard.acts),
            "unmoved": not (heard.agrees or heard.acts or heard.asks),
            "asked_again": len({option for one, option in heard.asked if one == dimension}) > 1,
        }
    return {name: 1.0 for name, there in signs.items() if there}


def _linked(said: Said, table: Table) -> Mapping[str, float]:
    """How many telling words of the turn stood beside one option only in the agent's offer; the one ahead alone."""
    hits: dict[str, int] = {}
    for term in {word.stem for word in words(said.own) if word.raw not in STOP and not is_weak(word.stem)}:
        option = table.listing.details.get(term)
        if option:
            hits[option] = hits.get(option, 0) + 1
    best = max(hits.values(), default=0)
    ahead = [option for option, count in hits.items() if count == best]
    return {ahead[0]: min(best, 3) / 3} if len(ahead) == 1 else {}
