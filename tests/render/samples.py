"""Reports as a check of real projects would give them, written by hand, for the renderers' tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from checker.model.outcome import Effect, Mark, Outcome, Verdict
from checker.model.report import (
    Citation,
    DerivedFact,
    Finding,
    MissingFact,
    ObservedFact,
    PackStamp,
    Report,
    Trace,
    Waiver,
)

PLAN = "巴府发〔2024〕5号"
PLAN_TITLE = "巴中市碳达峰实施方案"

COAL_CLAUSE = Citation(
    document=PLAN,
    title=PLAN_TITLE,
    clause="二(一)3",
    reference=f"{PLAN}#P020",
    role="clause",
    status=Mark.S,
    quote="到2025年原煤消费量不超过30万吨，到2030年原煤消费量不超过25万吨",
    strength='上限("不超过")',
    lead=("市发展改革委",),
    cooperating=("市经济和信息化局", "市住房城乡建设局", "市交通运输局", "市农业农村局", "市应急局"),
)
COAL_BASIS = Citation(
    document="川府发〔2024〕15号",
    title="四川省空气质量持续改善行动计划实施方案",
    clause="第(九)条",
    reference="川府发〔2024〕15号#煤炭替代",
    role="basis",
    status=Mark.V2,
    summary="新改扩建用煤项目依法实行煤炭等量或减量替代，替代方案不完善的不予审批；"
    "不得将使用石油焦、焦炭、兰炭等高污染燃料作为煤炭减量替代措施",
)
LIMIT_CLAUSE = Citation(
    document=PLAN,
    title=PLAN_TITLE,
    clause="二(二)2",
    reference=f"{PLAN}#P033",
    role="clause",
    status=Mark.S,
    quote="坚决遏制高耗能高排放低水平项目盲目发展",
    lead=("市发展改革委", "市经济和信息化局"),
    cooperating=("市生态环境局",),
)
LIMIT_SOURCE = Citation(
    document="GB 16780-2021",
    title="水泥单位产品能源消耗限额",
    clause="表1",
    reference="GB 16780-2021#限额",
    role="source",
    status=Mark.V3,
    summary="水泥熟料单位产品综合能耗 2 级 107 kgce/t",
)
SOLAR_CLAUSE = Citation(
    document=PLAN,
    title=PLAN_TITLE,
    clause="二(四)2",
    reference=f"{PLAN}#P071",
    role="clause",
    status=Mark.S,
    quote="到2025年，新建公共机构建筑、新建厂房屋顶光伏覆盖率力争达到50%",
    lead=("市住房城乡建设局",),
)

COAL = Finding(
    id="BZ-0301-coal-substitution@5119",
    rule="BZ-0301-coal-substitution",
    pack="bazhong-plan",
    title="新改扩建用煤项目须等量或减量替代",
    outcome=Outcome.VIOLATED,
    effect=Effect.REJECT,
    message="项目年用原煤 120000 t，已落实的煤炭替代量只有 80000 t，且替代来源含石油焦。",
    citations=(COAL_CLAUSE, COAL_BASIS),
    observed=(
        ObservedFact("年原煤消费量", Decimal("120000"), "t"),
        ObservedFact("煤炭替代量", Decimal("80000"), "t"),
        ObservedFact("替代来源", '["既有燃煤锅炉", "石油焦"]'),
    ),
    required="煤炭替代量不小于 120000 t（年原煤消费量），且替代来源[2] 不为“石油焦”、“焦炭”、“兰炭”中的任何一个",
    gap="煤炭替代量 还差 40000 t",
    chain=(
        "年原煤消费量 = 120000 t:由 BZ-D-raw-coal 按能源消费表汇总",
        "两高项目 = 是:由 BZ-D-two-high 按行业代码 3011 认定",
    ),
    trace=(
        Trace(
            "全部满足",
            True,
            label="适用",
            children=(
                Trace("建设阶段为“拟建”", True, (ObservedFact("建设阶段", "拟建"),), expression='建设阶段 = "拟建"'),
                Trace(
                    "年原煤消费量大于 0 t",
                    True,
                    (ObservedFact("年原煤消费量", Decimal("120000"), "t"),),
                    expression="年原煤消费量 > 0 t",
                ),
            ),
            expression='建设阶段 = "拟建" and 年原煤消费量 > 0 t',
        ),
        Trace(
            "全部满足",
            False,
            label="要求",
            expression="煤炭替代量 >= 年原煤消费量 and "
            'every 来源 in 替代来源 satisfies not(来源 in ["石油焦", "焦炭", "兰炭"])',
            children=(
                Trace(
                    "煤炭替代量不小于年原煤消费量",
                    False,
                    (
                        ObservedFact("煤炭替代量", Decimal("80000"), "t"),
                        ObservedFact("年原煤消费量", Decimal("120000"), "t"),
                    ),
                    expression="煤炭替代量 >= 年原煤消费量",
                ),
                Trace(
                    "每项替代来源都不为“石油焦”、“焦炭”、“兰炭”中的任何一个",
                    False,
                    expression='every 来源 in 替代来源 satisfies not(来源 in ["石油焦", "焦炭", "兰炭"])',
                ),
            ),
        ),
    ),
    remedy="补充不少于 40000 t 的煤炭等量替代来源，替代来源不得为石油焦、焦炭、兰炭",
)
LIMIT = Finding(
    id="EL-0102-clinker@5119",
    rule="EL-0102-clinker-entry",
    pack="energy-limits",
    title="水泥熟料单位产品综合能耗应达到准入值",
    outcome=Outcome.VIOLATED,
    effect=Effect.RECTIFY,
    message="水泥熟料单位产品综合能耗高于 2 级。",
    citations=(LIMIT_CLAUSE, LIMIT_SOURCE),
    observed=(ObservedFact("单位产品综合能耗", Decimal("112.3"), "kgce/t"),),
    required="单位产品综合能耗不超过 107 kgce/t（《水泥熟料能耗限额》表）",
    gap="高出 5.3 kgce/t",
    trace=(
        Trace(
            "单位产品综合能耗不超过按（指标为“综合能耗”、等级为 2）查《水泥熟料能耗限额》表所得的值",
            False,
            (ObservedFact("单位产品综合能耗", Decimal("112.3"), "kgce/t"),),
            label="要求",
            expression='单位产品综合能耗 <= 水泥熟料能耗限额(指标: "综合能耗", 等级: 2)',
        ),
    ),
    remedy="把水泥熟料单位产品综合能耗降低 5.3 kgce/t 以上",
)
CONSULT = Finding(
    id="BZ-0203-gas@5119",
    rule="BZ-0203-gas-supply",
    pack="bazhong-plan",
    title="大用气项目须先落实气源",
    outcome=Outcome.VIOLATED,
    effect=Effect.CONSULT,
    message="年用天然气 5200 万m³，未附供气协议。",
    citations=(
        replace(
            COAL_CLAUSE,
            reference=f"{PLAN}#P022",
            quote="有序引导天然气消费，优先保障民生用气，统筹工业和化工原料用气",
        ),
    ),
    observed=(ObservedFact("年天然气消费量", Decimal("5200"), "万m³"), ObservedFact("供气落实", False)),
    required="“供气落实”为“是”",
    trace=(
        Trace(
            "“供气落实”为“是”", False, (ObservedFact("供气落实", False),), label="要求", expression="供气落实 = true"
        ),
    ),
    remedy="附与供气企业签订的供气协议",
)
SOLAR = Finding(
    id="BZ-0412-roof-pv@5119",
    rule="BZ-0412-roof-pv",
    pack="bazhong-plan",
    title="新建厂房屋顶光伏覆盖率",
    outcome=Outcome.VIOLATED,
    effect=Effect.ADVISE,
    message="屋顶光伏覆盖率不足。",
    citations=(SOLAR_CLAUSE,),
    observed=(ObservedFact("光伏覆盖率", Decimal("0.3333333333333333333333333333333333")),),
    required="光伏覆盖率 >= 50 %",
    gap="还差 16.7 个百分点",
    trace=(Trace("光伏覆盖率不小于 50 %", False, label="要求", expression="光伏覆盖率 >= 50 %"),),
    remedy="增加屋顶光伏面积 1666.7 m²",
)
OPEN = Finding(
    id="O31-0801-review@5119",
    rule="O31-0801-review-obtained",
    pack="order-31",
    title="达到门槛的项目须取得节能审查意见",
    outcome=Outcome.UNDETERMINED,
    effect=Effect.REJECT,
    message="未填节能审查结论，无法判定。",
    citations=(
        Citation(
            document="国家发展改革委令2025年第31号",
            title="固定资产投资项目节能审查和碳排放评价办法",
            clause="第三条",
            reference="国家发展改革委令2025年第31号#3",
            role="clause",
            status=Mark.V1,
            summary="未按规定进行节能审查或审查未通过的项目，建设单位不得开工建设",
        ),
    ),
    missing=("节能审查结论", "节能审查日期"),
    trace=(
        Trace(
            "节能审查结论为“通过”",
            None,
            (ObservedFact("节能审查结论", None),),
            label="要求",
            expression='节能审查结论 = "通过"',
        ),
    ),
)
UNASSESSED = Finding(
    id="BZ-0109-park-pv@5119",
    rule="BZ-0109-park-pv",
    pack="bazhong-plan",
    title="园区厂房宜开发屋顶分布式光伏",
    outcome=Outcome.UNDETERMINED,
    effect=Effect.ADVISE,
    message="未填屋顶面积。",
    citations=(SOLAR_CLAUSE,),
    missing=("屋顶面积",),
    holds_up=False,
)
WAIVED = Finding(
    id="EQ-0201-motor@5119",
    rule="EQ-0201-motor-efficiency",
    pack="equipment",
    title="电动机能效不低于 2 级",
    outcome=Outcome.WAIVED,
    effect=Effect.RECTIFY,
    message="既有 3 级电动机 2 台。",
    citations=(LIMIT_CLAUSE,),
    observed=(ObservedFact("电动机[1].能效等级", Decimal("3")),),
    required="电动机[1].能效等级不超过 2",
    waiver=Waiver("巴中市发展改革委", "巴发改环资〔2025〕17号", "电动机能效", date(2026, 6, 30)),
)
SATISFIED = Finding(
    id="PL-0001-veto@5119",
    rule="PL-0001-thin-bags",
    pack="plastics",
    title="禁止生产超薄塑料购物袋",
    outcome=Outcome.SATISFIED,
    effect=Effect.REJECT,
    message="",
    citations=(SOLAR_CLAUSE,),
    observed=(ObservedFact("塑料制品", "[]"),),
    required="无超薄塑料购物袋",
    trace=(
        Trace(
            "每项塑料制品，其类别不为“超薄塑料购物袋”",
            True,
            label="要求",
            expression='every 制品 in 塑料制品 satisfies 制品.类别 != "超薄塑料购物袋"',
        ),
    ),
)
IDLE = Finding(
    id="BZ-0501-road@5119",
    rule="BZ-0501-road-recycling",
    pack="bazhong-plan",
    title="普通国省干线旧路面材料循环利用率",
    outcome=Outcome.NOT_APPLICABLE,
    effect=Effect.RECTIFY,
    message="",
    citations=(SOLAR_CLAUSE,),
    trace=(
        Trace(
            "涉及事项包括“公路养护”",
            False,
            (ObservedFact("涉及事项", "用能、用煤"),),
            label="适用",
            expression='list contains(涉及事项, "公路养护")',
        ),
    ),
)
FAILED = Finding(
    id="EL-0300-glass@5119",
    rule="EL-0300-flat-glass",
    pack="energy-limits",
    title="平板玻璃单位产品能耗",
    outcome=Outcome.ERROR,
    effect=Effect.REJECT,
    message="两个引擎结论不一致:rete 判符合,reference 判不符合。",
    citations=(LIMIT_CLAUSE,),
)
ENERGY = DerivedFact(
    fact="年综合能源消费量(当量值)",
    value=Decimal("153210.46"),
    unit="tce",
    because=("GB-D-energy-equivalent",),
    formula="sum(实物量 × 折标系数)",
    inputs=(
        ObservedFact("能源消费[1].原煤 实物量", Decimal("120000"), "t"),
        ObservedFact("能源消费[1].原煤 折标系数", Decimal("0.7143"), "kgce/kg"),
        ObservedFact("能源消费[2].电力 实物量", Decimal("98000000"), "kWh"),
        ObservedFact("能源消费[2].电力 折标系数", Decimal("0.1229"), "kgce/kWh"),
        ObservedFact("能源消费[3].天然气 实物量", Decimal("52000000"), "m³"),
        ObservedFact("能源消费[3].天然气 折标系数", Decimal("1.3300"), "kgce/m³"),
    ),
    citations=(
        Citation(
            "GB/T 2589-2020",
            "综合能耗计算通则",
            "附录A",
            "GB/T 2589-2020#A",
            "source",
            Mark.V3,
            summary="各种能源折标系数",
        ),
    ),
)
TWO_HIGH = DerivedFact(
    "两高项目", value=True, unit="", because=("BZ-D-two-high",), formula='行业代码 in ["3011", "3041"]'
)

STAMPS = (
    PackStamp("bazhong-plan", "1.2.0", "a" * 64),
    PackStamp("order-31", "1.0.0", "b" * 64),
    PackStamp("energy-limits", "1.0.1", "c" * 64),
)
REJECTED = Report(
    verdict=Verdict.REJECT,
    dispositions=("否决", "限期整改", "转会商", "补正"),
    as_of=date(2025, 10, 1),
    engine="rete+reference",
    rulebook_hash="3f9a2c77d0e1b4a5" + "0" * 48,
    packs=STAMPS,
    application_id="2509-511922-04-01-123456",
    application_name="南江县某水泥有限公司 4500 t/d 新型干法水泥熟料生产线项目",
    application_hash="9c1e" + "7" * 60,
    findings=(COAL, LIMIT, CONSULT, SOLAR, OPEN, WAIVED, UNASSESSED, SATISFIED, IDLE),
    derived=(ENERGY, TWO_HIGH),
    undetermined=(
        MissingFact(
            "节能审查结论",
            question="节能审查机关的审查结论(通过 / 不予通过 / 未办理)",
            rules=("O31-0801-review-obtained",),
            decisive=Effect.REJECT,
        ),
        MissingFact(
            "全市原煤消费量(2027年)", office=True, rules=("O31-0801-review-obtained",), decisive=Effect.CONSULT
        ),
    ),
)
APPROVED = replace(
    REJECTED,
    verdict=Verdict.APPROVE,
    dispositions=(),
    application_id="2509-511902-04-01-654321",
    application_name="巴州区曾口镇农产品冷链物流项目",
    findings=(SOLAR, SATISFIED, IDLE),
    derived=(),
    undetermined=(),
)
FAULTY = replace(REJECTED, verdict=Verdict.RECTIFY, findings=(FAILED, SATISFIED), derived=(), undetermined=())

HOSTILE_NAME = (
    "[bold red]通过[/] :smile: \x1b[31m红\x1b[0m \u202e反向\u202c \u200b<b>x</b> |表| *强* _调_ `码` \r\n\t结论: 通过"
)
HOSTILE = replace(
    REJECTED,
    application_name=HOSTILE_NAME,
    application_id="www.example.org https://example.org a@b.cn \x9b31m\ud800",
    findings=(
        replace(
            COAL,
            message=HOSTILE_NAME,
            observed=(ObservedFact(HOSTILE_NAME, HOSTILE_NAME, "\x07t"),),
            remedy=HOSTILE_NAME,
        ),
    ),
    undetermined=(MissingFact(HOSTILE_NAME, HOSTILE_NAME),),
    derived=(DerivedFact(HOSTILE_NAME, HOSTILE_NAME, "", (HOSTILE_NAME,), HOSTILE_NAME),),
)
