"""A version of the catalogue: what is listed from one day on, by which document, and how it differs from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checker.catalogue.item import CatalogueItem
from checker.model.outcome import Mark
from checker.rulebook import DecisionTable, Period


@dataclass(frozen=True, slots=True)
class Issue:
    """The document that lists the items; ``mark`` tells how far the transcript was verified."""

    number: str
    title: str
    issuer: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: an item only the older version has, only the newer, or both with other words."""

    before: CatalogueItem | None
    after: CatalogueItem | None

    @property
    def item(self) -> CatalogueItem:
        """The item as it is now, or as it last was."""
        item = self.after or self.before
        assert item is not None
        return item

    @property
    def kind(self) -> str:
        """新增, 移出 or 修改."""
        if self.before is None:
            return "新增"
        return "移出" if self.after is None else "修改"

    @property
    def details(self) -> tuple[str, ...]:
        """What became what, one line for each field that changed."""
        if self.before is None or self.after is None:
            return ()
        pairs = zip(_compared(self.before), _compared(self.after), strict=True)
        return tuple(f"{name}:{old or '(空)'} → {new or '(空)'}" for (name, old), (_, new) in pairs if old != new)


@dataclass(frozen=True, slots=True)
class Changes:
    """Every difference between two versions."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    changed: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        yield from (*self.added, *self.removed, *self.changed)

    @property
    def summary(self) -> str:
        """``新增 3 项、移出 1 项、修改 2 项``."""
        return f"新增 {len(self.added)} 项、移出 {len(self.removed)} 项、修改 {len(self.changed)} 项"


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueVersion:
    """One version; ``number`` counts from 1, ``in_force`` ends where the next begins; ``table`` decides by it."""

    number: int
    in_force: Period
    issue: Issue
    items: tuple[CatalogueItem, ...]
    table: DecisionTable

    @property
    def start(self) -> date:
        """The first day it applies."""
        assert self.in_force.start is not None
        return self.in_force.start

    @property
    def name(self) -> str:
        """How it is called in commands and files: by its first day."""
        return self.start.isoformat()


def differences(before: tuple[CatalogueItem, ...], after: tuple[CatalogueItem, ...]) -> Changes:
    """How two lists of items differ; an item is the same where code and products are, whatever its number."""
    old, new = ({item.key: item for item in items} for items in (before, after))
    return Changes(
        added=tuple(Change(None, item) for key, item in new.items() if key not in old),
        removed=tuple(Change(item, None) for key, item in old.items() if key not in new),
        changed=tuple(
            Change(old[key], item) for key, item in new.items() if key in old and _compared(old[key]) != _compared(item)
        ),
    )


def _compared(item: CatalogueItem) -> tuple[tuple[str, str], ...]:
    return (
        ("名称", item.name),
        ("行业大类", item.division),
        ("限定条件", item.condition),
        ("依据文件", item.basis),
        ("备注", item.notes),
    )
