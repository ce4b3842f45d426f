"""All that a language model is asked for while the bot runs: by one client, so that one cap and one breaker hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assist.desk import Desk
from assist.improving import Improver
from assist.model.client import Client
from assist.model.reading import ModelReader
from assist.model.writing import ModelWriter
from assist.rereading import DraftRereader


@dataclass(frozen=True, slots=True)
class Beside:
    """Better words for cards, and a second reading of drafts, each by threads of its own."""

    improver: Improver
    drafts: DraftRereader

    def start(self, wake: Callable[[], None]) -> None:
        """`wake` is called when something has been put into the inbox."""
        self.improver.wake = wake
        self.improver.jobs.start()
        self.drafts.jobs.start()

    def stop(self) -> None:
        """End after what is in hand."""
        self.improver.jobs.stop()
        self.drafts.jobs.stop()


def beside(desk: Desk, client: Client, *, hide_names: bool) -> Beside:
    """What asks the endpoint of `client` about what comes to `desk`."""
    reader = ModelReader(client, hide_names=hide_names)
    return Beside(
        Improver(desk, ModelWriter(client, hide_names=hide_names)),
        DraftRereader(desk, reader, seconds=client.endpoint.seconds),
    )
