"""The two-high catalogue (两高项目管理目录): data the office maintains, a rule pack with versions and a history."""

from __future__ import annotations

from checker.catalogue.history import ImportRecord
from checker.catalogue.item import CatalogueItem, Threshold
from checker.catalogue.matching import Match, match
from checker.catalogue.reading import CatalogueFile, read_catalogue
from checker.catalogue.store import CatalogueStore, Imported
from checker.catalogue.version import CatalogueVersion, Change, Changes, Issue, differences

__all__ = [
    "CatalogueFile",
    "CatalogueItem",
    "CatalogueStore",
    "CatalogueVersion",
    "Change",
    "Changes",
    "ImportRecord",
    "Imported",
    "Issue",
    "Match",
    "Threshold",
    "differences",
    "match",
    "read_catalogue",
]
