"""What pydantic cannot know of a mapping: whether its facts, units, codes and places exist and fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from checker.feel.units import UnitError, parse_unit
from checker.intake.letter import CLOSED, FIELDS
from checker.intake.mapping import AS_WRITTEN, BodyPart, Codes, FactField, Listing, PlatformMapping, Push
from checker.intake.pointer import parse_pointer
from checker.model.amounts import Amount, AnyAmount
from checker.model.choices import Records, Several
from checker.model.kinds import Day, FieldError
from checker.model.measures import Percent
from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec
from checker.nearness import nearest

Location = tuple[str, ...]
RATIO: Final = "1"
"""The unit of a share that the platform gives as a plain ratio: 0.4 is 40 %."""
STAMPS: Final = ("epoch-s", "epoch-ms")
_SOURCES: Final = ("source", "value", "each")
_SAMPLE_DAY: Final = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake and the keys that lead to it."""

    location: Location
    message: str
    remedy: str


def mistakes(mapping: PlatformMapping) -> list[Mistake]:
    """Everything in the mapping that names what there is not, or that does not fit."""
    return list(_all(mapping))


def codes_of(codes: Codes | None, mapping: PlatformMapping) -> Mapping[str, Any] | None:
    """The code list that is meant: written on the spot, or by name."""
    return mapping.code_lists.get(codes, {}) if isinstance(codes, str) else codes


def _all(mapping: PlatformMapping) -> Iterator[Mistake]:
    checking = _Checking(mapping)
    yield from checking.listing(mapping.pending, ("pending",))
    yield from checking.withdrawn()
    yield from checking.identity()
    yield from checking.facts(mapping.fields, VOCABULARY.names, ("fields",))
    yield from checking.pointer(mapping.rest, ("rest",))
    for kind in ("opinion", "notice", "correction"):
        yield from checking.push(getattr(mapping, kind), (kind,))


