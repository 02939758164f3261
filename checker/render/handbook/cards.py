"""Rule cards: one rule or derivation with everything a reader needs to trust it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from checker.feel import tree, unparse
from checker.feel.prose import in_words, noun_of
from checker.model.outcome import Effect, Outcome
from checker.model.report import Citation
from checker.render import wording
from checker.render.coverage import outcomes_text
from checker.render.handbook.values import parameter_card, table_anchor
from checker.render.handbook.view import Citing, Line, Link, RuleCard
from checker.render.lines import prose, visible
from checker.review.citing import cite, cite_rule
from checker.rulebook import Clause, Derivation, Parameter, Rule, RuleBook, unique_clauses
from checker.rulebook.rule import Uses
from checker.workbench.case import Case
from checker.workbench.coverage import Coverage, Tried

DERIVED: Final = "推算"
_CONSEQUENCES: Final = {
    Effect.REJECT: "予以否决",
    Effect.RECTIFY: "要求整改",
    Effect.CONSULT: "转会商",
    Effect.ADVISE: "作出提示，不影响结论",
}
_PLACEHOLDER: Final = re.compile(r" *\{([^{}]*)\} *")
_UNSAFE: Final = re.compile(r"[^\w.-]+")


def clause_anchor(clause: Clause) -> str:
    """Where a clause stands on the page."""
    return "clause-" + _UNSAFE.sub("-", clause.reference)


class CardMaker:
    """Makes the cards of one rule book; it knows which names are derived and where each stands."""

    def __init__(self, book: RuleBook) -> None:
        self._parameters = {parameter.name: parameter for parameter in book.parameters}
        self._tables = book.tables
        self._deriving: dict[str, str] = {}
        for derivation in book.derivations:
            self._deriving.setdefault(derivation.derive, derivation.id)
        self._derived = book.derived_names

    def rule(self, tried: Tried, coverage: Coverage) -> RuleCard:
        """The card of a rule."""
        rule = tried.rule
        advice = (Line("说明", _filled(rule.message)), Line("怎么改", _filled(rule.remedy)))
        return RuleCard(
            anchor=rule.id,
            id=visible(rule.id),
            title=prose(rule.title),
            effect=rule.effect.label if rule.effect is tried.gravest else f"{rule.effect.label}→{tried.gravest.label}",
            tone=tried.gravest.value,
            period=str(rule.in_force),
            citations=tuple(map(_citing, cite_rule(rule))),
            readback=tuple(self._rule_in_words(rule)),
            written=tuple(_rule_as_written(rule)),
            advice=tuple(line for line in advice if line.text),
            facts=self._facts(rule.uses),
            parameters=tuple(map(parameter_card, self._parameters_used(rule.uses))),
            tables=self._table_links(rule.uses),
            tried=outcomes_text(tried) if coverage.with_scenarios else "",
            scenarios=tuple(_counted(f"{each.feature}：{each.name}" for each in tried.scenarios)),
            cases=tuple(f"{visible(case.name)}（{outcome.label}）" for case, outcome in _telling(tried)),
            open_points=tuple(self._open_points(rule.uses, (rule.clause, *rule.basis, *rule.sources))),
            notes=prose(rule.notes),
            file=f"{rule.file}:{rule.line}",
        )

    def derivation(self, derivation: Derivation) -> RuleCard:
        """The card of a derivation."""
        return RuleCard(
            anchor=derivation.id,
            id=visible(derivation.id),
            title=prose(derivation.title),
            effect=DERIVED,
            tone="derive",
            period=str(derivation.in_force),
            citations=tuple(
                _citing(cite(clause, "clause" if clause is derivation.clause else "source"))
                for clause in unique_clauses(derivation.citations)
            ),
            readback=tuple(self._derivation_in_words(derivation)),
            written=tuple(_derivation_as_written(derivation)),
            advice=(),
            facts=self._facts(derivation.uses),
            parameters=tuple(map(parameter_card, self._parameters_used(derivation.uses))),
            tables=self._table_links(derivation.uses),
            tried="",
            scenarios=(),
            cases=(),
            open_points=tuple(self._open_points(derivation.uses, derivation.citations)),
            notes=prose(derivation.notes),
            file=f"{derivation.file}:{derivation.line}",
        )

    def _rule_in_words(self, rule: Rule) -> Iterator[Line]:
        applies = "所有项目" if rule.applies == tree.Literal(True) else self._condition(rule.applies)
        yield Line("适用", f"{applies}。")
        if rule.require == tree.Literal(False):
            yield Line("要求", "适用的情形本身即不符合。")
        else:
            yield Line("要求", f"{self._condition(rule.require)}。")
        yield Line("处置", f"不符合的，{_CONSEQUENCES[rule.effect]}。")
        for escalation in rule.escalations:
            when = self._condition(escalation.when)
            based = "、".join(f"{clause.document.number} {clause.path}" for clause in escalation.basis)
            grounds = f"（依据：{visible(based)}）" if based else ""
            yield Line("加重", f"其中{when}的，{_CONSEQUENCES[escalation.effect]}{grounds}。")

    def _derivation_in_words(self, derivation: Derivation) -> Iterator[Line]:
        fact = visible(derivation.derive)
        head = f"{self._condition(derivation.when)}的，" if derivation.when is not None else ""
        if derivation.value is None:
            yield Line("推算", f"{head}“{fact}”为“是”。")
        else:
            yield Line("推算", f"{head}“{fact}”取值：{self._noun(derivation.value)}。")

    def _condition(self, node: tree.Node) -> str:
        return visible(in_words(node, derived=self._derived))

    def _noun(self, node: tree.Node) -> str:
        return visible(noun_of(node, derived=self._derived))

    def _facts(self, uses: Uses) -> tuple[Link, ...]:
        names = sorted(uses.names & self._deriving.keys())
        return tuple(Link(self._deriving[name], visible(name)) for name in names)

    def _parameters_used(self, uses: Uses) -> list[Parameter]:
        return [parameter for name, parameter in self._parameters.items() if name in uses.names]

    def _table_links(self, uses: Uses) -> tuple[Link, ...]:
        return tuple(
            Link(table_anchor(table), visible(table.name), str(table.in_force))
            for table in self._tables
            if table.name in uses.calls
        )

    def _open_points(self, uses: Uses, clauses: Iterable[Clause]) -> Iterator[str]:
        for parameter in self._parameters_used(uses):
            periods = "、".join(str(dated.period) for dated in parameter.values if dated.value is None)
            if periods:
                yield f"参数“{visible(parameter.name)}”待录入（{periods}），录入前不能据此判定"
        for table in self._tables:
            if table.name in uses.calls and (not table.rows or any(row.awaits_entry for row in table.rows)):
                yield f"决策表“{visible(table.name)}”有待录入的行"
        for clause in unique_clauses(clauses):
            if clause.mark.note:
                yield f"{visible(clause.reference)} 的标记为 {clause.mark}：{clause.mark.note}"


def _citing(citation: Citation) -> Citing:
    return Citing(
        role=wording.role_label(citation.role),
        reference=visible(citation.reference),
        place=wording.source_text(citation),
        wording=wording.wording_text(citation),
        mark=citation.status.value,
        note=citation.note or "",
    )


def _rule_as_written(rule: Rule) -> Iterator[Line]:
    yield Line("applies", visible(unparse(rule.applies)))
    yield Line("require", visible(unparse(rule.require)))
    for escalation in rule.escalations:
        yield Line(f"escalate {escalation.effect}", visible(unparse(escalation.when)))


def _derivation_as_written(derivation: Derivation) -> Iterator[Line]:
    if derivation.when is not None:
        yield Line("when", visible(unparse(derivation.when)))
    if derivation.value is not None:
        yield Line("value", visible(unparse(derivation.value)))


def _filled(text: str) -> str:
    """A message with its placeholders said in words, since there is no application to fill them from."""
    return _PLACEHOLDER.sub(lambda found: "（差距）" if found[1] == "gap" else f"（{found[1].strip()}）", prose(text))


def _counted(texts: Iterable[str]) -> Iterator[str]:
    for text, count in Counter(texts).items():
        yield prose(text) + (f"（{count} 例）" if count > 1 else "")


def _telling(tried: Tried) -> Iterator[tuple[Case, Outcome]]:
    """The cases that say something of a rule: those it does not merely pass by."""
    return ((case, outcome) for case, outcome in tried.cases if outcome is not Outcome.NOT_APPLICABLE)
