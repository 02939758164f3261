"""The desk on a local ledger: what every desk does, and what only this one can."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from checker.api import Checker, Desk, LocalDesk
from checker.api.desk import BookKeeping
from checker.errors import LedgerError, LedgerRefusalError, UsageError
from checker.ledger import Ledger
from checker.ledger.waivers import GrantedWaiver
from checker.model.outcome import Outcome, Verdict
from checker.rulebook import load_rulebook
from tests.api.desk_contract import (
    CASES,
    CONSULTED,
    DAY,
    GAS,
    METHANOL,
    NUMBER,
    OFFICER,
    DeskContract,
    application_of,
    code_of,
    shipped,
)


class TestLocalDesk(DeskContract):
    """A desk on a SQLite ledger."""

    @pytest.fixture
    def desk(self, ledger: Ledger) -> Desk:
        return LocalDesk(shipped(), ledger, OFFICER)

    def test_opening_by_address(self, ledger: Ledger) -> None:
        address = ledger.storage.shown
        with LocalDesk.open(ledger=address, officer=OFFICER, engine="reference") as desk:
            assert desk.name == address
            assert desk.submit(CASES / GAS / "application.yaml", on=DAY).project == code_of(GAS)
            assert desk.check(application_of(GAS), as_of=DAY).engine == "reference"
        with pytest.raises(LedgerError, match="没有这个台账文件"):
            LocalDesk.open(ledger=Path(address).with_name("没有.db"))

    def test_desks_of_several_officers_share_the_books(self, ledger: Ledger) -> None:
        desk = LocalDesk(shipped(), ledger, OFFICER)
        desk.of("李四").submit(application_of(GAS), on=DAY)
        assert desk.of("王五").decide(code_of(GAS), Verdict.APPROVE, number=NUMBER, on=DAY).officer == "王五"
        assert [event.actor for event in desk.history(code_of(GAS))][-2:] == ["李四", "王五"]

    def test_its_keeper_records_baselines_and_waivers(self, ledger: Ledger) -> None:
        desk = LocalDesk(shipped(), ledger, OFFICER)
        assert isinstance(desk, BookKeeping)
        account = desk.set_baseline("原煤消费量", 2030, Decimal(240_000), document="巴统〔2026〕30号", reason="核定")
        assert (account.baseline, account.headroom) == (Decimal(240_000), Decimal(10_000))
        with pytest.raises(LedgerRefusalError, match="已是这个基数"):
            desk.set_baseline("原煤消费量", 2030, Decimal(240_000), document="巴统〔2026〕30号", reason="核定")
        project = desk.submit(application_of(METHANOL), on=DAY).project
        with pytest.raises(LedgerRefusalError, match="没有规则或条款 BZ-020304-consultatoin"):
            self.waive(desk, project, "BZ-020304-consultatoin")
        made = self.waive(desk, project, CONSULTED)
        assert desk.waivers(project=project) == (made,)
        assert [one.rule for one in desk.check(application_of(METHANOL), as_of=DAY).having(Outcome.WAIVED)] == [
            CONSULTED
        ]
        ended = desk.revoke_waiver(made.id, reason="误登", on=DAY)
        assert (ended.revoked_on, ended.counts(DAY)) == (DAY, False)
        assert not desk.check(application_of(METHANOL), as_of=DAY).having(Outcome.WAIVED)

    @staticmethod
    def waive(desk: LocalDesk, project: str, rule: str) -> GrantedWaiver:
        until = DAY.replace(year=2027)
        return desk.grant_waiver(
            project, [rule], authority="市人民政府", number="5号", scope="应急", expires_on=until, on=DAY
        )

    def test_steps_within_a_transaction_are_kept_or_lost_with_it(self, ledger: Ledger) -> None:
        desk, before = LocalDesk(shipped(), ledger, OFFICER), ledger.position

        def submit_and_fail() -> None:
            with ledger.writing("系统") as books:
                inside = desk.within(books)
                inside.submit(application_of(GAS), on=DAY)
                assert inside.pending()
                assert inside.check(application_of(GAS), as_of=DAY).ledger_position == books.position
                inside.withdraw(code_of(GAS), reason="", on=DAY)

        with pytest.raises(LedgerRefusalError, match="没有写原因"):
            submit_and_fail()
        assert (ledger.position, desk.pending()) == (before, ())
        with ledger.writing("系统") as books:
            inside = desk.within(books)
            inside.submit(application_of(GAS), on=DAY)
            made = inside.decide(code_of(GAS), Verdict.APPROVE, number=NUMBER, on=DAY)
        assert (made.actor, made.officer) == ("系统", "系统")
        assert desk.decisions() == (made,)

    def test_a_step_goes_on_with_the_rule_book_it_began_with(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checker = Checker(shipped().rulebook)
        desk = LocalDesk(checker, ledger, OFFICER)
        desk.submit(application_of(GAS), on=DAY)
        usual, other = Checker.check, load_rulebook(Path(__file__).parents[1] / "cli" / "packs")

        def check_and_reload(self: Checker, *given: object, **named: object) -> object:
            report = usual(self, *given, **named)  # type: ignore[arg-type]
            checker.adopt(other)
            return report

        monkeypatch.setattr(Checker, "check", check_and_reload)
        made = desk.decide(code_of(GAS), Verdict.APPROVE, number=NUMBER, on=DAY)
        assert made.rulebook == shipped().rulebook.hash
        assert desk.rulebook is other


def test_a_desk_without_a_ledger_only_checks() -> None:
    desk = LocalDesk(shipped(), officer=OFFICER)
    assert not desk.keeps_books
    assert desk.name == "没有台账"
    assert desk.check(application_of(GAS), as_of=DAY).ledger_position is None
    for call in (
        desk.pending,
        desk.balances,
        lambda: desk.submit(application_of(GAS)),
        lambda: desk.application(code_of(GAS)),
        lambda: desk.decide(code_of(GAS), Verdict.APPROVE),
    ):
        with pytest.raises(LedgerError, match="没有台账"):
            call()
    desk.close()


def test_whoever_only_checks_does_not_import_the_database_library() -> None:
    code = "import sys; from checker.api import Checker; Checker.load(); print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_entry_needs_an_officer(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "台账.db") as ledger, pytest.raises(UsageError, match="没有写明经办人"):
        LocalDesk(shipped(), ledger).submit(application_of(GAS), on=DAY)
