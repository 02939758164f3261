from __future__ import annotations

from textual.widgets import Input, Tree

from tests.tui.conftest import drive
from tests.tui.office import METHANOL, at, drawn, page, received, scope, settled, subject_of, told, troubled
from tui.places import Place

RULE = "BZ-020304-consultation"


def labels(app) -> list[str]:
    """The lines of the tree that are unfolded."""
    tree = app.screen.query_one(Tree)
    return [tree.get_node_at_line(line).label.plain for line in range(tree.last_line + 1)]


def test_packs_are_browsed_down_to_a_rule(desk, size) -> None:
    async def scene() -> None:
        async with at(desk, Place.RULES, size) as (app, pilot):
            assert scope(app).startswith("10 个规则包 ")
            assert labels(app)[0].startswith("巴中市碳达峰实施方案")
            assert "bazhong-plan" in page(app)
            await pilot.press("enter", "down", "enter")
            await pilot.pause()
            assert labels(app)[1].startswith("规则 ")
            assert labels(app)[-1] not in labels(app)[:2]
            await pilot.press("down")
            await settled(app, pilot)
            said = page(app)
            for word in ("处置", "有效期", "适用", "要求", "条款", "applies", "位置"):
                assert word in said
            assert drawn(app)
            await pilot.press("up", "enter")
            await pilot.pause()
            assert len(labels(app)) < 20

    drive(scene)


def test_a_rule_is_read_back_with_its_clause_and_what_tries_it(desk, size) -> None:
    async def scene() -> None:
        async with at(desk, Place.RULES, size) as (app, pilot):
            app.screen.show_rule(RULE, None)
            await settled(app, pilot)
            said = page(app)
            assert said.startswith(RULE)
            assert "巴府发〔2024〕5号" in said
            assert "场景" in said
            assert "案例" in said
            assert "methanol-consultation-pending" in said

    drive(scene)


def test_everything_is_found_by_typing(desk, size) -> None:
    async def scene() -> None:
        async with at(desk, Place.RULES, size) as (app, pilot):
            await pilot.press("slash")
            search = app.screen.query_one("#search", Input)
            for query, kind, text in (
                ("BZ-020304-consultation", "规则 1", "会商 BZ-020304-consultation"),
                ("原煤消费量不超过30万吨", "条款 1", "P020"),
                ("市发展改革委 P020", "条款 1", "P020"),
                ("水泥 限额", "决策表", ""),
            ):
                search.value = query
                await pilot.pause()
                found = labels(app)
                assert any(line.startswith(kind) for line in found), (query, found)
                assert any(text in line for line in found)
            search.value = "bz-020304-consultation"
            await pilot.press("enter")
            await settled(app, pilot)
            assert page(app).startswith(RULE)
            search.value = "[bold]没有这样的东西\x1b"
            await pilot.pause()
            assert scope(app) == "找到 0 项"
            await pilot.press("escape")
            await pilot.pause()
            assert labels(app)[0].startswith("巴中市碳达峰实施方案")

    drive(scene)


def test_every_page_of_the_shelf_can_be_set(desk) -> None:
    from tui.rule_shelf import RuleShelf

    shelf = RuleShelf(desk.rulebook)
    assert {item.kind.value for item in shelf.items} == {"规则", "条款", "推算", "参数", "决策表"}
    assert len(shelf.by_key) == len(shelf.items)
    for item in shelf.items:
        assert shelf.page(item.volume, None, 60).strip()


def test_from_a_finding_to_its_rule_and_back(books_desk, size) -> None:
    subject = subject_of(books_desk, received(books_desk, METHANOL))

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size, subject) as (app, pilot):
            for key in ("b", "escape"):
                app.open_rule(RULE)
                await settled(app, pilot)
                assert app.current_mode == Place.RULES.value
                assert page(app).startswith(RULE)
                assert "本申报    ✗ 不符合" in page(app)
                await pilot.press(key)
                await settled(app, pilot)
                assert app.current_mode == Place.CONSULTATIONS.value
            app.go(Place.RULES)
            await settled(app, pilot)
            await pilot.press("b")
            assert app.current_mode == Place.RULES.value

    drive(scene)


def test_the_key_on_a_finding_of_the_review_leads_to_its_rule(books_desk, size) -> None:
    subject = subject_of(books_desk, received(books_desk, METHANOL))

    async def scene() -> None:
        async with at(books_desk, Place.REVIEW, size, subject) as (app, pilot):
            await pilot.press("L")
            await settled(app, pilot)
            assert app.current_mode == Place.RULES.value
            assert page(app).startswith(RULE)
            await pilot.press("b")
            await settled(app, pilot)
            assert app.current_mode == Place.REVIEW.value

    drive(scene)


def test_a_rule_that_is_not_there_any_more_is_told(desk) -> None:
    async def scene() -> None:
        async with at(desk, Place.QUEUE, (80, 24)) as (app, pilot):
            app.open_rule("BZ-9999-[bold]")
            await settled(app, pilot)
            assert "现在的规则库里没有 BZ-9999-[bold]" in told(app)
            assert page(app)

    drive(scene)


def test_the_place_in_the_book_comes_back(desk) -> None:
    async def scene() -> None:
        async with at(desk, Place.RULES, (80, 24)) as (app, pilot):
            app.screen.show_rule(RULE, None)
            await settled(app, pilot)
            assert app.state.recall("rules.at", "") == RULE
            await pilot.press("r")
            await settled(app, pilot)
            assert page(app).startswith(RULE)

    drive(scene)


def test_findings_whose_texts_make_trouble_are_shown_as_they_are(books_desk, size) -> None:
    subject = troubled(subject_of(books_desk, received(books_desk, METHANOL)))

    async def scene() -> None:
        async with at(books_desk, Place.QUEUE, size, subject) as (app, pilot):
            app.open_rule(RULE)
            await settled(app, pilot)
            assert "[bold red]通过[/]" in page(app)
            assert r"\x1b[31m" in page(app)
            await pilot.press("tab", "pagedown", "c")
            assert drawn(app)

    drive(scene)
