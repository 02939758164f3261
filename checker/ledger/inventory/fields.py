"""The fields of the inventory (清单台账), each declared once, in the sections people read them in.

A field that says the same as a fact of the application has that fact's label, key and kind. No national or provincial
form of the list is known; these fields are what plan 二(三)4 and Order 31 of 2025 ask to be kept track of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, ClassVar, Final, TypeAlias

from checker.feel.exact import plain, rounded
from checker.feel.units import Quantity
from checker.model.amounts import AnyAmount
from checker.model.choices import Choice, Several
from checker.model.codes import COUNTY_SPELLINGS, read_credit_code, read_industry_code, read_project_code
from checker.model.enums import County, EfficiencyPosition, Stage, SubstituteSource
from checker.model.fields import (
    AnnualAmount,
    Carbon,
    Date,
    Electricity,
    GradeOf,
    Money,
    Section,
    StandardCoal,
    Tonnes,
    UnitEnergy,
    Volume,
    Words,
    YesNo,
    fact,
)
from checker.model.kinds import FieldError, Text, blank, half_width, shown
from checker.model.measures import Number
from checker.model.vocabulary import FactNames, specs_of


class Disposal(StrEnum):
    """处置意见 on a project of the list (plan 二(三)4: 不符合要求的坚决拿下)."""

    KEEP = "保留"
    RECTIFY = "整改"
    HALT = "停建停产"
    CLOSE = "关停退出"
    BAN = "取缔"

    @property
    def is_final(self) -> bool:
        """Whether the project is gone for good."""
        return self in (Disposal.CLOSE, Disposal.BAN)


_DISPOSALS: Final = {
    "关停": "关停退出",
    "退出": "关停退出",
    "停建": "停建停产",
    "停产": "停建停产",
    "停建、停产": "停建停产",
    "停建/停产": "停建停产",
}
_OWN_CODE: Final = re.compile(r"TZ-(\d{6})-(\d{4,6})")
_RATIO: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*:\s*(\d{1,9}(?:\.\d{1,9})?)")


def read_ledger_code(text: str) -> str:
    """The code of the approval platform, or for older projects the office's own, TZ-行政区划-流水号; FieldError."""
    own = _OWN_CODE.fullmatch(text.upper().replace(" ", ""))
    if own is not None:
        return own[0]
    try:
        return read_project_code(text)
    except FieldError as mistake:
        older = "在线平台之前的老项目没有代码的,写自编号 TZ-行政区划-流水号,如 TZ-511902-0001"
        raise FieldError(mistake.message, f"{mistake.remedy};{older}") from None


@dataclass(frozen=True, slots=True)
class Proportion(Number):
    """So much given up for one built: ``1.5:1`` is 1.5."""

    def read(self, raw: object) -> Decimal | None:
        """The number, from ``1.5:1``, ``3:2`` or ``1.5``; raises FieldError."""
        if blank(raw):
            return None
        match = _RATIO.fullmatch(half_width(raw)) if isinstance(raw, str) else None
        if match is None:
            return Number.read(self, raw)
        if not Fraction(match[2]):
            raise FieldError(f"“{shown(raw)}”的后项是 0", "写作 1.5:1")
        return rounded(Fraction(match[1]) / Fraction(match[2]))

    def canonical(self, value: Decimal) -> str:
        """The proportion to one."""
        return f"{plain(value)}:1"


CarbonIntensity: TypeAlias = Annotated[
    Quantity | None, AnyAmount(("tCO2/t", "tCO2/万元", "tCO2/MWh"), numerator="tCO2", signed=True)
]


class Basics(Section):
    """基本."""

    section: ClassVar[str] = "基本"

    project_code: Annotated[str, Text(read_ledger_code, "YYMM-RRRRRR-NN-NN-NNNNNN")] = fact(
        "项目代码", "全国投资项目在线审批监管平台的 24 位代码;没有的老项目写自编号 TZ-行政区划-流水号", required=True
    )
    name: Annotated[str, Text()] = fact("项目名称", "备案、核准或审批文件上的项目全称", required=True)
    owner: Words = fact("建设单位", "建设单位全称")
    credit_code: Annotated[str | None, Text(read_credit_code, "GB 32100-2015")] = fact(
        "统一社会信用代码", "建设单位 18 位统一社会信用代码"
    )
    county: Annotated[County | None, Choice(County, COUNTY_SPELLINGS)] = fact("县区", "项目所在县(区)或新区")
    park: Words = fact("园区名称", "所在园区全称,不在园区的写 无")
    industry_code: Annotated[str | None, Text(read_industry_code, "GB/T 4754-2017")] = fact(
        "行业代码", "GB/T 4754-2017 四位小类代码"
    )
    stage: Annotated[Stage, Choice(Stage)] = fact(
        "建设阶段", "列入哪张清单:拟建(未开工)、在建(已开工未投产)或存量(已投产)", required=True
    )
    two_high: YesNo = fact("两高项目", "是否按“两高”项目管理(列入省、市两高项目管理目录)")


class Papers(Section):
    """手续."""

    section: ClassVar[str] = "手续"

    filing_number: Words = fact("备案核准文号", "备案、核准或审批文号")
    filed_on: Date = fact("备案核准日期", "备案、核准或审批日期")
    environment_number: Words = fact("环评文号", "环境影响评价批复文号")
    environment_on: Date = fact("环评日期", "环境影响评价批复日期")
    energy_number: Words = fact("节能审查文号", "节能审查意见文号")
    energy_authority: Words = fact("节能审查机关", "出具节能审查意见的机关")
    energy_on: Date = fact("节能审查日期", "节能审查意见日期")
    energy_lapsed: YesNo = fact("节能审查已失效", "节能审查意见是否已过两年有效期而未开工,或已撤销")
    land: Words = fact("用地手续", "用地批准文件的文号、日期或办理情况")
    planning: Words = fact("规划手续", "规划许可文件的文号、日期或办理情况")
    planned_start_on: Date = fact("计划开工日期", "计划开工日期")
    started_on: Date = fact("实际开工日期", "实际开工日期,未开工的不填")
    planned_commissioning_on: Date = fact("计划投产日期", "计划建成投产日期")
    commissioned_on: Date = fact("实际投产日期", "正式投产日期,未投产的不填")


