"""Definition: where what is named under the cursor is written."""

from __future__ import annotations

from typing import Final

from checker.language_server.cursor import Cursor
from checker.language_server.document import Document
from checker.language_server.hover import placeholder_at
from checker.language_server.library import Library, Place
from checker.language_server.meaning import Reading, Sort
from checker.workbench.schemas import Subject
from checker.workbench.schemas.navigation import offer_of, shape_at
from checker.workbench.schemas.shape import Offer

_DECLARED: Final = (Sort.FACT, Sort.PARAMETER, Sort.TABLE)


def definition(document: Document, library: Library, offset: int) -> tuple[Place, ...]:
    """The places where the clause, fact, parameter, table or rule at an offset is written; none for a field."""
    cursor = document.cursor(offset)
    shape = shape_at(document.subject, cursor.path)
    if shape is None or cursor.is_key:
        return ()
    match offer_of(shape):
        case Offer.OPERANDS:
            meaning = Reading(cursor.text, library.outline).meaning_at(cursor.offset)
            return _of_name(meaning.name, library) if meaning and meaning.sort in _DECLARED else ()
        case Offer.CLAUSES:
            clause = library.clause(cursor.text.strip(), document.pack)
            place = library.clause_place(clause) if clause else None
            return (place,) if place else ()
        case Offer.RULES:
            rule = library.rules.get(cursor.text.strip())
            return (rule.place,) if rule else ()
        case Offer.DERIVABLE | Offer.DERIVED | Offer.LISTS:
            return _of_name(cursor.text.strip(), library)
    meaning = placeholder_at(cursor, library)
    return _of_name(meaning.name, library) if meaning else _rows(document, cursor)


def _of_name(name: str, library: Library) -> tuple[Place, ...]:
    """The declaration of a name, then the derivations that give it."""
    derivations = (each.place for each in library.derivations.get(name, ()))
    return (*library.declared.get(name, ()), *derivations)


def _rows(document: Document, cursor: Cursor) -> tuple[Place, ...]:
    """The CSV file that a table names."""
    if document.subject is not Subject.TABLE or cursor.path != ("rows",):
        return ()
    file = document.path.parent / cursor.text.strip()
    return (Place(file, 1, 1),) if cursor.text.strip() and file.is_file() else ()
