"""Equipment (设备): boilers, kilns, motors, transformers and the rest, with ratings and efficiency."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records
from checker.model.enums import Aspect
from checker.model.fields import (
    ApparentPower,
    DailyTonnes,
    Date,
    Efficiency,
    GradeOf,
    Millimetres,
    Poles,
    Power,
    Section,
    SteamRate,
    Texts,
    Voltage,
    Whole,
    Words,
    YesNo,
    fact,
)
from checker.model.technology import (
    BoilerFuel,
    Combustion,
    EquipmentKind,
    EquipmentStatus,
    HeatSource,
    MotorKind,
    TransformerCore,
    TransformerKind,
)

_Status = Annotated[EquipmentStatus | None, Choice(EquipmentStatus)]


class Boiler(Section):
    """锅炉."""

    name: Words = fact("名称", "锅炉名称或编号")
    model: Words = fact("型号", "锅炉型号")
    fuel: Annotated[BoilerFuel | None, Choice(BoilerFuel)] = fact("燃料", "设计燃料")
    combustion: Annotated[Combustion | None, Choice(Combustion)] = fact("燃烧方式", "燃煤、生物质锅炉的燃烧方式")
    condensing: YesNo = fact("冷凝式", "燃气锅炉是否为冷凝式")
    rated_output: SteamRate = fact("额定蒸发量", "单台额定蒸发量,如 10 t/h;热水锅炉按 0.7 MW 折 1 t/h")
    rated_power: Power = fact("额定热功率", "热水锅炉单台额定热功率,如 7 MW")
    efficiency: Efficiency = fact("热效率", "额定工况热效率,如 94 %")
    grade: GradeOf = fact("能效等级", "能效标识等级,1 级最好")
    fixed_grate: YesNo = fact("固定炉排", "是否为固定炉排")
    count: Whole = fact("数量", "台数")
    status: _Status = fact("状态", "本项目新增、既有保留或拟拆除")
    commissioned_on: Date = fact("投运日期", "既有锅炉投运日期")
    purpose: Words = fact("用途", "供汽、供热、发电等用途")


class Kiln(Section):
    """窑炉."""

    name: Words = fact("名称", "窑炉名称或编号")
    kind: Words = fact("类型", "窑型,如 新型干法回转窑、隧道窑、辊道窑、艾奇逊石墨化炉、轮窑")
    energy: Annotated[HeatSource | None, Choice(HeatSource)] = fact("热源", "窑炉所用能源")
    capacity: DailyTonnes = fact("日产能", "单台日产能,如 2500 t/d")
    diameter: Millimetres = fact("直径", "窑磨直径")
    count: Whole = fact("数量", "台数")
    status: _Status = fact("状态", "本项目新增、既有保留或拟拆除")


class Motor(Section):
    """电动机."""

    name: Words = fact("名称", "所带设备或编号")
    model: Words = fact("型号", "电动机型号,如 YE5-280S-4")
    kind: Annotated[MotorKind | None, Choice(MotorKind)] = fact("类别", "适用能效标准的类别")
    power: Power = fact("额定功率", "单台额定功率,如 75 kW")
    poles: Poles = fact("极数", "极数,如 4")
    efficiency: Efficiency = fact("效率", "额定效率,如 95.6 %")
    grade: GradeOf = fact("能效等级", "能效标识等级,1 级最好")
    count: Whole = fact("数量", "台数")
    status: _Status = fact("状态", "本项目新增、既有保留或拟拆除")


class Transformer(Section):
    """变压器."""

    name: Words = fact("名称", "变压器名称或编号")
    model: Words = fact("型号", "变压器型号,如 S22-1000/10")
    kind: Annotated[TransformerKind | None, Choice(TransformerKind)] = fact("类型", "油浸式或干式")
    core: Annotated[TransformerCore | None, Choice(TransformerCore)] = fact("铁心材料", "电工钢带或非晶合金")
    vector_group: Words = fact("联结组别", "如 Yyn0、Dyn11")
    voltage: Voltage = fact("电压等级", "高压侧电压,如 10 kV")
    rated: ApparentPower = fact("额定容量", "单台额定容量,如 1000 kVA")
    no_load_loss: Power = fact("空载损耗", "空载损耗,如 0.745 kW")
    load_loss: Power = fact("负载损耗", "负载损耗,如 8.24 kW")
    grade: GradeOf = fact("能效等级", "能效标识等级,1 级最好")
    count: Whole = fact("数量", "台数")
    status: _Status = fact("状态", "本项目新增、既有保留或拟拆除")


class Appliance(Section):
    """其他设备."""

    kind: Annotated[EquipmentKind | None, Choice(EquipmentKind)] = fact("类别", "设备类别")
    name: Words = fact("名称", "设备名称或编号")
    model: Words = fact("型号", "设备型号")
    power: Power = fact("额定功率", "单台额定功率")
    grade: GradeOf = fact("能效等级", "能效标识等级,1 级最好")
    count: Whole = fact("数量", "台数")
    status: _Status = fact("状态", "本项目新增、既有保留或拟拆除")


class Equipment(Section):
    """设备."""

    section: ClassVar[str] = "设备"

    boilers: Annotated[tuple[Boiler, ...] | None, Records(Boiler)] = fact(
        "锅炉", "锅炉逐台(同型合并)列出,没有写 无", Aspect.BOILERS
    )
    kilns: Annotated[tuple[Kiln, ...] | None, Records(Kiln)] = fact("窑炉", "工业窑炉逐台列出,没有写 无", Aspect.KILNS)
    motors: Annotated[tuple[Motor, ...] | None, Records(Motor)] = fact("电动机", "主要电动机,没有写 无")
    transformers: Annotated[tuple[Transformer, ...] | None, Records(Transformer)] = fact("变压器", "变压器,没有写 无")
    appliances: Annotated[tuple[Appliance, ...] | None, Records(Appliance)] = fact(
        "其他设备", "空压机、风机、水泵、冷水机组、电梯等通用设备,没有写 无"
    )
    obsolete: YesNo = fact("采用淘汰设备或工艺", "是否采用国家明令淘汰的设备、工艺")
    obsolete_list: Texts = fact("淘汰设备清单", "所采用的淘汰类设备、工艺的名称型号,没有写 无")
