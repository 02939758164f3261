"""Cases: whole applications with the outcome expected of every rule that concerns them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checker.errors import Problem, UsageError
from checker.model.outcome import Outcome
from checker.source import ListNode, MappingNode, Node, ScalarNode, decode_text, read_yaml


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation of one application: ``name`` is its folder, ``outcomes`` are by rule id.

    ``effects`` are those of violated rules by rule id, ``facts`` the texts of derived facts by name; None where the
    file says nothing of them. ``file`` names the expectation within its folder of cases, ``path`` is where it lies.
    """

    name: str
    file: str
    as_of: str
    verdict: str
    outcomes: Mapping[str, Outcome]
    dispositions: tuple[str, ...] | None = None
    effects: Mapping[str, str] | None = None
    facts: Mapping[str, str] | None = None
    path: Path = field(default_factory=Path, repr=False)

    @property
    def application(self) -> Path:
        """Where its application lies."""
        return self.path.parent / "application.yaml"


def read_cases(*directories: Path) -> tuple[Case, ...]:
    """Every ``expected*.yaml`` one folder below ``directories``, in order of path; raises UsageError."""
    found: list[Case] = []
    for directory in directories:
        if not directory.is_dir():
            what = "不是文件夹" if directory.exists() else "文件夹不存在"
            raise UsageError(Problem(f"案例{what}", str(directory), remedy="请核对 --cases 的路径"))
        found += map(_read_case, sorted(directory.glob("*/expected*.yaml")))
    return tuple(found)


def _read_case(path: Path) -> Case:
    shown = str(path)
    try:
        text = decode_text(path.read_bytes(), shown, error=UsageError)
    except OSError as fault:
        raise UsageError(Problem(f"案例无法读取({fault.strerror})", shown, remedy="请检查文件权限")) from None
    node = read_yaml(text, shown, error=UsageError)
    if not isinstance(node, MappingNode):
        raise UsageError(node.problem("案例的预期应由若干“键: 值”组成", "请写 verdict、as_of、outcomes"))
    return Case(
        name=path.parent.name,
        path=path,
        file=f"{path.parent.name}/{path.name}",
        as_of=_text(node, "as_of"),
        verdict=_text(node, "verdict"),
        outcomes=dict(_outcomes(node.value.get("outcomes"))),
        dispositions=_texts(node.value.get("dispositions")),
        effects=_named_texts(node.value.get("effects")),
        facts=_named_texts(node.value.get("facts")),
    )


def _text(node: MappingNode, key: str) -> str:
    found = node.value.get(key)
    return found.text.strip() if isinstance(found, ScalarNode) else ""


def _texts(node: Node | None) -> tuple[str, ...] | None:
    if not isinstance(node, ListNode):
        return None
    return tuple(item.text.strip() for item in node.value if isinstance(item, ScalarNode))


def _named_texts(node: Node | None) -> dict[str, str] | None:
    if not isinstance(node, MappingNode):
        return None
    return {name: item.text for name, item in node.value.items() if isinstance(item, ScalarNode)}


def _outcomes(node: Node | None) -> Iterator[tuple[str, Outcome]]:
    if not isinstance(node, MappingNode):
        return
    for word, listed in node.value.items():
        if word not in {outcome.value for outcome in Outcome}:
            known = "、".join(outcome.value for outcome in Outcome)
            raise UsageError(listed.problem(f'不认识的判定"{word}"', f"可用:{known}"))
        if isinstance(listed, ListNode):
            yield from ((rule.text.strip(), Outcome(word)) for rule in listed.value if isinstance(rule, ScalarNode))
