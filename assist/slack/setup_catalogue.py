"""The catalogue changed in Slack: each change is a version, checked as the file is, and nobody's is overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assist import catalogue_file
from assist.catalogue import Catalogue
from assist.catalogue_file import CatalogueError
from assist.records import Dimension, Option
from assist.rulebook import Outdated, Rulebook
from assist.slack.blocks import catalogue as forms
from assist.slack.gateway import Gateway
from assist.slack.text import typed

Body = dict[str, Any]
_WHAT = "your text"
_LATE = "Copy what you wrote, close this and open it again."


class CatalogueSetup:
    def __init__(self, gateway: Gateway, book: Rulebook) -> None:
        self.gateway = gateway
        self.book = book

    def show(self, body: Body) -> None:
        self.gateway.show_view(body, self._view())

    def show_dimension(self, body: Body, dimension_id: str) -> None:
        self.gateway.show_view(body, self._dimension_view(dimension_id))

    def show_option(self, body: Body, value: str) -> None:
        dimension_id, option_id = json.loads(value)
        dimension, option = self._found(dimension_id, option_id)
        if dimension is not None and option is not None:
            self.gateway.show_view(body, forms.option_view(dimension, option, self.book.current().number))

    def show_versions(self, body: Body) -> None:
        self.gateway.show_view(body, forms.versions_view(self.book.versions()))

    def show_version(self, body: Body, number: str) -> None:
        found = self.book.version(int(number))
        if found is not None:
            self.gateway.show_view(body, forms.version_view(found, self.book.current().number))

    # What was filled in: what is wrong with it, by field.

    def save_dimension(self, view: Body, user: str) -> dict[str, str]:
        number, dimension_id = json.loads(view["private_metadata"])
        field = forms.yaml_block(number)
        text = typed(view, field)

        def changed() -> tuple[Catalogue, str]:
            new = catalogue_file.parse_dimensions(text, name=_WHAT)
            what = ", ".join(one.id for one in new) or f"without {dimension_id}"
            return _with_dimensions(self.book.catalogue(), dimension_id, new), what

        return self._put(changed, field, by=user, based_on=number)

    def save_option(self, view: Body, user: str) -> dict[str, str]:
        number, dimension_id, option_id = json.loads(view["private_metadata"])
        label, closed = _line(typed(view, forms.LABEL)), _line(typed(view, forms.CLOSED))
        phrases = tuple(part.strip() for part in typed(view, forms.PHRASES).splitlines() if part.strip())

        def changed() -> tuple[Catalogue, str]:
            dimension, option = self._found(dimension_id, option_id)
            if dimension is None or option is None:
                raise Outdated("It is no longer there.")
            new = replace(option, label=label, phrases=phrases, closed=closed)
            options = tuple(new if one.id == option_id else one for one in dimension.options)
            only = (replace(dimension, options=options),)
            return _with_dimensions(self.book.catalogue(), dimension_id, only), f"{dimension_id}.{option_id}"

        return self._put(changed, forms.CLOSED, by=user, based_on=number)

    def use_version(self, view: Body, user: str) -> str:
        """Make an earlier version the current one; what went wrong, if anything."""
        current, number = json.loads(view["private_metadata"])
        try:
            self.book.go_back(number, by=user, based_on=current)
        except (CatalogueError, Outdated, KeyError) as error:
            return f"Nothing was changed. {error}"
        return ""

    def refresh(self, body: Body) -> None:
        """Show what is now in the forms below the one that was saved."""
        view = body["view"]
        root, previous = view.get("root_view_id"), view.get("previous_view_id")
        if root and root != view.get("id"):
            self.gateway.update_view(root, None, self._view())
        if view["callback_id"] == forms.OPTION and previous and previous != root:
            self.gateway.update_view(previous, None, self._dimension_view(json.loads(view["private_metadata"])[1]))

    def _put(
        self, changed: Callable[[], tuple[Catalogue, str]], field: str, *, by: str, based_on: int
    ) -> dict[str, str]:
        try:
            catalogue, note = changed()
            self.book.put(catalogue_file.written(catalogue), by=by, based_on=based_on, note=note)
        except Outdated as error:
            return {field: f"{error} {_LATE}"}
        except CatalogueError as error:
            return {field: str(error)}
        return {}

    def _view(self) -> Body:
        return forms.catalogue_view(self.book.current(), self.book.catalogue())

    def _dimension_view(self, dimension_id: str) -> Body:
        dimension = self.book.catalogue().get(dimension_id)
        text = catalogue_file.written_dimension(dimension) if dimension else forms.NEW
        return forms.dimension_view(dimension, text, self.book.current().number)

    def _found(self, dimension_id: str, option_id: str) -> tuple[Dimension | None, Option | None]:
        dimension = self.book.catalogue().get(dimension_id)
        return dimension, dimension.option(option_id) if dimension else None


def _with_dimensions(catalogue: Catalogue, dimension_id: str, new: tuple[Dimension, ...]) -> Catalogue:
    """The catalogue with these in the place of one dimension, or at its end. Raises CatalogueError for an id twice."""
    others = [one for one in catalogue if one.id != dimension_id]
    if twice := {one.id for one in others} & {one.id for one in new}:
        raise CatalogueError(f"{_WHAT}:1: dimensions.{sorted(twice)[0]}: is another dimension already")
    kept = [one.id for one in catalogue]
    at = kept.index(dimension_id) if dimension_id in kept else len(others)
    return Catalogue((*others[:at], *new, *others[at:]))


def _line(text: str) -> str:
    return " ".join(text.split())
