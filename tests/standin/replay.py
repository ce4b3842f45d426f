"""Why: the bot has to work on what customers really write; this plays recorded conversations through it.

    python -m tests.standin.replay FILE.jsonl --most 120

FILE holds conversations as `python app.py import` reads them (`customer`, `on`, `turns`). Each customer's last ones are
kept back; the rest is imported into a fresh database and read for choices. What was kept back then happens in #tickets
of the stand-in, over Socket Mode: a customer's first message begins a thread, forwarded with an address of theirs, and
agents answer in it. Every message waits until the bot is done with the one before, so the times are those of one
message, from the event sent to the card posted.
"""

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from tests.standin.bot import Bot, connected, prepare, program
from tests.standin.client import StandIn
from tests.standin.server import running

Json = dict[str, Any]
TICKETS, FORWARDER, AGENT = "C0TICKETS", "U0FORWARD", "U0AGENT"
CARDS = ("suggestion:", "suggestion_")
SHOWN = 3


@dataclass
class Outcome:
    """`seconds` is the time from a customer's event to its card, `cards` each card with the message it answers."""

    messages: int = 0
    lines: int = 0
    seconds: list[float] = field(default_factory=list)
    cards: list[tuple[str, str]] = field(default_factory=list)


def address(customer: str) -> str:
    return f"{customer}@customers.example"


def kept_back(conversations: Sequence[Json], most: int) -> list[Json]:
    """The last conversation of each customer; where these hold less than `most` customer messages, the last two, …"""
    of: dict[str, list[Json]] = defaultdict(list)
    for one in sorted(conversations, key=lambda one: one["on"]):
        of[one["customer"]].append(one)
    for last in range(1, max(map(len, of.values())) + 1):
        later = [one for theirs in of.values() for one in theirs[-last:]]
        if sum(len(customer_turns(one)) for one in later) >= most:
            break
    return later


def customer_turns(conversation: Json) -> list[str]:
    return [turn["text"] for turn in conversation["turns"] if turn["who"] == "customer"]


def play(conversation: Json, slack: StandIn, bot: Bot) -> Iterator[tuple[str, str]]:
    """Lets a conversation happen; (ts, text) of each customer message once the bot is done with it."""
    thread = None
    for turn in conversation["turns"]:
        if turn["who"] == "customer":
            name = conversation["customer"]
            head = "" if thread else f"From: {name} <{address(name)}>\n\n"
            ts = slack.post(TICKETS, FORWARDER, head + turn["text"], thread)
            thread = thread or ts
            bot.settle(60)
            yield ts, turn["text"]
        elif thread:
            slack.post(TICKETS, AGENT, turn["text"], thread)
            bot.settle(60)


def measured(slack: StandIn, ts: str, text: str, outcome: Outcome) -> None:
    """Adds what the bot posted on one message, the latest that it was sent."""
    traffic = slack.traffic()
    came = next(one["time"] for one in reversed(traffic["sent"]) if one["payload"].get("event", {}).get("ts") == ts)
    for call in traffic["calls"]:
        if call["method"] != "chat.postMessage" or call["time"] < came:
            continue
        ids = [str(block.get("block_id", "")) for block in call["args"]["blocks"]]
        if any(one.startswith(CARDS) for one in ids):
            outcome.seconds.append((call["time"] - came) / 1000)
            outcome.cards.append((text, call["args"]["text"]))
        elif call["args"]["text"].startswith("Noted: "):
            outcome.lines += 1


def replay(conversations: Sequence[Json], slack: StandIn, bot: Bot, most: int) -> Outcome:
    outcome = Outcome()
    for conversation in conversations:
        for ts, text in play(conversation, slack, bot):
            outcome.messages += 1
            measured(slack, ts, text, outcome)
            if outcome.messages == most:
                return outcome
        slack.reset()
    return outcome


def report(outcome: Outcome, failures: Sequence[Json], set_aside: Sequence[tuple[str, str]]) -> None:
    seconds = sorted(outcome.seconds)
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    print(f"messages in: {outcome.messages}, cards out: {len(seconds)}, lines out: {outcome.lines}")
    print(f"errors: {len(failures)} failed and tried again, {len(set_aside)} set aside")
    middle = statistics.median(seconds)
    print(f"event to card: median {middle:.3f} s, 95th percentile {p95:.3f} s, most {seconds[-1]:.3f} s")
    for failure in failures[:10]:
        print(f"  failed: {failure['why']}")
    for key, error in set_aside[:10]:
        print(f"  set aside: {key}: {error}")
    step = max(1, len(outcome.cards) // SHOWN)
    for text, card in outcome.cards[step // 2 :: step][:SHOWN]:
        print(f"\n--- the customer wrote: {text}\n{card}")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.standin.replay", description="Play conversations to the bot."
    )
    parser.add_argument("file", type=Path, help="JSONL, one conversation a line")
    parser.add_argument("--most", type=int, default=120, help="customer messages to replay")
    arguments = parser.parse_args()
    conversations = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines() if line]
    later = kept_back(conversations, arguments.most)
    past = [{**one, "customer": address(one["customer"])} for one in conversations if one not in later]
    with tempfile.TemporaryDirectory() as folder:
        converted, database = Path(folder) / "past.jsonl", Path(folder) / "replay.db"
        converted.write_text("".join(json.dumps(one) + "\n" for one in past), encoding="utf-8")
        prepare(database, converted)
        desk = program(database).desk()
        customers, (_, choices) = desk.store.people.count(), desk.capture_imported()
        print(f"imported: {len(past)} conversations of {customers} customers, {choices} choices read out of them")
        desk.store.close()
        with running() as slack, capture_logs() as logs, connected(slack, database) as bot:
            outcome = replay(later, slack, bot, arguments.most)
            failures = [one for one in logs if one["event"] in ("event failed", "a listener failed")]
            report(outcome, failures, bot.desk.store.inbox.set_aside())


if __name__ == "__main__":
    main()
