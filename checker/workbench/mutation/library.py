"""The mutants of a rule book: every slip that can be made in its rules, derivations, parameters and tables."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from checker.errors import FeelSyntaxError
from checker.feel.parser import parse
from checker.feel.tree import Literal
from checker.feel.units import Unit
from checker.feel.unparsing import unparse
from checker.model.outcome import Effect
from checker.rulebook import DecisionTable, Derivation, Escalation, Parameter, Period, Rule, RuleBook
from checker.rulebook.rule import Uses
from checker.rulebook.tables.table import Row
from checker.source import MappingNode, ScalarNode
from checker.workbench.coverage import part_of
from checker.workbench.mutation.disuse import Disuse
from checker.workbench.mutation.edit import Edit, boundary_edits_of, dropped_whole, edits_of
from checker.workbench.mutation.grounds import grounds_of, may_refuse
from checker.workbench.mutation.loadable import Loadable
from checker.workbench.mutation.mutant import Item, Kind, Mutant
from checker.workbench.mutation.nudging import nudged_value, shifted
from checker.workbench.mutation.operator import Operator
from checker.workbench.mutation.places import Places
from checker.workbench.mutation.proof import Prover
from checker.workbench.mutation.reach import Reach

_MILDER = {Effect.REJECT: Effect.RECTIFY, Effect.RECTIFY: Effect.CONSULT, Effect.CONSULT: Effect.ADVISE}
_Slip: TypeAlias = tuple[Operator, str, int, str, str, Item]
"""Operator, part, line, written, becomes, the item with the slip."""
_User = TypeVar("_User", Rule, Derivation)


def mutants_of(
    book: RuleBook,
    directories: Sequence[Path] = (),
    rules: Iterable[str] = (),
    packs: Collection[str] | None = None,
) -> tuple[Mutant, ...]:
    """The mutants of ``book``, loaded from ``directories``; with ``rules``, those of these rules and what they rest on.

    With ``packs``, only those in the packs with these ids. They stand in the order of the book: rules, derivations,
    parameters, tables; in each from top to bottom.
    """
    return tuple(_Library(book, Places(directories), frozenset(rules), packs).mutants())


class _Library:
    def __init__(self, book: RuleBook, places: Places, wanted: frozenset[str], packs: Collection[str] | None) -> None:
        self._book = book
        self._own = book if packs is None else part_of(book, packs)
        self._places = places
        self._refusing = grounds_of(book, filter(may_refuse, book.rules))
        self._wanted = grounds_of(book, (rule for rule in book.rules if rule.id in wanted)) | wanted if wanted else None
        self._loadable = Loadable(book)
        self._reach = Reach(book)
        self._prover = Prover(book)
        self._disuse = Disuse(book)
        self._seen: Counter[str] = Counter()

    def mutants(self) -> Iterator[Mutant]:
        for rule in self._own.rules:
            yield from self._made(Kind.RULE, rule.id, rule, self._of_rule(rule))
        for derivation in self._own.derivations:
            yield from self._made(Kind.DERIVATION, derivation.id, derivation, self._of_derivation(derivation))
        for parameter in self._own.parameters:
            yield from self._made(Kind.PARAMETER, parameter.name, parameter, self._of_parameter(parameter))
        for table in self._own.tables:
            yield from self._made(Kind.TABLE, table.name, table, self._of_table(table))

    def _made(self, kind: Kind, owner: str, before: Item, slips: Iterable[_Slip]) -> Iterator[Mutant]:
        if self._wanted is not None and owner not in self._wanted:
            return
        for operator, part, line, written, becomes, after in slips:
            file = before.file
            text = "\x1f".join((kind, owner, file, part, operator, written, becomes))
            self._seen[text] += 1
            identity = hashlib.sha256(f"{text}\x1f{self._seen[text]}".encode()).hexdigest()[:16]
            flaw = self._loadable.flaw(before, after)
            yield Mutant(
                id=identity,
                operator=operator,
                kind=kind,
                owner=owner,
                part=part,
                file=file,
                line=line,
                written=written,
                becomes=becomes,
                before=before,
                after=after,
                refusing=owner in self._refusing,
                flaw=flaw,
                equivalence="" if flaw else self._equivalence(before, after),
            )

    def _equivalence(self, before: Item, after: Item) -> str:
        grounds = (self._reach, self._prover, self._disuse)
        return next((why for each in grounds if (why := each.equivalence(before, after))), "")

    def _of_rule(self, rule: Rule) -> Iterator[_Slip]:
        for edit in (*dropped_whole(rule.applies), *edits_of(rule.applies)):
            line = self._places.expression(rule.file, ("applies",), edit.span[0])
            yield _slip(edit, "适用条件", line, _with_uses(replace(rule, applies=edit.node)))
        for edit in edits_of(rule.require):
            line = self._places.expression(rule.file, ("require",), edit.span[0])
            yield _slip(edit, "要求", line, _with_uses(replace(rule, require=edit.node)))
        for place, step in enumerate(rule.escalations):
            yield from self._of_escalation(rule, place, step)
        if rule.effect in _MILDER:
            milder = _MILDER[rule.effect]
            line = self._places.line(rule.file, ("effect",), rule.line)
            yield Operator.EFFECT, "处置", line, rule.effect, milder, replace(rule, effect=milder)
        for part, line, written, becomes, period in self._shifted(rule):
            yield Operator.DATE, part, line, written, becomes, replace(rule, in_force=period)

    def _of_escalation(self, rule: Rule, place: int, step: Escalation) -> Iterator[_Slip]:
        part = f"升级第 {place + 1} 项" if len(rule.escalations) > 1 else "升级"

        def with_steps(*steps: Escalation) -> Rule:
            others = rule.escalations
            return _with_uses(replace(rule, escalations=(*others[:place], *steps, *others[place + 1 :])))

        for edit in (*dropped_whole(step.when), *edits_of(step.when)):
            line = self._places.expression(rule.file, ("escalate", place, "when"), edit.span[0])
            yield _slip(edit, part, line, with_steps(replace(step, when=edit.node)))
        line = self._places.line(rule.file, ("escalate", place), rule.line)
        written = f"{' '.join(unparse(step.when).split())}:{step.effect}"
        yield Operator.ESCALATION, part, line, written, "", with_steps()

    def _of_derivation(self, derivation: Derivation) -> Iterator[_Slip]:
        if derivation.when is not None:
            for edit in (*dropped_whole(derivation.when), *edits_of(derivation.when)):
                line = self._places.expression(derivation.file, ("when",), edit.span[0])
                yield _slip(edit, "推算条件", line, _with_uses(replace(derivation, when=edit.node)))
        if derivation.value is not None:
            for edit in edits_of(derivation.value):
                line = self._places.expression(derivation.file, ("value",), edit.span[0])
                yield _slip(edit, "推算公式", line, _with_uses(replace(derivation, value=edit.node)))
        for part, line, written, becomes, period in self._shifted(derivation):
            yield Operator.DATE, part, line, written, becomes, replace(derivation, in_force=period)

    def _of_parameter(self, parameter: Parameter) -> Iterator[_Slip]:
        entries = self._places.values_of(parameter)
        for place, dated in enumerate(parameter.values):
            line = entries[place].line if place < len(entries) else parameter.line
            part = f"{dated.period}的值" if len(parameter.values) > 1 else "值"
            unit = self._unit_written(entries, place) or parameter.unit
            for value in nudged_value(dated.value, unit):
                values = list(parameter.values)
                values[place] = replace(dated, value=value)
                written, becomes = (
                    f"{parameter.name} = {unparse(Literal(each, unit))}" for each in (dated.value, value)
                )
                yield Operator.LIMIT, part, line, written, becomes, replace(parameter, values=tuple(values))
            yield from _parameter_dates(parameter, place, line)

    @staticmethod
    def _unit_written(entries: Sequence[MappingNode], place: int) -> Unit | None:
        """The unit a parameter's value is written in: 30 万吨 moves by 1 万吨."""
        node = entries[place].value.get("value") if place < len(entries) else None
        if not isinstance(node, ScalarNode):
            return None
        try:
            written = parse(node.text)
        except FeelSyntaxError:
            return None
        return written.unit if isinstance(written, Literal) else None

    def _of_table(self, table: DecisionTable) -> Iterator[_Slip]:
        for row in table.rows:
            for place, test in enumerate(row.tests):
                for edit in boundary_edits_of(test):
                    tests = (*row.tests[:place], edit.node, *row.tests[place + 1 :])
                    after = replace(table, rows=_with_row(table, row.number, replace(row, tests=tests)))
                    part = f"第 {row.number} 行“{table.inputs[place].name}”"
                    yield _slip(edit, part, row.line, after)
            for place, output in enumerate(row.outputs):
                for edit in edits_of(output):
                    outputs = (*row.outputs[:place], edit.node, *row.outputs[place + 1 :])
                    after = replace(table, rows=_with_row(table, row.number, replace(row, outputs=outputs)))
                    part = f"第 {row.number} 行“{table.outputs[place].name}”"
                    operator = Operator.LIMIT if isinstance(output, Literal) else edit.operator
                    yield _slip(replace(edit, operator=operator), part, row.line, after)
        for part, line, written, becomes, period in self._shifted(table):
            yield Operator.DATE, part, line, written, becomes, replace(table, in_force=period)

    def _shifted(self, item: Rule | Derivation | DecisionTable) -> Iterator[tuple[str, int, str, str, Period]]:
        """The written ends of a period, each a day earlier and later."""
        for key, word, day in (("from", "起", item.in_force.start), ("to", "止", item.in_force.end)):
            node = self._places.node(item.file, ("in_force", key))
            if node is None or day is None:
                continue
            for other in shifted(day):
                period = Period(other, item.in_force.end) if key == "from" else Period(item.in_force.start, other)
                yield f"有效期之{word}", node.line, day.isoformat(), other.isoformat(), period


