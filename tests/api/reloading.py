"""Editions of the shipped rule book behind one folder name, to be taken in while checks go on."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

RULES = Path(__file__).resolve().parents[2] / "rules"
_TITLE = re.compile(r"^title: ([\"']?)", re.MULTILINE)
_REQUIRE = re.compile(r"^require: ([^|>\"'\n]+)$", re.MULTILINE)


class Editions:
    """A folder ``current`` that is one edition after the other; none of them judges as another does.

    Edition ``n`` says its number in the title of every rule, and turns every seventh requirement into its opposite,
    beginning with the ``n``-th: findings of two editions cannot be taken for one another.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self.folders = tuple(folder / f"{number}" for number in range(count))
        for number, path in enumerate(self.folders):
            shutil.copytree(RULES, path)
            _edit(path, number)
        self.broken = folder / "broken"
        shutil.copytree(self.folders[0], self.broken)
        pack = next(self.broken.rglob("pack.yaml"))
        pack.write_text(pack.read_text("utf-8") + "不认识: 1\n", encoding="utf-8")
        self.current = folder / "current"
        self.current.symlink_to(self.folders[0])

    def publish(self, edition: Path) -> None:
        """Make ``current`` that edition, in one step."""
        following = self.current.with_name("following")
        following.symlink_to(edition)
        following.replace(self.current)


def _edit(folder: Path, number: int) -> None:
    for place, path in enumerate(sorted(folder.rglob("rules/**/*.yaml"))):
        text = path.read_text("utf-8")
        text = _TITLE.sub(rf"title: \g<1>第 {number} 版 ", text)
        if place % 7 == number % 7:
            text = _REQUIRE.sub(lambda match: f"require: not({match[1]})", text)
        path.write_text(text, encoding="utf-8")
