"""What a check sees of the ledger, and what of the applicant's word no longer counts beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from checker.errors import LedgerRefusalError
from checker.feel.values import Value
from checker.ledger import Ledger, consultations, inventory, quotas, rectifications, waivers
from checker.ledger.consultation import Stance, matter_of
from checker.ledger.rectifications import Item
from checker.ledger.standing import LedgerView
from checker.ledger.verify import verify
from checker.model import Application, build_application
from checker.model.amendment import amended
from checker.model.enums import Conclusion
from checker.model.outcome import Outcome, Verdict
from checker.model.report import Finding, Report
from checker.render.wording import consultation_text
from tests.ledger.proceedings import (
    AS_OF,
    BRICKS,
    METHANOL,
    application_of,
    checked,
    registered,
    shipped,
    submitted,
)

CONSULTED = "BZ-020304-consultation"
COALS = "coal-substitution-done"
AUTHORITY, NUMBER = "巴中市人民政府", "巴府函〔2026〕5号"
HASH = application_of(METHANOL).content_hash


def finding(report: Report, rule: str = CONSULTED) -> Finding:
    return next(one for one in report.findings if one.rule == rule)


def claiming(authority: str, number: str, rule: str = CONSULTED) -> Application:
    waiver = {
        "rules": [rule], "authority": authority, "number": number, "date": "2026-11-01", "scope": "免于会商",
        "expires_on": "2027-12-31",
    }  # fmt: skip
    return build_application({**application_of(METHANOL).canonical(), "waivers": [waiver]})


def granted(ledger: Ledger, code: str, on: date = date(2026, 11, 1)) -> str:
    with ledger.writing("王五") as books:
        made = waivers.grant(
            books, code, [CONSULTED], rulebook=shipped().rulebook, authority=AUTHORITY, number=NUMBER, granted_on=on,
            scope="免于会商", expires_on=date(2027, 12, 31),
        )  # fmt: skip
    return made.id


@pytest.mark.parametrize(
    ("authority", "number", "told"),
    [
        (AUTHORITY, NUMBER, "已于 2026-11-04 到期"),
        ("巴中市政府", NUMBER, "已于 2026-11-04 到期"),
        (AUTHORITY, "巴府函[2026]5号", "豁免“巴府函[2026]5号”台账没有登记,不予采用"),
        ("某某局", "自拟1号", "豁免“自拟1号”台账没有登记,不予采用"),
    ],
)
def test_a_revoked_or_invented_waiver_is_not_honoured_however_it_is_spelled(
    ledger: Ledger, authority: str, number: str, told: str
) -> None:
    name = granted(ledger, registered(ledger, METHANOL))
    with ledger.writing("王五") as books:
        waivers.revoke(books, name, on=date(2026, 11, 5), reason="情况有变")
    found = finding(checked(ledger, claiming(authority, number)))
    assert found.outcome is Outcome.VIOLATED
    assert told in found.message


def test_without_a_ledger_the_applicants_waivers_count_and_the_ledgers_do_with_one(ledger: Ledger) -> None:
    own = claiming("某某局", "自拟1号")
    assert finding(shipped().check(own, as_of=AS_OF)).outcome is Outcome.WAIVED
    assert finding(checked(ledger, own)).outcome is Outcome.VIOLATED
    granted(ledger, registered(ledger, METHANOL))
    waived = finding(checked(ledger, own))
    assert waived.waiver is not None
    assert (waived.outcome, waived.waiver.document) == (Outcome.WAIVED, NUMBER)
    assert finding(checked(ledger, claiming(AUTHORITY, NUMBER))).outcome is Outcome.WAIVED


def test_the_citys_figures_are_not_the_applicants_to_tell_where_the_ledger_keeps_the_account(ledger: Ledger) -> None:
    cap, annual = "BZ-020103-coal-cap-2030", "BZ-020103-coal-cap-annual"
    own = amended(application_of(COALS), {"年度原煤控制量": [{"年份": 2028, "数量": "1 t"}]})
    claimed = checked(ledger, own)
    assert [finding(claimed, rule).outcome for rule in (cap, annual)] == [Outcome.SATISFIED, Outcome.UNDETERMINED]

    with ledger.writing("台账管理员") as books:
        quotas.adopt_limits(books, shipped().rulebook)
    report = checked(ledger, own)
    assert finding(report, cap).outcome is Outcome.UNDETERMINED
    assert finding(report, annual).outcome is Outcome.NOT_APPLICABLE
    (missing,) = [one for one in report.undetermined if cap in one.rules]
    assert (missing.fact, missing.office) == ("2030 年全市原煤消费量", True)
    assert missing.question == "请管理机关录入2030 年全市原煤消费量(待录入)"

    with ledger.writing("台账管理员") as books:
        quotas.set_baseline(books, "原煤消费量", 2030, Decimal(1_000), document="统计局函", reason="核定")
    assert finding(checked(ledger, own), cap).outcome is Outcome.SATISFIED


def test_a_check_for_a_past_day_sees_the_conclusion_that_stood_then(ledger: Ledger) -> None:
    code = registered(ledger, METHANOL)
    matter = matter_of(checked(ledger, METHANOL).consultations)
    with ledger.writing("张三") as books:
        held = consultations.convene(
            books, code, matter, application=application_of(METHANOL), opened_on=date(2026, 11, 1)
        )
        consultations.conclude(
            books, held.id, conclusion=Conclusion.PASSED, concluded_on=date(2026, 11, 20), authority="市发展改革委",
            document="巴发改会〔2026〕8号", reason="一致同意",
        )  # fmt: skip
        consultations.convene(
            books, code, matter, application=application_of(METHANOL), opened_on=date(2026, 12, 1), reason="申报有变化"
        )
    assert finding(checked(ledger, METHANOL, as_of=date(2026, 11, 25))).is_consulted
    assert not finding(checked(ledger, METHANOL, as_of=date(2026, 11, 19))).is_consulted
    assert not finding(checked(ledger, METHANOL, as_of=date(2026, 12, 2))).is_consulted


def test_a_check_for_a_past_day_sees_the_orders_and_waivers_of_that_day(ledger: Ledger) -> None:
    code = registered(ledger, BRICKS)
    with ledger.writing("李四") as books:
        (item,) = rectifications.order(
            books, code, [Item("单耗降到限定值", date(2026, 6, 30))], authority="市经信局", number="整改1号",
            issued_on=date(2026, 1, 1),
        )  # fmt: skip
        rectifications.complete(books, item.id, on=date(2027, 1, 1), evidence="现场核查")
    assert "整改要求" not in checked(ledger, BRICKS, as_of=date(2025, 12, 31)).ledger_facts
    assert checked(ledger, BRICKS, as_of=date(2026, 11, 22)).verdict is Verdict.REJECT
    assert checked(ledger, BRICKS, as_of=date(2027, 1, 1)).verdict is not Verdict.REJECT

    granted(ledger, registered(ledger, METHANOL), on=date(2026, 11, 21))
    assert finding(checked(ledger, METHANOL, as_of=date(2026, 11, 20))).outcome is Outcome.VIOLATED
    assert finding(checked(ledger, METHANOL, as_of=date(2026, 11, 21))).outcome is Outcome.WAIVED


def consulted(ledger: Ledger, conditions: str = "") -> str:
    """The methanol project, which has been consulted about as the shipped case has it."""
    code = registered(ledger, METHANOL)
    matter = matter_of(checked(ledger, METHANOL).consultations)
    with ledger.writing("张三") as books:
        held = consultations.convene(
            books, code, matter, application=application_of(METHANOL), ledger_position=1, opened_on=AS_OF
        )
        consultations.conclude(
            books, held.id, conclusion=Conclusion.CONDITIONAL if conditions else Conclusion.PASSED, concluded_on=AS_OF,
            authority="市发展改革委", document="巴发改会〔2026〕8号", reason="一致同意", conditions=conditions,
        )  # fmt: skip
    return held.id


def test_a_conclusion_about_another_application_is_told_and_does_not_count(ledger: Ledger) -> None:
    name = consulted(ledger)
    assert checked(ledger, METHANOL).verdict is Verdict.APPROVE
    bigger = checked(ledger, amended(application_of(METHANOL), {"年综合能源消费量": "90 万tce"}))
    found = finding(bigger)
    assert (found.outcome, found.is_consulted) == (Outcome.VIOLATED, False)
    assert f"(会商 {name} 针对的申报与本份不同,不予采用)" in found.message
    assert bigger.verdict is not Verdict.APPROVE
    assert found.consultation is not None
    assert (found.consultation.application, found.consultation.is_of_this) == (HASH, False)
    assert "针对的申报与本份不同" in consultation_text(found.consultation)
    with ledger.reading() as books:
        held = consultations.need(books, name)
    assert (held.application, held.ledger_position) == (HASH, 1)


def test_the_conditions_of_a_conclusion_are_told(ledger: Ledger) -> None:
    consulted(ledger, "落实能耗替代")
    approvals: dict[str, Value] = {"审批手续": []}
    source = LedgerView(ledger)
    standing = source.standing(application_of(METHANOL), approvals, AS_OF, shipped().rulebook)
    (held,) = standing.consultations
    assert held.conditions == "落实能耗替代"
    assert "条件：落实能耗替代" in consultation_text(held)
    assert [one["附加条件"] for one in standing.facts["审批手续"]] == ["落实能耗替代"]


def test_a_submission_does_not_list_the_project_that_it_registers(ledger: Ledger) -> None:
    rule = "BZ-020304-ledger"
    application = amended(application_of(METHANOL), {"列入两高台账": False})
    assert finding(checked(ledger, application), rule).outcome is Outcome.VIOLATED
    code = submitted(ledger, application)
    assert finding(checked(ledger, application), rule).outcome is Outcome.VIOLATED
    with ledger.writing("登记员") as books:
        inventory.change(books, code, {"处置意见": "保留"}, "列入台账", AS_OF)
    report = checked(ledger, application)
    assert finding(report, rule).outcome is Outcome.SATISFIED
    assert "列入两高台账" in report.ledger_facts


def test_a_deadline_is_extended_from_the_day_of_its_extension(ledger: Ledger) -> None:
    code = registered(ledger, BRICKS)
    with ledger.writing("李四") as books:
        (item,) = rectifications.order(
            books, code, [Item("单耗降到限定值", date(2026, 6, 30))], authority="市经信局", number="整改1号",
            issued_on=date(2026, 1, 1),
        )  # fmt: skip
    assert checked(ledger, BRICKS).verdict is Verdict.REJECT
    said = {"document": "整改更正1号", "reason": "文书有误"}
    with ledger.writing("李四") as books, pytest.raises(LedgerRefusalError, match="不晚于现在的期限 2026-06-30"):
        rectifications.extend(books, item.id, date(2026, 6, 30), on=AS_OF, **said)
    with ledger.writing("李四") as books:
        later = rectifications.extend(books, item.id, date(2027, 6, 30), on=AS_OF, **said)
        assert [one.deadline for one in later.extensions] == [later.deadline()] == [date(2027, 6, 30)]
        assert rectifications.listed(books, overdue_on=AS_OF) == ()
    before = date(2026, 11, 21)
    assert checked(ledger, BRICKS).verdict is not Verdict.REJECT
    assert checked(ledger, BRICKS, as_of=before).verdict is Verdict.REJECT
    assert checked(ledger, BRICKS, as_of=date(2027, 7, 1)).verdict is Verdict.REJECT
    assert verify(ledger).flaws == ()


def test_an_order_in_error_is_revoked(ledger: Ledger) -> None:
    code = registered(ledger, BRICKS)
    with ledger.writing("李四") as books:
        (item,) = rectifications.order(
            books, code, [Item("单耗降到限定值", date(2026, 6, 30))], authority="市经信局", number="整改1号",
            issued_on=date(2026, 1, 1),
        )  # fmt: skip
    assert checked(ledger, BRICKS).verdict is Verdict.REJECT
    with ledger.writing("李四") as books:
        revoked = rectifications.revoke(books, item.id, on=AS_OF, document="整改更正1号", reason="对象有误")
        assert revoked.revocation is not None
        assert rectifications.listed(books, open_only=True) == ()
        with pytest.raises(LedgerRefusalError, match="已于 2026-11-22 撤销"):
            rectifications.complete(books, item.id, on=date(2027, 7, 2), evidence="现场核查")
    assert checked(ledger, BRICKS).verdict is not Verdict.REJECT
    assert checked(ledger, BRICKS, as_of=date(2026, 11, 21)).verdict is Verdict.REJECT
    assert verify(ledger).flaws == ()


def test_a_consultation_in_error_is_cancelled_and_the_earlier_conclusion_stands_again(ledger: Ledger) -> None:
    name = consulted(ledger)
    with ledger.writing("张三") as books:
        matter = consultations.need(books, name).matter
        code = consultations.need(books, name).project
        again = consultations.convene(
            books, code, matter, application=application_of(METHANOL), opened_on=AS_OF, reason="误发"
        )
    assert not finding(checked(ledger, METHANOL)).is_consulted
    with ledger.writing("张三") as books:
        cancelled = consultations.cancel(books, again.id, on=date(2026, 11, 23), reason="发错了")
        assert not cancelled.is_open
        with pytest.raises(LedgerRefusalError, match=f"会商 {again.id} 已于 2026-11-23 取消"):
            consultations.cancel(books, again.id, on=date(2026, 11, 23), reason="再取消")
        with pytest.raises(LedgerRefusalError, match=f"会商 {again.id} 已于 2026-11-23 取消,不再收意见"):
            consultations.hear(books, again.id, department="市统计局", stance=Stance.AGREES, given_on=AS_OF, reason="r")
        with pytest.raises(LedgerRefusalError, match="不能再取消"):
            consultations.cancel(books, name, on=date(2026, 11, 23), reason="已有结论")
    assert not finding(checked(ledger, METHANOL)).is_consulted
    assert finding(checked(ledger, METHANOL, as_of=date(2026, 11, 23))).is_consulted
    assert verify(ledger).flaws == ()
