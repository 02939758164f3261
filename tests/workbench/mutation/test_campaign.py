"""Campaigns: processes and memory change how fast they are, never what they find."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from checker.errors import ScenarioError, UsageError
from checker.workbench.mutation.campaign import Campaign, Fate, Sources, run_campaign
from checker.workbench.mutation.jury import Jury
from tests.workbench.mutation.kiln import CASES, FEATURES, PACKS, copied_features

SOURCES = Sources((PACKS,), (FEATURES,), (CASES,))
ROW = "\n      | 拟建 | 5 万吨 | 符合 |"


def fates(campaign: Campaign) -> list[tuple[str, Fate]]:
    return [(each.mutant.id, each.fate) for each in campaign.judged]


def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int | None]]:
    """The mutants put to the jury from now on, each with the number of trials asked (None: all)."""
    noted: list[tuple[str, int | None]] = []
    original = Jury.noticing

    def noticing(self, mutant, trials=None):
        noted.append((mutant.id, None if trials is None else len(trials)))
        return original(self, mutant, trials)

    monkeypatch.setattr(Jury, "noticing", noticing)
    return noted


def test_two_processes_find_what_one_finds() -> None:
    alone = run_campaign(SOURCES, suggestions=3)
    together = run_campaign(SOURCES, jobs=2, suggestions=3)
    assert fates(alone) == fates(together)
    assert [each.suggestion for each in alone.judged] == [each.suggestion for each in together.judged]
    assert alone.counts[Fate.NOTICED] > 10
    assert alone.counts[Fate.UNNOTICED] > 10


def test_a_second_run_asks_nothing_and_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_campaign(SOURCES, cache_file=tmp_path / "cache" / "m.sqlite3", suggestions=2)
    noted = asked(monkeypatch)
    second = run_campaign(SOURCES, cache_file=tmp_path / "cache" / "m.sqlite3", suggestions=2)
    assert noted == []
    assert fates(second) == fates(first)
    assert [each.suggestion for each in second.judged] == [each.suggestion for each in first.judged]
    assert [each.by for each in second.judged] == [each.by for each in first.judged]
    assert second.recalled == sum(first.counts[fate] for fate in (Fate.NOTICED, Fate.UNNOTICED))


def test_a_new_scenario_alone_is_asked_about_what_nothing_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "m.sqlite3"
    first = run_campaign(SOURCES, cache_file=cache)
    features = copied_features(tmp_path, [])
    path = features / "coal.feature"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("| 符合   |\n", f"| 符合   |{ROW}\n", 1), encoding="utf-8")
    noted = asked(monkeypatch)
    second = run_campaign(Sources((PACKS,), (features,), (CASES,)), cache_file=cache)
    assert {count for _, count in noted} == {1}
    assert len(noted) == first.counts[Fate.UNNOTICED]
    assert second.counts[Fate.UNNOTICED] < first.counts[Fate.UNNOTICED]


def test_a_scenario_taken_away_is_no_witness_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "m.sqlite3"
    features = copied_features(tmp_path)
    first = run_campaign(Sources((PACKS,), (features,), (CASES,)), cache_file=cache)
    path = features / "coal.feature"
    path.write_text(
        path.read_text(encoding="utf-8").replace("      | 拟建 | 3 万吨    | 符合   |\n", ""), encoding="utf-8"
    )
    noted = asked(monkeypatch)
    second = run_campaign(Sources((PACKS,), (features,), (CASES,)), cache_file=cache)
    assert {count for _, count in noted} == {None}
    assert second.counts[Fate.NOTICED] <= first.counts[Fate.NOTICED]
    assert fates(second) == fates(run_campaign(Sources((PACKS,), (features,), (CASES,))))


def test_an_interrupted_run_keeps_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "m.sqlite3"

    def stop_half_way(what: str, done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_campaign(SOURCES, cache_file=cache, progress=stop_half_way)
    noted = asked(monkeypatch)
    campaign = run_campaign(SOURCES, cache_file=cache)
    total = campaign.counts[Fate.NOTICED] + campaign.counts[Fate.UNNOTICED]
    assert 0 < len(noted) < total / 2
    assert fates(campaign) == fates(run_campaign(SOURCES))


def test_a_spoilt_cache_is_begun_anew(tmp_path: Path) -> None:
    cache = tmp_path / "m.sqlite3"
    cache.write_text("不是数据库" * 100, encoding="utf-8")
    first = run_campaign(SOURCES, cache_file=cache)
    assert first.is_cache_rebuilt
    second = run_campaign(SOURCES, cache_file=cache)
    assert not second.is_cache_rebuilt
    assert second.recalled > 0
    cache.unlink()
    with closing(sqlite3.connect(cache)) as other, other:
        other.execute("create table finding (mutant text)")
    assert run_campaign(SOURCES, cache_file=cache).is_cache_rebuilt


def test_a_cache_that_cannot_be_opened_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        run_campaign(SOURCES, cache_file=tmp_path)
    assert refusal.value.problems[0].file == str(tmp_path)


def test_reasons_explain_and_go_stale(tmp_path: Path) -> None:
    features = copied_features(tmp_path)
    (features / "mutation-exceptions.yaml").write_text(
        """\
exceptions:
  - {owner: K-01-cap, written: 年原煤消费量 <= 用煤上限, becomes: 年原煤消费量 < 用煤上限, reason: 上限由台账另核}
  - {owner: [K-01-cap], written: 没有这样的条件, reason: 早已改掉}
""",
        encoding="utf-8",
    )
    campaign = run_campaign(Sources((PACKS,), (features,), (CASES,)))
    (explained,) = campaign.having(Fate.EXPLAINED)
    assert (explained.mutant.owner, explained.reason) == ("K-01-cap", "上限由台账另核")
    (stale,) = campaign.stale
    assert (stale.line, stale.message) == (3, "说明不再对应任何变异:K-01-cap 没有这样的条件")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- 甲\n", 1, "文件应为 exceptions: 之下的列表"),
        ("exceptions:\n  - {owner: K-01-cap}\n", 2, '缺少"owner"或"reason"'),
        ("exceptions:\n  - {owner: K-01-cap, reason: 理由, becomse: x}\n", 2, '不认识的键"becomse"'),
    ],
)
def test_a_faulty_file_of_reasons_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    features = copied_features(tmp_path)
    (features / "mutation-exceptions.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        run_campaign(Sources((PACKS,), (features,), (CASES,)))
    assert (refusal.value.problems[0].line, refusal.value.problems[0].message) == (line, message)


def test_progress_is_told_in_order() -> None:
    told: list[tuple[str, int, int]] = []
    run_campaign(SOURCES, suggestions=2, progress=lambda *step: told.append(step))
    whats: Sequence[str] = list(dict.fromkeys(what for what, _, _ in told))
    assert whats == ["装载规则、场景与案例", "变异", "可补的场景"]
    done = [count for what, count, _ in told if what == "变异"]
    assert done == sorted(done)
    assert done[-1] == next(total for what, _, total in told if what == "变异")
