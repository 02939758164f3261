"""Entries: the declared keys of one mapping in a pack file, read with every mistake noted and none raised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from checker.errors import Problem
from checker.nearness import nearest
from checker.rulebook.period import ALWAYS, Period
from checker.source import ListNode, MappingNode, Node, ScalarNode

_Choice = TypeVar("_Choice", bound=StrEnum)
IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]*")

_MEANT: Final = '是否为"{}"?'


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One mapping of a pack file; ``owner`` opens every message, e.g. ``规则 BZ-0301``."""

    node: MappingNode
    problems: list[Problem]
    owner: str

    @classmethod
    def of(cls, node: Node, problems: list[Problem], owner: str) -> Entry | None:
        """An entry over ``node``; None where it is not a mapping."""
        return cls(node, problems, owner) if isinstance(node, MappingNode) else None

    def named(self, owner: str) -> Entry:
        """The same entry under a better name."""
        return Entry(self.node, self.problems, owner)

    def report(self, node: Node, message: str, remedy: str = "", *, code: str) -> None:
        """Note a problem of the kind ``code`` at ``node``."""
        self.problems.append(node.problem(f"{self.owner}:{message}", remedy, code=code))

    def allow(self, *keys: str) -> None:
        """Note every key that is not one of ``keys``."""
        for key, node in self.node.keys.items():
            if key not in keys:
                near = nearest(key, keys)
                known = _MEANT.format(near) if near else f"可用的键:{'、'.join(keys)}"
                self.report(node, f'不认识的键"{key}"', known, code="unknown-key")

    def _is_misspelt(self, key: str) -> bool:
        """Whether a key that is not allowed was told to be ``key``, so that its absence need not be told as well."""
        places = {(node.source.file, node.line, node.column) for node in self.node.keys.values()}
        return any(
            problem.code == "unknown-key"
            and problem.remedy == _MEANT.format(key)
            and (problem.file, problem.line, problem.column) in places
            for problem in self.problems
        )

    def place(self, key: str) -> Node:
        """Where to report a problem about ``key``: its value, or the whole entry where it has none."""
        return self.node.value.get(key, self.node)

    def get(self, key: str) -> Node | None:
        """The node at ``key``; a key left empty or ``null`` counts as absent."""
        node = self.node.value.get(key)
        return None if isinstance(node, ScalarNode) and node.value is None else node

    def has(self, key: str) -> bool:
        """Whether ``key`` is present and not empty."""
        return self.get(key) is not None

    def require(self, key: str, example: str = "") -> Node | None:
        """The node at ``key``; its absence is a problem."""
        node = self.get(key)
        if node is None and not self._is_misspelt(key):
            self.report(
                self.node.keys.get(key, self.node), f'缺少"{key}"', f"请写 {key}: {example or '…'}", code="missing-key"
            )
        return node

    def scalar(self, key: str, *, example: str = "", required: bool = False) -> ScalarNode | None:
        """A text, number or date at ``key``, as written."""
        node = self.require(key, example) if required else self.get(key)
        if node is None or (isinstance(node, ScalarNode) and not isinstance(node.value, bool)):
            return node
        self.report(node, f'"{key}"应为一个值', f"请写 {key}: {example or '文字'}", code="invalid-value")
        return None

    def text(self, key: str, *, example: str = "", required: bool = False) -> str:
        """The text at ``key`` without surrounding blanks; empty when absent."""
        node = self.scalar(key, example=example, required=required)
        if node is None:
            return ""
        text = node.text.strip()
        if not text and required:
            self.report(node, f'"{key}"是空的', f"请写 {key}: {example or '…'}", code="missing-key")
        return text

    def texts(self, key: str) -> tuple[ScalarNode, ...]:
        """The texts at ``key``: a list, or one text standing alone."""
        match self.get(key):
            case None:
                return ()
            case ListNode(value=items) as node:
                found = tuple(item for item in items if isinstance(item, ScalarNode) and item.text.strip())
                if len(found) != len(items):
                    self.report(node, f'"{key}"的每一项应为文字', f"请写 {key}: [甲, 乙]", code="invalid-value")
                return found
            case ScalarNode() as scalar:
                return (scalar,)
            case node:
                self.report(node, f'"{key}"应为文字或列表', f"请写 {key}: [甲, 乙]", code="invalid-value")
                return ()

    def names(self, key: str) -> tuple[str, ...]:
        """The texts at ``key`` as plain text."""
        return tuple(node.text.strip() for node in self.texts(key))

    def integer(self, key: str, default: int = 0) -> int:
        """The whole number at ``key``."""
        node = self.get(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and isinstance(node.value, Decimal) and node.value == node.value.to_integral():
            return int(node.value)
        self.report(node, f'"{key}"应为整数', f"请写 {key}: {default}", code="invalid-value")
        return default

    def identifier(self, key: str = "key") -> str:
        """The English key at ``key``, e.g. ``two_high``."""
        text = self.text(key, required=True, example="english_name")
        if text and not IDENTIFIER.fullmatch(text):
            self.report(
                self.place(key), f'"{text}"不是英文键', "请用小写字母、数字和下划线,如 two_high", code="invalid-name"
            )
        return text

    def choice(self, key: str, choices: type[_Choice], *, required: bool = True) -> _Choice | None:
        """The member of a closed vocabulary at ``key``."""
        options = " | ".join(choice.value for choice in choices)
        node = self.scalar(key, example=options, required=required)
        if node is None:
            return None
        try:
            return choices(node.text.strip())
        except ValueError:
            text = node.text.strip()
            meant = [choice.value for choice in choices if getattr(choice, "label", None) == text]
            near = meant[0] if meant else nearest(text.lower(), [choice.value for choice in choices])
            remedy = f"是否为 {near}?可写:{options}" if near else f"请写其中之一:{options}"
            self.report(node, f'"{key}"不能是"{node.text}"', remedy, code="unknown-choice")
            return None

    def day(self, key: str) -> date | None:
        """The date at ``key``."""
        node = self.get(key)
        if node is None:
            return None
        if isinstance(node, ScalarNode):
            if isinstance(node.value, date):
                return node.value
            try:
                return date.fromisoformat(node.text)
            except ValueError:
                pass
        self.report(node, f'"{key}"应为日期', f"请写 {key}: 2025-09-01", code="invalid-date")
        return None

    def period(self, key: str = "in_force", *, default: Period = ALWAYS) -> Period:
        """The period at ``key``, written ``{from: 2025-09-01, to: 2026-01-01}``; ``default`` when absent."""
        node = self.get(key)
        if node is None:
            return default
        if not isinstance(node, MappingNode):
            self.report(node, f'"{key}"应为起止日期', f"请写 {key}: {{from: 2025-09-01}}", code="invalid-date")
            return default
        return Entry(node, self.problems, self.owner).dates()

    def dates(self, *others: str) -> Period:
        """The period in this entry's own ``from`` and ``to``; ``others`` are further keys it may have."""
        self.allow("from", "to", *others)
        if self.require("from", "2025-09-01") is None:
            return ALWAYS
        start, end = self.day("from"), self.day("to")
        if start and end and end <= start:
            self.report(
                self.node.value["to"],
                f"终止日 {end} 不晚于起始日 {start}",
                "to 是不再有效的第一天,须晚于 from",
                code="reversed-period",
            )
            return Period(start)
        return Period(start, end)

    def entry(self, key: str, *, required: bool = False, example: str = "{…}") -> Entry | None:
        """The mapping at ``key``."""
        node = self.require(key, example) if required else self.get(key)
        if node is None:
            return None
        if isinstance(node, MappingNode):
            return Entry(node, self.problems, self.owner)
        self.report(node, f'"{key}"应为若干"键: 值"', f"请写 {key}: {example}", code="invalid-value")
        return None

    def entries(self, key: str, *, required: bool = False) -> list[Entry]:
        """The mappings in the list at ``key``."""
        node = self.require(key, "列表") if required else self.get(key)
        if node is None:
            return []
        if not isinstance(node, ListNode):
            self.report(node, f'"{key}"应为列表', "每一项以短横线开头", code="invalid-value")
            return []
        found = []
        for item in node.value:
            if isinstance(item, MappingNode):
                found.append(Entry(item, self.problems, self.owner))
            else:
                self.report(item, f'"{key}"的每一项应为若干"键: 值"', "请写 - {键: 值}", code="invalid-value")
        return found
