"""Remedies: a diagnostic whose remedy is a literal replacement, as an edit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from checker.language_server.lines import Lines
from checker.workbench.lint import Diagnostic

_QUOTED: Final = re.compile(r"[“\"]([^“”\"\n]+)[”\"]")
_NEAREST: Final = re.compile(r"是否为(.+?)[?？]")
_ONE_OF: Final = re.compile(r"(?:请写其中之一|可用的键|可用):(.+)$")
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Edit:
    """Write ``text`` in place of what stands from ``start`` to ``end``."""

    text: str
    start: int
    end: int
    is_likely: bool = True


def edits_for(diagnostic: Diagnostic, lines: Lines) -> tuple[Edit, ...]:
    """The replacements that the remedy of a diagnostic names, the likeliest first; none where it names none."""
    begin = lines.offset_at(diagnostic.line, diagnostic.column)
    line = lines.line(diagnostic.line - 1)
    rest = line[begin - lines.start(diagnostic.line - 1) :]
    wrong = max(
        (word for word in _QUOTED.findall(diagnostic.message) if _stands_in(word, rest) is not None),
        key=len,
        default="",
    )
    if not wrong:
        return ()
    start = begin + (_stands_in(wrong, rest) or 0)
    near = _NEAREST.search(diagnostic.remedy)
    if near is not None:
        words, likely = _QUOTED.findall(near[1]) or [near[1].strip()], True
    else:
        listed = _ONE_OF.search(diagnostic.remedy)
        words, likely = (re.split(r"\s*[、|]\s*", listed[1].strip()) if listed else []), False
    return tuple(Edit(word, start, start + len(wrong), likely) for word in words[:_MOST] if word and word != wrong)


def _stands_in(word: str, rest: str) -> int | None:
    """Where a wrong word begins: at the place of the diagnostic, or behind a quote there."""
    return next((skip for skip in (0, 1) if rest.startswith(word, skip)), None)
