"""Linting: everything wrong with rule packs, from what the loader finds to what only the whole book shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from checker.errors import Problem
from checker.rulebook import Reading, RuleBook, read_rulebook
from checker.workbench.lint.conditions import report_conditions
from checker.workbench.lint.dates import report_dates
from checker.workbench.lint.diagnostic import Diagnostic
from checker.workbench.lint.entries import Entries
from checker.workbench.lint.placing import Sources
from checker.workbench.lint.tables import report_tables
from checker.workbench.lint.unused import report_unused, unused_application_facts

_AGAIN = "请先改正以上各处,再检查一次"


def lint(
    *directories: Path, texts: Mapping[Path, str] | None = None, context: Sequence[Path] = ()
) -> tuple[Diagnostic, ...]:
    """What is wrong with the packs in these folders, in order of file and place; without any, the default ones.

    ``texts`` stand in for files on disk, such as what an editor has not saved yet. ``context`` are further folders
    that the packs refer to: they are read, and nothing is said of them. Raises RuleBookError only where the default
    folders are not there.
    """
    return diagnose(read_rulebook(*directories, *context, texts=texts), directories if context else ())


def diagnose(reading: Reading, directories: Sequence[Path] = ()) -> tuple[Diagnostic, ...]:
    """What is wrong with what was read; with ``directories``, what is wrong in these alone."""
    sources = Sources({file.shown: file.text for folder in reading.folders for file in folder.files})
    found = dict.fromkeys(
        sources.diagnose(problem) for problem in (*reading.problems, *_beyond_loading(reading, whole=not directories))
    )
    folders = tuple(directory.as_posix().rstrip("/") for directory in directories)
    wanted = (each for each in found if not folders or any(_lies_in(each.file, folder) for folder in folders))
    return tuple(sorted(wanted, key=lambda each: (each.file, each.line, each.column)))


def _beyond_loading(reading: Reading, *, whole: bool) -> Iterator[Problem]:
    book = reading.book
    if book is None:
        if any(problem.code != "no-pack" for problem in reading.problems):
            message = "有的文件读不通或认不出,其余各项检查没有进行"
            yield Problem(message, reading.problems[0].file, remedy=_AGAIN, code="checks-skipped")
        return
    entries = Entries(reading.contents)
    report_conditions(book, entries, reading.scope)
    report_tables(book, entries)
    report_dates(book, entries)
    if reading.problems:
        message = "规则包有错误,没有检查哪些声明没有用到"
        yield Problem(message, reading.problems[0].file, remedy=_AGAIN, code="checks-skipped")
    else:
        report_unused(book, entries)
        if whole:
            yield from _unused_facts(book, reading)
    faulty = {problem.file for problem in reading.problems}
    yield from (problem for problem in entries.problems if problem.file not in faulty)


def _unused_facts(book: RuleBook, reading: Reading) -> Iterator[Problem]:
    unused = unused_application_facts(book)
    stated = len(book.facts) - len(book.derived_facts)
    if unused and len(unused) * 2 < stated:  # a pack on its own uses few of them, which says nothing
        message = f"申报字段中有 {len(unused)} 个没有规则用到:{'、'.join(unused)}"
        remedy = "填了也不影响结论;应当核对而没有规则的,请补规则"
        yield Problem(message, reading.folders[0].shown, remedy=remedy, code="unused-application-facts")


def _lies_in(file: str, folder: str) -> bool:
    return file == folder or file.startswith(f"{folder}/")
