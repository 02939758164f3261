"""Where the project stands (选址) and when its steps were or will be taken (进度)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice
from checker.model.enums import Aspect, ParkLevel
from checker.model.fields import Area, Date, Length, Ratio, Section, Share, Words, YesNo, fact


class Siting(Section):
    """选址."""

    section: ClassVar[str] = "选址"

    address: Words = fact("建设地点", "详细地址或坐标")
    park: Words = fact("园区名称", "所在园区全称,不在园区的写 无")
    park_level: Annotated[ParkLevel | None, Choice(ParkLevel)] = fact("园区级别", "所在园区级别,不在园区的写 无")
    chemical_park: YesNo = fact("位于认定化工园区", "是否位于省政府认定的化工园区内")
    built_up_area: YesNo = fact("位于城市建成区", "是否位于县级及以上城市建成区")
    in_town: YesNo = fact("位于城镇", "是否位于城镇开发边界内")
    regional_review: YesNo = fact("已实施区域节能审查", "所在区域是否已实施区域节能审查")
    circular_park: YesNo = fact("园区已实施循环化改造", "所在省级及以上园区是否已实施循环化改造", Aspect.PARK)
    near_zero_park: YesNo = fact("近零碳园区方案", "园区是否有近零碳园区创建方案", Aspect.PARK)
    heating_available: YesNo = fact("集中供热覆盖", "厂址是否在已建或在建集中供热管网覆盖范围内")
    district_heating: YesNo = fact("接入集中供热", "用热是否接入集中供热")
    reclaimed_water: Share = fact("中水回用率", "中水回用量占用水量的比例")
    land_area: Area = fact("用地面积", "项目总用地面积")
    floor_area_ratio: Ratio = fact("容积率", "项目容积率")
    office_land: Share = fact("行政办公及生活用地占比", "行政办公及生活服务设施用地占总用地的比例")
    green_land: Share = fact("绿地率", "项目绿地率")
    meets_land_standard: YesNo = fact("符合用地标准", "用地是否符合土地使用标准(自然资源部门意见)")
    ecological_redline: YesNo = fact("占用生态保护红线", "用地是否落入生态保护红线")
    nature_reserve: YesNo = fact("占用自然保护地", "用地是否落入自然保护地")
    prime_farmland: YesNo = fact("占用永久基本农田", "用地是否占用永久基本农田")
    forest_area: Area = fact("占用林地面积", "占用林地面积,不占用的写 0")
    on_river: YesNo = fact("涉河", "工程是否占用或影响河道")
    near_yangtze_tributary: YesNo = fact("位于岸线一公里内", "是否位于长江干支流岸线一公里范围内")
    no_burn_zone: YesNo = fact("位于禁燃区", "是否位于高污染燃料禁燃区")
    air_key_region: YesNo = fact("位于大气重点区域", "是否位于国家或省大气污染防治重点区域")
    zoning_conformity: YesNo = fact("符合生态环境分区管控", "是否符合生态环境分区管控要求")
    planning_conformity: YesNo = fact("符合产业规划政策", "是否符合产业规划和产业政策(主管部门意见)")
    listed_in_plan: YesNo = fact("列入规划重点项目", "是否为上级规划或本方案点名的项目")
    altitude: Length = fact("海拔", "厂址海拔高度")
    restoration_plan: YesNo = fact("工程创面修复方案", "是否有工程创面和矿山生态修复方案")
    ecosystem_value: YesNo = fact("生态产品价值影响分析", "是否分析对生态系统生产总值(GEP)的影响")


class Schedule(Section):
    """进度."""

    section: ClassVar[str] = "进度"

    feasibility_submitted_on: Date = fact("可研报送日期", "政府投资项目可行性研究报告报送审批的日期")
    planned_start_on: Date = fact("计划开工日期", "计划开工日期")
    started_on: Date = fact("实际开工日期", "实际开工日期,未开工的不填")
    planned_commissioning_on: Date = fact("计划投产日期", "计划建成投产日期")
    trial_run_on: Date = fact("试运行日期", "开始试运行的日期")
    commissioned_on: Date = fact("实际投产日期", "正式投产日期,未投产的不填")
    energy_acceptance_on: Date = fact("节能验收日期", "节能验收通过的日期")
    halted: YesNo = fact("已停建停产", "是否已停止建设或停止生产")
