"""The application a scenario writes down, fact by fact, under the Chinese labels of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from checker.errors import Problem, ScenarioError
from checker.model import VOCABULARY, Application, build_application
from checker.workbench.bdd.step import Rows

NONE_WORD: Final = "无"

Record: TypeAlias = dict[str, object]


class Draft:
    """Facts by Chinese label as a scenario wrote them; an empty text is a fact left open."""

    def __init__(self) -> None:
        self._facts: dict[str, object] = {}

    def adopt(self, application: Mapping[str, object]) -> None:
        """Start from a whole application; what the scenario says afterwards replaces its facts one by one."""
        for label, value in application.items():
            self._facts[_label(label)] = value

    def state(self, label: str, text: str) -> None:
        """Write one fact; an empty text leaves it open."""
        self._facts[_label(label)] = text or None

    def leave_open(self, label: str) -> None:
        """The applicant says nothing about this fact."""
        self._facts[_label(label)] = None

    def declare_none(self, label: str) -> None:
        """The applicant says there is nothing of the kind."""
        self._facts[_label(label)] = NONE_WORD

    def add_choice(self, label: str, word: str) -> None:
        """Add one word to a list of words, such as one more aspect."""
        label = _label(label)
        known = self._facts.get(label)
        words = list(known) if isinstance(known, list) else [] if known in (None, NONE_WORD) else str(known).split("、")
        self._facts[label] = [*words, word]

    def list_records(self, label: str, table: Rows) -> None:
        """Write a list of records: the first row names their fields, an empty cell leaves a field open."""
        header, *rows = table
        records = [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in rows]
        self._facts[_label(label)] = records

    def record(self, label: str, position: int) -> Record:
        """One record of a list, counted from 1; raises ScenarioError when the list is shorter."""
        records = self._facts.get(_label(label))
        if not isinstance(records, list) or not 1 <= position <= len(records):
            raise ScenarioError(Problem(f"“{label}”没有第 {position} 项", remedy="先用“有如下各项”写出列表"))
        found = records[position - 1]
        if not isinstance(found, dict):
            raise ScenarioError(Problem(f"“{label}”的各项没有栏目", remedy="请用“为”或“另含”写出整项"))
        return found

    def add_record(self, label: str, record: Record) -> None:
        """Add one record to a list."""
        label = _label(label)
        known = self._facts.get(label)
        self._facts[label] = [*(known if isinstance(known, list) else []), record]

    def application(self) -> Application:
        """The application so far; raises ApplicationError with the model's own messages."""
        return build_application({label: value for label, value in self._facts.items() if value is not None})


def _label(name: str) -> str:
    """The Chinese label of a fact; raises ScenarioError naming the nearest one."""
    spec = VOCABULARY.find(name)
    if spec is not None:
        return spec.label
    near = VOCABULARY.nearest(name)
    remedy = f"是否为“{near}”?" if near else "全部字段见 checker schema"
    raise ScenarioError(Problem(f"未知字段“{name}”", remedy=remedy))
