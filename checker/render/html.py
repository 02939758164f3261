"""The opinion as one HTML page to read, print and file: styles inline, no script, every text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from checker.model.report import Report
from checker.render.document import TITLE, Document, document_of, fields
from checker.render.opinion import ordinal

_HERE = "checker.render"


def render_html(report: Report, *, everything: bool = False) -> str:
    """``report`` as a page of its own, ending with a line end; it loads nothing from anywhere."""
    return render_html_page([document_of(report, everything=everything)])


def render_html_page(documents: Sequence[Document]) -> str:
    """One page with the documents, each starting on a new sheet when printed."""
    name = documents[0].name if len(documents) == 1 else f"{len(documents)} 个项目"
    style = Markup(_asset("opinion.css"))
    return _template().render(title=f"{name} {TITLE}", heading=TITLE, documents=documents, style=style).rstrip() + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["fields"] = fields
    environment.filters["ordinal"] = ordinal
    return environment.from_string(_asset("opinion.html.jinja"))


def _asset(name: str) -> str:
    return files(_HERE).joinpath(name).read_text(encoding="utf-8")
