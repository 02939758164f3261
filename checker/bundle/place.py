"""Places of rule packs: folders, rule bundles and zip files, wherever a command or a program asks for packs.

With ``CHECKER_RULE_KEYS`` (a public key, or a folder of them) a bundle counts only if signed with one of those keys.
Without it a bundle is held to its own manifest, as whoever names the file by its path means that file.
"""

from __future__ import annotations

import os
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from checker import rulebook
from checker.bundle.container import file_content
from checker.bundle.packing import MANIFEST, SUFFIX, folders_of
from checker.bundle.zip_folder import is_zip, laid_out
from checker.errors import Problem, RuleBookError
from checker.rulebook import PackFolder, RuleBook
from checker.rulebook.pack import find_packs

if TYPE_CHECKING:
    from checker.bundle.keys import TrustedKeys

KEYS_VARIABLE: Final = "CHECKER_RULE_KEYS"
"""Names the public keys of whoever is trusted to sign rule bundles."""


def load_rulebook(*places: Path) -> RuleBook:
    """The rule book in the given places, each a folder, a bundle or a zip file; without any, in the default folders.

    Raises RuleBookError with every problem found, UsageError for a zip file or keys that cannot be read.
    """
    with ExitStack() as open_places:
        folders: list[Path] = []
        bundled: list[PackFolder] = []
        for place in places:
            if is_bundle(place):
                bundled += _folders_in(place)
            elif is_zip(place):
                folders.append(open_places.enter_context(laid_out(place)))
            else:
                folders.append(place)
        if not bundled:
            return rulebook.load_rulebook(*folders)
        return rulebook.rulebook_of([*_read(folders), *bundled])


def is_bundle(path: Path) -> bool:
    """Whether a file is named as a rule bundle, or has the manifest of one."""
    if path.name.endswith(SUFFIX) and not path.is_dir():
        return True
    if not is_zip(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def named_keys() -> TrustedKeys | None:
    """The keys that the environment names; None where it names none. Raises UsageError where they cannot be read."""
    from checker.bundle.keys import TrustedKeys  # noqa: PLC0415 - needs the cryptography library

    named = os.environ.get(KEYS_VARIABLE, "").strip()
    return TrustedKeys.read(Path(named)) if named else None


def _folders_in(path: Path) -> list[PackFolder]:
    from checker.bundle.bundle import Bundle  # noqa: PLC0415 - needs the cryptography library

    bundle = Bundle.read(file_content(path), str(path), trusted=named_keys())
    return folders_of(bundle.files, str(path))


def _read(folders: list[Path]) -> list[PackFolder]:
    problems: list[Problem] = []
    found = find_packs(folders, problems)
    if problems:
        raise RuleBookError(problems)
    return found
