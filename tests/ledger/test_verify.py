"""Verification: every altered byte of the history is found and located, and so is every altered figure of the books."""

from __future__ import annotations

import gzip
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update

from checker.errors import LedgerError, LedgerTamperedError, UsageError
from checker.ledger import (
    Ledger,
    consultations,
    decisions,
    quotas,
    rectifications,
    sources,
    submissions,
    tokens,
    waivers,
)
from checker.ledger.access import Role
from checker.ledger.backup import back_up, restore
from checker.ledger.consultation import Matter, Stance
from checker.ledger.rectifications import Item
from checker.ledger.schema import DOCUMENT, ENTRY, HEAD, PROJECTIONS, SOURCE
from checker.ledger.verify import verify
from checker.model.amendment import amended
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from checker.render.ledger_decisions import decision_shape, render_decision
from tests.ledger import bookkeeping, proceedings

_DAY = date(2026, 11, 22)


def _fill(ledger: Ledger, by: str = "台账管理员") -> None:
    """At least one entry of every kind of affair."""
    rulebook = proceedings.shipped().rulebook
    with ledger.writing(by) as books:
        bookkeeping.adopt(books, y2030="18 万t")
        quotas.set_limit(
            books,
            bookkeeping.quota("原煤消费量"),
            2027,
            bookkeeping.Decimal(270_000),
            document="甲〔1〕",
            reason="下达",
        )
        sources.register(books, bookkeeping.source("LY-1", "5000"))
    offered = {"台账来源": [{"来源编号": "LY-1", "用途": "煤炭替代", "数量": "3000 t"}]}
    application = amended(proceedings.application_of("coal-substitution-done"), offered)
    submitted = proceedings.submitted(ledger, application)
    withdrawn = proceedings.submitted(ledger, "wind-farm")
    kiln = proceedings.registered(ledger, proceedings.BRICKS)
    with ledger.writing("综合科") as books:
        matter = Matter(("BZ-020103-coal-cap-2030",), "煤炭总量", ("市发展改革委",), ("市统计局",))
        held = consultations.convene(books, submitted, matter, application=application, opened_on=_DAY, days=10)
        consultations.hear(
            books, held.id, department="市统计局", stance=Stance.AGREES, given_on=_DAY, reason="总量以内"
        )
        consultations.conclude(
            books,
            held.id,
            conclusion=Conclusion.PASSED,
            concluded_on=_DAY,
            authority="市发展改革委",
            document="会〔2026〕1号",
            reason="一致同意",
        )
        ordered = rectifications.order(
            books,
            kiln,
            [Item("降低能耗", date(2027, 6, 30))],
            authority="市发展改革委",
            number="整〔2026〕1号",
            issued_on=_DAY,
        )
        rectifications.extend(
            books, ordered[0].id, date(2027, 9, 30), on=_DAY, document="延〔2026〕1号", reason="设备未到"
        )
        rectifications.complete(books, ordered[0].id, on=_DAY, evidence="检测报告")
        granted = waivers.grant(
            books,
            kiln,
            ["BZ-020304-low-level"],
            rulebook=rulebook,
            authority="市政府",
            number="豁〔2026〕1号",
            granted_on=_DAY,
            scope="过渡期",
            expires_on=date(2027, 1, 1),
        )
        waivers.revoke(books, granted.id, on=_DAY, reason="不再需要")
        issued = tokens.issue(books, "审批平台", Role.SYSTEM, purpose="受理申报")
        tokens.revoke(books, issued.token.id, reason="换发")
        submissions.withdraw(books, withdrawn, _DAY, "建设单位撤回")
    report = proceedings.checked(ledger, application)
    with ledger.writing("张三") as books:
        decisions.decide(
            books,
            application=application,
            report=report,
            checking=proceedings.shipped(),
            verdict=Verdict.APPROVE,
            officer="张三",
            decided_on=proceedings.AS_OF,
            reason="" if report.verdict is Verdict.APPROVE else "会议决定",
            number="巴发改审〔2026〕1号",
        )


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    _fill(ledger)
    return ledger


def test_a_ledger_as_it_was_written_is_sound(full: Ledger) -> None:
    found = verify(full)
    assert found.flaws == ()
    assert found.position == full.position
    assert found.documents >= 3
    assert verify(full, anchor=found.anchor).flaws == ()


