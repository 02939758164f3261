"""Tokens: issued once, kept as a hash, expiring, revocable, and refused without telling strangers anything."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from checker.errors import (
    AccessError,
    ExpiredTokenError,
    ForbiddenError,
    LedgerRefusalError,
    LedgerUnknownError,
    MalformedTokenError,
    MissingTokenError,
    RevokedTokenError,
    UnknownTokenError,
)
from checker.ledger import Ledger, access, journal, tokens
from checker.ledger.access import SCOPES_OF, Role, Scope
from checker.ledger.backup import back_up, restore
from checker.ledger.remarks import office_day
from checker.ledger.schema import ENTRY, TOKEN
from checker.ledger.tokens import Issued, Token
from checker.ledger.verify import verify
from checker.render.ledger_tokens import render_roles, render_token, render_tokens, token_shape

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def issued(ledger: Ledger, holder: str = "张三", role: Role = Role.OFFICER, **more: object) -> Issued:
    with ledger.writing("管理员", NOW) as books:
        return tokens.issue(books, holder, role, **more)  # type: ignore[arg-type]


def entered(ledger: Ledger, text: str | None, at: datetime = NOW) -> Token:
    with ledger.reading() as books:
        return tokens.authenticate(books, text, at)


def test_a_token_is_its_holders_for_ninety_days(ledger: Ledger) -> None:
    made = issued(ledger, purpose="日常办件")
    token = entered(ledger, made.text)
    assert token == made.token
    assert (token.holder, token.role, token.purpose) == ("张三", Role.OFFICER, "日常办件")
    assert token.scopes == Role.OFFICER.usual_scopes
    assert (token.issued_on, token.expires_on) == (TODAY, TODAY + timedelta(days=90))


def test_the_secret_is_random_and_nowhere_kept(ledger: Ledger, tmp_path: Path) -> None:
    made = [issued(ledger) for _ in range(3)]
    secrets = {re.fullmatch(r"chk_T\d+_([0-9a-f]{64})[0-9a-f]{8}", one.text)[1] for one in made}  # type: ignore[index]
    assert len(secrets) == 3
    with ledger.reading() as books:
        stored = str(books.connection.execute(select(TOKEN)).all()) + str(books.connection.execute(select(ENTRY)).all())
    assert not any(secret in stored or secret in repr(one) for secret in secrets for one in made)


def test_a_mistyped_token_is_told_from_an_unknown_one(ledger: Ledger) -> None:
    text = issued(ledger).text
    for wrong in (
        text[:-1],
        text[:20] + ("0" if text[20] != "0" else "1") + text[21:],
        text.replace("chk_T1_", "chk_T2_"),
    ):
        with pytest.raises(MalformedTokenError, match="抄错"):
            entered(ledger, wrong)
    for none in (None, "", "  "):
        with pytest.raises(MissingTokenError, match="Bearer"):
            entered(ledger, none)
    for odd in (
        "Bearer " + text,
        "chk_T1_",
        "chk_T٣_" + text[7:],
        text.upper(),
        "长" * 100,
        "x" * 100_000,
        "chk_T1\x00",
    ):
        with pytest.raises(MalformedTokenError):
            entered(ledger, odd)


def test_every_altered_character_is_refused(ledger: Ledger) -> None:
    text = issued(ledger).text
    for place, character in enumerate(text):
        other = "1" if character != "1" else "2"
        with pytest.raises(AccessError):
            entered(ledger, text[:place] + other + text[place + 1 :])


def test_an_unknown_number_and_a_wrong_secret_look_the_same(ledger: Ledger, tmp_path: Path) -> None:
    """Tokens of another ledger: one with a number that is taken here, one with a number that is not."""
    issued(ledger)
    with Ledger.create(tmp_path / "另一本.db") as other:
        foreign = [issued(other).text for _ in range(2)]
    told = []
    for text in foreign:
        with pytest.raises(UnknownTokenError) as caught:
            entered(ledger, text)
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_a_token_counts_to_the_end_of_its_last_day_in_beijing(ledger: Ledger) -> None:
    text = issued(ledger, expires_on=TODAY).text
    last_moment = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)
    assert entered(ledger, text, last_moment).counts(TODAY)
    with pytest.raises(ExpiredTokenError, match="已于 2026-11-22 到期"):
        entered(ledger, text, last_moment + timedelta(seconds=1))


def test_a_revoked_token_is_refused_at_once(ledger: Ledger) -> None:
    made = issued(ledger)
    with ledger.writing("管理员", NOW) as books:
        ended = tokens.revoke(books, made.token.id.lower(), reason="人员调离")
    assert (ended.revoked_on, ended.revocation, ended.counts(TODAY)) == (TODAY, "人员调离", False)
    with pytest.raises(RevokedTokenError) as caught:
        entered(ledger, made.text)
    assert "人员调离" not in str(caught.value)
    with pytest.raises(LedgerRefusalError, match="已于 2026-11-22 撤销"), ledger.writing("管理员", NOW) as books:
        tokens.revoke(books, made.token.id, reason="再来")


def test_who_does_not_know_the_secret_is_not_told_of_expiry_or_revocation(ledger: Ledger, tmp_path: Path) -> None:
    made = issued(ledger, expires_on=TODAY)
    with ledger.writing("管理员", NOW) as books:
        tokens.revoke(books, made.token.id, reason="泄露")
    with Ledger.create(tmp_path / "另一本.db") as other:
        foreign = issued(other).text
    with pytest.raises(UnknownTokenError):
        entered(ledger, foreign, NOW + timedelta(days=30))


def test_a_missing_scope_is_named(ledger: Ledger) -> None:
    token = issued(ledger, role=Role.SYSTEM, scopes=[Scope.APPLICATIONS_SUBMIT]).token
    token.require(Scope.APPLICATIONS_SUBMIT)
    with pytest.raises(ForbiddenError, match=r"T1\(业务系统\)没有权限 decisions:write\(作出决定\)"):
        token.require(Scope.DECISIONS_WRITE)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"role": Role.SYSTEM, "scopes": [Scope.DECISIONS_WRITE]}, "业务系统的令牌不能有权限 decisions:write"),
        ({"role": Role.AUDITOR, "scopes": [Scope.AUDIT_READ, Scope.APPLICATIONS_SUBMIT]}, "applications:submit"),
        ({"scopes": []}, "没有任何权限"),
        ({"expires_on": TODAY - timedelta(days=1)}, "已经过去"),
        ({"expires_on": TODAY + timedelta(days=366)}, "至多用 365 天"),
        ({"holder": "  "}, "没有写令牌的使用人"),
        ({"holder": "张" * 61}, "至多 60 字"),
        ({"holder": "张\x1b三"}, "控制字符"),
        ({"purpose": "长" * 201}, "至多 200 字"),
    ],
)
def test_a_token_that_would_be_weak_is_not_issued(ledger: Ledger, more: dict[str, object], words: str) -> None:
    with pytest.raises(LedgerRefusalError, match=re.escape(words)):
        issued(ledger, **more)  # type: ignore[arg-type]
    assert ledger.position == 0


def test_a_system_may_check_and_submit_unless_more_is_asked_for(ledger: Ledger) -> None:
    usual = issued(ledger, "审批平台", Role.SYSTEM).token
    assert usual.scopes == {Scope.CHECKS_RUN, Scope.APPLICATIONS_SUBMIT, Scope.RULES_READ}
    for scope in (Scope.DECISIONS_READ, Scope.CONSULTATIONS_READ, Scope.APPLICATIONS_READ, Scope.METRICS_READ):
        with pytest.raises(ForbiddenError, match=scope):
            usual.require(scope)
    more = issued(ledger, "审批平台", Role.SYSTEM, scopes=Role.SYSTEM.scopes).token
    more.require(Scope.DECISIONS_READ)
    assert Scope.DECISIONS_RECORD not in issued(ledger).token.scopes


def test_a_token_keeps_what_it_was_issued_with(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    made = issued(ledger, "审批平台", Role.SYSTEM, scopes=Role.SYSTEM.scopes)
    monkeypatch.setitem(access.USUAL_SCOPES_OF, Role.SYSTEM, frozenset((Scope.RULES_READ,)))
    assert entered(ledger, made.text).scopes == SCOPES_OF[Role.SYSTEM]
    assert verify(ledger).flaws == ()


def test_nobody_decides_but_officers_and_auditors_change_nothing() -> None:
    assert all(role.usual_scopes <= role.scopes for role in Role)
    assert [role for role in Role if Scope.DECISIONS_WRITE in role.scopes] == [Role.OFFICER]
    assert [role for role in Role if Scope.DECISIONS_RECORD in role.scopes] == [Role.OFFICER]
    assert [role for role in Role if Scope.DECISIONS_RECORD in role.usual_scopes] == []
    assert [role for role in Role if Scope.RULES_RELOAD in role.scopes] == [Role.POLICY]
    assert [role for role in Role if Scope.AUDIT_READ in role.scopes] == [Role.AUDITOR]
    changing = {scope for scope in Scope if not scope.endswith((":read", ":run"))}
    assert not changing & Role.AUDITOR.scopes
    assert frozenset().union(*SCOPES_OF.values()) == frozenset(Scope)


def test_an_unknown_token_number_says_where_to_look(ledger: Ledger) -> None:
    with ledger.reading() as books, pytest.raises(LedgerUnknownError, match="checker token list"):
        tokens.need(books, "T9")


def test_tokens_are_in_the_journal_and_follow_the_backup(ledger: Ledger, tmp_path: Path) -> None:
    kept, ended = issued(ledger), issued(ledger, "李四", Role.AUDITOR)
    with ledger.writing("管理员", NOW) as books:
        tokens.revoke(books, ended.token.id, reason="换发")
    with ledger.reading() as books:
        entries = [(one.actor, one.kind, one.subject) for one in journal.entries(books.connection)]
    assert entries == [
        ("管理员", "token-issued", "T1"),
        ("管理员", "token-issued", "T2"),
        ("管理员", "token-revoked", "T2"),
    ]
    back_up(ledger, tmp_path / "备份.gz")
    restore(tmp_path / "备份.gz", tmp_path / "恢复.db")
    with Ledger.open(tmp_path / "恢复.db") as restored:
        assert verify(restored).flaws == ()
        assert entered(restored, kept.text) == kept.token
        with pytest.raises(RevokedTokenError):
            entered(restored, ended.text)


def test_restoring_revives_no_token_that_was_revoked_since(ledger: Ledger, tmp_path: Path) -> None:
    ended, revoked = issued(ledger), issued(ledger, "李四")
    with ledger.writing("管理员", NOW) as books:
        tokens.revoke(books, ended.token.id, reason="换发")
    short = issued(ledger, expires_on=TODAY)
    backup = back_up(ledger, tmp_path / "备份.gz")
    with ledger.writing("管理员", NOW) as books:
        tokens.revoke(books, revoked.token.id, reason="泄露")
    kept = restore(tmp_path / "备份.gz", tmp_path / "沿用.db")
    assert (kept, kept.revoked) == (backup, ())
    made = restore(tmp_path / "备份.gz", tmp_path / "恢复.db", revoking="管理员")
    counting = tuple(one.token.id for one in (revoked, short) if one.token.counts(office_day(datetime.now(UTC))))
    assert (made.revoked, made.entries) == (counting, backup.entries + len(counting))
    with Ledger.open(tmp_path / "恢复.db") as restored:
        assert verify(restored, anchor=backup.anchor).flaws == ()
        assert verify(restored).anchor == made.anchor
        for one in (ended, revoked):
            with pytest.raises(RevokedTokenError):
                entered(restored, one.text)
        fresh = issued(restored, "李四")
        assert entered(restored, fresh.text).id == f"T{made.entries + 1}"
        with restored.reading() as books:
            last = journal.entries(books.connection, subject=revoked.token.id)
            assert [(entry.kind, entry.actor) for entry in last][-1] == ("token-revoked", "管理员")
    with Ledger.open(tmp_path / "沿用.db") as restored:
        assert entered(restored, revoked.text).id == revoked.token.id


def test_a_token_altered_behind_the_journal_is_found(ledger: Ledger) -> None:
    issued(ledger, role=Role.AUDITOR)
    with ledger.storage.engine.begin() as connection:
        connection.execute(update(TOKEN).values(role="officer", expires_on="2099-01-01"))
    (flaw,) = verify(ledger).flaws
    assert flaw.where == "账面 token (T1)"
    assert "role 应为 'auditor'" in flaw.what
    assert "expires_on" in flaw.what


def test_lists_say_what_a_token_is_for_and_never_its_secret(ledger: Ledger) -> None:
    made = issued(ledger, "审批平台", Role.SYSTEM, scopes=[Scope.CHECKS_RUN], purpose="核对")
    with ledger.reading() as books:
        found = tokens.listed(books)
    table = render_tokens(found, TODAY, width=80)
    assert "T1    审批平台  业务系统  2027-02-20  有效,还有 90 天" in table
    assert "只限:checks:run" in table
    usual = issued(ledger, "乙平台", Role.SYSTEM).token
    more = issued(ledger, "丙平台", Role.SYSTEM, scopes=usual.scopes | {Scope.METRICS_READ}).token
    assert "checks:run" not in render_tokens([usual], TODAY, width=80)
    assert "权限:checks:run、applications:submit、rules:read、metrics:read" in render_tokens([more], TODAY, width=80)
    card = render_token(made.token, made.token.expires_on, width=80)
    assert "有效,今天到期" in card
    assert "checks:run  核对申报" in card
    shape = token_shape(made.token, TODAY + timedelta(days=91))
    assert (shape["counts"], shape["scopes"], shape["holder"]) == (False, ["checks:run"], "审批平台")
    assert "已到期" in render_tokens(found, TODAY + timedelta(days=91), width=80)
    assert not any(made.text[10:40] in text for text in (table, card, str(shape), render_roles()))
