"""Impact: whose verdict or findings change from one rule book to the other, and which rules do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from checker.engines.base import Engine
from checker.engines.program import compile_program
from checker.engines.reference import ReferenceEngine
from checker.model import facts_of
from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Finding, PackStamp, Report
from checker.review import Reviewer
from checker.review import Subject as Reviewed
from checker.rulebook import Derivation, Period, Rule, RuleBook
from checker.workbench.difference.change import Change
from checker.workbench.difference.statement import Part
from checker.workbench.difference.subject import Subject
from checker.workbench.difference.wording import EFFECT, differences

Review = Callable[[Subject], Report]
"""What gives the report of one subject."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """What one rule says before and after; an outcome is None where the rule is not in force or not there.

    ``details`` are the words of the finding that differ: name, before, after. ``causes`` are the parts of the book
    whose change it may come from: the rule itself, or a parameter, table or derivation it rests on.
    """

    rule: str
    title: str
    before: Outcome | None
    after: Outcome | None
    effect_before: Effect | None
    effect_after: Effect | None
    details: tuple[tuple[str, str, str], ...]
    causes: tuple[str, ...]

    @property
    def is_judged_otherwise(self) -> bool:
        """Whether the outcome or the effect of a violation differs, not only the wording."""
        if self.before is not self.after:
            return True
        return self.effect_before is not self.effect_after


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """One subject that comes out otherwise, with the findings that changed, the gravest first."""

    subject: Subject
    before: Verdict
    after: Verdict
    dispositions_before: tuple[str, ...]
    dispositions_after: tuple[str, ...]
    findings: tuple[FindingChange, ...]

    @property
    def flips(self) -> bool:
        """Whether the verdict itself changes."""
        return self.before is not self.after

    @property
    def is_judged_otherwise(self) -> bool:
        """Whether more than words changed."""
        same = self.dispositions_before == self.dispositions_after
        return self.flips or not same or any(finding.is_judged_otherwise for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Impact:
    """What the change does: ``examined`` counts the subjects by kind, ``changed`` are those that come out otherwise."""

    examined: Mapping[str, int]
    changed: tuple[SubjectChange, ...]

    @property
    def flips(self) -> tuple[SubjectChange, ...]:
        """The subjects whose verdict changes."""
        return tuple(change for change in self.changed if change.flips)


def reviewing(book: RuleBook, engine: Engine | None = None) -> Review:
    """What reviews subjects against ``book``: by the reference engine, or by the one given."""
    judge = engine or ReferenceEngine()
    stamps = tuple(PackStamp(pack.id, pack.version, pack.hash) for pack in book.packs)
    reviewers: dict[Period, Reviewer] = {}

    def review(subject: Subject) -> Report:
        in_force = book.in_force(subject.as_of)
        reviewer = reviewers.get(in_force.period)
        if reviewer is None:
            reviewer = reviewers[in_force.period] = Reviewer(compile_program(in_force), judge, book.hash, stamps)
        model = subject.application
        named = Reviewed(model.project_code or "", model.name, model.content_hash)
        return reviewer.review(facts_of(model), named, as_of=subject.as_of, standing=subject.standing)

    return review


def measure_impact(
    old: RuleBook,
    new: RuleBook,
    subjects: Iterable[Subject],
    changes: Iterable[Change] = (),
    *,
    engine: Engine | None = None,
) -> Impact:
    """Review every subject against both books; ``changes`` are what the causes of a changed finding are named from."""
    before, after = reviewing(old, engine), reviewing(new, engine)
    causes = _Causes(old, new, changes)
    examined: dict[str, int] = {}
    changed = []
    for subject in subjects:
        examined[subject.kind] = examined.get(subject.kind, 0) + 1
        was, becomes = before(subject), after(subject)
        findings = tuple(_finding_changes(was, becomes, causes))
        if findings or was.verdict is not becomes.verdict or was.dispositions != becomes.dispositions:
            changed.append(
                SubjectChange(subject, was.verdict, becomes.verdict, was.dispositions, becomes.dispositions, findings)
            )
    return Impact(examined, tuple(changed))


def _finding_changes(before: Report, after: Report, causes: _Causes) -> Iterator[FindingChange]:
    was = {finding.rule: finding for finding in before.findings}
    becomes = {finding.rule: finding for finding in after.findings}
    found = []
    for rule in dict.fromkeys((*was, *becomes)):
        change = _finding_change(rule, was.get(rule), becomes.get(rule), causes)
        if change is not None:
            found.append(change)
    yield from sorted(found, key=_gravity)


def _finding_change(rule: str, before: Finding | None, after: Finding | None, causes: _Causes) -> FindingChange | None:
    if _is_silent(before) and _is_silent(after):
        return None
    details = tuple(_details(before, after))
    change = FindingChange(
        rule=rule,
        title=next(finding.title for finding in (after, before) if finding is not None),
        before=before.outcome if before else None,
        after=after.outcome if after else None,
        effect_before=_effect(before),
        effect_after=_effect(after),
        details=details,
        causes=causes.of(rule),
    )
    return change if details or change.is_judged_otherwise else None


def _is_silent(finding: Finding | None) -> bool:
    """Whether the rule says nothing of the subject; a rule that is not there and one not applicable are alike."""
    return finding is None or finding.outcome is Outcome.NOT_APPLICABLE


def _effect(finding: Finding | None) -> Effect | None:
    """The effect where it counts: of what is violated, open or in error."""
    if finding is None or finding.outcome in (Outcome.SATISFIED, Outcome.NOT_APPLICABLE):
        return None
    return finding.effect


def _details(before: Finding | None, after: Finding | None) -> Iterator[tuple[str, str, str]]:
    """What differs between two findings of one outcome, but for an effect that is told as such."""
    if before is None or after is None or before.outcome is not after.outcome:
        return
    is_told = _effect(before) is not _effect(after)
    yield from (each for each in differences(before, after) if not (is_told and each[0] == EFFECT))


def _gravity(change: FindingChange) -> tuple[int, str]:
    effects = [effect.gravity for effect in (change.effect_before, change.effect_after) if effect is not None]
    return (not change.is_judged_otherwise) * 10 - max(effects, default=-1), change.rule


class _Causes:
    """Which changes of the book a rule rests on, in either book, through whatever it is derived from."""

    def __init__(self, old: RuleBook, new: RuleBook, changes: Iterable[Change]) -> None:
        self._books = [(_rules(book), _derivations(book)) for book in (old, new)]
        self._changed: dict[str, dict[str, str]] = {}
        for change in changes:
            if change.name:
                title = change.id if change.part in (Part.RULE, Part.DERIVATION) else change.title
                self._changed.setdefault(change.name, {})[change.id] = f"{change.part} {title}"
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, rule: str) -> tuple[str, ...]:
        """The changed parts the rule rests on, itself first."""
        if rule not in self._known:
            reached = dict.fromkeys(name for book in self._books for name in _reached(rule, *book))
            self._known[rule] = tuple(title for name in reached for title in self._changed.get(name, {}).values())
        return self._known[rule]


def _rules(book: RuleBook) -> dict[str, Rule]:
    return {rule.id: rule for rule in book.rules}


def _derivations(book: RuleBook) -> dict[str, list[Derivation]]:
    found: dict[str, list[Derivation]] = {}
    for derivation in book.derivations:
        found.setdefault(derivation.derive, []).append(derivation)
    return found


def _reached(rule: str, rules: Mapping[str, Rule], derivations: Mapping[str, list[Derivation]]) -> Iterator[str]:
    """The rule's own id, and every name and table it uses, nearest first."""
    yield rule
    if rule not in rules:
        return
    uses = rules[rule].uses
    waiting = [*sorted(uses.names), *sorted(uses.calls)]
    seen = set(waiting)
    for name in waiting:
        yield name
        for derivation in derivations.get(name, ()):
            for used in sorted({*derivation.uses.names, *derivation.uses.calls} - seen):
                seen.add(used)
                waiting.append(used)