class Production(Section):
    """生产."""

    section: ClassVar[str] = "生产"

    product: Words = fact("主要产品", "主要产品名称,写能耗限额标准中的名称")
    design_capacity: AnnualAmount = fact("设计产能", "主要产品的设计年产能,须写单位")
    other_products: Words = fact("其他产品", "其他产品及其产能")
    process: Words = fact("生产工艺", "主要生产工艺")
    equipment: Words = fact("主要设备", "主要设备的名称、型号和台数")
    overcapacity: YesNo = fact("产能过剩行业", "是否属于产能已饱和(过剩)行业")
    replacement_plan: Words = fact("产能置换方案", "产能置换方案及其公告文号,不需置换的写 无")
    replacement_ratio: Annotated[Decimal | None, Proportion()] = fact("产能置换比例", "退出产能与建设产能之比,如 1.5:1")


class Energy(Section):
    """能源."""

    section: ClassVar[str] = "能源"

    total_energy: StandardCoal = fact("年综合能源消费量", "年综合能源消费量,电力按当量值")
    total_energy_equivalent: StandardCoal = fact("年综合能源消费量等价值", "同上,电力按等价值")
    coal: Tonnes = fact("煤炭年消费量", "原煤、洗煤、型煤等各类煤炭的实物消费量,不用煤的写 0")
    raw_coal: Tonnes = fact("年原煤消费量", "原煤实物消费量,不用煤的写 0")
    electricity: Electricity = fact("年用电量", "年用电总量")
    natural_gas: Volume = fact("年天然气用量", "天然气年用量,不用气的写 0")
    feedstock_energy: StandardCoal = fact("原料用能", "用作原料的能源消费量")
    renewable_energy: StandardCoal = fact("可再生能源消费量", "可再生能源消费量,没有写 0")
    unit_energy: UnitEnergy = fact("单位产品综合能耗", "主要产品的单位产品综合能耗,如 107 kgce/t")
    energy_grade: GradeOf = fact("能耗限额等级", "单位产品能耗达到强制性国家标准的几级")
    efficiency_position: Annotated[EfficiencyPosition | None, Choice(EfficiencyPosition)] = fact(
        "能效水平", "对照重点领域能效标杆水平和基准水平的位置"
    )


class Emissions(Section):
    """碳与污染物."""

    section: ClassVar[str] = "碳与污染物"

    carbon: Carbon = fact("年碳排放量", "年二氧化碳排放总量")
    carbon_intensity: CarbonIntensity = fact("碳排放强度", "单位产品或单位增加值的二氧化碳排放量,须写单位")
    pollutants: Words = fact("污染物排放总量", "主要污染物的年排放量,如 SO2 12 t、NOx 30 t")
    pollutant_cut_source: Words = fact("区域削减来源", "主要污染物区域削减量的来源")


class Substitution(Section):
    """替代."""

    section: ClassVar[str] = "替代"

    energy_substitute: StandardCoal = fact("能耗替代量", "用于能耗替代的能源消费量")
    energy_source_note: Words = fact("能耗替代来源说明", "能耗替代量来源的企业、设备、削减时间")
    coal_substitute: Tonnes = fact("煤炭替代量", "用于等量或减量替代的煤炭量")
    coal_sources: Annotated[tuple[SubstituteSource, ...] | None, Several(Choice(SubstituteSource))] = fact(
        "替代来源", "煤炭替代量从哪里来,几种的用顿号隔开"
    )
    coal_source_note: Words = fact("替代来源说明", "煤炭替代来源的企业、设备、削减时间")


class Economy(Section):
    """经济."""

    section: ClassVar[str] = "经济"

    investment: Money = fact("总投资", "项目总投资")
    value_added: Money = fact("年工业增加值", "达产年工业增加值")


class Handling(Section):
    """管理."""

    section: ClassVar[str] = "管理"

    problems: Words = fact("主要问题", "手续、能效、产能、环保等方面存在的问题")
    disposal: Annotated[Disposal | None, Choice(Disposal, _DISPOSALS)] = fact(
        "处置意见", "保留、整改、停建停产、关停退出或取缔"
    )
    rectify_by: Date = fact("整改时限", "处置意见为整改的,整改期限届满的日期")
    responsible: Words = fact("责任单位", "负责督促处置的单位")
    consultation: Words = fact("会商结论", "多部门准入会商的结论")
    notes: Words = fact("备注", "其他需要说明的")
    updated_on: Date = fact("更新日期", "这一条最近一次核实或变动的日期")


SECTIONS: Final[tuple[type[Section], ...]] = (
    Basics,
    Papers,
    Production,
    Energy,
    Emissions,
    Substitution,
    Economy,
    Handling,
)
"""The sections in the order people read them."""


class Project(Handling, Economy, Substitution, Emissions, Energy, Production, Papers, Basics):
    """One project of the inventory: 存量, 在建 or 拟建; an omitted field is not known, which is not zero."""

    @property
    def code(self) -> str:
        """The project code: what entries about the project are filed under."""
        return self.project_code


FIELDS: Final = FactNames(specs_of(Project, SECTIONS))
"""Every field by label and key, in the order people read them."""
