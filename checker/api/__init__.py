"""The library: load a rule book once, then check applications from any thread or from asyncio.

>>> from datetime import date
>>> from checker.api import Checker
>>> checker = Checker.load()
>>> report = checker.check("项目.yaml", as_of=date(2026, 11, 22))
>>> report.verdict.label, report.exit_code
('通过', 0)

``check`` takes what an approval system has: a file, a mapping with Chinese labels or English keys, or an
``Application``. ``check_many`` does so for any number, ``what_if`` with some facts changed, ``explain`` for one rule in
full. ``reload`` takes in a changed rule book between two checks, never in the middle of one.

``LocalDesk`` is a checker with a ledger: submit, consult, decide, as an officer does (see ``checker.api.desk.Desk``).
It alone needs the database library, which is imported with it.

Errors are ``checker.errors.CheckerError``: ``ApplicationError`` (the application cannot be read; ``problems`` say where
and what to write), ``RuleBookError`` (a rule pack is invalid), ``LedgerError`` and ``UsageError`` (a wrong call).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from checker.api.batch import Checked
from checker.api.checker import Checker, EngineChoice
from checker.api.comparison import Comparison, FindingChange

if TYPE_CHECKING:
    from checker.api.desk import Desk, Pending
    from checker.api.local_desk import LocalDesk

__all__ = ["Checked", "Checker", "Comparison", "Desk", "EngineChoice", "FindingChange", "LocalDesk", "Pending"]

_WITH_LEDGER = {"Desk": "checker.api.desk", "LocalDesk": "checker.api.local_desk", "Pending": "checker.api.desk"}
"""Names that are imported when they are asked for, and where they are."""


def __getattr__(name: str) -> object:
    if name in _WITH_LEDGER:
        return getattr(import_module(_WITH_LEDGER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
