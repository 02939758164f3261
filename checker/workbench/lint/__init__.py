"""Lint: every mistake in rule packs, each with its place, what is wrong and what to write instead."""

from __future__ import annotations

from checker.workbench.lint.conditions import problems_of_rule
from checker.workbench.lint.diagnostic import Diagnostic, Severity
from checker.workbench.lint.kind import KINDS, Kind
from checker.workbench.lint.linting import diagnose, lint

__all__ = ["KINDS", "Diagnostic", "Kind", "Severity", "diagnose", "lint", "problems_of_rule"]
