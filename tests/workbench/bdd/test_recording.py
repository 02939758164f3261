"""Recorded scenarios: their expectations can be asked of another report, and the ledger they write down."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from checker.api import Checker
from checker.errors import ScenarioError
from checker.model.outcome import Outcome
from checker.model.standing import QuotaDirection
from checker.workbench.bdd.recording import record, record_sound
from tests.workbench.bdd.features import HEAD, feature
from tests.workbench.small_library import GREEN, PACKS, changed_packs

CAP = "small/rules/cap.yaml"


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load(PACKS)


@pytest.fixture(scope="module")
def shipped() -> Checker:
    return Checker.load()


def test_a_scenario_is_recorded_without_a_review(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "  @S-02-green", "  场景: 甲", "    当 审查该项目", '    那么 规则"S-01-cap"判定为"符合"')
    (recorded,) = record(path, book=checker.rulebook)
    assert (recorded.feature, recorded.file, recorded.line, recorded.name) == ("用煤", str(path), 14, "甲")
    assert recorded.rules == {"S-01-cap", "S-02-green"}
    assert (recorded.as_of, recorded.standing) == (date(2026, 11, 22), None)
    assert recorded.application.name == "用煤项目"
    assert [each.rule for each in recorded.expectations] == ["S-01-cap"]


def test_an_expectation_is_asked_of_another_report(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 规则"S-01-cap"判定为"符合"', '而且 规则"S-01-cap"当日施行')
    (recorded,) = record(path, book=checker.rulebook)
    report = checker.check(recorded.application, as_of=recorded.as_of)
    assert recorded.failures(report) == ()
    stricter = Checker.load(changed_packs(tmp_path, CAP, "<= 用煤上限", "<= 1 万吨"))
    other = stricter.check(recorded.application, as_of=recorded.as_of)
    assert recorded.failures(other) == ("规则“S-01-cap”的判定:应为“符合”,实为“不符合”",)
    assert not recorded.holds(other)
    assert [each.failure(other) for each in recorded.expectations][1] is None


def test_each_review_of_a_scenario_is_recorded(tmp_path: Path, checker: Checker) -> None:
    path = feature(
        tmp_path,
        *("当 审查该项目", '那么 规则"S-01-cap"判定为"符合"'),
        *('假如 "年原煤消费量"为"5 万t"', "当 审查该项目", '那么 规则"S-01-cap"判定为"不符合"'),
    )
    recorded = record(path, book=checker.rulebook)
    assert [each.holds(checker.check(each.application, as_of=each.as_of)) for each in recorded] == [True, True]
    assert [each.call.arguments["word"] for one in recorded for each in one.expectations] == ["符合", "不符合"]


def test_an_application_that_is_refused_is_not_recorded(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, '假如 "建设阶段"为"不知道"', "当 审查该项目", '那么 申报不能受理,提示含"建设阶段"')
    assert record(path, book=checker.rulebook) == ()


def test_recordings_go_to_other_processes(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 规则"S-01-cap"判定为"不符合"')
    (recorded,) = pickle.loads(pickle.dumps(record(path, book=checker.rulebook)))
    report = checker.check(recorded.application, as_of=recorded.as_of)
    assert len(recorded.failures(report)) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('假如 "年原煤消耗量"为"1 t"', "未知字段“年原煤消耗量”;是否为“年原煤消费量”?"),
        ('假如 审查日为"2026-02-30"', "“2026-02-30”不是日期"),
        ('假如 采用申报文件"none.yaml"', "没有申报文件“none.yaml”"),
        ('假如 "锅炉"第2项未填写"燃料"', "“锅炉”没有第 2 项"),
        ('假如 规则"S-01-cop"的会商结论为"通过"', "规则库里没有规则“S-01-cop”;是否为 S-01-cap?"),
        ('假如 规则"S-01-cap"的会商结论为"同意"', "没有“同意”这种会商结论;可写:通过、附条件通过"),
        ('假如 台账"2030"年"原煤"已用"1 t"', "台账没有指标“原煤”"),
    ],
)
def test_a_faulty_step_names_its_line(tmp_path: Path, checker: Checker, line: str, said: str) -> None:
    path = feature(tmp_path, line, "当 审查该项目", '那么 结论为"通过"')
    with pytest.raises(ScenarioError) as caught:
        record(path, book=checker.rulebook)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert (problem.file, problem.line) == (str(path), 14)


def test_all_faulty_scenarios_are_told_and_the_others_recorded(tmp_path: Path, checker: Checker) -> None:
    scenarios = [
        line
        for name, word in (("甲", "对"), ("乙", "否决"), ("丙", "错"))
        for line in (
            f"  场景: {name}",
            "    假如 " + ('"甲"为"乙"' if word != "否决" else '未填写"锅炉"'),
            "    当 审查该项目",
            '    那么 结论为"通过"',
        )
    ]
    recorded, problems = record_sound(feature(tmp_path, *scenarios), book=checker.rulebook)
    assert [each.name for each in recorded] == ["乙"]
    assert [problem.line for problem in problems] == [14, 22]


def test_an_application_is_found_beside_above_or_here(
    tmp_path: Path, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "features" / "deep"
    folder.mkdir(parents=True)
    application = "项目名称: {}\n建设阶段: 拟建\n建设性质: 新建\n行业代码: '3484'\n"
    path = feature(
        folder,
        '假如 采用申报文件"apps/a.yaml"',
        "当 审查该项目",
        '那么 结论为"通过"',
        head=HEAD[: HEAD.index("  背景")] + '  背景:\n    假如 审查日为"2026-11-22"\n',
    )
    for place, name in ((tmp_path / "here", "这里"), (tmp_path, "上级"), (folder, "旁边")):
        (place / "apps").mkdir(parents=True)
        (place / "apps" / "a.yaml").write_text(application.format(name), encoding="utf-8")
        monkeypatch.chdir(tmp_path / "here")
        (recorded,) = record(path, book=checker.rulebook)
        assert recorded.application.name == name


def test_what_a_scenario_says_of_the_ledger_is_its_standing(tmp_path: Path, shipped: Checker) -> None:
    path = feature(
        tmp_path,
        '假如 "全市原煤消费量"有如下各项',
        "  | 年份 | 数量 |",
        "  | 2025 | 28万t |",
        "  | 2030 | 10万t |",
        '而且 台账"2030"年"原煤消费量"上限"25万t"、已用"20 万t"、预留"3 万t"',
        '而且 规则"BZ-020103-coal-cap-2030"的会商结论为"附条件通过",机关"市发展改革委",文号"7号",日期"2026-05-06"',
        "当 审查该项目",
        '那么 规则"BZ-020103-coal-cap-2030"判定为"不符合"',
    )
    (recorded,) = record(path, book=shipped.rulebook)
    assert recorded.standing is not None
    own = [{"年份": Decimal(2025), "数量": None}, {"年份": Decimal(2030), "数量": None}]
    facts = {"全市原煤消费量": own}
    standing = recorded.standing.standing(recorded.application, facts, recorded.as_of, shipped.rulebook)
    (balance,) = standing.balances
    assert (balance.limit, balance.used, balance.reserved, balance.headroom) == (250000, 200000, 30000, 20000)
    assert (balance.direction, balance.rules) == (QuotaDirection.CEILING, ("BZ-020103-coal-cap-2030",))
    kept, supplied = standing.facts["全市原煤消费量"]
    assert kept is own[0]
    assert (str(supplied["年份"]), supplied["含本项目"]) == ("2030", False)
    assert supplied["数量"].magnitude == 230000
    (held,) = standing.consultations
    assert (held.is_passed, held.concluded_on, held.authority, held.document) == (
        True,
        date(2026, 5, 6),
        "市发展改革委",
        "7号",
    )


def test_a_limit_other_than_the_clause_sets_is_refused(tmp_path: Path, shipped: Checker) -> None:
    path = feature(
        tmp_path, '假如 台账"2030"年"原煤消费量"上限"30万t"、已用"1 t"', "当 审查该项目", '那么 结论为"通过"'
    )
    with pytest.raises(ScenarioError, match="由条款 巴府发〔2024〕5号#P020 定为 250000 t"):
        record(path, book=shipped.rulebook)


def test_a_rule_not_in_force_is_no_finding(tmp_path: Path, checker: Checker) -> None:
    path = feature(
        tmp_path,
        '假如 审查日为"2024-03-18"',
        "当 审查该项目",
        '那么 规则"S-02-green"当日不施行',
        '而且 规则"S-02-green"判定为"符合"',
    )
    (recorded,) = record(path, book=checker.rulebook)
    report = checker.check(recorded.application, as_of=recorded.as_of)
    assert recorded.failures(report) == ("规则“S-02-green”的判定:应为“符合”,实为“2024-03-18 当日不施行”",)
    assert GREEN
    assert not report.having(Outcome.VIOLATED)
