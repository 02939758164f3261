"""Backup and restoring: the whole ledger as one compressed file of text lines, the same from either database.

The first line says what it is, the last how many entries and documents there must be and the hash of the last entry;
in between stand the documents and then the entries, one a line. Restoring follows the chain and builds the books anew.
"""

from __future__ import annotations

import base64
import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, insert, update

from checker.errors import LedgerError, LedgerTamperedError, Problem
from checker.ledger import documents, journal, layout
from checker.ledger.journal import GENESIS, Entry
from checker.ledger.ledger import Ledger, vacant
from checker.ledger.projection import project
from checker.ledger.schema import ENTRY, HEAD
from checker.ledger.storage import Storage, is_laid_out

_FORMAT: Final = "checker-ledger-backup"
_VERSION: Final = 1
_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds, or what was restored: entries, documents, and the hash of the last entry."""

    entries: int
    documents: int
    hash: str

    @property
    def anchor(self) -> str:
        """What to note elsewhere of the last entry."""
        return journal.anchor(self.entries, self.hash)


def back_up(ledger: Ledger, path: Path, *, overwrite: bool = False) -> Copied:
    """Write the whole ledger to ``path``, whole or not at all; raises LedgerError where the file is there already."""
    if path.exists() and not overwrite:
        raise LedgerError(Problem("备份文件已经存在", str(path), remedy="请换一个文件名,或写 --force 覆盖"))
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with gzip.open(draft, "wt", encoding="utf-8", newline="\n", compresslevel=6) as stream:
            copied = Copied(0, 0, "")
            for line in _lines(ledger):
                stream.write(journal.canonical(line) + "\n")
                if "end" in line:
                    copied = Copied(line["end"], line["documents"], line["hash"])
        draft.replace(path)
    except OSError as fault:
        problem = Problem(f"备份无法写入({fault.strerror})", str(path), remedy="请检查路径、权限与磁盘空间")
        raise LedgerError(problem) from None
    finally:
        draft.unlink(missing_ok=True)
    return copied


def restore(path: Path, address: str | Path) -> Copied:
    """Lay out a new ledger at ``address`` with what the backup holds, whole or not at all.

    Raises LedgerError where there is a ledger already or the file cannot be read, LedgerTamperedError where the backup
    is cut short or its chain is broken.
    """
    with vacant(address) as storage:
        copied = _fill(storage, path)
    storage.close()
    return copied


def _lines(ledger: Ledger) -> Iterator[dict[str, Any]]:
    with ledger.reading() as books:
        yield {"format": _FORMAT, "version": _VERSION, "position": books.position}
        names = documents.names(books.connection)
        for name in names:
            content = documents.fetch(books.connection, name)
            media = documents.media_of(books.connection, name)
            yield {"document": name, "media": media, "content": base64.b64encode(content).decode("ascii")}
        last = GENESIS
        for entry in journal.entries(books.connection):
            yield {"entry": [getattr(entry, field) for field in Entry.__slots__]}
            last = entry.hash
        yield {"end": books.position, "documents": len(names), "hash": last}


def _fill(storage: Storage, path: Path) -> Copied:
    with storage.altering() as connection:
        if is_laid_out(connection):
            raise LedgerError(Problem("这里已经有台账", storage.shown, remedy="恢复只写到新的地址;请换一个"))
        layout.lay_out(connection)
        last, position, count, waiting = GENESIS, 0, 0, list[Entry]()
        for number, line in enumerate(_read(path), 1):
            match line:
                case {"format": _}:
                    continue
                case {"document": str(name), "media": str(media), "content": str(content)}:
                    if documents.keep(connection, base64.b64decode(content), media) != name:
                        raise LedgerTamperedError(_broken(path, number, f"文件 {name[:12]} 与指纹不符"))
                    count += 1
                case {"entry": list(fields)} if len(fields) == len(Entry.__slots__):
                    entry = Entry(*fields)
                    if (entry.position, entry.previous) != (position + 1, last) or entry.hash != entry.expected_hash:
                        raise LedgerTamperedError(_broken(path, number, f"第 {entry.position} 条与指纹不符或接不上"))
                    position, last = entry.position, entry.hash
                    waiting.append(entry)
                    if len(waiting) == _BATCH:
                        _write(connection, waiting)
                        waiting = []
                case {"end": end, "documents": kept, "hash": name}:
                    if (end, kept, name) != (position, count, last):
                        raise LedgerTamperedError(_broken(path, number, "条数与结尾所记不符"))
                    _write(connection, waiting)
                    connection.execute(update(HEAD).values(position=position, hash=last))
                    return Copied(position, count, last)
                case _:
                    raise LedgerTamperedError(_broken(path, number, "这一行认不出"))
    raise LedgerTamperedError(Problem("备份没有结尾,不完整", str(path), remedy="请改用另一份备份"))


def _write(connection: Connection, entries: list[Entry]) -> None:
    if entries:
        connection.execute(
            insert(ENTRY), [{name: getattr(entry, name) for name in Entry.__slots__} for entry in entries]
        )
        project(connection, entries)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for number, text in enumerate(stream, 1):
                line = simplejson.loads(text)
                if not isinstance(line, dict) or (number == 1) is not (line.get("format") == _FORMAT):
                    raise LedgerError(Problem("不是台账备份", str(path), number, remedy="请核对文件"))
                if number == 1 and line.get("version") != _VERSION:
                    raise LedgerError(Problem("备份由较新的程序写成", str(path), remedy="请升级程序"))
                yield line
    except (OSError, EOFError, UnicodeDecodeError, simplejson.JSONDecodeError, zlib.error) as fault:
        reason = getattr(fault, "strerror", None) or "不是台账备份,或已损坏"
        raise LedgerError(Problem(f"备份无法读取({reason})", str(path), remedy="请核对文件,或改用另一份备份")) from None


def _broken(path: Path, line: int, what: str) -> Problem:
    return Problem(f"备份损坏:{what}", str(path), line, remedy="请改用另一份备份;台账没有写入")
