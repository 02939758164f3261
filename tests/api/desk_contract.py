"""What every desk does, wherever its books are: the tests that each implementation of ``Desk`` passes.

A module that tests an implementation derives a class from ``DeskContract`` and overrides the fixture ``desk``, whose
books are those of ``ledger`` and whose officer is ``OFFICER``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import simplejson

from checker.api import Checker, Desk
from checker.api.desk import mark_of
from checker.errors import ApplicationError, LedgerRefusalError, UsageError
from checker.ledger import Ledger, quotas, waivers
from checker.ledger.consultation import Stance
from checker.ledger.rectifications import Item
from checker.ledger.states import SubmissionState
from checker.model import Application, read_application
from checker.model.amendment import amended
from checker.model.enums import Conclusion
from checker.model.outcome import Outcome, Verdict
from tests.api.recording import record_late

CASES = Path(__file__).resolve().parents[2] / "cases"
OFFICER = "张三"
DAY = date(2026, 11, 22)
GAS = "liquor-gas-boiler"
"""Passes as it is."""
METHANOL = "methanol-consultation-pending"
"""Waits for its consultation."""
COAL = "coal-substitution-done"
"""Takes 16,000 t of raw coal a year from 2028 on."""
CONSULTED = "BZ-020304-consultation"
CAPPED = "BZ-020103-coal-cap-2030"
NUMBER = "巴发改能审〔2026〕12号"


@cache
def shipped() -> Checker:
    return Checker.load()


@cache
def application_of(case: str) -> Application:
    return read_application(CASES / case / "application.yaml")


def code_of(case: str) -> str:
    code = application_of(case).project_code
    assert code is not None
    return code


def another(case: str, code: str, name: str) -> Application:
    return amended(application_of(case), {"项目代码": code, "项目名称": name})


class DeskContract:
    """The tests; what is not named below is done through the desk itself."""

    @pytest.fixture(autouse=True)
    def _recorded_late(self, monkeypatch: pytest.MonkeyPatch) -> None:
        record_late(monkeypatch)

    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[Ledger]:
        """The books under the desk, with the limits of the clauses; in 2030 the city has 20,000 t of coal left."""
        with Ledger.create(tmp_path / "台账.db") as ledger:
            with ledger.writing("台账管理员") as books:
                quotas.adopt_limits(books, shipped().rulebook)
                amount = Decimal(230_000)
                quotas.set_baseline(books, "原煤消费量", 2030, amount, document="巴发改〔2026〕8号", reason="年度测算")
            yield ledger

    @pytest.fixture
    def desk(self, ledger: Ledger) -> Desk:
        """The desk under test; an implementation that has to be closed yields it."""
        raise NotImplementedError

    # who and where

    def test_it_says_whose_and_where_it_is(self, desk: Desk) -> None:
        assert desk.officer == OFFICER
        assert desk.keeps_books
        assert desk.name
        assert desk.rulebook.hash == shipped().rulebook.hash
        assert [rule.id for rule in desk.rulebook.rules] == [rule.id for rule in shipped().rulebook.rules]

    # checks

    def test_a_check_is_made_against_the_ledger(self, desk: Desk, ledger: Ledger) -> None:
        report = desk.check(application_of(COAL), as_of=DAY)
        assert report.ledger_position == ledger.position
        assert "全市原煤消费量" in report.ledger_facts
        assert report.rulebook_hash == desk.rulebook.hash

    @pytest.mark.parametrize("everything", [False, True])
    def test_a_file_a_mapping_and_a_model_give_the_same_report(self, desk: Desk, *, everything: bool) -> None:
        file, model = CASES / GAS / "application.yaml", application_of(GAS)
        expected = desk.check(model, as_of=DAY, everything=everything)
        assert expected.verdict is Verdict.APPROVE
        assert expected.as_of == DAY
        mapping = simplejson.loads(simplejson.dumps(model.canonical()))
        for given in (file, str(file), mapping):
            assert desk.check(given, as_of=DAY, everything=everything) == expected
        quiet = expected.having(Outcome.SATISFIED)
        assert quiet
        assert all(bool(finding.trace) is everything for finding in quiet)

    def test_an_invalid_application_names_its_field(self, desk: Desk) -> None:
        with pytest.raises(ApplicationError) as caught:
            desk.check({"项目名称": "甲", "年原煤消耗": "1 t"}, as_of=DAY)
        assert any("年原煤消费量" in problem.remedy for problem in caught.value.problems)
        with pytest.raises(ApplicationError):
            desk.check("没有这个文件.yaml", as_of=DAY)

    def test_what_if_compares_the_report_with_some_facts_changed(self, desk: Desk) -> None:
        found = desk.what_if(application_of(GAS), {"锅炉[1].热效率": "60 %"}, as_of=DAY)
        assert found.before == desk.check(application_of(GAS), as_of=DAY)
        assert (found.before.verdict, found.after.verdict) == (Verdict.APPROVE, Verdict.REJECT)
        assert [change.rule for change in found.changes] == ["EQ-boiler"]
        with pytest.raises(ApplicationError, match="是否为“年原煤消费量”"):
            desk.what_if(application_of(GAS), {"年原煤消费": "1 t"}, as_of=DAY)

    # applications

    def test_a_submission_is_pending_until_it_is_withdrawn(self, desk: Desk) -> None:
        made = desk.submit(application_of(GAS), on=DAY)
        assert (made.project, made.submitted_on, made.state) == (code_of(GAS), DAY, SubmissionState.UNDER_REVIEW)
        (one,) = desk.pending()
        assert (one.project, one.name, one.owner) == (made.project, application_of(GAS).name, application_of(GAS).owner)
        assert (one.county, one.stage, one.industry, one.energy) == ("平昌县", "拟建", "1512", "686 tce")
        assert (one.state, one.submitted_on, one.position) == (made.state, DAY, made.position)
        assert one.application == application_of(GAS).content_hash
        assert not one.is_waiting
        assert desk.application(made.project) == application_of(GAS)
        desk.withdraw(made.project, reason="建设单位撤回", on=DAY)
        assert desk.pending() == ()
        (gone,) = desk.pending(state=SubmissionState.WITHDRAWN)
        assert (gone.project, gone.state) == (made.project, SubmissionState.WITHDRAWN)
        assert [one.state for one in desk.submissions(made.project)] == [SubmissionState.WITHDRAWN]
        assert desk.application(made.project) == application_of(GAS)

    def test_the_queue_is_in_the_order_of_submission_and_says_who_waits(self, desk: Desk) -> None:
        other = another(COAL, "2602-511903-04-01-118237", "恩阳另一板业项目")
        desk.submit(application_of(COAL), on=DAY)
        desk.submit(other, on=DAY)
        first, second = desk.pending(state=SubmissionState.UNDER_REVIEW)
        assert (first.project, first.is_waiting) == (code_of(COAL), False)
        assert (second.project, second.is_waiting) == (other.project_code, True)
        assert first.position < second.position

    def test_an_application_is_taken_in_once(self, desk: Desk, ledger: Ledger) -> None:
        desk.submit(CASES / GAS / "application.yaml", on=DAY)
        before = ledger.position
        with pytest.raises(LedgerRefusalError, match="已有一份申报在审"):
            desk.submit(application_of(GAS), on=DAY)
        assert ledger.position == before

    def test_what_happens_is_recorded_under_the_officer(self, desk: Desk) -> None:
        desk.submit(application_of(GAS), on=DAY)
        events = desk.history(code_of(GAS))
        assert {event.actor for event in events} == {OFFICER}
        assert ("在审", str(DAY)) in [(change.after, event.on) for event in events for change in event.changes]

    @pytest.mark.parametrize("name", ["application", "submissions", "history", "bookings", "offers"])
    def test_a_project_there_is_not_is_refused(self, desk: Desk, name: str) -> None:
        with pytest.raises(LedgerRefusalError, match="台账里没有项目 2604-511902-04-01-000000"):
            getattr(desk, name)("2604-511902-04-01-000000")

    # quotas

    def test_balances_count_what_a_project_reserves_unless_it_is_left_out(self, desk: Desk) -> None:
        desk.submit(application_of(COAL), on=DAY)
        place = ("原煤消费量", 2030)

        def headroom(leaving_out: str = "") -> Decimal | None:
            found = {(one.metric, one.year): one for one in desk.balances(leaving_out=leaving_out)}
            return found[place].headroom

        assert (headroom(), headroom(code_of(COAL))) == (4_000, 20_000)
        booked = {(one.metric, one.year): one for one in desk.bookings(code_of(COAL))}
        assert (booked[place].requested, booked[place].reserved, booked[place].committed) == (16_000, 16_000, 0)
        assert desk.holders(*place) == (booked[place],)
        assert desk.offers(code_of(COAL)) == ()
        with pytest.raises(LedgerRefusalError, match="没有 2031 年的“原煤消费量”"):
            desk.holders("原煤消费量", 2031)

    # consultations

    def test_a_consultation_from_opening_to_conclusion(self, desk: Desk) -> None:
        desk.submit(application_of(METHANOL), on=DAY)
        opened = desk.convene(code_of(METHANOL), days=10, on=DAY)
        assert (opened.matter.rules, opened.due_on) == ((CONSULTED,), date(2026, 12, 2))
        assert opened.application == application_of(METHANOL).content_hash
        lead = opened.matter.lead[0]
        heard = desk.hear(opened.id, department=lead, stance=Stance.AGREES, reason="指标可行", on=DAY)
        assert [(one.department, one.stance, one.reason) for one in heard.opinions] == [
            (lead, Stance.AGREES, "指标可行")
        ]
        assert desk.consultations(open_only=True) == (heard,)
        ended = desk.conclude(
            opened.id,
            conclusion=Conclusion.CONDITIONAL,
            authority=lead,
            document="巴发改会〔2026〕8号",
            reason="多数同意",
            conditions="落实能耗替代",
            on=DAY,
        )
        assert (ended.conclusion, ended.conditions) == (Conclusion.CONDITIONAL, "落实能耗替代")
        assert desk.consultations(project=code_of(METHANOL)) == (ended,)
        assert desk.consultations(project=code_of(METHANOL), open_only=True) == ()
        report = desk.check(application_of(METHANOL), as_of=DAY)
        finding = next(one for one in report.findings if one.rule == CONSULTED)
        assert finding.is_consulted

    def test_findings_are_put_to_departments_once(self, desk: Desk) -> None:
        desk.submit(application_of(METHANOL), on=DAY)
        opened = desk.convene(code_of(METHANOL), rules=[CONSULTED], cooperating=["市林业局"], on=DAY)
        assert opened.matter.cooperating[0] == "市林业局"
        with pytest.raises(LedgerRefusalError, match=f"须会商的发现都已发起:{opened.id}"):
            desk.convene(code_of(METHANOL), on=DAY)
        cancelled = desk.cancel_consultation(opened.id, reason="发错了", on=DAY)
        assert (cancelled.is_open, cancelled.cancellation) == (False, "发错了")
        assert desk.convene(code_of(METHANOL), on=DAY).id != opened.id

    def test_consultations_that_cannot_be(self, desk: Desk) -> None:
        with pytest.raises(LedgerRefusalError, match="台账里没有项目"):
            desk.convene(code_of(METHANOL), on=DAY)
        desk.submit(application_of(METHANOL), on=DAY)
        with pytest.raises(UsageError, match=f"没有规则 BZ-020304-consultatio.*{CONSULTED}"):
            desk.convene(code_of(METHANOL), rules=[CONSULTED[:-1]], on=DAY)
        with pytest.raises(LedgerRefusalError, match="没有会商 C999"):
            desk.hear("C999", department="市统计局", stance=Stance.OPPOSES, reason="不可行", on=DAY)

    # rectification and waivers

    def test_rectification_from_order_to_completion(self, desk: Desk) -> None:
        desk.submit(application_of(GAS), on=DAY)
        items = [Item("补充能耗在线监测", date(2026, 12, 31)), Item("更换淘汰电机", date(2026, 12, 1))]
        first, second = desk.order(
            code_of(GAS), items, authority="市经济和信息化局", number="巴经信整〔2026〕1号", on=DAY
        )
        assert (first.item, first.number, first.issued_on) == (items[0], "巴经信整〔2026〕1号", DAY)
        assert [one.id for one in desk.rectifications()] == [second.id, first.id]
        later = desk.extend(first.id, date(2027, 1, 31), document="巴经信整〔2026〕2号", reason="设备未到", on=DAY)
        assert later.deadline() == date(2027, 1, 31)
        done = desk.complete(first.id, evidence="现场核查记录", on=DAY)
        assert (done.done_on, done.evidence) == (DAY, "现场核查记录")
        revoked = desk.revoke_rectification(second.id, document="巴经信整〔2026〕3号", reason="下达错误", on=DAY)
        assert revoked.revocation is not None
        assert desk.rectifications(project=code_of(GAS), open_only=True) == ()
        assert {one.id for one in desk.rectifications(project=code_of(GAS))} == {first.id, second.id}
        with pytest.raises(LedgerRefusalError, match="已于 2026-11-22 完成"):
            desk.complete(first.id, evidence="再次核查", on=DAY)

    def test_waivers_granted_are_listed(self, desk: Desk, ledger: Ledger) -> None:
        desk.submit(application_of(METHANOL), on=DAY)
        with ledger.writing("登记员") as books:
            granted = waivers.grant(
                books,
                code_of(METHANOL),
                [CONSULTED],
                rulebook=shipped().rulebook,
                authority="巴中市人民政府",
                number="巴府函〔2026〕5号",
                granted_on=DAY,
                scope="应急项目免于会商",
                expires_on=date(2026, 12, 31),
            )
        assert desk.waivers() == desk.waivers(project=code_of(METHANOL)) == (granted,)

    # decisions

    def test_a_decision_is_sealed_and_replays_to_the_same_report(self, desk: Desk) -> None:
        desk.submit(application_of(GAS), on=DAY)
        seen = desk.check(application_of(GAS), as_of=DAY)
        full = desk.check(application_of(GAS), as_of=DAY, everything=True)
        assert mark_of(full) == mark_of(seen)
        made = desk.decide(code_of(GAS), Verdict.APPROVE, number=NUMBER, seen=mark_of(seen), on=DAY)
        assert (made.verdict, made.recommended, made.departs) == (Verdict.APPROVE, Verdict.APPROVE, False)
        assert (made.officer, made.actor, made.number, made.decided_on) == (OFFICER, OFFICER, NUMBER, DAY)
        assert desk.decisions() == desk.decisions(project=code_of(GAS)) == (made,)
        assert desk.pending() == ()
        sealed = desk.decided_report(made.id)
        assert sealed == full
        again = desk.replay(made.id)
        assert again.is_same
        assert (again.sealed, again.replayed, again.differences) == (sealed, sealed, ())
        with pytest.raises(LedgerRefusalError, match="没有决定 D999"):
            desk.decided_report("D999")

    def test_a_departure_from_the_recommendation_needs_its_reason(self, desk: Desk, ledger: Ledger) -> None:
        desk.submit(application_of(METHANOL), on=DAY)
        before = ledger.position
        with pytest.raises(LedgerRefusalError, match="没有写理由"):
            desk.decide(code_of(METHANOL), Verdict.APPROVE, number=NUMBER, on=DAY)
        assert ledger.position == before
        made = desk.decide(
            code_of(METHANOL), Verdict.APPROVE, number=NUMBER, reason="市政府专题会议决定", decided_by="李四", on=DAY
        )
        assert (made.departs, made.officer, made.actor) == (True, "李四", OFFICER)

    def test_nothing_is_decided_on_a_report_that_has_changed_since_it_was_seen(
        self, desk: Desk, ledger: Ledger
    ) -> None:
        desk.submit(application_of(COAL), on=DAY)
        seen = desk.check(application_of(COAL), as_of=DAY)
        assert seen.verdict is Verdict.APPROVE
        with ledger.writing("台账管理员") as books:
            amount = Decimal(240_000)
            quotas.set_baseline(books, "原煤消费量", 2030, amount, document="巴发改〔2026〕9号", reason="更正")
        before = ledger.position
        with pytest.raises(LedgerRefusalError, match="核对结果与您看到的不同"):
            desk.decide(code_of(COAL), Verdict.REJECT, number=NUMBER, reason="另有安排", seen=mark_of(seen), on=DAY)
        assert ledger.position == before
        now = desk.check(application_of(COAL), as_of=DAY)
        assert next(one for one in now.findings if one.rule == CAPPED).outcome is Outcome.VIOLATED
        made = desk.decide(code_of(COAL), Verdict.REJECT, number=NUMBER, reason="额度不足", seen=mark_of(now), on=DAY)
        assert made.verdict is Verdict.REJECT
