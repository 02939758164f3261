"""Reading a decision table: its columns, hit policy and rows, inline or from a CSV file beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from checker.feel.tree import Literal
from checker.feel.types import AnyQuantity, NumberType, QuantityType
from checker.rulebook.checks import check_within_document
from checker.rulebook.clause import Clause
from checker.rulebook.entry import Entry
from checker.rulebook.kind import Kind, read_kind, read_value
from checker.rulebook.period import ALWAYS
from checker.rulebook.register import ClauseRegister
from checker.rulebook.tables.cell import read_output, read_test
from checker.rulebook.tables.grid import GridRow, read_grid
from checker.rulebook.tables.overlap import report_overlaps
from checker.rulebook.tables.table import Column, DecisionTable, HitPolicy, Row
from checker.source import ListNode, Source

_KEYS: Final = (
    "name", "key", "hit_policy", "in_force", "source", "inputs", "outputs", "rows", "description", "notes",
)  # fmt: skip


def read_table(
    entry: Entry, register: ClauseRegister, pack: str, file: str, csv_files: Mapping[str, Source]
) -> DecisionTable | None:
    """One file of ``tables/``; None where it is beyond use. ``csv_files`` are the CSV files beside it, by name.

    Without ``in_force`` it is in force as long as the document of its source.
    """
    name = entry.text("name", required=True, example="中文名")
    entry = entry.named(f"决策表 {name or '(未命名)'}")
    entry.allow(*_KEYS)
    key = entry.identifier()
    policy = entry.choice("hit_policy", HitPolicy)
    source_node = entry.scalar("source")
    source = register.resolve(entry, source_node, pack) if source_node else None
    period = entry.period(default=source.document.in_force if source else ALWAYS)
    if source is not None and (node := entry.get("in_force")) is not None:
        check_within_document(entry, node, period, source)
    inputs = [column for item in entry.entries("inputs", required=True) if (column := _read_column(item))]
    outputs = [column for item in entry.entries("outputs", required=True) if (column := _read_output_column(item))]
    if not name or policy is None or not inputs or not outputs:
        return None
    _check_columns(entry, policy, inputs, outputs)
    grid = read_grid(entry, [column.name for column in inputs], [column.name for column in outputs], csv_files)
    reader = _RowReader(
        entry=entry,
        register=register,
        pack=pack,
        file=file,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        source=source,
    )
    rows = tuple(row for number, line in enumerate(grid, 1) if (row := reader.read(number, line)))
    table = DecisionTable(
        name=name,
        key=key,
        hit_policy=policy,
        in_force=period,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        rows=rows,
        source=source,
        doc=entry.text("description"),
        pack=pack,
        file=file,
        line=entry.node.line,
    )
    if len(rows) == len(grid):
        report_overlaps(entry, table, grid)
    return table


def _read_column(entry: Entry) -> Column | None:
    name = entry.text("name", required=True, example="列名")
    entry = entry.named(f"{entry.owner} 的列 {name}")
    entry.allow("name", "type", "unit", "values", "notes")
    kind = read_kind(entry)
    return Column(name, kind.type, kind.unit) if name and kind else None


def _read_output_column(entry: Entry) -> Column | None:
    name = entry.text("name", required=True, example="列名")
    entry = entry.named(f"{entry.owner} 的列 {name}")
    entry.allow("name", "type", "unit", "values", "notes")
    written = entry.get("values")
    texts_only = isinstance(written, ListNode) and all(isinstance(item.value, str) for item in written.value)
    kind = read_kind(entry, values_key="values" if texts_only and not entry.has("unit") else "")
    if not name or kind is None:
        return None
    if not isinstance(written, ListNode):
        return Column(name, kind.type, kind.unit)
    values = tuple(read_value(entry, item, Kind(kind.type, kind.unit, kind.values)) for item in written.value)
    return Column(name, kind.type, kind.unit, values)


def _check_columns(entry: Entry, policy: HitPolicy, inputs: list[Column], outputs: list[Column]) -> None:
    names = [column.name for column in (*inputs, *outputs)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        entry.report(entry.place("inputs"), f"列名“{twice}”重复", "每个输入、输出各用一个名字", code="duplicate-name")
    policy_node = entry.place("hit_policy")
    if policy is HitPolicy.PRIORITY and not any(output.priorities for output in outputs):
        entry.report(
            policy_node,
            "命中策略 P 要求输出列按优先次序列出 values",
            "请在输出列写 values: [最优先, 其次]",
            code="hit-policy",
        )
    if policy.aggregates and len(outputs) > 1:
        entry.report(policy_node, f"命中策略 {policy} 只能有一个输出列", "请拆成几张表,或改用 C", code="hit-policy")
    if policy is HitPolicy.SUM and not isinstance(outputs[0].type, NumberType | QuantityType | AnyQuantity):
        entry.report(policy_node, "命中策略 C+ 的输出应为数量", "请改用 C、C# 或数量列", code="hit-policy")


@dataclass(slots=True, kw_only=True)
class _RowReader:
    """Turns the lines of a grid into typed rows."""

    entry: Entry
    register: ClauseRegister
    pack: str
    file: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    source: Clause | None
    _sources: dict[str, Clause | None] = field(default_factory=dict)

    def read(self, number: int, line: GridRow) -> Row | None:
        entry = self.entry.named(f"{self.entry.owner} 第 {number} 行")
        input_types = {column.name: column.type for column in self.inputs}
        tests = [
            read_test(entry, cell, column, bare_text=line.bare_texts)
            for cell, column in zip(line.inputs, self.inputs, strict=True)
        ]
        outputs = [
            read_output(entry, cell, column, input_types, bare_text=line.bare_texts)
            for cell, column in zip(line.outputs, self.outputs, strict=True)
        ]
        source = self._source(entry, line)
        known_tests = tuple(test for test in tests if test is not None)
        known_outputs = tuple(output for output in outputs if output is not None)
        if len(known_tests) != len(tests) or len(known_outputs) != len(outputs):
            return None
        row = Row(number, known_tests, known_outputs, source, self.file, line.place.line)
        self._check_source(entry, line, row)
        self._check_priorities(entry, line, row)
        return row

    def _source(self, entry: Entry, line: GridRow) -> Clause | None:
        if line.source is None:
            return None
        reference = line.source.text.strip()
        if reference not in self._sources:
            self._sources[reference] = self.register.resolve(entry, line.source, self.pack)
        return self._sources[reference]

    def _check_source(self, entry: Entry, line: GridRow, row: Row) -> None:
        if row.awaits_entry:
            return
        source = row.source or self.source
        if source is None:
            if line.source is None and not self.entry.has("source"):
                entry.report(
                    line.place, "有数值而没有来源", "请在表上或该行写 source: 文号#条款号", code="missing-source"
                )
        elif not source.mark.drives_rules:
            entry.report(
                line.outputs[0],
                f"来源“{source.reference}”的核实标记为 {source.mark},其数值不得使用",
                "请把结果写成 null(待录入),核到原文并更新条款的 mark 后再填",
                code="unverified-clause",
            )

    def _check_priorities(self, entry: Entry, line: GridRow, row: Row) -> None:
        for column, cell, output in zip(self.outputs, line.outputs, row.outputs, strict=True):
            if column.priorities and isinstance(output, Literal) and output.value not in (None, *column.priorities):
                entry.report(
                    cell,
                    f'"{column.name}"的值不在其 values 之中',
                    "请改用 values 里的值,或把它加进 values",
                    code="unknown-choice",
                )