class _Checking:
    def __init__(self, mapping: PlatformMapping) -> None:
        self._mapping = mapping

    def listing(self, listing: Listing, at: Location) -> Iterator[Mistake]:
        yield from self.pointer(listing.items, (*at, "items"))
        if listing.pages is not None:
            yield from self.pointer(listing.pages.next, (*at, "pages", "next"))
            if listing.pages.by == "cursor" and listing.pages.next is None:
                message, remedy = "没有写下一页的记号在哪里", "请写 next: 返回里的位置"
                yield Mistake((*at, "pages"), message, remedy)
        if listing.changed_since is not None:
            yield from _date_format(listing.changed_since.date, (*at, "changed_since", "date"))

    def withdrawn(self) -> Iterator[Mistake]:
        withdrawn = self._mapping.withdrawn
        if withdrawn is None:
            return
        if withdrawn.listing is not None:
            yield from self.listing(withdrawn.listing, ("withdrawn", "list"))
        if withdrawn.status is not None:
            yield from self.pointer(withdrawn.status.source, ("withdrawn", "status", "from"))
        yield from self.pointer(withdrawn.reason, ("withdrawn", "reason"))

    def identity(self) -> Iterator[Mistake]:
        identity = self._mapping.application
        yield from self.pointer(identity.id, ("application", "id"))
        yield from self.pointer(identity.version, ("application", "version"))
        if identity.received is not None:
            at = ("application", "received")
            yield from self.pointer(identity.received.source, at)
            yield from _date_format(identity.received.date, (*at, "date"))

    def pointer(self, text: str | None, at: Location) -> Iterator[Mistake]:
        if text is None:
            return
        try:
            parse_pointer(text)
        except ValueError as refused:
            yield Mistake(at, str(refused), "请写如 /energy/0/amount 或 energy[0].amount;整份记录写 $")

    def facts(self, fields: Mapping[str, FactField], names: FactNames, at: Location) -> Iterator[Mistake]:
        seen: dict[str, str] = {}
        for name, field in fields.items():
            here = (*at, name)
            spec = names.find(name)
            if spec is None:
                near = names.nearest(name)
                yield Mistake(here, f"未知字段“{name}”", f"是否为“{near}”?" if near else "全部字段见 checker schema")
                continue
            if spec.key in seen:
                yield Mistake(here, f"“{name}”与“{seen[spec.key]}”是同一个字段", "请只写一次")
            seen[spec.key] = name
            yield from self._fact(spec, field, here)

    def _fact(self, spec: FactSpec, field: FactField, at: Location) -> Iterator[Mistake]:
        given = [name for name in _SOURCES if getattr(field, name) is not None]
        if len(given) != 1:
            yield Mistake(at, "应写且只写 from、value、each 之一", "请写 from: 平台字段的位置")
            return
        if isinstance(spec.kind, Records) and field.value is None:
            yield from self._records(spec, field, at)
            return
        if field.each is not None or field.fields is not None:
            yield Mistake(at, f"“{spec.label}”不是一组记录,不能用 each、fields", "请写 from: 平台字段的位置")
            return
        yield from self.pointer(field.source, (*at, "from"))
        yield from self.pointer(field.unit_from, (*at, "unit_from"))
        yield from _date_format(field.date, (*at, "date"))
        if field.date is not None and not isinstance(spec.kind, Day):
            yield Mistake((*at, "date"), f"“{spec.label}”不是日期", "请删去 date")
        if field.split is not None and not isinstance(spec.kind, Several):
            yield Mistake((*at, "split"), f"“{spec.label}”只有一个值", "请删去 split")
        if field.empty is not None and not isinstance(spec.kind, Several):
            yield Mistake((*at, "empty"), f"“{spec.label}”不是列表", "请删去 empty")
        yield from self._codes(field.codes, (*at, "codes"), spec)
        yield from self._unit(spec, field, at)
        if field.value is not None:
            yield from _readable(spec, field.value, (*at, "value"))

    def _records(self, spec: FactSpec, field: FactField, at: Location) -> Iterator[Mistake]:
        if field.each is None or not field.fields or spec.fields is None:
            inside = next(iter(spec.fields)).label if spec.fields else "…"
            yield Mistake(at, f"“{spec.label}”是一组记录", f"请写 each: 列表的位置 和 fields: {{{inside}: …}}")
            return
        yield from self.pointer(field.each, (*at, "each"))
        yield from self.facts(field.fields, spec.fields, (*at, "fields"))

    def _codes(self, codes: Codes | None, at: Location, spec: FactSpec | None = None) -> Iterator[Mistake]:
        if codes is None:
            return
        if isinstance(codes, str) and codes not in self._mapping.code_lists:
            near = nearest(codes, self._mapping.code_lists)
            known = "、".join(self._mapping.code_lists) or "(还没有)"
            yield Mistake(at, f"没有代码表“{codes}”", f"是否为 {near}?" if near else f"已有的代码表:{known}")
            return
        for code, value in (codes_of(codes, self._mapping) or {}).items():
            # A shared list is told where it is used: its values are right or wrong only for a field.
            where = ("code_lists", codes, code) if isinstance(codes, str) else (*at, code)
            if spec is not None:
                yield from _readable(spec, value, where)

    def _unit(self, spec: FactSpec, field: FactField, at: Location) -> Iterator[Mistake]:
        measured = isinstance(spec.kind, Amount | AnyAmount | Percent)
        units = [name for name in ("unit", "unit_from") if getattr(field, name) is not None]
        if not measured:
            for name in (*units, *(["unit_codes"] if field.unit_codes is not None else [])):
                yield Mistake((*at, name), f"“{spec.label}”没有单位", f"请删去 {name}")
            return
        if field.source is not None and len(units) != 1 and field.codes is None:
            usual = spec.unit.symbol if spec.unit is not None else "kgce/t"
            remedy = f"请写 unit: {usual},或 unit_from: 单位字段的位置;值自己带单位的写 unit: {AS_WRITTEN}"
            yield Mistake(at, f"“{spec.label}”的单位应写且只写一处", remedy)
            return
        yield from self._codes(field.unit_codes, (*at, "unit_codes"))
        if field.unit_codes is not None and field.unit_from is None:
            yield Mistake((*at, "unit_codes"), "写了单位的代码表,没有写单位在哪里", "请写 unit_from")
        if field.unit is not None and field.unit != AS_WRITTEN:
            yield from _fits(spec, field.unit, (*at, "unit"))
        named = field.unit_codes
        for code, symbol in (codes_of(named, self._mapping) or {}).items():
            where = ("code_lists", named, code) if isinstance(named, str) else (*at, "unit_codes", code)
            yield from _is_unit(str(symbol), where)

    def push(self, push: Push, at: Location) -> Iterator[Mistake]:
        if push.body is not None:
            yield from self._body(push.body, FIELDS, (), (*at, "body"))

    def _body(
        self, parts: Mapping[str, BodyPart], known: Mapping[str, Any], within: Location, at: Location
    ) -> Iterator[Mistake]:
        for name, part in parts.items():
            here = (*at, name)
            is_constant = "value" in part.model_fields_set
            given = [part.source is not None, part.each is not None, is_constant]
            if sum(given) > 1 or (not any(given) and part.fields is None):
                yield Mistake(here, "应写且只写 from、each、value、fields 之一", "请写 from: 核对意见里的字段")
                continue
            if part.source is not None:
                yield from _known(part.source, known, (*here, "from"), lists=None)
                yield from self._codes(part.codes, (*here, "codes"))
                yield from self._covers(part, (*within, part.source), here)
            elif part.each is not None:
                yield from _known(part.each, known, (*here, "each"), lists=True)
                inner = known.get(part.each)
                if isinstance(inner, Mapping):
                    yield from self._body(part.fields or {}, inner, (*within, part.each), (*here, "fields"))
            elif part.fields is not None:
                yield from self._body(part.fields, known, within, (*here, "fields"))

    def _covers(self, part: BodyPart, field: Location, at: Location) -> Iterator[Mistake]:
        """A code list for a closed vocabulary has to have a code for every word of it."""
        words = CLOSED.get(field)
        codes = codes_of(part.codes, self._mapping)
        if words is None or not codes:
            return
        lacking = sorted(str(word) for word in words if word not in codes)
        if lacking:
            yield Mistake((*at, "codes"), f"缺少 {'、'.join(lacking)} 的代码", "每个值都要有代码")
        beyond = sorted(code for code in codes if code not in words)
        if beyond:
            known = "、".join(sorted(map(str, words)))
            yield Mistake((*at, "codes"), f"{field[-1]} 没有 {'、'.join(beyond)} 这样的值", f"可写:{known}")


