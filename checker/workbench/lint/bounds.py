"""Bounds: which figures a term can have at all, as the model refuses others or they cannot come about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from checker.feel import tree
from checker.feel.tree import Node
from checker.feel.typecheck import check
from checker.feel.types import NUMBER, ContextType, FeelType, QuantityType
from checker.model.amounts import Amount, AnyAmount
from checker.model.measures import Count, Number, Percent
from checker.model.vocabulary import VOCABULARY, FactSpec
from checker.rulebook.expression import Scope
from checker.rulebook.tables.domain import Domain, Stretch

_COUNTING: Final = frozenset(("count", "string length"))


def _refuses_negatives(spec: FactSpec) -> bool:
    match spec.kind:
        case Number(signed=signed) | Amount(signed=signed) | AnyAmount(signed=signed):
            return not signed
        case Count(at_least=least):
            return least >= 0
        case Percent():
            return True
    return False


def _specs() -> Iterator[FactSpec]:
    for spec in VOCABULARY.facts.values():
        yield spec
        yield from spec.fields or ()


def _unsigned() -> Mapping[str, FeelType]:
    """The facts that are never negative by label, with their type, whether of an application or of any record."""
    signed = {spec.label for spec in _specs() if not _refuses_negatives(spec)}
    return {spec.label: spec.type for spec in _specs() if spec.label not in signed}


_UNSIGNED: Final = _unsigned()
_RECORDS: Final = frozenset(
    frozenset(spec.label for spec in record.fields) for record in VOCABULARY.facts.values() if record.fields
)


def bounds_of(term: Node, scope: Scope) -> Domain | None:
    """The figures ``term`` can have where it has any; None where nothing is known of them."""
    if not is_unsigned(term, scope):
        return None
    match term:
        case tree.Name(name=name) | tree.Path(name=name):
            return _from_zero(_UNSIGNED[name])
    return _from_zero(NUMBER)


def is_unsigned(term: Node, scope: Scope) -> bool:
    """Whether ``term`` is known to be never negative, whatever it is measured in."""
    match term:
        case tree.Call(function=tree.Name(name=name)):
            return name in _COUNTING
        case tree.Name(name=name):
            return name in _UNSIGNED and scope.names.get(name) == _UNSIGNED[name]
        case tree.Path(source=source, name=name) if name in _UNSIGNED:
            record = check(source, scope.names, scope.functions)[0]
            return isinstance(record, ContextType) and frozenset(record.fields or ()) in _RECORDS
    return False


def _from_zero(kind: FeelType) -> Domain | None:
    measured = kind.dimension if isinstance(kind, QuantityType) else "number" if kind == NUMBER else None
    return None if measured is None else Domain(stretches=(Stretch(measured, 0, None, True, False),))
