"""Entries: where the rules, tables, parameters and facts of a book stand in their files."""

from __future__ import annotations

from collections.abc import Iterable

from checker.errors import Problem
from checker.feel.tree import Node
from checker.rulebook import DecisionTable, Derivation, Parameter, Rule
from checker.rulebook.content import PackContent
from checker.rulebook.entry import Entry
from checker.rulebook.expression import report_span
from checker.rulebook.tables.table import Row
from checker.source import ListNode, MappingNode, ScalarNode
from checker.source import Node as Place


class Entries:
    """The entries of pack files by what was read from them; ``problems`` gathers what is reported of them."""

    def __init__(self, contents: Iterable[PackContent]) -> None:
        self.problems: list[Problem] = []
        self.contents = tuple(contents)
        self._files = {
            f"{content.pack.id}/{name}": entry for content in self.contents for name, entry in content.entries.items()
        }

    def of_rule(self, rule: Rule | Derivation) -> Entry:
        """The entry of a rule or derivation."""
        kind = "规则" if isinstance(rule, Rule) else "推导"
        return Entry(self._files[rule.file].node, self.problems, f"{kind} {rule.id}")

    def of_table(self, table: DecisionTable) -> Entry:
        """The entry of a decision table."""
        return Entry(self._files[table.file].node, self.problems, f"决策表 {table.name}")

    def of_parameter(self, parameter: Parameter) -> Entry:
        """The entry of a parameter."""
        node = _item(self._files[parameter.file], "parameters", "name", parameter.name)
        return Entry(node, self.problems, f"参数 {parameter.name}")

    def of_fact(self, label: str) -> Entry | None:
        """The entry of a derived fact."""
        for content in self.contents:
            entry = content.entries.get("facts.yaml")
            if entry is not None and label in {item.text("label") for item in entry.entries("facts")}:
                return Entry(_item(entry, "facts", "label", label), self.problems, f"事实 {label}")
        return None

    def place_of_row(self, table: DecisionTable, row: Row) -> Place:
        """Where a row of a table stands."""
        entry = self.of_table(table)
        rows = entry.node.value.get("rows")
        if isinstance(rows, ListNode):
            return rows.value[row.number - 1]
        for content in self.contents:
            source = content.folder.csv_files.get(rows.text.strip()) if isinstance(rows, ScalarNode) else None
            if content.pack.id == table.pack and source is not None:
                return ScalarNode(source, row.line, 1, "", "", quoted=False)
        return entry.place("rows")

    def place_of_cell(self, table: DecisionTable, row: Row, column: int) -> Place:
        """Where a cell of a row stands, or the row where its cells have no place of their own."""
        place = self.place_of_row(table, row)
        if isinstance(place, ListNode) and column < len(place.value):
            return place.value[column]
        return place


def report_part(entry: Entry, key: str, part: Node, message: str, remedy: str, *, code: str) -> None:
    """Note a problem at one part of the expression at ``key`` of ``entry``."""
    scalar = entry.place(key)
    if isinstance(scalar, ScalarNode):
        report_span(entry, scalar, part.span, message, remedy, code=code)
    else:
        entry.report(scalar, message, remedy, code=code)


def _item(entry: Entry, key: str, name_key: str, name: str) -> MappingNode:
    found = (item.node for item in entry.entries(key) if item.text(name_key) == name)
    return next(found, entry.node)
