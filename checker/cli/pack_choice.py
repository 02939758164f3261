"""Which packs a command is about, and which others it only reads: one meaning of ``--packs`` and ``--with`` for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from checker.cli import console
from checker.cli.option_values import paths

with_option = click.option(
    "--with",
    "around",
    multiple=True,
    callback=paths,
    metavar="目录",
    help="另外读入、只供引用的规则包目录,可写多次;引用随程序提供的,不写也会读入",
)


@dataclass(frozen=True, slots=True)
class PackChoice:
    """The folders to load (none: the default ones), and the ids of the packs a command is about (None: all)."""

    folders: tuple[Path, ...]
    own: frozenset[str] | None = None


def choose_packs(packs: Sequence[Path], around: Sequence[Path] = ()) -> PackChoice:
    """``packs`` (none: the shipped ones and the office's) with ``around`` beside them, which nothing is said of.

    Packs that cannot stand alone and build on the shipped ones get these beside them, and it is narrated.
    """
    from checker.rulebook import default_packs_directories, read_rulebook  # noqa: PLC0415 - takes its time
    from checker.workbench.schemas.surrounding import ids_of, packs_in, shipped_under  # noqa: PLC0415 - as above

    if not packs and not around:
        return PackChoice(())
    own = [pack for folder in packs or default_packs_directories() for pack in packs_in(folder)]
    if around:
        given = [*own, *(pack for folder in around for pack in packs_in(folder))]
        context = (*around, *(shipped_under(given) if packs else ()))
        return PackChoice((*context, *(packs or default_packs_directories())), ids_of(own))
    context = shipped_under(own) if own else ()
    if not context or not read_rulebook(*packs).problems:
        return PackChoice(tuple(packs))
    console.narrate("所给的规则包引用随程序提供的规则包,已一并读入")
    return PackChoice((*context, *packs), ids_of(own))


def default_packs_in_words() -> str:
    """Which packs are in use where none are told, and whether the office's own are among them."""
    from checker.rulebook.pack import office_directory  # noqa: PLC0415 - takes its time

    office = office_directory()
    if office is None:
        return "随程序提供的(没有设 CHECKER_OFFICE,本机关的规则包不在其内)"
    here = Path.cwd()
    shown = office.relative_to(here) if office.is_relative_to(here) and office != here else office
    return f"随程序提供的和本机关的({shown})"
