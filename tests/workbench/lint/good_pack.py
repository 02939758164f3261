"""A pack without a mistake, copied so that tests can change one text of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from checker.workbench.lint import Diagnostic, lint

GOOD = Path(__file__).parent / "good"


def good_copy(directory: Path) -> Path:
    """A copy of the pack, in a folder of its own."""
    return Path(shutil.copytree(GOOD, directory / "good"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    """Replace one text that stands exactly once in one file."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def found_in(pack: Path) -> list[Diagnostic]:
    """What lint says of the pack, apart from what could not be checked for other mistakes."""
    return [each for each in lint(pack) if each.code not in ("checks-skipped", "unused-application-facts")]
