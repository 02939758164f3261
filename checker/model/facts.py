"""The facts of an application as the expression language holds them: Chinese label to value.

This is on the path of every check, so what each class holds is worked out once and a check only copies values.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from checker.feel.values import Value
from checker.model.amounts import Amount
from checker.model.application import Application
from checker.model.choices import Choice, Records, Several
from checker.model.fields import Section, aspects_of, kind_of
from checker.model.kinds import Kind
from checker.model.measures import Count

_Convert: TypeAlias = Callable[[Any], Value]


class _Table:
    """How the fields of one class become facts."""

    __slots__ = ("closed", "converters", "labels", "nothing")

    def __init__(self, model: type[Section]) -> None:
        self.labels: dict[str, str] = {}
        self.converters: dict[str, _Convert] = {}
        self.closed: list[tuple[str, frozenset[str], _Convert]] = []
        for key, info in model.model_fields.items():
            label, kind = info.alias or key, kind_of(info)
            self.labels[key] = label
            convert = _converter(kind)
            if convert is not None:
                self.converters[key] = convert
            declared_none = _declared_none(kind)
            if (aspects := aspects_of(info)) and declared_none is not None:
                self.closed.append((label, aspects, declared_none))
        self.nothing: dict[str, Value] = dict.fromkeys(self.labels.values())

    def facts(self, record: Section) -> dict[str, Value]:
        facts = self.nothing.copy()
        labels, converters, values = self.labels, self.converters, record.__dict__
        for key in record.__pydantic_fields_set__:
            value = values[key]
            if value is not None:
                convert = converters.get(key)
                facts[labels[key]] = value if convert is None else convert(value)
        return facts


@cache
def _table(model: type[Section]) -> _Table:
    return _Table(model)


def _converter(kind: Kind[Any]) -> _Convert | None:
    """What turns a field's value into a FEEL value; None where it already is one."""
    match kind:
        case Choice():
            return str
        case Several():
            return lambda items: [str(item) for item in items]
        case Records():
            model: type[Section] = kind.model
            table = _table(model)
            return lambda records: [table.facts(record) for record in records]
    return None


def _declared_none(kind: Kind[Any]) -> _Convert | None:
    """What "the project has none of it" is for a kind of field; None where only the applicant can say."""
    match kind:
        case Records() | Several():
            return lambda _: []
        case Amount():
            zero = kind.zero()
            return lambda _: zero
        case Count():
            return lambda _: Decimal(0)
    return None


def facts_of(application: Application) -> dict[str, Value]:
    """Every fact of the vocabulary by its Chinese label; None where the applicant said nothing.

    Once 涉及事项 is given, a list or quantity of an aspect that is not among them is empty or zero.
    """
    table = _table(type(application))
    facts = table.facts(application)
    if application.aspects is not None:
        declared = frozenset(facts["涉及事项"])
        for label, aspects, none in table.closed:
            if facts[label] is None and declared.isdisjoint(aspects):
                facts[label] = none(None)
    return facts


def record_facts(record: Section) -> dict[str, Value]:
    """The facts of one record of a list by Chinese label, as ``facts_of`` gives them inside the list."""
    return _table(type(record)).facts(record)
