"""The base application that new scenarios start from: a small project that meets every rule."""

from __future__ import annotations

from pathlib import Path

from checker.errors import Problem, UsageError
from checker.rulebook.pack import default_packs_directory, office_directory
from checker.workbench.scaffold.product import BASE_NAME


def base_application_text() -> str:
    """The application of this installation: of a checkout, or the copy inside the installed package."""
    package = Path(__file__).resolve().parents[2]
    for candidate in (package / "_features" / BASE_NAME, package.parent / "features" / BASE_NAME):
        if candidate.is_file():
            return candidate.read_text(encoding="utf-8")
    raise UsageError(Problem("没有找到基础申报", BASE_NAME, remedy="请重新安装"))


def features_beside(pack: Path, packs_folders: tuple[Path, ...] = ()) -> Path:
    """Where the scenarios of a pack go: ``features`` beside it, or beside the folder of packs it lies in."""
    parent = pack.resolve().parent
    office = office_directory()
    folders = (*packs_folders, default_packs_directory(), *([office] if office else []))
    homes = {folder.resolve() for folder in folders}
    return (parent.parent if parent in homes else parent) / "features"
