"""Renderers: a report as text, Markdown or JSON; they return strings and print nothing.

The functions are loaded when first asked for, so that a command which renders nothing does not pay for them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.render.json_document import render_json
    from checker.render.markdown import render_markdown
    from checker.render.schema import report_schema
    from checker.render.text import render_text

__all__ = ["render_json", "render_markdown", "render_text", "report_schema"]

_HOMES = {
    "render_json": "checker.render.json_document",
    "render_markdown": "checker.render.markdown",
    "render_text": "checker.render.text",
    "report_schema": "checker.render.schema",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
