"""Why: what Slack's own types say of a payload is checked in every test, so each part is compiled once, when needed."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema

from tests.standin.schema import SCHEMA

Json = dict[str, Any]


def assert_typed(block: Json) -> None:
    """Holds a block against @slack/types; fastjsonschema.JsonSchemaValueException says where it differs."""
    assert block["type"] in _blocks(), f"Slack has no block of the type {block['type']!r}"
    _validator(_blocks()[block["type"]])(block)


def assert_typed_view(view: Json) -> None:
    """Holds what stands around a view's blocks against @slack/types."""
    _validator("ModalView" if view["type"] == "modal" else "HomeView")({**view, "blocks": []})


def assert_typed_manifest(manifest: Json) -> None:
    """Holds a manifest, its scopes and its events against @slack/web-api."""
    _validator("Manifest")(manifest)


@cache
def definitions() -> Json:
    found: Json = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    return found


@cache
def _blocks() -> dict[str, str]:
    """The name of each block's definition by the block's type; some are one of several shapes."""
    known = [each["$ref"].rpartition("/")[2] for each in definitions()["KnownBlock"]["anyOf"]]
    shapes = [(name, shape) for name in known for shape in definitions()[name].get("anyOf", [definitions()[name]])]
    return {shape["properties"]["type"]["const"]: name for name, shape in shapes}


@cache
def _validator(name: str) -> Callable[[Json], Json]:
    check: Callable[[Json], Json] = fastjsonschema.compile(
        {"$ref": f"#/definitions/{name}", "definitions": definitions()}
    )
    return check
