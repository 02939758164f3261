"""Money (经济) and the city's figures where the ledger does not give them (全市)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Records
from checker.model.fields import Money, Section, Tonnes, Whole, Words, Year, YesNo, fact


class CityCoal(Section):
    """全市原煤消费量: one year's raw coal, used or forecast."""

    year: Year = fact("年份", "公历年份,如 2030")
    amount: Tonnes = fact("数量", "全市原煤消费量(实物量)")
    with_project: YesNo = fact("含本项目", "该数量是否已包含本项目")
    forecast: YesNo = fact("预测值", "是否为预测值")
    source: Words = fact("来源", "统计公报、年度任务等来源")


class CoalControl(Section):
    """年度原煤控制量: one annual value the office has set."""

    year: Year = fact("年份", "公历年份,如 2027")
    amount: Tonnes = fact("数量", "当年全市原煤消费控制量")
    source: Words = fact("来源", "下达文件")


class Economy(Section):
    """经济."""

    section: ClassVar[str] = "经济"

    investment: Money = fact("总投资", "项目总投资")
    output_value: Money = fact("年产值", "达产年总产值")
    value_added: Money = fact("年工业增加值", "达产年工业增加值")
    baseline_output_value: Money = fact("基期产值", "改建、扩建、技改前的年产值")
    staff: Whole = fact("劳动定员", "定员人数")


class City(Section):
    """全市."""

    section: ClassVar[str] = "全市"

    city_coal: Annotated[tuple[CityCoal, ...] | None, Records(CityCoal)] = fact(
        "全市原煤消费量", "全市历年和预测的原煤消费量;台账已有的不必填"
    )
    coal_control: Annotated[tuple[CoalControl, ...] | None, Records(CoalControl)] = fact(
        "年度原煤控制量", "主管部门下达的年度原煤消费控制量"
    )
    county_pv_ready: YesNo = fact("县区具备光伏条件", "所在县(区)是否具备屋顶光伏开发条件")
