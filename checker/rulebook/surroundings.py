"""Surroundings: what the rule files of a book are read against, and their references to clauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checker.model.vocabulary import FactSpec
from checker.rulebook.checks import check_drives
from checker.rulebook.clause import Clause
from checker.rulebook.entry import Entry
from checker.rulebook.expression import Scope
from checker.rulebook.pack import Pack
from checker.rulebook.register import ClauseRegister
from checker.rulebook.rule import Uses


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clauses, names in scope, facts, and the clauses behind the parameters and tables that expressions use.

    ``sources_of`` gives all of these clauses, ``carriers_of`` those that may carry an effect: of a table whose rows
    name their own sources, the weakest.
    """

    register: ClauseRegister
    scope: Scope
    facts: Mapping[str, FactSpec]
    sources_of: Callable[[Uses], tuple[Clause, ...]]
    carriers_of: Callable[[Uses], tuple[Clause, ...]]


def read_clause_reference(
    entry: Entry, key: str, pack: Pack, register: ClauseRegister, role: str, *, required: bool = False
) -> Clause | None:
    """The clause at ``key``, verified enough to rest on; None where it is absent or unknown."""
    node = entry.scalar(key, required=required, example="P020 或 文号#条款号")
    if node is None:
        return None
    clause = register.resolve(entry, node, pack.id)
    if clause is not None:
        check_drives(entry, node, clause, role)
    return clause


def read_clause_references(
    entry: Entry, key: str, pack: Pack, register: ClauseRegister, role: str
) -> tuple[Clause, ...]:
    """The clauses at ``key``, each once."""
    found: dict[str, Clause] = {}
    for node in entry.texts(key):
        clause = register.resolve(entry, node, pack.id)
        if clause is not None:
            check_drives(entry, node, clause, role)
            found[clause.reference] = clause
    return tuple(found.values())
