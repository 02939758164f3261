"""Evidence: the trials that scenarios and cases make, ready to be put to a jury."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from checker.errors import Problem, UsageError
from checker.model import facts_of, read_application
from checker.model.outcome import Outcome
from checker.model.report import Report
from checker.review.display import scalar_text
from checker.rulebook import RuleBook
from checker.workbench.bdd import report_steps
from checker.workbench.bdd.catalogue import book_with_catalogue
from checker.workbench.bdd.recording import RecordedScenario, record
from checker.workbench.case import Case, read_cases
from checker.workbench.mutation.trial import Demand, Trial

_PLAIN: frozenset[Callable[..., None]] = frozenset(
    (
        report_steps.verdict_is,
        report_steps.disposition_is,
        report_steps.outcome_is,
        report_steps.effect_is,
        report_steps.not_in_force,
        report_steps.is_in_force,
        report_steps.derived_is,
        report_steps.derived_is_unknown,
        report_steps.is_refused,
    )
)
"""Steps that ask for an outcome, an effect, a value or the verdict; all others ask for wording."""


def read_trials(book: RuleBook, features: Sequence[Path], cases: Sequence[Path]) -> tuple[Trial, ...]:
    """The trials of the scenarios in ``features`` and the cases in ``cases``; raises ScenarioError, UsageError."""
    scenarios = (trial_of_scenario(scenario, book) for scenario in record(*features, book=book))
    return (*scenarios, *(_trial_of_case(case, book) for case in read_cases(*cases)))


def trial_of_scenario(scenario: RecordedScenario, book: RuleBook) -> Trial:
    """A recorded scenario as a trial; ``book`` is that of the library, without the catalogue it may suppose."""
    if scenario.catalogue is not None:
        book = book_with_catalogue(book, scenario.catalogue)
    facts = facts_of(scenario.application)
    standing = scenario.standing
    known = None if standing is None else standing.standing(scenario.application, facts, scenario.as_of, book)
    texts = (each.text for each in scenario.expectations)
    return Trial(
        key=_key(scenario.application.content_hash, scenario.as_of, repr(known), scenario.catalogue, *texts),
        name=scenario.name,
        file=Path(scenario.file).name,
        line=scenario.line,
        book=book,
        facts=facts,
        as_of=scenario.as_of,
        standing=known,
        demands=tuple(Demand(each.rule, each.call.function not in _PLAIN) for each in scenario.expectations),
        rules=scenario.rules,
        failure=partial(_scenario_failure, scenario),
    )


def _scenario_failure(scenario: RecordedScenario, report: Report) -> str | None:
    return next(iter(scenario.failures(report)), None)


def _trial_of_case(case: Case, book: RuleBook) -> Trial:
    application = read_application(case.application)
    try:
        day = date.fromisoformat(case.as_of)
    except ValueError:
        raise UsageError(Problem("案例没有写审查日", str(case.path), remedy="请写 as_of: 2026-11-22")) from None
    return Trial(
        key=_key(application.content_hash, case.as_of, repr(case)),
        name=case.name,
        file=f"{case.path.parent.parent.name}/{case.file}",
        line=0,
        book=book,
        facts=facts_of(application),
        as_of=day,
        standing=None,
        demands=(Demand("", is_wording=False),),
        rules=frozenset(case.outcomes),
        failure=partial(_case_failure, case),
    )


def _case_failure(case: Case, report: Report) -> str | None:
    return next(_case_differences(case, report), None)


def _case_differences(case: Case, report: Report) -> Iterator[str]:
    """What came out otherwise than the case expects; a rule it does not list must not be applicable."""
    if report.verdict.value != case.verdict:
        yield f"结论:应为“{case.verdict}”,实为“{report.verdict}”"
    if case.dispositions is not None and report.dispositions != case.dispositions:
        yield f"处置意见:应为“{'、'.join(case.dispositions)}”,实为“{'、'.join(report.dispositions)}”"
    outcomes = {finding.rule: finding.outcome for finding in report.findings}
    for rule, outcome in outcomes.items():
        expected = case.outcomes.get(rule, Outcome.NOT_APPLICABLE)
        if outcome is not expected:
            yield f"规则“{rule}”的判定:应为“{expected.label}”,实为“{outcome.label}”"
    for rule in case.outcomes.keys() - outcomes.keys():
        yield f"规则“{rule}”当日不施行"
    if case.effects is not None:
        effects = {finding.rule: finding.effect.value for finding in report.having(Outcome.VIOLATED)}
        if effects != case.effects:
            yield "处置与预期不同"
    derived = {fact.fact: scalar_text(fact.value, fact.unit) for fact in report.derived}
    for fact, value in (case.facts or {}).items():
        if derived.get(fact) != value:
            yield f"推导事实“{fact}”:应为“{value}”,实为“{derived.get(fact, '没有推导')}”"


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:24]
