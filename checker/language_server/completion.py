"""Completion: what may be written at the cursor, in expressions and elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checker.language_server.cursor import Cursor
from checker.language_server.document import Document
from checker.language_server.expression_completion import in_expression
from checker.language_server.library import Library
from checker.language_server.proposal import Proposal, Role
from checker.workbench.schemas import Suggestion
from checker.workbench.schemas.names import clause_line, units
from checker.workbench.schemas.navigation import keys_of, offer_of, shape_at, words_of
from checker.workbench.schemas.shape import Offer


@dataclass(frozen=True, slots=True)
class Completions:
    """The proposals, which replace what stands from ``start`` to ``end`` of the file."""

    proposals: tuple[Proposal, ...]
    start: int
    end: int


def completions(document: Document, library: Library, offset: int) -> Completions:
    """What may be written at an offset of a document, best first."""
    cursor = document.cursor(offset)
    begin, proposals = _proposed(document, library, cursor)
    start = min(cursor.place(begin), offset)
    if "\n" in document.lines.text[start:offset]:
        start = offset  # an editor replaces within one line only
    return Completions(tuple(proposals), start, offset)


def _proposed(document: Document, library: Library, cursor: Cursor) -> tuple[int, Iterable[Proposal]]:
    """Where in the text of the cursor the word at hand begins, and what may stand there."""
    begin = _word_start(cursor)
    if cursor.is_key:
        return begin, _keys(document, cursor)
    shape = shape_at(document.subject, cursor.path)
    if shape is None:
        return begin, ()
    offer = offer_of(shape)
    if offer is Offer.OPERANDS:
        begin, found = in_expression(cursor.text, cursor.offset, library)
        style = _style(document, cursor)
        return begin, (_fitted(each, style) for each in found)
    braces = cursor.text.rfind("{", 0, cursor.offset)
    if cursor.key in ("message", "remedy") and braces >= 0 and "}" not in cursor.text[braces : cursor.offset]:
        return braces + 1, _placeholders(library)
    return begin, (*_words(words_of(shape)), *_offered(offer, document, library))


def _style(document: Document, cursor: Cursor) -> str:
    """How YAML is written at the cursor: the quote around it, or ``empty`` where a plain value has yet to begin."""
    before = document.lines.text[max(cursor.places[0] - 1, 0) : cursor.places[0]]
    if before in ("'", '"'):
        return before
    line = document.lines.row(cursor.places[0])
    shares_line = bool(document.lines.text[document.lines.start(line) : cursor.places[0]].strip())
    return "empty" if shares_line and not cursor.text.strip() else ""


def _fitted(proposal: Proposal, style: str) -> Proposal:
    """The proposal as YAML needs it: a text in double quotes may not be the whole of a plain value."""
    written = proposal.insert or proposal.label
    if style == "empty" and written.startswith('"'):
        return replace(proposal, insert=f"'{written}'")
    if style == '"' and '"' in written:
        return replace(proposal, insert=written.replace('"', '\\"'))
    return proposal


def _word_start(cursor: Cursor) -> int:
    written = cursor.text[: cursor.offset]
    return len(written) - len(written.lstrip())


def _keys(document: Document, cursor: Cursor) -> Iterator[Proposal]:
    shape = shape_at(document.subject, cursor.path[:-1])
    if shape is None:
        return
    needed = shape.get("required", ())
    behind = cursor.text[cursor.offset :].strip() or _is_followed_by_colon(document, cursor)
    for key in keys_of(shape):
        if key.text not in cursor.siblings:
            insert = key.text if behind else f"{key.text}: "
            rank = 0 if key.text in needed else 1
            yield Proposal(key.text, Role.KEY, "必填" if rank == 0 else "", key.about, insert, rank)


def _is_followed_by_colon(document: Document, cursor: Cursor) -> bool:
    return document.lines.text[cursor.places[-1] : cursor.places[-1] + 1] == ":"


def _words(words: Iterable[Suggestion]) -> Iterator[Proposal]:
    for word in words:
        yield Proposal(word.text, Role.WORD, word.about)


def _offered(offer: Offer | None, document: Document, library: Library) -> Iterator[Proposal]:
    names = library.names
    match offer:
        case Offer.CLAUSES:
            yield from _clauses(document, library)
        case Offer.DEPARTMENTS:
            yield from _words(names.departments)
        case Offer.RULES:
            yield from (Proposal(each.text, Role.RULE, each.about) for each in names.rules)
        case Offer.UNITS:
            yield from (Proposal(each.text, Role.UNIT, each.about) for each in units())
        case Offer.LISTS:
            yield from (Proposal(each.text, Role.FACT, each.about) for each in names.lists)
        case Offer.DERIVED:
            yield from (Proposal(each.text, Role.FACT, each.about) for each in names.derived)
        case Offer.DERIVABLE:
            for rank, group in enumerate((names.derived, names.facts)):
                yield from (Proposal(each.text, Role.FACT, each.about, rank=rank) for each in group)


def _clauses(document: Document, library: Library) -> Iterator[Proposal]:
    """The clauses: those of the own pack by their id, then all others by document number."""
    own = library.pack_id(document.pack)
    for clause in library.outline.register:
        drives = clause.mark.drives_rules
        note = "" if drives else f"标记 {clause.mark.value},不得作为依据 · "
        if clause.document.pack == own and library.clause(clause.id, document.pack) is clause:
            yield Proposal(clause.id, Role.CLAUSE, note + clause_line(clause), rank=0 if drives else 2)
        else:
            yield Proposal(clause.reference, Role.CLAUSE, note + clause_line(clause), rank=1 if drives else 3)


def _placeholders(library: Library) -> Iterator[Proposal]:
    yield Proposal("gap", Role.WORD, "还差多少")
    for rank, group in enumerate((library.names.derived, library.names.parameters, library.names.facts)):
        yield from (Proposal(each.text, Role.FACT, each.about, rank=rank) for each in group)
