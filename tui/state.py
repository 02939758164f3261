"""What the interface remembers from one run to the next: theme, filters, positions; never anything of substance."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Final, TypeVar

import platformdirs

from checker.errors import Problem

PROGRAM: Final = "bazhong-carbon-checker"
"""The name of the program's folders among those of the system."""
_FILE: Final = "tui.json"
_LARGEST: Final = 1024 * 1024
Plain = TypeVar("Plain", str, int, bool)


def state_file() -> Path:
    """Where the state of the user's interface is kept."""
    return platformdirs.user_state_path(PROGRAM) / _FILE


class State:
    """Remembered values by name; a file that cannot be read is left alone until the next save, and told."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._values: dict[str, object] = {}
        self.problem: Problem | None = None
        """Why the file was ignored, or could not be written."""
        if file is not None:
            self._read(file)

    def recall(self, name: str, otherwise: Plain) -> Plain:
        """What was remembered under ``name``, or ``otherwise`` where nothing of that kind was."""
        value = self._values.get(name)
        return value if type(value) is type(otherwise) else otherwise

    def remember(self, name: str, value: str | int | bool) -> None:
        """Keep a value for the next run; ``save`` writes it."""
        self._values[name] = value

    def save(self) -> None:
        """Write everything at once; a failure is a problem, not an error, since nothing of substance is lost."""
        if self._file is None:
            return
        text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=f".{_FILE}.")
            with os.fdopen(handle, "w", encoding="utf-8") as made:
                made.write(text)
            Path(name).replace(self._file)
        except OSError as fault:
            self.problem = Problem(f"界面状态没有存下({fault.strerror})", str(self._file), remedy="请检查目录权限")

    def _read(self, file: Path) -> None:
        try:
            if not file.exists():
                return
            if file.stat().st_size > _LARGEST:
                raise ValueError
            values = json.loads(file.read_text(encoding="utf-8"))
            if not isinstance(values, dict):
                raise ValueError
        except (OSError, ValueError, RecursionError):
            self.problem = Problem("上次的界面状态读不出,已按初始状态打开", str(file), remedy="退出时会重新写好")
            return
        self._values = values
