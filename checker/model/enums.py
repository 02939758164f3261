"""The closed vocabularies of procedure and policy: stage, nature, place, catalogue class, approvals, aspects.

A member's value is the Chinese word; its name in lower case is accepted as the English spelling.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """建设阶段: which list of the 两高一低 ledger the project belongs to (plan 二(三)4)."""

    PROPOSED = "拟建"
    BUILDING = "在建"
    EXISTING = "存量"


class Nature(StrEnum):
    """建设性质 of a fixed-asset investment project (Order 31 of 2025, article 2)."""

    NEW = "新建"
    REBUILD = "改建"
    EXPANSION = "扩建"
    UPGRADE = "技改"
    RELOCATION = "迁建"


class Investor(StrEnum):
    """投资性质: decides when the energy review must be in hand (Order 31, article 3)."""

    GOVERNMENT = "政府投资"
    ENTERPRISE = "企业投资"


class OwnerNature(StrEnum):
    """建设单位性质."""

    STATE_OWNED = "国有企业"
    PRIVATE = "民营企业"
    FOREIGN = "外资企业"
    MIXED = "混合所有制企业"
    PUBLIC_BODY = "机关事业单位"
    OTHER = "其他"


class Aspect(StrEnum):
    """涉及事项: what the project has; naming them closes every section that is not named."""

    COAL = "用煤"
    BOILERS = "锅炉"
    KILNS = "窑炉"
    BUILDINGS = "建筑"
    DEMOLITION = "拆除"
    COATING = "涂装"
    VEHICLES = "车辆运输"
    PLASTICS = "塑料制品"
    SOLID_WASTE = "固体废物"
    RECYCLING = "再生资源"
    CAPACITY_REPLACEMENT = "产能置换"
    POWER = "发电"
    STORAGE = "储能"
    DATA_CENTRE = "数据中心"
    CHEMICALS = "化工"
    PHARMACEUTICALS = "医药"
    OIL_GAS = "油气开采"
    MINING = "矿山开采"
    GRID = "电网工程"
    ROADS = "道路建设"
    ROAD_MAINTENANCE = "公路养护"
    SERVICE_AREA = "高速公路服务区"
    PASSENGER_HUB = "客运枢纽"
    AIRPORT = "机场"
    PORT = "港口码头"
    FUEL_AND_PARKING = "加油加气及停车场站"
    LIGHTING = "城市照明"
    SCENIC_AREA = "旅游景区"
    CATERING = "餐饮"
    FARMING = "农业设施"
    LIVESTOCK = "养殖"
    RURAL_HOUSING = "农房"
    PUBLIC_INSTITUTION = "公共机构"
    PARK = "园区建设"
    WASTE_INCINERATION = "生活垃圾焚烧"
    EXPORT = "产品出口"


class ParkLevel(StrEnum):
    """园区级别."""

    NATIONAL = "国家级"
    PROVINCIAL = "省级"
    LOCAL = "市县级"
    NONE = "无"


class County(StrEnum):
    """县区 of 巴中市, in the order of their administrative codes; the two zones carry none of their own."""

    BAZHOU = "巴州区"
    ENYANG = "恩阳区"
    TONGJIANG = "通江县"
    NANJIANG = "南江县"
    PINGCHANG = "平昌县"
    ECONOMIC_ZONE = "巴中经开区"
    CULTURE_ZONE = "文旅新区"


class CatalogueClass(StrEnum):
    """产业目录类别 in the catalogue guiding industry restructuring."""

    ENCOURAGED = "鼓励"
    PERMITTED = "允许"
    RESTRICTED = "限制"
    ELIMINATED = "淘汰"


class EfficiencyPosition(StrEnum):
    """能效水平 against the published benchmark and baseline levels of the product's field."""

    BENCHMARK = "标杆水平及以上"
    BETWEEN = "基准水平至标杆水平"
    BELOW_BASELINE = "低于基准水平"
    NOT_COVERED = "未列入"


class RoadClass(StrEnum):
    """公路类别: the recovery figures of plan 二(五)3 bind ordinary trunk roads only."""

    EXPRESSWAY = "高速公路"
    TRUNK = "普通国省干线"
    RURAL = "农村公路"
    URBAN = "城市道路"


class SubstituteSource(StrEnum):
    """煤炭替代来源; petroleum coke, coke and semi-coke do not count in Sichuan (川府发〔2024〕15号)."""

    COAL_CUT = "削减煤炭"
    CAPACITY_EXIT = "关停产能"
    BOILER_EXIT = "淘汰燃煤锅炉"
    NATURAL_GAS = "天然气"
    ELECTRICITY = "电力"
    BIOMASS = "生物质"
    RENEWABLE = "可再生能源"
    DISTRICT_HEAT = "集中供热"
    WASTE_HEAT = "余热余压"
    PETROLEUM_COKE = "石油焦"
    COKE = "焦炭"
    SEMI_COKE = "兰炭"
    OTHER = "其他"


class ReplacementUse(StrEnum):
    """用途 of what is given up elsewhere: what the ledger books it for."""

    CAPACITY = "产能置换"
    COAL = "煤炭替代"
    ENERGY = "能耗替代"


class ApprovalKind(StrEnum):
    """审批手续类型."""

    FILING = "备案"
    VERIFICATION = "核准"
    APPROVAL = "审批"
    ENVIRONMENT = "环评"
    ENERGY = "节能审查"
    LAND = "用地"
    PLANNING = "规划"
    CONSULTATION = "会商"
    CONSTRUCTION = "施工许可"
    ACCEPTANCE = "验收"


class AuthorityLevel(StrEnum):
    """级别 of the authority."""

    NATIONAL = "国家"
    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"


class Conclusion(StrEnum):
    """结论 of an approval."""

    PASSED = "通过"
    CONDITIONAL = "附条件通过"
    REFUSED = "不予通过"
    PENDING = "办理中"


class RectificationState(StrEnum):
    """整改状态."""

    OPEN = "未完成"
    DONE = "已完成"
    OVERDUE = "逾期未完成"


class Change(StrEnum):
    """批复后变动 that need a changed review (Order 31, article 18)."""

    OWNER = "建设单位变化"
    SITE = "建设地点变化"
    SCALE = "建设规模变化"
    EQUIPMENT = "主要装置或工艺变化"
    PRODUCTS = "主要产品品种变化"
    OTHER = "其他重大变化"


class Grade(StrEnum):
    """评价等级 of a provincial evaluation."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
