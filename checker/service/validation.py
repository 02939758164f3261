"""Validation: what pydantic finds wrong with a request, in Chinese with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from checker.wire.problem import ProblemLine

_QUOTED: Final = re.compile("'([^']*)'")
_PARTS: Final = {"query": "查询参数", "path": "地址", "header": "请求头"}
_SAID: Final = {
    "missing": ("缺少 {name}", "请补上"),
    "extra_forbidden": ("没有 {name} 这一项", "请核对名称,或删去"),
    "string_type": ("应为文字", "请加双引号"),
    "string_too_short": ("至少 {min_length} 字", "请补写"),
    "string_too_long": ("至多 {max_length} 字", "请缩写"),
    "string_pattern_mismatch": ("写法不对,或有控制字符", "请核对"),
    "string_unicode": ("文字里有残缺的字符", "请改写"),
    "int_type": ("应为整数", "请写整数,不加引号"),
    "int_from_float": ("应为整数", "请写整数"),
    "int_parsing": ("应为整数", "请写整数"),
    "int_parsing_size": ("数字太大", "请核对"),
    "bool_parsing": ("应为 true 或 false", "请写 true 或 false"),
    "bool_type": ("应为 true 或 false", "请写 true 或 false,不加引号"),
    "greater_than_equal": ("不能小于 {ge}", "请核对数值"),
    "less_than_equal": ("不能大于 {le}", "请核对数值"),
    "enum": ("不能是这个值", "可写:{expected}"),
    "list_type": ("应为数组", "请写成 […]"),
    "dict_type": ("应为对象", "请写成 {{…}}"),
    "model_type": ("应为对象", "请写成 {{…}}"),
    "too_short": ("至少 {min_length} 项", "请补写"),
    "too_long": ("至多 {max_length} 项", "请分成几次"),
    "date_from_datetime_parsing": ("日历上没有这一天", "请核对年、月、日"),
    "date_parsing": ("日历上没有这一天", "请核对年、月、日"),
}


def lines_of(errors: Iterable[Mapping[str, Any]]) -> Iterator[ProblemLine]:
    """Each error with its place: a JSON Pointer in the body, the name of a query parameter."""
    for error in errors:
        part, *path = [str(step) for step in error["loc"]]
        name = path[-1] if path else part
        message, remedy = _said(error, name)
        if part == "body":
            yield ProblemLine(message=message, remedy=remedy, pointer=pointer(path))
        else:
            yield ProblemLine(message=message, remedy=remedy, field=f"{_PARTS.get(part, part)} {name}")


def pointer(path: Iterable[str]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and positions."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _said(error: Mapping[str, Any], name: str) -> tuple[str, str]:
    context = error.get("ctx") or {}
    if error["type"] == "value_error":
        return str(context.get("error", "值不对")), "请改写"
    message, remedy = _SAID.get(error["type"], ("值不对", "请核对"))
    choices = "、".join(_QUOTED.findall(str(context.get("expected", ""))))
    values = {**context, "name": name, "expected": choices}
    return message.format_map(values), remedy.format_map(values)