def _slip(edit: Edit, part: str, line: int, after: Item) -> _Slip:
    return edit.operator, part, line, edit.written, edit.becomes, after


def _with_uses(item: _User) -> _User:
    return replace(item, uses=Uses.of(item.expressions))


def _with_row(table: DecisionTable, number: int, changed: Row) -> tuple[Row, ...]:
    return tuple(changed if row.number == number else row for row in table.rows)


def _parameter_dates(parameter: Parameter, place: int, line: int) -> Iterator[_Slip]:
    """The first day of a value, and its last where no other value follows at once, each a day earlier and later."""
    values = parameter.values
    period = values[place].period
    follows = place > 0 and values[place - 1].period.end == period.start
    precedes = place + 1 < len(values) and values[place + 1].period.start == period.end
    for day in shifted(period.start) if period.start is not None else ():
        changed = list(values)
        changed[place] = replace(values[place], period=Period(day, period.end))
        if follows:
            changed[place - 1] = replace(values[place - 1], period=Period(values[place - 1].period.start, day))
        after = replace(parameter, values=tuple(changed))
        yield Operator.DATE, "值之起", line, str(period.start), day.isoformat(), after
    for day in shifted(period.end) if period.end is not None and not precedes else ():
        changed = list(values)
        changed[place] = replace(values[place], period=Period(period.start, day))
        after = replace(parameter, values=tuple(changed))
        yield Operator.DATE, "值之止", line, str(period.end), day.isoformat(), after
