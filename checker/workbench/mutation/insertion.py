"""Insertion: suggested scenarios put into their feature files, where nothing that stands there is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from checker.workbench.mutation.lining import cells_in_line, width_of
from checker.workbench.mutation.suggestion import Suggestion

_NAME: Final = re.compile(r"^(\s*场景:\s*)(.*?)\s*$", re.MULTILINE)


def with_suggestions(texts: Mapping[Path, str], suggestions: Iterable[Suggestion]) -> Mapping[Path, str]:
    """The feature files as they are with the suggestions in them; those that stay as they are are left out.

    A row goes below the last one of its examples, a scenario to the end, each once; one whose name is taken gets a
    number. A row whose examples are no longer there is left out.
    """
    found: dict[Path, str] = {}
    for suggestion in dict.fromkeys(suggestions):
        path = Path(suggestion.path)
        text = found.get(path, texts[path])
        added = _with_row(text, suggestion) if suggestion.outline else _with_scenario(text, suggestion.text)
        if added != text:
            found[path] = added
    return found


def _with_scenario(text: str, scenario: str) -> str:
    if scenario in text:
        return text
    names = {name for _, name in _NAME.findall(text)}

    def numbered(heading: re.Match[str]) -> str:
        name, number = heading[2], 2
        while name in names:
            name, number = f"{heading[2]}({number})", number + 1
        return f"{heading[1]}{name}"

    return f"{text.rstrip()}\n\n{_NAME.sub(numbered, scenario, count=1)}\n"


def _with_row(text: str, suggestion: Suggestion) -> str:
    columns, cells = zip(*suggestion.row, strict=True)
    lines = text.split("\n")
    for examples in _examples_of(text, suggestion.outline):
        if [cell["value"] for cell in examples["tableHeader"]["cells"]] != list(columns) or not examples["tableBody"]:
            continue
        if any([cell["value"] for cell in row["cells"]] == list(cells) for row in examples["tableBody"]):
            return text
        last = examples["tableBody"][-1]["location"]["line"]
        lines.insert(last, _written(cells, lines[last - 1]))
        return "\n".join(lines)
    return text


def _examples_of(text: str, outline: str) -> Sequence[Mapping[str, Any]]:
    from gherkin.parser import Parser  # noqa: PLC0415 - only insertions need it

    feature: Any = Parser().parse(text)["feature"]
    scenarios = (child["scenario"] for child in feature["children"] if "scenario" in child)
    return next((one["examples"] for one in scenarios if one["name"] == outline), ())


def _written(cells: Sequence[str], above: str) -> str:
    """The cells as a row below ``above``, its columns as wide where they have the room."""
    indent = above[: len(above) - len(above.lstrip())]
    widths = [width_of(cell) - 2 for cell in re.split(r"(?<!\\)\|", above.strip())[1:-1]]
    return indent + cells_in_line(cells, widths)
