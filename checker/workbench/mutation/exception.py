"""Exceptions: slips that no scenario need notice, each with the reason a person gave, kept beside the scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.errors import Problem, ScenarioError
from checker.source import ListNode, MappingNode, Node, ScalarNode, read_text, read_yaml
from checker.workbench.mutation.mutant import Mutant

EXCEPTIONS_FILE: Final = "mutation-exceptions.yaml"
_KEYS: Final = ("owner", "part", "written", "becomes", "reason")


@dataclass(frozen=True, slots=True)
class ReviewedException:
    """One reason, and the slips it speaks of: those whose owner, part, text before and after are as named.

    ``owners`` are rule or derivation ids, or names of parameters or tables; an empty ``part``, ``written`` or
    ``becomes`` names any.
    """

    owners: frozenset[str]
    part: str
    written: str
    becomes: str
    reason: str
    file: str
    line: int

    def covers(self, mutant: Mutant) -> bool:
        """Whether it speaks of this slip."""
        return (
            mutant.owner in self.owners
            and self.part in ("", mutant.part)
            and self.written in ("", mutant.written)
            and self.becomes in ("", mutant.becomes)
        )


def read_exceptions(folders: Iterable[Path]) -> tuple[ReviewedException, ...]:
    """The exceptions in the folders of the scenarios, none where they have no such file; raises ScenarioError."""
    files = (folder / EXCEPTIONS_FILE for folder in folders)
    return tuple(exception for file in files if file.is_file() for exception in _exceptions_in(file))


def _exceptions_in(path: Path) -> tuple[ReviewedException, ...]:
    node = read_yaml(read_text(path, str(path), error=ScenarioError), str(path), error=ScenarioError)
    listed = node.value.get("exceptions") if isinstance(node, MappingNode) else None
    if not isinstance(listed, ListNode):
        raise ScenarioError(node.problem("文件应为 exceptions: 之下的列表", "请写 exceptions: [{owner: …, reason: …}]"))
    problems: list[Problem] = []
    found = [_read(item, str(path), problems) for item in listed.value]
    if problems:
        raise ScenarioError(problems)
    return tuple(exception for exception in found if exception is not None)


def stale(exceptions: Sequence[ReviewedException], mutants: Sequence[Mutant]) -> Iterator[Problem]:
    """The exceptions that speak of no slip any more."""
    for exception in exceptions:
        if not any(exception.covers(mutant) for mutant in mutants):
            message = f"说明不再对应任何变异:{'、'.join(sorted(exception.owners))} {exception.written}".rstrip()
            yield Problem(message, exception.file, exception.line, remedy="规则已改的,请删去或改写这一项")


def _read(item: Node, file: str, problems: list[Problem]) -> ReviewedException | None:
    if not isinstance(item, MappingNode):
        problems.append(item.problem("每一项应为若干“键: 值”", "请写 {owner: 编号, written: 原文, reason: 理由}"))
        return None
    for key, node in item.keys.items():
        if key not in _KEYS:
            problems.append(node.problem(f'不认识的键"{key}"', f"可用的键:{'、'.join(_KEYS)}"))
    owners, reason = _texts(item.value.get("owner")), _text(item, "reason")
    if not owners or not reason:
        problems.append(item.problem('缺少"owner"或"reason"', "请写规则编号(或参数、表的名称)和理由"))
        return None
    return ReviewedException(
        owners=frozenset(owners),
        part=_text(item, "part"),
        written=" ".join(_text(item, "written").split()),
        becomes=" ".join(_text(item, "becomes").split()),
        reason=reason,
        file=file,
        line=item.line,
    )


def _texts(node: Node | None) -> tuple[str, ...]:
    match node:
        case ScalarNode(text=text):
            return (text.strip(),)
        case ListNode(value=items):
            return tuple(item.text.strip() for item in items if isinstance(item, ScalarNode))
    return ()


def _text(item: MappingNode, key: str) -> str:
    node = item.value.get(key)
    return node.text.strip() if isinstance(node, ScalarNode) else ""
