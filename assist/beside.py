"""All that a language model is asked for while the bot runs: by one client, so that one cap and one breaker hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assist.desk import Desk
from assist.improving import Improver
from assist.model.capturing import ModelCapture
from assist.model.client import Client
from assist.model.reading import ModelReader
from assist.model.writing import ModelWriter
from assist.rereading import DraftRereader, ThreadRereader


@dataclass(frozen=True, slots=True)
class Beside:
    """Better words for cards, and a second reading of drafts and of threads, each by threads of its own."""

    improver: Improver
    drafts: DraftRereader
    threads: ThreadRereader

    def start(self, wake: Callable[[], None]) -> None:
        """`wake` is called when something has been put into the inbox."""
        self.improver.wake = self.threads.wake = wake
        for each in (self.improver, self.drafts, self.threads):
            each.jobs.start()

    def stop(self) -> None:
        """End after what is in hand."""
        for each in (self.improver, self.drafts, self.threads):
            each.jobs.stop()


def beside(desk: Desk, client: Client, *, hide_names: bool) -> Beside:
    """What asks the endpoint of `client` about what comes to `desk`."""
    reader = ModelReader(client, hide_names=hide_names)
    return Beside(
        Improver(desk, ModelWriter(client, hide_names=hide_names)),
        DraftRereader(desk, reader, seconds=client.endpoint.seconds),
        ThreadRereader(desk, ModelCapture(client, hide_names=hide_names)),
    )
