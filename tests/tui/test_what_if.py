from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, SelectionList

from checker.api import LocalDesk
from checker.model import build_application, read_application
from checker.model.outcome import Outcome, Verdict
from tests.tui.conftest import application_file, drive, until
from tests.tui.opened import CEMENT, PV, opened, reviewing, screen_text
from tui.draft import Draft, Spot, read_value, value_line
from tui.fact_editor import FactEditor
from tui.saving import save_application

UNIT_ENERGY = Spot("产品", 0, "单位产品综合能耗")


def outcome(screen, rule: str) -> Outcome:
    return next(one for one in screen.reading.report.findings if one.rule == rule).outcome


async def type_over(screen, pilot, text: str) -> None:
    screen.query_one(FactEditor).query_one(Input).value = ""
    await pilot.press(*text)


async def edit(screen, pilot, spot: Spot) -> None:
    screen.to_fact(spot)
    await pilot.press("enter")
    await until(pilot, lambda: bool(screen.query(FactEditor)))


def test_a_value_changed_in_place_changes_the_finding_at_once(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            assert outcome(screen, "EL-clinker") is Outcome.VIOLATED
            await edit(screen, pilot, UNIT_ENERGY)
            await type_over(screen, pilot, "100 kgce/t")
            await until(pilot, lambda: outcome(screen, "EL-clinker") is Outcome.SATISFIED)
            assert "* 试算" in screen_text(screen.office)
            assert screen.reading.comparison.before.verdict is Verdict.REJECT
            await pilot.press("enter")
            assert not screen.query(FactEditor)
            row = screen.facts.current
            assert row.value.startswith("* 100 kgce/t")
            assert "原 112 kgce/t" in row.value
            await pilot.press("f")
            assert screen.findings.rows[0].text.startswith("试算改变了")
            assert screen.findings.rows[1].change == "原否决"
            assert screen.office.subject.report.verdict is Verdict.REJECT, "what is decided on stays as submitted"

    drive(scene)


def test_one_fact_turns_the_verdict_and_reset_turns_it_back(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, PV, size) as (screen, pilot):
            before = screen.reading.report.verdict
            violated = [one for one in screen.reading.report.findings if one.outcome is Outcome.VIOLATED]
            await edit(screen, pilot, Spot("建筑", 0, "光伏面积"))
            await type_over(screen, pilot, "100000 m2")
            await until(pilot, lambda: screen.reading.comparison is not None or bool(screen.refusal))
            await pilot.press("enter", "u")
            await until(pilot, lambda: screen.reading.comparison is None)
            assert screen.reading.report.verdict is before
            assert violated == [one for one in screen.reading.report.findings if one.outcome is Outcome.VIOLATED]

    drive(scene)


def test_what_is_typed_is_checked_as_it_is_typed_and_never_tried_while_wrong(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            await edit(screen, pilot, UNIT_ENERGY)
            await type_over(screen, pilot, "99 万吨")
            await pilot.pause()
            assert "不适用" in screen_text(screen.office)
            await pilot.press("enter")
            assert screen.query(FactEditor), "a wrong value is not kept"
            await pilot.press("escape")
            await until(pilot, lambda: not screen.query(FactEditor))
            assert not screen.draft.changes()

    drive(scene)


def test_half_a_word_is_not_what_is_judged(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            await edit(screen, pilot, UNIT_ENERGY)
            await type_over(screen, pilot, "100 kgce/t")
            await until(pilot, lambda: outcome(screen, "EL-clinker") is Outcome.SATISFIED)
            await pilot.press("backspace", "backspace")
            await until(pilot, lambda: outcome(screen, "EL-clinker") is Outcome.VIOLATED)
            assert not screen.draft.changes()
            await pilot.press("/", "t")
            await until(pilot, lambda: outcome(screen, "EL-clinker") is Outcome.SATISFIED)

    drive(scene)


def test_escape_gives_up_what_was_tried(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            await edit(screen, pilot, UNIT_ENERGY)
            await type_over(screen, pilot, "100 kgce/t")
            await until(pilot, lambda: outcome(screen, "EL-clinker") is Outcome.SATISFIED)
            await pilot.press("escape")
            await until(pilot, lambda: outcome(screen, "EL-clinker") is Outcome.VIOLATED)
            assert screen.draft.value(UNIT_ENERGY) == "0.112 tce/t"

    drive(scene)


def test_the_last_of_several_edits_wins(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    what_if = LocalDesk.what_if

    def slow_at_first(self, application, changes, **settings):
        if "0.101 tce/t" in str(changes):
            time.sleep(1)
        return what_if(self, application, changes, **settings)

    monkeypatch.setattr(LocalDesk, "what_if", slow_at_first)

    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            screen.draft.put(UNIT_ENERGY, "101 kgce/t")
            screen.draft_changed(at_once=True)
            await pilot.pause(0.1)
            screen.draft.put(UNIT_ENERGY, "120 kgce/t")
            screen.draft_changed(at_once=True)
            await pilot.pause(1.5)
            finding = next(one for one in screen.reading.report.findings if one.rule == "EL-clinker")
            assert finding.outcome is Outcome.VIOLATED
            assert "120" in str([one.value for one in finding.observed])

    drive(scene)


def test_words_of_a_list_are_chosen_and_yes_or_no_too(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            await edit(screen, pilot, Spot("列入两高台账"))
            assert screen.query_one(FactEditor).query_one(OptionList).highlighted == 2
            await pilot.press("up", "enter")
            assert screen.draft.value(Spot("列入两高台账")) is True
            await until(pilot, lambda: outcome(screen, "BZ-020304-ledger") is Outcome.SATISFIED)
            await edit(screen, pilot, Spot("建设阶段"))
            await pilot.press("down", "down", "enter")
            assert screen.draft.value(Spot("建设阶段")) == "存量"

    drive(scene)


def test_several_words_are_ticked(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            spot = Spot("替代来源")
            await edit(screen, pilot, spot)
            assert isinstance(screen.query_one(FactEditor).query_one("OptionList"), SelectionList)
            await pilot.press("space", "down", "space", "enter")
            assert screen.draft.value(spot) == ["削减煤炭", "关停产能"]
            assert not screen.query(FactEditor)

    drive(scene)


def test_records_are_added_filled_and_taken_away(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            screen.to_fact(Spot("产能置换"))
            await pilot.press("a")
            await pilot.pause()
            assert screen.facts.current.spot == Spot("产能置换", 0)
            await edit(screen, pilot, Spot("产能置换", 0, "产品品种"))
            await type_over(screen, pilot, "水泥熟料")
            await pilot.press("enter")
            assert list(screen.draft.changes()) == ["产能置换"]
            assert screen.draft.value(Spot("产能置换", 0, "产品品种")) == "水泥熟料"
            screen.to_fact(Spot("产能置换", 0))
            await pilot.press("d")
            assert screen.draft.value(Spot("产能置换")) == 0
            screen.to_fact(Spot("窑炉", 1))
            await pilot.press("d")
            assert screen.draft.records("窑炉") == 1
            await pilot.press("U")
            assert not screen.draft.changes()

    drive(scene)


def test_facts_that_contradict_one_another_are_told_and_nothing_breaks(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=(160, 50)) as (screen, pilot):
            await edit(screen, pilot, Spot("计划投产日期"))
            await type_over(screen, pilot, "2020-01-01")
            await until(pilot, lambda: bool(screen.refusal))
            assert "这样改不成立" in screen_text(screen.office)
            await pilot.press("escape")
            await until(pilot, lambda: not screen.refusal)

    drive(scene)


def test_an_engine_that_breaks_is_a_message(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self, *_arguments, **_settings):
        raise RuntimeError("坏了")

    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            await pilot.press("enter")
            await until(pilot, lambda: app.subject is not None)
            monkeypatch.setattr(LocalDesk, "what_if", broken)
            app.screen.draft.put(UNIT_ENERGY, "100 kgce/t")
            app.screen.draft_changed(at_once=True)
            await until(pilot, lambda: len(app._notifications) == 1)
            message = next(iter(app._notifications)).message
            assert "RuntimeError" in message
            assert "tui.log" in message
            app.clear_notifications()
            monkeypatch.undo()
            await pilot.press("f")
            assert app.screen.facts.display

    drive(scene)


def test_nothing_is_saved_unless_asked_and_what_is_saved_reads_back(desk, tmp_path: Path) -> None:
    original = CEMENT.read_bytes()
    target = tmp_path / "试算 结果.yaml"

    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            screen.draft.put(UNIT_ENERGY, "100 kgce/t")
            screen.draft_changed(at_once=True)
            assert not list(tmp_path.glob("*.yaml"))
            await pilot.press("w")
            await pilot.pause()
            screen.app.screen.query_one(Input).value = str(target)
            await pilot.press("enter")
            await until(pilot, target.exists)
            await until(pilot, lambda: not screen.jobs.running)
            await pilot.press("w")
            await pilot.pause()
            screen.app.screen.query_one(Input).value = str(target)
            await pilot.press("enter")
            await pilot.pause()
            assert "要换掉它吗" in screen_text(screen.office)
            await pilot.press("n")

    drive(scene)
    assert CEMENT.read_bytes() == original
    saved, submitted = read_application(target), read_application(CEMENT)
    assert saved.canonical()["products"][0]["unit_energy"] == "0.1 tce/t"
    assert {key for key, value in saved.canonical().items() if value != submitted.canonical()[key]} == {"products"}


@pytest.mark.parametrize(
    "case",
    ["cement-clinker-expansion", "pig-farm", "data-centre", "highway-maintenance-at-target", "old-quarter-renewal"],
)
def test_a_draft_without_changes_is_the_application(case: str) -> None:
    from checker.model import parse_application
    from tui.saving import application_text

    application = read_application(application_file(case))
    draft = Draft(application)
    assert draft.changes() == {}
    assert list(draft.changed()) == []
    assert parse_application(application_text(application)).content_hash == application.content_hash


def test_a_draft_tells_where_it_differs_and_takes_back_one_at_a_time() -> None:
    draft = Draft(read_application(CEMENT))
    draft.put(UNIT_ENERGY, "100 kgce/t")
    draft.put(Spot("海拔"), None)
    added = draft.add("产品")
    assert set(draft.changed()) == {Spot("海拔"), UNIT_ENERGY, added}
    assert draft.changes()["海拔"] is None
    draft.reset(added)
    draft.reset(UNIT_ENERGY)
    assert list(draft.changed()) == [Spot("海拔")]
    draft.remove(Spot("窑炉", 0))
    assert draft.is_changed(Spot("窑炉"))
    assert not draft.is_changed(Spot("窑炉", 0)), "the second of the submitted ones stands there unchanged"
    draft.reset(Spot("窑炉"))
    draft.reset_all()
    assert draft.changes() == {}


def test_leaving_with_something_tried_is_asked_about(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            screen.draft.put(UNIT_ENERGY, "100 kgce/t")
            await pilot.press("q")
            await pilot.pause()
            assert "审查中试改的 1 处没有另存" in screen_text(screen.office)
            await pilot.press("n")
            assert not screen.app._exit
            screen.action_reset_all()
            await pilot.press("q")
            assert screen.app._exit

    drive(scene)


def test_what_was_tried_of_one_application_waits_while_another_is_read(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            office, first = screen.office, screen.office.subject
            screen.draft.put(UNIT_ENERGY, "100 kgce/t")
            office.review(lambda: read_application(PV), name="医院", path=PV)
            await until(pilot, lambda: office.subject is not first)
            assert screen.draft.changes() == {}
            assert "* 试算" not in screen_text(office)
            screen.draft.put(Spot("海拔"), "500 m")
            await pilot.press("q")
            await pilot.pause()
            assert "审查中试改的 2 处没有另存(分在 2 份申报里)" in screen_text(office)
            await pilot.press("n")
            office.subject = first
            await until(pilot, lambda: "* 试算" in screen_text(office))
            assert list(screen.draft.changed()) == [UNIT_ENERGY]
            screen.action_reset_all()
            assert screen.unfinished() == "审查中试改的 1 处没有另存"

    drive(scene)


def test_a_quantity_is_shown_and_edited_in_the_unit_that_people_write(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            screen.to_fact(UNIT_ENERGY)
            await pilot.pause()
            assert screen.facts.current.value == "112 kgce/t"
            assert "现值  112 kgce/t" in screen.copied()
            await pilot.press("enter")
            await until(pilot, lambda: bool(screen.query(FactEditor)))
            assert screen.query_one(FactEditor).query_one(Input).value == "112 kgce/t"
            assert "要写单位,如 kgce/t" in screen_text(screen.office)
            await pilot.press("enter")
            assert not screen.draft.changes(), "showing it otherwise changes nothing"

    drive(scene)


@pytest.mark.parametrize(
    ("spot", "written", "shown"),
    [
        (UNIT_ENERGY, "0.104380 tce/t", "104.38 kgce/t"),
        (UNIT_ENERGY, "300 gce/kWh", "300 gce/kWh"),
        (UNIT_ENERGY, "12 kgce/重量箱", "12 kgce/重量箱"),
        (Spot("产品", 0, "单位产品碳排放"), "0.5703 tCO2/MWh", "0.5703 tCO2/MWh"),
        (Spot("产品", 0, "年产能"), "5 万t", "50000 t"),
    ],
)
def test_every_unit_is_read_back_as_the_same_amount(spot: Spot, written: str, shown: str) -> None:
    value = read_value(spot.spec, written)
    assert value_line(spot.spec, value) == shown
    assert read_value(spot.spec, shown) == value


def test_a_very_long_name_leaves_the_trial_and_the_day_in_sight(desk, tmp_path: Path, size) -> None:
    application = build_application({**read_application(CEMENT).canonical(), "name": "很长的项目名称" * 100})
    file = tmp_path / "长.yaml"
    save_application(application, file)

    async def scene() -> None:
        async with reviewing(desk, file, size) as (screen, pilot):
            screen.draft.put(UNIT_ENERGY, "100 kgce/t")
            screen.draft_changed(at_once=True)
            await until(pilot, lambda: screen.reading.comparison is not None)
            text = screen_text(screen.office)
            assert "很长的项目名称" in text
            assert "审查日 2026-11-22" in text
            assert "* 试算 改了 1 处" in text

    drive(scene)


def test_what_changed_takes_room_only_while_something_is_tried(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=(120, 36)) as (screen, pilot):
            assert "变化" not in screen_text(screen.office)
            screen.draft.put(UNIT_ENERGY, "100 kgce/t")
            screen.draft_changed(at_once=True)
            await until(pilot, lambda: screen.reading.comparison is not None)
            assert "变化" in screen_text(screen.office)
            await pilot.press("U")
            assert "变化" not in screen_text(screen.office)

    drive(scene)
