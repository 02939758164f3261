"""Suggestions: the scenario that would notice a slip, ready to paste, tried out on the library and on the mutant.

Where the scenario it grew from is an outline whose examples have a column for what was changed, the suggestion is a
further row of those examples; otherwise it is a scenario of its own for the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from checker.errors import CheckerError
from checker.feel.values import Value
from checker.model.outcome import Outcome
from checker.model.report import Finding, Report
from checker.workbench.bdd.feature_file import read_features
from checker.workbench.bdd.recording import record_script
from checker.workbench.bdd.scene import Scene, shelf_of
from checker.workbench.bdd.script import Script, ScriptStep
from checker.workbench.bdd.step import Rows, StepKind
from checker.workbench.mutation.evidence import trial_of_scenario
from checker.workbench.mutation.jury import Jury
from checker.workbench.mutation.lining import rows_in_line
from checker.workbench.mutation.mutant import Mutant
from checker.workbench.mutation.outline import Outline
from checker.workbench.mutation.search import Discovery, Search
from checker.workbench.mutation.trial import Trial
from checker.workbench.mutation.variation import Variation

_MOST_TRIED: Final = 12
_MOST_GIVEN: Final = 60
"""So many of its own suggestions are asked whether they notice a further slip, before another one is looked for."""

_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Text to paste into ``file``: a scenario for its end, or a row for the examples of the outline ``outline``.

    ``path`` is where the file lies; ``row`` is the row by column, empty for a scenario of its own.
    """

    path: str
    text: str
    outline: str = ""
    row: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> str:
        """The name of the file."""
        return Path(self.path).name

    @property
    def instruction(self) -> str:
        """Where to paste it, in one Chinese sentence."""
        if self.outline:
            return f"在 {self.file} 场景大纲“{self.outline}”的例子里加一行"
        return f"贴到 {self.file} 的末尾"


class Advisor:
    """Suggests scenarios for what no trial notices."""

    def __init__(self, jury: Jury, features: Iterable[Path]) -> None:
        self._jury = jury
        self._search = Search(jury)
        files = read_features(features)
        self._shelves = {file.path: shelf_of(file.path) for file in files}
        self._scripts = {(file.path.name, script.line): script for file in files for script in file.scripts}
        self._outlines: dict[Path, Mapping[int, Outline]] = {}
        self._given: list[tuple[Trial, Suggestion]] = []

    def suggestion(self, mutant: Mutant) -> Suggestion | None:
        """A scenario that holds in the library and fails on the mutant; None where the search finds none.

        One suggested for another slip is suggested again where it notices this one as well.
        """
        affected = self._jury.affected_rules(mutant)
        concerned = [pair for pair in self._given if affected & pair[0].rules][-_MOST_GIVEN:]
        for trial, suggestion in reversed(concerned):
            if self._jury.confirms(mutant, trial):
                return suggestion
        return self._fresh(mutant)

    def _fresh(self, mutant: Mutant) -> Suggestion | None:
        fallback: Suggestion | None = None
        for discovery in islice(self._search.discoveries(mutant), _MOST_TRIED):
            script = self._scripts.get((discovery.base.trial.file, discovery.base.trial.line))
            if script is None:
                continue
            found = self._as_row(mutant, discovery, script)
            if found is not None:
                return found
            if fallback is None:
                fallback = self._as_scenario(mutant, discovery, script)
        return fallback

    def _as_row(self, mutant: Mutant, discovery: Discovery, script: Script) -> Suggestion | None:
        """The changes as one more row of the outline the base scenario comes from."""
        outline = self._outline(script)
        if outline is None:
            return None
        changed: dict[str, str] = dict(script.example)
        facts: Mapping[str, Value] = _facts_of(discovery)
        for variation in discovery.variations:
            column = outline.column_of(variation)
            if column is None:
                return None
            changed[column] = variation.text()
            facts = variation.applied(facts)
        report = self._usual_report(outline.script_with(script, changed))
        if report is None:
            return None
        changed |= outline.expected(changed, report)
        trial = self._trial(outline.script_with(script, changed))
        if trial is None or not self._jury.confirms(mutant, trial):
            return None
        text = f"| {' | '.join(changed.values())} |"
        return self._kept(trial, Suggestion(str(script.path), text, script.name, tuple(changed.items())))

    def _as_scenario(self, mutant: Mutant, discovery: Discovery, script: Script) -> Suggestion | None:
        """The changes as a scenario of its own, with the steps of the base scenario."""
        steps = [step for step in script.steps if step.kind is StepKind.GIVEN]
        facts: Mapping[str, Value] = _facts_of(discovery)
        for variation in discovery.variations:
            steps = _with_variation(steps, variation, facts, script)
            facts = variation.applied(facts)
        steps.append(ScriptStep(0, StepKind.WHEN.keyword, StepKind.WHEN, "审查该项目"))
        report = self._usual_report(_script(script, [*steps, _asking(discovery.rule)], ""))
        if report is None:
            return None
        steps += _expected(report, discovery.rule)
        title = _title(report, discovery)
        trial = self._trial(_script(script, steps, title))
        if trial is None or not self._jury.confirms(mutant, trial):
            return None
        own = [step for step in steps if not _in_background(step, script)]
        return self._kept(trial, Suggestion(str(script.path), _written(title, discovery.rule, own)))

    def _kept(self, trial: Trial, suggestion: Suggestion) -> Suggestion:
        self._given.append((trial, suggestion))
        return suggestion

    def _usual_report(self, script: Script) -> Report | None:
        trial = self._trial(script)
        return None if trial is None else self._jury.edition(trial).review(trial)

    def _trial(self, script: Script) -> Trial | None:
        """The trial a script makes; None where its application is not valid or does not read."""
        try:
            recorded = tuple(record_script(script, Scene(self._jury.book, self._shelves[script.path])))
        except CheckerError:
            return None
        return trial_of_scenario(recorded[-1], self._jury.book) if recorded else None

    def _outline(self, script: Script) -> Outline | None:
        if not script.example:
            return None
        known = self._outlines.get(script.path)
        if known is None:
            known = self._outlines[script.path] = Outline.in_file(script.path)
        return known.get(script.scenario_line)


