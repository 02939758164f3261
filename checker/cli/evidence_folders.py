"""Where scenarios and cases lie: the folders a command was told, or all that belong to the packs in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from checker.cli import console
from checker.cli.option_values import paths
from checker.render.lines import visible

FEATURES = "features"
CASES = "cases"
_WORDS = {FEATURES: "场景", CASES: "案例"}
_WHERE = "默认为当前文件夹里的、各规则包目录旁的,合在一起"

features_option = click.option(
    "--features",
    multiple=True,
    callback=paths,
    metavar="目录",
    help=f"场景(*.feature)的目录,可写多次;{_WHERE}",
)
cases_option = click.option(
    "--cases",
    multiple=True,
    callback=paths,
    metavar="目录",
    help=f"案例(*/expected.yaml)的目录,可写多次;{_WHERE}",
)


def evidence_folders(name: str, packs: Sequence[Path], told: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders called ``name`` that concern ``packs`` (none: the shipped ones and the office's own), or those told.

    They are the one in the current folder and those beside the packs; what lies beside the shipped packs concerns
    these alone, and is left out where they are not in use. Folders found rather than told are narrated.
    """
    if told:
        return tuple(told)
    found = _found(name, packs)
    if found:
        console.narrate(f"{_WORDS[name]}取自 {'、'.join(visible(str(folder)) for folder in found)}")
    return found


def _found(name: str, packs: Sequence[Path]) -> tuple[Path, ...]:
    from checker.rulebook import default_packs_directories, default_packs_directory  # noqa: PLC0415 - takes its time

    shipped = default_packs_directory()
    used = [folder.resolve() for folder in packs or default_packs_directories()]
    foreign = None if any(_lies_in(folder, shipped) for folder in used) else (shipped.parent / name).resolve()
    candidates = (Path.cwd(), *(beside for folder in used for beside in _around(folder)))
    places = dict.fromkeys((parent / name).resolve() for parent in candidates)
    return tuple(_as_seen_here(place) for place in places if place.is_dir() and place != foreign)


def _around(folder: Path) -> tuple[Path, ...]:
    """The folder beside which ``folder`` lies; for a single pack, also that of the packs folder it lies in."""
    is_pack = (folder / "pack.yaml").is_file()
    return (folder.parent, folder.parent.parent) if is_pack else (folder.parent,)


def _lies_in(folder: Path, shipped: Path) -> bool:
    return folder.is_relative_to(shipped.resolve())


def _as_seen_here(place: Path) -> Path:
    here = Path.cwd()
    return place.relative_to(here) if place.is_relative_to(here) else place
