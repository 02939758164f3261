"""The review of one application: engine outcomes become findings, findings become a verdict and a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any

from checker.engines.base import Engine, Judgement
from checker.engines.program import Program
from checker.model.outcome import Effect, Outcome
from checker.model.report import (
    Citation,
    DerivedFact,
    Finding,
    MissingFact,
    PackStamp,
    QuotaDemand,
    QuotaLine,
    Report,
    Trace,
)
from checker.model.standing import Standing
from checker.review.aggregation import aggregate
from checker.review.cards import FactCard, RuleCard, derived_uses, members_of_records, rule_card
from checker.review.citing import cite
from checker.review.condition import Conditions, Scope
from checker.review.display import scalar_text, text_of
from checker.review.ledger import in_the_ledger, quota_demands, quota_lines
from checker.review.missing import Gap, MissingFacts
from checker.review.requirement import Requirements, Shortfall, unmet_leaves
from checker.review.units import units_of
from checker.review.waiver import ambiguous_clause_ids, exempted, exemptions_of
from checker.rulebook import Rule
from checker.rulebook.tables.lookup import Hit, recorded_hits

NO_RULE = "no-applicable-rule"
NO_CROSS_CHECK = "no-cross-check"
AS_OF = "审查日"
"""The name under which expressions see the as-of date; ``today()`` gives it too."""
_LATER = 1 << 30
_FIRST, _SECOND = itemgetter(0), itemgetter(1)
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Subject:
    """The application under review, as the report names it."""

    id: str
    name: str
    hash: str


class Reviewer:
    """Reviews applications against one program; built once per rule book and period, used from any thread."""

    def __init__(self, program: Program, engine: Engine, rulebook_hash: str, packs: Iterable[PackStamp]) -> None:
        self._program = program
        self._engine = engine
        self._rulebook_hash = rulebook_hash
        self._packs = tuple(packs)
        self._units = units_of(program)
        self._conditions = Conditions(program.in_force.functions, self._units, program.in_force.derived_names)
        self._requirements = Requirements(self._conditions)
        self._missing = MissingFacts(program, self._conditions)
        self._ambiguous = ambiguous_clause_ids(compiled.rule for compiled in program.rules)
        uses = derived_uses(program)
        self._cards = tuple(rule_card(compiled, uses) for compiled in program.rules)
        ordered = sorted(self._cards, key=lambda card: card.place)
        self._places = {card.compiled.rule.id: place for place, card in enumerate(ordered)}
        ranked = ((card, self._rank(card.not_applicable), card.not_applicable, card.satisfied) for card in self._cards)
        self._quiet = tuple((card, (rank, absent), (rank, kept)) for card, rank, absent, kept in ranked)
        members = members_of_records(program)
        self._fact_cards = {
            label.fact: FactCard(label.derivations, members) for stratum in program.strata for label in stratum.labels
        }

    def review(
        self,
        facts: Mapping[str, Any],
        subject: Subject,
        *,
        as_of: date,
        everything: bool = False,
        standing: Standing | None = None,
    ) -> Report:
        """Judge, explain and aggregate; ``everything`` also traces satisfied and not-applicable rules.

        ``standing`` is what a ledger knows of the application: its facts replace those of the application.
        """
        facts = {**facts, **standing.facts} if standing else facts
        judgement = self._engine.judge(self._program, {**facts, AS_OF: as_of, "today": as_of})
        scope = Scope(judgement.environment, office=standing.office if standing else frozenset())
        demands: tuple[QuotaDemand, ...] = ()
        quotas: tuple[QuotaLine, ...] = ()
        if standing is not None:
            demands = quota_demands(self._program.in_force.quotas, self._conditions, scope, as_of)
            quotas = quota_lines(demands, standing)
        exemptions = exemptions_of(facts.get("豁免"), as_of, standing.unregistered if standing else ())
        quiet: list[tuple[int, Finding]] = []
        notable: list[Finding] = []
        questions: list[MissingFact] = []
        for (card, absent, kept), outcome in zip(self._quiet, judgement.outcomes, strict=True):
            match outcome:
                case Outcome.NOT_APPLICABLE:
                    quiet.append(absent)
                case Outcome.SATISFIED:
                    quiet.append(kept)
                case Outcome.VIOLATED:
                    finding, asked = self._violated(card, scope, judgement)
                    notable.append(exempted(finding, card.compiled.rule, exemptions, self._ambiguous))
                    questions.extend(asked)
                case Outcome.UNDETERMINED:
                    finding, asked = self._undetermined(card, scope, judgement)
                    notable.append(finding)
                    questions.extend(asked)
                case _:
                    fault = judgement.faults.get(card.compiled.rule.id, "")
                    notable.append(replace(card.satisfied, outcome=Outcome.ERROR, message=fault))
        if everything:
            cards = {card.compiled.rule.id: card for card in self._cards}
            quiet = [(rank, self._explained(one, cards[one.rule], scope, judgement)) for rank, one in quiet]
        if standing is not None:
            notable = [in_the_ledger(finding, quotas, standing) for finding in notable]
            quiet = [(rank, in_the_ledger(finding, quotas, standing)) for rank, finding in quiet]
        notable.extend(self._faults(judgement, chain(notable, map(_SECOND, quiet))))
        result = aggregate(notable, questions)
        ranked = [*((self._rank(finding), finding) for finding in result.findings), *quiet]
        ranked.sort(key=_FIRST)
        return Report(
            verdict=result.verdict,
            dispositions=result.dispositions,
            as_of=as_of,
            engine=self._engine.name,
            rulebook_hash=self._rulebook_hash,
            packs=self._packs,
            application_id=subject.id,
            application_name=subject.name,
            application_hash=subject.hash,
            findings=tuple(map(_SECOND, ranked)),
            derived=tuple(self._derived(judgement, scope)),
            undetermined=result.missing,
            ledger_position=standing.position if standing else None,
            ledger_facts=tuple(standing.facts) if standing else (),
            quotas=quotas,
            demands=demands,
        )

    def _rank(self, finding: Finding) -> int:
        """Errors first, then by effect, then in the order of the cards."""
        place = self._places.get(finding.rule, 0)
        if finding.outcome is Outcome.ERROR:
            return place - _LATER
        return place - finding.effect.gravity * len(self._places)

    def _violated(self, card: RuleCard, scope: Scope, judgement: Judgement) -> tuple[Finding, tuple[MissingFact, ...]]:
        rule = card.compiled.rule
        leaves = list(unmet_leaves(self._conditions, rule.require, scope))
        with recorded_hits() as hits:
            for leaf in leaves:
                self._conditions.truth(leaf.node, leaf.scope)
        shortfalls = [found for leaf in leaves if (found := self._requirements.shortfall(leaf))]
        facts = dict.fromkeys(fact for leaf in leaves for fact in self._conditions.values(leaf.node, leaf.scope))
        effect, citations, asked = self._effect(card, scope)
        gaps = dict.fromkeys(found.gap for found in shortfalls if found.gap)
        required = self._requirements.unmet(rule.require, scope)
        fill = {"gap": next(iter(gaps), "所缺数量")}
        finding = replace(
            card.satisfied,
            outcome=Outcome.VIOLATED,
            effect=effect,
            message=self._filled(rule.message, scope, fill) or _violation_text(rule.title, shortfalls, required),
            citations=_with_row_sources(citations, hits),
            observed=tuple(facts),
            required=required,
            gap=";".join(gaps),
            missing=tuple(dict.fromkeys(question.fact for question in asked)),
            chain=self._chain(card, scope, judgement),
            trace=self._trace(card, scope),
            remedy=self._filled(rule.remedy, scope, fill),
        )
        return finding, asked

    def _undetermined(
        self, card: RuleCard, scope: Scope, judgement: Judgement
    ) -> tuple[Finding, tuple[MissingFact, ...]]:
        rule = card.compiled.rule
        applies = self._conditions.truth(rule.applies, scope)
        required = self._conditions.truth(rule.require, scope)
        gaps = self._missing.behind(rule.applies if applies is None else rule.require, scope)
        effect = self._gravest(rule, scope)
        names = "、".join(gap.fact for gap in gaps)
        message = f"缺少{names},暂不能判定" if names else "条件中的数值不能比较,暂不能判定"
        finding = replace(
            card.satisfied,
            outcome=Outcome.UNDETERMINED,
            effect=effect,
            message=f"{rule.title}:{message}",
            observed=self._conditions.values(rule.applies if applies is None else rule.require, scope),
            required=self._requirements.stated(rule.require),
            missing=tuple(gap.fact for gap in gaps),
            chain=self._chain(card, scope, judgement),
            trace=self._trace(card, scope),
            remedy=_supplement(gaps),
            holds_up=required is not True,
        )
        return finding, self._questions(gaps, rule, effect)

    def _questions(self, gaps: Iterable[Gap], rule: Rule, effect: Effect) -> tuple[MissingFact, ...]:
        return tuple([MissingFact(gap.fact, self._question(gap), gap.office, (rule.id,), effect) for gap in gaps])

    def _gravest(self, rule: Rule, scope: Scope) -> Effect:
        """The worst a violation could come to: escalations that are false are out, the first true one is the last."""
        possible = []
        for step in rule.escalations:
            truth = self._conditions.truth(step.when, scope)
            if truth is not False:
                possible.append(step.effect)
            if truth is True:
                break
        else:
            possible.append(rule.effect)
        return max(possible, key=lambda effect: effect.gravity)

    def _explained(self, finding: Finding, card: RuleCard, scope: Scope, judgement: Judgement) -> Finding:
        """A satisfied or not-applicable finding with the values that made it so."""
        rule = card.compiled.rule
        node = rule.applies if finding.outcome is Outcome.NOT_APPLICABLE else rule.require
        return replace(
            finding,
            observed=self._conditions.values(node, scope),
            required=self._requirements.stated(node) if finding.outcome is Outcome.SATISFIED else "",
            chain=self._chain(card, scope, judgement),
            trace=self._trace(card, scope, applicable=finding.outcome is Outcome.SATISFIED),
        )

    def _effect(self, card: RuleCard, scope: Scope) -> tuple[Effect, tuple[Citation, ...], tuple[MissingFact, ...]]:
        """The rule's effect, or the first escalation that is true; an unknown escalation is not taken but asked for."""
        rule = card.compiled.rule
        asked: list[MissingFact] = []
        for step in rule.escalations:
            truth = self._conditions.truth(step.when, scope)
            if truth is True:
                cited = {citation.reference for citation in card.citations}
                extra = tuple(cite(clause, "basis") for clause in step.basis if clause.reference not in cited)
                return step.effect, card.citations + extra, tuple(asked)
            if truth is None:
                asked.extend(self._questions(self._missing.behind(step.when, scope), rule, step.effect))
        return rule.effect, card.citations, tuple(asked)

    def _trace(self, card: RuleCard, scope: Scope, *, applicable: bool = True) -> tuple[Trace, ...]:
        rule = card.compiled.rule
        applies = self._conditions.trace(rule.applies, scope, "适用条件")
        if not applicable:
            return (applies,)
        return (applies, self._conditions.trace(rule.require, scope, "要求"))

    def _chain(self, card: RuleCard, scope: Scope, judgement: Judgement) -> tuple[str, ...]:
        lines = []
        for fact in card.chain:
            shown = self._conditions.fact(fact, scope)
            because = judgement.because.get(fact)
            source = f"依 {'、'.join(because)}" if because else "申报值"
            lines.append(f"{fact} = {scalar_text(shown.value, shown.unit)}({source})")
        return tuple(lines)

    def _derived(self, judgement: Judgement, scope: Scope) -> Iterator[DerivedFact]:
        environment = judgement.environment
        for fact, because in judgement.because.items():
            value = environment.get(fact)
            if value is None and not because:
                continue
            grounds = self._fact_cards[fact].grounds(because)
            shown = self._conditions.fact(fact, scope)
            yield DerivedFact(
                fact=fact,
                value=shown.value,
                unit=shown.unit,
                because=because,
                formula=grounds.formula,
                inputs=tuple([self._conditions.fact(name, scope) for name in grounds.inputs]),
                citations=grounds.citations,
            )

    def _faults(self, judgement: Judgement, findings: Iterable[Finding]) -> Iterator[Finding]:
        for name, fault in judgement.faults.items():
            if name not in self._places:
                yield _fault(name, f"推导“{name}”出错", fault)
        if judgement.breakdown:
            yield _fault(NO_CROSS_CHECK, "引擎未能核对", judgement.breakdown)
        if not any(map(_is_judged, findings)):
            yield _fault(
                NO_RULE, "没有任何规则适用", "没有任何规则适用于本项目,不能据此通过;请核对审查日和申报的核心信息"
            )

    def _question(self, gap: Gap) -> str:
        if gap.office:
            return f"请管理机关录入{gap.fact}(待录入)"
        spec = self._program.in_force.facts.get(gap.fact)
        return spec.doc if spec is not None and spec.doc else f"请补充{gap.fact}"

    def _filled(self, template: str, scope: Scope, fill: Mapping[str, str]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1].strip()
            if name in fill:
                return fill[name]
            return text_of(scope.environment.get(name), self._units.names.get(name))

        return _PLACEHOLDER.sub(value, template)


