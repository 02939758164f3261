"""Backup and restoring: the whole ledger as one compressed file of text lines, the same from either database.

The first line says what it is, the last how many entries and documents there must be, the hash of the last entry, and
the sum (sha256) of all lines before; in between stand the documents and then the entries, one a line. Restoring
follows the chain and builds the books anew; where wanted, it then revokes the tokens that count in them, for some may
have been revoked since the backup was made.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import simplejson
from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import OperationalError

from checker.errors import CheckerError, LedgerError, LedgerTamperedError, Problem
from checker.ledger import documents, journal, layout, tokens
from checker.ledger.journal import GENESIS, Entry
from checker.ledger.ledger import Ledger, vacant
from checker.ledger.projection import project
from checker.ledger.schema import ENTRY, HEAD
from checker.ledger.storage import Storage, Writing, is_laid_out
from checker.ledger.stored_rows import misfit

_FORMAT: Final = "checker-ledger-backup"
_VERSION: Final = 1
_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds, or what was restored: entries, documents, and the hash of the last entry.

    ``revoked`` are the tokens that were ended by entries of their own after those of the backup.
    """

    entries: int
    documents: int
    hash: str
    revoked: tuple[str, ...] = ()

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
        with draft.open("wb") as file:
            copied = _written(ledger, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _keep_name(path.absolute().parent)
    except OSError as fault:
        problem = Problem(f"备份无法写入({fault.strerror})", str(path), remedy="请检查路径、权限与磁盘空间")
        raise LedgerError(problem) from None
    finally:
        draft.unlink(missing_ok=True)
    return copied


def _written(ledger: Ledger, file: BinaryIO) -> Copied:
    """The lines, each as written added to the sum that the last one carries."""
    copied, summed = Copied(0, 0, ""), hashlib.sha256()
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file) as stream:
        for line in _lines(ledger):
            if "end" in line:
                copied = Copied(line["end"], line["documents"], line["hash"])
                line["sum"] = summed.hexdigest()
            text = f"{journal.canonical(line)}\n".encode()
            summed.update(text)
            stream.write(text)
    return copied


