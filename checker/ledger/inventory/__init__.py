"""The inventory (清单台账): existing, building and proposed projects, with every change of state as an entry."""

from __future__ import annotations

from checker.ledger.inventory.fields import FIELDS, Disposal, Project
from checker.ledger.inventory.history import history
from checker.ledger.inventory.project import project_of, read_project
from checker.ledger.inventory.records import PROJECTORS, Origin, change, find, need, register

__all__ = [
    "FIELDS",
    "PROJECTORS",
    "Disposal",
    "Origin",
    "Project",
    "change",
    "find",
    "history",
    "need",
    "project_of",
    "read_project",
    "register",
]
