"""What an application may not say at once: dates in the wrong order, parts above the whole, sections it denies having.

The checks read plain values by English key, so they run on what could be read of a faulty file as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from checker.feel.units import Dimension, Quantity, parse_unit, product_dimension
from checker.model.enums import Aspect, Stage
from checker.model.technology import Carrier
from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec

Values: TypeAlias = Mapping[str, Any]
"""Typed values by English key; a list of records is a sequence of such mappings."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements that cannot both hold; ``field`` is the path of Chinese labels of the one to look at first."""

    field: str
    message: str
    remedy: str


# (earlier, later) by key; equal dates are in order.
_DATE_ORDER: Final = (
    ("planned_start_on", "planned_commissioning_on"),
    ("started_on", "commissioned_on"),
    ("started_on", "trial_run_on"),
    ("started_on", "energy_acceptance_on"),
)
_RECORD_DATE_ORDER: Final = (
    ("rectifications", "issued_on", "deadline"),
    ("waivers", "date", "expires_on"),
    ("approvals", "date", "valid_until"),
)
# (part, whole) by key.
_PARTS: Final = (
    ("old_pavement_recovered", "old_pavement"),
    ("old_pavement_reused", "old_pavement"),
    ("waste_reused", "waste_generated"),
    ("demolished_area", "existing_area"),
    ("airport_electric", "airport_vehicles"),
    ("adjustable_load", "peak_load"),
    ("raw_coal", "coal"),
)
_RECORD_PARTS: Final = (
    ("coatings", "low_voc_amount", "amount"),
    ("buildings", "pv_area", "roof_area"),
)
_SAME_DIMENSION: Final = (
    ("products", "capacity", "added_capacity"),
    ("products", "capacity", "output_12m"),
    ("capacity", "built", "given_up"),
    ("consumption", "amount", "baseline"),
    ("consumption", "amount", "last_12m"),
)
_COALS: Final = frozenset({Carrier.RAW_COAL, Carrier.WASHED_COAL, Carrier.OTHER_WASHED_COAL, Carrier.BRIQUETTE})
_GASES: Final = frozenset(
    {Carrier.NATURAL_GAS, Carrier.COKE_OVEN_GAS, Carrier.BLAST_FURNACE_GAS, Carrier.CONVERTER_GAS}
)
_MASS, _VOLUME, _POWER, _HEAT = (("t", "万吨"), ("m³", "万m³"), ("kWh", "万kWh"), ("GJ", "MJ"))


def contradictions(values: Values) -> Iterator[Contradiction]:
    """Every contradiction among ``values``, in a fixed order."""
    for check in _CHECKS:
        yield from check(values)


def _records(values: Values, key: str) -> Iterator[tuple[str, Values, FactNames]]:
    """Path, values and field names of each record of a list."""
    spec = _spec(key)
    assert spec.fields is not None
    for position, record in enumerate(values.get(key) or (), 1):
        yield f"{spec.label}[{position}]", record, spec.fields


def _spec(key: str, names: FactNames | None = None) -> FactSpec:
    spec = (names or VOCABULARY).find(key)
    assert spec is not None, key
    return spec


def _late_dates(values: Values) -> Iterator[Contradiction]:
    for earlier, later in _DATE_ORDER:
        yield from _wrong_order(values, earlier, later, "", None)
    for section, earlier, later in _RECORD_DATE_ORDER:
        for path, record, names in _records(values, section):
            yield from _wrong_order(record, earlier, later, f"{path}.", names)


def _wrong_order(
    values: Values, earlier: str, later: str, prefix: str, names: FactNames | None
) -> Iterator[Contradiction]:
    first, second = values.get(earlier), values.get(later)
    if first is not None and second is not None and second < first:
        before, after = _spec(earlier, names).label, _spec(later, names).label
        yield Contradiction(
            f"{prefix}{after}",
            f"{second.isoformat()} 早于“{before}”{first.isoformat()}",
            "核对这两个日期,后者不能早于前者",
        )


def _stage_and_dates(values: Values) -> Iterator[Contradiction]:
    if values.get("stage") is Stage.PROPOSED and values.get("commissioned_on") is not None:
        yield Contradiction(
            "实际投产日期", "建设阶段为“拟建”,却填了实际投产日期", "已投产的项目建设阶段写 存量;未投产的删去此项"
        )


def _large_parts(values: Values) -> Iterator[Contradiction]:
    for part, whole in _PARTS:
        yield from _larger(values, part, whole, "", None)
    for section, part, whole in _RECORD_PARTS:
        for path, record, names in _records(values, section):
            yield from _larger(record, part, whole, f"{path}.", names)


