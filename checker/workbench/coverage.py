"""Coverage: from each sentence of a register to its disposition, its rules, and the scenarios and cases that try them.

A document is tracked when any of its clauses has a disposition; then all of them must have one. Whether a disposition
agrees with the rules is asked here and not on loading: it is a property of the whole library, and loading a part of it
must stay possible.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from checker.errors import Problem
from checker.model.outcome import Effect, Mark, Outcome
from checker.rulebook import Accounting, Clause, Derivation, Document, Rule, RuleBook, unique_clauses
from checker.workbench.case import Case
from checker.workbench.scenario import Scenario


class Gap(StrEnum):
    """What a library that is whole does not have."""

    UNACCOUNTED = "没有去向的条款"
    CONTRADICTED = "去向与规则不一致的条款"
    UNTRIED = "没有场景的规则"
    UNCLAUSED = "没有条款的规则"
    UNFOUNDED = "否决而没有否决条款或上位依据的规则"
    UNMARKED = "没有核验标记的数值"


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule with what tries it: scenarios per asserted outcome, the scenarios themselves, cases."""

    rule: Rule
    outcomes: Mapping[Outcome, int]
    scenarios: tuple[Scenario, ...]
    cases: tuple[tuple[Case, Outcome], ...]

    @property
    def gravest(self) -> Effect:
        """Its effect, or the gravest it can escalate to."""
        return gravest_effect(self.rule)

    @property
    def scenario_names(self) -> tuple[str, ...]:
        """The names of its scenarios, each once."""
        return tuple(dict.fromkeys(scenario.name for scenario in self.scenarios))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One clause of a tracked document, the rules that cite it as clause or basis, and what is wrong with that."""

    clause: Clause
    rules: tuple[Tried, ...]
    derivations: tuple[Derivation, ...]
    gap: tuple[Gap, str] | None

    @property
    def is_accounted_for(self) -> bool:
        """Whether it has one disposition and the rules agree with it."""
        return self.gap is None


@dataclass(frozen=True)
class Coverage:
    """The traceability matrix of a rule book.

    ``gaps`` are the problems by kind. ``values`` counts parameter values and table rows by the mark of their source;
    None stands for values still to be entered. Without ``with_scenarios`` no scenarios were given and none are missed;
    the same holds for ``with_cases``.
    """

    documents: tuple[Document, ...]
    sentences: tuple[Sentence, ...]
    rules: tuple[Tried, ...]
    gaps: Mapping[Gap, tuple[Problem, ...]]
    values: Mapping[Mark | None, int]
    scenario_count: int
    case_count: int
    with_scenarios: bool
    with_cases: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All gaps in order of kind."""
        return tuple(problem for gap in Gap for problem in self.gaps.get(gap, ()))

    @cached_property
    def accounted(self) -> int:
        """How many sentences are accounted for."""
        return sum(sentence.is_accounted_for for sentence in self.sentences)

    @cached_property
    def kinds(self) -> Mapping[Accounting, int]:
        """How many sentences are accounted for in each way."""
        given = Counter(
            sentence.clause.disposition.kind
            for sentence in self.sentences
            if sentence.is_accounted_for and sentence.clause.disposition
        )
        return {kind: given[kind] for kind in Accounting}

    def of_document(self, document: Document) -> tuple[Sentence, ...]:
        """The sentences of one document."""
        return tuple(sentence for sentence in self.sentences if sentence.clause.document == document)


def gravest_effect(rule: Rule) -> Effect:
    """The effect of a rule, or the gravest it can escalate to."""
    effects = (rule.effect, *(escalation.effect for escalation in rule.escalations))
    return max(effects, key=lambda effect: effect.gravity)


def cited_clauses(rule: Rule) -> tuple[Clause, ...]:
    """The clause of a rule and every basis of it and of its escalations, each once."""
    bases = (clause for escalation in rule.escalations for clause in escalation.basis)
    return unique_clauses((rule.clause, *rule.basis, *bases))


