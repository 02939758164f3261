"""The application a scenario writes down, fact by fact, under the Chinese labels of the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checker.errors import ApplicationError, Problem
from checker.model import VOCABULARY, Application, build_application
from checker.source import read_text, read_yaml

NONE_WORD = "无"

Record = dict[str, object]
Table = Sequence[Sequence[str]]


class Draft:
    """Facts by Chinese label as a scenario wrote them; an empty text is a fact left open."""

    def __init__(self) -> None:
        self._facts: dict[str, object] = {}

    def adopt(self, path: Path) -> None:
        """Start from an application file; what the scenario says afterwards replaces its facts one by one."""
        text = read_text(path, str(path), error=ApplicationError)
        plain = read_yaml(text, str(path), error=ApplicationError, typed=False).plain
        if not isinstance(plain, dict):
            raise ApplicationError(Problem("不是一份申报", str(path), remedy="给出 application.yaml 的路径"))
        for label, value in plain.items():
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

    def list_records(self, label: str, table: Table) -> None:
        """Write a list of records: the first row names their fields, an empty cell leaves a field open."""
        header, *rows = table
        records = [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in rows]
        self._facts[_label(label)] = records

    def record(self, label: str, position: int) -> Record:
        """One record of a list, counted from 1; raises ApplicationError when the list is shorter."""
        records = self._facts.get(_label(label))
        if not isinstance(records, list) or not 1 <= position <= len(records):
            raise ApplicationError(Problem(f"“{label}”没有第 {position} 项", remedy="先用“有如下各项”写出列表"))
        found = records[position - 1]
        assert isinstance(found, dict)
        return found

    def application(self) -> Application:
        """The application so far; raises ApplicationError with the model's own messages."""
        return build_application({label: value for label, value in self._facts.items() if value is not None})


def _label(name: str) -> str:
    """The Chinese label of a fact; raises ApplicationError naming the nearest one."""
    spec = VOCABULARY.find(name)
    if spec is not None:
        return spec.label
    near = VOCABULARY.nearest(name)
    remedy = f"是否为“{near}”?" if near else "全部字段见 checker schema"
    raise ApplicationError(Problem(f"未知字段“{name}”", remedy=remedy))
