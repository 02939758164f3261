"""Translation: a platform's record as an application of ours, or everything in it that cannot be read.

What the platform does not say stays missing; nothing is taken for a zero or for none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from checker.errors import ApplicationError, Problem
from checker.intake.letter import Misread
from checker.intake.mapping import AS_WRITTEN, Codes, FactField, PlatformMapping
from checker.intake.mapping_check import RATIO, codes_of
from checker.intake.pointer import ABSENT, parse_pointer
from checker.ledger.documents import content_hash
from checker.ledger.journal import canonical
from checker.model.application import Application
from checker.model.choices import Records, Several
from checker.model.kinds import Day, FieldError, shown
from checker.model.reading import build_application
from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec

_BEIJING: Final = timezone(timedelta(hours=8))
_BLANK: Final[tuple[object, ...]] = (None, "", [])
"""What says nothing. An empty list does not say that there is none, unless the mapping says so."""
_MOST_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class Translated:
    """One record: who it is on the platform, and its application or what is wrong with it.

    ``facts`` are the values as they were understood, by label; ``pointers`` say where in the record each came from, by
    the path that problems name it with, and ``used`` where else something was looked up.
    """

    id: str
    version: str
    received_on: date | None
    name: str
    application: Application | None
    problems: tuple[Misread, ...]
    facts: Mapping[str, Any]
    pointers: Mapping[str, str]
    used: frozenset[str]


class UnidentifiedError(ValueError):
    """A record that does not say which application it is."""


def identity_of(record: object, mapping: PlatformMapping) -> tuple[str, str | None]:
    """Id and version of a record or of its summary; no version where the platform has none there.

    Raises UnidentifiedError.
    """
    keys = mapping.application
    name = _scalar_text(parse_pointer(keys.id).of(record, record))
    if not name:
        raise UnidentifiedError(f"平台的一份申报没有编号({keys.id})")
    if keys.version is None:
        return name, None
    return name, _scalar_text(parse_pointer(keys.version).of(record, record)) or None


def translate(record: object, mapping: PlatformMapping) -> Translated:
    """The application in a record; raises UnidentifiedError where it does not say which it is."""
    name, version = identity_of(record, mapping)
    reading = _Reading(mapping, record)
    facts = reading.facts(mapping.fields, VOCABULARY.names, record, "", "")
    reading.rest(facts)
    received = reading.received()
    application: Application | None = None
    if not reading.problems:
        try:
            application = build_application(facts)
        except ApplicationError as refused:
            reading.problems += [Misread(problem, reading.pointer_of(problem.field)) for problem in refused.problems]
    else:
        reading.problems += _further(facts, reading)
    return Translated(
        id=name,
        version=version or content_hash(canonical(_hashable(facts)).encode())[:16],
        received_on=received,
        name=str(facts.get("项目名称") or ""),
        application=application,
        problems=tuple(reading.problems),
        facts=facts,
        pointers=reading.pointers,
        used=frozenset(reading.used),
    )


def _further(facts: Mapping[str, object], reading: _Reading) -> list[Misread]:
    """What else is wrong beside what could not be translated, so that everything is told at once."""
    told = {misread.problem.field for misread in reading.problems}
    try:
        build_application(facts)
    except ApplicationError as refused:
        return [Misread(p, reading.pointer_of(p.field)) for p in refused.problems if p.field not in told]
    return []


@dataclass(slots=True)
class _Reading:
    """One record as it is read."""

    mapping: PlatformMapping
    record: object
    problems: list[Misread] = field(default_factory=list)
    pointers: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def facts(
        self, fields: Mapping[str, FactField], names: FactNames, here: object, path: str, base: str
    ) -> dict[str, Any]:
        """The facts of a group of fields, by label; what is not there is left out."""
        found: dict[str, Any] = {}
        for name, entry in fields.items():
            spec = names.find(name)
            assert spec is not None, "checked when the mapping was read"
            value = self._fact(spec, entry, here, path + spec.label, base)
            if value is not None:
                found[spec.label] = value
        return found

    def rest(self, facts: dict[str, Any]) -> None:
        """Add what the platform has under our own names."""
        if self.mapping.rest is None:
            return
        pointer = parse_pointer(self.mapping.rest)
        group, base = pointer.of(self.record, self.record), pointer.under("")
        if group is ABSENT or group is None:
            return
        if not isinstance(group, Mapping):
            self._refuse("", base, f"平台的 {self.mapping.rest} 应为一组字段", "请核对对照文件的 rest")
            return
        for name, value in group.items():
            spec = VOCABULARY.find(str(name))
            label = spec.label if spec is not None else str(name)
            self.pointers.setdefault(label, f"{base}/{name}")
            if value in _BLANK:
                continue
            if label in facts:
                self._refuse(label, f"{base}/{name}", f"平台在两处填了“{label}”", "请只在一处填写")
            else:
                facts[label] = value

    def received(self) -> date | None:
        """The day the platform received the application, where it says so."""
        entry = self.mapping.application.received
        if entry is None or entry.source is None:
            return None
        raw = parse_pointer(entry.source).of(self.record, self.record)
        if raw is ABSENT or raw in (None, ""):
            return None
        try:
            return _day(raw, entry.date)
        except FieldError as refused:
            self._refuse("", parse_pointer(entry.source).under(""), f"收到日期{refused.message}", refused.remedy)
            return None

    def pointer_of(self, path: str) -> str:
        """Where in the record a fact stands that a problem names, or the nearest group around it."""
        around = path
        while around:
            if around in self.pointers:
                return self.pointers[around] + _inner(path[len(around) :])
            around = around[: max(around.rfind("."), around.rfind("["), 0)]
        return ""

    def _fact(self, spec: FactSpec, entry: FactField, here: object, path: str, base: str) -> Any:  # noqa: ANN401
        if entry.value is not None:
            return entry.value
        if isinstance(spec.kind, Records):
            return self._records(spec, entry, here, path, base)
        assert entry.source is not None
        pointer = parse_pointer(entry.source)
        place = self.pointers[path] = pointer.under(base)
        raw = pointer.of(here, self.record)
        if raw is ABSENT or raw in _BLANK or (isinstance(raw, str) and not raw.strip()):
            return entry.empty if raw == [] else None
        try:
            return self._value(spec, entry, raw, here, base)
        except FieldError as refused:
            self._refuse(path, place, refused.message, refused.remedy)
            return None

    def _records(self, spec: FactSpec, entry: FactField, here: object, path: str, base: str) -> Any:  # noqa: ANN401
        assert entry.each is not None
        assert entry.fields is not None
        assert spec.fields is not None
        pointer = parse_pointer(entry.each)
        place = self.pointers[path] = pointer.under(base)
        listed = pointer.of(here, self.record)
        if listed is ABSENT or listed in _BLANK:
            return entry.empty if listed == [] else None
        if not isinstance(listed, Sequence) or isinstance(listed, str):
            self._refuse(path, place, f"平台的“{spec.label}”应为列表,写成了{shown(listed)}", "请核对对照文件的 each")
            return None
        return [
            self.facts(entry.fields, spec.fields, item, f"{path}[{number}].", f"{place}/{number - 1}")
            for number, item in enumerate(listed, 1)
        ]

    def _value(self, spec: FactSpec, entry: FactField, raw: object, here: object, base: str) -> object:
        """One value in our own words; raises FieldError."""
        if isinstance(spec.kind, Several):
            parts = self._parts(entry, raw)
            return [self._coded(entry.codes, part) for part in parts]
        if isinstance(raw, Mapping) or (isinstance(raw, Sequence) and not isinstance(raw, str)):
            raise FieldError(f"应为一个值,平台给的是{shown(raw)}", "请核对对照文件的 from")
        if entry.codes is not None:
            return self._coded(entry.codes, raw)
        if isinstance(spec.kind, Day):
            return _day(raw, entry.date).isoformat()
        if entry.unit_from is not None:
            pointer = parse_pointer(entry.unit_from)
            symbol = pointer.of(here, self.record)
            self.used.add(pointer.under(base))
            if symbol is ABSENT or symbol in (None, ""):
                raise FieldError(f"有数值 {shown(raw)} 而没有单位", "请在平台上填写单位")
            unit = self._coded(entry.unit_codes, symbol) if entry.unit_codes is not None else symbol
            return f"{_number(raw)} {unit}"
        if entry.unit == RATIO:
            return f"{Decimal(_number(raw)) * 100:f} %"
        if entry.unit is not None and entry.unit != AS_WRITTEN:
            return f"{_number(raw)} {entry.unit}"
        return raw

    def _parts(self, entry: FactField, raw: object) -> Sequence[object]:
        if isinstance(raw, str):
            return [part.strip() for part in raw.split(entry.split) if part.strip()] if entry.split else [raw]
        if isinstance(raw, Sequence):
            return raw
        raise FieldError(f"应为列表,平台给的是{shown(raw)}", "请核对对照文件的 from")

    def _coded(self, codes: Codes | None, raw: object) -> object:
        listed = codes_of(codes, self.mapping)
        if listed is None:
            return raw
        code = _scalar_text(raw)
        if code in listed:
            return listed[code]
        name = f"代码表“{codes}”" if isinstance(codes, str) else "对照"
        known = "、".join(f"{key} {value}" for key, value in list(listed.items())[:_MOST_LISTED])
        raise FieldError(f"平台代码“{shown(raw)}”不在{name}里", f"可用的代码:{known}")

    def _refuse(self, path: str, pointer: str, message: str, remedy: str) -> None:
        self.problems.append(Misread(Problem(message, field=path, remedy=remedy), pointer))


def unused(record: object, translated: Translated) -> tuple[str, ...]:
    """The places of a sample that hold something and that the mapping does not look at, for whoever writes it."""
    used = {pointer for pointer in (*translated.pointers.values(), *translated.used) if pointer}
    return tuple(place for place in _leaves(record, "") if not any(_covers(place, pointer) for pointer in used))


def _covers(place: str, pointer: str) -> bool:
    return place == pointer or place.startswith(f"{pointer}/")


def _leaves(value: object, base: str) -> Iterator[str]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _leaves(inner, f"{base}/{name}")
        case list():
            for number, inner in enumerate(value[:1]):
                yield from _leaves(inner, f"{base}/{number}")
        case None | "":
            return
        case _:
            yield base


def _day(raw: object, written: str | None) -> date:
    """The day of a value in the platform's format; moments count by the office's clock (Beijing)."""
    try:
        match written:
            case None:
                return _plain_day(raw)
            case "epoch-s":
                return datetime.fromtimestamp(float(_number(raw)), _BEIJING).date()
            case "epoch-ms":
                return datetime.fromtimestamp(float(_number(raw)) / 1000, _BEIJING).date()
            case _:
                return datetime.strptime(_scalar_text(raw), written).date()  # noqa: DTZ007 - a day has no zone
    except (ValueError, OverflowError, OSError):
        expected = f",应为 {written}" if written else ""
        raise FieldError(f"“{shown(raw)}”不是日期{expected}", "请核对平台的值与对照文件的 date") from None


def _plain_day(raw: object) -> date:
    if isinstance(raw, str) and "T" in raw:
        moment = datetime.fromisoformat(raw)
        return (moment if moment.tzinfo is None else moment.astimezone(_BEIJING)).date()
    day = Day().read(raw)
    if day is None:
        raise ValueError(raw)
    return day


def _number(raw: object) -> str:
    """The digits of a number, however the platform gives it; raises FieldError."""
    try:
        number = raw if isinstance(raw, Decimal) else Decimal(_scalar_text(raw).replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, bool) or not number.is_finite():
        raise FieldError(f"“{shown(raw)}”不是数字", "请核对平台的值;值自己带单位的,对照文件里写 unit: 自带")
    return f"{number:f}"


def _scalar_text(raw: object) -> str:
    """A code or a name as text, whichever way JSON gives it; empty for what is none."""
    match raw:
        case bool():
            return "true" if raw else "false"
        case str():
            return raw.strip()
        case int():
            return str(raw)
        case Decimal() if raw.is_finite():
            return f"{raw:f}"
    return ""


def _inner(path: str) -> str:
    """The rest of a path of ours as a pointer: ``[2].文号`` is ``/1/文号``."""
    steps = path.replace("]", "").replace("[", ".").split(".")
    return "".join(f"/{int(step) - 1 if step.isdecimal() else step}" for step in steps if step)


def _hashable(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with texts for what JSON has no form for."""
    match value:
        case Mapping():
            return {str(name): _hashable(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_hashable(inner) for inner in value]
        case date():
            return value.isoformat()
    return value
