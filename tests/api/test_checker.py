"""The library: what it exports, loads, takes, keeps and returns."""

from __future__ import annotations

import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import simplejson

import checker.api
import checker.engines
import checker.review
from checker.api import Checker, EngineChoice
from checker.errors import ApplicationError, RuleBookError, UsageError
from checker.model import build_application
from checker.model.outcome import Outcome, Verdict

_PACKS = Path(__file__).parents[1] / "cli" / "packs"
_DAY = date(2025, 10, 1)
_PROJECT = {"项目名称": "某锅炉改造项目", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469"}
_COAL = {**_PROJECT, "年原煤消费量": "4.5 万吨", "煤炭替代量": "4 万吨"}


@pytest.fixture(scope="module")
def demo() -> Checker:
    return Checker.load(_PACKS)


def test_exported_names() -> None:
    assert checker.api.__all__ == [
        "Checked", "Checker", "Comparison", "Desk", "EngineChoice", "FindingChange", "LocalDesk", "Pending",
    ]  # fmt: skip
    assert all(getattr(checker.api, name).__module__.startswith("checker.") for name in checker.api.__all__)
    assert checker.review.__all__ == ["Reviewer", "Subject"]
    assert [choice.value for choice in EngineChoice] == ["cross", "reference", "rete"]
    public = {name for name in vars(Checker) if not name.startswith("_")}
    assert public == {
        "adopt", "check", "check_async", "check_many", "explain", "load", "pinned", "reload", "rulebook", "what_if",
    }  # fmt: skip


def test_load_without_packs_takes_the_shipped_ones() -> None:
    assert "bazhong-plan" in {pack.id for pack in Checker.load().rulebook.packs}


def test_load_reports_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError) as caught:
        Checker.load(tmp_path / "没有")
    assert "没有" in str(caught.value)
    assert caught.value.exit_code == 4


def test_load_reports_every_mistake_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("id: x\ntitel: 甲\n", encoding="utf-8")
    with pytest.raises(RuleBookError) as caught:
        Checker.load(tmp_path)
    assert len(caught.value.problems) > 1
    assert all(problem.file.endswith("pack.yaml") for problem in caught.value.problems)


@pytest.mark.parametrize("day", ["2025-10-01", 20251001])
def test_an_as_of_that_is_no_date_is_refused(demo: Checker, day: Any) -> None:
    with pytest.raises(UsageError, match="日期应为"):
        demo.check(_COAL, as_of=day)


def test_load_refuses_an_engine_there_is_not() -> None:
    with pytest.raises(UsageError, match="没有引擎“spark”;可用:cross、reference、rete"):
        Checker.load(_PACKS, engine="spark")


@pytest.mark.parametrize("engine", ["cross", "reference", "rete", EngineChoice.RETE])
def test_each_engine_gives_the_same_findings(demo: Checker, engine: str) -> None:
    report = Checker.load(_PACKS, engine=engine).check(_COAL, as_of=_DAY)
    assert report.findings == demo.check(_COAL, as_of=_DAY).findings
    assert report.engine == {"cross": "rete+reference"}.get(engine, engine)


def test_a_mapping_a_model_and_a_file_give_the_same_report(demo: Checker, tmp_path: Path) -> None:
    file = tmp_path / "项目.json"
    file.write_text(simplejson.dumps(_COAL, ensure_ascii=False), encoding="utf-8")
    expected = demo.check(_COAL, as_of=_DAY)
    assert expected.verdict is Verdict.RECTIFY
    assert demo.check(build_application(_COAL), as_of=_DAY) == expected
    assert demo.check(file, as_of=_DAY) == expected
    assert demo.check(str(file), as_of=_DAY) == expected


def test_english_keys_give_the_same_report(demo: Checker) -> None:
    model = build_application(_COAL)
    keys = {key: value for key in type(model).model_fields if (value := getattr(model, key)) is not None}
    assert demo.check(keys, as_of=_DAY) == demo.check(_COAL, as_of=_DAY)


