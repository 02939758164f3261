"""Industrial policy (产业) and the products with their capacity and unit consumption (产品)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records
from checker.model.enums import Aspect, CatalogueClass, EfficiencyPosition, Grade
from checker.model.fields import (
    AnnualAmount,
    DailyTonnes,
    Millimetres,
    Money,
    Ratio,
    Section,
    Share,
    UnitCarbon,
    UnitElectricity,
    UnitEnergy,
    Words,
    YesNo,
    fact,
)


class Product(Section):
    """产品: one product of the project."""

    name: Words = fact("名称", "产品名称,写能耗限额标准中的名称,如 水泥熟料、平板玻璃、合成氨、石墨电极")
    variety: Words = fact("品种", "标准中再分的品种,如 烧结多孔砖、超高功率")
    process: Words = fact("工艺", "生产工艺或工序,如 新型干法、天然气制、石墨化")
    specification: Words = fact("规格", "规格或机组等级")
    feedstock: Words = fact("原料路线", "主要原料,如 天然气、无烟煤、焦炉煤气")
    capacity: AnnualAmount = fact("年产能", "建成后的年产能,须写单位")
    added_capacity: AnnualAmount = fact("新增年产能", "本项目新增的年产能,须写单位;不增加的写 0 加单位")
    unit_energy: UnitEnergy = fact("单位产品综合能耗", "设计单位产品综合能耗(存量为上年实际),如 107 kgce/t")
    unit_electricity: UnitElectricity = fact("单位产品综合电耗", "单位产品综合电耗(或该工序电耗),如 57 kWh/t")
    unit_coal: UnitEnergy = fact("单位产品综合煤耗", "单位产品综合煤耗,如 100 kgce/t;发电为供电煤耗,如 215 gce/kWh")
    unit_fossil: UnitEnergy = fact("单位产品化石能源消耗", "单位产品消耗的化石能源")
    unit_carbon: UnitCarbon = fact("单位产品碳排放", "单位产品二氧化碳排放量")
    unit_process_energy: UnitEnergy = fact("单位产品工序能耗", "限额标准另行规定的工序或运输环节能耗")
    approved_unit_energy: UnitEnergy = fact("批复单位产品综合能耗", "节能审查意见批复的单位产品综合能耗")
    output_12m: AnnualAmount = fact("近十二个月产量", "最近十二个月实际产量,须写单位")
    unit_energy_12m: UnitEnergy = fact("近十二个月单位产品综合能耗", "最近十二个月实际单位产品综合能耗")
    water_absorption: Share = fact("吸水率", "陶瓷产品吸水率,如 0.3 %")
    clinker_share: Share = fact("熟料占比", "水泥中熟料的质量占比,如 75 %")
    waste_share: Share = fact("固废掺量", "原料或混合材中工业固废的质量占比")
    daily_capacity: DailyTonnes = fact("日产能", "单线日产能或日熔化量,如 2500 t/d")
    diameter: Millimetres = fact("直径", "电极、炭块或窑磨直径,如 600 mm")
    thickness: Millimetres = fact("厚度", "产品厚度")
    thickness_factor: Ratio = fact("厚度修正系数", "能耗限额标准按厚度的修正系数,不修正的写 1")
    correction_factor: Ratio = fact("限额修正系数", "能耗限额标准其他修正系数的乘积,不修正的写 1")
    efficiency_position: Annotated[EfficiencyPosition | None, Choice(EfficiencyPosition)] = fact(
        "能效水平", "对照重点领域能效标杆水平和基准水平的位置"
    )
    output_value: Money = fact("年产值", "该产品达产年产值")


class Industry(Section):
    """产业."""

    section: ClassVar[str] = "产业"

    catalogue_class: Annotated[
        CatalogueClass | None, Choice(CatalogueClass, {f"{item.value}类": item.value for item in CatalogueClass})
    ] = fact("产业目录类别", "产业结构调整指导目录中的类别,目录未列的为允许")
    overcapacity: YesNo = fact("产能过剩行业", "是否属于产能已饱和(过剩)行业")
    two_high_catalogue: YesNo = fact("列入两高目录", "是否列入省、市“两高”项目管理目录")
    two_high_ledger: YesNo = fact("列入两高台账", "是否已登记入“两高一低”项目清单台账")
    unchanged_site_and_process: YesNo = fact(
        "建设地点及工艺设备未变", "改建、技改项目的建设地点、主要生产工艺和设备是否都未改变"
    )
    chemical_synthesis: YesNo = fact(
        "涉及化学合成", "是否有化学合成反应(如原料药)", Aspect.CHEMICALS, Aspect.PHARMACEUTICALS
    )
    pollutant_cut: YesNo = fact("区域污染物削减方案", "是否有落实的主要污染物区域削减方案")
    lithium_grade: Annotated[Grade | None, Choice(Grade)] = fact("锂电项目评价等级", "省级锂电项目评价等级")
    environmental_grade: Annotated[Grade | None, Choice(Grade)] = fact("环保绩效等级", "重污染天气重点行业绩效分级")

    products: Annotated[tuple[Product, ...] | None, Records(Product)] = fact(
        "产品", "项目的主要产品,逐个列出;没有产品(如房屋、道路)写 无", core=True
    )
