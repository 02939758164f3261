"""Saving what was tried as a new application file, with Chinese labels; it is read back before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from checker.errors import CheckerError, Problem
from checker.model import parse_application
from checker.model.application import Application
from checker.model.vocabulary import VOCABULARY, FactNames
from tui.draft import value_line

_WIDTH = 10_000


def application_text(application: Application) -> str:
    """The application as the YAML of an application file."""
    labelled = _labelled(application.canonical(), VOCABULARY.names)
    return yaml.safe_dump(labelled, allow_unicode=True, sort_keys=False, width=_WIDTH)


def save_application(application: Application, file: Path) -> None:
    """Write a new application file; raises CheckerError where it cannot be written or would not read back the same."""
    text = application_text(application)
    if parse_application(text, str(file)).content_hash != application.content_hash:
        raise CheckerError(Problem("写出的申报与试算的不同,没有保存", str(file), remedy="请把操作步骤告诉维护人员"))
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise CheckerError(Problem(f"写不了({fault.strerror})", str(file), remedy="请检查目录和权限")) from None


def _labelled(values: Mapping[str, Any], names: FactNames) -> dict[str, Any]:
    labelled: dict[str, Any] = {}
    for spec in names:
        value = values.get(spec.key)
        if value is None:
            continue
        if spec.fields is not None:
            fields = spec.fields
            labelled[spec.label] = [_labelled(one, fields) for one in value] or "无"
        elif isinstance(value, bool):
            labelled[spec.label] = "是" if value else "否"
        elif isinstance(value, str):
            labelled[spec.label] = value_line(spec, value)
        else:
            labelled[spec.label] = "无" if value == [] else value
    return labelled