def _is_judged(finding: Finding) -> bool:
    """Whether a rule was evaluated, or waits for facts that will decide it; advice left open is neither."""
    match finding.outcome:
        case Outcome.NOT_APPLICABLE:
            return False
        case Outcome.UNDETERMINED:
            return finding.holds_up and finding.effect is not Effect.ADVISE
        case _:
            return True


def _with_row_sources(citations: tuple[Citation, ...], hits: Iterable[Hit]) -> tuple[Citation, ...]:
    """The citations with the clauses behind the table rows that were hit."""
    known = {citation.reference for citation in citations}
    rows = {clause.reference: clause for hit in hits for clause in hit.sources if clause.reference not in known}
    return citations + tuple(cite(clause, "source") for clause in rows.values())


def _violation_text(title: str, shortfalls: list[Shortfall], required: str) -> str:
    parts = [f"{found.subject} 为 {found.observed},应 {found.operator} {found.required}" for found in shortfalls]
    return f"{title}:" + (";".join(dict.fromkeys(parts)) or f"应满足:{required}")


def _supplement(gaps: tuple[Gap, ...]) -> str:
    applicant = "、".join(gap.fact for gap in gaps if not gap.office)
    office = "、".join(gap.fact for gap in gaps if gap.office)
    parts = [f"请申报单位补充:{applicant}" if applicant else "", f"请管理机关录入(待录入):{office}" if office else ""]
    return ";".join(part for part in parts if part)


def _fault(name: str, title: str, message: str) -> Finding:
    return Finding(name, name, "", title, Outcome.ERROR, Effect.REJECT, message)
