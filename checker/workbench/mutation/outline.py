"""Outlines: which column of the examples stands for a fact, and the scenario that another row would make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from checker.model.report import Report
from checker.workbench.bdd.script import Script, ScriptStep
from checker.workbench.mutation.variation import Variation

_PLACE: Final = re.compile(r"<([^<>]+)>")
_STATED: Final = re.compile(r'"([^"]+)"为"<([^<>]+)>"')
_STATED_IN_RECORD: Final = re.compile(r'"([^"]+)"第(\d+)项的"([^"]+)"为"<([^<>]+)>"')
_LISTED: Final = re.compile(r'"([^"]+)"有如下各项')
_DAY: Final = re.compile(r'审查日为"<([^<>]+)>"')
_OUTCOME: Final = re.compile(r'规则"([^"]+)"判定为"<([^<>]+)>"')
_EFFECT: Final = re.compile(r'规则"([^"]+)"的处置为"<([^<>]+)>"')
_VERDICT: Final = re.compile(r'结论为"<([^<>]+)>"')


@dataclass(frozen=True, slots=True)
class _Written:
    """One step of an outline as written, placeholders and all."""

    text: str
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The steps of one outline by line, with their placeholders; those of the background are not among them."""

    steps: Mapping[int, _Written]

    @classmethod
    def in_file(cls, path: Path) -> Mapping[int, Outline]:
        """The outlines of a feature file that can be read, by line."""
        from gherkin.parser import Parser  # noqa: PLC0415 - only suggestions need it

        feature: Any = Parser().parse(path.read_text(encoding="utf-8"))["feature"]
        scenarios = (child["scenario"] for child in feature["children"] if "scenario" in child)
        return {one["location"]["line"]: cls(dict(map(_step, one["steps"]))) for one in scenarios if one["examples"]}

    def column_of(self, variation: Variation) -> str | None:
        """The column that stands for the varied fact alone, or None; the last step that states it counts."""
        found: str | None = None
        for step in self.steps.values():
            if variation.is_added:
                return None
            if not variation.label:
                found = match[1] if (match := _DAY.fullmatch(step.text)) else found
            elif variation.position is None:
                if (match := _STATED.fullmatch(step.text)) and match[1] == variation.label:
                    found = match[2]
            else:
                found = _column_in_record(step, variation) or found
        return found

    def script_with(self, script: Script, row: Mapping[str, str]) -> Script:
        """``script``, which came from one row, as another row would make it."""
        return replace(script, steps=tuple(self._filled(step, row) for step in script.steps), example=dict(row))

    def expected(self, row: Mapping[str, str], report: Report) -> dict[str, str]:
        """The columns that stand for outcomes, effects and the verdict, as the report has them."""
        findings = {finding.rule: finding for finding in report.findings}
        found: dict[str, str] = {}
        for step in self.steps.values():
            filled = _PLACE.sub(lambda place: row.get(place[1], place[0]), step.text)
            rule = named[1] if (named := re.match(r'规则"([^"]+)"', filled)) else ""
            finding = findings.get(rule)
            if (match := _OUTCOME.fullmatch(step.text)) and finding is not None:
                found[match[2]] = finding.outcome.label
            elif (match := _EFFECT.fullmatch(step.text)) and finding is not None:
                found[match[2]] = finding.effect.label
            elif match := _VERDICT.fullmatch(step.text):
                found[match[1]] = report.verdict.label
        return found

    def _filled(self, step: ScriptStep, row: Mapping[str, str]) -> ScriptStep:
        written = self.steps.get(step.line)
        if written is None:
            return step

        def fill(text: str) -> str:
            return _PLACE.sub(lambda place: row.get(place[1], place[0]), text)

        table = [[fill(cell) for cell in cells] for cells in written.table] if written.table else None
        return replace(step, text=fill(written.text), table=table)


def _step(step: Mapping[str, Any]) -> tuple[int, _Written]:
    rows = step.get("dataTable", {}).get("rows", ())
    table = tuple(tuple(cell["value"] for cell in row["cells"]) for row in rows)
    return step["location"]["line"], _Written(step["text"], table)


def _column_in_record(step: _Written, variation: Variation) -> str | None:
    assert variation.position is not None
    match = _STATED_IN_RECORD.fullmatch(step.text)
    if match and (match[1], int(match[2]) - 1, match[3]) == (variation.label, variation.position, variation.field):
        return match[4]
    match = _LISTED.fullmatch(step.text)
    if not match or match[1] != variation.label or not step.table or variation.field not in step.table[0]:
        return None
    if variation.position + 1 >= len(step.table):
        return None
    cell = step.table[variation.position + 1][step.table[0].index(variation.field)]
    place = _PLACE.fullmatch(cell)
    return place[1] if place else None
