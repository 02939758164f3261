"""The inventory for machines: projects, pages, events, imports and twins as plain data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from checker.feel.units import Quantity
from checker.ledger.inventory.fields import FIELDS, Project
from checker.ledger.inventory.history import Event
from checker.ledger.inventory.intake import Comparison
from checker.ledger.inventory.search import Page
from checker.ledger.inventory.twins import Twins


def project_shape(project: Project) -> dict[str, object]:
    """One project under its English keys; quantities as value and unit, unknown fields null."""
    return {
        spec.key: _value_shape(getattr(project, spec.key), spec.unit.symbol if spec.unit is not None else None)
        for spec in FIELDS
    }


def page_shape(found: Page) -> dict[str, object]:
    """A page of a list."""
    projects = [project_shape(project) for project in found.projects]
    return {"total": found.total, "offset": found.offset, "projects": projects}


def event_shape(event: Event) -> dict[str, object]:
    """One entry about a project; ``at`` is UTC."""
    return {
        "position": event.position,
        "at": event.at,
        "by": event.actor,
        "kind": event.kind,
        "on": event.on or None,
        "reason": event.reason or None,
        "correction": event.correction,
        "source": event.source or None,
        "changes": [
            {"field": change.key, "label": change.label, "before": change.before or None, "after": change.after or None}
            for change in event.changes
        ],
    }


def comparison_shape(comparison: Comparison, *, trial: bool) -> dict[str, object]:
    """What an import did or would do."""
    return {
        "file": comparison.projects.sheet.file,
        "sha256": comparison.projects.sha256,
        "written": not trial,
        "registered": [row.code for row in comparison.new],
        "changed": [
            {"project": row.code, "row": row.number, "fields": {key: list(pair) for key, pair in differing.items()}}
            for row, differing in comparison.changed
        ],
        "alike": comparison.alike,
        "notes": list(comparison.notes),
    }


def twins_shape(found: Sequence[Twins]) -> list[dict[str, object]]:
    """Groups of projects that look like one."""
    return [{"name": twins.name, "owner": twins.owner or None, "projects": list(twins.codes)} for twins in found]


def fields_shape() -> list[dict[str, object]]:
    """The fields of the inventory."""
    return [
        {
            "key": spec.key,
            "label": spec.label,
            "section": spec.section,
            "unit": spec.unit.symbol if spec.unit is not None else None,
            "required": spec.required,
            "choices": list(spec.choices),
            "description": spec.doc,
        }
        for spec in FIELDS
    ]


def _value_shape(value: object, unit: str | None) -> object:
    match value:
        case Quantity():
            symbol = unit or value.dimension.symbol
            return {"value": value.in_unit(symbol), "unit": symbol}
        case None | bool() | Decimal():
            return value
        case tuple():
            return [str(item) for item in value]
    return str(value)
