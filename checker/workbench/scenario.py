"""Scenarios: what the feature files say of each rule, read as they run, with outlines filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.errors import Problem, UsageError
from checker.model.outcome import Outcome

_JUDGED: Final = re.compile(r'规则"([^"]+)"判定为"([^"]+)"')
_NAMED: Final = re.compile(r'规则"([^"]+)"')
_OUTCOMES: Final = {outcome.label: outcome for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario as it runs: an outline counts once per example.

    ``judged`` are the outcomes it asserts, each with its rule; ``rules`` are all the rules its steps name, or those of
    its tags where the steps name none.
    """

    file: str
    line: int
    feature: str
    name: str
    rules: frozenset[str]
    judged: tuple[tuple[str, Outcome], ...]


def read_scenarios(directory: Path) -> tuple[Scenario, ...]:
    """The scenarios of every ``*.feature`` file in ``directory``, in order of file and line; raises UsageError."""
    if not directory.is_dir():
        what = "不是文件夹" if directory.exists() else "文件夹不存在"
        raise UsageError(Problem(f"场景{what}", str(directory), remedy="请核对 --features 的路径"))
    return tuple(scenario for path in sorted(directory.glob("*.feature")) for scenario in _read_file(path))


def _read_file(path: Path) -> Iterator[Scenario]:
    from gherkin.errors import CompositeParserException, ParserError  # noqa: PLC0415 - only this reading needs them
    from gherkin.parser import Parser  # noqa: PLC0415 - as above
    from gherkin.pickles.compiler import Compiler  # noqa: PLC0415 - as above

    try:
        document = Parser().parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(Problem(f"场景文件无法读取({fault})", str(path), remedy="请检查权限与编码(UTF-8)")) from None
    except ParserError as fault:
        first = fault.errors[0] if isinstance(fault, CompositeParserException) and fault.errors else fault
        line = getattr(first, "location", {}).get("line")
        raise UsageError(
            Problem(f"场景文件不合语法({first})", str(path), line, remedy="请对照 Gherkin 中文关键词")
        ) from None
    feature = document.get("feature")
    for pickle in Compiler().compile({**document, "uri": path.name}):
        steps = [step["text"] for step in pickle["steps"]]
        judged = (pair for text in steps for pair in _JUDGED.findall(text))
        tags = frozenset(tag["name"].removeprefix("@") for tag in pickle["tags"])
        yield Scenario(
            file=path.name,
            line=pickle["location"]["line"],
            feature=feature["name"] if feature else "",
            name=pickle["name"],
            rules=frozenset(rule for text in steps for rule in _NAMED.findall(text)) or tags,
            judged=tuple((rule, _OUTCOMES[word]) for rule, word in judged if word in _OUTCOMES),
        )
