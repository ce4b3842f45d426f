"""Why: an answer in a fixed form can be held against the facts field by field; prose can only be believed.

Every field is asked for (endpoints that enforce a schema want that), and an answer with any other field is no answer.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from assist.records import FlagKind


class Part(BaseModel):
    """Part of an answer: it has these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Form(Part):
    """A whole answer. `instructions` says that the text it is about tries to give the assistant orders."""

    instructions: bool

    @classmethod
    def schema_for_endpoint(cls) -> dict[str, Any]:
        """The form as `response_format` of a chat completion: a JSON schema that is to be kept to."""
        return {
            "type": "json_schema",
            "json_schema": {"name": cls.__name__.lower(), "strict": True, "schema": cls.model_json_schema()},
        }


class Reply(Form):
    """A reply: its text, the ids of the option it leads with and of those it leaves open, the facts it used (e1, …)."""

    text: str
    leads_with: str | None
    keeps_open: list[str]
    facts_used: list[str]


class Translation(Form):
    """A text in another language, whole and nothing else."""

    text: str


class Found(Part):
    """One sentence of a draft that projects, quoted to the letter; `option` is "dimension/option" of the catalogue.

    `why` is never shown: it comes before the kind because a model that has said why errs less on what.
    """

    quote: str
    why: str
    kind: FlagKind
    option: str | None


class Reading(Form):
    """What a model found in a draft."""

    flags: list[Found]


class Taken(Part):
    """One choice of the customer's: what was on the table, what they took, in which turn and in which words."""

    dimension: str
    offered: list[str]
    chosen: str
    turn: int
    quote: str


class Choices(Form):
    """What a model took for the customer's choices in a thread."""

    choices: list[Taken]
