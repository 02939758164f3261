"""The files of the office's catalogue pack: what each version is written as."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Final

from checker.catalogue.table_rows import INPUTS, OUTPUTS, TABLE
from checker.catalogue.version import Issue

PACK_ID: Final = "office-two-high-catalogue"
FOLDER: Final = "two-high-catalogue"
CLAUSE: Final = "目录"
_ORDER: Final = 900


def manifest(versions: int, last: date) -> str:
    """``pack.yaml``; the pack's version tells how many imports there were and when the last one applies from."""
    return (
        f"id: {PACK_ID}\ntitle: “两高”项目管理目录(本机关录入)\n"
        f'version: "{versions}@{last}"\norder: {_ORDER}\n'
        "description: 由 checker catalogue import 逐版导入;各版前后相接,旧版的行不改。\n"
    )


def rows_name(version: str) -> str:
    """The CSV file with the rows of a version."""
    return f"two-high-catalogue-{version}.csv"


def version_files(version: str, number: str, issue: Issue, start: date, end: date | None) -> dict[str, str]:
    """The clause file and the table of one version, by name in the pack; ``number`` is its document's, made unique."""
    period = f"{{from: {start}" + (f", to: {end}" if end else "") + "}"
    clause = (
        "# 由 checker catalogue import 书写,请勿手改。\n"
        f"document:\n  id: two-high-catalogue-{version}\n"
        f"  title: {_quoted(issue.title)}\n  number: {_quoted(number)}\n  issuer: {_quoted(issue.issuer)}\n"
        f"  in_force: {period}\n"
        f"clauses:\n  - id: {CLAUSE}\n    summary: {_quoted(f'{issue.title}所列的行业、产品和条件')}\n"
        f"    ceiling: none\n    mark: {issue.mark}\n"
    )
    columns = [*_columns(INPUTS[:2], "type: string"), f"  - {{name: {INPUTS[2]}, unit: tce}}\n"]
    table = (
        "# 由 checker catalogue import 书写,请勿手改。\n"
        f"name: {TABLE}\nkey: two_high_catalogue_table\nhit_policy: F\nin_force: {period}\n"
        f"source: {_quoted(f'{number}#{CLAUSE}')}\ninputs:\n{''.join(columns)}"
        f"outputs:\n{''.join(_columns(OUTPUTS, 'type: string'))}"
        f"rows: {rows_name(version)}\n"
    )
    return {f"clauses/two-high-catalogue-{version}.yaml": clause, f"tables/two-high-catalogue-{version}.yaml": table}


def _columns(names: Sequence[str], kind: str) -> list[str]:
    return [f"  - {{name: {name}, {kind}}}\n" for name in names]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
