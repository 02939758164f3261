"""Derived facts: what a pack's ``facts.yaml`` adds to the vocabulary."""

from __future__ import annotations

from typing import Final

from checker.feel.types import ANY
from checker.model.vocabulary import FactSpec
from checker.rulebook.entry import Entry
from checker.rulebook.kind import read_kind

SECTION: Final = "推导事实"


def read_fact(entry: Entry) -> FactSpec | None:
    """One item of ``facts:``; None where it has no label. A faulty type is noted and counts as anything."""
    label = entry.text("label", required=True, example="中文名")
    entry = entry.named(f"事实 {label or '(未命名)'}")
    entry.allow("label", "key", "type", "unit", "values", "description", "notes")
    key = entry.identifier()
    description = entry.text("description", required=True, example="这一事实的含义")
    kind = read_kind(entry)
    if not label:
        return None
    return FactSpec(
        label=label,
        key=key,
        type=kind.type if kind else ANY,
        unit=kind.unit if kind else None,
        section=SECTION,
        doc=description,
        choices=kind.values if kind else (),
    )
