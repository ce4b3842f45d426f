"""Whose message it is: the holder of the keys it came with, or whose thread it stands in, or nobody.

What a channel's settings say of everybody in it counts as a key. Keys that nobody holds and that are plainly one
person's open a new customer's file. Anything less certain is left to a person, with the candidates where there are any.
A thread's customer stands in for keys that are missing and decides between several holders, but never stands for keys
that name somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assist import identity
from assist.cards import Incoming, interaction_id
from assist.ports import People
from assist.records import Customer, Interaction, Role, new_id
from assist.workplace import Thread


def whose(
    people: People, incoming: Incoming, known: Thread | None, *, now: datetime
) -> tuple[Customer | None, Sequence[Customer]]:
    """The customer that the channel's settings or the message's keys name, else its thread's; and the candidates."""
    holders = people.holders(incoming.keys)
    if incoming.customer and (settled := people.get(incoming.customer)):
        others = [one for one in holders if one.id != settled.id]
        return (None, [settled, *others]) if others else (settled, ())
    if found := identity.whose(holders):
        if incoming.company and not found.company:
            people.add(replace(found, company=incoming.company), by="channel", on=now)
            found = people.get(found.id) or found
        for key in identity.proven(incoming.keys, found):
            people.link(found.id, key, by="Slack profile", on=now)
        return found, ()
    if linked := next((one for one in holders if known and one.id == known.customer), None):
        return linked, ()
    if identity.may_be_new(incoming.keys, holders):
        new = Customer(id=new_id(), name=incoming.who, identities=incoming.keys, company=incoming.company)
        people.add(new, by="first message", on=now)
        return new, ()
    if known and known.customer and not incoming.keys:
        return people.get(known.customer), ()
    return None, holders


def by_thread_alone(incoming: Incoming) -> bool:
    """Whether nothing but its thread says whose a message is."""
    return not incoming.keys and not incoming.customer


def interaction(incoming: Incoming, customer_id: str, role: Role, name: str = "") -> Interaction:
    """A message as it is kept; `name` is its author's where the message doesn't say."""
    return Interaction(
        id=interaction_id(incoming.channel, incoming.ts),
        customer=customer_id,
        on=incoming.on,
        who=incoming.who or name,
        role=role,
        text=incoming.text,
        thread=incoming.thread_key,
        link=incoming.link,
    )