def part_of(book: RuleBook, packs: Collection[str]) -> RuleBook:
    """What the packs with these ids hold of ``book``."""

    def own(file: str) -> bool:
        return file.split("/", 1)[0] in packs

    return replace(
        book,
        packs=tuple(pack for pack in book.packs if pack.id in packs),
        clauses={reference: clause for reference, clause in book.clauses.items() if own(clause.file)},
        rules=tuple(rule for rule in book.rules if own(rule.file)),
        derivations=tuple(derivation for derivation in book.derivations if own(derivation.file)),
        parameters=tuple(parameter for parameter in book.parameters if own(parameter.file)),
        tables=tuple(table for table in book.tables if own(table.file)),
    )


def measure_coverage(
    whole: RuleBook,
    scenarios: Sequence[Scenario] | None = None,
    cases: Sequence[Case] | None = None,
    *,
    packs: Collection[str] | None = None,
) -> Coverage:
    """The coverage of a rule book, or of its ``packs`` with these ids.

    ``None`` for scenarios or cases means that none were looked at.
    """
    book = whole if packs is None else part_of(whole, packs)
    tried = _tried(book.rules, scenarios or (), cases or ())
    sentences = tuple(_sentences(book, tried))
    gaps: defaultdict[Gap, list[Problem]] = defaultdict(list)
    for sentence in sentences:
        if sentence.gap is not None:
            gap, remedy = sentence.gap
            gaps[gap].append(_clause_problem(sentence.clause, gap, remedy))
    if scenarios is not None:
        gaps[Gap.UNTRIED] += [
            _rule_problem(each.rule, "没有场景", "请在 features/ 补场景,以规则编号作标签")
            for each in tried
            if not each.scenarios
        ]
    gaps[Gap.UNCLAUSED] += [
        _rule_problem(each.rule, "没有条款", "请写 clause")
        for each in tried
        if each.rule.clause.reference not in whole.clauses
    ]
    gaps[Gap.UNFOUNDED] += [
        _rule_problem(rule, "可致否决,而条款与上位依据都不足以否决", "请在 basis 引用 ceiling 为 reject 的条款")
        for rule in book.rules
        if _refuses_without_ground(rule)
    ]
    values = list(_values(book))
    gaps[Gap.UNMARKED] += [problem for mark, problem in values if mark is None and problem is not None]
    return Coverage(
        documents=tuple(dict.fromkeys(sentence.clause.document for sentence in sentences)),
        sentences=sentences,
        rules=tried,
        gaps={gap: tuple(found) for gap, found in gaps.items() if found},
        values=Counter(mark for mark, problem in values if problem is None),
        scenario_count=len(scenarios or ()),
        case_count=len(cases or ()),
        with_scenarios=scenarios is not None,
        with_cases=cases is not None,
    )


def _tried(rules: Iterable[Rule], scenarios: Sequence[Scenario], cases: Sequence[Case]) -> tuple[Tried, ...]:
    naming: defaultdict[str, list[Scenario]] = defaultdict(list)
    judged: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    expecting: defaultdict[str, list[tuple[Case, Outcome]]] = defaultdict(list)
    for scenario in scenarios:
        for rule_id in scenario.rules:
            naming[rule_id].append(scenario)
        for rule_id, outcome in scenario.judged:
            judged[rule_id][outcome] += 1
    for case in cases:
        for rule_id, outcome in case.outcomes.items():
            expecting[rule_id].append((case, outcome))
    return tuple(
        Tried(rule, dict(judged[rule.id]), tuple(naming[rule.id]), tuple(expecting[rule.id])) for rule in rules
    )


