"""Hover: what the word under the cursor stands for, and what an expression says in plain Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from checker.errors import FeelSyntaxError
from checker.feel import parse
from checker.feel.prose import in_words, noun_of
from checker.language_server.cards import card_of, clause_card, rule_card
from checker.language_server.cursor import Cursor
from checker.language_server.document import Document
from checker.language_server.library import Library
from checker.language_server.meaning import Meaning, Reading, named
from checker.workbench.schemas.navigation import offer_of, shape_at, words_of
from checker.workbench.schemas.shape import Offer

_CONDITIONS: Final = ("applies", "require", "when")
PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a hover shows, in Markdown, and the stretch of the file it is about."""

    text: str
    start: int
    end: int


def hover(document: Document, library: Library, offset: int) -> Shown | None:
    """What to show at an offset of a document; None where there is nothing to say."""
    cursor = document.cursor(offset)
    shape = shape_at(document.subject, cursor.path)
    if shape is None:
        return None
    if cursor.is_key:
        said = reading_of(document, library, cursor.path)
        return _shown("\n\n".join(filter(None, (said, str(shape.get("description", ""))))), cursor)
    match offer_of(shape):
        case Offer.OPERANDS:
            return _in_expression(library, cursor)
        case Offer.CLAUSES:
            clause = library.clause(cursor.text.strip(), document.pack)
            return _shown(clause_card(clause), cursor) if clause else None
        case Offer.RULES:
            rule = library.rules.get(cursor.text.strip())
            return _shown(rule_card(rule), cursor) if rule else None
        case Offer.DERIVABLE | Offer.DERIVED | Offer.LISTS:
            found = named(cursor.text.strip(), library.outline)
            return _shown(card_of(found, library), cursor) if found else None
    placed = placeholder_at(cursor, library)
    if placed is not None:
        return _of_meaning(placed, library, cursor)
    about = next((word.about for word in words_of(shape) if word.text == cursor.text.strip()), "")
    return _shown(about, cursor)


def placeholder_at(cursor: Cursor, library: Library) -> Meaning | None:
    """What the ``{name}`` at the cursor stands for in a message or remedy."""
    if cursor.key not in ("message", "remedy"):
        return None
    for found in PLACEHOLDER.finditer(cursor.text):
        if found.start() <= cursor.offset <= found.end():
            return named(found[1].strip(), library.outline, found.start(1), found.end(1))
    return None


def reading_of(document: Document, library: Library, path: tuple[str | int, ...]) -> str:
    """The expression at ``path`` read back as a Chinese sentence; empty where there is none or it does not parse."""
    value = document.leaves.value(path) if document.leaves else None
    shape = shape_at(document.subject, path)
    if value is None or shape is None or offer_of(shape) is not Offer.OPERANDS:
        return ""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return in_chinese(value.text, library, is_condition=key in _CONDITIONS)


def in_chinese(text: str, library: Library, *, is_condition: bool) -> str:
    """An expression read back; empty where it does not parse."""
    try:
        node = parse(text)
    except FeelSyntaxError:
        return ""
    derived = library.derived_names
    return f"读作:{in_words(node, derived=derived) if is_condition else noun_of(node, derived=derived)}"


def _in_expression(library: Library, cursor: Cursor) -> Shown | None:
    meaning = Reading(cursor.text, library.outline).meaning_at(cursor.offset)
    if meaning is not None:
        return _of_meaning(meaning, library, cursor)
    return _shown(in_chinese(cursor.text, library, is_condition=cursor.key in _CONDITIONS), cursor)


def _of_meaning(meaning: Meaning, library: Library, cursor: Cursor) -> Shown | None:
    text = card_of(meaning, library)
    return Shown(text, cursor.place(meaning.start), cursor.place(meaning.end - 1) + 1) if text else None


def _shown(text: str, cursor: Cursor) -> Shown | None:
    return Shown(text, cursor.places[0], cursor.places[-1]) if text else None
