"""The rule book: packs of rules, clauses, parameters and decision tables, loaded, checked and selected by date."""

from __future__ import annotations

from checker.rulebook.book import RuleBook, RulesInForce
from checker.rulebook.clause import Ceiling, Clause, Document, unique_clauses
from checker.rulebook.disposition import Accounting, Direction, Disposition, Metric
from checker.rulebook.expression import ExpressionProblem
from checker.rulebook.loading import Reading, load_rulebook, read_rulebook, rulebook_of
from checker.rulebook.names import AS_OF
from checker.rulebook.pack import Pack, PackFile, PackFolder, default_packs_directories, default_packs_directory
from checker.rulebook.parameter import DatedValue, Parameter
from checker.rulebook.period import Period
from checker.rulebook.quota import Quota, QuotaLimit
from checker.rulebook.rule import Derivation, Escalation, Rule
from checker.rulebook.tables.lookup import Hit, TableLookup, recorded_hits
from checker.rulebook.tables.table import DecisionTable, HitPolicy

__all__ = [
    "AS_OF",
    "Accounting",
    "Ceiling",
    "Clause",
    "DatedValue",
    "DecisionTable",
    "Derivation",
    "Direction",
    "Disposition",
    "Document",
    "Escalation",
    "ExpressionProblem",
    "Hit",
    "HitPolicy",
    "Metric",
    "Pack",
    "PackFile",
    "PackFolder",
    "Parameter",
    "Period",
    "Quota",
    "QuotaLimit",
    "Reading",
    "Rule",
    "RuleBook",
    "RulesInForce",
    "TableLookup",
    "default_packs_directories",
    "default_packs_directory",
    "load_rulebook",
    "read_rulebook",
    "recorded_hits",
    "rulebook_of",
    "unique_clauses",
]
