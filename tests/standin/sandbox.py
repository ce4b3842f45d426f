"""Why: a person should be able to press every button before they install anything: `make sandbox`.

The bot with the customers of storage/seed.jsonl, in a page that looks like Slack, on this machine alone. PORT names
another port than 3300. What is done there is forgotten at the end.
"""

import os
import sys
import tempfile
from pathlib import Path

from storage import SEED
from tests.standin.__main__ import beside
from tests.standin.bot import prepare
from tests.standin.client import StandIn
from tests.standin.server import WORKSPACE, missing

BROKEN = "The glass teapot from order 81220 arrived broken. What now?"
TICKETS = (
    f"From: Maria Silva <maria@silva.example>\n\n{BROKEN}",
    f"From: Jonas Weber <jonas@weber-cafe.example>\n\n{BROKEN}",
    "Hello, the lid of my sugar bowl is missing. What can you do?",
)
TRY = """
You are in the page as whoever stands under “Act as”, at the top right. Three tickets wait in #tickets.

  as Ana Agent
    Open the first ticket's thread, read the card, press “Write my reply”, type
      If it were me I'd take the store credit, so I've put the amount on your account.
    and press “Check”. Take the other wording, or send it as it is with a reason.
    Open the third ticket's thread and link it to a customer: type Brown.
    Type  /customer maria@silva.example  or  /customer Brown  or  /flags  into the channel.
    Write a reply in a thread yourself, point at it, and press “Check a reply”.
  as Ticket forwarder
    Answer in the first thread:  A replacement, please.  The choice enters the record; Undo takes it back.
    Post another ticket (Shift+Enter begins a new line):  From: Léa Martin <lea@martin-fleurs.example>
  as Lea Lead
    Open the bot's Home (“theirway” on the left) and decide on what was sent although flagged.
  as Adam Admin
    Open the bot's Home: what is missing, and the forms for channels, catalogue, thresholds and the rest.
  as Priya Nair, a customer in the shared channel #nair
    Write something there. The card goes to #nair-internal, where only the team is.
"""


def opening(slack: StandIn) -> None:
    """The tickets that wait when a person opens the page."""
    for text in TICKETS:
        slack.post("C0TICKETS", "U0FORWARD", text)
    slack.post("C0SHARED", "U0GUEST", "The label printer jams again. What can you do?")
    print(TRY, flush=True)


def main() -> int:
    if why := missing():
        print(why, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "sandbox.db"
        prepare(database, SEED)
        os.environ |= {"DATABASE": str(database), "LEAD_GROUP": "S0LEADS"}
        return beside([sys.executable, "app.py", "run"], WORKSPACE, int(os.environ.get("PORT", "3300")), opening)


if __name__ == "__main__":
    sys.exit(main())