def _larger(values: Values, part: str, whole: str, prefix: str, names: FactNames | None) -> Iterator[Contradiction]:
    some, all_of_it = values.get(part), values.get(whole)
    if some is not None and all_of_it is not None and some > all_of_it:
        yield Contradiction(
            f"{prefix}{_spec(part, names).label}",
            f"{some} 大于“{_spec(whole, names).label}”{all_of_it}",
            "核对这两个数,部分不能大于总量",
        )


def _mixed_dimensions(values: Values) -> Iterator[Contradiction]:
    for section, one, other in _SAME_DIMENSION:
        for path, record, names in _records(values, section):
            first, second = record.get(one), record.get(other)
            if first is not None and second is not None and first.dimension is not second.dimension:
                before = _spec(one, names).label
                yield Contradiction(
                    f"{path}.{_spec(other, names).label}",
                    f"单位({second.dimension.symbol})与“{before}”的单位({first.dimension.symbol})不同类",
                    "两项用同类单位填写",
                )


def _carrier_units(values: Values) -> Iterator[Contradiction]:
    heat = parse_unit("GJ").dimension
    for path, record, _ in _records(values, "consumption"):
        carrier, amount, heating = record.get("carrier"), record.get("amount"), record.get("heating_value")
        if amount is None:
            continue
        units = _units_of(carrier)
        if units and not any(amount.dimension is parse_unit(unit).dimension for unit in units):
            yield Contradiction(
                f"{path}.年消费量",
                f"“{carrier}”的消费量不能用 {amount.dimension.symbol} 计",
                f"可用单位:{'、'.join(units)}",
            )
        elif heating is not None and _product(heating, amount) is not heat:
            yield Contradiction(
                f"{path}.实测低位发热量",
                f"单位({heating.dimension.symbol})与年消费量的单位({amount.dimension.symbol})对不上",
                f"写作每 {amount.dimension.symbol} 的热量,如 GJ/{amount.dimension.symbol}",
            )


def _product(one: Quantity, other: Quantity) -> Dimension:
    return product_dimension(one.dimension, other.dimension)


def _units_of(carrier: Carrier | None) -> tuple[str, ...]:
    """Units a carrier is counted in; empty when any will do."""
    match carrier:
        case None | Carrier.OTHER | Carrier.BIOMASS:
            return ()
        case Carrier.ELECTRICITY:
            return _POWER
        case Carrier.HEAT:
            return _HEAT
        case Carrier.STEAM:
            return (*_MASS, *_HEAT)
        case Carrier.LNG | Carrier.LPG | Carrier.GASOLINE | Carrier.KEROSENE | Carrier.DIESEL if carrier:
            return _MASS
        case _ if carrier in _GASES:
            return _VOLUME
    return _MASS


def _undeclared_aspects(values: Values) -> Iterator[Contradiction]:
    aspects: Sequence[Aspect] | None = values.get("aspects")
    if aspects is None:
        return
    declared = frozenset(aspect.value for aspect in aspects)
    for spec in VOCABULARY.facts.values():
        if spec.aspects and declared.isdisjoint(spec.aspects) and _says_something(values.get(spec.key)):
            wanted = "、".join(sorted(spec.aspects, key=_ASPECT_ORDER.__getitem__))
            yield Contradiction(
                spec.label,
                f"填写了“{spec.label}”,但“涉及事项”没有列出“{wanted}”",
                f"在涉及事项中补上 {wanted.replace('、', ' 或 ')},或删去此项",
            )
    if Aspect.COAL.value not in declared:
        for path, record, _ in _records(values, "consumption"):
            if record.get("carrier") in _COALS and _says_something(record.get("amount")):
                yield Contradiction(
                    f"{path}.品种",
                    f"消费“{record['carrier']}”,但“涉及事项”没有列出“用煤”",
                    "在涉及事项中补上 用煤,或核对能源品种",
                )


_ASPECT_ORDER: Final = {aspect.value: position for position, aspect in enumerate(Aspect)}


def _says_something(value: object) -> bool:
    """Whether a value claims that the project has the thing: not omitted, not none, not zero, not 否."""
    if isinstance(value, Quantity):
        return value.magnitude != 0
    return bool(value)


def _repeated_years(values: Values) -> Iterator[Contradiction]:
    for section, keys in (("city_coal", ("year", "with_project", "forecast")), ("coal_control", ("year",))):
        seen: dict[tuple[object, ...], str] = {}
        for path, record, _ in _records(values, section):
            identity = tuple(record.get(key) for key in keys)
            if record.get("year") is None:
                continue
            if identity in seen:
                yield Contradiction(f"{path}.年份", f"{record['year']} 年已在 {seen[identity]} 填过", "每年只填一项")
            seen.setdefault(identity, path)


_CHECKS: Final[tuple[Callable[[Values], Iterator[Contradiction]], ...]] = (
    _late_dates,
    _stage_and_dates,
    _large_parts,
    _mixed_dimensions,
    _carrier_units,
    _undeclared_aspects,
    _repeated_years,
)