def _facts_of(discovery: Discovery) -> Mapping[str, Value]:
    trial = discovery.base.trial
    return {**trial.facts, **(trial.standing.facts if trial.standing is not None else {})}


def _with_variation(
    steps: list[ScriptStep], variation: Variation, facts: Mapping[str, Value], script: Script
) -> list[ScriptStep]:
    """The steps with the change in its place: in the table of its list, or instead of what stated the fact before."""
    if variation.position is None:
        lines = variation.steps(facts)
        subject = f'"{variation.label}"' if variation.label else "审查日"
        kept = [step for step in steps if _in_background(step, script) or not _states(step, subject)]
        return [*kept, *_given(lines)]
    listed = [place for place, step in enumerate(steps) if step.text == f'"{variation.label}"有如下各项' and step.table]
    if listed and not any(f'"{variation.label}"第' in step.text for step in steps):
        place = listed[-1]
        return [
            *steps[:place],
            replace(steps[place], table=_varied(steps[place].table, variation)),
            *steps[place + 1 :],
        ]
    return [*steps, *_given(variation.steps(facts))]


def _states(step: ScriptStep, subject: str) -> bool:
    return step.text.startswith(
        (f"{subject}为", f"{subject}另含", f"未填写{subject}", f"没有{subject}", f"{subject}有")
    )


def _varied(table: Rows | None, variation: Variation) -> Rows:
    """The table of a list with the change in it, in the row of the record or in one more."""
    assert table is not None
    assert variation.position is not None
    rows = [list(row) for row in table]
    if variation.field not in rows[0]:
        rows = [[*rows[0], variation.field], *([*row, ""] for row in rows[1:])]
    column = rows[0].index(variation.field)
    changed = list(rows[variation.position + 1])
    changed[column] = variation.text()
    if variation.is_added:
        return [*rows, changed]
    return [*rows[: variation.position + 1], changed, *rows[variation.position + 2 :]]


def _given(lines: Sequence[str]) -> Iterable[ScriptStep]:
    """A step, with its table where more lines follow."""
    text, *rows = lines
    table = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    yield ScriptStep(0, StepKind.GIVEN.keyword, StepKind.GIVEN, text, table or None)


def _asking(rule: str) -> ScriptStep:
    return ScriptStep(0, StepKind.THEN.keyword, StepKind.THEN, f'规则"{rule}"当日施行')


def _expected(report: Report, rule: str) -> list[ScriptStep]:
    """What the report says of the rule: whether it is in force, its outcome, and the effect where it applies."""
    finding = _finding(report, rule)
    if finding is None:
        return [ScriptStep(0, StepKind.THEN.keyword, StepKind.THEN, f'规则"{rule}"当日不施行')]
    texts = [f'规则"{rule}"判定为"{finding.outcome.label}"']
    if finding.outcome is not Outcome.NOT_APPLICABLE:
        texts.append(f'规则"{rule}"的处置为"{finding.effect.label}"')
    return [ScriptStep(0, StepKind.THEN.keyword, StepKind.THEN, text) for text in texts]


def _finding(report: Report, rule: str) -> Finding | None:
    return next((finding for finding in report.findings if finding.rule == rule), None)


def _script(base: Script, steps: Sequence[ScriptStep], title: str) -> Script:
    return Script(
        file=base.file,
        path=base.path,
        feature=base.feature,
        name=title,
        title=title,
        line=base.line,
        scenario_line=base.scenario_line,
        number=0,
        tags=base.tags,
        steps=tuple(steps),
    )


def _title(report: Report, discovery: Discovery) -> str:
    """What is changed, and what the rule says of it."""
    changes = ";".join(variation.words() for variation in discovery.variations)
    finding = _finding(report, discovery.rule)
    if finding is None:
        return f"当日不施行——{discovery.rule}:{changes}"
    return f"{finding.outcome.label}——{finding.title}:{changes}"


def _in_background(step: ScriptStep, script: Script) -> bool:
    return 0 < step.line < script.scenario_line


def _written(title: str, rule: str, steps: Sequence[ScriptStep]) -> str:
    lines = [f"{_INDENT}@{rule}", f"{_INDENT}场景: {title}"]
    last: StepKind | None = None
    for step in steps:
        keyword = "而且" if step.kind is last else step.kind.keyword
        lines.append(f"{_INDENT * 2}{keyword} {step.text}")
        lines += [f"{_INDENT * 3}{row}" for row in (rows_in_line(step.table) if step.table else ())]
        last = step.kind
    return "\n".join(lines)
