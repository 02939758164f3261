"""The journal and its documents: entries chained by hash, contents kept by hash."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import LedgerError, LedgerTamperedError
from checker.ledger import Ledger, documents, journal
from checker.ledger.amounts import shown, stored
from checker.ledger.journal import GENESIS, EntryKind, canonical, chained, digest
from checker.ledger.schema import DOCUMENT

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(_TEXT, min_size=2, max_size=6), st.lists(_TEXT, min_size=2, max_size=6))
def test_fields_are_framed_so_that_different_ones_have_different_hashes(one: list[str], other: list[str]) -> None:
    assert (digest(1, *one) == digest(1, *other)) is (one == other)


def test_entries_are_chained(ledger: Ledger) -> None:
    first = chained(1, GENESIS, at="t", actor="甲", kind=EntryKind.LIMIT_SET, subject="x", payload={"b": 1, "a": "中"})
    assert first.payload == '{"a":"中","b":1}'
    assert first.hash == first.expected_hash
    second = chained(2, first.hash, at="t", actor="甲", kind=EntryKind.LIMIT_SET, subject="x", payload={})
    assert second.previous == first.hash
    with ledger.reading() as books:
        assert list(journal.entries(books.connection)) == []


def test_a_moment_is_written_in_universal_time() -> None:
    assert journal.moment(datetime(2026, 11, 22, 8, 30, tzinfo=UTC)) == "2026-11-22T08:30:00.000000Z"


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=6))
def test_millionths_are_kept_exactly(amount: Decimal) -> None:
    assert shown(stored(amount)) == amount
    assert shown(stored(amount, at_most=True)) == amount


def test_what_is_finer_than_a_millionth_never_makes_room() -> None:
    assert shown(stored(Decimal("0.0000001"))) == Decimal("0.000001")
    assert shown(stored(Decimal("0.0000019"), at_most=True)) == Decimal("0.000001")


@pytest.mark.parametrize("amount", [Decimal(10) ** 13, Decimal("NaN"), Decimal("Infinity"), -(Decimal(10) ** 13)])
def test_amounts_beyond_the_database_are_refused(amount: Decimal) -> None:
    with pytest.raises(LedgerError, match="超出台账能记的范围"):
        stored(amount)


def test_a_document_is_kept_once_and_found_by_its_hash(ledger: Ledger) -> None:
    content = "申报".encode() * 1000
    with ledger.writing("甲") as books:
        name = documents.keep(books.connection, content)
        assert documents.keep(books.connection, content) == name
    with ledger.reading() as books:
        assert documents.fetch(books.connection, name) == content
        assert documents.names(books.connection) == [name]


@pytest.mark.parametrize("column", ["media", "content", "seal"])
def test_an_altered_document_is_not_read(ledger: Ledger, column: str) -> None:
    with ledger.writing("甲") as books:
        name = documents.keep(books.connection, b"{}")
        row = books.connection.execute(DOCUMENT.select()).one()
        value = getattr(row, column)
        altered = bytes([*value[:-1], value[-1] ^ 1]) if column == "content" else f"{value[:-1]}x"
        books.connection.execute(DOCUMENT.update().values({column: altered}))
        with pytest.raises(LedgerTamperedError, match=name[:12]):
            documents.fetch(books.connection, name)


def test_a_missing_document_says_so(ledger: Ledger) -> None:
    with ledger.reading() as books, pytest.raises(LedgerTamperedError, match="缺少文件"):
        documents.fetch(books.connection, "0" * 64)


def test_canonical_json_has_one_spelling() -> None:
    assert canonical({"b": [1, None, True], "a": "“引”\n"}) == '{"a":"“引”\\n","b":[1,null,true]}'
