"""From findings to the verdict: the worst effect, what is still missing, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Finding, MissingFact

REJECTED = "否决"
RECTIFICATION = "限期整改"
CONSULTATION = "转会商"
SUPPLEMENT = "补正材料"
FAULT = "判定出错,须人工核实"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The verdict with the dispositions that explain it and the facts still worth asking for."""

    verdict: Verdict
    dispositions: tuple[str, ...]
    findings: tuple[Finding, ...]
    missing: tuple[MissingFact, ...]


def aggregate(findings: Sequence[Finding], missing: Iterable[MissingFact]) -> Aggregate:
    """The verdict is the worst violated effect; undetermined or open consultation at least rectify.

    A finding whose consultation has been held and passed stays in the report and holds nothing up.

    ``missing`` are candidate questions, one per fact and rule: of undetermined rules, and of violated ones that an
    escalation may still make graver. Those that can no longer change the verdict are dropped and the rest merged by
    fact, most decisive first. An undetermined finding whose answer cannot matter any more is marked as not holding
    anything up.
    """
    worst = max(map(_gravity, findings), default=Effect.ADVISE.gravity)
    faulty = any(finding.outcome is Outcome.ERROR for finding in findings)
    # Rectify and consult both end in the verdict rectify: beside either, only a refusal would change it.
    settled = max(worst, Effect.RECTIFY.gravity) if worst > Effect.ADVISE.gravity else worst
    judged = tuple(_weigh(finding, settled) for finding in findings)
    open_rules = {f.rule for f in judged if f.outcome is Outcome.UNDETERMINED and f.holds_up}
    violated = {f.effect for f in judged if f.outcome is Outcome.VIOLATED and not f.is_consulted}
    escalating = {f.rule for f in judged if f.outcome is Outcome.VIOLATED}
    questions = [
        fact
        for fact in missing
        if not open_rules.isdisjoint(fact.rules)
        or (fact.decisive and fact.decisive.gravity > settled and not escalating.isdisjoint(fact.rules))
    ]
    dispositions = [
        text
        for text, present in (
            (FAULT, faulty),
            (REJECTED, Effect.REJECT in violated),
            (RECTIFICATION, Effect.RECTIFY in violated),
            (CONSULTATION, Effect.CONSULT in violated),
            (SUPPLEMENT, bool(open_rules or questions)),
        )
        if present
    ]
    if Effect.REJECT in violated:
        verdict = Verdict.REJECT
    elif dispositions:
        verdict = Verdict.RECTIFY
    else:
        verdict = Verdict.APPROVE
    return Aggregate(verdict, tuple(dispositions), judged, _merge(questions))


def _gravity(finding: Finding) -> int:
    """How grave a finding is for the verdict."""
    if finding.outcome is not Outcome.VIOLATED or finding.is_consulted:
        return Effect.ADVISE.gravity
    return finding.effect.gravity


def _weigh(finding: Finding, settled: int) -> Finding:
    """An undetermined rule matters while its effect could still make the verdict graver than what is ``settled``."""
    if finding.outcome is Outcome.UNDETERMINED and finding.holds_up and finding.effect.gravity <= settled:
        return replace(finding, holds_up=False)
    return finding


def _merge(questions: Iterable[MissingFact]) -> tuple[MissingFact, ...]:
    merged: dict[tuple[str, bool], MissingFact] = {}
    for fact in questions:
        key = (fact.fact, fact.office)
        known = merged.get(key)
        if known is None:
            merged[key] = fact
        else:
            gravest = max((known.decisive, fact.decisive), key=lambda effect: effect.gravity if effect else -1)
            merged[key] = replace(known, rules=tuple(dict.fromkeys((*known.rules, *fact.rules))), decisive=gravest)
    return tuple(sorted(merged.values(), key=_decisiveness))


def _decisiveness(fact: MissingFact) -> tuple[int, int, str]:
    gravity = fact.decisive.gravity if fact.decisive else -1
    return (-gravity, -len(fact.rules), fact.fact)
