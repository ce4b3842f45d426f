"""Whose message it is: the holder of the keys it came with, or whose thread it stands in, or nobody.

Keys that nobody holds and that are plainly one person's open a new customer's file. Anything less certain is left to a
person, with the candidates where there are any. A thread's customer stands in for keys that are missing, not for keys
that name somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assist import identity
from assist.cards import Incoming, interaction_id
from assist.ports import People
from assist.records import Customer, Interaction, Role, Thread, new_id


def whose(
    people: People, incoming: Incoming, known: Thread | None, *, now: datetime
) -> tuple[Customer | None, Sequence[Customer]]:
    """The customer that the message's keys name, else the one its thread is linked to; and the candidates."""
    holders = people.holders(incoming.keys)
    if found := identity.whose(holders):
        for key in identity.proven(incoming.keys, found):
            people.link(found.id, key, by="Slack profile", on=now)
        return found, ()
    if identity.may_be_new(incoming.keys, holders):
        new = Customer(id=new_id(), name=incoming.who, identities=incoming.keys)
        people.add(new, by="first message", on=now)
        return new, ()
    if known and known.customer and not incoming.keys:
        return people.get(known.customer), ()
    return None, holders


def interaction(incoming: Incoming, customer_id: str, role: Role) -> Interaction:
    """A message as it is kept."""
    return Interaction(
        id=interaction_id(incoming.channel, incoming.ts),
        customer=customer_id,
        on=incoming.on,
        who=incoming.who,
        role=role,
        text=incoming.text,
        thread=incoming.thread_key,
        link=incoming.link,
    )
