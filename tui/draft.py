"""The draft: an application with some facts tried otherwise; the submitted one stays as it is beside it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from checker.feel.units import parse_unit
from checker.model.amounts import AnyAmount
from checker.model.application import Application
from checker.model.choices import Records, Several
from checker.model.kinds import FieldError, Text
from checker.model.vocabulary import VOCABULARY, FactSpec
from checker.review.display import text_of


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: a fact, a record of a list by its position from 0, or a field of that record."""

    fact: str
    record: int | None = None
    field: str = ""

    @property
    def text(self) -> str:
        """As reports name it: ``产品[1].单位产品综合能耗``."""
        place = "" if self.record is None else f"[{self.record + 1}]"
        return f"{self.fact}{place}" + (f".{self.field}" if self.field else "")

    @property
    def spec(self) -> FactSpec:
        """What belongs there."""
        spec = VOCABULARY.facts[self.fact]
        if self.field:
            assert spec.fields is not None
            return spec.fields.by_label[self.field]
        return spec

    @property
    def is_list(self) -> bool:
        """Whether records stand there."""
        return self.record is None and isinstance(self.spec.kind, Records)

    @property
    def is_record(self) -> bool:
        """Whether it is one record as a whole."""
        return self.record is not None and not self.field


@dataclass(slots=True)
class _Record:
    """A record of the draft, and which of the submitted ones it was; None for one that was added."""

    origin: int | None
    values: dict[str, Any]


