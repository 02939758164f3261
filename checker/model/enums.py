"""The closed vocabularies of an application: every enumeration whose Chinese value an applicant may write.

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


class Carrier(StrEnum):
    """能源品种, after GB/T 2589-2020 annex A."""

    RAW_COAL = "原煤"
    WASHED_COAL = "洗精煤"
    OTHER_WASHED_COAL = "其他洗煤"
    BRIQUETTE = "型煤"
    COKE = "焦炭"
    PETROLEUM_COKE = "石油焦"
    SEMI_COKE = "兰炭"
    CRUDE_OIL = "原油"
    FUEL_OIL = "燃料油"
    GASOLINE = "汽油"
    KEROSENE = "煤油"
    DIESEL = "柴油"
    LPG = "液化石油气"
    LNG = "液化天然气"
    NATURAL_GAS = "天然气"
    COKE_OVEN_GAS = "焦炉煤气"
    BLAST_FURNACE_GAS = "高炉煤气"
    CONVERTER_GAS = "转炉煤气"
    HEAT = "热力"
    STEAM = "蒸汽"
    ELECTRICITY = "电力"
    BIOMASS = "生物质"
    OTHER = "其他"


class CoalRank(StrEnum):
    """煤种: decides the default heating value and carbon content."""

    ANTHRACITE = "无烟煤"
    BITUMINOUS = "烟煤"
    LIGNITE = "褐煤"


class EnergyUse(StrEnum):
    """用途: fuel and feedstock are accounted apart (Order 31, article 12(4))."""

    FUEL = "燃料"
    FEEDSTOCK = "原料"


class GeneratorKind(StrEnum):
    """发电类型."""

    HYDRO = "水电"
    WIND = "风电"
    SOLAR = "光伏"
    GAS = "天然气发电"
    BIOMASS = "生物质发电"
    PUMPED_STORAGE = "抽水蓄能"
    WASTE = "生活垃圾焚烧发电"
    WASTE_HEAT = "余热余压发电"
    COAL = "燃煤发电"
    OTHER = "其他"


class DataCentreScale(StrEnum):
    """数据中心规模 by standard racks."""

    EDGE = "边缘"
    MEDIUM = "中小型"
    LARGE = "大型"
    HYPERSCALE = "超大型"


class GridVoltage(StrEnum):
    """接入电压等级."""

    KV10 = "10千伏及以下"
    KV35 = "35千伏"
    KV110 = "110千伏"
    KV220 = "220千伏及以上"


class HeatSource(StrEnum):
    """热源: what cooks, dries, heats or cools."""

    ELECTRICITY = "电"
    NATURAL_GAS = "天然气"
    LPG = "液化石油气"
    SOLAR = "太阳能"
    BIOMASS = "生物质"
    GEOTHERMAL = "浅层地热能"
    DISTRICT = "集中供热"
    WASTE_HEAT = "余热"
    OIL = "燃油"
    COAL = "煤"
    OTHER = "其他"


class BoilerFuel(StrEnum):
    """锅炉燃料, as GB 24500-2020 divides boilers."""

    COAL = "煤"
    NATURAL_GAS = "天然气"
    OIL = "燃油"
    BIOMASS = "生物质"
    ELECTRICITY = "电"
    OTHER = "其他"


class Combustion(StrEnum):
    """燃烧方式."""

    GRATE = "层燃"
    FLUIDISED_BED = "流化床"
    PULVERISED = "煤粉室燃"
    OTHER = "其他"


class EquipmentStatus(StrEnum):
    """状态 of a piece of equipment in this project."""

    ADDED = "新增"
    EXISTING = "既有"
    REMOVED = "拟拆除"


class MotorKind(StrEnum):
    """电动机类别: each has its own efficiency standard."""

    LOW_VOLTAGE = "低压三相异步"
    HIGH_VOLTAGE = "高压三相异步"
    PERMANENT_MAGNET = "永磁同步"
    OTHER = "其他"


class TransformerKind(StrEnum):
    """变压器类型."""

    OIL = "油浸式"
    DRY = "干式"
    OTHER = "其他"


class TransformerCore(StrEnum):
    """铁心材料 of a transformer (GB 20052-2024 tables differ by it)."""

    STEEL = "电工钢带"
    AMORPHOUS = "非晶合金"


class EquipmentKind(StrEnum):
    """其他设备类别."""

    COMPRESSOR = "空气压缩机"
    FAN = "风机"
    PUMP = "水泵"
    CHILLER = "冷水机组"
    LIFT = "电梯"
    OTHER = "其他"


class BuildingKind(StrEnum):
    """建筑类型."""

    PUBLIC_INSTITUTION = "公共机构建筑"
    PUBLIC = "公共建筑"
    RESIDENTIAL = "居住建筑"
    PLANT = "厂房"
    WAREHOUSE = "仓库"
    FARMHOUSE = "农房"
    OTHER = "其他"


class GreenGrade(StrEnum):
    """绿色建筑等级 (GB/T 50378)."""

    NONE = "未执行"
    BASIC = "基本级"
    ONE_STAR = "一星级"
    TWO_STAR = "二星级"
    THREE_STAR = "三星级"


class Structure(StrEnum):
    """结构类型."""

    STEEL = "钢结构"
    PRECAST = "装配式混凝土"
    CAST_IN_PLACE = "现浇混凝土"
    MASONRY = "砌体"
    TIMBER = "木结构"
    OTHER = "其他"


class CoatedPart(StrEnum):
    """涂装部位 the plan tells apart (二(四)1)."""

    OUTDOOR_STRUCTURE = "室外构筑物"
    STEELWORK = "钢结构"
    OTHER = "其他"


class LampKind(StrEnum):
    """路灯类型."""

    EFFICIENT = "节能型"
    SOLAR = "太阳能"
    ORDINARY = "普通"


class VehicleKind(StrEnum):
    """车辆类型."""

    HEAVY_TRUCK = "重型货车"
    MEDIUM_TRUCK = "中型货车"
    LIGHT_TRUCK = "轻型货车"
    COACH = "客车"
    BUS = "公交车"
    SANITATION = "环卫车"
    CAR = "乘用车"
    AIRPORT = "机场保障车辆"
    MACHINERY = "非道路移动机械"
    SHIP = "船舶"
    OTHER = "其他"


class VehicleFuel(StrEnum):
    """车辆燃料."""

    DIESEL = "柴油"
    GASOLINE = "汽油"
    NATURAL_GAS = "天然气"
    ELECTRICITY = "电"
    HYDROGEN = "氢"
    HYBRID = "混合动力"
    OTHER = "其他"


class EmissionStage(StrEnum):
    """排放阶段, oldest first."""

    CHINA_1 = "国一"
    CHINA_2 = "国二"
    CHINA_3 = "国三"
    CHINA_4 = "国四"
    CHINA_5 = "国五"
    CHINA_6 = "国六"
    NEW_ENERGY = "新能源"


class RoadClass(StrEnum):
    """公路类别: the recovery figures of plan 二(五)3 bind ordinary trunk roads only."""

    EXPRESSWAY = "高速公路"
    TRUNK = "普通国省干线"
    RURAL = "农村公路"
    URBAN = "城市道路"


class RecyclableKind(StrEnum):
    """再生资源种类: the nine kinds the plan counts (二(六)3), and the rest."""

    STEEL = "废钢铁"
    COPPER = "废铜"
    ALUMINIUM = "废铝"
    LEAD = "废铅"
    ZINC = "废锌"
    PAPER = "废纸"
    PLASTICS = "废塑料"
    RUBBER = "废橡胶"
    GLASS = "废玻璃"
    OTHER = "其他"


class PlasticKind(StrEnum):
    """塑料制品类型, as the bans of 发改环资〔2020〕80号 name them."""

    SHOPPING_BAG = "购物袋"
    MULCH_FILM = "农用地膜"
    FOAM_TABLEWARE = "发泡塑料餐具"
    COTTON_SWAB = "塑料棉签"
    MICROBEADS = "含塑料微珠日化产品"
    STRAW = "吸管"
    TABLEWARE = "餐具"
    COURIER_PACKAGING = "快递包装"
    HOUSEHOLD = "日用品"
    PIPE = "管材"
    FILM = "薄膜"
    OTHER = "其他"


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
