"""The context of ``checker eval``: a file of facts, of plain values, or a whole application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import ApplicationError, Problem
from checker.source import ListNode, MappingNode, Node, ScalarNode, read_text, read_yaml

if TYPE_CHECKING:
    from checker.feel.values import Value
    from checker.model.vocabulary import FactNames, FactSpec


def read_context(path: Path) -> dict[str, Value]:
    """The values by name that an expression sees; raises ApplicationError with every problem found.

    A whole application gives all its facts. Otherwise each key that names a fact is read as that fact (``12.5 万吨``
    becomes a quantity) and is known under its label and as written; any other key keeps its plain value.
    """
    from checker.model.vocabulary import VOCABULARY  # noqa: PLC0415 - pydantic takes its time

    file = str(path)
    text = read_text(path, file, error=ApplicationError)
    root = read_yaml(text, file, error=ApplicationError)
    if not isinstance(root, MappingNode):
        raise ApplicationError(root.problem("应由若干“名称: 值”组成", "请写成 年原煤消费量: 12.5 万吨 的样子"))
    names = VOCABULARY.names
    known = {spec.label for key in root.value if (spec := names.find(key)) is not None}
    if len(known) == len(root.value) and all(spec.label in known for spec in names if spec.required):
        return _facts_of_application(text, file)
    return _values(root, names)


def _facts_of_application(text: str, file: str) -> dict[str, Value]:
    from checker.model import facts_of, parse_application  # noqa: PLC0415 - as above

    return facts_of(parse_application(text, file))


def _values(root: MappingNode, names: FactNames) -> dict[str, Value]:
    reading = _Reading()
    values: dict[str, Value] = {}
    given: dict[str, str] = {}
    for key, node in root.value.items():
        spec = names.find(key)
        if spec is None:
            values[key] = node.plain
            continue
        if spec.label in given:
            problem = root.keys[key].problem(
                f"“{key}”与“{given[spec.label]}”是同一个事实", "请只写一次", field=spec.label
            )
            reading.problems.append(problem)
        given[spec.label] = key
        values[spec.label] = values[key] = reading.fact(spec, node, key)
    if reading.problems:
        raise ApplicationError(reading.problems)
    return values


class _Reading:
    """Reads facts one by one, noting every mistake."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fact(self, spec: FactSpec, node: Node, written: str) -> Value:
        """The value at ``node`` as the fact ``spec``.

        A key in Latin letters may name something of the user's own: where it does not read as the fact, it stays plain.
        """
        mine = _Reading()
        value = mine._value(spec, node)
        if not mine.problems:
            return value
        if written.isascii():
            return node.plain
        self.problems.extend(mine.problems)
        return None

    def _value(self, spec: FactSpec, node: Node) -> Value:
        from checker.model.kinds import FieldError  # noqa: PLC0415 - pydantic takes its time

        if spec.kind is None:
            return node.plain
        if spec.fields is not None and isinstance(node, ListNode):
            return list(self._records(spec, spec.fields, node))
        try:
            read = spec.kind.read(_raw(node))
        except FieldError as mistake:
            self.problems.append(node.problem(mistake.message, mistake.remedy, field=spec.label))
            return None
        if read is None:
            return None
        return list(read) if spec.fields is not None else spec.kind.plain(read)

    def _records(self, spec: FactSpec, fields: FactNames, node: ListNode) -> Iterator[Value]:
        for position, item in enumerate(node.value, start=1):
            place = f"{spec.label}[{position}]"
            if not isinstance(item, MappingNode):
                self.problems.append(item.problem("应由若干“名称: 值”组成", "请写成 - {名称: …}", field=place))
                continue
            record: dict[str, Value] = dict.fromkeys(fields.by_label)
            for key, value in item.value.items():
                field = fields.find(key)
                if field is None:
                    near = fields.nearest(key)
                    remedy = f"是否为“{near}”?" if near else f"可写:{'、'.join(fields.by_label)}"
                    self.problems.append(item.keys[key].problem(f"没有字段“{key}”", remedy, field=place))
                else:
                    record[field.label] = self._value(field, value)
            yield record


def _raw(node: Node) -> object:
    match node:
        case ScalarNode(value=None, quoted=False):
            return None
        case ScalarNode(value=bool() as truth):
            return truth
        case ScalarNode(text=text):
            return text
        case ListNode(value=items):
            return [_raw(item) for item in items]
        case MappingNode():
            return node.plain
