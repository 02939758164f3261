"""The rule book: every pack as loaded, and what of it is in force on one date."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from checker.feel.values import Value
from checker.model.vocabulary import FactSpec
from checker.rulebook.clause import Clause, Document, unique_clauses
from checker.rulebook.pack import Pack, PackFolder
from checker.rulebook.parameter import DatedValue, Parameter
from checker.rulebook.period import Period
from checker.rulebook.quota import Quota
from checker.rulebook.rule import Derivation, Rule
from checker.rulebook.strata import in_dependency_order
from checker.rulebook.tables.lookup import TableLookup
from checker.rulebook.tables.table import DecisionTable

_KEPT_DATES = 256


@dataclass(frozen=True, slots=True, eq=False)
class RulesInForce:
    """What applies on ``as_of``, and just so on every day of ``period``.

    ``rules`` stand in order of pack and id, ``derivations`` in order of stratum. ``parameters`` has every parameter by
    name, null outside its periods; ``dated_values`` holds the entry behind each. ``tables`` are those in force by name;
    ``functions`` has every table as a FEEL function to which null is unknown (one not in force gives null). ``facts``
    are the vocabulary and the derived facts by label, ``derived_names`` those of ``RuleBook``.
    """

    as_of: date
    period: Period
    rules: tuple[Rule, ...]
    derivations: tuple[Derivation, ...]
    parameters: dict[str, Value]
    dated_values: Mapping[str, DatedValue | None]
    tables: dict[str, DecisionTable]
    functions: dict[str, Callable[..., Value]]
    facts: Mapping[str, FactSpec]
    derived_names: frozenset[str]
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Packs, their clauses, and all rules, derivations, parameters and tables of all times; immutable once loaded.

    ``facts`` are the vocabulary and the derived facts by label, ``derived_facts`` the latter alone; ``clauses`` are by
    reference. ``folders`` are the files it was read from, in order of ``packs``; ``hash`` is the sha256 over the hashes
    of the packs.
    """

    packs: tuple[Pack, ...]
    documents: Mapping[str, Document]
    clauses: Mapping[str, Clause]
    facts: Mapping[str, FactSpec]
    derived_facts: Mapping[str, FactSpec]
    rules: tuple[Rule, ...]
    derivations: tuple[Derivation, ...]
    parameters: tuple[Parameter, ...]
    tables: tuple[DecisionTable, ...]
    quotas: tuple[Quota, ...] = ()
    folders: tuple[PackFolder, ...] = ()
    _stretches: dict[int, RulesInForce] = field(default_factory=dict, init=False, repr=False)
    _dates: dict[date, RulesInForce] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def hash(self) -> str:
        """Sha256 (hex) of the whole book: of the ids and hashes of its packs, in order of id."""
        lines = sorted(f"{pack.hash}  {pack.id}\n" for pack in self.packs)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @cached_property
    def derived_names(self) -> frozenset[str]:
        """The names that nobody fills in: derived facts and parameters."""
        return frozenset((*self.derived_facts, *(parameter.name for parameter in self.parameters)))

    @cached_property
    def boundaries(self) -> tuple[date, ...]:
        """The days on which something begins or ceases to be in force, ascending."""
        return boundaries_of((*self.rules, *self.derivations, *self.tables), self.parameters)

    def in_force(self, as_of: date) -> RulesInForce:
        """What applies on ``as_of``; worked out once per stretch of days between two boundaries."""
        known = self._dates.get(as_of)
        if known is not None:
            return known
        place = bisect_right(self.boundaries, as_of)
        stretch = self._stretches.get(place)
        if stretch is None:
            stretch = self._stretches[place] = self._select(as_of, place)
        selected = stretch if stretch.as_of == as_of else replace(stretch, as_of=as_of)
        if len(self._dates) < _KEPT_DATES:
            self._dates[as_of] = selected
        return selected

    def _select(self, as_of: date, place: int) -> RulesInForce:
        dated = {parameter.name: parameter.on(as_of) for parameter in self.parameters}
        in_force = [table for table in self.tables if as_of in table.in_force]
        tables = {table.name: table for table in sorted(in_force, key=lambda table: not table.awaits_rows)}

        def sources(user: Rule | Derivation) -> tuple[Clause, ...]:
            return sources_of(user, [dated.get(name) for name in user.uses.names], tables)

        rules = (rule for rule in self.rules if as_of in rule.in_force)
        derivations = (derivation for derivation in self.derivations if as_of in derivation.in_force)
        ends = (None, *self.boundaries, None)
        return RulesInForce(
            as_of=as_of,
            period=Period(ends[place], ends[place + 1]),
            rules=tuple(replace(rule, sources=sources(rule)) for rule in rules),
            derivations=in_dependency_order(
                replace(derivation, sources=unique_clauses((*derivation.cited, *sources(derivation))))
                for derivation in derivations
            ),
            parameters={name: entry.value if entry else None for name, entry in dated.items()},
            dated_values=dated,
            tables=tables,
            functions={
                name: self._lookups[id(tables[name])] if name in tables else _absent for name in self._table_names
            },
            facts=self.facts,
            derived_names=self.derived_names,
            quotas=self.quotas,
        )

    @cached_property
    def _table_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.name for table in self.tables))

    @cached_property
    def _lookups(self) -> dict[int, TableLookup]:
        return {id(table): TableLookup(table, null_is_unknown=True) for table in self.tables}


def boundaries_of(
    dated: Iterable[Rule | Derivation | DecisionTable], parameters: Iterable[Parameter] = ()
) -> tuple[date, ...]:
    """The first days and the days after the last of all periods, ascending, each once."""
    periods = [item.in_force for item in dated]
    periods += [value.period for parameter in parameters for value in parameter.values]
    days = {day for period in periods for day in (period.start, period.end) if day is not None}
    return tuple(sorted(days))


def sources_of(
    user: Rule | Derivation, dated_values: Iterable[DatedValue | None], tables: Mapping[str, DecisionTable]
) -> tuple[Clause, ...]:
    """The clauses behind the given parameter values and the tables that ``user`` calls, each once, by reference."""
    clauses = [entry.source for entry in dated_values if entry is not None]
    clauses += [tables[name].source for name in user.uses.calls if name in tables]
    return unique_clauses(sorted((clause for clause in clauses if clause), key=lambda clause: clause.reference))


def _absent(*_: Value, **__: Value) -> Value:
    """A table that is not in force: nothing matches."""
    return None
