"""Transport (交通): vehicles and freight, roads, service areas, stations, ports and airports."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records
from checker.model.enums import Aspect, RoadClass
from checker.model.fields import Section, Share, Tonnes, Whole, Words, YesNo, fact
from checker.model.technology import EmissionStage, EquipmentStatus, VehicleFuel, VehicleKind

_PLACES = (Aspect.SERVICE_AREA, Aspect.PASSENGER_HUB, Aspect.FUEL_AND_PARKING)


class Vehicle(Section):
    """车辆: vehicles of one kind, own or hired."""

    kind: Annotated[VehicleKind | None, Choice(VehicleKind)] = fact("类型", "车辆类型")
    use: Words = fact("用途", "运输对象或作业内容")
    fuel: Annotated[VehicleFuel | None, Choice(VehicleFuel)] = fact("燃料", "燃料或动力")
    emission_stage: Annotated[EmissionStage | None, Choice(EmissionStage)] = fact("排放阶段", "机动车排放标准阶段")
    count: Whole = fact("数量", "辆数")
    commercial: YesNo = fact("营运", "是否为营运车辆")
    hired: YesNo = fact("外包", "是否为外包运输车辆")
    status: Annotated[EquipmentStatus | None, Choice(EquipmentStatus)] = fact("状态", "本项目新增、既有保留或拟淘汰")


class Transport(Section):
    """交通."""

    section: ClassVar[str] = "交通"

    vehicles: Annotated[tuple[Vehicle, ...] | None, Records(Vehicle)] = fact(
        "车辆", "自有和外包运输车辆、作业车辆,没有写 无", Aspect.VEHICLES
    )
    bulk_freight: Tonnes = fact("大宗货物年运量", "大宗原料、燃料、产品的年运量", Aspect.VEHICLES)
    clean_share: Share = fact("清洁运输比例", "铁路、水路、管道、新能源车辆等清洁方式运输的比例", Aspect.VEHICLES)
    rail_study: YesNo = fact("公转铁比选", "大宗和中长途货物是否比选铁路运输", Aspect.VEHICLES)

    road_class: Annotated[RoadClass | None, Choice(RoadClass)] = fact(
        "公路类别", "养护或建设的公路类别", Aspect.ROADS, Aspect.ROAD_MAINTENANCE
    )
    old_pavement: Tonnes = fact("旧路面材料产生量", "养护产生的旧路面材料量", Aspect.ROAD_MAINTENANCE)
    old_pavement_recovered: Tonnes = fact("旧路面材料回收量", "其中回收的量", Aspect.ROAD_MAINTENANCE)
    old_pavement_reused: Tonnes = fact("旧路面材料循环利用量", "其中再生循环利用的量", Aspect.ROAD_MAINTENANCE)

    parking_spaces: Whole = fact("停车位数量", "机动车停车位数", *_PLACES, Aspect.BUILDINGS)
    charging_piles: Whole = fact("充电桩数量", "充电桩数,没有写 0", *_PLACES, Aspect.BUILDINGS)
    fast_charging: YesNo = fact("快充或换电设施", "是否有快速充电桩、集中式充电桩或换电站", *_PLACES)
    hydrogen: YesNo = fact("加氢功能", "加油加气站是否具备或预留加氢功能", Aspect.FUEL_AND_PARKING)
    shore_power: YesNo = fact("码头岸电设施", "码头是否配建岸电设施", Aspect.PORT)
    berths: Whole = fact("泊位数", "码头泊位数", Aspect.PORT)
    ship_power: YesNo = fact("船舶受电设施", "船舶是否有受电设施", Aspect.PORT)
    airport_vehicles: Whole = fact("机场车辆装备数", "机场内车辆装备总数", Aspect.AIRPORT)
    airport_electric: Whole = fact("机场电动车辆装备数", "其中电动的数量", Aspect.AIRPORT)
