"""From the imported file to the report: the office's catalogue decides what is two-high, and says by which item."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.api import Checker
from checker.errors import ApplicationError, RuleBookError
from checker.model import Application, build_application, read_application
from checker.model.outcome import Outcome
from checker.model.report import Report
from checker.rulebook import default_packs_directory
from checker.source import read_yaml
from tests.catalogue.files import FIRST, SECOND, take_in

ROOT = Path(__file__).resolve().parents[2]
CEMENT = ROOT / "cases" / "cement-clinker-expansion" / "application.yaml"
PLAIN = ROOT / "features" / "base-application.yaml"
BEFORE, FROM, LAST, NEXT = date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1)
LISTED_AS = "第1项 3011 水泥制造(水泥熟料),依据 国家目录"


def without(path: Path, *labels: str, **values: str) -> Application:
    """The application with some fields left out and others given anew, as written in YAML."""
    given = "\n".join(f"{label}: {value}" for label, value in values.items()) or "{}"
    fields = read_yaml(path.read_text(encoding="utf-8"), path.name, error=ApplicationError).plain
    fields |= read_yaml(given, "", error=ApplicationError).plain
    return build_application({label: value for label, value in fields.items() if label not in labels})


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue") / "office"
    take_in(folder, FIRST, "2026-07-01")
    take_in(folder, SECOND, "2027-01-01")
    return folder


@pytest.fixture(scope="module")
def checker(office: Path) -> Checker:
    return Checker.load(default_packs_directory(), office)


def values(report: Report) -> dict[str, object]:
    return {fact.fact: fact.value for fact in report.derived}


def outcome(report: Report, rule: str) -> Outcome:
    return next(finding.outcome for finding in report.findings if finding.rule == rule)


def test_before_the_catalogue_the_six_industries_make_it_suspected(checker: Checker) -> None:
    report = checker.check(without(CEMENT, "列入两高目录"), as_of=BEFORE)
    known = values(report)
    assert known["疑似两高"] is True
    assert known["两高目录在用"] is False
    assert known.get("两高项目") is None
    assert outcome(report, "BZ-020304-catalogue") is Outcome.VIOLATED
    ledger = next(finding for finding in report.findings if finding.rule == "BZ-020304-ledger")
    assert ledger.outcome is Outcome.UNDETERMINED
    assert ledger.missing == ("列入两高目录",)


@pytest.mark.parametrize("as_of", [FROM, LAST])
def test_with_the_catalogue_it_is_listed_and_the_chain_names_the_item(checker: Checker, as_of: date) -> None:
    report = checker.check(without(CEMENT, "列入两高目录"), as_of=as_of)
    known = values(report)
    assert known["两高目录项"] == LISTED_AS
    assert known["两高目录结论"] == "列入"
    assert known["列入两高目录"] is True
    assert known["两高项目"] is True
    assert outcome(report, "BZ-020304-catalogue") is Outcome.NOT_APPLICABLE
    ledger = next(finding for finding in report.findings if finding.rule == "BZ-020304-ledger")
    assert ledger.outcome is Outcome.VIOLATED
    assert f"两高目录项 = {LISTED_AS}(依 BZ-D-catalogue-entry)" in ledger.chain
    derived = next(fact for fact in report.derived if fact.fact == "两高目录项")
    assert "川发改环资〔2026〕100号#目录" in [citation.reference for citation in derived.citations]


def test_the_next_version_decides_from_its_first_day(checker: Checker) -> None:
    report = checker.check(without(CEMENT, "列入两高目录"), as_of=NEXT)
    known = values(report)
    assert known["两高目录结论"] == "未列入"
    assert known["列入两高目录"] is False
    assert known["两高项目"] is False
    assert known["两高一低项目"] is False
    assert outcome(report, "BZ-020304-ledger") is Outcome.NOT_APPLICABLE


def test_a_declared_no_does_not_stand_against_the_catalogue(checker: Checker) -> None:
    report = checker.check(without(CEMENT, 列入两高目录="否"), as_of=FROM)
    assert values(report)["两高项目"] is True
    assert outcome(report, "BZ-020304-ledger") is Outcome.VIOLATED


def test_a_declared_yes_stands_though_the_catalogue_does_not_list_it(checker: Checker) -> None:
    assert values(checker.check(read_application(CEMENT), as_of=NEXT))["两高项目"] is True


def test_a_product_under_another_name_is_for_a_person_never_a_no(checker: Checker) -> None:
    application = without(PLAIN, "列入两高目录", 行业代码='"3011"', 产品="[{名称: 白水泥}]")
    report = checker.check(application, as_of=FROM)
    known = values(report)
    assert known["两高目录结论"] == "须人工核对"
    assert known.get("两高项目") is None
    settled = checker.check(without(PLAIN, 行业代码='"3011"', 产品="[{名称: 白水泥}]", 列入两高目录="否"), as_of=FROM)
    assert values(settled)["两高项目"] is False


@pytest.mark.parametrize(("energy", "two_high"), [("20000 tce", False), ("20000.1 tce", True), ("2.1 万tce", True)])
def test_the_threshold_decides_outside_the_six_industries(checker: Checker, energy: str, two_high: bool) -> None:
    application = without(PLAIN, 行业代码='"3985"', 年综合能源消费量=energy)
    assert values(checker.check(application, as_of=FROM))["两高项目"] is two_high


def test_a_missing_energy_figure_is_asked_for_and_never_a_no(checker: Checker) -> None:
    application = without(PLAIN, "年综合能源消费量", "能源消费", "列入两高目录", 行业代码='"3985"')
    known = values(checker.check(application, as_of=FROM))
    assert known.get("两高目录结论") is None
    assert known.get("两高项目") is None
    asked = checker.check(application, as_of=FROM).undetermined
    assert {"年综合能源消费量", "能源消费"} & {missing.fact for missing in asked}
    assert values(checker.check(application, as_of=BEFORE))["两高项目"] is False


def test_the_environment_adds_the_office_to_the_shipped_packs(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_OFFICE", str(office))
    ids = [pack.id for pack in Checker.load().rulebook.packs]
    assert "bazhong-plan" in ids
    assert "office-two-high-catalogue" in ids
    assert "office-two-high-catalogue" not in [p.id for p in Checker.load(default_packs_directory()).rulebook.packs]


def test_a_named_office_without_packs_is_an_error_not_a_silent_fallback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_OFFICE", str(tmp_path))
    with pytest.raises(RuleBookError, match="CHECKER_OFFICE 所指的文件夹里还没有规则包"):
        Checker.load()
    monkeypatch.setenv("CHECKER_OFFICE", str(tmp_path / "无"))
    with pytest.raises(RuleBookError, match="CHECKER_OFFICE 所指的文件夹不存在"):
        Checker.load()
