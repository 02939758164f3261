"""Scripts: one scenario as it runs, and why one that would show nothing is not taken for one that passed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from checker.errors import Problem
from checker.nearness import nearest
from checker.workbench.bdd.step import Rows, StepKind, straight

_RULE: Final = re.compile(r'规则"([^"]+)"')
_DERIVED: Final = re.compile(r'推导事实"([^"]+)"')
_REVIEWED_ON: Final = re.compile(r'审查日为"([^"]+)"')
_ADOPTED: Final = re.compile(r'采用申报文件"([^"]+)"')
_OPEN_PLACE: Final = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One step of a scenario as written: ``line`` counts from 1, ``keyword`` is the word it opens with."""

    line: int
    keyword: str
    kind: StepKind
    text: str
    table: Rows | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """One scenario as it runs: an outline counts once per example, with the background's steps before its own.

    ``file`` is as the user named it, ``line`` that of the scenario or of its row of examples, ``scenario_line`` that of
    the scenario itself; ``example`` is the row, ``number`` its place among the rows of the outline, from 0. ``flaw`` is
    why it cannot show anything, or None.
    """

    file: str
    path: Path
    feature: str
    name: str
    title: str
    line: int
    scenario_line: int
    number: int
    tags: tuple[str, ...]
    steps: tuple[ScriptStep, ...]
    example: Mapping[str, str] = field(default_factory=dict)
    flaw: Problem | None = None

    @property
    def rules(self) -> frozenset[str]:
        """The rules its tags and steps name."""
        return self.named_rules.union(self.tags)

    @property
    def named_rules(self) -> frozenset[str]:
        """The rules its steps name."""
        return frozenset(rule for step in self.steps for rule in _RULE.findall(straight(step.text)))

    @property
    def derived_facts(self) -> frozenset[str]:
        """The derived facts its steps ask for."""
        return frozenset(fact for step in self.steps for fact in _DERIVED.findall(straight(step.text)))

    @property
    def review_date(self) -> str:
        """The date it is reviewed on as written, or an empty text."""
        days = [day for step in self.steps for day in _REVIEWED_ON.findall(straight(step.text))]
        return days[-1] if days else ""

    @property
    def applications(self) -> tuple[str, ...]:
        """The application files it starts from, as it names them."""
        return tuple(name for step in self.steps for name in _ADOPTED.findall(straight(step.text)))


def flaw_of(script: Script, scenario: Mapping[str, Any], namesakes: Sequence[int]) -> Problem | None:
    """Why ``script`` would show nothing although it ran; ``namesakes`` are the lines of all scenarios of its name.

    ``scenario`` is gherkin's own node.
    """
    head = script.scenario_line
    if len(namesakes) > 1:
        others = "、".join(str(line) for line in namesakes if line != head)
        message = f"场景名“{script.name}”重复,第 {others} 行也用"
        return Problem(message, script.file, head, remedy="请各取不同的名称,同名的场景只会运行一个")
    if scenario["examples"] and not any(examples.get("tableBody") for examples in scenario["examples"]):
        return Problem("场景大纲的例子没有一行,一次也不会运行", script.file, head, remedy="请在例子的表头之下写各行")
    if not script.steps:
        return Problem("场景没有步骤", script.file, head, remedy="请写 假如、当、那么 的步骤")
    for step in script.steps:
        if place := _open_place(step):
            return Problem(f"例子里没有“{place}”这一列", script.file, step.line, remedy=_column_remedy(script, place))
    if not any(step.kind is StepKind.WHEN for step in script.steps):
        return Problem("场景没有“当”,什么也没有审查", script.file, head, remedy="请写 当 审查该项目")
    if script.steps[-1].kind is not StepKind.THEN:
        remedy = "请写 那么 结论为… 或 那么 规则…判定为…"
        return Problem("场景的最后没有“那么”,什么也没有核对", script.file, head, remedy=remedy)
    return None


def _open_place(step: ScriptStep) -> str:
    """The first ``<name>`` that no column of the examples filled, or an empty text."""
    texts = [step.text, *(cell for row in step.table or () for cell in row)]
    return next((found[1] for text in texts if (found := _OPEN_PLACE.search(text))), "")


def _column_remedy(script: Script, place: str) -> str:
    near = nearest(place, script.example, likeness=0.4)
    return f"是否为 <{near}>?" if near else "请在例子的表头里写这一列;不是大纲的场景不写 < >"
