"""Names: what an editor may offer in the files of a pack: facts, units, clauses, departments, rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from checker.feel.type_relations import described
from checker.feel.types import AnyQuantity
from checker.feel.unit_symbols import SYMBOLS
from checker.feel.units import parse_unit
from checker.model.amounts import AnyAmount
from checker.model.vocabulary import VOCABULARY, FactSpec
from checker.rulebook import Clause, Parameter
from checker.rulebook.tables.table import DecisionTable
from checker.source import ScalarNode
from checker.workbench.schemas.outline import Outline

_SHOWN_WORDS: Final = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be written, and one Chinese line about it."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What may be written where; ``lists`` are the facts that a quota may keep its yearly figures in."""

    facts: tuple[Suggestion, ...] = ()
    derived: tuple[Suggestion, ...] = ()
    parameters: tuple[Suggestion, ...] = ()
    tables: tuple[Suggestion, ...] = ()
    clauses: tuple[Suggestion, ...] = ()
    departments: tuple[Suggestion, ...] = ()
    rules: tuple[Suggestion, ...] = ()
    lists: tuple[Suggestion, ...] = ()

    @property
    def operands(self) -> tuple[Suggestion, ...]:
        """Everything an expression may begin with."""
        return (*self.derived, *self.facts, *self.parameters)


def names_of(outline: Outline) -> Names:
    """The names that the packs of ``outline`` know, each once."""
    register = tuple(outline.register)
    return Names(
        facts=tuple(Suggestion(fact.label, fact_line(fact)) for fact in VOCABULARY.names),
        derived=tuple(Suggestion(fact.label, fact_line(fact)) for fact in outline.derived.values()),
        parameters=tuple(Suggestion(each.name, parameter_line(each)) for each in outline.parameters.values()),
        tables=tuple(Suggestion(name, table_line(versions[0])) for name, versions in outline.tables.items()),
        clauses=tuple(Suggestion(clause.reference, clause_line(clause)) for clause in register),
        departments=tuple(Suggestion(name) for name in departments_of(register)),
        rules=tuple(_rules(outline)),
        lists=tuple(
            Suggestion(fact.label, fact_line(fact)) for fact in VOCABULARY.names if {"年份", "数量"} <= _members(fact)
        ),
    )


def fact_line(fact: FactSpec) -> str:
    """What a fact is, on one line: type or unit, English key, description."""
    return f"{kind_of_fact(fact)} · {fact.key} · {fact.doc}"


def kind_of_fact(fact: FactSpec) -> str:
    """The type of a fact in words, with its unit or its words."""
    if fact.unit is not None:
        return f"数量({fact.unit.symbol})" if fact.unit.symbol not in ("%", "‰") else f"比率({fact.unit.symbol})"
    if isinstance(fact.type, AnyQuantity):
        return "数量(须写单位)"
    return described(fact.type)


def parameter_line(parameter: Parameter) -> str:
    """What a parameter is, on one line."""
    unit = f"({parameter.unit.symbol})" if parameter.unit else ""
    return f"参数{unit} · {parameter.key}" + (f" · {parameter.doc}" if parameter.doc else "")


def table_line(table: DecisionTable) -> str:
    """How a table is called and what it gives, on one line."""
    inputs = ", ".join(column.name for column in table.inputs)
    outputs = "、".join(column.name for column in table.outputs)
    return f"决策表 {table.name}({inputs}) → {outputs}"


def clause_line(clause: Clause) -> str:
    """The beginning of a clause's words, with what it can carry at most."""
    words = clause.text if len(clause.text) <= _SHOWN_WORDS else clause.text[:_SHOWN_WORDS] + "…"
    carries = f"至多{clause.ceiling.label}" if clause.ceiling else "不产生结论"
    return f"{clause.path} · {carries} · {words}"


def departments_of(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """The departments that clauses name, each once."""
    return tuple(dict.fromkeys(name for clause in clauses for name in (*clause.lead, *clause.cooperating)))


def units() -> tuple[Suggestion, ...]:
    """The units to write: those the vocabulary declares first, then every other symbol."""
    declared = dict.fromkeys(symbol for fact in VOCABULARY.names for symbol in _units_of(fact))
    return tuple(
        Suggestion(symbol, unit_line(symbol))
        for symbol in (*declared, *(each for each in SYMBOLS if each not in declared))
    )


def unit_line(symbol: str) -> str:
    """What one of a unit is in its base unit."""
    unit = parse_unit(symbol)
    base = unit.dimension.symbol
    return f"以 {base} 计" if base and base != symbol else ""


def _units_of(fact: FactSpec) -> Iterator[str]:
    for spec in (fact, *(fact.fields or ())):
        if spec.unit is not None:
            yield spec.unit.symbol
        if isinstance(spec.kind, AnyAmount):
            yield from spec.kind.examples


def _members(fact: FactSpec) -> set[str]:
    return {member.label for member in fact.fields} if fact.fields else set()


def _rules(outline: Outline) -> Iterator[Suggestion]:
    for content in outline.contents:
        for _, entry in content.files("rules"):
            found, title = entry.node.value.get("id"), entry.node.value.get("title")
            if isinstance(found, ScalarNode) and "derive" not in entry.node.value:
                yield Suggestion(found.text, title.text if isinstance(title, ScalarNode) else "")
