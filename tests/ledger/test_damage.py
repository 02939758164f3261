"""Whatever lies in the tables, a verification ends, says where it is, and never breaks off."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from checker.errors import LedgerError, LedgerTamperedError
from checker.ledger import Ledger, decisions, inventory, quotas
from checker.ledger.flaw import Flaw
from checker.ledger.journal import EntryKind
from checker.ledger.verify import verify
from checker.model.outcome import Verdict
from tests.ledger import bookkeeping, proceedings

REASON = "会议研究决定从缓"
_FLIPS = 120
_PAGE = 4096


def _fill(ledger: Ledger) -> None:
    """A project with bookings, and a decision that is the last entry."""
    with ledger.writing("张三") as books:
        quotas.adopt_limits(books, proceedings.shipped().rulebook)
        bookkeeping.baseline(books, bookkeeping.COAL, 2030, "100000 t")
        project = inventory.read_project(
            {
                "项目代码": bookkeeping.code(1),
                "项目名称": "某水泥",
                "建设阶段": "拟建",
                "行业代码": "3011",
                "年综合能源消费量": "3.2 万tce",
            }
        )
        inventory.register(books, project, "摸排", bookkeeping.DAY)
        bookkeeping.take_in(books, 1, bookkeeping.coal("5000"))
        bookkeeping.approve(books, 1)
    proceedings.submitted(ledger, proceedings.METHANOL)
    report = proceedings.checked(ledger, proceedings.METHANOL)
    with ledger.writing("张三") as books:
        decisions.decide(
            books,
            application=proceedings.application_of(proceedings.METHANOL),
            report=report,
            checking=proceedings.shipped(),
            verdict=Verdict.RECTIFY,
            officer="张三",
            decided_on=proceedings.AS_OF,
            reason=REASON,
        )


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    _fill(ledger)
    return ledger


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite ledger at rest, in one file."""
    path = tmp_path / "台账.db"
    with Ledger.create(path) as ledger:
        _fill(ledger)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def _positions(path: Path, kind: EntryKind) -> set[int]:
    with closing(sqlite3.connect(path)) as connection:
        wanted = "SELECT position FROM entry WHERE kind = ?"
        return {row[0] for row in connection.execute(wanted, (kind.value,))}


def _harmed(path: Path, statement: str) -> tuple[Flaw, ...]:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    with Ledger.open(path) as ledger:
        return verify(ledger).flaws


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (
            "UPDATE entry SET payload = CAST(X'FF' AS TEXT) || payload WHERE kind = 'project-registered'",
            EntryKind.PROJECT_REGISTERED,
        ),
        (
            "UPDATE entry SET actor = CAST(X'E5FFA0' AS TEXT) WHERE kind = 'decision-made'",
            EntryKind.DECISION_MADE,
        ),
        (
            "UPDATE entry SET payload = replace(payload, '32000', '3x000') WHERE kind = 'project-registered'",
            EntryKind.PROJECT_REGISTERED,
        ),
        (
            "UPDATE entry SET payload = replace(payload, ':5000', ':99999999999999999999') WHERE kind LIKE '%-sub%'",
            EntryKind.APPLICATION_SUBMITTED,
        ),
        (
            "UPDATE entry SET payload = CAST(payload AS BLOB) WHERE kind = 'decision-made'",
            EntryKind.DECISION_MADE,
        ),
        ("UPDATE entry SET payload = '[]' WHERE kind = 'decision-made'", EntryKind.DECISION_MADE),
        ("UPDATE entry SET position = 'abc' WHERE kind = 'decision-made'", EntryKind.DECISION_MADE),
        ("DELETE FROM entry WHERE kind = 'project-registered'", EntryKind.PROJECT_REGISTERED),
    ],
)
def test_an_entry_that_cannot_be_read_is_located(file: Path, statement: str, kind: EntryKind) -> None:
    positions = _positions(file, kind)
    assert positions & {flaw.position for flaw in _harmed(file, statement)}


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM head", "末尾标记"),
        ("INSERT INTO head VALUES (2, 0, 'x')", "末尾标记"),
        ("UPDATE head SET id = 7", "末尾标记"),
        ("UPDATE head SET position = 'abc'", "末尾标记"),
        ("DROP TABLE head", "表 head"),
        ("DROP TABLE movement", "表 movement"),
        ("DROP TABLE document", "表 document"),
        ("DROP TABLE entry", "表 entry"),
        ("ALTER TABLE waiver RENAME COLUMN scope TO extent", "表 waiver"),
        ("DROP INDEX ix_entry_kind_position", "表 entry"),
        ("CREATE INDEX extra ON booking (year)", "表 booking"),
        ("CREATE TABLE extra (id INTEGER)", "表 extra"),
        ("CREATE VIEW extra AS SELECT * FROM head", "视图 extra"),
        ("CREATE TRIGGER extra AFTER INSERT ON booking BEGIN UPDATE account SET committed = 0; END", "触发器 extra"),
        ("UPDATE document SET content = 'abc'", "文件 "),
        ("UPDATE document SET hash = CAST(X'FF' AS TEXT) WHERE rowid = 1", "文件 "),
        ("UPDATE project SET name = CAST(X'FF' AS TEXT)", "账面 project"),
        ("UPDATE account SET committed = 0.5", "账面 account"),
        ("UPDATE account SET committed = 'x'", "账面 account"),
    ],
)
def test_what_cannot_be_right_is_told_with_its_place(file: Path, statement: str, where: str) -> None:
    assert any(flaw.where.startswith(where) for flaw in _harmed(file, statement))


