"""Texts on the screen: the one place that turns what anybody wrote into cells, without reading markup in it.

Control characters, bidirectional overrides and other invisible ones are written out, so that no applicant can colour,
move or reverse what an officer sees. Long texts are shortened only where a list has no room; panels show them whole.
"""

from __future__ import annotations

from rich.text import Text
from textual.content import Content

from checker.render.lines import clipped, prose, visible
from checker.render.page import Tone

_LONGEST_CELL = 200
"""Characters of a text that a table looks at; more never fits a column."""


def plain(text: str, style: str = "") -> Content:
    """``text`` as content for a widget: hidden characters visible, line ends kept, nothing read as markup."""
    return Content.styled("\n".join(visible(line) for line in text.splitlines()), style)


def paragraph(text: str, style: str = "") -> Content:
    """``text`` of several lines as one paragraph."""
    return Content.styled(prose(text), style)


def cell(text: str, width: int = 0, style: str = "") -> Text:
    """``text`` on one line for a table, cut to ``width`` cells where one is given."""
    line = visible(text[:_LONGEST_CELL])
    if len(text) > _LONGEST_CELL and not width:
        line += ".."
    return Text(clipped(line, width) if width else line, style=style, no_wrap=True, end="")


def one_line(text: str, width: int) -> str:
    """``text`` on one line of at most ``width`` cells."""
    return clipped(visible(text[: max(width * 2, _LONGEST_CELL)]), width)


def toned(text: str, tone: Tone) -> Content:
    """``text`` with the colour of what it conveys; the words say it too."""
    return Content.styled(visible(text), TONE_STYLES[tone])


TONE_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "$text-success",
    Tone.BAD: "$text-error",
    Tone.CAUTION: "$text-warning",
    Tone.QUIET: "$text-muted",
    Tone.STRONG: "bold",
}
"""How each tone looks, in terms of the theme."""
