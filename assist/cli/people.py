"""The commands about whose messages are whose: how a channel is treated, and which customers are one."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

from assist.cli.program import Program
from assist.workplace import AddressPlace, Channel, ChannelKind


def add(app: typer.Typer, program: Program) -> None:
    """Add them to the command line."""

    @app.command()
    def channel(
        channel_id: Annotated[
            str, typer.Argument(help="The channel's id, C… (in Slack: channel details, at the bottom).")
        ],
        *,
        kind: Annotated[
            ChannelKind, typer.Option(help="tickets: internal, fed with tickets. connect: the customer is in it.")
        ],
        sender: Annotated[
            list[str] | None, typer.Option(help="Bot id (B…) or user id (U…) whose messages are customers'.")
        ] = None,
        mirror: Annotated[str, typer.Option(help="For connect: the internal channel where the cards go.")] = "",
        name: Annotated[str, typer.Option(help="The channel's name, for people.")] = "",
        address_in: Annotated[AddressPlace, typer.Option(help="Where a forwarded ticket says whose it is.")] = "text",
        label: Annotated[
            str,
            typer.Option(help="The line's label (a regular expression), or the metadata's key; else the head lines."),
        ] = "",
        customer: Annotated[str, typer.Option(help="Everybody who writes here is this customer (id or key).")] = "",
        domain: Annotated[str, typer.Option(help="Whoever has an address of this domain is of that company.")] = "",
        watch: Annotated[
            bool, typer.Option("--watch", help="For tickets: check replies posted by hand; only their author is told.")
        ] = False,
    ) -> None:
        """Set up a channel: say how it is treated. Settings that are not given go back to their defaults."""
        from assist.office import set_up  # noqa: PLC0415  # needs rich and Slack

        told = Channel(id=channel_id, kind=kind, name=name, senders=tuple(sender or ()), mirror=mirror)
        found = replace(told, address_in=address_in, label=label, customer=customer, domain=domain.lower(), watch=watch)
        set_up(program.store(), found)
        if kind == "connect" and not mirror:
            print("No mirror given: messages are kept, and no card is shown until there is one.", file=sys.stderr)
        if kind == "tickets" and not sender:
            print("No sender given: nobody's messages are taken for customers' until there is one.", file=sys.stderr)
        print(f"{channel_id} is now treated as {kind}; senders: {', '.join(sender or ()) or 'none'}.")

    @app.command()
    def match(channel_id: Annotated[str, typer.Argument(help="A channel that is set up.")]) -> None:
        """Show what a channel's settings make of its last 20 messages. Nothing is posted or stored."""
        from rich.console import Console  # noqa: PLC0415

        from assist.office import show_matches  # noqa: PLC0415  # needs rich and Slack
        from assist.settings import listed, load  # noqa: PLC0415  # needs pydantic

        show_matches(program.store(), channel_id, listed(load().our_domains), Console())

    @app.command()
    def merge(kept: str, gone: str) -> None:
        """Take two customers (ids or exact keys) for one: what the second has becomes the first's."""
        from assist.office import merge as merged  # noqa: PLC0415  # needs rich and Slack

        print(merged(program.desk(), kept, gone))

    @app.command()
    def unmerge(merge_id: str) -> None:
        """Take apart what `merge` took for one."""
        from assist.office import unmerge as parted  # noqa: PLC0415  # needs rich and Slack

        print(parted(program.desk(), merge_id))
