"""The vocabulary (事实词汇): every fact's label, key, type, unit and meaning, read off the application model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic.json_schema import GenerateJsonSchema

from checker.feel.types import (
    AnyQuantity,
    AnyType,
    BooleanType,
    ContextType,
    DateType,
    FeelType,
    ListType,
    NumberType,
    QuantityType,
    StringType,
)
from checker.feel.units import Unit, parse_unit
from checker.model.amounts import Amount, AnyAmount
from checker.model.application import SECTIONS, Application
from checker.model.choices import Choice, Records, Several
from checker.model.fields import Section, aspects_of, kind_of
from checker.model.kinds import Day, Flag, Kind, Text
from checker.model.measures import Count, EfficiencyGrade, Number, Percent
from checker.nearness import nearest


@dataclass(frozen=True, slots=True)
class FactSpec:
    """What one fact is: of an application, of a record in one of its lists, or derived by a rule pack.

    ``unit`` is the declared unit a bare number counts in, None for plain numbers and where the unit must be written.
    ``aspects`` are the 涉及事项 that open it, ``choices`` the words it may take, ``fields`` the facts of one record.
    """

    label: str
    key: str
    type: FeelType
    unit: Unit | None = None
    section: str = ""
    doc: str = ""
    required: bool = False
    core: bool = False
    aspects: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()
    fields: FactNames | None = None
    kind: Kind[Any] | None = field(default=None, repr=False, compare=False)


class FactNames:
    """Facts by Chinese label and by English key, in the order people read them."""

    __slots__ = ("_by_key", "by_label")

    def __init__(self, specs: Iterator[FactSpec]) -> None:
        self.by_label: Mapping[str, FactSpec] = MappingProxyType({spec.label: spec for spec in specs})
        self._by_key = {spec.key: spec for spec in self.by_label.values()}

    def find(self, name: str) -> FactSpec | None:
        """The fact called ``name``, by label or by key."""
        return self.by_label.get(name) or self._by_key.get(name)

    def nearest(self, name: str) -> str | None:
        """The label most like ``name``, or the key when ``name`` is written in Latin letters."""
        return (nearest(name.lower(), self._by_key) if name.isascii() else nearest(name, self.by_label)) or None

    def __iter__(self) -> Iterator[FactSpec]:
        return iter(self.by_label.values())


class Vocabulary:
    """All facts an application may state, generated from one pydantic model."""

    def __init__(self, model: type[Application]) -> None:
        self._model = model

    @cached_property
    def names(self) -> FactNames:
        """The top-level facts by label and key."""
        return FactNames(specs_of(self._model, SECTIONS))

    @property
    def facts(self) -> Mapping[str, FactSpec]:
        """The top-level facts by label."""
        return self.names.by_label

    def find(self, name: str) -> FactSpec | None:
        """The top-level fact called ``name``, by label or by key."""
        return self.names.find(name)

    def nearest(self, name: str) -> str | None:
        """The right name most like a wrong one."""
        return self.names.nearest(name)

    @cached_property
    def sections(self) -> Mapping[str, tuple[FactSpec, ...]]:
        """The top-level facts by section, in reading order."""
        grouped: dict[str, list[FactSpec]] = {}
        for spec in self.facts.values():
            grouped.setdefault(spec.section, []).append(spec)
        return {section: tuple(specs) for section, specs in grouped.items()}

    def json_schema(self, names: Literal["label", "key"] = "label") -> dict[str, Any]:
        """JSON Schema (2020-12) of an application file written with Chinese labels, or with English keys."""
        schema = self._model.model_json_schema(by_alias=names == "label")
        _titled(schema)
        return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "项目申报"}


def _titled(schema: dict[str, Any]) -> None:
    """Give record definitions the Chinese title that opens their docstring, and drop defaults, which are all null."""
    for part in (schema, *schema.get("$defs", {}).values()):
        for shape in part["properties"].values():
            shape.pop("default", None)
    for definition in schema.get("$defs", {}).values():
        described = definition.pop("description", "")
        definition["title"] = described.rstrip("。.").split(":", 1)[0]
    schema["description"] = "一个固定资产投资项目的申报内容;未填的项是缺失,不等于 0 或 无。"


def specs_of(model: type[Section], sections: Iterable[type[Section]]) -> Iterator[FactSpec]:
    """What every field of ``model`` is, in the order of the ``sections`` it is put together from."""
    for part in sections:
        for key in part.model_fields:
            yield _spec(model, key, part.section)


def _specs_of_record(model: type[Section], section: str) -> Iterator[FactSpec]:
    for key in model.model_fields:
        yield _spec(model, key, section)


def _spec(model: type[Section], key: str, section: str) -> FactSpec:
    info = model.model_fields[key]
    kind = kind_of(info)
    extra = info.json_schema_extra
    fields = FactNames(_specs_of_record(kind.model, section)) if isinstance(kind, Records) else None
    return FactSpec(
        label=info.alias or key,
        key=key,
        type=_type_of(kind, fields),
        unit=_unit_of(kind),
        section=section,
        doc=info.description or "",
        required=info.is_required(),
        core=isinstance(extra, dict) and bool(extra.get("x-核心")),
        aspects=aspects_of(info),
        choices=_choices_of(kind),
        fields=fields,
        kind=kind,
    )


def _type_of(kind: Kind[Any], fields: FactNames | None) -> FeelType:
    match kind:
        case Text():
            return StringType()
        case Flag():
            return BooleanType()
        case Day():
            return DateType()
        case Choice():
            return StringType(frozenset(_choices_of(kind)))
        case Number() | Percent() | Count() | EfficiencyGrade():
            return NumberType()
        case Amount():
            return QuantityType(kind.unit.dimension)
        case AnyAmount():
            return AnyQuantity()
        case Several():
            return ListType(_type_of(kind.item, None))
        case Records() if fields is not None:
            return ListType(ContextType({spec.label: spec.type for spec in fields}))
    return AnyType()


def _unit_of(kind: Kind[Any]) -> Unit | None:
    match kind:
        case Amount():
            return kind.unit
        case Percent():
            return parse_unit("%")
    return None


def _choices_of(kind: Kind[Any]) -> tuple[str, ...]:
    match kind:
        case Choice():
            return tuple(member.value for member in kind.words)
        case Several():
            return _choices_of(kind.item)
    return ()


VOCABULARY: Final = Vocabulary(Application)
"""The vocabulary of this version of the application model."""
