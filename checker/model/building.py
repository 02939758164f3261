"""Buildings (建筑), their paint (涂装), construction waste, demolition and lighting."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records, Several
from checker.model.enums import Aspect
from checker.model.fields import Area, Power, Section, Share, Tonnes, VocContent, Words, YesNo, fact
from checker.model.technology import BuildingKind, CoatedPart, GreenGrade, HeatSource, LampKind, Structure


class Building(Section):
    """建筑: one building or a group built alike."""

    name: Words = fact("名称", "建筑名称或楼号")
    kind: Annotated[BuildingKind | None, Choice(BuildingKind)] = fact("类型", "建筑类型")
    floor_area: Area = fact("建筑面积", "建筑面积")
    in_town: YesNo = fact("位于城镇", "是否位于城镇")
    is_new: YesNo = fact("新建", "新建填 是,既有建筑改造填 否")
    government_funded: YesNo = fact("政府投资", "是否由政府投资")
    green_grade: Annotated[GreenGrade | None, Choice(GreenGrade)] = fact("绿色建筑等级", "设计执行的绿色建筑等级")
    meets_code: YesNo = fact("符合节能强制性规范", "节能设计是否符合 GB 55015 等强制性规范")
    roof_area: Area = fact("屋顶面积", "屋顶总面积")
    pv_area: Area = fact("光伏面积", "屋顶光伏组件覆盖面积,不装的写 0")
    pv_power: Power = fact("光伏装机容量", "屋顶光伏装机容量,不装的写 0")
    pv_obstacle: Words = fact("光伏不具备条件的理由", "荷载、遮挡、用途等不具备条件的理由")
    integrated_pv: YesNo = fact("光伏一体化", "是否采用光伏建筑一体化设计")
    renewable_share: Share = fact("可再生能源替代率", "可再生能源替代量占建筑总用能的比例")
    monitoring: YesNo = fact("能耗监测", "是否有分项计量和能耗监测")
    prefabricated: YesNo = fact("装配式", "是否为装配式建筑")
    prefabrication_share: Share = fact("装配率", "装配率")
    structure: Annotated[Structure | None, Choice(Structure)] = fact("结构类型", "主体结构类型")
    efficient_windows: YesNo = fact("节能门窗", "是否采用节能门窗")
    green_material_share: Share = fact("绿色建材应用比例", "绿色建材应用比例")
    near_zero: YesNo = fact("近零能耗建筑", "是否按超低能耗、近零能耗或零碳建筑设计")
    heat_sources: Annotated[tuple[HeatSource, ...] | None, Several(Choice(HeatSource))] = fact(
        "冷热源", "采暖、供冷、生活热水的能源"
    )


class Coating(Section):
    """涂装: paint for one kind of part."""

    part: Annotated[CoatedPart | None, Choice(CoatedPart)] = fact("部位", "涂装部位")
    product: Words = fact("涂料名称", "涂料名称")
    amount: Tonnes = fact("涂料用量", "涂料、稀释剂等原辅材料用量")
    low_voc_amount: Tonnes = fact("低VOC涂料用量", "其中符合 GB/T 38597 的低挥发性有机物涂料用量")
    voc_content: VocContent = fact("VOC含量", "挥发性有机物含量,如 250 g/L")
    special_function: YesNo = fact("特殊功能要求", "是否有必须使用非低VOC涂料的特殊功能要求")


class Construction(Section):
    """建筑."""

    section: ClassVar[str] = "建筑"

    buildings: Annotated[tuple[Building, ...] | None, Records(Building)] = fact(
        "建筑", "项目内的房屋建筑,没有写 无", Aspect.BUILDINGS, Aspect.RURAL_HOUSING, Aspect.PUBLIC_INSTITUTION
    )
    coatings: Annotated[tuple[Coating, ...] | None, Records(Coating)] = fact(
        "涂装", "涂料使用情况,没有写 无", Aspect.COATING
    )
    green_construction: YesNo = fact("绿色建造方案", "是否有绿色建造(节约型工地)方案", Aspect.BUILDINGS)
    green_material_procurement: YesNo = fact("绿色建材采购", "是否选用或采购绿色建材", Aspect.BUILDINGS)
    waste_plan: YesNo = fact(
        "建筑垃圾处理方案", "是否有建筑垃圾分类、减量和处理方案", Aspect.BUILDINGS, Aspect.DEMOLITION, Aspect.ROADS
    )
    waste_generated: Tonnes = fact(
        "建筑垃圾产生量", "施工和拆除产生的建筑垃圾总量", Aspect.BUILDINGS, Aspect.DEMOLITION, Aspect.ROADS
    )
    waste_reused: Tonnes = fact("建筑垃圾回用量", "其中回收利用的量", Aspect.BUILDINGS, Aspect.DEMOLITION, Aspect.ROADS)
    demolished_area: Area = fact("拆除建筑面积", "拆除的既有建筑面积", Aspect.DEMOLITION)
    existing_area: Area = fact("现状建筑面积", "改造范围内现状建筑总面积", Aspect.DEMOLITION)
    rebuilt_area: Area = fact("新增建筑面积", "改造范围内新增(含改建、扩建)的建筑面积", Aspect.DEMOLITION)
    demolition_reason: Words = fact("拆除理由", "拆除的理由,如 经鉴定为危房", Aspect.DEMOLITION)
    lamp: Annotated[LampKind | None, Choice(LampKind)] = fact("路灯类型", "照明光源类型", Aspect.LIGHTING, Aspect.ROADS)
    smart_lighting: YesNo = fact("照明智能管控", "是否有照明智能化管控系统", Aspect.LIGHTING, Aspect.ROADS)
    rural_efficiency: YesNo = fact("农房节能措施", "农房新建或改造是否有节能措施", Aspect.RURAL_HOUSING)
