"""Reading an application: YAML, JSON or plain data in, an ``Application`` out, or every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from checker.errors import ApplicationError
from checker.model.application import Application
from checker.model.assembly import assemble
from checker.source import Node, check_text, read_data, read_json, read_text, read_yaml

LARGEST: Final = 10 * 1024 * 1024
"""Bytes in one application file."""
_DEEPEST: Final = 24
_EXPECTED: Final = "UTF-8 编码的 YAML 或 JSON 文本"
_IF_EMPTY: Final = "至少填写 项目名称、建设阶段、建设性质、行业代码"


def read_application(path: str | Path) -> Application:
    """The application in a YAML or JSON file; raises ApplicationError with all its problems, lines and remedies."""
    file = str(path)
    text = read_text(Path(path), file, error=ApplicationError, max_bytes=LARGEST, expected=_EXPECTED)
    return assemble(_root(text, file), file)


def parse_application(text: str | bytes, file: str = "") -> Application:
    """The application in a YAML or JSON text; ``file`` names it in errors; raises ApplicationError."""
    checked = check_text(text, file, error=ApplicationError, max_bytes=LARGEST, expected=_EXPECTED)
    return assemble(_root(checked, file), file)


def build_application(data: Mapping[str, object], file: str = "") -> Application:
    """The application in plain data: names by label or key, values as in a file or typed; raises ApplicationError."""
    return assemble(read_data(data, file, error=ApplicationError, max_depth=_DEEPEST), file)


def _root(text: str, file: str) -> Node:
    """Parse by the file's ending; a text without one that opens like JSON is tried as JSON first."""
    if not text.strip():
        return _yaml(text, file)
    if file.lower().endswith(".json"):
        return _json(text, file)
    if file.lower().endswith((".yaml", ".yml")) or not text.lstrip().startswith("{"):
        return _yaml(text, file)
    try:
        return _json(text, file)
    except ApplicationError as as_json:
        try:
            return _yaml(text, file)
        except ApplicationError:
            raise as_json from None


def _json(text: str, file: str) -> Node:
    return read_json(text, file, error=ApplicationError, max_depth=_DEEPEST, repeats=True)


def _yaml(text: str, file: str) -> Node:
    """What a value means is for its field to say, and a field that stands twice is told by its label."""
    return read_yaml(
        text,
        file,
        error=ApplicationError,
        max_bytes=LARGEST,
        max_depth=_DEEPEST,
        aliases=True,
        typed=False,
        repeats=True,
        if_empty=_IF_EMPTY,
    )
