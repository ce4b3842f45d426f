"""Why: what a record says is no order: an agent who knows more must see the other replies before choosing one."""

from __future__ import annotations

from dataclasses import replace

from assist.catalogue import Catalogue
from assist.dossier import NO_RECORD
from assist.records import Lead, Suggestion
from assist.suggestions import Plan


def others(suggestion: Suggestion, catalogue: Catalogue) -> tuple[Lead, ...]:
    """What a suggestion leaves open beside its lead, or, where it leads with nothing, puts side by side; in its order.

    Empty where the catalogue has no dimension with all of it any more.
    """
    if suggestion.leads_with is not None:
        dimension = catalogue.get(suggestion.leads_with.dimension)
    else:
        dimension = catalogue.holding(suggestion.keeps_open)
    if dimension is None or not all(dimension.option(option) for option in suggestion.keeps_open):
        return ()
    return tuple(Lead(dimension.id, option) for option in suggestion.keeps_open)


def led_by(plan: Plan, lead: Lead, catalogue: Catalogue) -> Plan:
    """The plan with another lead, whatever the record says: no evidence, and everything else stays open.

    Raises LookupError for an option that the catalogue does not have.
    """
    dimension = catalogue.get(lead.dimension)
    option = dimension.option(lead.option) if dimension else None
    if dimension is None or option is None:
        raise LookupError(f"{lead.dimension}/{lead.option}: not in the catalogue")
    if plan.dimension and plan.dimension.id == dimension.id:
        ranked = (*([plan.lead] if plan.lead else []), *plan.open)
    else:
        ranked = dimension.open_options
    return replace(
        plan,
        ground="picked",
        dimension=dimension,
        lead=option,
        open=tuple(one for one in ranked if one.id != option.id),
        closed=None,
        asks=True,
        confirm=False,
        loose=False,
        record=NO_RECORD,
        basis=(),
    )
