"""The opinion as a document to sign and file: the arranged report, the decision made on it, and where to sign.

The formats that are set in type (HTML, Word) set this; every text in it has its hidden characters made visible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checker.model.report import Report
from checker.render.lines import visible
from checker.render.opinion import Opinion, Row, arrange
from checker.render.page import Tone

TITLE = "项目符合性核对意见"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as a block of labelled lines: what was decided, by whom, when, and what seals it.

    ``verdict`` is what was decided, with its mark.
    """

    title: str
    verdict: str
    tone: Tone
    rows: tuple[Row, ...]
    officer: str
    decided_on: str


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its paragraphs, the way a table has it: one row, the label on the left."""

    label: str
    paragraphs: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One opinion; ``headline`` is the decision, or the recommendation where there is none yet, ``subline`` the rest.

    ``signature`` are the lines to sign, each with what is known already.
    """

    name: str
    dated: str
    headline: str
    tone: Tone
    subline: str
    opinion: Opinion
    decided: Decided | None
    signature: tuple[tuple[str, str], ...]


def document_of(report: Report, *, everything: bool = False, decided: Decided | None = None) -> Document:
    """The document of ``report``, and of the decision where one was made on it."""
    opinion = arrange(report, everything=everything)
    recommended = f"{opinion.mark} {opinion.verdict}"
    disposed = f"处置：{opinion.dispositions}" if opinion.dispositions else ""
    return Document(
        name=visible(report.application_name) or visible(report.application_id) or "(未填)",
        dated=report.as_of.isoformat(),
        headline=f"决定：{decided.verdict}" if decided else recommended,
        tone=decided.tone if decided else opinion.tone,
        subline="；".join(filter(None, (f"核对建议：{recommended}" if decided else "", disposed))),
        opinion=opinion,
        decided=decided,
        signature=(
            ("决定人" if decided else "审查人员", decided.officer if decided else ""),
            ("日期", decided.decided_on if decided else ""),
            ("审查机关（盖章）", ""),
        ),
    )


def fields(rows: Iterable[Row]) -> tuple[Field, ...]:
    """The rows gathered under their labels; those without one belong to the label before them."""
    gathered: list[tuple[str, list[Row]]] = []
    for row in rows:
        if row.label or not gathered:
            gathered.append((row.label, []))
        gathered[-1][1].append(row)
    return tuple(Field(label, tuple(paragraphs)) for label, paragraphs in gathered)
