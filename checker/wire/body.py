"""The foundations of the wire models: bodies that are read, requests that are refused, pages, days and amounts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DEFAULT_LIMIT: Final = 100
"""Items on a page unless asked for otherwise."""
LARGEST_LIMIT: Final = 1000
"""Items on a page at most."""
_LONGEST: Final = 2_000


class Body(BaseModel):
    """A response; fields that a newer service adds are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Request(BaseModel):
    """The body of a request; a field nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _written_day(given: object) -> object:
    if isinstance(given, date) or (isinstance(given, str) and _DAY.fullmatch(given)):
        return given
    raise ValueError("日期应写成 2026-11-22 的样子")


def _whole(given: object) -> object:
    if isinstance(given, Decimal) and given == given.to_integral_value():
        return int(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    raise ValueError("应为整数,不加引号")


def _plain(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("文字里有残缺的字符")
    return text


Day = Annotated[date, BeforeValidator(_written_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A calendar day, written ``2026-11-22`` and no other way."""
Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number, written as one."""
Amount = Annotated[Decimal, WithJsonSchema({"type": "number"})]
"""An exact number."""
Text = Annotated[str, Field(max_length=_LONGEST), AfterValidator(_plain)]
"""What somebody writes."""
ReportShape = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-component": "Report"})]
"""A report as ``Report.to_json`` gives it; its schema is ``checker.render.report_schema``."""
FindingShape = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-component": "Finding"})]
"""A finding as ``Finding.to_json`` gives it."""
ApplicationShape = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-component": "Application"})]
"""An application: Chinese labels or English keys, values as in an application file."""
CanonicalShape = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-component": "ApplicationByKey"})]
"""An application in its canonical spelling, with English keys."""
SealedShape = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "x-component": "SealedReport"})]
"""A sealed report as an object; ``encoding.unsealed_object`` makes a report of it."""

Item = TypeVar("Item")


class Page(Body, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="本页各项")
    total: int = Field(description="总数", ge=0)
    offset: int = Field(description="本页第一项之前有几项", ge=0)