def _sentences(book: RuleBook, tried: Iterable[Tried]) -> Iterator[Sentence]:
    citing: defaultdict[str, list[Tried]] = defaultdict(list)
    deriving: defaultdict[str, list[Derivation]] = defaultdict(list)
    for each in tried:
        for clause in cited_clauses(each.rule):
            citing[clause.reference].append(each)
    for derivation in book.derivations:
        for clause in unique_clauses((*([derivation.clause] if derivation.clause else ()), *derivation.basis)):
            deriving[clause.reference].append(derivation)
    tracked = {clause.document.number for clause in book.clauses.values() if clause.disposition is not None}
    for clause in book.clauses.values():
        if clause.document.number in tracked:
            rules = tuple(citing[clause.reference])
            yield Sentence(clause, rules, tuple(deriving[clause.reference]), _gap_of(clause, rules))


_AT_MOST_ADVICE: Final = (Accounting.ADVICE, Accounting.METRIC, Accounting.PROJECTS)


def _gap_of(clause: Clause, rules: Sequence[Tried]) -> tuple[Gap, str] | None:
    """What keeps a sentence from being accounted for, and what to do about it."""
    if clause.disposition is None:
        return Gap.UNACCOUNTED, "请在条款登记里写 disposition;应由规则核对而还没有规则的,先补规则"
    kind = clause.disposition.kind
    gravest = max(rules, key=lambda each: each.gravest.gravity, default=None)
    enforced = gravest is not None and gravest.gravest is not Effect.ADVISE
    match kind:
        case Accounting.RULES if not enforced:
            return Gap.CONTRADICTED, f"去向是“{kind}”,却没有会商及以上的规则引用它;请补规则,或改去向"
        case Accounting.ADVICE if gravest is None:
            return Gap.CONTRADICTED, f"去向是“{kind}”,却没有规则引用它;请补规则,或改去向"
        case Accounting.GOVERNMENT if gravest is not None:
            return Gap.CONTRADICTED, f"去向是“{kind}”,而规则 {gravest.rule.id} 引用了它;请改去向,或改规则所引条款"
    if kind in _AT_MOST_ADVICE and enforced and gravest is not None:
        word = gravest.gravest.label
        return Gap.CONTRADICTED, f"去向是“{kind}”,而规则 {gravest.rule.id} 据此可致{word};请改为 kind: 规则"
    return None


def _refuses_without_ground(rule: Rule) -> bool:
    grounds = [(rule.effect, ())] + [(escalation.effect, escalation.basis) for escalation in rule.escalations]
    return any(
        effect is Effect.REJECT and not any(map(_may_refuse, (rule.clause, *rule.basis, *basis)))
        for effect, basis in grounds
    )


def _may_refuse(clause: Clause) -> bool:
    return clause.mark.drives_rules and clause.ceiling is Effect.REJECT


def _values(book: RuleBook) -> Iterator[tuple[Mark | None, Problem | None]]:
    """The mark behind each value, None for one still to be entered, and a problem for one without a mark."""
    for parameter in book.parameters:
        for dated in parameter.values:
            if dated.value is None:
                yield None, None
            elif dated.source is None:
                yield None, Problem(f"参数 {parameter.name}:数值没有来源", parameter.file, parameter.line)
            else:
                yield dated.source.mark, None
    for table in book.tables:
        for row in table.rows:
            source = row.source or table.source
            if row.awaits_entry:
                yield None, None
            elif source is None:
                yield None, Problem(f"决策表 {table.name} 第 {row.number} 行:数值没有来源", row.file, row.line)
            else:
                yield source.mark, None


def _clause_problem(clause: Clause, gap: Gap, remedy: str) -> Problem:
    what = "没有去向" if gap is Gap.UNACCOUNTED else "去向与规则不一致"
    return Problem(f"条款 {clause.reference}({clause.path}):{what}", clause.file, clause.line, remedy=remedy)


def _rule_problem(rule: Rule, what: str, remedy: str) -> Problem:
    return Problem(f"规则 {rule.id}:{what}", rule.file, rule.line, remedy=remedy)
