"""Variations: an application with one fact changed, and the words in which a scenario says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from checker.feel import exact
from checker.feel.units import Quantity, Unit
from checker.feel.values import Value
from checker.model import VOCABULARY
from checker.model.vocabulary import FactSpec

_CELL = "|"


@dataclass(frozen=True, slots=True)
class Variation:
    """One fact set to another value: of the application, of one record in a list, or of a copy of that record.

    ``position`` counts records from 0 and is None for a fact of the application; ``is_added`` puts the changed copy of
    the record at the end of the list and leaves the record as it is. ``label`` is empty for the review date.
    """

    label: str
    value: Value
    position: int | None = None
    field: str = ""
    is_added: bool = False

    def applied(self, facts: Mapping[str, Value]) -> dict[str, Value]:
        """The facts with this one changed."""
        changed = dict(facts)
        if not self.label:
            return changed
        if self.position is None:
            changed[self.label] = self.value
            return changed
        records = list(changed[self.label])
        record = {**records[self.position], self.field: self.value}
        if self.is_added:
            records.append(record)
        else:
            records[self.position] = record
        changed[self.label] = records
        return changed

    def text(self) -> str:
        """The value as a cell of examples has it."""
        if not self.label:
            return str(self.value)
        spec = VOCABULARY.facts[self.label]
        return text_of(self.value, spec if self.position is None else _member(spec, self.field))

    def words(self) -> str:
        """The change in a few Chinese words."""
        if not self.label:
            return f"审查日 {self.value}"
        name = self.label if self.position is None else f"{self.label}{self.field}"
        return f"{'另有一项' if self.is_added else ''}{name} {self.text() or '未填'}"

    def steps(self, facts: Mapping[str, Value]) -> tuple[str, ...]:
        """The lines of a scenario that make the change; ``facts`` are those it is made in."""
        if not self.label:
            return (f'审查日为"{self.value.isoformat()}"',)
        spec = VOCABULARY.facts[self.label]
        if self.position is None:
            if self.value is None:
                return (f'未填写"{self.label}"',)
            if self.value == []:
                return (f'没有"{self.label}"',)
            return (f'"{self.label}"为"{text_of(self.value, spec)}"',)
        if self.is_added:
            return _listed(spec, self.applied(facts)[self.label])
        member = _member(spec, self.field)
        place = f'"{self.label}"第{self.position + 1}项'
        if self.value is None:
            return (f'{place}未填写"{self.field}"',)
        return (f'{place}的"{self.field}"为"{text_of(self.value, member)}"',)


def text_of(value: Value, spec: FactSpec) -> str:
    """A fact's value as applications write it."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Quantity() | Decimal() | Fraction():
            return figure_of(value, spec.unit)
        case date():
            return value.isoformat()
        case list():
            return "、".join(str(item) for item in value) if value else "无"
    return str(value)


def figure_of(value: Value, unit: Unit | None) -> str:
    """A number as applications write it, in ``unit`` or else the base unit of its dimension."""
    magnitude = value.magnitude if isinstance(value, Quantity) else value
    symbol = unit.symbol if unit is not None else value.dimension.symbol if isinstance(value, Quantity) else ""
    figure = exact.divide(magnitude, unit.factor) if unit is not None else magnitude
    number = figure if isinstance(figure, Decimal) else exact.rounded(figure or exact.ZERO)
    return f"{exact.plain(number)} {symbol}".strip()


def _member(spec: FactSpec, name: str) -> FactSpec:
    assert spec.fields is not None
    return spec.fields.by_label[name]


def _listed(spec: FactSpec, records: list[Mapping[str, Value]]) -> tuple[str, ...]:
    """The step that writes a whole list, with its table."""
    assert spec.fields is not None
    members = [
        member for member in spec.fields if any(record.get(member.label) not in (None, []) for record in records)
    ]
    rows = [[member.label for member in members]]
    rows += [[text_of(record.get(member.label), member) for member in members] for record in records]
    return (f'"{spec.label}"有如下各项', *(f"{_CELL} {f' {_CELL} '.join(row)} {_CELL}" for row in rows))