@pytest.mark.parametrize(
    ("statements", "where"),
    [
        (["DROP TABLE movement"], "表 movement"),
        (["DROP INDEX ix_entry_kind_position"], "表 entry"),
        (["CREATE INDEX extra ON booking (year)"], "表 booking"),
        (["ALTER TABLE booking DROP CONSTRAINT fk_booking_project"], "表 booking"),
        (["ALTER TABLE entry ALTER COLUMN payload DROP NOT NULL"], "表 entry"),
        (
            [
                "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
                "CREATE TRIGGER extra BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION spoil()",
            ],
            "触发器 extra",
        ),
        (["CREATE RULE extra AS ON INSERT TO booking DO INSTEAD NOTHING"], "重写规则 extra"),
        (["DELETE FROM head"], "末尾标记"),
        (["DROP TABLE head"], "表 head"),
    ],
)
def test_the_structure_of_a_server_is_compared(server: str, statements: list[str], where: str) -> None:
    from tests.ledger.databases import postgres_database

    with postgres_database(server) as url:
        with Ledger.create(url) as ledger:
            assert verify(ledger).flaws == ()
            with ledger.storage.engine.begin() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        with Ledger.open(url) as ledger:
            assert any(flaw.where.startswith(where) for flaw in verify(ledger).flaws)


@pytest.mark.parametrize("statement", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_a_ledger_without_its_revision_says_so(full: Ledger, address: str, statement: str) -> None:
    with full.storage.engine.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(LedgerTamperedError, match="版本标记"):
        Ledger.open(address)


@pytest.mark.parametrize("statement", ["DELETE FROM head", "INSERT INTO head VALUES (2, 0, 'x')"])
def test_books_without_their_mark_are_neither_read_nor_written(full: Ledger, statement: str) -> None:
    with full.storage.engine.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(LedgerTamperedError, match="末尾标记"), full.reading():
        pass
    with pytest.raises(LedgerTamperedError, match="末尾标记"), full.writing("张三"):
        pass


def test_every_flipped_bit_around_a_decision_is_located_or_told_as_damage(file: Path, tmp_path: Path) -> None:
    """On the pages that hold the decision: what changes anything that can be read is never passed over."""
    whole = file.read_bytes()
    sound = _dump(file)
    marks = [place for place in range(len(whole)) if whole.startswith(REASON.encode(), place)]
    assert len(marks) >= 2  # the journal and the books
    dice = random.Random(5)
    places = [mark + step for mark in marks for step in range(0, len(REASON.encode()), 5)]
    while len(places) < _FLIPS:
        page = dice.choice(marks) // _PAGE * _PAGE
        places.append(page + (dice.randrange(12) if dice.random() < 0.1 else dice.randrange(_PAGE)))
    located = 0
    for place in places:
        bit = 1 << dice.randrange(8)
        copy = tmp_path / "翻转.db"
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        found = _told(copy)
        located += found != "nothing"
        assert found != "nothing" or _dump(copy) == sound, (place, bit)
    assert located > _FLIPS // 3


def _told(path: Path) -> str:
    try:
        with Ledger.open(path) as ledger:
            return "flaws" if verify(ledger).flaws else "nothing"
    except LedgerError:
        return "damage"
    finally:
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def _dump(path: Path) -> list[str]:
    """Every row of every table as the file holds it, and what cannot be read."""
    return list(_lines(path))


def _lines(path: Path) -> Iterator[str]:
    copy = path.with_suffix(".dump")
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.text_factory = bytes
        try:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in connection.execute(f'SELECT * FROM "{name.decode()}" NOT INDEXED'):
                    yield f"{name!r} {row!r}"
        except sqlite3.Error as fault:
            yield str(fault)