def _keep_name(folder: Path) -> None:
    """Have the folder written to the disk, so that the file is still there under its name after a power cut."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def restore(path: Path, address: str | Path, *, revoking: str = "") -> Copied:
    """Lay out a new ledger at ``address`` with what the backup holds, whole or not at all.

    With ``revoking``, the name of whoever restores, every token in it is revoked too, and none ever counts.

    Raises LedgerError where there is a ledger already or the file cannot be read, LedgerTamperedError where the backup
    is cut short or its chain is broken.
    """
    with vacant(address) as storage:
        copied = _fill(storage, path, revoking)
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
        position, last = 0, GENESIS
        for entry in journal.entries(books.connection):
            if (entry.position, entry.previous, entry.hash) != (position + 1, last, entry.expected_hash):
                raise LedgerTamperedError(_unsound(ledger, f"{entry.shown}与指纹不符或接不上"))
            yield {"entry": _values(entry)}
            position, last = entry.position, entry.hash
        if position != books.position:
            raise LedgerTamperedError(_unsound(ledger, f"应有 {books.position} 条,实有 {position} 条"))
        yield {"end": position, "documents": len(names), "hash": last}


def _values(entry: Entry) -> list[Any]:
    return [getattr(entry, field) for field in Entry.__slots__]


def _unsound(ledger: Ledger, what: str) -> Problem:
    remedy = "没有备份;请运行 checker ledger verify 查看,并由以前的备份恢复"
    return Problem(f"台账被改动过:{what}", ledger.storage.shown, remedy=remedy)


def _fill(storage: Storage, path: Path, revoking: str) -> Copied:
    filling = _Filling(path)
    with storage.altering() as connection:
        if is_laid_out(connection):
            raise LedgerError(Problem("这里已经有台账", storage.shown, remedy="恢复只写到新的地址;请换一个"))
        layout.lay_out(connection)
        for number, line in enumerate(_read(path), 1):
            filling.take(connection, number, line)
        copied = filling.finish()
        if revoking:
            at = journal.moment(datetime.now(UTC))
            books = Writing(connection, copied.entries, revoking, at, copied.hash, project)
            revoked = tokens.revoke_all(books, reason="由备份恢复的台账,备份之后撤销的令牌又会有效,一律撤销")
            copied = Copied(books.position, copied.documents, books.last_hash, revoked)
        connection.execute(update(HEAD).values(position=copied.entries, hash=copied.hash))
    return copied


class _Filling:
    """What has been read of a backup, line by line, and written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = GENESIS
        self._position = 0
        self._documents = 0
        self._waiting: list[Entry] = []
        self._ended = False

    def take(self, connection: Connection, number: int, line: dict[str, Any]) -> None:
        """Write what the line says; raises LedgerTamperedError where it cannot be what was written."""
        if self._ended:
            raise self._broken(number, "结尾之后还有内容")
        match line:
            case {"format": _} if number == 1:
                return
            case {"document": str(name), "media": str(media), "content": str(content)}:
                self._keep(connection, number, name, media, content)
            case {"entry": list(fields)}:
                self._chain(connection, number, fields)
            case {"end": end, "documents": kept, "hash": name}:
                if (end, kept, name) != (self._position, self._documents, self._last):
                    raise self._broken(number, "条数与结尾所记不符")
                self._write(connection, number)
                self._ended = True
            case _:
                raise self._broken(number, "这一行认不出")

    def finish(self) -> Copied:
        """What was restored; raises LedgerTamperedError where the last line was not there."""
        if not self._ended:
            raise LedgerTamperedError(Problem("备份没有结尾,不完整", str(self._path), remedy="请改用另一份备份"))
        return Copied(self._position, self._documents, self._last)

    def _keep(self, connection: Connection, number: int, name: str, media: str, content: str) -> None:
        try:
            plain = base64.b64decode(content, validate=True)
        except ValueError:
            raise self._broken(number, f"文件 {name[:12]} 的内容认不出") from None
        if media not in documents.MEDIA or documents.keep(connection, plain, media) != name:
            raise self._broken(number, f"文件 {name[:12]} 与指纹不符")
        self._documents += 1

    def _chain(self, connection: Connection, number: int, fields: list[Any]) -> None:
        kinds = [column.type.python_type for column in ENTRY.columns]
        if len(fields) != len(kinds) or any(map(misfit, fields, kinds)):
            raise self._broken(number, "记录的各项不全或认不出")
        entry = Entry(*fields)
        if (entry.position, entry.previous, entry.hash) != (self._position + 1, self._last, entry.expected_hash):
            raise self._broken(number, f"第 {entry.position} 条与指纹不符或接不上")
        self._position, self._last = entry.position, entry.hash
        self._waiting.append(entry)
        if len(self._waiting) == _BATCH:
            self._write(connection, number)

    def _write(self, connection: Connection, number: int) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            connection.execute(
                insert(ENTRY), [dict(zip(Entry.__slots__, _values(entry), strict=True)) for entry in waiting]
            )
            project(connection, waiting)
        except (CheckerError, OperationalError):
            raise
        except Exception as fault:  # noqa: BLE001 - a payload that was tampered with may break anything
            what = f"第 {waiting[0].position} 至 {waiting[-1].position} 条里有不能重建账面的({type(fault).__name__})"
            raise self._broken(number, what) from None

    def _broken(self, line: int, what: str) -> LedgerTamperedError:
        remedy = "请改用另一份备份;台账没有写入"
        return LedgerTamperedError(Problem(f"备份损坏:{what}", str(self._path), line, remedy=remedy))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a backup; raises LedgerTamperedError where they are not those that the last one sums up."""
    summed = hashlib.sha256()
    try:
        with gzip.open(path, "rb") as stream:
            for number, text in enumerate(stream, 1):
                line = simplejson.loads(text)
                if not isinstance(line, dict) or (number == 1) is not (line.get("format") == _FORMAT):
                    raise LedgerError(Problem("不是台账备份", str(path), number, remedy="请核对文件"))
                if number == 1 and line.get("version") != _VERSION:
                    raise LedgerError(Problem("备份由较新的程序写成", str(path), remedy="请升级程序"))
                if "end" in line and line.get("sum") != summed.hexdigest():
                    problem = Problem("备份损坏:内容与结尾所记不符", str(path), number, remedy="请改用另一份备份")
                    raise LedgerTamperedError(problem)
                summed.update(text)
                yield line
    except (OSError, EOFError, ValueError, RecursionError, zlib.error) as fault:
        reason = getattr(fault, "strerror", None) or "不是台账备份,或已损坏"
        raise LedgerError(Problem(f"备份无法读取({reason})", str(path), remedy="请核对文件,或改用另一份备份")) from None
