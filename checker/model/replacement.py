"""Replacement and substitution (替代置换): capacity, coal and energy given up elsewhere for this project."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records, Several
from checker.model.enums import Aspect, ReplacementUse, SubstituteSource
from checker.model.fields import AnnualAmount, Date, Section, StandardCoal, Texts, Tonnes, Words, YesNo, fact


class CapacityReplacement(Section):
    """产能置换: one product's capacity built against capacity given up."""

    product: Words = fact("产品品种", "置换的产品品种,如 水泥熟料、平板玻璃")
    built: AnnualAmount = fact("建设产能", "拟建产能,须写单位")
    given_up: AnnualAmount = fact("置换产能", "用于置换的退出产能,须写与建设产能相同的单位")
    source: Words = fact("来源企业", "退出产能的企业和生产线")
    below_baseline: YesNo = fact("来源能效低于基准", "退出产能的能效是否低于基准水平")
    restricted: YesNo = fact("来源属限制类", "退出产能是否属限制类")
    other_province: YesNo = fact("跨省", "退出产能是否来自省外")
    published: YesNo = fact("已公示", "置换方案是否已公示、公告")
    notice: Words = fact("公告文号", "置换方案公告文号")
    closed_on: Date = fact("关停日期", "退出产能关停拆除日期")


class LedgerOffer(Section):
    """台账来源: what is offered of one source in the ledger."""

    source: Words = fact("来源编号", "台账中替代来源的编号")
    use: Annotated[ReplacementUse | None, Choice(ReplacementUse)] = fact("用途", "用于产能置换、煤炭替代还是能耗替代")
    amount: AnnualAmount = fact("数量", "从该来源取用的数量,须写单位,如 3 万t、2000 tce")


class ConfirmedCapacity(Section):
    """台账核实置换产能: how much of one product's capacity the ledger confirms."""

    product: Words = fact("产品品种", "退出产能的产品")
    amount: AnnualAmount = fact("数量", "台账核实的退出产能")


class Replacement(Section):
    """替代置换."""

    section: ClassVar[str] = "替代置换"

    capacity: Annotated[tuple[CapacityReplacement, ...] | None, Records(CapacityReplacement)] = fact(
        "产能置换", "产能置换方案,没有写 无", Aspect.CAPACITY_REPLACEMENT
    )
    coal_substitute: Tonnes = fact("煤炭替代量", "用于等量或减量替代的煤炭量", Aspect.COAL)
    coal_sources: Annotated[tuple[SubstituteSource, ...] | None, Several(Choice(SubstituteSource))] = fact(
        "替代来源", "煤炭替代量从哪里来", Aspect.COAL
    )
    coal_source_note: Words = fact("替代来源说明", "替代来源的企业、设备、削减时间", Aspect.COAL)
    coal_document: Words = fact("煤炭替代方案文号", "煤炭替代方案批复或承诺文号", Aspect.COAL)
    energy_substitute: StandardCoal = fact("能耗替代量", "用于能耗替代的能源消费量")
    energy_sources: Texts = fact("能耗替代来源", "能耗替代量从哪里来,逐条写明")
    ledger_offers: Annotated[tuple[LedgerOffer, ...] | None, Records(LedgerOffer)] = fact(
        "台账来源", "所用替代来源在台账中的编号和取用的数量,逐个列出,没有写 无"
    )
    confirmed_capacity: Annotated[tuple[ConfirmedCapacity, ...] | None, Records(ConfirmedCapacity)] = fact(
        "台账核实置换产能", "台账核实可用的退出产能;由台账给出,不必填"
    )
    confirmed_coal: Tonnes = fact("台账核实煤炭替代量", "台账核实可用的煤炭替代量;由台账给出,不必填")
    confirmed_energy: StandardCoal = fact("台账核实能耗替代量", "台账核实可用的能耗替代量;由台账给出,不必填")
