"""The office's catalogue on disk: a rule pack that grows by a version with each import, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checker.catalogue.history import ImportRecord, history_text, read_history
from checker.catalogue.item import CatalogueItem
from checker.catalogue.pack_files import FOLDER, manifest, rows_name, version_files
from checker.catalogue.reading import CatalogueFile
from checker.catalogue.table_rows import TABLE, items_of, table_csv
from checker.catalogue.version import CatalogueVersion, Changes, Issue, differences
from checker.errors import CatalogueError, Problem, RuleBookError
from checker.rulebook import DecisionTable, default_packs_directory, load_rulebook
from checker.source import read_text


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: the version it made and how that differs from the one before."""

    version: str
    ended: str
    items: tuple[CatalogueItem, ...]
    changes: Changes


class CatalogueStore:
    """The catalogue pack inside an office's folder."""

    def __init__(self, office: Path) -> None:
        self.office = office
        self.pack = office / FOLDER
        self._backup = office / f".{FOLDER}.previous"
        self._lock = office / f".{FOLDER}.lock"

    def versions(self) -> tuple[CatalogueVersion, ...]:
        """All versions, oldest first; none where nothing was imported yet.

        Raises CatalogueError where stored rows are no longer what was imported.
        """
        if not self.pack.is_dir():
            if self._backup.is_dir():
                remedy = f"请把 {self._backup.name} 改名为 {FOLDER}"
                raise CatalogueError(Problem("上一次导入中途断了", str(self.office), remedy=remedy))
            return ()
        book = load_rulebook(self.pack)
        self._check_rows()
        tables = sorted((table for table in book.tables if table.name == TABLE), key=_start)
        return tuple(_version(number, table) for number, table in enumerate(tables, 1))

    def history(self) -> tuple[ImportRecord, ...]:
        """The records of all imports, oldest first."""
        path = self.pack / "history.yaml"
        if not path.is_file():
            return ()
        return read_history(read_text(path, str(path), error=CatalogueError, max_bytes=8 * 1_048_576), str(path))

    def add(
        self, file: CatalogueFile, issue: Issue, start: date, *, by: str, on: date, trial: bool = False
    ) -> Imported:
        """Take ``file`` in as the version that applies from ``start``; the one before ends on that day.

        With ``trial`` everything is checked and nothing written. Raises CatalogueError where the day does not lie after
        that of the last version, where nothing would change, or where the result would be no sound rule book.
        """
        with self._locked(trial=trial):
            versions = self.versions()
            last = versions[-1] if versions else None
            _check_order(last, issue, file.items, start)
            changes = differences(last.items if last else (), file.items)
            rows = table_csv(file.items)
            record = ImportRecord(
                version=start.isoformat(),
                on=on,
                by=by,
                source=file.name,
                sha256=file.sha256,
                rows_sha256=_sha256(rows),
                rows=len(file.items),
                added=tuple(change.item.title for change in changes.added),
                removed=tuple(change.item.title for change in changes.removed),
                changed=tuple(change.item.title for change in changes.changed),
            )
            number = self._document_number(issue, start, versions)
            files = version_files(record.version, number, issue, start, None)
            files[f"tables/{rows_name(record.version)}"] = rows
            if last is not None:
                source = last.table.source
                assert source is not None
                files |= version_files(last.name, source.document.number, last.issue, last.start, start)
            files["pack.yaml"] = manifest(len(versions) + 1, start)
            files["history.yaml"] = history_text((*self.history(), record))
            self._write(files, trial=trial)
        return Imported(record.version, last.name if last else "", file.items, changes)

    def _document_number(self, issue: Issue, start: date, versions: Sequence[CatalogueVersion]) -> str:
        """The document's number; one that is registered already is told apart by the version's first day."""
        taken = {version.table.source.document.number for version in versions if version.table.source}
        taken.update(load_rulebook(default_packs_directory()).documents)
        return f"{issue.number}({start} 起的目录)" if issue.number in taken else issue.number

    def _check_rows(self) -> None:
        for record in self.history():
            path = self.pack / "tables" / rows_name(record.version)
            text = read_text(path, str(path), error=CatalogueError, max_bytes=8 * 1_048_576)
            if _sha256(text) != record.rows_sha256:
                remedy = "旧版只增不改:请从备份恢复;要改目录,请导入新的一版"
                raise CatalogueError(Problem("这一版的行与导入时不同,被改动过", str(path), remedy=remedy))

    def _write(self, files: dict[str, str], *, trial: bool) -> None:
        """Write the pack as it will be beside the old one, prove that it loads, then put it in its place."""
        # In a folder of its own, so that the draft carries the name the pack will have.
        drafts = self.office / f".{FOLDER}.{os.getpid()}.tmp"
        draft = drafts / FOLDER
        try:
            if self.pack.is_dir():
                shutil.copytree(self.pack, draft)
            for name, text in files.items():
                path = draft / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("w", encoding="utf-8", newline="\n") as stream:
                    stream.write(text)
            self._prove(draft)
            if not trial:
                self._exchange(draft)
        except OSError as fault:
            problem = Problem(f"目录无法写入({fault.strerror})", str(self.office), remedy="请检查文件夹权限与磁盘空间")
            raise CatalogueError(problem) from None
        finally:
            shutil.rmtree(drafts, ignore_errors=True)

    def _prove(self, draft: Path) -> None:
        """The shipped packs, the office's other packs and the draft must make a sound rule book together."""
        others = (path for path in self.office.iterdir() if path.is_dir() and not path.name.startswith("."))
        try:
            load_rulebook(default_packs_directory(), *(path for path in sorted(others) if path != self.pack), draft)
        except RuleBookError as error:
            raise CatalogueError(
                [
                    Problem("导入后规则库不能加载,没有导入", str(self.office), remedy="请先改正下列各处"),
                    *error.problems,
                ]
            ) from None

    def _exchange(self, draft: Path) -> None:
        shutil.rmtree(self._backup, ignore_errors=True)
        if self.pack.is_dir():
            self.pack.rename(self._backup)
        try:
            draft.rename(self.pack)
        except OSError:
            if self._backup.is_dir():
                self._backup.rename(self.pack)
            raise
        shutil.rmtree(self._backup, ignore_errors=True)

    @contextmanager
    def _locked(self, *, trial: bool) -> Iterator[None]:
        """Keep two imports apart; the folder is made where it is missing, and taken away again after a trial."""
        made = not self.office.exists()
        try:
            self.office.mkdir(parents=True, exist_ok=True)
            with self._lock.open("x", encoding="utf-8"):
                pass
        except FileExistsError:
            remedy = f"请等它结束;若已没有导入在进行,请删去 {self._lock}"
            raise CatalogueError(Problem("另一次导入正在进行", str(self.office), remedy=remedy)) from None
        except OSError as fault:
            problem = Problem(f"文件夹无法写入({fault.strerror})", str(self.office), remedy="请核对 --office 与权限")
            raise CatalogueError(problem) from None
        try:
            yield
        finally:
            self._lock.unlink(missing_ok=True)
            if made and (trial or not self.pack.exists()) and not any(self.office.iterdir()):
                self.office.rmdir()


def _check_order(last: CatalogueVersion | None, issue: Issue, items: tuple[CatalogueItem, ...], start: date) -> None:
    if last is None:
        return
    if start <= last.start:
        what = "已有这一天起的一版" if start == last.start else f"早于最近一版({last.name} 起)"
        remedy = f"各版只能依次往后接:--from 须晚于 {last.name};旧版不改,更正也作为新的一版导入"
        raise CatalogueError(Problem(f"--from {start}:{what}", remedy=remedy))
    if not any(differences(last.items, items)) and last.issue == issue:
        raise CatalogueError(Problem(f"与现行的一版({last.name} 起)完全相同", remedy="没有变化,不必再导入"))


def _version(number: int, table: DecisionTable) -> CatalogueVersion:
    source = table.source
    assert source is not None
    document = source.document
    shown = document.number.removesuffix(f"({table.in_force.start} 起的目录)")
    return CatalogueVersion(
        number=number,
        in_force=table.in_force,
        issue=Issue(shown, document.title, document.issuer, source.mark),
        items=items_of(table),
        table=table,
    )


def _start(table: DecisionTable) -> date:
    return table.in_force.start or date.min


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
