"""The library: load a rule book once, then check applications from any thread or from asyncio.

>>> checker = Checker.load()
>>> report = checker.check("application.yaml", as_of=date(2026, 11, 22))
>>> report.verdict, report.exit_code

``check`` takes what an approval system has: a file, a mapping with Chinese labels or English keys, or an
``Application``. ``check_many`` does so for any number, ``what_if`` with some facts changed, ``explain`` for one rule in
full. ``reload`` takes in a changed rule book between two checks, never in the middle of one.

Errors are ``checker.errors.CheckerError``: ``ApplicationError`` (the application cannot be read; ``problems`` say where
and what to write), ``RuleBookError`` (a rule pack is invalid), ``LedgerError`` and ``UsageError`` (a wrong call).
"""

from __future__ import annotations

from checker.api.batch import Checked
from checker.api.checker import Checker, EngineChoice
from checker.api.comparison import Comparison, FindingChange

__all__ = ["Checked", "Checker", "Comparison", "EngineChoice", "FindingChange"]
