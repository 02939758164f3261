"""Energy (能源): carriers in physical units, totals, renewables, load, power plants, data centres, the last year."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.feel.units import Quantity
from checker.model.amounts import AnyAmount
from checker.model.choices import Choice, Records, Several
from checker.model.enums import Aspect
from checker.model.fields import (
    Carbon,
    CarrierAmount,
    Date,
    Electricity,
    Heat,
    HeatingValue,
    Hours,
    Money,
    Power,
    Ratio,
    Section,
    Share,
    StandardCoal,
    Tonnes,
    Voltage,
    Volume,
    Whole,
    Words,
    YesNo,
    fact,
)
from checker.model.technology import Carrier, CoalRank, DataCentreScale, EnergyUse, GeneratorKind, HeatSource


class Consumption(Section):
    """能源消费: one carrier for one use."""

    carrier: Annotated[Carrier | None, Choice(Carrier)] = fact("品种", "能源品种")
    coal_rank: Annotated[CoalRank | None, Choice(CoalRank)] = fact("煤种", "原煤的煤种")
    use: Annotated[EnergyUse | None, Choice(EnergyUse)] = fact("用途", "作燃料(动力)还是作原料,分开填")
    amount: CarrierAmount = fact("年消费量", "达产年实物消费量,须写单位,如 1.2 万t、350 万m³、800 万kWh")
    baseline: CarrierAmount = fact("基期年消费量", "改建、扩建、技改前的年实物消费量,须写单位")
    last_12m: CarrierAmount = fact("近十二个月消费量", "最近十二个月实际实物消费量,须写单位")
    heating_value: HeatingValue = fact("实测低位发热量", "实测低位发热量,如 20.9 GJ/t、35.6 MJ/m³")
    coal_equivalent: Annotated[
        Quantity | None, AnyAmount(("kgce/kg", "kgce/m³", "kgce/kWh", "kgce/MJ"), numerator="tce")
    ] = fact("折标系数", "品种为“其他”或有检测依据时的折标准煤系数")
    carbon_factor: Annotated[
        Quantity | None, AnyAmount(("tCO2/t", "kgCO2/m³", "kgCO2/kWh", "tCO2/GJ"), numerator="tCO2")
    ] = fact("碳排放因子", "品种为“其他”或有检测依据时的二氧化碳排放因子")
    renewable: YesNo = fact("可再生", "是否为可再生能源(自发自用光伏、生物质等)")
    source: Words = fact("来源", "供应单位、发热量检测报告或其他数据来源")


class Energy(Section):
    """能源."""

    section: ClassVar[str] = "能源"

    consumption: Annotated[tuple[Consumption, ...] | None, Records(Consumption)] = fact(
        "能源消费", "按品种和用途逐项列出实物消费量", core=True
    )
    total_energy: StandardCoal = fact("年综合能源消费量", "申报的达产年综合能源消费量,电力按当量值;可由能源消费推算")
    total_energy_equivalent: StandardCoal = fact("年综合能源消费量等价值", "同上,电力按等价值")
    baseline_energy: StandardCoal = fact("基期综合能源消费量", "改建、扩建、技改前的年综合能源消费量(当量值)")
    feedstock_energy: StandardCoal = fact("原料用能", "用作原料的能源消费量")
    raw_coal: Tonnes = fact("年原煤消费量", "原煤实物消费量(含作原料),不用煤的写 0", Aspect.COAL)
    coal: Tonnes = fact("煤炭年消费量", "原煤、洗煤、型煤等各类煤炭的实物消费量之和", Aspect.COAL)
    baseline_raw_coal: Tonnes = fact("基期年原煤消费量", "改建、扩建、技改前的年原煤消费量,原来不用煤的写 0")
    baseline_coal: Tonnes = fact("基期煤炭年消费量", "改建、扩建、技改前的煤炭年消费量,原来不用煤的写 0")
    electricity: Electricity = fact("年用电量", "年用电总量(含自发自用)")
    natural_gas: Volume = fact("年天然气用量", "天然气年用量(燃料和原料之和),不用气的写 0")
    gas_contract: YesNo = fact("供气协议", "是否已签供气协议或落实气源")
    renewable_energy: StandardCoal = fact("可再生能源消费量", "可再生能源消费量(不含外购绿电),没有写 0")
    green_power: Electricity = fact("外购绿电量", "外购绿电或绿证对应的电量,没有写 0")
    grid_power: Electricity = fact("电网购电量", "从电网购入的电量")
    own_renewable_power: Electricity = fact("自发自用可再生电量", "自建光伏等自发自用的电量,没有写 0")
    waste_heat: Heat = fact("余热利用量", "回收利用的余热余压量,没有写 0")
    cascade_use: YesNo = fact("余热余压利用方案", "是否有能源梯级利用或余热余压利用方案")
    energy_saving: StandardCoal = fact("年节能量", "节能措施的年节能量")
    carbon: Carbon = fact("年碳排放量", "申报的达产年二氧化碳排放总量;可由能源消费推算")
    process_carbon: Carbon = fact("过程碳排放量", "工业生产过程的二氧化碳排放量,没有写 0")
    baseline_carbon: Carbon = fact("基期碳排放量", "改建、扩建、技改前的年二氧化碳排放量")
    energy_quota: StandardCoal = fact("用能权指标", "已取得的用能权指标")
    electrification_study: YesNo = fact("电替代比选", "是否对热源、窑炉、动力作过电能替代比选")
    efficiency_comparison: YesNo = fact("能效对标分析", "是否与国内先进水平作过对标分析")
    heat_sources: Annotated[tuple[HeatSource, ...] | None, Several(Choice(HeatSource))] = fact(
        "供热热源", "生产、采暖、供冷、生活热水的热源"
    )
    cooking_sources: Annotated[tuple[HeatSource, ...] | None, Several(Choice(HeatSource))] = fact(
        "炊事能源", "厨房所用能源", Aspect.CATERING, Aspect.SCENIC_AREA, Aspect.BUILDINGS
    )
    operating_hours: Hours = fact("年运行小时", "设备年运行小时数,如 8000 h")
    peak_load: Power = fact("最大负荷", "最大用电负荷")
    adjustable_load: Power = fact("可调节负荷", "可中断或可调节的用电负荷,没有写 0")
    voltage: Voltage = fact("接入电压", "接入电网的电压等级,如 10 kV")
    storage_power: Power = fact("储能功率", "储能装置额定功率", Aspect.STORAGE)
    storage_capacity: Electricity = fact("储能容量", "储能装置额定容量", Aspect.STORAGE)
    electric_drilling: YesNo = fact("电驱钻采", "油气钻采是否采用电驱装置", Aspect.OIL_GAS)


class Generation(Section):
    """发电 and 数据中心: the two kinds of project that are measured by their own figures."""

    section: ClassVar[str] = "发电与数据中心"

    generator: Annotated[GeneratorKind | None, Choice(GeneratorKind)] = fact("发电类型", "发电项目的类型", Aspect.POWER)
    installed: Power = fact("装机容量", "发电装机容量", Aspect.POWER)
    generated: Electricity = fact("年发电量", "设计年发电量", Aspect.POWER)
    captive: YesNo = fact("自备机组", "是否为企业自备发电机组", Aspect.POWER)
    seasonal_regulation: YesNo = fact("具备季以上调节能力", "水电是否具备季以上调节能力", Aspect.POWER)
    agrivoltaic: YesNo = fact("农光互补", "光伏是否与设施农业、农业大棚结合", Aspect.POWER, Aspect.FARMING)
    pue: Ratio = fact("PUE", "数据中心设计电能利用效率", Aspect.DATA_CENTRE)
    racks: Whole = fact("标准机架数", "折合 2.5 kW 的标准机架数", Aspect.DATA_CENTRE)
    data_centre_scale: Annotated[DataCentreScale | None, Choice(DataCentreScale)] = fact(
        "数据中心规模", "边缘(100 架及以下)、中小型、大型(3000 架及以上)或超大型(10000 架及以上)", Aspect.DATA_CENTRE
    )
    data_centre_heat: YesNo = fact("数据中心余热回收", "是否回收利用余热", Aspect.DATA_CENTRE)
    data_centre_supply: YesNo = fact(
        "数据中心新型供电方案", "是否比选直流供电、分布式储能、光伏加储能、模块化机房", Aspect.DATA_CENTRE
    )
    data_centre_renewable: Share = fact("数据中心绿电比例", "数据中心用电中可再生能源电力的比例", Aspect.DATA_CENTRE)


class Operation(Section):
    """近十二个月: what a running plant actually consumed and made."""

    section: ClassVar[str] = "近十二个月"

    period_end: Date = fact("统计截止日期", "近十二个月数据截止的日期")
    energy_12m: StandardCoal = fact("近十二个月综合能源消费量", "最近十二个月实际综合能源消费量(当量值)")
    raw_coal_12m: Tonnes = fact("近十二个月原煤消费量", "最近十二个月实际原煤消费量", Aspect.COAL)
    coal_12m: Tonnes = fact("近十二个月煤炭消费量", "最近十二个月实际煤炭消费量", Aspect.COAL)
    carbon_12m: Carbon = fact("近十二个月碳排放量", "最近十二个月实际二氧化碳排放量")
    electricity_12m: Electricity = fact("近十二个月用电量", "最近十二个月实际用电量")
    output_value_12m: Money = fact("近十二个月产值", "最近十二个月实际产值")
