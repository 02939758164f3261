"""Parameters: the types of what stands in paths and queries, read strictly, and told of in the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Path, Query
from pydantic import BeforeValidator, Field, WithJsonSchema

from checker.wire.body import DEFAULT_LIMIT, LARGEST_LIMIT, Day

_PLAIN: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_FARTHEST: Final = 999_999_999


def _flag(given: object) -> object:
    if given in ("true", "false"):
        return given == "true"
    if isinstance(given, bool):
        return given
    raise ValueError("应为 true 或 false")


def _digits(given: object) -> object:
    if isinstance(given, str) and not re.fullmatch(r"\d{1,9}", given, re.ASCII):
        raise ValueError("应为整数,只写数字")
    return given


def _between(least: int, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Word = Annotated[str, Field(pattern=_PLAIN)]
"""Text without control characters and line ends."""
AsOf = Annotated[Day | None, Query(description="审查日,以当日有效的规定核对;默认今天", examples=["2026-11-22"])]
OnDay = Annotated[Day | None, Query(description="日期;默认今天", examples=["2026-11-22"])]
Everything = Annotated[Flag, Query(alias="all", description="也列出符合的、不适用的规则")]
Limit = Annotated[
    int,
    BeforeValidator(_digits),
    _between(1, LARGEST_LIMIT),
    Query(ge=1, le=LARGEST_LIMIT, description="本页至多几项"),
]
Offset = Annotated[
    int, BeforeValidator(_digits), _between(0, _FARTHEST), Query(ge=0, le=_FARTHEST, description="跳过几项")
]
Year = Annotated[
    int,
    BeforeValidator(_digits),
    _between(1949, 2100),
    Query(ge=1949, le=2100, description="年份", examples=[2030]),
]
OfProject = Annotated[Word, Query(max_length=60, description="只要这个项目的")]
OpenOnly = Annotated[Flag, Query(alias="open", description="只要未了结的")]
Code = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z-]{1,60}$", description="项目代码", examples=["2601-511903-04-01-032599"])
]
Number = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,40}$", description="编号", examples=["C12"])]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list."""

    limit: int
    offset: int


async def paging(limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> Paging:
    """The page that was asked for."""
    return Paging(limit, offset)


Paged = Annotated[Paging, Depends(paging)]
