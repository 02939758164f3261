"""Structure: whether the tables, indexes and references of a database are those that the migrations lay.

A trigger writes behind the books, a missing index lets a search miss rows: neither shows in any row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Inspector, Table, inspect

from checker.ledger.flaw import Flaw
from checker.ledger.schema import METADATA
from checker.ledger.storage import VERSION_TABLE


def deviations(connection: Connection) -> Iterator[Flaw]:
    """Everything that is missing, added or otherwise than the schema says, by name."""
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    for table in METADATA.sorted_tables:
        if table.name in present:
            yield from _of_table(inspector, table)
        else:
            yield Flaw(f"表 {table.name}", "不在了:被删去")
    for kind, name, owner in _added(connection):
        yield Flaw(f"{kind} {name}" + (f"(在表 {owner} 上)" if owner else ""), "台账里没有这个:被加进")


def readable(connection: Connection) -> frozenset[str]:
    """The tables of which every column is there."""
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    return frozenset(
        table.name
        for table in METADATA.sorted_tables
        if table.name in present
        and {column.name for column in table.columns}
        <= {column["name"] for column in inspector.get_columns(table.name)}
    )


def _of_table(inspector: Inspector, table: Table) -> Iterator[Flaw]:
    where = f"表 {table.name}"
    dialect = inspector.dialect
    found = {
        column["name"]: (column["type"].compile(dialect).upper(), column["nullable"])
        for column in inspector.get_columns(table.name)
    }
    wanted = {column.name: (column.type.compile(dialect).upper(), column.nullable) for column in table.columns}
    yield from _compared(where, "列", wanted, found)
    keys = [column.name for column in table.primary_key.columns]
    if inspector.get_pk_constraint(table.name)["constrained_columns"] != keys:
        yield Flaw(where, "主键被改动过")
    yield from _compared(
        where,
        "索引",
        {str(index.name): ([column.name for column in index.columns], bool(index.unique)) for index in table.indexes},
        {
            str(index["name"]): (index["column_names"], bool(index["unique"]))
            for index in inspector.get_indexes(table.name)
            if not index.get("duplicates_constraint")
        },
    )
    references = {
        (tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"]))
        for key in inspector.get_foreign_keys(table.name)
    }
    meant = {
        (tuple(key.column_keys), key.referred_table.name, tuple(element.column.name for element in key.elements))
        for key in table.foreign_key_constraints
    }
    for columns, referred, _ in sorted(references ^ meant):
        what = "被删去" if (columns, referred, _) in meant else "被加进"
        yield Flaw(where, f"引用 {'、'.join(columns)} → {referred} {what}")
    for added in (*inspector.get_check_constraints(table.name), *inspector.get_unique_constraints(table.name)):
        yield Flaw(where, f"约束 {added['name'] or '(无名)'} 被加进")


def _compared(where: str, kind: str, wanted: dict[str, Any], found: dict[str, Any]) -> Iterator[Flaw]:
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield Flaw(where, f"{kind} {name} 不在了:被删去")
        elif name not in wanted:
            yield Flaw(where, f"{kind} {name} 被加进")
        elif wanted[name] != found[name]:
            yield Flaw(where, f"{kind} {name} 被改动过")


def _added(connection: Connection) -> Iterable[tuple[str, str, str]]:
    """Triggers, rules and views that no migration lays, and in a SQLite file tables too: kind, name, table."""
    names = {table.name for table in METADATA.sorted_tables}
    if connection.dialect.name == "sqlite":
        kinds = {"trigger": "触发器", "view": "视图", "table": "表"}
        listed = "SELECT type, name, tbl_name FROM sqlite_master WHERE type <> 'index' ORDER BY name"
        for kind, name, owner in connection.exec_driver_sql(listed).all():
            ours = name in names or name == VERSION_TABLE or name.startswith("sqlite_")
            if kind != "table" or not ours:
                yield kinds.get(kind, kind), name, owner if kind == "trigger" else ""
        return
    triggers = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid) ORDER BY tgname"
    )
    rules = "SELECT rulename, tablename FROM pg_rules WHERE schemaname = current_schema() ORDER BY rulename"
    for kind, listed in (("触发器", triggers), ("重写规则", rules)):
        for name, owner in connection.exec_driver_sql(listed).all():
            if owner in names:
                yield kind, name, owner
