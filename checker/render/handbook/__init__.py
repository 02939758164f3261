"""The readable rule book: every rule with its clause, dates, read-back, values, examples and open points."""

from __future__ import annotations

from checker.render.handbook.assembly import assemble_handbook
from checker.render.handbook.markdown import render_handbook_markdown
from checker.render.handbook.view import Handbook

__all__ = ["Handbook", "assemble_handbook", "render_handbook_html", "render_handbook_markdown"]


def render_handbook_html(handbook: Handbook) -> str:
    """The handbook as one HTML page that needs nothing else."""
    from checker.render.handbook.html import render_page  # noqa: PLC0415 - only this format needs the template engine

    return render_page(handbook)
