"""Waivers: granted for named rules until a day, revoked, expired, and never silent."""

from __future__ import annotations

from datetime import date

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, waivers
from checker.ledger.waivers import GrantedWaiver
from checker.model import Application, build_application
from checker.model.outcome import Outcome, Verdict
from checker.model.report import Finding
from tests.ledger.proceedings import AS_OF, METHANOL, application_of, checked, code_of, registered, shipped

RULE = "BZ-020304-consultation"
DOCUMENT = "巴府函〔2026〕5号"


def granted(
    ledger: Ledger,
    *rules: str,
    expires_on: date = date(2026, 12, 31),
    granted_on: date = date(2026, 11, 1),
    number: str = DOCUMENT,
    scope: str = "本项目免于会商",
) -> GrantedWaiver:
    with ledger.writing("王五") as books:
        return waivers.grant(
            books,
            code_of(METHANOL),
            rules or (RULE,),
            rulebook=shipped().rulebook,
            authority="巴中市人民政府",
            number=number,
            granted_on=granted_on,
            scope=scope,
            expires_on=expires_on,
        )


def revoked(ledger: Ledger, waiver: str, on: date, reason: str = "情况有变") -> GrantedWaiver:
    with ledger.writing("王五") as books:
        return waivers.revoke(books, waiver, on=on, reason=reason)


def finding(ledger: Ledger, as_of: date = AS_OF, application: Application | None = None) -> Finding:
    report = checked(ledger, application or application_of(METHANOL), as_of=as_of)
    return next(one for one in report.findings if one.rule == RULE)


def claiming() -> Application:
    """The applicant claims the same waiver, as if it held for ever."""
    waiver = {
        "规则": [RULE], "批准机关": "巴中市人民政府", "文号": DOCUMENT, "日期": "2026-11-01", "范围": "免于会商",
        "到期日": "2099-12-31",
    }  # fmt: skip
    return build_application({**application_of(METHANOL).canonical(), "豁免": [waiver]})


@pytest.mark.parametrize("name", [RULE, "P054", "巴府发〔2024〕5号#P054"])
def test_a_waiver_covers_a_rule_or_its_clause_and_says_so(ledger: Ledger, name: str) -> None:
    registered(ledger, METHANOL)
    assert finding(ledger).outcome is Outcome.VIOLATED
    granted(ledger, name)
    waived = finding(ledger)
    assert waived.outcome is Outcome.WAIVED
    assert waived.waiver is not None
    assert (waived.waiver.document, waived.waiver.expires) == (DOCUMENT, date(2026, 12, 31))
    assert checked(ledger, METHANOL).verdict is Verdict.APPROVE


def test_an_expired_waiver_no_longer_covers(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    granted(ledger, expires_on=AS_OF)
    assert finding(ledger).outcome is Outcome.WAIVED
    after = finding(ledger, date(2026, 11, 23))
    assert after.outcome is Outcome.VIOLATED
    assert "已于 2026-11-22 到期,不予采用" in after.message


def test_a_revoked_waiver_no_longer_covers_whatever_the_applicant_claims(ledger: Ledger) -> None:
    code = registered(ledger, METHANOL)
    waiver = granted(ledger)
    done = revoked(ledger, waiver.id, AS_OF)
    assert (done.revoked_on, done.revocation, done.last_day) == (AS_OF, "情况有变", date(2026, 11, 21))
    assert done.counts(date(2026, 11, 21))
    assert not done.counts(AS_OF)
    assert finding(ledger, date(2026, 11, 21)).outcome is Outcome.WAIVED
    assert finding(ledger).outcome is Outcome.VIOLATED
    assert finding(ledger, application=claiming()).outcome is Outcome.VIOLATED
    with ledger.reading() as books:
        (then,) = waivers.records(books, code, waiver.granted)
        (now,) = waivers.records(books, code)
    assert (then.expires_on, now.expires_on) == (date(2026, 12, 31), date(2026, 11, 21))


def test_the_ledger_knows_better_than_the_applicant_when_a_waiver_ends(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    granted(ledger, expires_on=date(2026, 11, 21))
    assert finding(ledger, application=claiming()).outcome is Outcome.VIOLATED


def test_a_waiver_counts_from_the_day_it_was_granted(ledger: Ledger) -> None:
    code = registered(ledger, METHANOL)
    waiver = granted(ledger, granted_on=date(2026, 11, 23))
    assert not waiver.counts(AS_OF)
    with ledger.reading() as books:
        assert waivers.records(books, code, as_of=AS_OF) == ()
        assert len(waivers.records(books, code, as_of=date(2026, 11, 23))) == 1


def test_a_waiver_of_nothing_is_refused(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    with pytest.raises(
        LedgerRefusalError, match="没有规则或条款 BZ-020304-consult,豁免它没有作用;是否为 BZ-020304-consult"
    ):
        granted(ledger, "BZ-020304-consult")
    with ledger.writing("王五") as books, pytest.raises(LedgerRefusalError, match="没有写豁免哪条规则"):
        waivers.grant(
            books,
            code_of(METHANOL),
            (),
            rulebook=shipped().rulebook,
            authority="机关",
            number="文号",
            granted_on=AS_OF,
            scope="范围",
            expires_on=AS_OF,
        )


def test_a_clause_number_of_several_documents_is_refused(ledger: Ledger) -> None:
    from checker.review.waiver import ambiguous_clause_ids

    registered(ledger, METHANOL)
    name = min(ambiguous_clause_ids(shipped().rulebook.rules))
    with pytest.raises(LedgerRefusalError, match=f"条款编号 {name} 不止一份文件有;请写明哪一份文件:.*#{name}"):
        granted(ledger, name)


def test_dates_and_texts_of_a_waiver_are_complete(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match="到期日 2026-10-31 早于批准日期 2026-11-01"):
        granted(ledger, expires_on=date(2026, 10, 31))
    with pytest.raises(LedgerRefusalError, match="没有写批准文件文号"):
        granted(ledger, number="")
    with pytest.raises(LedgerRefusalError, match="没有写豁免的范围"):
        granted(ledger, scope=" ")


def test_one_document_is_entered_once(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    first = granted(ledger)
    with pytest.raises(LedgerRefusalError, match=f"文号 {DOCUMENT} 的豁免已登记为 {first.id}"):
        granted(ledger)
    revoked(ledger, first.id, date(2026, 11, 2))
    assert granted(ledger).id != first.id


def test_a_waiver_is_revoked_once_while_it_holds(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    waiver = granted(ledger)
    with pytest.raises(LedgerRefusalError, match="没有豁免 W99"):
        revoked(ledger, "W99", AS_OF)
    with pytest.raises(LedgerRefusalError, match="撤销日期 2026-10-31 早于批准日期"):
        revoked(ledger, waiver.id, date(2026, 10, 31))
    with pytest.raises(LedgerRefusalError, match="已于 2026-12-31 到期;不用撤销"):
        revoked(ledger, waiver.id, date(2027, 1, 1))
    with pytest.raises(LedgerRefusalError, match="没有写撤销的理由"):
        revoked(ledger, waiver.id, AS_OF, "")
    revoked(ledger, waiver.id.lower(), AS_OF)
    with pytest.raises(LedgerRefusalError, match="已于 2026-11-22 撤销"):
        revoked(ledger, waiver.id, AS_OF)
    with ledger.reading() as books:
        assert [one.id for one in waivers.listed(books)] == [waiver.id]


def test_a_project_that_is_not_in_the_inventory_gets_no_waiver(ledger: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="台账里没有项目"):
        granted(ledger)
