"""The catalogue as a team writes it: one YAML file, and an error that names the line and the field.

The format is described at the top of `assist/catalogue.yml`, the catalogue that ships.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from assist.catalogue import Catalogue
from assist.records import Dimension, Option

DEFAULT = Path(__file__).with_name("catalogue.yml")
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_DIMENSION_FIELDS = {"label", "question", "style", "options"}
_OPTION_FIELDS = {"label", "phrases", "closed", "attributes"}


class CatalogueError(ValueError):
    """What is wrong with a catalogue file: `FILE:LINE: FIELD: what, and what to write instead`."""


def read(path: Path = DEFAULT) -> Catalogue:
    """The catalogue in a file. Raises CatalogueError with line and field, OSError where the file can't be read."""
    return parse(text_of(path), name=path.name)


def text_of(path: Path) -> str:
    """A catalogue file's text. Raises as `read`."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise CatalogueError(f"{path.name}:{line}: the file: is not UTF-8; save it as UTF-8") from None


def plain(path: Path) -> dict[str, Any]:
    """What another YAML file of ours says (the Slack app's manifest). Raises OSError where it can't be read."""
    read: dict[str, Any] = yaml.safe_load(path.read_bytes())
    return read


def parse(text: str, *, name: str = "catalogue") -> Catalogue:
    root = _composed(text, name)
    reader = _Reader(name)
    if root is None:
        raise CatalogueError(f"{name}:1: dimensions: the file is empty; see assist/catalogue.yml for a start")
    fields = reader.fields(root, "the file", {"dimensions"})
    if "dimensions" not in fields:
        reader.fail(root, "dimensions", "is missing; begin with `dimensions:` and list them below it")
    return Catalogue(
        tuple(reader.dimension(key, node) for key, node in reader.entries(fields["dimensions"], "dimensions"))
    )


def _composed(text: str, name: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(f"{name}:{line}: not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise CatalogueError(f"{name}:1: not YAML: {str(error).splitlines()[0]}") from None


def parse_dimensions(text: str, *, name: str) -> tuple[Dimension, ...]:
    """Dimensions as they stand below `dimensions:`; none for an empty text. Raises CatalogueError."""
    root = _composed(text, name)
    reader = _Reader(name)
    entries = reader.entries(root, "dimensions") if root is not None else ()
    return tuple(reader.dimension(key, node) for key, node in entries)


def written(catalogue: Catalogue) -> str:
    """A catalogue as YAML that reads as the same; comments are not kept."""
    return _dumped({"dimensions": {one.id: _plain_dimension(one) for one in catalogue}})


def written_dimension(dimension: Dimension) -> str:
    return _dumped({dimension.id: _plain_dimension(dimension)})


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100, default_flow_style=None)


def _plain_dimension(one: Dimension) -> dict[str, Any]:
    fields = {"label": one.label, "question": one.question, "style": one.style}
    options = {option.id: _plain_option(option) for option in one.options}
    return {**{name: value for name, value in fields.items() if value}, "options": options}


def _plain_option(one: Option) -> dict[str, Any]:
    fields = {
        "label": one.label,
        "phrases": list(one.phrases),
        "closed": one.closed,
        "attributes": dict(one.attributes),
    }
    return {name: value for name, value in fields.items() if value}


class _Reader:
    """Walks YAML's nodes, which know their line, instead of plain values, which don't."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, node: yaml.Node, field: str, what: str) -> NoReturn:
        raise CatalogueError(f"{self.name}:{node.start_mark.line + 1}: {field}: {what}")

    def entries(self, node: yaml.Node, field: str) -> Iterator[tuple[str, yaml.Node]]:
        """The entries of a mapping whose keys are ids."""
        if not isinstance(node, yaml.MappingNode) or not node.value:
            self.fail(node, field, "must list at least one entry, as `id:` with its fields below it")
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if not _ID.match(name):
                self.fail(key, f"{field}.{name}", "an id is lower-case letters, digits and _, and begins with a letter")
            if name in seen:
                self.fail(key, f"{field}.{name}", "stands twice; leave one out")
            seen.add(name)
            yield name, value

    def fields(self, node: yaml.Node, field: str, known: set[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, field, f"must have fields below it: {', '.join(sorted(known))}")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                self.fail(key, f"{field}.{name}", f"is no field here; there are {', '.join(sorted(known))}")
            if name in found:
                self.fail(key, f"{field}.{name}", "stands twice; leave one out")
            found[name] = value
        return found

    def text(self, fields: dict[str, yaml.Node], field: str, key: str) -> str:
        node = fields.get(key)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null" or not node.value.strip():
            self.fail(node, f"{field}.{key}", "must be a line of text")
        return " ".join(str(node.value).split())

    def dimension(self, name: str, node: yaml.Node) -> Dimension:
        field = f"dimensions.{name}"
        fields = self.fields(node, field, _DIMENSION_FIELDS)
        if "options" not in fields:
            self.fail(node, f"{field}.options", "is missing; list two or more below it")
        options = tuple(
            self.option(f"{field}.options.{key}", key, value)
            for key, value in self.entries(fields["options"], f"{field}.options")
        )
        if len(options) < 2:
            self.fail(node, f"{field}.options", "lists one option; a choice needs two or more")
        if all(option.closed for option in options):
            self.fail(node, f"{field}.options", "are all closed; leave the dimension out, or open one")
        style = self.text(fields, field, "style").lower() or "false"
        if style not in {"true", "false"}:
            self.fail(fields["style"], f"{field}.style", "must be true or false")
        return Dimension(
            id=name,
            label=self.text(fields, field, "label") or name.replace("_", " "),
            options=options,
            question=self.text(fields, field, "question"),
            style=style == "true",
        )

    def option(self, field: str, name: str, node: yaml.Node) -> Option:
        fields = self.fields(node, field, _OPTION_FIELDS)
        return Option(
            id=name,
            label=self.text(fields, field, "label") or name.replace("_", " "),
            phrases=self.phrases(fields, field),
            closed=self.text(fields, field, "closed"),
            attributes=self.attributes(fields, field),
        )

    def phrases(self, fields: dict[str, yaml.Node], field: str) -> tuple[str, ...]:
        node = fields.get("phrases")
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.fail(node, f"{field}.phrases", "must be a list: [first phrase, second phrase]")
        for item in node.value:
            if not isinstance(item, yaml.ScalarNode) or not item.value.strip():
                self.fail(item, f"{field}.phrases", "each phrase must be text; put one with : or # in it in quotes")
        return tuple(item.value.strip() for item in node.value)

    def attributes(self, fields: dict[str, yaml.Node], field: str) -> dict[str, float]:
        node = fields.get("attributes")
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fail(node, f"{field}.attributes", "must be numbers by name: {waiting_days: 3}")
        found: dict[str, float] = {}
        for key, value in node.value:
            try:
                number = float(value.value)
            except (TypeError, ValueError):
                number = math.nan
            if not math.isfinite(number):
                self.fail(value, f"{field}.attributes.{key.value}", "must be a number, as 3 or 0.5")
            found[str(key.value)] = number
        return found
