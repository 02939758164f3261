"""The history of a project: every event with its day, and with what was before and after."""

from __future__ import annotations

from datetime import date

from checker.ledger import Ledger, consultations, decisions, rectifications, submissions, waivers
from checker.ledger.consultation import Stance, matter_of
from checker.ledger.inventory.history import Event, history
from checker.ledger.rectifications import Item
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from checker.render.ledger_inventory import render_history
from tests.ledger.proceedings import AS_OF, METHANOL, application_of, checked, shipped, submitted

RULE = "BZ-020304-consultation"


def told(event: Event) -> tuple[str, str, list[tuple[str, str, str]]]:
    return event.kind, event.on, [(change.label, change.before, change.after) for change in event.changes]


def test_every_event_of_a_project_has_its_day_and_what_it_changed(ledger: Ledger) -> None:
    application = application_of(METHANOL)
    code = submitted(ledger, METHANOL)
    start = ledger.position
    matter = matter_of(checked(ledger, METHANOL).consultations)
    day = date(2026, 11, 20)
    said = {"document": "整改更正1号", "reason": "文书有误"}
    with ledger.writing("张三") as books:
        held = consultations.convene(books, code, matter, application=application, opened_on=day)
        consultations.cancel(books, held.id, on=day, reason="发错了")
        held = consultations.convene(books, code, matter, application=application, opened_on=day)
        consultations.hear(books, held.id, department="市统计局", stance=Stance.AGREES, given_on=day, reason="可行")
        consultations.conclude(
            books, held.id, conclusion=Conclusion.CONDITIONAL, concluded_on=day, authority="市发展改革委",
            document="会8号", reason="一致", conditions="落实替代",
        )  # fmt: skip
        items = [Item("补正报告", date(2026, 12, 1)), Item("验收", date(2026, 12, 1))]
        first, second = rectifications.order(
            books, code, items, authority="市发展改革委", number="整改1号", issued_on=day
        )
        rectifications.extend(books, first.id, date(2027, 1, 1), on=day, **said)
        rectifications.complete(books, first.id, on=day, evidence="报告")
        rectifications.revoke(books, second.id, on=day, **said)
        waiver = waivers.grant(
            books, code, ["P054"], rulebook=shipped().rulebook, authority="市政府", number="豁1号", granted_on=day,
            scope="免于会商", expires_on=date(2027, 1, 1),
        )  # fmt: skip
        waivers.revoke(books, waiver.id, on=day, reason="不再需要")
    report = checked(ledger, METHANOL)
    with ledger.writing("记录员") as books:
        decisions.decide(
            books, application=application, report=report, checking=shipped(), verdict=Verdict.APPROVE, officer="赵六",
            decided_on=AS_OF, number="审1号", reason="会议决定",
        )  # fmt: skip
    with ledger.writing("记录员") as books:
        submissions.lapse(books, date(2028, 11, 23))
    with ledger.reading() as books:
        events = history(books, code)
    assert told(events[1]) == (
        "application-submitted", "2026-11-10",
        [("申报", "", "在审"), ("申报指纹", "", application.content_hash[:12])],
    )  # fmt: skip
    n, on = start, day.isoformat()
    asked = f"征求意见({RULE})"
    assert [told(event) for event in events if event.position > start] == [
        ("consultation-opened", on, [(f"会商 C{n + 1}", "", asked)]),
        ("consultation-cancelled", on, [(f"会商 C{n + 1}", "征求意见", "已取消")]),
        ("consultation-opened", on, [(f"会商 C{n + 3}", "", asked)]),
        ("statement-given", on, [(f"会商 C{n + 3}", "", "市统计局 同意")]),
        ("consultation-concluded", on, [(f"会商 C{n + 3}", "征求意见", "附条件通过 会8号 落实替代")]),
        (
            "rectification-ordered", on,
            [
                (f"整改 R{n + 6}-1", "", "未完成(补正报告,期限 2026-12-01)"),
                (f"整改 R{n + 6}-2", "", "未完成(验收,期限 2026-12-01)"),
            ],
        ),
        (
            "rectification-extended", on,
            [(f"整改 R{n + 6}-1 期限", "2026-12-01", "2027-01-01"), ("文号", "", "整改更正1号")],
        ),
        ("rectification-done", on, [(f"整改 R{n + 6}-1", "未完成", "已完成(报告)")]),
        ("rectification-revoked", on, [(f"整改 R{n + 6}-2", "未完成", "已撤销(整改更正1号)")]),
        ("waiver-granted", on, [(f"豁免 W{n + 10}", "", "P054 至 2027-01-01(豁1号)")]),
        ("waiver-revoked", on, [(f"豁免 W{n + 10}", "有效", "已撤销")]),
        (
            "decision-made", "2026-11-22",
            [
                ("申报", "在审", "已批准"),
                ("决定", "", "通过" if report.verdict is Verdict.APPROVE else f"通过(建议{report.verdict.label})"),
                ("决定人", "", "赵六"),
                ("文号", "", "审1号"),
            ],
        ),
        ("approval-lapsed", "2028-11-23", [("申报", "已批准", "已失效"), ("批复有效期至", "", "2028-11-22")]),
    ]  # fmt: skip
    assert "申报:已批准 → 已失效" in render_history(events, width=100)
