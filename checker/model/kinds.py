"""The kinds of value a field can hold: how each is read from what people write, and shown in a schema.

A kind is attached to a field's annotation and is at once the reader of application files and the pydantic
validator, so a value is understood the same way wherever it comes from.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, Final, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

T = TypeVar("T")

_LONGEST_TEXT: Final = 20_000
_LARGEST_CODE: Final = 10**30
# C0/C1 controls and bidirectional overrides would let a project name rewrite the officer's screen; lone surrogates
# cannot be written out as UTF-8.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FULL_WIDTH: Final = {0x3000: " "} | {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_DATE: Final = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?")
_EARLIEST_YEAR, _LATEST_YEAR = 1949, 2100


class FieldError(ValueError):
    """A value that does not fit its field: what is wrong and what to write instead, both in Chinese."""

    def __init__(self, message: str, remedy: str, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.position = position
        """Which item of a list is wrong, counted from 1."""


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
        case int() if abs(raw) >= _LARGEST_CODE:  # Python refuses to print integers of more than 4,300 digits
            return "过大的整数"
        case _:
            text = _UNPRINTABLE.sub("?", " ".join(str(raw).split()))
            return text if len(text) <= 40 else text[:40] + "…"


class Kind(ABC, Generic[T]):
    """What one field holds; subclasses read raw input into a typed value."""

    @abstractmethod
    def read(self, raw: object) -> T | None:
        """The typed value of ``raw`` (text, bool, number, list …), or None when it is blank; raises FieldError."""

    def canonical(self, value: T) -> object:
        """The value as JSON data in one spelling, for hashing and dumping."""
        return value

    def plain(self, value: T) -> object:
        """The value as the expression language holds it."""
        return value

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of what may be written; by default anything."""
        return {}

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
            metadata={"optional": optional},
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.canonical, when_used="json-unless-none"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The kind's own JSON Schema; null is allowed where the field may be missing."""
        del handler
        shape = self.json_schema()
        return or_null(shape) if schema.get("metadata", {}).get("optional") else shape


def or_null(shape: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema that also admits null."""
    match shape:
        case {"enum": list(values)}:
            return {**shape, "enum": [*values, None]}
        case {"type": str(name)}:
            return {**shape, "type": [name, "null"]}
        case {"type": list(names)}:
            return {**shape, "type": [*names, "null"]}
        case {"anyOf": list(shapes)}:
            return {**shape, "anyOf": [*shapes, {"type": "null"}]}
    return shape


def custom_error(mistake: FieldError) -> PydanticCustomError:
    """The mistake as pydantic carries it; the message goes in as a parameter because it may hold braces."""
    return PydanticCustomError("fact", "{message}", {"message": mistake.message, "remedy": mistake.remedy})


def written(raw: object) -> str | None:
    """The text that ``raw`` is: itself, or the digits of a whole number as JSON gives codes; None for anything else."""
    match raw:
        case str():
            return raw.strip()
        case bool():
            return None
        case int() if abs(raw) < _LARGEST_CODE:
            return str(raw)
        case Decimal() if raw.is_finite() and abs(raw) < _LARGEST_CODE and raw == raw.to_integral_value():
            return format(raw, "f")
    return None


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
        text = written(raw)
        if text is None:
            raise FieldError(f"应为文字,写成了{shown(raw)}", "写一段文字,必要时加引号")
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
        return {"type": ["string", "integer"], "x-格式": self.form} if self.check else {"type": "string"}


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
