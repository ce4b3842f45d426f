"""Bringing a team's past in: what customers wrote, what they were offered and what they took.

`run` reads files in our own formats, Slack exports, and Zendesk's and Intercom's exports, into whatever fits
`Sink`. Readers turn a foreign file into rows, one format a file; `detect` tells the format; `load` gives the
rows to the sink. For people: docs/import.md.
"""

from assist.importers.detect import KINDS, Kind, detect
from assist.importers.load import Counts, FileReport, Summary, run
from assist.importers.rows import ImportProblem, Rejected, Row
from assist.importers.sink import Sink, StoreSink
from assist.importers.slack_people import SlackPeople

__all__ = [
    "KINDS",
    "Counts",
    "FileReport",
    "ImportProblem",
    "Kind",
    "Rejected",
    "Row",
    "Sink",
    "SlackPeople",
    "StoreSink",
    "Summary",
    "detect",
    "run",
]
