"""The kinds of field that hold words of a closed vocabulary, lists of single values, and lists of records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from checker.model.kinds import FieldError, Kind, Text, blank, custom_error, half_width, shown, written
from checker.nearness import nearest

NONE_WORDS: Final = frozenset({"无", "none"})
"""What closes a list: nothing of the kind exists."""


@dataclass(frozen=True, slots=True)
class Choice(Kind[StrEnum]):
    """One word of a closed vocabulary; ``aliases`` are further spellings, such as administrative codes."""

    words: type[StrEnum]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: object) -> StrEnum | None:
        """The member written as its Chinese word, its English name in lower case, or an alias."""
        if blank(raw):
            return None
        text = written(raw)
        if text is not None:
            text = half_width(text)
            text = self.aliases.get(text, text)
            for member in self.words:
                if text == member.value or text.lower() == member.name.lower():
                    return member
        values = [member.value for member in self.words]
        near = nearest(text, [*values, *self.aliases]) if text else ""
        if near:
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
        """The Chinese words, then the other spellings; codes also as numbers."""
        codes = [int(alias) for alias in self.aliases if alias.isdigit()]
        return {"enum": [*(member.value for member in self.words), *self.aliases, *codes]}


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
            raw = re.split("[、,;\uff0c\uff1b]", raw) if isinstance(self.item, Choice) else [raw]
        if not isinstance(raw, (list, tuple)):
            raise FieldError(f"应为列表,写成了{shown(raw)}", "写作 [甲, 乙],没有则写 无")
        values: list[Any] = []
        for position, part in enumerate(raw, 1):
            try:
                value = self.item.read(part)
            except FieldError as mistake:
                raise FieldError(f"第 {position} 项{mistake.message}", mistake.remedy, position) from None
            if value is None:
                raise FieldError(f"第 {position} 项是空的", "删去空项;整个列表没有内容则写 无", position)
            if value in values:
                raise FieldError(f"第 {position} 项“{value}”重复", "每项只写一次", position)
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

    def canonical(self, value: Sequence[Any]) -> list[Any]:
        """The records as JSON data."""
        return [record.canonical() for record in value]

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
