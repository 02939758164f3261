"""A picture of the screen as SVG, with every text as wide as its cells."""

from __future__ import annotations

import html
import re
from typing import Final

from rich.cells import cell_len
from textual.app import App

_TEXT: Final = re.compile(r'(<text [^>]*?)textLength="([\d.]+)"([^>]*)>([^<]*)</text>')
_FROM_ELSEWHERE: Final = re.compile(r"@font-face\s*\{[^}]*\}\s*|<!--.*?-->\s*", re.DOTALL)
"""Fonts to be fetched from the network, which an office may not have; the reader's own are good enough."""
_FONT: Final = "font-family: Fira Code, monospace"


def picture(app: App[None], title: str = "") -> str:
    """The screen as it is now.

    The library that writes the SVG gives a text the width of its characters, which squeezes Chinese to a half.
    """
    drawn = _FROM_ELSEWHERE.sub("", app.export_screenshot(title=title))
    return _TEXT.sub(_widened, drawn).replace(_FONT, f"{_FONT}, Noto Sans Mono CJK SC")


def _widened(match: re.Match[str]) -> str:
    before, width, after, text = match.groups()
    characters = html.unescape(text)
    if not characters:
        return match[0]
    cells = float(width) / len(characters) * cell_len(characters)
    return f'{before}textLength="{cells:.1f}"{after}>{text}</text>'
