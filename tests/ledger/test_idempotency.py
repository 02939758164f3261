"""Idempotency: a repeated request is answered as before, for a day, and its change is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from checker.errors import KeyReusedError, LedgerRefusalError, UsageError
from checker.ledger import Ledger, idempotency
from checker.ledger.idempotency import Reply, fingerprint
from checker.ledger.schema import REPLY
from checker.ledger.verify import verify
from tests.ledger.bookkeeping import register

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
REQUEST = fingerprint("POST", "/v1/applications", b"{}")
ANSWER = Reply(201, '{"项目": "甲"}'.encode(), {"Content-Type": "application/json", "Location": "/v1/x"})


def _answered(ledger: Ledger, key: str, at: datetime = NOW, token: str = "T1") -> None:
    with ledger.writing("张三", at) as books:
        idempotency.keep(books, token, key, REQUEST, ANSWER)


def _recalled(ledger: Ledger, key: str, at: datetime = NOW, token: str = "T1", request: str = REQUEST) -> Reply | None:
    with ledger.reading() as books:
        return idempotency.recall(books, token, key, request, at)


def _count(ledger: Ledger) -> int:
    with ledger.reading() as books:
        return books.connection.execute(select(func.count()).select_from(REPLY)).scalar_one()


def test_a_repetition_is_answered_as_before(ledger: Ledger) -> None:
    assert _recalled(ledger, "甲") is None
    _answered(ledger, "a")
    assert _recalled(ledger, "a") == ANSWER
    assert _recalled(ledger, "b") is None
    assert _recalled(ledger, "a", token="T2") is None


def test_a_key_stands_for_one_request(ledger: Ledger) -> None:
    _answered(ledger, "a")
    others = {
        fingerprint("PUT", "/v1/applications", b"{}"),
        fingerprint("POST", "/v1/applications?x=1", b"{}"),
        fingerprint("POST", "/v1/applications", b"{ }"),
        fingerprint("POST", "/v1/application", b"s{}"),
    }
    assert len(others) == 4
    for other in others:
        with pytest.raises(KeyReusedError, match="已用于另一个请求"):
            _recalled(ledger, "a", request=other)


def test_a_reply_is_kept_for_a_day_and_swept_with_the_next_one(ledger: Ledger) -> None:
    _answered(ledger, "a")
    nearly, over = NOW + timedelta(hours=24, microseconds=-1), NOW + timedelta(hours=24)
    assert _recalled(ledger, "a", nearly) == ANSWER
    assert _recalled(ledger, "a", over) is None
    _answered(ledger, "b", nearly)
    assert _count(ledger) == 2
    _answered(ledger, "c", over)
    assert _count(ledger) == 2
    with ledger.writing("张三", over + timedelta(hours=24)) as books:
        assert idempotency.sweep(books) == 2


def test_a_key_may_be_used_again_where_clocks_differ(ledger: Ledger) -> None:
    _answered(ledger, "a")
    _answered(ledger, "a", NOW + timedelta(hours=23))
    assert _recalled(ledger, "a", NOW + timedelta(hours=30)) == ANSWER


def test_reply_and_change_are_kept_together_or_not_at_all(ledger: Ledger) -> None:
    def refused() -> None:
        with ledger.writing("张三", NOW) as books:
            idempotency.keep(books, "T1", "a", REQUEST, ANSWER)
            raise LedgerRefusalError("没有余量")

    with pytest.raises(LedgerRefusalError):
        refused()
    assert _recalled(ledger, "a") is None
    with ledger.writing("张三", NOW) as books:
        register(books, 1)
        idempotency.keep(books, "T1", "a", REQUEST, ANSWER)
    assert (ledger.position, _recalled(ledger, "a")) == (1, ANSWER)


def test_of_requests_at_once_with_one_key_one_makes_the_change(ledger: Ledger) -> None:
    def handle(number: int) -> Reply:
        with ledger.writing("平台", NOW) as books:
            known = idempotency.recall(books, "T1", "a", REQUEST, NOW)
            if known is not None:
                return known
            register(books, number)
            made = Reply(201, str(number).encode())
            idempotency.keep(books, "T1", "a", REQUEST, made)
            return made

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(handle, range(1, 17)))
    assert ledger.position == 1
    assert len({reply.body for reply in replies}) == 1


def test_replies_are_no_part_of_the_history(ledger: Ledger) -> None:
    """Neither their presence, nor an altered or a lost one, is a flaw: nothing in the books follows from them."""
    with ledger.writing("张三", NOW) as books:
        register(books, 1)
        idempotency.keep(books, "T1", "a", REQUEST, ANSWER)
    before = verify(ledger)
    assert before.flaws == ()
    with ledger.storage.engine.begin() as connection:
        connection.execute(update(REPLY).values(body=b"x"))
    assert verify(ledger, anchor=before.anchor) == before
    with ledger.storage.engine.begin() as connection:
        connection.execute(REPLY.delete())
    assert verify(ledger) == before


def test_a_lost_table_of_replies_is_a_flaw(ledger: Ledger) -> None:
    with ledger.storage.engine.begin() as connection:
        REPLY.drop(connection)
    assert [(flaw.where, flaw.what) for flaw in verify(ledger).flaws] == [("表 reply", "不在了:被删去")]


@pytest.mark.parametrize("key", ["", "x" * 256, "键", "a\nb", "a\x7f"])
def test_a_key_that_no_header_carries_is_refused(key: str) -> None:
    with pytest.raises(UsageError, match="Idempotency-Key"):
        idempotency.checked_key(key)


def test_usual_keys_are_taken() -> None:
    for key in ("8e03978e-40d5-43e8-bc93-6894a57f9324", "x" * 255, "a b"):
        assert idempotency.checked_key(key) == key
