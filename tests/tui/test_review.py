from __future__ import annotations

from checker.render import render_markdown
from tests.tui.conftest import application_file, drive, until
from tests.tui.opened import CEMENT, opened, reviewing, screen_text
from tui.draft import Spot
from tui.fact_rows import findings_of
from tui.places import Place
from tui.row_table import RowTable


def text_of(screen) -> str:
    """What there is to read of the selected line."""
    return screen.copied()


def headings(table: RowTable) -> list[str]:
    return [row.line().cells[0][0] for row in table.rows if row.line().heading]


def test_findings_stand_in_groups_by_effect_the_gravest_first(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, _):
            groups = headings(screen.findings)
            assert groups[:2] == ["否决（5 条）", "整改（6 条）"]
            assert "✗ 否决" in screen_text(screen.office)
            assert "平昌砾峤水泥" in screen_text(screen.office)

    drive(scene)


def test_a_finding_is_read_with_clause_marks_values_chain_conditions_and_remedy(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            screen.to_finding("SC-coal-substitution")
            await pilot.pause()
            text = text_of(screen)
            for part in ("SC-coal-substitution", "条款", "上位依据", "观测", "要求", "差距", "为何适用", "怎么改"):
                assert part in text, part
            assert "✓ 成立" in text
            assert "✗ 不成立" in text
            assert "煤炭替代量 = 0 t" in text
            assert "核实" in text
            finding = next(one for one in screen.reading.report.findings if one.rule == "SC-coal-substitution")
            for citation in finding.citations:
                assert f"{citation.status.value}  " in text
                assert (citation.quote or citation.clause) in text
            departments = {name for one in finding.citations for name in one.lead}
            assert all(name in text for name in departments)

    drive(scene)


def test_the_texts_of_a_finding_are_those_of_the_written_report(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            await pilot.press("C")
            report = screen.office.subject.report
            assert screen.app.clipboard == render_markdown(report)

    drive(scene)


def test_missing_facts_stand_most_decisive_first(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk, application_file("coal-figure-missing")) as (screen, _):
            rows = list(screen.findings.rows)
            start = next(place for place, row in enumerate(rows) if row.text.startswith("尚待补充"))
            missing = screen.reading.report.undetermined
            assert [row.key for row in rows[start + 1 : start + 1 + len(missing)]] == [one.fact for one in missing]

    drive(scene)


def test_facts_stand_by_section_with_units_and_the_rules_that_read_them(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            await pilot.press("f")
            assert screen.facts.has_focus
            rows = {row.label.strip(): row for row in screen.facts.rows}
            assert {"身份", "能源", "替代置换"} <= set(headings(screen.facts))
            assert rows["年原煤消费量"].value == "226500 t"
            assert rows["涉河"].value == "否"
            assert rows["煤炭替代量"].feeds.startswith("✗")
            screen.to_fact(Spot("煤炭替代量"))
            await pilot.pause()
            assert "单位  t" in text_of(screen)
            assert "SC-coal-substitution" in text_of(screen)

    drive(scene)


def test_one_jumps_from_a_finding_to_its_fact_and_back(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            screen.to_finding("EL-clinker")
            await pilot.press("g")
            await pilot.pause()
            await pilot.press("enter")
            await until(pilot, lambda: screen.facts.display)
            spot = screen.facts.current.spot
            assert spot == Spot("产品", 0, "单位产品综合能耗")
            assert "EL-clinker" in {one.rule for one in findings_of(screen.reading.feeding, spot)}
            await pilot.press("g")
            await until(pilot, lambda: screen.findings.display)
            assert screen.findings.current.rule == "EL-clinker"

    drive(scene)


def test_a_fact_feeds_what_is_derived_from_it(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, _):
            feeding = screen.reading.feeding
            assert "SC-coal-substitution" in {one.rule for one in feeding.findings("基期煤炭年消费量")}
            assert "年原煤消费量" in feeding.facts("SC-coal-substitution")

    drive(scene)


def test_everything_adds_satisfied_rules_and_blank_facts(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            few = len(screen.findings.rows)
            await pilot.press("v")
            assert len(screen.findings.rows) > few + 100
            assert any(head.startswith("不适用") for head in headings(screen.findings))
            assert any(row.value == "未填" for row in screen.facts.rows)
            await pilot.press("v")
            assert len(screen.findings.rows) == few

    drive(scene)


def test_words_are_looked_for_in_findings_and_in_facts(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            await pilot.press("slash", *"产能置换", "enter")
            assert screen.findings.rows
            assert all("产能置换" in _all(row) for row in screen.findings.rows)
            await pilot.press("escape")
            await pilot.press("f", "slash", *"海拔", "enter")
            assert [row.label for row in screen.facts.rows] == ["选址", "海拔"]
            await pilot.press("escape", "escape")
            assert screen.app.current_mode == Place.QUEUE

    drive(scene)


def _all(row) -> str:
    return row.text + "".join(one.text for one in row.entry.rows)


def test_the_next_group_and_the_detail_are_reached_by_keys(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            assert screen.findings.cursor == 1
            await pilot.press("n")
            assert screen.findings.cursor == 7
            await pilot.press("tab")
            assert screen.focused.id == "detail"
            await pilot.press("pagedown")
            await pilot.pause(0.3)
            assert screen.focused.scroll_y > 0

    drive(scene)


def test_the_selected_text_is_copied_for_the_officers_own_terminal(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            written: list[str] = []
            screen.app._driver.write = written.append
            await pilot.press("c")
            assert screen.app.clipboard.startswith("✗ 不符合")
            assert any(text.startswith("\x1b]52;c;") for text in written)

    drive(scene)


def test_before_anything_is_opened_the_screen_says_how(desk, size) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT], size) as (app, pilot):
            await pilot.press("2")
            await pilot.pause()
            assert "还没有打开申报" in screen_text(app)
            await pilot.press("f", "g", "enter", "u", "U", "a", "d", "w", "v", "n", "L", "c", "C", "escape")
            assert app.current_mode == Place.QUEUE

    drive(scene)


def test_another_size_keeps_the_place(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            screen.to_finding("CR-clinker-2024")
            for width, height in ((160, 50), (100, 30), (80, 24)):
                await pilot.resize_terminal(width, height)
                await pilot.pause()
                assert screen.findings.current.rule == "CR-clinker-2024"
                assert screen.findings.cursor in screen.findings.in_sight
                assert screen.query_one("#detail").size.height > 3

    drive(scene)
