"""Amendments: an application with some of its facts changed, everything else as submitted."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any, Final

from checker.errors import ApplicationError, Problem
from checker.model.application import Application
from checker.model.reading import build_application
from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec

_STEP: Final = re.compile(r"\s*([^\[\].]+?)\s*(?:\[\s*(\d+)\s*\])?\s*")


def amended(application: Application, changes: Mapping[str, object]) -> Application:
    """``application`` with each fact of ``changes`` replaced; None leaves a fact open.

    Facts are named as errors name them: by label or key, records by position from 1 (``产品[1].单位产品综合能耗``).
    ``产品[2]`` is a whole record: None takes it away, and the position after the last adds one. Values are written as
    in an application file. Raises ApplicationError with every unknown name and every value that does not fit.
    """
    facts = copy.deepcopy(application.canonical())
    problems: list[Problem] = []
    for path, value in changes.items():
        try:
            _put(facts, path, value)
        except ApplicationError as error:
            problems += error.problems
    if problems:
        raise ApplicationError(problems)
    for key, listed in facts.items():
        if isinstance(listed, list):
            facts[key] = [item for item in listed if item is not None] or listed[:0]
    return build_application(facts)


def _put(facts: dict[str, Any], path: str, value: object) -> None:
    head, _, rest = path.partition(".")
    name, position = _step(head, path)
    spec = _spec(VOCABULARY.names, name, path)
    if position is None:
        if rest:
            raise ApplicationError(Problem("没有写第几项", field=path, remedy=f"请写 {spec.label}[1].{rest}"))
        _set(facts, spec.key, value)
        return
    if spec.fields is None:
        raise ApplicationError(Problem(f"“{spec.label}”不是列表", field=path, remedy=f"请写 {spec.label}"))
    listed = facts.get(spec.key)
    records: list[Any] = listed if isinstance(listed, list) else []
    if not 1 <= position <= len(records) + (0 if rest else 1):
        known = f"共 {len(records)} 项" if records else "还没有任何一项"
        remedy = f"位置从 1 起;新增一项请写 {spec.label}[{len(records) + 1}] 和整项的各字段"
        raise ApplicationError(Problem(f"“{spec.label}”没有第 {position} 项({known})", field=path, remedy=remedy))
    facts[spec.key] = records
    if rest:
        field, inner = _step(rest, path)
        if inner is not None:
            raise ApplicationError(Problem("列表项里没有列表", field=path, remedy="请写到字段为止"))
        _set(records[position - 1], _spec(spec.fields, field, path).key, value)
    elif position > len(records):
        records.append(value)
    else:
        records[position - 1] = value


def _step(text: str, path: str) -> tuple[str, int | None]:
    match = _STEP.fullmatch(text)
    if match is None:
        raise ApplicationError(Problem("字段写法认不出", field=path, remedy="请写如 年原煤消费量 或 产品[1].年产量"))
    return match[1], int(match[2]) if match[2] else None


def _spec(names: FactNames, name: str, path: str) -> FactSpec:
    spec = names.find(name)
    if spec is None:
        near = names.nearest(name)
        remedy = f"是否为“{near}”?" if near else "全部字段见 checker schema"
        raise ApplicationError(Problem(f"未知字段“{name}”", field=path, remedy=remedy))
    return spec


def _set(facts: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        facts.pop(key, None)
    else:
        facts[key] = value
