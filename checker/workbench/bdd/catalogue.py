"""The two-high catalogue a scenario supposes the office has imported, and the rule book as it then is."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from checker.catalogue import Issue
from checker.catalogue.pack_files import FOLDER, PACK_ID, manifest, rows_name, version_files
from checker.catalogue.reading import read_items
from checker.catalogue.sheet import Cell, Sheet, SheetRow
from checker.catalogue.table_rows import TABLE, table_csv
from checker.errors import CatalogueError, Problem, ScenarioError
from checker.model.outcome import Mark
from checker.rulebook import RuleBook, load_rulebook
from checker.workbench.bdd.step import Rows

CatalogueRows: TypeAlias = tuple[tuple[str, ...], ...]
"""The heading and the rows of a catalogue, as in the file an office imports; empty where none is imported."""

_NUMBER: Final = "场景所设的目录"
_SINCE: Final = date(2000, 1, 1)
"""Earlier than any day scenarios are about."""

_KEPT: Final = 8


def read_catalogue_rows(table: Rows) -> CatalogueRows:
    """The rows of a step's table; raises ScenarioError for what no office could import."""
    rows = tuple(tuple(row) for row in table)
    _table_text(rows)
    return rows


@lru_cache(maxsize=_KEPT)
def book_with_catalogue(book: RuleBook, rows: CatalogueRows) -> RuleBook:
    """``book`` with the catalogue of these rows imported, whatever the office has imported itself.

    Rules, derivations, parameters and the other tables are those of ``book``.
    """
    others = tuple(table for table in book.tables if table.name != TABLE or table.awaits_rows)
    packs = tuple(pack for pack in book.packs if pack.id != PACK_ID)
    if not rows:
        return replace(book, packs=packs, tables=others)
    supposed = _loaded(rows)
    return replace(
        book,
        packs=(*packs, *supposed.packs),
        documents={**book.documents, **supposed.documents},
        clauses={**book.clauses, **supposed.clauses},
        tables=(*others, *supposed.tables),
    )


def _loaded(rows: CatalogueRows) -> RuleBook:
    """The catalogue's own pack, written and loaded as an import would write it."""
    version = _SINCE.isoformat()
    issue = Issue(_NUMBER, "“两高”项目管理目录", "见场景", Mark.S)
    files = version_files(version, _NUMBER, issue, _SINCE, None)
    files[f"tables/{rows_name(version)}"] = _table_text(rows)
    files["pack.yaml"] = manifest(1, _SINCE)
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            path = Path(place) / FOLDER / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_rulebook(Path(place) / FOLDER)


def _table_text(rows: CatalogueRows) -> str:
    cells = (tuple(map(Cell.of_text, row)) for row in rows)
    sheet = Sheet("", "", tuple(SheetRow(number, row) for number, row in enumerate(cells, 1)))
    try:
        items, _ = read_items(sheet)
    except CatalogueError as error:
        raise ScenarioError([_of_row(problem) for problem in error.problems]) from None
    return table_csv(items)


def _of_row(problem: Problem) -> Problem:
    """The problem told of the step, its row in the message."""
    where = "".join((f"第 {problem.line} 行" if problem.line else "", problem.field or ""))
    message = f"目录{where}:{problem.message}" if where else problem.message
    return replace(problem, message=message, line=None, field="")
