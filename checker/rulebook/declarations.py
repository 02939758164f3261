"""Declarations: everything rules refer to, over all packs: clauses, derived facts, parameters, tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checker.errors import Problem
from checker.feel.types import ANY, DATE, FeelType, FunctionType
from checker.feel.types import Parameter as Argument
from checker.model.vocabulary import FactSpec
from checker.rulebook.clause import Clause, read_clause, read_document, unique_clauses
from checker.rulebook.content import PackContent
from checker.rulebook.entry import Entry
from checker.rulebook.expression import Scope
from checker.rulebook.fact import read_fact
from checker.rulebook.names import AS_OF, NameRegister
from checker.rulebook.parameter import Parameter, read_parameter
from checker.rulebook.register import ClauseRegister
from checker.rulebook.rule import Uses
from checker.rulebook.surroundings import Surroundings
from checker.rulebook.tables.reading import read_table
from checker.rulebook.tables.table import DecisionTable
from checker.source import ScalarNode, Source

# What is declared but faulty takes anything, so that one mistake is not reported at every use.
_TAKES_ANYTHING: Final = FunctionType((Argument("…", ANY, optional=True, repeated=True),), ANY)


class Declarations:
    """The declarations of a book, gathered pack by pack: first all clauses, then the rest."""

    def __init__(self, vocabulary: Mapping[str, FactSpec], problems: list[Problem]) -> None:
        self.problems = problems
        self.register = ClauseRegister()
        self.facts: dict[str, FactSpec] = dict(vocabulary)
        self.derived: dict[str, FactSpec] = {}
        self.parameters: dict[str, Parameter] = {}
        self.tables: dict[str, list[DecisionTable]] = {}
        self._names = NameRegister(vocabulary.values())
        self._types: dict[str, FeelType] = {AS_OF: DATE}
        self._functions: dict[str, FunctionType] = {}
        self._all_named = True

    def read_clauses(self, content: PackContent) -> None:
        """Register the documents and clauses of one pack."""
        for name, entry in content.files("clauses"):
            entry.allow("document", "clauses", "notes")
            head = entry.entry("document", required=True, example="{id: …, title: …, number: …}")
            document = read_document(head, content.pack.id, name) if head is not None else None
            if head is None or document is None or not document.number:
                self.register.is_complete = False
            if head is None or document is None:
                continue
            self.register.add_document(head, document)
            for item in entry.entries("clauses", required=True):
                clause = read_clause(item, document, name)
                if clause is not None:
                    self.register.add_clause(item, clause)

    def read_values(self, content: PackContent) -> None:
        """Read the derived facts, parameters and tables of one pack."""
        for item in content.items("facts.yaml", "facts"):
            fact = read_fact(item)
            self._all_named &= fact is not None
            if fact is not None and self._names.take(item, "推导事实", "label"):
                self.facts[fact.label] = self.derived[fact.label] = fact
        for item in content.items("parameters.yaml", "parameters"):
            parameter = read_parameter(item, self.register, content.pack.id, f"{content.pack.id}/parameters.yaml")
            self._all_named &= item.has("name")
            self._names.take(item, "参数")
            self._types[item.text("name")] = parameter.type if parameter else ANY
            if parameter is not None:
                self.parameters.setdefault(parameter.name, parameter)
        self._read_tables(content)

    def _read_tables(self, content: PackContent) -> None:
        csv_files = content.folder.csv_files
        for name, entry in content.files("tables"):
            table = read_table(entry, self.register, content.pack.id, name, csv_files)
            title = entry.text("name")
            if not title:
                self._all_named = False
                continue
            versions = self.tables.setdefault(title, [])
            if not versions:
                self._names.take(entry, "决策表")
            if table is None:
                self._functions[title] = _TAKES_ANYTHING
                continue
            if versions:
                _check_version(entry, table, versions)
            versions.append(table)
            self._functions.setdefault(title, table.signature)
        _report_unused(content, csv_files, self.problems)

    def surroundings(self) -> Surroundings:
        """What the rules of the book are read against."""
        types = {label: spec.type for label, spec in self.facts.items()} | self._types
        return Surroundings(
            register=self.register,
            scope=Scope(types, self._functions, is_complete=self._all_named),
            facts=self.facts,
            sources_of=self._sources_of,
            carriers_of=self._carriers_of,
        )

    def _sources_of(self, uses: Uses) -> tuple[Clause, ...]:
        clauses = self._parameter_sources(uses)
        for table in self._tables_called(uses):
            clauses += table.sources
        return unique_clauses(clauses)

    def _carriers_of(self, uses: Uses) -> tuple[Clause, ...]:
        clauses = self._parameter_sources(uses)
        for table in self._tables_called(uses):
            if table.source is not None:
                clauses.append(table.source)
            elif table.sources:
                clauses.append(min(table.sources, key=lambda clause: clause.ceiling.gravity if clause.ceiling else -1))
        return unique_clauses(clauses)

    def _parameter_sources(self, uses: Uses) -> list[Clause]:
        used = (parameter for name, parameter in self.parameters.items() if name in uses.names)
        return [source for parameter in used for source in parameter.sources]

    def _tables_called(self, uses: Uses) -> list[DecisionTable]:
        return [table for name, versions in self.tables.items() if name in uses.calls for table in versions]


def _check_version(entry: Entry, table: DecisionTable, versions: list[DecisionTable]) -> None:
    """Tables of one name follow one another in time and have the same inputs, outputs and key.

    One that is only declared (``rows: null``) fills the days that no other covers.
    """
    for version in versions:
        if not (version.awaits_rows or table.awaits_rows) and version.in_force.overlaps(table.in_force):
            node = entry.node.value.get("in_force", entry.place("name"))
            entry.report(
                node,
                f"与 {version.file} 的有效期重叠({version.in_force})",
                "同名的表须前后相接:前一张写 to,后一张写 from",
                code="period-overlap",
            )
            return
    first = versions[0]
    if table.key != first.key:
        entry.report(
            entry.place("key"),
            f"同名的表 key 应相同({first.file} 为 {first.key})",
            f"请写 key: {first.key}",
            code="table-mismatch",
        )
    if table.signature != first.signature:
        entry.report(
            entry.place("inputs"),
            f"同名的表输入、输出应与 {first.file} 相同",
            "请对齐列名与类型,或另取表名",
            code="table-mismatch",
        )


def _report_unused(content: PackContent, csv_files: Mapping[str, Source], problems: list[Problem]) -> None:
    rows = (entry.node.value.get("rows") for _, entry in content.files("tables"))
    used = {node.text.strip() for node in rows if isinstance(node, ScalarNode)}
    if any(name.endswith(".csv") and name not in csv_files for name in used):
        return  # a name written wrongly is told already
    for name, source in csv_files.items():
        if name not in used:
            problems.append(
                Problem(
                    "没有表使用这个 CSV 文件",
                    source.file,
                    remedy=f"请在表里写 rows: {name},或移走该文件",
                    code="unused-csv",
                )
            )
