"""From nodes to an application: names found, values read, records built, contradictions named, all problems kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from checker.errors import ApplicationError, Problem
from checker.model.application import Application
from checker.model.choices import Records
from checker.model.consistency import contradictions
from checker.model.fields import Section, kinds_of
from checker.model.kinds import FieldError, shown
from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec, Vocabulary
from checker.source import ListNode, MappingNode, Node, ScalarNode

_MOST_PROBLEMS: Final = 100
_FULL_WIDTH_COLON: Final = re.compile("^[^\\s:\uff1a]{2,20}\uff1a")
_MISSING_SPACE: Final = re.compile(r"^[^\s:]{2,20}:\S")


def assemble(root: Node, file: str = "") -> Application:
    """The application that ``root`` says; raises ApplicationError with every problem found, in file order."""
    return _Assembly(file).application(root)


@dataclass(slots=True)
class _Draft:
    """One group of fields read so far: typed values by key, and which keys were written, rightly or wrongly."""

    values: dict[str, Any]
    written: dict[str, ScalarNode]


class _Assembly:
    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._lines: dict[str, int | None] = {}
        """Where each field stands, by its path of labels."""

    def application(self, root: Node) -> Application:
        if not isinstance(root, MappingNode):
            raise ApplicationError(self._no_group(root))
        draft = self._draft(root, VOCABULARY, "")
        for spec in VOCABULARY.facts.values():
            if spec.required and spec.key not in draft.values and not self._blamed(spec.label):
                self._add(self._lines.get(spec.label), spec.label, "必填,没有填写", f"补上“{spec.label}”:{spec.doc}")
        for contradiction in contradictions(draft.values):
            line = self._line_of(contradiction.field)
            self._add(line, contradiction.field, contradiction.message, contradiction.remedy)
        if self._problems:
            raise ApplicationError(self._sorted())
        application = _built(Application, draft.values)
        assert isinstance(application, Application)
        return application

    def _draft(self, group: MappingNode, names: FactNames | Vocabulary, prefix: str) -> _Draft:
        draft = _Draft({}, {})
        for key, node in group.pairs:
            spec = names.find(key.text.strip())
            if spec is None:
                self._unknown(key, node, names, prefix)
                continue
            path = prefix + spec.label
            if (before := draft.written.get(spec.key)) is not None:
                self._repeated(path, before, key)
                continue
            draft.written[spec.key] = key
            self._lines[path] = key.line
            value = self._value(spec, key, node, path)
            if value is not None:
                draft.values[spec.key] = value
        return draft

    def _value(self, spec: FactSpec, key: ScalarNode, node: Node, path: str) -> object:
        assert spec.kind is not None
        if isinstance(spec.kind, Records):
            return self._records(spec, spec.kind, key, node, path)
        try:
            return spec.kind.read(_raw(node))
        except FieldError as mistake:
            line = key.line
            if mistake.position is not None and isinstance(node, ListNode):
                line = node.value[mistake.position - 1].line
            elif isinstance(node, ScalarNode):
                line = node.line
            self._add(line, path, mistake.message, mistake.remedy)
            return None

    def _records(self, spec: FactSpec, kind: Records, key: ScalarNode, node: Node, path: str) -> object:
        assert spec.fields is not None
        match node:
            case ListNode(value=items):
                return tuple(
                    self._record(item, spec, spec.fields, f"{path}[{position}]")
                    for position, item in enumerate(items, 1)
                )
            case MappingNode():
                self._add(key.line, path, "应为列表,写成了一组字段", "每项以“- ”开头,只有一项也要写“- ”")
                return None
            case ScalarNode(value=raw, line=line):
                try:
                    return kind.read(raw)
                except FieldError as mistake:
                    self._add(line, path, mistake.message, mistake.remedy)
        return None

    def _record(self, node: Node, spec: FactSpec, names: FactNames, path: str) -> dict[str, Any]:
        """One record's values; a wrong one yields none but keeps its position."""
        self._lines[path] = node.line
        if isinstance(node, MappingNode) and node.value:
            return self._draft(node, names, f"{path}.").values
        if isinstance(node, MappingNode) or (isinstance(node, ScalarNode) and node.value is None):
            self._add(node.line, path, "是空的一项", f"填写字段或删去这一项;没有{spec.label}则写 无")
        else:
            remedy = f"每项写作“- {next(iter(names)).label}: …”,其余字段另起行对齐"
            self._add(node.line, path, f"应为一组字段,写成了{shown(_raw(node))}", remedy)
        return {}

    def _unknown(self, key: ScalarNode, node: Node, names: FactNames | Vocabulary, prefix: str) -> None:
        name = key.text.strip()
        path = prefix + shown(name)
        if name == "<<":
            self._add(key.line, path, "不支持 YAML 合并键", "直接写出各字段")
            return
        elsewhere = [spec.label for spec in VOCABULARY.facts.values() if spec.fields and spec.fields.find(name)]
        near = names.nearest(name) if len(self._problems) < _MOST_PROBLEMS else None
        if not prefix and elsewhere and near is None:
            remedy = f"它是列表“{elsewhere[0]}”中各项的字段,写在“- ”之下"
        elif prefix and (top := VOCABULARY.find(name)) is not None:
            remedy = f"“{top.label}”写在最外层,不写在列表项里"
        else:
            remedy = f"是否为“{near}”?" if near else "删去此项;全部字段见 checker schema"
            if near is None and isinstance(node, ScalarNode) and node.value is None:
                remedy = "若它是上一项文字的一部分,给那段文字加引号;否则删去此项"
        self._add(key.line, path, f"未知字段“{shown(name)}”", remedy)

    def _repeated(self, path: str, before: ScalarNode, again: ScalarNode) -> None:
        where = f"第 {before.line} 行" if before.line else "前面"
        if before.text.strip() == again.text.strip():
            self._add(again.line, path, f"重复填写,{where}已经写过", "只保留一处")
        else:
            message = f"同一字段写了两次:{where}“{before.text.strip()}”与“{again.text.strip()}”"
            self._add(again.line, path, message, "标签和英文键只写一个")

    def _no_group(self, root: Node) -> Problem:
        remedy = "写成“字段: 值”的形式,如 项目名称: 某某项目"
        if isinstance(root, ScalarNode) and isinstance(root.value, str):
            if _FULL_WIDTH_COLON.match(root.value):
                return root.problem("用了全角冒号", "字段名后用半角冒号加一个空格:“字段: 值”")
            if _MISSING_SPACE.match(root.value):
                return root.problem("冒号后缺少空格", "写作“字段: 值”,冒号后空一格")
        if isinstance(root, ScalarNode) and root.value is None:
            return root.problem("文件没有内容", "至少填写 项目名称、建设阶段、建设性质、行业代码")
        what = "列表" if isinstance(root, ListNode) else "一段文字或一个值"
        return root.problem(f"整个文件是{what},不是一份申报", remedy)

    def _line_of(self, path: str) -> int | None:
        """The line of the nearest enclosing field that was written."""
        while path:
            if self._lines.get(path):
                return self._lines[path]
            path = path.rpartition(".")[0]
        return None

    def _blamed(self, path: str) -> bool:
        return any(problem.field == path for problem in self._problems)

    def _add(self, line: int | None, path: str, message: str, remedy: str) -> None:
        self._problems.append(Problem(message, self._file, line or None, None, path, remedy))

    def _sorted(self) -> list[Problem]:
        """In file order, those without a line last; the rest beyond a readable number is only counted."""
        problems = sorted(self._problems, key=lambda problem: (problem.line is None, problem.line or 0))
        if len(problems) <= _MOST_PROBLEMS:
            return problems
        rest = len(problems) - _MOST_PROBLEMS
        return [
            *problems[:_MOST_PROBLEMS],
            Problem(f"另有 {rest} 处问题未列出", self._file, remedy="先改正以上各处再查"),
        ]


def _raw(node: Node) -> object:
    """The node as plain data, one level deep, which is all a field that is no record list can hold."""
    match node:
        case ScalarNode(value=value):
            return value
        case ListNode(value=items):
            return [
                item.value if isinstance(item, ScalarNode) else {} if isinstance(item, MappingNode) else []
                for item in items
            ]
        case MappingNode():
            return {}


def _built(model: type[Section], values: dict[str, Any]) -> Section:
    """The frozen model of values that have all been read by the model's own kinds."""
    built: dict[str, Any] = {}
    for key, value in values.items():
        kind = kinds_of(model)[key]
        if isinstance(kind, Records):
            built[key] = tuple(_built(kind.model, record) for record in value)
        else:
            built[key] = value
    return _empty(model).model_copy(update=built)


@cache
def _empty(model: type[Section]) -> Section:
    """A record that says nothing, to be copied: far cheaper than working out two hundred defaults each time."""
    return model.model_construct(_fields_set=set(), **dict.fromkeys(model.model_fields))
