"""The forms in which admins change what is left to customers: a dimension as YAML, an option by its fields."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assist.catalogue import Catalogue
from assist.records import Dimension, Option
from assist.slack.blocks.parts import (
    INPUT_CHARACTERS,
    Block,
    actions,
    button,
    day,
    fitted,
    line,
    modal,
    rich,
    section,
    small,
    text_input,
    words,
)
from assist.slack.text import shorten
from assist.workplace import CatalogueVersion

DIMENSION, OPTION, VERSION = "catalogue_dimension", "catalogue_option", "catalogue_version"
VERSIONS = "catalogue_versions"
YAML, LABEL, PHRASES, CLOSED = "catalogue_yaml", "option_label", "option_phrases", "option_closed"
_MOST_OPTIONS = 30
_LIST_CHARACTERS = 10_000  # the end of the list has to fit beside it
_PIECE, _MOST_PIECES = 2_500, 4
_ADVICE = "The format is that of the file CATALOGUE; python app.py catalogue prints all of it."
NEW = """\
delivery:
  label: where it is delivered
  question: To your door, or to the shop?
  options:
    home: {label: to your door, phrases: [at home]}
    shop: {label: to the shop}
"""


def catalogue_view(version: CatalogueVersion, catalogue: Catalogue) -> Block:
    """What customers may decide, and whose version it is."""
    lines = [
        section(
            f"{shorten(one.label, 100)}: {shorten(', '.join(map(_named, one.options)), 300)}",
            accessory=button("Change", f"{DIMENSION}_{place}", one.id),
        )
        for place, one in enumerate(catalogue.dimensions)
    ]
    blocks = fitted([_made(version)], lines, characters=_LIST_CHARACTERS)
    if left := len(lines) - len(blocks) + 1:
        blocks.append(small(f"and {left} more. {_ADVICE}"))
    more = [button("Add a dimension", f"{DIMENSION}_new"), button("Versions", VERSIONS)]
    return modal("Catalogue", "inert", [*blocks, actions(*more)])


def dimension_view(dimension: Dimension | None, text: str, number: int) -> Block:
    """The form for a dimension, or for one to add. `number` is the version that was looked at."""
    if len(text) > INPUT_CHARACTERS:
        why = f"This dimension is too long for a form. {_ADVICE} With a file after it, that becomes the next version."
        return modal("Dimension", "inert", [section(why)])
    options = dimension.options[:_MOST_OPTIONS] if dimension else ()
    blocks = [
        section(
            shorten(_named(one), 200),
            accessory=button("Change", f"{OPTION}_{place}", json.dumps([dimension.id if dimension else "", one.id])),
        )
        for place, one in enumerate(options)
    ]
    empty = " Empty it to leave the dimension out." if dimension else ""
    blocks.append(
        text_input(yaml_block(number), "As YAML", initial=text, multiline=True, optional=True, hint=_ADVICE + empty)
    )
    metadata = json.dumps([number, dimension.id if dimension else ""])
    return modal("Dimension", DIMENSION, blocks, submit="Save", metadata=metadata)


def option_view(dimension: Dimension, option: Option, number: int) -> Block:
    blocks = [
        section(f"{shorten(dimension.label, 200)}: {option.id}"),
        text_input(LABEL, "Label", initial=option.label, hint="So that “I can offer you: …” reads well."),
        text_input(
            PHRASES,
            "Other words for it, one a line",
            initial="\n".join(option.phrases),
            multiline=True,
            optional=True,
        ),
        text_input(
            CLOSED,
            "Why it is not open",
            initial=option.closed,
            optional=True,
            hint="In the words that a customer should hear. Empty while it is open.",
        ),
    ]
    return modal("Option", OPTION, blocks, submit="Save", metadata=json.dumps([number, dimension.id, option.id]))


def versions_view(versions: Sequence[CatalogueVersion]) -> Block:
    """The latest versions, newest first, each to be looked at."""
    blocks: list[Block] = [section("The newest is the one in use.")]
    for one in versions:
        blocks += [_made(one), actions(button("See", f"{VERSION}_{one.number}", str(one.number)))]
    return modal("Versions", "inert", blocks)


def version_view(version: CatalogueVersion, current: int) -> Block:
    """The text of a version, which can be made the current one again."""
    pieces = [version.text[at : at + _PIECE] for at in range(0, len(version.text), _PIECE)]
    blocks = [_made(version), *(rich(_code(piece)) for piece in pieces[:_MOST_PIECES])]
    if len(pieces) > _MOST_PIECES:
        blocks.append(small(f"and {len(version.text) - _PIECE * _MOST_PIECES} characters more."))
    submit = "" if version.number == current else "Use this one"
    metadata = json.dumps([current, version.number])
    return modal(f"Version {version.number}", VERSION, blocks, submit=submit, metadata=metadata)


def yaml_block(number: int) -> str:
    """The text field's id: another one for each version, or Slack would go on showing what was typed before."""
    return f"{YAML}_{number}"


def _made(version: CatalogueVersion) -> Block:
    who: Block = {"type": "user", "user_id": version.by}
    if not version.by.isupper():  # the file, or a terminal
        who = words("a file" if version.by == "file" else version.by)
    note = f": {shorten(version.note, 200)}" if version.note else ""
    return rich(
        line(
            words(f"Version {version.number}", bold=True),
            words(" by "),
            who,
            words(", "),
            day(version.on),
            words(note or "."),
        )
    )


def _named(option: Option) -> str:
    return f"{option.label} (closed: {option.closed})" if option.closed else option.label


def _code(text: str) -> Block:
    return {"type": "rich_text_preformatted", "elements": [words(text)]}
