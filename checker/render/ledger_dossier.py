"""The dossier of a project: everything the ledger knows of it, one section after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from checker.ledger.storage import Reading
from checker.render.ledger_consultations import consultations_section
from checker.render.ledger_decisions import decisions_section
from checker.render.ledger_inventory import records_section
from checker.render.ledger_quotas import quotas_section
from checker.render.ledger_rectifications import rectifications_section
from checker.render.ledger_section import LedgerSection
from checker.render.ledger_sources import sources_section
from checker.render.ledger_submissions import submissions_section
from checker.render.ledger_waivers import waivers_section
from checker.render.lines import visible
from checker.render.page import Page, Piece, Tone, label

SectionProvider = Callable[[Reading, str], LedgerSection | None]
"""Gives the section of one area about the project of that code; None where it has nothing to say."""

PROVIDERS: Final[tuple[SectionProvider, ...]] = (
    submissions_section,
    quotas_section,
    sources_section,
    consultations_section,
    rectifications_section,
    waivers_section,
    decisions_section,
    records_section,
)
"""The sections after the fields of the inventory, in the order people read them."""

_NO_LABEL: Final[Piece] = (Tone.PLAIN, "")


def sections(books: Reading, code: str) -> list[LedgerSection]:
    """The sections that have something to say."""
    return [section for provider in PROVIDERS if (section := provider(books, code)) is not None]


def render_sections(found: list[LedgerSection], *, width: int) -> str:
    """The sections as text."""
    page = Page(width)
    for section in found:
        page.blank()
        page.put((Tone.STRONG, visible(section.title)))
        for word, text in section.lines:
            page.put((Tone.PLAIN, visible(text)), lead=label(visible(word)) if word else _NO_LABEL, indent=2)
    return page.text() if found else ""


def sections_shape(found: list[LedgerSection]) -> dict[str, object]:
    """The sections for machines."""
    return {section.key: section.shape for section in found}
