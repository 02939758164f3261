"""Who applies for what (身份), and the core facts that decide which rules concern the project (核心)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records, Several
from checker.model.codes import COUNTY_SPELLINGS, read_credit_code, read_industry_code, read_project_code
from checker.model.enums import Aspect, County, Investor, Nature, OwnerNature, Stage
from checker.model.fields import Date, Section, StandardCoal, Texts, Tonnes, Words, YesNo, fact
from checker.model.kinds import Text


class RelatedProject(Section):
    """关联项目: another project of the same owner, on this site or next to it."""

    name: Words = fact("名称", "项目名称")
    project_code: Words = fact("项目代码", "在线审批监管平台的项目代码")
    same_site: YesNo = fact("建设地点相同", "是否与本项目在同一厂址或相邻地块")
    applied_on: Date = fact("申报日期", "该项目申报的日期")
    total_energy: StandardCoal = fact("年综合能源消费量", "该项目达产年综合能源消费量(当量值)")
    coal: Tonnes = fact("年煤炭消费量", "该项目煤炭年消费量(实物量),不用煤的写 0")


class Identity(Section):
    """身份."""

    section: ClassVar[str] = "身份"

    name: Annotated[str, Text()] = fact("项目名称", "备案、核准或审批文件上的项目全称", core=True, required=True)
    project_code: Annotated[str | None, Text(read_project_code, "YYMM-RRRRRR-NN-NN-NNNNNN")] = fact(
        "项目代码", "全国投资项目在线审批监管平台赋予的 24 位代码,如 2405-511902-04-01-123456"
    )
    owner: Words = fact("建设单位", "建设单位全称")
    credit_code: Annotated[str | None, Text(read_credit_code, "GB 32100-2015")] = fact(
        "统一社会信用代码", "建设单位 18 位统一社会信用代码"
    )
    owner_nature: Annotated[OwnerNature | None, Choice(OwnerNature)] = fact(
        "建设单位性质", "建设单位的所有制或机构性质"
    )
    legal_representative: Words = fact("法定代表人", "建设单位法定代表人姓名")
    contact: Words = fact("联系人", "项目联系人姓名")
    contact_phone: Words = fact("联系电话", "项目联系人电话")
    applied_on: Date = fact("申报日期", "向审批机关提交本次申报的日期")
    summary: Words = fact("项目概况", "建设内容、规模、工艺路线和主要设备的概述")
    report_author: Words = fact("节能报告编制单位", "编制节能报告的单位全称")
    energy_report: YesNo = fact("已编制节能报告", "是否已按 31 号令第十二条编制节能报告")
    related: Annotated[tuple[RelatedProject, ...] | None, Records(RelatedProject)] = fact(
        "关联项目", "同一建设单位在同址或相邻地块、前后期申报的其他项目,没有写 无"
    )
    pledge: YesNo = fact("已出具真实性承诺", "建设单位是否已书面承诺节能报告和所附材料真实、未拆分或合并项目")


class Core(Section):
    """核心."""

    section: ClassVar[str] = "核心"

    stage: Annotated[Stage, Choice(Stage)] = fact(
        "建设阶段", "拟建(未开工)、在建(已开工未投产)或存量(已投产)", core=True, required=True
    )
    nature: Annotated[Nature, Choice(Nature)] = fact(
        "建设性质", "新建、改建、扩建、技改(技术改造)或迁建", core=True, required=True
    )
    industry_code: Annotated[str, Text(read_industry_code, "GB/T 4754-2017")] = fact(
        "行业代码", "GB/T 4754-2017 四位小类代码,可带门类字母;检查时只用四位数字", core=True, required=True
    )
    county: Annotated[County | None, Choice(County, COUNTY_SPELLINGS)] = fact(
        "县区", "项目所在县(区)、经开区或文旅新区,也可写六位行政区划代码", core=True
    )
    investor: Annotated[Investor | None, Choice(Investor)] = fact("投资性质", "政府投资或企业投资", core=True)
    classified: YesNo = fact("涉密", "项目是否涉密", core=True)
    aspects: Annotated[tuple[Aspect, ...] | None, Several(Choice(Aspect))] = fact(
        "涉及事项", "项目涉及的全部事项;写明之后,未列出的事项即视为没有,其下未填的列表为空、数量为 0", core=True
    )


class Management(Section):
    """管理: what the owner does about energy and carbon beside building the project."""

    section: ClassVar[str] = "管理"

    energy_centre: YesNo = fact("能源管理中心", "是否建设能源管理中心")
    online_monitoring: YesNo = fact("能耗在线监测接入", "是否有接入能耗在线监测系统的方案或已接入")
    metering_plan: YesNo = fact("能源计量器具配备方案", "是否有符合 GB 17167 的能源计量器具配备方案")
    carbon_accounting: YesNo = fact("碳排放核算方案", "是否有写明边界和方法的温室气体监测核算方案")
    public_data_reporting: YesNo = fact(
        "公共机构能耗直报", "是否接入公共机构能源资源消费数据直报系统", Aspect.PUBLIC_INSTITUTION
    )
    conservation_plan: YesNo = fact("一企一策节能降碳方案", "重点用能单位是否制定“一企一策”节能降碳方案")
    peaking_roadmap: YesNo = fact("碳达峰技术路线图", "是否制定碳达峰技术路线图")
    carbon_market: YesNo = fact("纳入碳市场", "是否属于纳入全国碳排放权交易市场的重点排放单位")
    carbon_report: YesNo = fact("碳排放报告", "是否按规定报告年度碳排放")
    carbon_disclosure: YesNo = fact("碳排放信息披露", "是否定期公布碳排放信息")
    footprint: YesNo = fact("产品碳足迹核算", "是否核算产品碳足迹")
    performance_contract: YesNo = fact("合同能源管理", "是否采用合同能源管理等节能服务模式")
    clean_production: YesNo = fact("清洁生产审核", "是否开展清洁生产审核")
    green_factory: YesNo = fact("绿色工厂创建", "是否创建或已获省级以上绿色工厂")
    saving_measures: Texts = fact("节能降碳措施", "采取的节能降碳措施,逐条列出")
    unresolved_supervision: YesNo = fact("节能监察未整改记录", "是否有节能监察或信用惩戒尚未整改的记录")
    green_purchase: YesNo = fact("绿色采购方案", "是否有绿色产品(节能、环保标志产品)采购方案")
    green_project_pool: YesNo = fact("纳入绿色项目库", "是否已纳入或已申请纳入全市绿色企业、绿色项目库")
    low_carbon_certificate: YesNo = fact("出口产品低碳认证", "出口产品是否开展低碳认证", Aspect.EXPORT)
