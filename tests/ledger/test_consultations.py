"""Consultations: who is asked, who may speak, what a conclusion does to the next check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, consultations
from checker.ledger.consultation import Consultation, Matter, Stance, matter_of
from checker.model.enums import Conclusion
from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Finding
from tests.ledger.proceedings import METHANOL, application_of, checked, code_of, last_entry, registered

RULE = "BZ-020304-consultation"
LEAD = "市发展改革委"
COOPERATING = ("市经济和信息化局", "市生态环境局", "市统计局", "国网巴中供电公司")
OPENED = date(2026, 11, 12)


def finding(ledger: Ledger, rule: str = RULE) -> Finding:
    return next(one for one in checked(ledger, METHANOL).findings if one.rule == rule)


def convened(ledger: Ledger, *, days: int | None = 10, matter: Matter | None = None) -> Consultation:
    asked = matter or matter_of([finding(ledger)])
    with ledger.writing("张三") as books:
        return consultations.convene(
            books, code_of(METHANOL), asked, application=application_of(METHANOL), opened_on=OPENED, days=days
        )


def heard(
    ledger: Ledger, consultation: str, department: str, given_on: date, stance: Stance = Stance.AGREES
) -> Consultation:
    with ledger.writing("张三") as books:
        return consultations.hear(
            books, consultation, department=department, stance=stance, given_on=given_on, reason="已核"
        )


def concluded(
    ledger: Ledger,
    consultation: str,
    conclusion: Conclusion = Conclusion.PASSED,
    *,
    on: date = date(2026, 11, 20),
    conditions: str = "",
) -> Consultation:
    with ledger.writing("张三") as books:
        return consultations.conclude(
            books,
            consultation,
            conclusion=conclusion,
            concluded_on=on,
            authority=LEAD,
            document="巴发改会〔2026〕8号",
            reason="各部门意见一致",
            conditions=conditions,
        )


def test_the_departments_of_the_cited_clauses_are_asked(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger)
    assert opened.id == f"C{last_entry(ledger).position}"
    assert (opened.matter.rules, opened.matter.lead, opened.matter.cooperating) == ((RULE,), (LEAD,), COOPERATING)
    assert opened.matter.text == finding(ledger).message
    assert opened.departments == (LEAD, *COOPERATING)
    assert opened.due_on == date(2026, 11, 22)
    assert opened.is_open
    assert opened.missing == opened.departments


def test_only_a_violation_that_asks_for_it_is_put_to_departments(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    satisfied = finding(ledger, "EL-methanol")
    with pytest.raises(LedgerRefusalError, match="EL-methanol 判为“符合”"):
        matter_of([satisfied])
    with pytest.raises(LedgerRefusalError, match="处置为“提示”"):
        matter_of([replace(satisfied, outcome=Outcome.VIOLATED, effect=Effect.ADVISE)])
    with pytest.raises(LedgerRefusalError, match="没有须会商的发现"):
        matter_of([])


def test_a_clause_without_departments_needs_somebody_named_to_lead(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    silent = replace(finding(ledger), citations=())
    with pytest.raises(LedgerRefusalError, match="不知由谁牵头;请写牵头部门:--lead"):
        convened(ledger, matter=matter_of([silent]))
    named = matter_of([silent], lead=["市经济和信息化局"], cooperating=[LEAD, "市经济和信息化局"])
    assert (named.lead, named.cooperating) == (("市经济和信息化局",), (LEAD,))
    assert convened(ledger, matter=named).matter == named


def test_opinions_count_newest_first_and_the_late_and_the_silent_are_told(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger)
    heard(ledger, opened.id, COOPERATING[0], date(2026, 11, 15), Stance.OPPOSES)
    heard(ledger, opened.id, COOPERATING[0], date(2026, 11, 18), Stance.CONDITIONAL)
    heard(ledger, opened.id, COOPERATING[0], date(2026, 11, 16), Stance.OPPOSES)
    found = heard(ledger, opened.id, LEAD, date(2026, 11, 24))
    assert {name: one.stance for name, one in found.counting.items()} == {
        LEAD: Stance.AGREES,
        COOPERATING[0]: Stance.CONDITIONAL,
    }
    assert len(found.opinions) == 4
    assert found.late == (LEAD,)
    assert found.missing == COOPERATING[1:]
    assert found.overdue(date(2026, 11, 22)) == ()
    assert found.overdue(date(2026, 11, 23)) == COOPERATING[1:]
    with ledger.reading() as books:
        assert [one.id for one in consultations.listed(books, overdue_on=date(2026, 11, 23))] == [opened.id]
        assert consultations.listed(books, overdue_on=date(2026, 11, 22)) == ()


def test_without_a_term_nobody_is_late(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger, days=None)
    found = heard(ledger, opened.id, LEAD, date(2027, 11, 24))
    assert found.late == ()
    assert found.overdue(date(2028, 1, 1)) == ()


def test_only_departments_that_were_asked_may_speak(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger)
    with pytest.raises(LedgerRefusalError, match=r"市统计 不在会商 .*是否为 市统计局"):
        heard(ledger, opened.id, "市统计", date(2026, 11, 15))
    with pytest.raises(LedgerRefusalError, match="会商的部门:市发展改革委"):
        heard(ledger, opened.id, "某公司", date(2026, 11, 15))
    with pytest.raises(LedgerRefusalError, match="2026-11-11 过早"):
        heard(ledger, opened.id, LEAD, date(2026, 11, 11))
    with pytest.raises(LedgerRefusalError, match="没有会商 C999"):
        heard(ledger, "C999", LEAD, date(2026, 11, 15))
    with ledger.writing("张三") as books, pytest.raises(LedgerRefusalError, match="没有写意见的理由"):
        consultations.hear(
            books, opened.id, department=LEAD, stance=Stance.AGREES, given_on=date(2026, 11, 15), reason=" "
        )


def test_a_passed_consultation_is_seen_by_the_next_check(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    before = checked(ledger, METHANOL)
    assert before.verdict is Verdict.RECTIFY
    opened = convened(ledger)
    concluded(ledger, opened.id)
    after = checked(ledger, METHANOL)
    assert after.verdict is Verdict.APPROVE
    assert next(one for one in after.findings if one.rule == RULE).outcome is Outcome.SATISFIED
    assert "审批手续" in after.ledger_facts
    assert checked(ledger, METHANOL, as_of=date(2026, 11, 19)).verdict is Verdict.RECTIFY


def test_a_refused_consultation_makes_it_graver_until_it_is_opened_again(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    first = convened(ledger)
    concluded(ledger, first.id, Conclusion.REFUSED)
    refused = next(one for one in checked(ledger, METHANOL).findings if one.rule == RULE)
    assert (refused.outcome, refused.effect) == (Outcome.VIOLATED, Effect.RECTIFY)
    second = convened(ledger, matter=first.matter)
    with ledger.reading() as books:
        assert consultations.concluded(books, code_of(METHANOL)) == ()
    concluded(ledger, second.id, Conclusion.CONDITIONAL, conditions="投产前落实能耗替代")
    with ledger.reading() as books:
        (standing,) = consultations.concluded(books, code_of(METHANOL))
        earlier = consultations.concluded(books, code_of(METHANOL), first.opened + 1)
    assert (standing.id, standing.conclusion, standing.rules) == (second.id, Conclusion.CONDITIONAL, frozenset({RULE}))
    assert [(one.id, one.conclusion) for one in earlier] == [(first.id, Conclusion.REFUSED)]
    assert checked(ledger, METHANOL).verdict is Verdict.APPROVE


def test_a_consultation_opened_later_does_not_reach_back_before_its_day(ledger: Ledger) -> None:
    code = registered(ledger, METHANOL)
    first = convened(ledger)
    concluded(ledger, first.id, on=date(2026, 11, 20))
    with ledger.writing("张三") as books:
        consultations.convene(
            books,
            code,
            first.matter,
            application=application_of(METHANOL),
            opened_on=date(2026, 12, 1),
            reason="申报改过",
        )
    with ledger.reading() as books:
        assert consultations.concluded(books, code, as_of=date(2026, 12, 1)) == ()
        (held,) = consultations.concluded(books, code, as_of=date(2026, 11, 30))
        assert held.id == first.id
        assert consultations.concluded(books, code, as_of=date(2026, 11, 19)) == ()


def test_one_rule_of_a_project_has_one_open_consultation(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger)
    with pytest.raises(LedgerRefusalError, match=f"{RULE} 的会商 {opened.id} 还没有结论"):
        convened(ledger)
    other = replace(opened.matter, rules=("BZ-020103-coal-cap-2030",))
    assert convened(ledger, matter=other).is_open
    concluded(ledger, opened.id)
    with pytest.raises(LedgerRefusalError, match="已于 2026-11-20 通过;申报有变化等须再次会商的,请写理由"):
        convened(ledger, matter=opened.matter)
    with ledger.writing("张三") as books:
        again = consultations.convene(
            books,
            code_of(METHANOL),
            opened.matter,
            application=application_of(METHANOL),
            opened_on=date(2026, 12, 1),
            reason="申报改过",
        )
        assert again.is_open
        open_ones = [one.id for one in consultations.listed(books, open_only=True)]
        assert opened.id not in open_ones
        assert again.id in open_ones


def test_a_conclusion_is_complete_and_last(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger)
    heard(ledger, opened.id, LEAD, date(2026, 11, 20))
    with pytest.raises(LedgerRefusalError, match="“办理中”不是会商结论"):
        concluded(ledger, opened.id, Conclusion.PENDING)
    with pytest.raises(LedgerRefusalError, match="附条件通过没有写条件"):
        concluded(ledger, opened.id, Conclusion.CONDITIONAL)
    with pytest.raises(LedgerRefusalError, match="结论为“通过”,不能附条件"):
        concluded(ledger, opened.id, conditions="减煤")
    with pytest.raises(LedgerRefusalError, match="最后一条意见于 2026-11-20 提出"):
        concluded(ledger, opened.id, on=date(2026, 11, 19))
    done = concluded(ledger, opened.id, Conclusion.CONDITIONAL, conditions="减煤 1 万吨")
    assert (done.conditions, done.is_open, done.overdue(date(2027, 1, 1))) == ("减煤 1 万吨", False, ())
    assert last_entry(ledger).content["missing"] == list(COOPERATING)
    for again in (lambda: concluded(ledger, opened.id), lambda: heard(ledger, opened.id, LEAD, date(2026, 11, 21))):
        with pytest.raises(LedgerRefusalError, match=f"会商 {opened.id} 已于 2026-11-20 作出结论“附条件通过”"):
            again()


@pytest.mark.parametrize("field", ["authority", "document", "reason"])
def test_a_conclusion_says_who_upon_what_and_why(ledger: Ledger, field: str) -> None:
    registered(ledger, METHANOL)
    opened = convened(ledger)
    said = {"authority": LEAD, "document": "文号", "reason": "理由", field: "\n"}
    with ledger.writing("张三") as books, pytest.raises(LedgerRefusalError, match="没有写"):
        consultations.conclude(books, opened.id, conclusion=Conclusion.PASSED, concluded_on=date(2026, 11, 20), **said)


@pytest.mark.parametrize(
    ("matter", "days", "message"),
    [
        (Matter((), "事项", (LEAD,), ()), None, "没有写明是哪条规则"),
        (Matter((RULE,), " ", (LEAD,), ()), None, "没有写会商事项"),
        (Matter((RULE,), "事项", (LEAD,), (LEAD,)), None, "部门写了两次:市发展改革委"),
        (Matter((RULE,), "事项", (LEAD,), ()), 0, "期限 0 天不合适"),
        (Matter((RULE,), "事项", (LEAD,), ()), 367, "期限 367 天不合适"),
        (Matter((RULE,), "事\x1b项", (LEAD,), ()), None, "控制字符"),
    ],
)
def test_a_consultation_is_opened_with_everything_it_needs(
    ledger: Ledger, matter: Matter, days: int | None, message: str
) -> None:
    registered(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match=message):
        convened(ledger, matter=matter, days=days)


def test_a_project_that_is_not_in_the_inventory_is_not_consulted_about(ledger: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="台账里没有项目"):
        convened(ledger)


def test_a_consultation_is_read_as_of_an_earlier_position(ledger: Ledger) -> None:
    code = registered(ledger, METHANOL)
    opened = convened(ledger)
    heard(ledger, opened.id, LEAD, date(2026, 11, 13))
    concluded(ledger, opened.id)
    with ledger.reading() as books:
        assert consultations.of_project(books, code, opened.opened - 1) == ()
        (then,) = consultations.of_project(books, code, opened.opened)
        assert (then.opinions, then.is_open) == ((), True)
        (later,) = consultations.of_project(books, code, opened.opened + 1)
        assert ([one.department for one in later.opinions], later.is_open) == ([LEAD], True)
        (now,) = consultations.of_project(books, code)
        assert now.conclusion is Conclusion.PASSED
