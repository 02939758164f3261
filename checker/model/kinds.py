"""The kinds of value a field can hold: how each is read from what people write, and shown in a schema.

A kind is attached to a field's annotation and is at once the reader of application files and the pydantic
validator, so a value is understood the same way wherever it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from types import NoneType
from typing import Any, Final, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

T = TypeVar("T")

NONE_WORDS: Final = frozenset({"无", "none"})
"""What closes a list: nothing of the kind exists."""

_LONGEST_TEXT: Final = 20_000
# C0/C1 controls and bidirectional overrides would let a project name rewrite the officer's screen; lone surrogates
# cannot be written out as UTF-8.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FULL_WIDTH: Final = {0x3000: " "} | {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_DATE: Final = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?")
_EARLIEST_YEAR, _LATEST_YEAR = 1949, 2100


class FieldError(ValueError):
    """A value that does not fit its field: what is wrong and what to write instead, both in Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def half_width(text: str) -> str:
    """``text`` with full-width Latin letters, digits and signs as their ASCII forms, trimmed."""
    return text.translate(_FULL_WIDTH).strip()


def shown(raw: object) -> str:
    """A raw value as an error message quotes it: short, on one line, printable."""
    match raw:
        case bool():
            return "是" if raw else "否"
        case list() | tuple():
            return "列表"
        case Mapping():
            return "一组字段"
        case _:
            text = _UNPRINTABLE.sub("?", " ".join(str(raw).split()))
            return text if len(text) <= 40 else text[:40] + "…"


class Kind(Generic[T]):
    """What one field holds; subclasses read raw input into a typed value."""

    def read(self, raw: object) -> T | None:
        """The typed value of ``raw`` (text, bool, number, list …), or None when it is blank; raises FieldError."""
        raise NotImplementedError

    def canonical(self, value: T) -> object:
        """The value as JSON data in one spelling, for hashing and dumping."""
        return value

    def plain(self, value: T) -> object:
        """The value as the expression language holds it."""
        return value

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of what may be written."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Validate with ``read``, dump with ``canonical``."""
        del handler
        optional = NoneType in get_args(source)

        def validate(raw: object) -> object:
            try:
                value = self.read(raw)
            except FieldError as mistake:
                raise custom_error(mistake) from mistake
            if value is None and not optional:
                raise PydanticCustomError("fact_missing", "必填", {"remedy": "请填写"})
            return value

        return core_schema.no_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.canonical, when_used="json-unless-none"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The kind's own JSON Schema."""
        del schema, handler
        return self.json_schema()


def custom_error(mistake: FieldError) -> PydanticCustomError:
    """The mistake as pydantic carries it; the message goes in as a parameter because it may hold braces."""
    return PydanticCustomError("fact", "{message}", {"message": mistake.message, "remedy": mistake.remedy})


def nearest(word: str, words: list[str]) -> str | None:
    """The one of ``words`` most like ``word``, if any is like it at all."""
    found = get_close_matches(word, words, n=1, cutoff=0.5)
    if not found:
        found = [other for other in words if len(word) > 1 and (word in other or other in word)][:1]
    return found[0] if found else None


