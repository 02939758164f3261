"""The closed vocabularies of technology: energy, equipment, buildings, vehicles, waste, plastics.

A member's value is the Chinese word; its name in lower case is accepted as the English spelling.
"""

from __future__ import annotations

from enum import StrEnum


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
