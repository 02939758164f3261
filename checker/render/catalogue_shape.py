"""The two-high catalogue for machines: items, versions, records and matches as plain data for JSON."""

from __future__ import annotations

from checker.catalogue import CatalogueItem, CatalogueVersion, Change, Changes, ImportRecord, Match


def item_shape(item: CatalogueItem) -> dict[str, object]:
    """One item; the threshold in tce."""
    return {
        "number": item.number,
        "code": item.code,
        "name": item.name,
        "division": item.division,
        "products": list(item.words),
        "threshold": {"value": item.threshold.figure, "inclusive": item.threshold.inclusive}
        if item.threshold
        else None,
        "review": item.review,
        "basis": item.basis,
        "notes": item.notes,
    }


def version_shape(version: CatalogueVersion) -> dict[str, object]:
    """One version without its items."""
    return {
        "version": version.name,
        "number": version.number,
        "from": version.name,
        "to": version.in_force.end.isoformat() if version.in_force.end else None,
        "document": version.issue.number,
        "title": version.issue.title,
        "issuer": version.issue.issuer,
        "mark": str(version.issue.mark),
    }


def record_shape(record: ImportRecord) -> dict[str, object]:
    """One import."""
    return {
        "version": record.version,
        "on": record.on.isoformat(),
        "by": record.by,
        "source": record.source,
        "sha256": record.sha256,
        "rows": record.rows,
        "added": list(record.added),
        "removed": list(record.removed),
        "changed": list(record.changed),
    }


def changes_shape(changes: Changes) -> list[dict[str, object]]:
    """Every difference."""
    return [change_shape(change) for change in changes]


def change_shape(change: Change) -> dict[str, object]:
    """One difference: what was, what is."""
    return {
        "kind": change.kind,
        "before": item_shape(change.before) if change.before else None,
        "after": item_shape(change.after) if change.after else None,
    }


def match_shape(code: str, version: CatalogueVersion | None, found: Match | None) -> dict[str, object]:
    """One match; ``result`` is null where it cannot be told."""
    return {
        "code": code,
        "version": version_shape(version) if version else None,
        "result": (found.result or None) if found else None,
        "entry": (found.entry or None) if found else None,
        "candidates": [item_shape(item) for item in found.candidates] if found else [],
        "missing": list(found.missing) if found else [],
    }
