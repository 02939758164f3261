"""Waste, recyclables and plastics (固废与塑料)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records
from checker.model.enums import Aspect
from checker.model.fields import AnnualAmount, Millimetres, Section, Tonnes, Words, YesNo, fact
from checker.model.technology import PlasticKind, RecyclableKind


class SolidWaste(Section):
    """固体废物: one kind of solid waste."""

    kind: Words = fact("种类", "固体废物种类,如 粉煤灰、脱硫石膏、尾矿、煤矸石")
    generated: Tonnes = fact("年产生量", "年产生量,只利用外来固废的写 0")
    used: Tonnes = fact("年利用量", "年综合利用量(含利用外来固废),没有写 0")
    bulk: YesNo = fact("大宗", "是否为大宗固体废物")
    disposal: Words = fact("处置方式", "贮存、处置方式")


class Recyclable(Section):
    """再生资源: one kind of recyclable."""

    kind: Annotated[RecyclableKind | None, Choice(RecyclableKind)] = fact("种类", "再生资源种类")
    amount: Tonnes = fact("年循环利用量", "年循环利用量")


class Plastic(Section):
    """塑料制品: one plastic product made or sold by the project."""

    name: Words = fact("名称", "产品名称")
    kind: Annotated[PlasticKind | None, Choice(PlasticKind)] = fact("类型", "对照禁塑范围的类型")
    material: Words = fact("材质", "材质,如 聚乙烯、聚苯乙烯、PBAT")
    thickness: Millimetres = fact("厚度", "厚度,如 0.025 mm")
    use: Words = fact("用途", "用途")
    degradable: YesNo = fact("可降解", "是否为可降解塑料")
    disposable: YesNo = fact("一次性", "是否为一次性用品")
    medical: YesNo = fact("医疗用途", "是否为医疗用途")
    medical_waste: YesNo = fact("以医疗废物为原料", "是否以医疗废物为原料")
    capacity: AnnualAmount = fact("年产能", "年产能,须写单位")


class Waste(Section):
    """固废与塑料."""

    section: ClassVar[str] = "固废与塑料"

    solid_waste: Annotated[tuple[SolidWaste, ...] | None, Records(SolidWaste)] = fact(
        "固体废物", "固体废物产生和利用情况,没有写 无", Aspect.SOLID_WASTE
    )
    recyclables: Annotated[tuple[Recyclable, ...] | None, Records(Recyclable)] = fact(
        "再生资源", "再生资源循环利用情况,没有写 无", Aspect.RECYCLING
    )
    plastics: Annotated[tuple[Plastic, ...] | None, Records(Plastic)] = fact(
        "塑料制品", "生产的塑料制品,没有写 无", Aspect.PLASTICS
    )
    coprocessed_refuse: Tonnes = fact("协同处置生活垃圾量", "水泥窑协同处置城市生活垃圾的年处置量", Aspect.SOLID_WASTE)
    burnt_refuse: Tonnes = fact("生活垃圾年焚烧量", "生活垃圾年焚烧处理量", Aspect.WASTE_INCINERATION)
    recovered_refuse: Tonnes = fact("生活垃圾资源化量", "生活垃圾年资源化利用量", Aspect.WASTE_INCINERATION)
    fly_ash_plan: YesNo = fact("飞灰处置方案", "是否有焚烧飞灰处置方案", Aspect.WASTE_INCINERATION)
    green_packaging: YesNo = fact("绿色包装", "产品和快递包装是否采用可循环、易回收、可降解材料")