@pytest.mark.parametrize("application", [{"项目名称": "甲", "年原煤耗量": "1 t"}, Path("没有.yaml")])
def test_an_invalid_application_is_an_application_error(demo: Checker, application: Any) -> None:
    with pytest.raises(ApplicationError) as caught:
        demo.check(application, as_of=_DAY)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("application", [None, 7, [_COAL]])
def test_what_is_no_application_is_a_usage_error(demo: Checker, application: Any) -> None:
    with pytest.raises(UsageError, match="申报应为文件路径、字典或 Application"):
        demo.check(application, as_of=_DAY)


def test_as_of_is_today_unless_given(demo: Checker) -> None:
    before = date.today()  # noqa: DTZ011 - as the library itself
    assert before <= demo.check(_COAL).as_of <= date.today()  # noqa: DTZ011 - as the library itself


def test_a_moment_counts_as_its_day(demo: Checker) -> None:
    moment = datetime(2025, 10, 1, 23, 59)  # noqa: DTZ001 - an office clock without a zone
    assert demo.check(_COAL, as_of=moment) == demo.check(_COAL, as_of=_DAY)


def test_the_day_decides_the_law_and_is_in_the_report(demo: Checker) -> None:
    first, last = (demo.check(_COAL, as_of=day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    caps = [
        {fact.value for f in report.findings for fact in f.observed if "上限" in fact.fact} for report in (first, last)
    ]
    assert caps[0] != caps[1]
    assert (first.as_of, last.as_of) == (date(2025, 12, 31), date(2026, 1, 1))


def test_one_reviewer_per_period_even_from_many_threads() -> None:
    shared = Checker.load(_PACKS)
    days = [date(2025, 10, 1), date(2025, 11, 1), date(2026, 1, 1), date(2026, 5, 1)]
    start = threading.Barrier(8)

    def check(place: int) -> None:
        start.wait()
        shared.check(_COAL, as_of=days[place % 4])

    threads = [threading.Thread(target=check, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shared._bench._reviewers) == 2


def test_everything_explains_the_quiet_findings_too(demo: Checker) -> None:
    light, full = (demo.check(_COAL, as_of=_DAY, everything=everything) for everything in (False, True))
    quiet = (Outcome.SATISFIED, Outcome.NOT_APPLICABLE)
    assert [f.rule for f in light.findings] == [f.rule for f in full.findings]
    assert full.having(*quiet)
    assert all(finding.trace for finding in full.findings)
    assert not any(finding.trace for finding in light.having(*quiet))
    assert light.shown == full.shown
    assert light.verdict is full.verdict


def test_json_report_has_the_promised_shape(demo: Checker) -> None:
    shape = demo.check(_COAL, as_of=_DAY).to_json(everything=True)
    assert shape.keys() >= {
        "verdict", "as_of", "engine", "rulebook", "application", "derived", "findings", "undetermined", "advice",
        "consultations", "quotas",
    }  # fmt: skip
    assert shape["rulebook"].keys() == {"hash", "packs"}
    assert all(pack.keys() == {"id", "version", "hash"} for pack in shape["rulebook"]["packs"])
    assert shape["application"].keys() == {"id", "name", "hash"}
    assert shape["findings"]
    for finding in shape["findings"]:
        assert finding.keys() >= {
            "id", "rule", "title", "outcome", "effect", "message", "citations", "observed", "required", "gap",
            "missing", "trace", "remedy",
        }  # fmt: skip
        assert all(fact.keys() == {"fact", "value", "unit"} for fact in finding["observed"])
        for citation in finding["citations"]:
            assert citation.keys() >= {"document", "clause", "status", "departments"}
            assert ("quote" in citation) is not ("summary" in citation)


def test_derived_facts_in_json_name_their_rules() -> None:
    application = Path(__file__).parents[2] / "cases" / "coal-figure-missing" / "application.yaml"
    shape = Checker.load().check(application, as_of=date(2026, 11, 22)).to_json()
    assert all(fact.keys() >= {"fact", "value", "unit", "because"} for fact in shape["derived"])
    assert any(fact["because"] for fact in shape["derived"])
    assert shape["undetermined"]
