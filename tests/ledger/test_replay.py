"""Replay: every decision can be checked again from what was sealed, byte for byte, whatever happened since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.api import Checker
from checker.errors import LedgerRefusalError, LedgerTamperedError
from checker.ledger import (
    Ledger,
    consultations,
    decisions,
    documents,
    inventory,
    quotas,
    rectifications,
    submissions,
    waivers,
)
from checker.ledger.checking import Checking
from checker.ledger.consultation import matter_of
from checker.ledger.rectifications import Item
from checker.ledger.replay import Replay, replay, subjects
from checker.ledger.schema import DOCUMENT
from checker.ledger.sealed_report import sealed
from checker.model import build_application, facts_of
from checker.model.application import Application
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from checker.model.report import Report
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook, load_rulebook
from checker.rulebook.pack import default_packs_directory
from tests.ledger.proceedings import AS_OF, CASES, METHANOL, application_of, checked, shipped, submitted

ALL_CASES = sorted(path.name for path in CASES.iterdir())
COAL = "coal-substitution-done"
DAYS = (date(2025, 12, 31), AS_OF, date(2027, 7, 1), date(2031, 1, 2))
"""Under other law each: old and new review measures, expired targets, after the cap of 2030."""


def fresh(rulebook: RuleBook, engine: str) -> Checking:
    assert engine == "rete+reference"
    return Checker(rulebook)


def sealed_rules(rulebook: RuleBook, engine: str) -> Checking:
    """The shipped checker for the shipped rules, so that many replays need not compile them anew."""
    return shipped() if rulebook.hash == shipped().rulebook.hash else fresh(rulebook, engine)


def decided(
    ledger: Ledger, application: Application, as_of: date = AS_OF, *, everything: bool = False
) -> decisions.Decision:
    report = checked(ledger, application, as_of=as_of, everything=everything)
    with ledger.writing("赵六") as books:
        return decisions.decide(
            books,
            application=application,
            report=report,
            checking=shipped(),
            verdict=Verdict.RECTIFY,
            officer="赵六",
            decided_on=as_of,
            reason="先退回",
        )


def replayed(ledger: Ledger, decision: str, *, current: RuleBook | None = None) -> Replay:
    with ledger.reading() as books:
        return replay(books, decision, sealed_rules, current=current)


def test_a_decision_is_checked_again_with_engines_and_rules_of_its_own(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger, application_of(METHANOL), everything=True)
    with ledger.reading() as books:
        again = replay(books, made.id, fresh)
        content = documents.fetch(books.connection, made.report)
    assert again.is_same
    assert again.replayed_hash == made.report
    assert sealed(again.replayed) == content
    assert again.differences == ()
    assert (again.rulebook, again.program) == (made.rulebook, made.program)


def _coal_in_the_books(ledger: Ledger, application: Application, as_of: date, baseline: int) -> None:
    """Limits, a baseline, another project under review, an order, a waiver and a consultation."""
    code = application.project_code
    assert code is not None
    with ledger.writing("甲") as books:
        quotas.adopt_limits(books, shipped().rulebook)
        quotas.set_baseline(books, "原煤消费量", 2030, Decimal(baseline), document="统计局函", reason="核定")
        inventory.register(books, inventory.project_of(application), "摸排", as_of)
        item = Item("整改事项", as_of + timedelta(days=30))
        rectifications.order(books, code, [item], authority="市经信局", number="整改1号", issued_on=as_of)
        waivers.grant(
            books,
            code,
            ["P020"],
            rulebook=shipped().rulebook,
            authority="市政府",
            number="豁免1号",
            granted_on=as_of,
            scope="煤",
            expires_on=as_of,
        )
    if code != application_of(COAL).project_code:
        submitted(ledger, COAL, as_of)
    asked = checked(ledger, application, as_of=as_of).consultations
    if asked:
        with ledger.writing("乙") as books:
            matter = matter_of(asked, lead=["市发展改革委"])
            opened = consultations.convene(books, code, matter, application=application, opened_on=as_of)
            consultations.conclude(
                books,
                opened.id,
                conclusion=Conclusion.PASSED,
                concluded_on=as_of,
                authority="市发展改革委",
                document="会商1号",
                reason="同意",
            )


def _all_changes(ledger: Ledger, code: str, application: Application, as_of: date) -> None:
    """Later everything is different: balances, other projects, orders, waivers, consultations."""
    coal = application_of(COAL).project_code
    with ledger.writing("丙") as books:
        if coal is not None and coal != code:
            submissions.withdraw(books, coal, as_of, "不办了")
        quotas.set_baseline(books, "原煤消费量", 2030, Decimal("1.5"), document="统计局函", reason="更正")
        quotas.set_baseline(books, "原煤消费量", 2025, Decimal(1), document="统计局函", reason="更正")
        for one in rectifications.of_project(books, code):
            rectifications.complete(books, one.id, on=as_of, evidence="验收")
        for granted in waivers.of_project(books, code):
            waivers.revoke(books, granted.id, on=as_of, reason="撤销")
        for held in consultations.of_project(books, code):
            consultations.convene(books, code, held.matter, application=application, opened_on=as_of, reason="再议")
        rectifications.order(
            books, code, [Item("别的", as_of)], authority="市经信局", number="整改2号", issued_on=as_of
        )


def test_every_shipped_case_replays_out_of_one_ledger(ledger: Ledger) -> None:
    """They compete for the same quotas, and each decision moves the books under those before it."""
    with ledger.writing("甲") as books:
        quotas.adopt_limits(books, shipped().rulebook)
        for year, tonnes in ((2025, 280_000), (2030, 240_000)):
            quotas.set_baseline(books, "原煤消费量", year, Decimal(tonnes), document="统计局函", reason="核定")
    made = []
    for number, case in enumerate(ALL_CASES):
        as_of = DAYS[number * len(DAYS) // len(ALL_CASES)]
        submitted(ledger, case, as_of)
        made.append(decided(ledger, application_of(case), as_of, everything=bool(number % 3)))
    assert len({one.report for one in made}) == len(ALL_CASES)
    with ledger.reading() as books:
        assert sum(bool(decisions.report_of(books, one).quotas) for one in made) > 5
    for one in made:
        assert replayed(ledger, one.id).is_same, one


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    case=st.sampled_from(ALL_CASES),
    as_of=st.sampled_from(DAYS),
    baseline=st.integers(0, 260_000),
    everything=st.booleans(),
)
def test_replay_is_byte_for_byte_the_sealed_report(
    tmp_path_factory: pytest.TempPathFactory, case: str, as_of: date, baseline: int, everything: bool
) -> None:
    application = application_of(case)
    with Ledger.create(tmp_path_factory.mktemp("台账") / "台账.db") as ledger:
        _assert_replays(ledger, application, as_of, baseline, everything=everything)


@pytest.mark.parametrize("case", [METHANOL, "brick-kiln-rectifying", COAL, "cement-clinker-expansion"])
def test_replay_is_the_same_on_both_databases(ledger: Ledger, case: str) -> None:
    _assert_replays(ledger, application_of(case), AS_OF, 240_000, everything=True)


def _assert_replays(ledger: Ledger, application: Application, as_of: date, baseline: int, *, everything: bool) -> None:
    code = application.project_code
    if code is None:
        application = build_application({**application.canonical(), "项目代码": "2604-511902-04-01-763353"})
        code = "2604-511902-04-01-763353"
    _coal_in_the_books(ledger, application, as_of, baseline)
    submitted(ledger, application, as_of)
    made = decided(ledger, application, as_of, everything=everything)
    assert replayed(ledger, made.id).is_same
    _all_changes(ledger, code, application, as_of)
    after = replayed(ledger, made.id)
    assert after.is_same, after.differences
    assert sealed(checked(ledger, application, as_of=as_of, everything=everything)) != sealed(after.sealed)


def test_new_rules_show_what_would_differ(ledger: Ledger, tmp_path: Path) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger, application_of(METHANOL))
    stricter = _with_changed_rule(tmp_path)
    then = replayed(ledger, made.id, current=stricter)
    assert not then.is_same
    assert then.rulebook == stricter.hash != made.rulebook
    where = {one.where: (one.before, one.after) for one in then.differences}
    assert where["rulebook.packs[bazhong-plan].version"][1] == "2099.1"
    assert "findings[BZ-020304-consultation].message" in where
    assert where["findings[BZ-020304-consultation].message"][1] == "没有会商过"
    assert replayed(ledger, made.id, current=shipped().rulebook).is_same
    assert replayed(ledger, made.id).is_same


def _with_changed_rule(folder: Path) -> RuleBook:
    import shutil

    packs = folder / "rules"
    shutil.copytree(default_packs_directory(), packs)
    rule = packs / "bazhong-plan" / "rules" / "bz-020304-consultation.yaml"
    text = rule.read_text(encoding="utf-8")
    changed = text.replace("message: 拟建“两高一低”项目没有通过多部门准入会商", "message: 没有会商过")
    assert changed != text
    rule.write_text(changed, encoding="utf-8")
    manifest = packs / "bazhong-plan" / "pack.yaml"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    manifest.write_text(
        "\n".join('version: "2099.1"' if line.startswith("version:") else line for line in lines), encoding="utf-8"
    )
    return load_rulebook(packs)


@dataclass
class Altered:
    """A checker that judges otherwise than the one that made the report."""

    checker: Checker
    seen: list[Mapping[str, object]] = field(default_factory=list)

    def check(
        self,
        application: Application,
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
    ) -> Report:
        report = self.checker.check(application, as_of=as_of, everything=everything, ledger=ledger)
        first = replace(report.findings[0], gap="差 1 吨")
        return replace(report, findings=(first, *report.findings[1:]))


def test_a_program_that_judges_otherwise_is_told_by_field(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger, application_of(METHANOL))
    with ledger.reading() as books:
        found = replay(books, made.id, lambda rulebook, _: Altered(Checker(rulebook)))
    assert not found.is_same
    (only,) = found.differences
    assert only.where == f"findings[{found.sealed.findings[0].rule}].gap"
    assert (only.before, only.after) == ("null", "差 1 吨")


@pytest.mark.parametrize("sealed_as", ["application", "report", "archive"])
def test_nothing_altered_is_replayed(ledger: Ledger, sealed_as: str) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger, application_of(METHANOL))
    name = getattr(made, sealed_as)
    with ledger.writing("坏人") as books:
        books.connection.execute(DOCUMENT.update().where(DOCUMENT.c.hash == name).values(content=b"x"))
    with pytest.raises(LedgerTamperedError, match=name[:12]):
        replayed(ledger, made.id)


def test_a_decision_there_is_not_cannot_be_replayed(ledger: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="没有决定 D5"):
        replayed(ledger, "D5")


def test_past_decisions_can_be_checked_against_any_rules(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger, application_of(METHANOL))
    submitted(ledger, COAL)
    other = decided(ledger, application_of(COAL))
    with ledger.reading() as books:
        past = list(subjects(books))
        assert [(one.decision.id, one.as_of, one.position) for one in past] == [
            (made.id, AS_OF, made.ledger_position),
            (other.id, AS_OF, other.ledger_position),
        ]
        assert [one.application for one in past] == [application_of(METHANOL), application_of(COAL)]
        source = past[1].standing_source(books)
        standing = source.standing(past[1].application, facts_of(past[1].application), AS_OF, shipped().rulebook)
        assert standing.position == other.ledger_position