class Draft:
    """What is tried, fact by fact; values are held in the one spelling that files are compared in."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._submitted = application.canonical()
        self._values: dict[str, Any] = {}
        self._records: dict[str, list[_Record] | None] = {}
        self.reset_all()

    def reset_all(self) -> None:
        """Everything as submitted."""
        self._values = {}
        self._records = {}
        for spec in VOCABULARY.names:
            value = deepcopy(self._submitted.get(spec.key))
            if isinstance(spec.kind, Records):
                self._records[spec.key] = (
                    None if value is None else [_Record(place, one) for place, one in enumerate(value)]
                )
            else:
                self._values[spec.key] = value

    def value(self, spot: Spot) -> Any:  # noqa: ANN401 - JSON data
        """What is tried there; None where it is left open. A list of records is how many there are."""
        key = VOCABULARY.facts[spot.fact].key
        if key not in self._records:
            return self._values[key]
        records = self._records[key]
        if records is None or spot.record is None:
            return None if records is None else len(records)
        values = records[spot.record].values
        return values.get(spot.spec.key) if spot.field else values

    def submitted(self, spot: Spot) -> Any:  # noqa: ANN401 - JSON data
        """What was submitted there; None where nothing was."""
        key = VOCABULARY.facts[spot.fact].key
        given = self._submitted.get(key)
        if key not in self._records:
            return given
        if given is None or spot.record is None:
            return None if given is None else len(given)
        origin = self._record(spot).origin
        if origin is None:
            return None
        return given[origin].get(spot.spec.key) if spot.field else given[origin]

    def records(self, fact: str) -> int:
        """How many records a list has."""
        return len(self._records[VOCABULARY.facts[fact].key] or ())

    def is_added(self, spot: Spot) -> bool:
        """Whether the record there was not submitted."""
        return spot.record is not None and self._record(spot).origin is None

    def is_changed(self, spot: Spot) -> bool:
        """Whether something else is tried there than was submitted."""
        if spot.is_list:
            return self._list(spot.spec.key) != self._submitted.get(spot.spec.key)
        return self.is_added(spot) or self.value(spot) != self.submitted(spot)

    def put(self, spot: Spot, raw: object) -> None:
        """Try a value, written as in a file; None or a blank leaves the fact open; raises FieldError."""
        value = read_value(spot.spec, raw)
        if spot.record is None:
            self._values[spot.spec.key] = value
            return
        values = self._record(spot).values
        if value is None:
            values.pop(spot.spec.key, None)
        else:
            values[spot.spec.key] = value

    def add(self, fact: str) -> Spot:
        """A new record at the end of a list."""
        key = VOCABULARY.facts[fact].key
        records = self._records[key] or []
        records.append(_Record(None, {}))
        self._records[key] = records
        return Spot(fact, len(records) - 1)

    def remove(self, spot: Spot) -> None:
        """Take a record away, or leave a fact open; a list is declared to hold none."""
        if spot.is_list:
            self._records[spot.spec.key] = []
        elif spot.is_record:
            records = self._records[VOCABULARY.facts[spot.fact].key]
            assert records is not None
            assert spot.record is not None
            del records[spot.record]
        else:
            self.put(spot, None)

    def reset(self, spot: Spot) -> None:
        """As submitted; a record that was not submitted is taken away."""
        if spot.is_list:
            value = deepcopy(self._submitted.get(spot.spec.key))
            made = None if value is None else [_Record(place, one) for place, one in enumerate(value)]
            self._records[spot.spec.key] = made
        elif self.is_added(spot) and spot.is_record:
            self.remove(spot)
        elif spot.is_record:
            self._record(spot).values = deepcopy(self.submitted(spot))
        elif spot.record is None:
            self._values[spot.spec.key] = deepcopy(self._submitted.get(spot.spec.key))
        else:
            given = self.submitted(spot)
            values = self._record(spot).values
            values.pop(spot.spec.key, None)
            if given is not None:
                values[spot.spec.key] = deepcopy(given)

    def changes(self) -> dict[str, Any]:
        """The facts that are tried otherwise, by label, as ``what_if`` takes them."""
        changes: dict[str, Any] = {}
        for spec in VOCABULARY.names:
            tried = self._list(spec.key) if spec.key in self._records else self._values[spec.key]
            if tried != self._submitted.get(spec.key):
                changes[spec.label] = deepcopy(tried)
        return changes

    def changed(self) -> Iterator[Spot]:
        """Where something else is tried, down to the field."""
        for label in self.changes():
            spec = VOCABULARY.facts[label]
            if spec.fields is None:
                yield Spot(label)
                continue
            spots = [Spot(label, place) for place in range(self.records(label))]
            inner = [
                Spot(label, spot.record, field.label)
                for spot in spots
                if not self.is_added(spot)
                for field in spec.fields
            ]
            found = [spot for spot in inner if self.is_changed(spot)] + [spot for spot in spots if self.is_added(spot)]
            yield from found or [Spot(label)]

    def _record(self, spot: Spot) -> _Record:
        records = self._records[VOCABULARY.facts[spot.fact].key]
        assert records is not None
        assert spot.record is not None
        return records[spot.record]

    def _list(self, key: str) -> list[dict[str, Any]] | None:
        records = self._records[key]
        return None if records is None else [one.values for one in records]


def read_value(spec: FactSpec, raw: object) -> Any:  # noqa: ANN401 - JSON data
    """The one spelling of a value as people write it; None for a blank; raises FieldError."""
    kind = spec.kind
    assert kind is not None
    if isinstance(kind, Several) and isinstance(kind.item, Text) and isinstance(raw, str) and raw.strip():
        raw = "无" if raw.strip() == "无" else [part for part in raw.replace(";", "、").split("、") if part.strip()]
    value = kind.read(raw)
    return None if value is None else kind.canonical(value)


def value_line(spec: FactSpec, value: Any) -> str:  # noqa: ANN401 - JSON data
    """A value as it is shown and typed: 是, 否, words with 、 between them, a number with the unit people write."""
    match value:
        case str() if isinstance(spec.kind, AnyAmount):
            return _usually(spec.kind, value)
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(map(str, value)) if value else "无"
        case _:
            return str(value)


def _usually(kind: AnyAmount, value: str) -> str:
    """A quantity in the unit that people write in such a field, where it can be read back from that exactly."""
    amount = kind.read(value)
    if amount is None:
        return value
    fitting = (unit for unit in map(parse_unit, kind.examples) if unit.dimension is amount.dimension)
    text = text_of(amount, next(fitting, None))
    again = kind.read(text)
    return text if again is not None and kind.canonical(again) == value else value


__all__ = ["Draft", "FieldError", "Spot", "read_value", "value_line"]
