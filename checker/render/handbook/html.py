"""The handbook as one HTML page: styles and script inline, every text escaped by the template engine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from checker.render.handbook.view import Handbook

_HERE = "checker.render.handbook"


def render_page(handbook: Handbook) -> str:
    """The page, ending with a line end; it loads nothing from anywhere."""
    style, script = Markup(_asset("page.css")), Markup(_asset("page.js"))
    return _template().render(book=handbook, style=style, script=script).rstrip() + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(_asset("page.html.jinja"))


def _asset(name: str) -> str:
    return files(_HERE).joinpath(name).read_text(encoding="utf-8")
