"""The grid of a decision table: its cells as written, from YAML rows or a CSV file, before they are understood."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from checker.nearness import nearest
from checker.rulebook.entry import Entry
from checker.source import ListNode, MappingNode, Node, ScalarNode, Source

MAX_ROWS: Final = 20_000
_SOURCE_HEADS: Final = ("source", "来源")
_NOTES_HEADS: Final = ("notes", "备注")


@dataclass(frozen=True, slots=True, eq=False)
class GridRow:
    """One row: its cells in the order of the columns, its own source if it names one, and its place in the file.

    ``bare_texts``: in text columns the cells are texts as they stand, as people write them in CSV.
    """

    inputs: tuple[ScalarNode, ...]
    outputs: tuple[ScalarNode, ...]
    source: ScalarNode | None
    place: Node
    bare_texts: bool = False


def read_grid(
    entry: Entry, inputs: Sequence[str], outputs: Sequence[str], csv_files: Mapping[str, Source]
) -> list[GridRow]:
    """The rows at ``rows:``; where some row cannot be laid out, problems are noted and none is given.

    ``rows: null`` declares a table whose rows are still to be supplied, by another pack of the same book.
    """
    if awaits_rows(entry):
        return []
    node = entry.require("rows", "[[…], […]] 或 文件名.csv")
    known = len(entry.problems)
    match node:
        case None:
            return []
        case ListNode(value=items):
            rows = [_read_row(entry, number, item, inputs, outputs) for number, item in enumerate(items, 1)]
        case ScalarNode():
            rows = list(_read_csv(entry, node, inputs, outputs, csv_files))
        case _:
            entry.report(
                node,
                '"rows"应为各行的列表,或 CSV 文件名',
                "请写 rows: [[…], […]] 或 rows: 文件名.csv",
                code="invalid-value",
            )
            return []
    laid_out = [row for row in rows if row is not None]
    if len(laid_out) != len(rows):
        return []
    if not rows and len(entry.problems) == known:
        entry.report(node, "表里没有行", "请至少写一行", code="empty-table")
    if len(rows) > MAX_ROWS:
        entry.report(node, f"表超过 {MAX_ROWS} 行", "请拆成几张表", code="table-too-large")
        return []
    return laid_out


def awaits_rows(entry: Entry) -> bool:
    """Whether the table says ``rows: null``: declared, with its rows still to be entered."""
    match entry.node.value.get("rows"):
        case ScalarNode(value=None, quoted=False):
            return True
    return False


def _read_row(entry: Entry, number: int, node: Node, inputs: Sequence[str], outputs: Sequence[str]) -> GridRow | None:
    entry = entry.named(f"{entry.owner} 第 {number} 行")
    columns = (*inputs, *outputs)
    source: Node | None
    match node:
        case ListNode(value=items) if len(items) in (len(columns), len(columns) + 1):
            cells = items[: len(columns)]
            source = items[len(columns)] if len(items) > len(columns) else None
        case ListNode(value=items):
            entry.report(
                node,
                f"有 {len(items)} 格,应为 {len(columns)} 格",
                f"各列依次为 {'、'.join(columns)},末尾可加一格来源",
                code="row-shape",
            )
            return None
        case MappingNode():
            row = Entry(node, entry.problems, entry.owner)
            row.allow(*columns, *_SOURCE_HEADS[:1], *_NOTES_HEADS[:1])
            missing = [name for name in columns if name not in node.value]
            if missing:
                entry.report(node, f"缺少“{missing[0]}”", "每个输入、输出都要有一格,任意值写 '-'", code="row-shape")
                return None
            cells = tuple(node.value[name] for name in columns)
            source = row.scalar("source")
        case _:
            entry.report(node, "应为一行格子", "请写 - [格, 格, …]", code="row-shape")
            return None
    scalars = tuple(cell for cell in cells if isinstance(cell, ScalarNode))
    if len(scalars) != len(cells) or not isinstance(source, ScalarNode | None):
        entry.report(node, "每格应为一个值", "含逗号、括号的格子请整个加引号", code="row-shape")
        return None
    return GridRow(scalars[: len(inputs)], scalars[len(inputs) :], source, node)


def _read_csv(
    entry: Entry, name: ScalarNode, inputs: Sequence[str], outputs: Sequence[str], csv_files: Mapping[str, Source]
) -> Iterator[GridRow | None]:
    source = csv_files.get(name.text.strip())
    if source is None:
        if "/" in name.text or "\\" in name.text or ".." in name.text:
            entry.report(
                name, "rows 只能是同一文件夹里的文件名", "请把 CSV 放在表的旁边,写 rows: 文件名.csv", code="unknown-csv"
            )
        else:
            near = nearest(name.text, csv_files)
            entry.report(
                name,
                f"没有文件“{name.text}”",
                f'是否为"{near}"?' if near else "请把 CSV 放在表的旁边",
                code="unknown-csv",
            )
        return
    records = _records(entry, source)
    head = next(records, None)
    if head is None:
        entry.report(_at(source, 1), "CSV 是空的", f"第一行应为列名:{','.join((*inputs, *outputs))}", code="csv-format")
        return
    names = [cell.text.strip() for cell in head]
    order = _columns(entry, head, names, (*inputs, *outputs))
    if order is None:
        return
    own_source = next((names.index(title) for title in _SOURCE_HEADS if title in names), None)
    for record in records:
        if len(record) != len(names):
            few = f"各列依次为 {'、'.join(names)},请补齐,任意值写 -;" if len(record) < len(names) else ""
            message = f"这一行有 {len(record)} 格,应为 {len(names)} 格"
            entry.report(record[0], message, f"{few}含逗号的格子请加双引号", code="row-shape")
            yield None
            continue
        cells = tuple(record[place] for place in order)
        clause = record[own_source] if own_source is not None and record[own_source].text.strip() else None
        yield GridRow(cells[: len(inputs)], cells[len(inputs) :], clause, record[0], bare_texts=True)


def _columns(entry: Entry, head: list[ScalarNode], names: list[str], wanted: Sequence[str]) -> list[int] | None:
    sound = True
    for cell, name in zip(head, names, strict=True):
        if name not in (*wanted, *_SOURCE_HEADS, *_NOTES_HEADS):
            near = nearest(name, wanted)
            entry.report(
                cell,
                f"CSV 有不认识的列“{name}”",
                f'是否为"{near}"?' if near else f"列名应为:{'、'.join(wanted)}",
                code="csv-columns",
            )
            sound = False
        elif names.count(name) > 1:
            entry.report(cell, f"CSV 的列“{name}”重复", "请删去其中一列", code="csv-columns")
            sound = False
    for name in wanted if sound else ():  # a name written wrongly is told already
        if name not in names:
            entry.report(head[0], f"CSV 缺少列“{name}”", f"列名应为:{'、'.join(wanted)}", code="csv-columns")
            sound = False
    return [names.index(name) for name in wanted] if sound else None


def _records(entry: Entry, source: Source) -> Iterator[list[ScalarNode]]:
    lines = [f"{line}\n" for line in source.text.split("\n")]
    reader = csv.reader(lines, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            entry.report(
                _at(source, line), f"CSV 写法有误({fault})", "双引号要成对;格子里的双引号写两遍", code="csv-format"
            )
            return
        if any(cell.strip() for cell in record):
            yield _placed(source, line, lines[line - 1], record)


def _placed(source: Source, line: int, written: str, record: list[str]) -> list[ScalarNode]:
    cells: list[ScalarNode] = []
    start = 0
    for text in record:
        found = written.find(text, start) if text else -1
        column = found if found >= 0 else start
        cells.append(ScalarNode(source, line, column + 1, text, text, quoted=False))
        start = column + len(text)
    return cells


def _at(source: Source, line: int) -> ScalarNode:
    return ScalarNode(source, line, 1, "", "", quoted=False)
