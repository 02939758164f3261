"""Decision tables (DMN 1.5, chapter 8): typed inputs and outputs, rows of tests and values, a hit policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checker.feel.tree import Literal, Node
from checker.feel.types import NUMBER, ContextType, FeelType, FunctionType, ListType, Parameter
from checker.feel.units import Unit
from checker.feel.values import Value
from checker.rulebook.clause import Clause, unique_clauses
from checker.rulebook.period import Period


class HitPolicy(StrEnum):
    """What becomes of the rows that match (DMN 1.5, 8.2.10)."""

    UNIQUE = "U"
    ANY = "A"
    FIRST = "F"
    PRIORITY = "P"
    COLLECT = "C"
    SUM = "C+"
    COUNT = "C#"
    MINIMUM = "C<"
    MAXIMUM = "C>"

    @property
    def aggregates(self) -> bool:
        """Whether the outputs of all hits become one number."""
        return self in (HitPolicy.SUM, HitPolicy.COUNT, HitPolicy.MINIMUM, HitPolicy.MAXIMUM)


def is_null(node: Node) -> bool:
    """Whether an output cell is empty: a value still to be entered."""
    return isinstance(node, Literal) and node.value is None


@dataclass(frozen=True, slots=True)
class Column:
    """One input or output. ``priorities`` are an output's values from the first to the last priority."""

    name: str
    type: FeelType
    unit: Unit | None = None
    priorities: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One rule of the table: a test per input, an expression per output; rows are numbered from 1."""

    number: int
    tests: tuple[Node, ...]
    outputs: tuple[Node, ...]
    source: Clause | None
    file: str
    line: int

    @property
    def awaits_entry(self) -> bool:
        """Whether every output is null: a value the office has still to enter."""
        return all(is_null(output) for output in self.outputs)


@dataclass(frozen=True, slots=True, eq=False)
class DecisionTable:
    """One table in force for one period; ``source`` is the clause behind every row that names none of its own."""

    name: str
    key: str
    hit_policy: HitPolicy
    in_force: Period
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]
    source: Clause | None
    doc: str
    pack: str
    file: str
    line: int

    @property
    def awaits_rows(self) -> bool:
        """Whether it is only declared: looked up it gives null, until another pack supplies a version with rows."""
        return not self.rows

    @property
    def sources(self) -> tuple[Clause, ...]:
        """The clauses behind its rows, each once, in row order."""
        clauses = (self.source, *(row.source for row in self.rows))
        return unique_clauses(clause for clause in clauses if clause)

    @property
    def result(self) -> FeelType:
        """The type of what it gives: the output, a context of several outputs, a list, or a number."""
        match self.hit_policy:
            case HitPolicy.COUNT:
                return NUMBER
            case HitPolicy.COLLECT:
                return ListType(self._row_type)
        return self._row_type

    @property
    def _row_type(self) -> FeelType:
        if len(self.outputs) == 1:
            return self.outputs[0].type
        return ContextType({output.name: output.type for output in self.outputs})

    @property
    def signature(self) -> FunctionType:
        """The table as a FEEL function of its inputs."""
        return FunctionType(tuple(Parameter(column.name, column.type) for column in self.inputs), self.result)
