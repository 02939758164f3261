"""Reading a mapping file: every mistake at once, in Chinese, with its line and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from checker.errors import MappingError, Problem
from checker.intake.mapping import BodyPart, FactField, PlatformMapping
from checker.intake.mapping_check import Mistake, mistakes
from checker.nearness import nearest
from checker.source import ListNode, MappingNode, Node, read_text, read_yaml

Location = Sequence[str | int]
_MISSING: Final = "请写 {}: …;样例见 checker intake example"
_NUMBER_BOUNDS: Final = {
    "greater_than": ("gt", "应大于 {}"),
    "greater_than_equal": ("ge", "不能小于 {}"),
    "less_than": ("lt", "应小于 {}"),
    "less_than_equal": ("le", "不能大于 {}"),
}
_WORDS: Final = {
    "string_type": ("应为文字", "请写一段文字;数字加引号"),
    "string_too_short": ("是空的", "请填写"),
    "string_too_long": ("太长", "请缩短"),
    "int_parsing": ("应为整数", "请写整数"),
    "int_type": ("应为整数", "请写整数"),
    "int_from_float": ("应为整数", "请写整数"),
    "float_type": ("应为数字", "请写数字"),
    "float_parsing": ("应为数字", "请写数字"),
    "bool_type": ("应为 true 或 false", "请写 true 或 false"),
    "bool_parsing": ("应为 true 或 false", "请写 true 或 false"),
    "dict_type": ("应为若干“键: 值”", "请写成 键: 值"),
    "model_type": ("应为若干“键: 值”", "请写成 键: 值"),
    "model_attributes_type": ("应为若干“键: 值”", "请写成 键: 值"),
    "tuple_type": ("应为列表", "请写成 [甲, 乙]"),
    "too_short": ("是空的", "请填写"),
    "frozen_set_type": ("应为列表", "请写 [2027-02-05, 2027-02-08]"),
    "date_type": ("应为日期", "请写 2027-02-05"),
    "date_from_datetime_parsing": ("应为日期", "请写 2027-02-05"),
    "date_parsing": ("应为日期", "请写 2027-02-05"),
}
_PATTERNS: Final = {
    "path": "以 / 开头",
    "detail": "以 / 开头,含 {id},如 /applications/{id}",
    "base_url": "https://平台/接口",
    "environment": "环境变量的名称,如 PLATFORM_TOKEN;凭据本身不写在文件里",
    "header": "请求头的名称,如 Authorization",
}


def read_mapping(path: str | Path) -> PlatformMapping:
    """The mapping in a file; raises MappingError with every problem found."""
    file = str(path)
    text = read_text(Path(path), file, error=MappingError, expected="UTF-8 编码的 YAML 文本")
    return parse_mapping(text, file)


def parse_mapping(text: str, file: str = "") -> PlatformMapping:
    """The mapping in a YAML text; ``file`` names it in errors."""
    root = read_yaml(text, file, error=MappingError, aliases=True, if_empty="样例见 checker intake example")
    if not isinstance(root, MappingNode):
        raise MappingError(root.problem("整个文件应为若干“键: 值”", "样例见 checker intake example"))
    try:
        mapping = PlatformMapping.model_validate(root.plain)
    except ValidationError as refused:
        raise MappingError(_in_order(_explained(root, error) for error in _telling(refused.errors()))) from None
    problems = [_at(root, one) for one in mistakes(mapping)]
    if problems:
        raise MappingError(_in_order(problems))
    return mapping


def _telling(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The mistakes without those that another one explains: what is missing because its key is misspelt."""
    meant = {
        (*error["loc"][:-1], nearest(str(error["loc"][-1]), _keys_beside(error["loc"])))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    return (error for error in errors if not (error["type"] == "missing" and error["loc"] in meant))


def _in_order(problems: Iterator[Problem] | list[Problem]) -> list[Problem]:
    unique = {(p.line, p.field, p.message): p for p in problems}
    return sorted(unique.values(), key=lambda problem: (problem.line or 0, problem.column or 0))


def _at(root: MappingNode, mistake: Mistake) -> Problem:
    place, names = _place(root, mistake.location)
    return place.problem(mistake.message, mistake.remedy, field=_shown(names))


def _explained(root: MappingNode, error: ErrorDetails) -> Problem:
    """A mistake that pydantic found, in Chinese."""
    kind, location, context = error["type"], error["loc"], error.get("ctx", {})
    place, names = _place(root, location)
    name = str(location[-1]) if location else ""
    match kind:
        case "missing":
            return place.problem(f"缺少 {name}", _MISSING.format(name), field=_shown(names))
        case "extra_forbidden":
            known = _keys_beside(location)
            near = nearest(name, known)
            remedy = f"是否为 {near}?" if near else f"可用的键:{'、'.join(known)}"
            return place.problem(f"不认识的键“{name}”", remedy, field=_shown(names[:-1]))
        case "literal_error" | "enum":
            expected = str(context.get("expected", "")).replace(" or ", ", ").replace(", ", "、").replace("'", "")
            return place.problem(f"“{_text(error['input'])}”不在可选值之内", f"可选:{expected}", field=_shown(names))
        case "string_pattern_mismatch":
            remedy = f"请写 {_PATTERNS.get(name, str(context.get('pattern', '')))}"
            return place.problem(f"“{_text(error['input'])}”写法不对", remedy, field=_shown(names))
        case _ if kind in _NUMBER_BOUNDS:
            key, words = _NUMBER_BOUNDS[kind]
            return place.problem(words.format(context.get(key)), "请改写", field=_shown(names))
        case _ if kind in _WORDS:
            message, remedy = _WORDS[kind]
            return place.problem(message, remedy, field=_shown(names))
        case _:
            remedy = str(context.get("remedy", "写法见 checker intake example 和 checker intake schema"))
            message = error["msg"] if "remedy" in context else f"“{_text(error['input'])}”不合要求"
            return place.problem(message, remedy, field=_shown(names))


def _place(root: Node, location: Location) -> tuple[Node, list[str]]:
    """The node nearest to a location, and the keys and positions that lead to it.

    Where the last name is missing, that is the group it should stand in.
    """
    node: Node = root
    place: Node = root
    names: list[str] = []
    for step in location:
        if isinstance(node, MappingNode) and str(step) in node.value:
            place, node = node.keys[str(step)], node.value[str(step)]
        elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.value):
            place = node = node.value[step]
        else:
            continue
        names.append(str(step))
    return place, names


def _shown(names: Sequence[str]) -> str:
    return ".".join(names)


def _text(value: object) -> str:
    match value:
        case dict():
            return "一组字段"
        case list():
            return "列表"
    return str(value)[:40]


def _keys_beside(location: Location) -> list[str]:
    """The keys that a group at ``location`` (the last step being the wrong key) may have."""
    model: type[BaseModel] = PlatformMapping
    for step in location[:-1]:
        if not isinstance(step, str):
            continue
        found = _model_at(model, step)
        model = found or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    field = next((f for name, f in model.model_fields.items() if key in (name, f.alias)), None)
    if field is None:
        return None
    text = str(field.annotation)
    for candidate in (FactField, BodyPart):
        if candidate.__name__ in text:
            return candidate
    return next(_models_in(field.annotation), None)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models_in(part)


def mapping_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a mapping file, for editors."""
    schema = PlatformMapping.model_json_schema(by_alias=True)
    schema.pop("description", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "审批平台对照文件"}
