"""Reading an application: YAML, JSON or plain data in, an ``Application`` out, or every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from checker.errors import ApplicationError
from checker.model.application import Application
from checker.model.assembly import assemble
from checker.model.source_json import parse_json
from checker.model.source_text import check_text, read_text
from checker.model.source_tree import Tree, TreeOfData
from checker.model.source_yaml import parse_yaml


def read_application(path: str | Path) -> Application:
    """The application in a YAML or JSON file; raises ApplicationError with all its problems, lines and remedies."""
    return assemble(_tree(read_text(Path(path)), str(path)), str(path))


def parse_application(text: str | bytes, file: str = "") -> Application:
    """The application in a YAML or JSON text; ``file`` names it in errors; raises ApplicationError."""
    return assemble(_tree(check_text(text, file), file), file)


def build_application(data: Mapping[str, object], file: str = "") -> Application:
    """The application in plain data: names by label or key, values as in a file or typed; raises ApplicationError."""
    return assemble(TreeOfData(file).read(data), file)


def _tree(text: str, file: str) -> Tree:
    """Parse by the file's ending; a text without one that opens like JSON is tried as JSON first."""
    if file.lower().endswith(".json"):
        return parse_json(text, file)
    if file.lower().endswith((".yaml", ".yml")) or not text.lstrip().startswith("{"):
        return parse_yaml(text, file)
    try:
        return parse_json(text, file)
    except ApplicationError as as_json:
        try:
            return parse_yaml(text, file)
        except ApplicationError:
            raise as_json from None