def test_an_altered_field_of_any_entry_is_located(full: Ledger) -> None:
    """Another field of each entry in turn, and every field of the last, which is the decision."""
    fields = ("at", "actor", "kind", "subject", "payload", "previous", "hash")
    last = full.position
    wanted = [(position, fields[position % len(fields)]) for position in range(1, last)]
    for position, column in [*wanted, *((last, column) for column in fields)]:
        with _altered(full, ENTRY, {"position": position}, column):
            found = verify(full)
        assert position in {flaw.position for flaw in found.flaws}, (position, column)
    assert verify(full).flaws == ()


def test_every_byte_of_a_decision_counts(full: Ledger) -> None:
    with full.reading() as books:
        last = books.position
        payload = books.connection.execute(select(ENTRY.c.payload).where(ENTRY.c.position == last)).scalar_one()
    for place in range(0, len(payload), len(payload) // 12):
        altered = payload[:place] + ("x" if payload[place] != "x" else "y") + payload[place + 1 :]
        with _set(full, ENTRY, {"position": last}, "payload", altered):
            located = {flaw.position for flaw in verify(full).flaws}
        assert last in located, place
        assert located <= {0, last}, place  # 0: the books no longer follow from it


def test_every_altered_byte_of_a_document_is_located(full: Ledger) -> None:
    with full.reading() as books:
        rows = books.connection.execute(select(DOCUMENT)).all()
    for row in rows:
        content = bytes(row.content)
        for place in (0, 1, len(content) // 2, len(content) - 1):
            altered = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            with _set(full, DOCUMENT, {"hash": row.hash}, "content", altered):
                assert any(row.hash[:12] in flaw.where for flaw in verify(full).flaws), (row.hash, place)


def test_every_altered_figure_of_the_books_is_located(full: Ledger) -> None:
    """All columns of a row of every projected table, but those of its key."""
    for table in PROJECTIONS:
        with full.reading() as books:
            row = books.connection.execute(select(table)).mappings().first()
        assert row is not None, f"{table.name} is empty: the story must fill it"
        key = {column.name: row[column.name] for column in table.primary_key.columns}
        columns = [column.name for column in table.columns if column.name not in key and not column.foreign_keys]
        with ExitStack() as altered:
            for column in columns:
                altered.enter_context(_altered(full, table, key, column))
            flaws = [flaw for flaw in verify(full).flaws if f"{table.name} " in flaw.where]
        told = " ".join(flaw.what for flaw in flaws)
        assert [column for column in columns if column not in told] == [], table.name
    assert verify(full).flaws == ()


def test_deleted_and_added_rows_are_told(full: Ledger) -> None:
    rows = PROJECTIONS[-1]
    with full.storage.engine.begin() as connection:
        kept = dict(connection.execute(select(rows)).mappings().one())
        connection.execute(delete(rows))
    assert [flaw.what for flaw in verify(full).flaws] == ["记录里有,账面上没有:被删去"]
    with full.storage.engine.begin() as connection:
        connection.execute(insert(rows).values([kept, {**kept, "id": "D-9999"}]))
    assert [flaw.what for flaw in verify(full).flaws] == ["账面上有,记录里没有:被加进"]


def test_a_history_cut_short_is_found_by_its_head_and_by_an_anchor(full: Ledger) -> None:
    with full.writing("台账管理员") as books:
        sources.register(books, bookkeeping.source("LY-2", "10"))
    before = verify(full)
    with full.storage.engine.begin() as connection:
        connection.execute(delete(SOURCE).where(SOURCE.c.id == "LY-2"))
        connection.execute(delete(ENTRY).where(ENTRY.c.position == before.position))
    assert any(flaw.where == "末尾标记" for flaw in verify(full).flaws)
    with full.storage.engine.begin() as connection:
        last = connection.execute(select(ENTRY).order_by(ENTRY.c.position.desc()).limit(1)).one()
        connection.execute(update(HEAD).values(position=last.position, hash=last.hash))
    flaws = verify(full, anchor=before.anchor).flaws
    assert any("后面的记录被删去" in flaw.what for flaw in flaws)


def test_the_anchor_of_a_decision_is_told_and_holds_the_ledger_to_it(full: Ledger) -> None:
    with full.reading() as books:
        (made,) = decisions.listed(books)
    anchor = f"{made.position}:{made.hash}"
    assert anchor in render_decision(made, width=120)
    assert decision_shape(made)["recorded"]["anchor"] == anchor  # type: ignore[index]
    assert verify(full, anchor=anchor).flaws == ()
    other = f"{made.position}:{'0' * 64}"
    assert [flaw.position for flaw in verify(full, anchor=other).flaws] == [made.position]


def test_a_history_written_anew_is_found_by_an_anchor(full: Ledger, address: str, tmp_path: Path) -> None:
    before = verify(full)
    other = tmp_path / "另一本.db"
    with Ledger.create(other) as forged:
        _fill(forged, by="另一人")
        assert verify(forged).flaws == ()
        flaws = verify(forged, anchor=before.anchor).flaws
    assert any("锚点" in flaw.what for flaw in flaws)


@pytest.mark.parametrize("anchor", ["3", "x:abcdefabcdef", "3:abc", "3:XYZXYZXYZXYZ", ":"])
def test_what_is_no_anchor_is_a_usage_error(ledger: Ledger, anchor: str) -> None:
    with pytest.raises(UsageError, match="锚点"):
        verify(ledger, anchor=anchor)


def test_a_backup_holds_the_whole_ledger(full: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "备份.gz"
    copied = back_up(full, file)
    restored = tmp_path / "恢复.db"
    assert restore(file, restored) == copied
    with Ledger.open(restored) as ledger:
        assert _rows(ledger.storage.engine) == _rows(full.storage.engine)
        assert verify(ledger, anchor=f"{copied.entries}:{copied.hash}").flaws == ()
    with pytest.raises(LedgerError, match="已经存在"):
        back_up(full, file)
    with pytest.raises(LedgerError, match="已经有台账"):
        restore(file, restored)


def test_a_backup_goes_into_the_other_kind_of_database(full: Ledger, tmp_path: Path, server: str) -> None:
    from tests.ledger.databases import postgres_database

    file = tmp_path / "备份.gz"
    back_up(full, file)
    with postgres_database(server) as url:
        restore(file, url)
        with Ledger.open(url) as ledger:
            assert _rows(ledger.storage.engine) == _rows(full.storage.engine)
            assert verify(ledger).flaws == ()


def test_a_harmed_backup_restores_nothing(full: Ledger, tmp_path: Path) -> None:
    file, target = tmp_path / "备份.gz", tmp_path / "恢复.db"
    back_up(full, file)
    lines = gzip.decompress(file.read_bytes()).decode().splitlines(keepends=True)
    harmed = {
        "cut": lines[:-1],
        "altered": [*lines[:-2], lines[-2].replace("张三", "李四"), lines[-1]],
        "swapped": [*lines[:-3], lines[-2], lines[-3], lines[-1]],
        "one missing": [*lines[:-2], lines[-1]],
    }
    for harm, kept in harmed.items():
        assert kept != lines, harm
        file.write_bytes(gzip.compress("".join(kept).encode()))
        with pytest.raises(LedgerTamperedError, match="备份"):
            restore(file, target)
        assert not target.exists(), harm
    for content in (b"", b"x" * 100, gzip.compress(b"x")[:-4], gzip.compress(b"{}\n")):
        file.write_bytes(content)
        with pytest.raises(LedgerError, match="备份"):
            restore(file, target)
        assert not target.exists(), content


def _rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in (ENTRY, HEAD, *PROJECTIONS)
        } | {"documents": connection.execute(select(func.count()).select_from(DOCUMENT)).all()}  # type: ignore[dict-item]


class _set:  # noqa: N801 - reads like the statement it stands for
    """One column of one row set to a value for a while."""

    def __init__(self, ledger: Ledger, table: Table, key: dict[str, Any], column: str, value: Any) -> None:
        self._engine, self._table, self._key, self._column, self._value = (
            ledger.storage.engine,
            table,
            key,
            column,
            value,
        )

    def __enter__(self) -> None:
        with self._engine.begin() as connection:
            self._before = connection.execute(self._where(select(self._table.c[self._column]))).scalar_one()
            self._write(connection, self._value)

    def __exit__(self, *_: object) -> None:
        with self._engine.begin() as connection:
            self._write(connection, self._before)

    def _write(self, connection: Connection, value: Any) -> None:
        connection.execute(self._where(update(self._table)).values({self._column: value}))

    def _where(self, statement: Any) -> Any:
        return statement.where(*(self._table.c[name] == value for name, value in self._key.items()))


def _altered(ledger: Ledger, table: Table, key: dict[str, Any], column: str) -> _set:
    with ledger.reading() as books:
        conditions = [table.c[name] == value for name, value in key.items()]
        before = books.connection.execute(select(table.c[column]).where(*conditions)).scalar_one()
    kind = table.c[column].type.python_type
    if kind is int:
        return _set(ledger, table, key, column, (before or 0) + 1)
    text = before or "0"
    return _set(ledger, table, key, column, text[:-1] + ("x" if text[-1] != "x" else "y"))