def _known(name: str, known: Mapping[str, Any], at: Location, *, lists: bool | None) -> Iterator[Mistake]:
    if name not in known:
        near = nearest(name, known)
        listed = "、".join(known)
        yield Mistake(at, f"核对意见里没有“{name}”", f"是否为 {near}?" if near else f"可用:{listed}")
    elif lists and not isinstance(known[name], Mapping):
        yield Mistake(at, f"“{name}”不是一组记录", f"请写 from: {name}")


def _readable(spec: FactSpec, value: object, at: Location) -> Iterator[Mistake]:
    """A constant or the target of a code has to be a value of the field."""
    assert spec.kind is not None
    kind = spec.kind.item if isinstance(spec.kind, Several) and not isinstance(value, str) else spec.kind
    try:
        kind.read(value)
    except FieldError as refused:
        yield Mistake(at, f"“{spec.label}”{refused.message}", refused.remedy)


def _fits(spec: FactSpec, unit: str, at: Location) -> Iterator[Mistake]:
    """A unit has to be one in which the fact can be written."""
    assert spec.kind is not None
    if isinstance(spec.kind, Percent):
        if unit not in ("%", "‰", RATIO):
            yield Mistake(at, f"“{spec.label}”是百分比,单位不能是“{unit}”", "请写 %;平台给的是 0.4 这样的比值,写 1")
        return
    try:
        spec.kind.read(f"1 {unit}")
    except FieldError as refused:
        yield Mistake(at, f"“{spec.label}”{refused.message}", refused.remedy)


def _is_unit(unit: str, at: Location) -> Iterator[Mistake]:
    try:
        parse_unit(unit)
    except UnitError:
        yield Mistake(at, f"不认识单位“{unit}”", "请写如 万吨、tce、万kWh")


def _date_format(written: str | None, at: Location) -> Iterable[Mistake]:
    if written is None or written in STAMPS:
        return
    text = _SAMPLE_DAY.strftime(written)
    if "%" not in written or text == written or not {"%Y", "%m", "%d"} <= _directives(written):
        yield Mistake(at, f"“{written}”不是日期格式", f"请写如 %Y%m%d、%Y.%m.%d,或 {'、'.join(STAMPS)}")


def _directives(written: str) -> set[str]:
    return {written[place : place + 2] for place, letter in enumerate(written) if letter == "%"}
