"""Farming, livestock and tourism (农业与旅游)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Several
from checker.model.enums import Aspect
from checker.model.fields import Section, Whole, YesNo, fact
from checker.model.technology import HeatSource


class Rural(Section):
    """农业与旅游."""

    section: ClassVar[str] = "农业与旅游"

    farm_heat: Annotated[tuple[HeatSource, ...] | None, Several(Choice(HeatSource))] = fact(
        "农业用热热源", "粮食烘干、制茶、养殖采暖的热源", Aspect.FARMING, Aspect.LIVESTOCK
    )
    efficient_greenhouse: YesNo = fact("节能低碳大棚", "农业大棚是否采用节能低碳设计", Aspect.FARMING)
    efficient_machinery: YesNo = fact("节能环保农机", "是否采用节能环保农机、灯具、灶具", Aspect.FARMING)
    livestock: Whole = fact("养殖规模", "年出栏或存栏头(只)数", Aspect.LIVESTOCK)
    manure_separation: YesNo = fact("粪污干湿分离", "畜禽粪污是否干湿分离", Aspect.LIVESTOCK)
    manure_composting: YesNo = fact("固体粪便好氧堆肥", "固体粪便是否低排好氧堆肥", Aspect.LIVESTOCK)
    manure_closed: YesNo = fact("液体粪污密闭贮存", "液体粪污是否密闭贮存发酵", Aspect.LIVESTOCK)
    scenic_electrification: YesNo = fact("景区电气化方案", "景区用能是否有电能替代、电气化改造方案", Aspect.SCENIC_AREA)
