"""Memory: what earlier runs found of each mutant, kept on disk between runs, safe when one is cut short.

What is kept holds for one rule book and one version of the program (the ``context``): that a mutant was noticed by a
trial, which stays true as long as that trial is still there, or that it was noticed by none of a set of trials, so that
only new ones have to be asked.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from checker.errors import Problem, UsageError

_VERSION: Final = "1"
_KEPT_DAYS: Final = 30
_SPOILT: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")
"""What sqlite calls a file that is damaged, no database, or one of other tables."""

_SCHEMA: Final = """
create table if not exists suite (digest text primary key, trials text not null);
create table if not exists finding (
    context text not null,
    mutant text not null,
    trial text not null,
    suite text not null,
    suggestion text,
    day text not null default current_date,
    primary key (context, mutant)
) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of a mutant: the ``trial`` that noticed it, or, where that is empty, those that did not.

    ``suggestion`` is the scenario suggested for it as JSON, None where none was looked for.
    """

    trial: str
    unnoticed_by: frozenset[str]
    suggestion: str | None = None


class Memory:
    """The findings of one context in one file; every write is a transaction of its own."""

    def __init__(self, file: Path, context: str, trials: Iterable[str]) -> None:
        """Open or create ``file``; ``trials`` are the keys of those of this run. Raises UsageError.

        A file that is spoilt is begun anew, and ``is_rebuilt`` tells so: it only saves time.
        """
        self._context = context
        listed = sorted(set(trials))
        text = "\n".join(listed)
        self._suite = hashlib.sha256(text.encode()).hexdigest()[:24]
        self.is_rebuilt = False
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = self._opened(file, text)
            except sqlite3.Error as fault:
                if fault.sqlite_errorname not in _SPOILT:
                    raise
                file.unlink()
                self._connection = self._opened(file, text)
                self.is_rebuilt = True
        except (OSError, sqlite3.Error) as fault:
            remedy = "请检查该文件夹的权限,删去这个文件,或加 --no-cache"
            raise UsageError(Problem(f"缓存无法使用({fault})", str(file), remedy=remedy)) from None

    def _opened(self, file: Path, text: str) -> sqlite3.Connection:
        """The file, ready for use; raises sqlite3.Error, the file closed again."""
        connection = sqlite3.connect(file, timeout=30)
        try:
            with connection:
                connection.executescript(_SCHEMA)
                connection.execute("delete from finding where day < date('now', ?)", (f"-{_KEPT_DAYS} days",))
                connection.execute("insert or ignore into suite values (?, ?)", (self._suite, text))
                connection.execute(
                    "delete from suite where digest <> ? and digest not in (select suite from finding)", (self._suite,)
                )
            connection.execute("select context, mutant, trial, suite, suggestion, day from finding").fetchall()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def __enter__(self) -> Self:
        """The memory itself; it is closed when the block ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._connection.close()

    def recalled(self) -> Mapping[str, Remembered]:
        """Everything known in this context, by mutant."""
        suites = {
            digest: frozenset(text.split("\n")) for digest, text in self._connection.execute("select * from suite")
        }
        query = "select mutant, trial, suite, suggestion from finding where context = ?"
        with closing(self._connection.execute(query, (self._context,))) as rows:
            return {
                mutant: Remembered(trial, frozenset() if trial else suites.get(suite, frozenset()), suggestion)
                for mutant, trial, suite, suggestion in rows
            }

    def keep(self, found: Iterable[tuple[str, str]]) -> None:
        """Keep which trial (empty: none of this run) noticed each mutant."""
        rows = [(self._context, mutant, trial, self._suite) for mutant, trial in found]
        with self._connection:
            self._connection.executemany(
                "insert into finding (context, mutant, trial, suite) values (?, ?, ?, ?)"
                " on conflict do update set trial = excluded.trial, suite = excluded.suite, suggestion ="
                " case when excluded.trial = '' then suggestion else null end, day = current_date",
                rows,
            )

    def keep_suggestions(self, found: Iterable[tuple[str, str]]) -> None:
        """Keep the scenario suggested for each mutant, as JSON; ``null`` where none was found."""
        rows = [(suggestion, self._context, mutant) for mutant, suggestion in found]
        with self._connection:
            self._connection.executemany("update finding set suggestion = ? where context = ? and mutant = ?", rows)


def context_of(rulebook_hash: str) -> str:
    """The context of a rule book under this program: its hash, and that of the program's own source."""
    return hashlib.sha256(f"{_VERSION}\n{rulebook_hash}\n{_program_hash()}".encode()).hexdigest()[:24]


@cache
def _program_hash() -> str:
    """Sha256 over every module of this package: what a judgement depends on besides the rules."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[2]
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
