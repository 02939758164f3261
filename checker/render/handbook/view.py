"""What a page of the handbook shows: frozen texts, the same for every format; no format decides what a rule means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citing:
    """One citation: ``role`` in words, where it stands, its own words, and the note its mark demands."""

    role: str
    reference: str
    place: str
    wording: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line of a card."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads to another card of the page."""

    anchor: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One dated value of a parameter with its source and mark."""

    period: str
    value: str
    source: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class ParameterCard:
    """A parameter with its timeline."""

    anchor: str
    name: str
    doc: str
    values: tuple[ValueLine, ...]


@dataclass(frozen=True, slots=True)
class TableCard:
    """A decision table: headings, rows of texts, the source and mark of each row."""

    anchor: str
    name: str
    doc: str
    period: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One rule or derivation.

    ``effect`` is the word of the outcome it leads to (推算 for a derivation), ``tone`` its English key. ``readback`` is
    the rule said in Chinese, ``written`` its expressions as FEEL.
    """

    anchor: str
    id: str
    title: str
    effect: str
    tone: str
    period: str
    citations: tuple[Citing, ...]
    readback: tuple[Line, ...]
    written: tuple[Line, ...]
    advice: tuple[Line, ...]
    facts: tuple[Link, ...]
    parameters: tuple[ParameterCard, ...]
    tables: tuple[Link, ...]
    tried: str
    scenarios: tuple[str, ...]
    cases: tuple[str, ...]
    open_points: tuple[str, ...]
    notes: str
    file: str


@dataclass(frozen=True, slots=True)
class ClauseSection:
    """A clause and the rules that enforce it."""

    anchor: str
    heading: str
    wording: str
    details: tuple[Line, ...]
    cards: tuple[RuleCard, ...]


@dataclass(frozen=True, slots=True)
class PackChapter:
    """One pack: its clauses with their rules, its derivations, parameters and tables."""

    anchor: str
    title: str
    id: str
    version: str
    description: str
    sections: tuple[ClauseSection, ...]
    derivations: tuple[RuleCard, ...]
    parameters: tuple[ParameterCard, ...]
    tables: tuple[TableCard, ...]

    @property
    def cards(self) -> tuple[RuleCard, ...]:
        """Its rules in order."""
        return tuple(card for section in self.sections for card in section.cards)


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """One line of the traceability matrix."""

    anchor: str
    id: str
    path: str
    text: str
    kind: str
    rules: tuple[Link, ...]
    details: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The sentences of one tracked document."""

    anchor: str
    title: str
    rows: tuple[SentenceRow, ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """The whole page. ``hash`` names the content of the rule book, so that a print can be told from another."""

    title: str
    hash: str
    summary: tuple[str, ...]
    open_points: tuple[Line, ...]
    matrices: tuple[Matrix, ...]
    chapters: tuple[PackChapter, ...]
