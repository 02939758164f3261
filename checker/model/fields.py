"""How a field of the application is declared, and the names of the value types that fields use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from checker.feel.units import Quantity
from checker.model.amounts import Amount, AnyAmount
from checker.model.choices import Several
from checker.model.enums import Aspect
from checker.model.kinds import Day, Flag, Kind, Text
from checker.model.measures import Count, EfficiencyGrade, Number, Percent


class Section(BaseModel):
    """One section of an application, or one record of a list; immutable, closed, labels or keys accepted."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, defer_build=True
    )

    section: ClassVar[str] = ""

    def canonical(self) -> dict[str, Any]:
        """The submitted values under their English keys as JSON data, one spelling per value, omitted ones left out.

        Reading it back with ``build_application`` gives the same application.
        """
        kinds = kinds_of(type(self))
        return {key: kinds[key].canonical(value) for key, value in self.__dict__.items() if value is not None}


def fact(label: str, doc: str, *aspects: Aspect, core: bool = False, required: bool = False) -> Any:  # noqa: ANN401 - like pydantic.Field, it stands in for any type
    """Declare one field by its Chinese label and one Chinese sentence saying what belongs in it.

    ``aspects``: the 涉及事项 that open the field; when a project names its aspects and none of these is among
    them, an omitted field counts as declared none. ``core``: every application carries it.
    """
    extra: dict[str, Any] = {}
    if aspects:
        extra["x-涉及事项"] = [aspect.value for aspect in aspects]
    if core:
        extra["x-核心"] = True
    if required:
        return Field(alias=label, title=label, description=doc, json_schema_extra=extra)
    return Field(default=None, alias=label, title=label, description=doc, json_schema_extra=extra)


Words: TypeAlias = Annotated[str | None, Text()]
Texts: TypeAlias = Annotated[tuple[str, ...] | None, Several(Text())]
YesNo: TypeAlias = Annotated[bool | None, Flag()]
Date: TypeAlias = Annotated[date | None, Day()]
Ratio: TypeAlias = Annotated[Decimal | None, Number()]
Share: TypeAlias = Annotated[Decimal | None, Percent()]
Efficiency: TypeAlias = Annotated[Decimal | None, Percent(at_most=Decimal("1.2"))]
"""Up to 120 %: a condensing boiler passes 100 % on the lower heating value."""
Whole: TypeAlias = Annotated[Decimal | None, Count()]
Year: TypeAlias = Annotated[Decimal | None, Count(1949, 2100)]
Poles: TypeAlias = Annotated[Decimal | None, Count(2, 100)]
GradeOf: TypeAlias = Annotated[Decimal | None, EfficiencyGrade()]

Tonnes: TypeAlias = Annotated[Quantity | None, Amount("t")]
StandardCoal: TypeAlias = Annotated[Quantity | None, Amount("tce")]
Carbon: TypeAlias = Annotated[Quantity | None, Amount("tCO2")]
Electricity: TypeAlias = Annotated[Quantity | None, Amount("kWh")]
Power: TypeAlias = Annotated[Quantity | None, Amount("kW")]
ApparentPower: TypeAlias = Annotated[Quantity | None, Amount("kVA")]
Heat: TypeAlias = Annotated[Quantity | None, Amount("GJ")]
Length: TypeAlias = Annotated[Quantity | None, Amount("m")]
Millimetres: TypeAlias = Annotated[Quantity | None, Amount("mm")]
Area: TypeAlias = Annotated[Quantity | None, Amount("m²")]
Volume: TypeAlias = Annotated[Quantity | None, Amount("m³")]
SteamRate: TypeAlias = Annotated[Quantity | None, Amount("t/h")]
DailyTonnes: TypeAlias = Annotated[Quantity | None, Amount("t/d")]
Money: TypeAlias = Annotated[Quantity | None, Amount("万元")]
Hours: TypeAlias = Annotated[Quantity | None, Amount("h")]
Voltage: TypeAlias = Annotated[Quantity | None, Amount("kV")]
VocContent: TypeAlias = Annotated[Quantity | None, Amount("g/L")]

AnnualAmount: TypeAlias = Annotated[
    Quantity | None, AnyAmount(("t", "万t", "m²", "m³", "重量箱", "台", "件", "kWh", "GJ"))
]
CarrierAmount: TypeAlias = Annotated[Quantity | None, AnyAmount(("t", "m³", "万m³", "kWh", "万kWh", "GJ"), closed=True)]
UnitEnergy: TypeAlias = Annotated[
    Quantity | None,
    AnyAmount(("kgce/t", "kgce/m²", "kgce/m³", "kgce/重量箱", "gce/kWh", "kgce/GJ"), numerator="tce", signed=True),
]
UnitElectricity: TypeAlias = Annotated[Quantity | None, AnyAmount(("kWh/t", "kWh/m²", "kWh/m³"), numerator="kWh")]
UnitCarbon: TypeAlias = Annotated[
    Quantity | None, AnyAmount(("tCO2/t", "kgCO2/m²", "tCO2/MWh"), numerator="tCO2", signed=True)
]
HeatingValue: TypeAlias = Annotated[Quantity | None, AnyAmount(("GJ/t", "MJ/kg", "MJ/m³", "kJ/m³"), numerator="GJ")]


def kind_of(field: FieldInfo) -> Kind[Any]:
    """The kind a declared field holds."""
    for mark in field.metadata:
        if isinstance(mark, Kind):
            return mark
    raise TypeError(f"field {field.alias!r} has no kind")


@cache
def kinds_of(model: type[Section]) -> Mapping[str, Kind[Any]]:
    """The kind of every field of ``model`` by its English key, in the order declared."""
    return {key: kind_of(info) for key, info in model.model_fields.items()}


def aspects_of(field: FieldInfo) -> frozenset[str]:
    """The 涉及事项 that open a declared field; empty when it is open to every project."""
    extra = field.json_schema_extra
    listed = extra.get("x-涉及事项", ()) if isinstance(extra, dict) else ()
    return frozenset(str(aspect) for aspect in listed) if isinstance(listed, list) else frozenset()
