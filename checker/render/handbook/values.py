"""Parameters and decision tables on paper: every value with its dates, source and mark."""

from __future__ import annotations

from checker.feel import tree, unparse
from checker.render.handbook.view import ParameterCard, TableCard, ValueLine
from checker.render.lines import prose, visible
from checker.review.display import text_of
from checker.rulebook import Clause, DatedValue, DecisionTable, Parameter
from checker.rulebook.tables.table import Column, HitPolicy, Row, is_null

AWAITED = "待录入"
_SIGNS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"))
_POLICIES = {
    HitPolicy.UNIQUE: "至多命中一行",
    HitPolicy.ANY: "命中各行结果相同",
    HitPolicy.FIRST: "取先命中的一行",
    HitPolicy.PRIORITY: "按输出的优先次序取一行",
    HitPolicy.COLLECT: "取全部命中的行",
    HitPolicy.SUM: "命中各行相加",
    HitPolicy.COUNT: "数命中的行",
    HitPolicy.MINIMUM: "取命中各行的最小值",
    HitPolicy.MAXIMUM: "取命中各行的最大值",
}


def parameter_anchor(name: str) -> str:
    """Where a parameter stands on the page."""
    return f"parameter-{name}"


def table_anchor(table: DecisionTable) -> str:
    """Where a version of a table stands on the page."""
    start = table.in_force.start
    return f"table-{table.name}" + (f"-{start.isoformat()}" if start else "")


def parameter_card(parameter: Parameter) -> ParameterCard:
    """A parameter with all its values, past and to come."""
    return ParameterCard(
        anchor=parameter_anchor(parameter.name),
        name=visible(parameter.name),
        doc=prose(parameter.doc),
        values=tuple(_value_line(parameter, dated) for dated in parameter.values),
    )


def _value_line(parameter: Parameter, dated: DatedValue) -> ValueLine:
    source = dated.source
    return ValueLine(
        period=str(dated.period),
        value=AWAITED if dated.value is None else text_of(dated.value, parameter.unit),
        source=source_text(source) if source else "",
        mark=source.mark.value if source else "",
        note=source.mark.note if source else "",
    )


def source_text(clause: Clause) -> str:
    """``巴府发〔2024〕5号 二(一)3``."""
    return f"{visible(clause.document.number)} {visible(clause.path)}"


def table_card(table: DecisionTable) -> TableCard:
    """A decision table with every row."""
    return TableCard(
        anchor=table_anchor(table),
        name=visible(table.name),
        doc=prose(table.doc),
        period=str(table.in_force),
        policy=_POLICIES[table.hit_policy],
        inputs=tuple(map(_heading, table.inputs)),
        outputs=tuple(map(_heading, table.outputs)),
        rows=tuple(_cells(row) for row in table.rows),
        sources=tuple(_row_source(row.source or table.source) for row in table.rows),
        file=f"{table.file}:{table.line}",
    )


def _heading(column: Column) -> str:
    return visible(column.name)


def _cells(row: Row) -> tuple[str, ...]:
    return (*map(input_text, row.tests), *(AWAITED if is_null(output) else _output(output) for output in row.outputs))


def _row_source(source: Clause | None) -> str:
    return f"{source_text(source)} [{source.mark}]" if source else ""


def _output(node: tree.Node) -> str:
    match node:
        case tree.Literal(value=bool() | str() as value):
            return text_of(value)
    return visible(unparse(node))


def input_text(node: tree.Node) -> str:
    """One input cell as a table shows it: a bare value, ``≤ 10 t``, an interval, or ``任意``."""
    match node:
        case tree.Literal(value=True):
            return "任意"
        case tree.Comparison(operator=tree.ComparisonOperator.EQUAL, left=tree.Name(name="?"), right=right):
            return _output(right)
        case tree.Not(item=item):
            return f"不是 {input_text(item)}"
        case tree.Or(items=items):
            return "、".join(map(input_text, items))
        case tree.In(value=tree.Name(name="?"), tests=tests):
            return "、".join(_output(test) for test in tests)
    written = visible(unparse(node)).removeprefix("? ")
    return next((sign + written.removeprefix(plain) for plain, sign in _SIGNS if written.startswith(plain)), written)
