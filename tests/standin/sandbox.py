"""`make sandbox`: the bot with the demo's customers, in a page that looks like Slack, on this machine alone."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from app import Program
from assist import importers
from assist.importers import StoreSink
from assist.records import Channel
from storage import SEED
from tests.standin.__main__ import main

CHANNELS = (
    Channel(id="C0TICKETS", kind="tickets", name="tickets", senders=("B0FORWARD",), shared=False),
    Channel(id="C0SHARED", kind="connect", name="kite", mirror="C0MIRROR", shared=True),
)
TRY = """\
Try this:
  1. Act as the forwarding bot in #tickets and post:  From: Maria Silva <maria@silva.example>  (new line)  My teapot broke.
  2. Act as the agent, open the thread, and press “Write my reply”.
  3. Type /customer maria@silva.example, then /customer Brown. Open the App Home as the lead.
"""


def prepare(database: Path) -> None:
    """A database with the demo's customers and the stand-in's channels."""
    os.environ["DATABASE"] = str(database)
    desk = Program().desk()
    importers.run([SEED], StoreSink(desk.store, desk.clock), catalogue=desk.catalogue)
    for channel in CHANNELS:
        desk.store.house.save_channel(channel)
    desk.learn_population()
    desk.store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder) / "sandbox.db")
        os.environ["LEADS"] = "U0LEAD"
        print(TRY, flush=True)
        sys.argv = ["sandbox", "--port", os.environ.get("PORT", "3300"), "--", sys.executable, "app.py", "run"]
        sys.exit(main())