def blank(raw: object) -> bool:
    """Whether ``raw`` says nothing at all: null or an empty text."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


@dataclass(frozen=True, slots=True)
class Text(Kind[str]):
    """Free text; ``check`` reads a code of fixed form out of it."""

    check: Callable[[str], str] | None = None
    form: str = ""

    def read(self, raw: object) -> str | None:
        """Trimmed text; a JSON whole number is taken as its digits."""
        if blank(raw):
            return None
        if isinstance(raw, int) and not isinstance(raw, bool):
            raw = str(raw)
        elif isinstance(raw, Decimal) and raw == raw.to_integral_value():
            raw = format(raw, "f")
        if not isinstance(raw, str):
            raise FieldError(f"应为文字,写成了{shown(raw)}", "写一段文字,必要时加引号")
        text = raw.strip()
        if _UNPRINTABLE.search(text):
            raise FieldError("文字中有不可显示的控制字符", "删去控制字符后重写")
        if len(text) > _LONGEST_TEXT:
            raise FieldError(f"文字过长({len(text)} 字)", f"缩写到 {_LONGEST_TEXT} 字以内,细节放附件")
        return self.check(half_width(text)) if self.check else text

    def canonical(self, value: str) -> str:
        """The text itself."""
        return value

    def json_schema(self) -> dict[str, Any]:
        """A string, or a whole number for a code."""
        return {"type": ["string", "integer"]} if self.check else {"type": "string"}


@dataclass(frozen=True, slots=True)
class Flag(Kind[bool]):
    """是 or 否."""

    def read(self, raw: object) -> bool | None:
        """True for 是/true, False for 否/false; nothing else, so that ``NO`` and ``on`` stay mistakes."""
        if blank(raw):
            return None
        if isinstance(raw, bool):
            return raw
        match raw.strip() if isinstance(raw, str) else raw:
            case "是" | "true" | "True" | "TRUE":
                return True
            case "否" | "false" | "False" | "FALSE":
                return False
        raise FieldError(f"应为“是”或“否”,写成了“{shown(raw)}”", "写 是 或 否(也可写 true 或 false)")

    def json_schema(self) -> dict[str, Any]:
        """The four spellings."""
        return {"enum": [True, False, "是", "否"]}


@dataclass(frozen=True, slots=True)
class Day(Kind[date]):
    """A calendar date."""

    def read(self, raw: object) -> date | None:
        """A date written 2026-03-01, 2026/3/1 or 2026年3月1日."""
        if blank(raw):
            return None
        if type(raw) is date:
            day = raw
        else:
            match = _DATE.fullmatch(half_width(raw)) if isinstance(raw, str) else None
            if match is None:
                raise FieldError(f"“{shown(raw)}”不是日期", "写作 2026-03-01 或 2026年3月1日")
            try:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                raise FieldError(f"“{shown(raw)}”在日历上不存在", "核对年、月、日,写作 2026-03-01") from None
        if not _EARLIEST_YEAR <= day.year <= _LATEST_YEAR:
            raise FieldError(f"年份 {day.year} 不合常理", f"年份应在 {_EARLIEST_YEAR} 至 {_LATEST_YEAR} 之间")
        return day

    def canonical(self, value: date) -> str:
        """ISO 8601."""
        return value.isoformat()

    def json_schema(self) -> dict[str, Any]:
        """A date; other spellings are read too, but this is the one to write."""
        return {"type": "string", "format": "date", "examples": ["2026-03-01"]}


@dataclass(frozen=True, slots=True)
class Choice(Kind[StrEnum]):
    """One word of a closed vocabulary; ``aliases`` are further spellings, such as administrative codes."""

    words: type[StrEnum]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: object) -> StrEnum | None:
        """The member written as its Chinese word, its English name in lower case, or an alias."""
        if blank(raw):
            return None
        text = half_width(str(raw)) if isinstance(raw, (str, int, Decimal)) and not isinstance(raw, bool) else None
        if text is not None:
            text = self.aliases.get(text, text)
            for member in self.words:
                if text == member.value or text.lower() == member.name.lower():
                    return member
        values = [member.value for member in self.words]
        near = nearest(text, [*values, *self.aliases]) if text else None
        if near is not None:
            near = self.aliases.get(near, near)
        listed = "、".join(values)
        remedy = f"是否为“{near}”?可选:{listed}" if near else f"可选:{listed}"
        raise FieldError(f"“{shown(raw)}”不在可选值之内", remedy)

    def canonical(self, value: StrEnum) -> str:
        """The Chinese word."""
        return value.value

    def plain(self, value: StrEnum) -> str:
        """The Chinese word as a plain string."""
        return value.value

    def json_schema(self) -> dict[str, Any]:
        """The Chinese words, then the other spellings."""
        return {"enum": [*(member.value for member in self.words), *self.aliases]}


@dataclass(frozen=True, slots=True)
class Several(Kind[tuple[Any, ...]]):
    """A list of single values of one kind, each written once."""

    item: Text | Choice

    def read(self, raw: object) -> tuple[Any, ...] | None:
        """A list, a text with ``、`` between words of a closed vocabulary, one text, or 无 for none."""
        if blank(raw):
            return None
        if isinstance(raw, str):
            if raw.strip().lower() in NONE_WORDS:
                return ()
            raw = re.split(r"[、,,;;]", raw) if isinstance(self.item, Choice) else [raw]
        if not isinstance(raw, (list, tuple)):
            raise FieldError(f"应为列表,写成了{shown(raw)}", "写作 [甲, 乙],没有则写 无")
        values: list[Any] = []
        for position, part in enumerate(raw, 1):
            try:
                value = self.item.read(part)
            except FieldError as mistake:
                raise FieldError(f"第 {position} 项{mistake.message}", mistake.remedy) from None
            if value is None:
                raise FieldError(f"第 {position} 项是空的", "删去空项;整个列表没有内容则写 无")
            if value in values:
                raise FieldError(f"“{value}”重复", "每项只写一次")
            values.append(value)
        return tuple(values)

    def canonical(self, value: tuple[Any, ...]) -> list[Any]:
        """The items in their canonical spelling, in the order given."""
        return [self.item.canonical(item) for item in value]

    def plain(self, value: tuple[Any, ...]) -> list[Any]:
        """A list of plain strings."""
        return [self.item.plain(item) for item in value]

    def json_schema(self) -> dict[str, Any]:
        """A list, or 无."""
        return {"anyOf": [{"type": "array", "items": self.item.json_schema(), "uniqueItems": True}, {"const": "无"}]}


@dataclass(frozen=True, slots=True)
class Records(Kind[Sequence[Any]]):
    """A list of records; the fields of one record are those of ``model``."""

    model: type[Any]

    def read(self, raw: object) -> Sequence[Any] | None:
        """The list as given, with 无 as the empty list; the records themselves are read field by field."""
        if blank(raw):
            return None
        if isinstance(raw, str) and raw.strip().lower() in NONE_WORDS:
            return ()
        if not isinstance(raw, (list, tuple)):
            raise FieldError(f"应为列表,写成了{shown(raw)}", "每项另起一行以“- ”开头;没有则写 无")
        return raw

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """The list of pydantic models, after 无 has become an empty list."""

        def validate(raw: object) -> object:
            try:
                return self.read(raw)
            except FieldError as mistake:
                raise custom_error(mistake) from mistake

        return core_schema.no_info_before_validator_function(validate, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A list of records, or 无."""
        shape = handler(schema)
        return {"anyOf": [*shape.get("anyOf", [shape]), {"const": "无"}]}
