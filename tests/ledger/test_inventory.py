"""The inventory: registering and changing projects, stages in order, as of any position, searching."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from checker.errors import LedgerRefusalError
from checker.feel.units import parse_quantity
from checker.ledger import Ledger, inventory
from checker.ledger.inventory import FIELDS, Disposal, Project
from checker.ledger.inventory.fields import Proportion
from checker.ledger.inventory.history import history
from checker.ledger.inventory.search import Order, Span, Wanted, search
from checker.ledger.inventory.twins import twins
from checker.ledger.verify import verify
from checker.model.enums import County, Stage
from checker.model.reading import build_application
from checker.model.vocabulary import VOCABULARY
from tests.ledger.projects import CODE, OTHER, project, projects

DAY = date(2026, 11, 22)


@pytest.fixture
def registered(ledger: Ledger) -> Ledger:
    with ledger.writing("张三") as books:
        inventory.register(books, project(), "首次摸排", date(2026, 6, 30))
    return ledger


def changed(ledger: Ledger, *, correction: bool = False, **fields: object) -> Project:
    with ledger.writing("李四") as books:
        return inventory.change(books, CODE, fields, "核实", DAY, correction=correction)


def test_a_field_that_is_also_a_fact_has_its_label_key_and_kind() -> None:
    differing = {
        spec.label
        for spec in FIELDS
        for fact in (VOCABULARY.find(spec.label), VOCABULARY.find(spec.key))
        if fact is not None and (fact.label, fact.key, fact.kind) != (spec.label, spec.key, spec.kind)
    }
    assert differing == {"项目代码"}  # the list also takes the office's own codes of older projects


def test_what_was_registered_is_found(registered: Ledger) -> None:
    with registered.reading() as books:
        found = inventory.need(books, CODE)
    assert found.canonical() == {**project().canonical(), "updated_on": "2026-06-30"}
    assert found.total_energy == parse_quantity("32000 tce")


def test_a_code_is_registered_once(registered: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="已在台账"), registered.writing("张三") as books:
        inventory.register(books, project(name="另一个"), "重复")
    assert registered.position == 1


@pytest.mark.parametrize("reason", ["", "  ", "原因\x1b[31m", "长" * 501])
def test_a_reason_is_needed(ledger: Ledger, reason: str) -> None:
    with pytest.raises(LedgerRefusalError, match="原因"), ledger.writing("张三") as books:
        inventory.register(books, project(), reason)


def test_all_mistakes_of_a_project_are_told_at_once() -> None:
    with pytest.raises(LedgerRefusalError) as caught:
        inventory.read_project({"项目代码": "123", "建设阶段": "再建", "年综合能耗": "3", "年用电量": "3 t"})
    assert [(problem.field, problem.message) for problem in caught.value.problems] == [
        ("项目代码", "“123”不是在线平台项目代码"),
        ("建设阶段", "“再建”不在可选值之内"),
        ("", "没有字段“年综合能耗”"),
        ("年用电量", "单位“t”不适用,写成了“3 t”"),
        ("项目名称", "必填,没有填写"),
    ]
    assert caught.value.problems[2].remedy == "是否为“年综合能源消费量”?"


def test_a_project_must_not_contradict_itself() -> None:
    with pytest.raises(LedgerRefusalError) as caught:
        project(started_on="2026-05-01", commissioned_on="2026-04-30", raw_coal="2 万t", coal="1 万t")
    assert [problem.field for problem in caught.value.problems] == ["实际投产日期", "年原煤消费量"]


def test_only_what_differs_is_recorded_with_before_and_after(registered: Ledger) -> None:
    changed(
        registered, stage="在建", name="南江水泥熟料生产线技改", total_energy="32000000 kgce", park="水泥园", owner=None
    )
    with registered.reading() as books:
        event = history(books, CODE)[-1]
        after = inventory.need(books, CODE)
    assert (event.actor, event.reason, event.on, event.correction) == ("李四", "核实", "2026-11-22", False)
    assert [(change.label, change.before, change.after) for change in event.changes] == [
        ("建设单位", "南江某水泥有限公司", ""),
        ("园区名称", "", "水泥园"),
        ("建设阶段", "拟建", "在建"),
    ]
    assert (after.stage, after.owner, after.updated_on) == (Stage.BUILDING, None, DAY)


def test_a_change_that_changes_nothing_is_refused(registered: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="没有要改的"):
        changed(registered, total_energy="32000 tce")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"项目代码": OTHER}, "项目代码不能更改"),
        ({"name": ""}, "必填,不能清空"),
        ({"阶断": "在建"}, "没有字段“阶断”"),
        ({"年用电量": "多"}, "应为数字"),
    ],
)
def test_what_cannot_be_changed_is_refused(registered: Ledger, fields: dict[str, object], message: str) -> None:
    with pytest.raises(LedgerRefusalError, match=message):
        changed(registered, **fields)


def test_stages_follow_one_another(registered: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="不能由拟建直接转存量"):
        changed(registered, stage="存量")
    changed(registered, stage="在建")
    changed(registered, stage="存量")
    with pytest.raises(LedgerRefusalError, match="不能由存量退回在建"):
        changed(registered, stage="在建")


def test_a_correction_goes_any_way_and_is_marked(registered: Ledger) -> None:
    changed(registered, stage="存量", correction=True)
    changed(registered, stage="拟建", correction=True)
    with registered.reading() as books:
        assert [event.correction for event in history(books, CODE)] == [False, True, True]


def test_a_project_that_is_gone_goes_no_further(registered: Ledger) -> None:
    assert changed(registered, disposal="退出").disposal is Disposal.CLOSE
    with pytest.raises(LedgerRefusalError, match="已关停退出"):
        changed(registered, stage="在建")


def test_a_project_is_seen_as_it_was_at_a_position(registered: Ledger) -> None:
    changed(registered, stage="在建", total_energy="4 万tce")
    changed(registered, total_energy=None)
    with registered.reading() as books:
        seen = [inventory.find(books, CODE, until) for until in range(4)]
    assert seen[0] is None
    assert [(one.stage, one.total_energy) for one in seen[1:] if one is not None] == [
        (Stage.PROPOSED, parse_quantity("32000 tce")),
        (Stage.BUILDING, parse_quantity("40000 tce")),
        (Stage.BUILDING, None),
    ]


def test_the_nearest_codes_are_named(registered: Ledger) -> None:
    with registered.reading() as books, pytest.raises(LedgerRefusalError, match=f"是否为 {CODE}"):
        inventory.need(books, "2405-511922-04-01-123465")


def test_the_books_are_what_the_journal_comes_to(registered: Ledger) -> None:
    changed(registered, stage="在建", coal="1.5 万吨", two_high=True)
    changed(registered, coal=None, disposal="整改", rectify_by="2026-12-31")
    assert verify(registered).flaws == ()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(projects())
def test_any_project_is_kept_as_it_is(ledger: Ledger, one: Project) -> None:
    with ledger.writing("张三") as books:
        if inventory.find(books, one.code) is None:
            inventory.register(books, one, "登记", DAY)
            assert inventory.need(books, one.code).canonical() == {**one.canonical(), "updated_on": "2026-11-22"}


def test_an_application_becomes_a_project() -> None:
    application = build_application(
        {
            "项目名称": "某水泥技改",
            "项目代码": CODE,
            "建设阶段": "拟建",
            "建设性质": "技改",
            "行业代码": "3011",
            "年综合能源消费量": "3 万tce",
            "列入两高目录": True,
            "审批手续": [
                {"类型": "节能审查", "机关": "省发改委", "文号": "旧", "日期": "2020-01-01"},
                {"类型": "节能审查", "机关": "省发改委", "文号": "新", "日期": "2024-01-01"},
            ],
            "产品": [{"名称": "水泥熟料", "年产能": "150 万t"}],
            "产能置换": [{"建设产能": "100 万t", "置换产能": "150 万t", "公告文号": "公告1号"}],
        }
    )
    assert inventory.project_of(application).canonical() == {
        "project_code": CODE,
        "name": "某水泥技改",
        "stage": "拟建",
        "industry_code": "3011",
        "two_high": True,
        "energy_number": "新",
        "energy_authority": "省发改委",
        "energy_on": "2024-01-01",
        "product": "水泥熟料",
        "design_capacity": "1500000 t",
        "replacement_plan": "公告1号",
        "replacement_ratio": "1.5:1",
        "total_energy": "30000 tce",
    }


def test_an_application_without_a_code_is_no_project() -> None:
    fields = {"项目名称": "某项目", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "3011"}
    with pytest.raises(LedgerRefusalError, match="没有项目代码"):
        inventory.project_of(build_application(fields))


@pytest.mark.parametrize(("written", "number"), [("1.5:1", "1.5"), ("3:2", "1.5"), ("1.25", "1.25"), ("1:1", "1")])
def test_a_proportion_is_read_as_written(written: str, number: str) -> None:
    assert Proportion().read(written) == Decimal(number)


LISTED = {
    "2401-511902-04-01-000001": {"county": "巴州区", "stage": "拟建", "total_energy": "500 tce", "name": "巴州甲"},
    "2402-511922-04-01-000002": {"stage": "在建", "total_energy": "5 万tce", "coal": "2 万t", "name": "南江乙"},
    "2403-511922-04-01-000003": {"stage": "存量", "total_energy": None, "raw_coal": "100 t", "name": "南江%丙ABC"},
    "2404-511921-04-01-000004": {
        "county": "通江县", "stage": "存量", "industry_code": "4411", "two_high": True, "disposal": "整改",
        "rectify_by": "2026-11-21", "total_energy": "2 万tce", "name": "通江丁", "park": "通江园区",
    },
}  # fmt: skip


@pytest.fixture
def several(ledger: Ledger) -> Ledger:
    with ledger.writing("张三") as books:
        for number, (code, fields) in enumerate(LISTED.items(), 1):
            inventory.register(books, project(code, **fields), "首次", date(2026, number, 1))
    return ledger


FILTERS = (
    (Wanted(), "1234"),
    (Wanted(text="南江"), "1234"),
    (Wanted(text="乙"), "2"),
    (Wanted(text="%"), "3"),
    (Wanted(text="abc"), "3"),
    (Wanted(text="2404-511921"), "4"),
    (Wanted(stages=(Stage.EXISTING,)), "34"),
    (Wanted(counties=(County.NANJIANG, County.BAZHOU)), "123"),
    (Wanted(industry="30"), "123"),
    (Wanted(two_high=True), "4"),
    (Wanted(two_high=False), ""),
    (Wanted(park="园区"), "4"),
    (Wanted(energy=Span(Decimal(500), Decimal(20000))), "14"),
    (Wanted(energy=Span(least=Decimal("500.000001"))), "24"),
    (Wanted(coal=Span(most=Decimal(100))), "3"),
    (Wanted(disposals=(Disposal.RECTIFY,)), "4"),
    (Wanted(overdue_on=date(2026, 11, 22)), "4"),
    (Wanted(overdue_on=date(2026, 11, 21)), ""),
    (Wanted(updated_since=date(2026, 3, 1)), "34"),
    (Wanted(updated_before=date(2026, 3, 1)), "12"),
    (Wanted(stages=(Stage.EXISTING,), industry="3011"), "3"),
)
ORDERS = (
    (Order.CODE, True, "4321"),
    (Order.ENERGY, False, "1423"),
    (Order.ENERGY, True, "2413"),
    (Order.NAME, False, "3214"),
    (Order.STAGE, False, "2341"),
    (Order.UPDATED, True, "4321"),
    (Order.REGISTERED, False, "1234"),
)


def test_filters_leave_what_is_wanted(several: Ledger) -> None:
    with several.reading() as books:
        for wanted, found in FILTERS:
            page = search(books, wanted)
            assert ("".join(one.code[-1] for one in page.projects), page.total) == (found, len(found)), wanted


def test_both_databases_sort_alike_and_unknown_amounts_come_last(several: Ledger) -> None:
    with several.reading() as books:
        for order, descending, found in ORDERS:
            page = search(books, Wanted(), order=order, descending=descending)
            assert "".join(one.code[-1] for one in page.projects) == found, order
            second = search(books, Wanted(), order=order, descending=descending, limit=1, offset=1)
            assert ([one.code[-1] for one in second.projects], second.total) == ([found[1]], 4), order


def test_twins_differ_in_spaces_and_brackets_only(several: Ledger) -> None:
    with several.writing("张三") as books:
        inventory.register(books, project(CODE, name="南江（乙）", owner="南江 某水泥有限公司"), "登记")
        inventory.register(books, project(OTHER, name="南江乙", owner="别的公司"), "登记")
    with several.reading() as books:
        assert [found.codes for found in twins(books)] == [("2402-511922-04-01-000002", CODE)]
