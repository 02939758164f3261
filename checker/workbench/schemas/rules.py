"""The schemas of what stands in ``rules/``: a rule, or a derivation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checker.model.outcome import Effect
from checker.workbench.schemas import shape
from checker.workbench.schemas.shape import Offer, Shape

_EFFECTS: Final[Mapping[str, str]] = {
    Effect.REJECT: "否决:须有写明不得、一票否决的条款,或在 basis 引用上位依据",
    Effect.RECTIFY: "整改:限期改正或补正",
    Effect.CONSULT: "会商:转多部门会商,会商通过后不再阻断",
    Effect.ADVISE: "提示:不影响结论;鼓励、支持、引导、探索、力争只能提示",
}
_REFERENCE: Final = "本规则包的条款写编号,如 P020;别的规则包写 文号#条款号"


def rule_schema() -> Shape:
    """A rule file: applies → require → effect."""
    return shape.mapping(
        "规则",
        "一条规则:条款的可执行形式。适用(applies)的项目应满足要求(require),不满足的按 effect 处置。",
        {
            "id": shape.text("规则编号,全库唯一,如 BZ-0301-coal-substitution", optional=False),
            "title": shape.text("一句话说明要求什么,写成要求的口吻", optional=False),
            "clause": shape.text(f"所执行的条款。{_REFERENCE}", optional=False, offers=Offer.CLAUSES),
            "basis": shape.texts(f"上位依据,可写多个,允许更重的处置。{_REFERENCE}", offers=Offer.CLAUSES),
            "in_force": shape.period("有效期;不写的与条款所在文件相同"),
            "applies": shape.expression(
                "哪些项目适用;总是适用的写 true", '建设阶段 = "拟建" and 年原煤消费量 > 0 t', offers=Offer.OPERANDS
            ),
            "require": shape.expression("适用的项目应满足的要求", "煤炭替代量 >= 年原煤消费量", offers=Offer.OPERANDS),
            "effect": shape.closed("不满足时的处置", Effect, _EFFECTS),
            "escalate": shape.listed("升级:满足 when 的,改用更重的处置;取第一个成立的", _escalation()),
            "message": shape.text("不满足时说什么;可用 {gap}、{事实名}、{参数名}"),
            "remedy": shape.text("怎样改正;可用 {gap}(还差多少)、{事实名}、{参数名}"),
            "notes": shape.notes(),
        },
        ["id", "title", "clause", "applies", "require", "effect"],
    )


def _escalation() -> Shape:
    return shape.mapping(
        "升级",
        "同一违反的更重处置;when 未知时不升级。",
        {
            "when": shape.expression("何时升级", "整改逾期", offers=Offer.OPERANDS),
            "effect": shape.closed("升级后的处置,须比规则的 effect 更重", Effect, _EFFECTS),
            "basis": shape.texts(f"升级的上位依据。{_REFERENCE}", offers=Offer.CLAUSES),
        },
        ["when", "effect"],
    )


def derivation_schema() -> Shape:
    """A derivation file: how one fact follows from others."""
    return shape.mapping(
        "推导",
        "一条推导:一个事实怎样由别的事实得出。是非事实写 when;其他事实写 value,有条件的再加 when。",
        {
            "id": shape.text("推导编号,全库唯一,如 BZ-D-two-high", optional=False),
            "title": shape.text("一句话说明", optional=False),
            "clause": shape.text(f"所依据的条款。{_REFERENCE}", offers=Offer.CLAUSES),
            "basis": shape.texts(f"上位依据。{_REFERENCE}", offers=Offer.CLAUSES),
            "source": shape.texts(f"数值或定义的来源。{_REFERENCE}", offers=Offer.CLAUSES),
            "in_force": shape.period("有效期;不写的一直有效"),
            "derive": shape.text(
                "推导哪个事实:facts.yaml 里声明的,或申报没有填时可以推出的申报字段",
                optional=False,
                offers=Offer.DERIVABLE,
            ),
            "when": shape.expression(
                "何时成立;多条推导有一条成立即为“是”",
                '行业代码 in ["3011", "3041"]',
                offers=Offer.OPERANDS,
                optional=True,
            ),
            "value": shape.expression("取什么值", "年综合能源消费量 / 年产值", offers=Offer.OPERANDS, optional=True),
            "notes": shape.notes(),
        },
        ["id", "title", "derive"],
        **shape.present("when", "value"),
    )
