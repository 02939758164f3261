"""Where the evidence for rules lies: the folders of scenarios and cases that belong to the packs in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from checker.rulebook import default_packs_directories, default_packs_directory

FEATURES: Final = "features"
CASES: Final = "cases"


def evidence_places(name: str, packs: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders called ``name`` that concern ``packs`` (none: the shipped ones and the office's own).

    They are the one in the current folder and those beside the packs; what lies beside the shipped packs concerns
    these alone, and is left out where they are not in use.
    """
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
