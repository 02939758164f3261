"""The history of the catalogue: one record for each import, only ever added to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checker.errors import CatalogueError, Problem
from checker.source import ListNode, MappingNode, read_yaml

HEAD = "# 每次导入一条,由 checker catalogue import 追加;请勿手改。\nimports:\n"


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import: which version it made, who made it on which day, from which file, and what changed.

    ``rows_sha256`` is that of the stored rows: they never change afterwards.
    """

    version: str
    on: date
    by: str
    source: str
    sha256: str
    rows_sha256: str
    rows: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def history_text(records: Sequence[ImportRecord]) -> str:
    """The records as YAML."""
    lines = [HEAD]
    for record in records:
        lines.append(f'  - version: "{record.version}"\n    on: {record.on}\n')
        lines += [
            f"    {key}: {json.dumps(getattr(record, key), ensure_ascii=False)}\n"
            for key in ("by", "source", "sha256", "rows_sha256")
        ]
        lines.append(f"    rows: {record.rows}\n")
        for key in ("added", "removed", "changed"):
            titles: tuple[str, ...] = getattr(record, key)
            lines.append(f"    {key}:{'' if titles else ' []'}\n")
            lines += [f"      - {json.dumps(title, ensure_ascii=False)}\n" for title in titles]
    return "".join(lines)


def read_history(text: str, file: str) -> tuple[ImportRecord, ...]:
    """The records in ``text``; raises CatalogueError where it is not what ``history_text`` writes."""
    root = read_yaml(text, file, error=CatalogueError, max_bytes=8 * 1_048_576)
    try:
        assert isinstance(root, MappingNode)
        items = root.value["imports"]
        assert isinstance(items, ListNode)
        return tuple(_record(item.plain) for item in items.value)
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError):
        remedy = "请从备份恢复这个文件;它由程序书写,不要手改"
        raise CatalogueError(Problem("变更记录的格式不对", file, remedy=remedy)) from None


def _record(plain: object) -> ImportRecord:
    assert isinstance(plain, dict)
    texts = {key: plain[key] for key in ("version", "by", "source", "sha256", "rows_sha256")}
    lists = {key: tuple(str(title) for title in plain[key]) for key in ("added", "removed", "changed")}
    assert all(isinstance(text, str) for text in texts.values())
    assert isinstance(plain["on"], date)
    return ImportRecord(
        version=texts["version"],
        on=plain["on"],
        by=texts["by"],
        source=texts["source"],
        sha256=texts["sha256"],
        rows_sha256=texts["rows_sha256"],
        rows=int(plain["rows"]),
        added=lists["added"],
        removed=lists["removed"],
        changed=lists["changed"],
    )
