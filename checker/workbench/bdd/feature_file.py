"""Feature files: read with gherkin, outlines filled in, every mistake in them told in Chinese with its line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from checker.errors import Problem, ScenarioError
from checker.source import read_text
from checker.workbench.bdd.script import Script, ScriptStep, flaw_of
from checker.workbench.bdd.step import StepKind
from checker.workbench.bdd.syntax import LANGUAGE_LINE, lost_lines, syntax_problems

FEATURE_SUFFIX: Final = ".feature"

_KINDS: Final = {"Context": StepKind.GIVEN, "Action": StepKind.WHEN, "Outcome": StepKind.THEN}


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """One file with its scenarios; the path is as the user named it."""

    path: Path
    name: str
    scripts: tuple[Script, ...]


def feature_paths(places: Iterable[Path]) -> tuple[Path, ...]:
    """Every feature file in ``places``, folders opened to the bottom; raises ScenarioError for a place without any."""
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            for path in sorted(place.rglob(f"*{FEATURE_SUFFIX}")):
                found.setdefault(path)
        elif place.suffix == FEATURE_SUFFIX and place.exists():
            found.setdefault(place)
        elif place.exists():
            raise ScenarioError(Problem("不是场景文件", str(place), remedy=f"场景文件以 {FEATURE_SUFFIX} 结尾"))
        else:
            raise ScenarioError(Problem("场景的文件或目录不存在", str(place), remedy="请核对路径"))
    return tuple(found)


def read_features(places: Iterable[Path]) -> tuple[FeatureFile, ...]:
    """The feature files in ``places``, folders opened to the bottom; raises ScenarioError with every faulty one."""
    read, problems = read_sound_features(places)
    if problems:
        raise ScenarioError(problems)
    return read


def read_sound_features(places: Iterable[Path]) -> tuple[tuple[FeatureFile, ...], tuple[Problem, ...]]:
    """The feature files that can be read, and what is wrong with the others; raises ScenarioError for a wrong place."""
    sound: list[FeatureFile] = []
    problems: list[Problem] = []
    for path in feature_paths(places):
        try:
            sound.append(read_feature(path))
        except ScenarioError as error:
            problems += error.problems
    return tuple(sound), tuple(problems)


def read_feature(path: Path) -> FeatureFile:
    """The scenarios of one file; raises ScenarioError with every mistake gherkin finds in it."""
    from gherkin.errors import ParserError  # noqa: PLC0415 - only this reading needs it
    from gherkin.parser import Parser  # noqa: PLC0415 - as above
    from gherkin.pickles.compiler import Compiler  # noqa: PLC0415 - as above

    shown = str(path)
    text = read_text(path, shown, error=ScenarioError)
    try:
        document: Any = Parser().parse(text)
    except ParserError as fault:
        raise ScenarioError(list(syntax_problems(fault, shown, text))) from None
    feature = document.get("feature")
    if feature is None:
        raise ScenarioError(Problem("场景文件是空的", shown, remedy=f"第一行写 {LANGUAGE_LINE},其下写 功能: 和 场景:"))
    if misplaced := [*_conjunctions_first(feature, shown), *lost_lines(feature, shown, text)]:
        raise ScenarioError(sorted(misplaced, key=lambda problem: problem.line or 0))
    if not any(True for _ in _scenarios(feature)):
        raise ScenarioError(Problem("文件里没有一个场景", shown, remedy="请写 场景: 和它的步骤"))
    nodes = dict(_nodes(feature))
    lines = _lines_by_name(feature)
    seen: Counter[str] = Counter()
    scripts = []
    for pickle in Compiler().compile(document | {"uri": shown}):
        scenario = nodes[pickle["astNodeIds"][0]]
        script = _script(pickle, nodes, seen[scenario["id"]], (path, feature["name"]))
        scripts.append(replace(script, flaw=flaw_of(script, scenario, lines[scenario["name"]])))
        seen[scenario["id"]] += 1
    for scenario in _scenarios(feature):
        if scenario["examples"] and not seen[scenario["id"]]:
            script = _unrun(scenario, (path, feature["name"]))
            scripts.append(replace(script, flaw=flaw_of(script, scenario, lines[scenario["name"]])))
    return FeatureFile(path, feature["name"], tuple(sorted(scripts, key=lambda script: script.line)))


def _script(pickle: Mapping[str, Any], nodes: Mapping[str, Any], number: int, home: tuple[Path, str]) -> Script:
    scenario = nodes[pickle["astNodeIds"][0]]
    row = nodes[pickle["astNodeIds"][1]] if len(pickle["astNodeIds"]) > 1 else None
    return Script(
        file=str(home[0]),
        path=home[0],
        feature=home[1],
        name=scenario["name"],
        title=pickle["name"],
        line=pickle["location"]["line"],
        scenario_line=scenario["location"]["line"],
        number=number,
        tags=tuple(dict.fromkeys(tag["name"].removeprefix("@") for tag in pickle["tags"])),
        steps=tuple(_step(step, nodes) for step in pickle["steps"]),
        example=_example(scenario, row) if row is not None else {},
    )


def _unrun(scenario: Mapping[str, Any], home: tuple[Path, str]) -> Script:
    """An outline whose examples have no rows."""
    name, line = scenario["name"], scenario["location"]["line"]
    tags = tuple(tag["name"].removeprefix("@") for tag in scenario["tags"])
    return Script(str(home[0]), home[0], home[1], name, name, line, line, 0, tags, ())


def _step(step: Mapping[str, Any], nodes: Mapping[str, Any]) -> ScriptStep:
    written = nodes[step["astNodeIds"][0]]
    kind = _KINDS.get(step.get("type", ""), StepKind.GIVEN)
    table = step.get("argument", {}).get("dataTable")
    rows = [[cell["value"] for cell in row["cells"]] for row in table["rows"]] if table else None
    return ScriptStep(written["location"]["line"], written["keyword"].strip(), kind, step["text"], rows)


def _example(scenario: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, str]:
    for examples in scenario["examples"]:
        if any(other["id"] == row["id"] for other in examples.get("tableBody", ())):
            heads = (cell["value"] for cell in examples["tableHeader"]["cells"])
            return dict(zip(heads, (cell["value"] for cell in row["cells"]), strict=True))
    return {}


def _scenarios(feature: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for child in feature["children"]:
        if "scenario" in child:
            yield child["scenario"]
        elif "rule" in child:
            yield from _scenarios(child["rule"])


def _nodes(feature: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Scenarios, steps and rows of examples by the ids gherkin gives them."""
    for child in feature["children"]:
        if "rule" in child:
            yield from _nodes(child["rule"])
            continue
        part = child.get("scenario") or child["background"]
        yield part["id"], part
        yield from ((step["id"], step) for step in part["steps"])
        for examples in part.get("examples", ()):
            yield from ((row["id"], row) for row in examples.get("tableBody", ()))


def _lines_by_name(feature: Mapping[str, Any]) -> Mapping[str, Sequence[int]]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for scenario in _scenarios(feature):
        lines[scenario["name"]].append(scenario["location"]["line"])
    return lines


def _conjunctions_first(feature: Mapping[str, Any], shown: str) -> Iterator[Problem]:
    """Scenarios and backgrounds that open with 而且 or the like: it would go on with a step of another one."""
    for child in feature["children"]:
        if "rule" in child:
            yield from _conjunctions_first(child["rule"], shown)
            continue
        steps = (child.get("scenario") or child["background"])["steps"]
        if steps and steps[0]["keywordType"] in ("Conjunction", "Unknown"):
            message = f"第一步不能以“{steps[0]['keyword'].strip()}”开头"
            yield Problem(message, shown, steps[0]["location"]["line"], remedy="请以 假如、当 或 那么 开头")
