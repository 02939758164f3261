"""Which packs a folder or a file is to be read with: those beside it, and the shipped ones where it builds on them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from checker.errors import CheckerError
from checker.rulebook import default_packs_directory
from checker.rulebook.pack import MANIFEST
from checker.source import MappingNode, ScalarNode, read_yaml

_DEEPEST: Final = 4


def folders_in(folder: Path) -> Iterator[Path]:
    """The folder itself and those inside it, a few levels deep, without hidden ones; in order of path."""
    for place, inner, _ in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        inner[:] = sorted(name for name in inner if not name.startswith(".")) if depth < _DEEPEST else []
        yield here


def packs_in(folder: Path) -> tuple[Path, ...]:
    """The packs in a folder: itself, or those inside it."""
    return tuple(found for found in folders_in(folder) if (found / MANIFEST).is_file())


def pack_of(file: Path) -> Path | None:
    """The pack that a file is in, or None."""
    return next((parent for parent in file.parents if (parent / MANIFEST).is_file()), None)


def packs_beside(pack: Path) -> tuple[Path, ...]:
    """The pack and those beside it, in order of name."""
    return tuple(found for found in sorted(pack.parent.iterdir()) if (found / MANIFEST).is_file())


def shipped_under(packs: Iterable[Path]) -> tuple[Path, ...]:
    """The shipped packs where ``packs`` build on them; none where some of them are, or replace, shipped ones.

    An office's packs build on those of the program; a copy of the library stands alone.
    """
    try:
        home = default_packs_directory()
    except CheckerError:
        return ()
    shipped = packs_in(home)
    return () if {_id_of(pack) for pack in shipped} & {_id_of(pack) for pack in packs} else shipped


def context_of(packs: Sequence[Path]) -> tuple[Path, ...]:
    """The packs that some packs are to be read with: the shipped ones, or the rest of the library they are part of."""
    shipped = shipped_under(packs)
    if shipped or not packs:
        return shipped
    own = {pack.resolve() for pack in packs}
    beside = dict.fromkeys(found for pack in packs for found in packs_beside(pack.resolve()))
    return tuple(found for found in beside if found not in own)


def ids_of(packs: Iterable[Path]) -> frozenset[str]:
    """The ids of these packs."""
    return frozenset(map(_id_of, packs))


def _id_of(pack: Path) -> str:
    """The id in the manifest, or the name of the folder where that cannot be read."""
    try:
        node = read_yaml((pack / MANIFEST).read_text(encoding="utf-8"), MANIFEST, error=CheckerError)
    except (CheckerError, OSError, UnicodeDecodeError):
        return pack.name
    found = node.value.get("id") if isinstance(node, MappingNode) else None
    return found.text.strip() if isinstance(found, ScalarNode) else pack.name
