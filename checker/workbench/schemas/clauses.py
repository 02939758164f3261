"""The schema of a clause register: one document with its clauses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checker.model.outcome import Mark
from checker.rulebook import Accounting, Ceiling, Direction
from checker.rulebook.disposition import DETAILS, NEEDS
from checker.workbench.schemas import shape
from checker.workbench.schemas.names import Suggestion
from checker.workbench.schemas.shape import Offer, Shape

_MARKS: Final[Mapping[str, str]] = {
    Mark.S: "方案原文",
    Mark.V1: "见过全文",
    Mark.V2: "转录值,发现里写明待核原文",
    Mark.V3: "报道值,发现里写明待核原文",
    Mark.M: "凭记忆:不驱动任何规则",
    Mark.NF: "没有找到:不驱动任何规则",
    Mark.INF: "推断:不驱动任何规则",
}
_STRENGTHS: Final = tuple(
    Suggestion(word, about)
    for word, about in (
        ("不得", "可否决"),
        ("禁止", "可否决"),
        ("严格控制", ""),
        ("必须", ""),
        ("目标", ""),
        ("推动", "至多提示;原句有数值的可整改"),
        ("推进", "至多提示;原句有数值的可整改"),
        ("推广", "至多提示;原句有数值的可整改"),
        ("鼓励", "只能提示"),
        ("支持", "只能提示"),
        ("引导", "只能提示"),
        ("探索", "只能提示"),
        ("力争", "只能提示"),
    )
)


def clauses_schema() -> Shape:
    """A file of ``clauses/``."""
    return shape.mapping(
        "条款登记",
        "一份文件及其条款的登记册:逐字引文(quote)或自拟摘要(summary),连同语气、力度上限、核实标记、责任单位。",
        {
            "document": _document(),
            "clauses": shape.listed("条款,一项一句操作性条文", _clause(), optional=False),
            "notes": shape.notes(),
        },
        ["document", "clauses"],
    )


def _document() -> Shape:
    return shape.mapping(
        "文件",
        "发布的一份文件:方案、规章、标准。",
        {
            "id": shape.text("文件编号,如 bafufa-2024-5", optional=False),
            "title": shape.text("文件名称", optional=False),
            "number": shape.text("文号或标准号;引用时写 文号#条款号", optional=False, pattern="^[^#]*$"),
            "issuer": shape.text("发文机关", optional=False),
            "issued": shape.day("发布日期"),
            "in_force": shape.period("文件的有效期"),
            "notes": shape.notes(),
        },
        ["id", "title", "number", "issuer"],
    )


def _clause() -> Shape:
    return shape.mapping(
        "条款",
        "一句操作性条文。quote 与 summary 有且只有一个。",
        {
            "id": shape.text("条款号,本文件内唯一,如 P020", optional=False),
            "path": shape.text("在文件里的位置,如 二(一)3"),
            "article": shape.text("条号,如 第八条;没有 path 时用它"),
            "quote": shape.text("原文,逐字"),
            "summary": shape.text("自拟概述;没有原文时用"),
            "kind": shape.text("类别"),
            "strength": shape.text("语气;几个半句语气不同的用 / 隔开", words=_STRENGTHS),
            "ceiling": shape.closed("这句条文本身至多能承载的处置", Ceiling, _CEILINGS),
            "mark": shape.closed("核实标记", Mark, _MARKS),
            "lead": shape.texts("牵头单位", offers=Offer.DEPARTMENTS),
            "cooperating": shape.texts("配合单位", offers=Offer.DEPARTMENTS),
            "data": shape.text("核对它要用的资料"),
            "reading": shape.text("怎样理解"),
            "years": shape.text("适用年份"),
            "disposition": _disposition(),
            "notes": shape.notes(),
        },
        ["id", "ceiling", "mark"],
        oneOf=[shape.present("quote")["anyOf"][0], shape.present("summary")["anyOf"][0]],
    )


_CEILINGS: Final[Mapping[str, str]] = {
    Ceiling.REJECT: "否决:原文须有否决、不得、禁止、严禁、不予、不准",
    Ceiling.RECTIFY: "整改",
    Ceiling.CONSULT: "会商",
    Ceiling.ADVISE: "提示",
    Ceiling.NONE: "不对单个项目产生结论",
}


def _disposition() -> Shape:
    details = {
        "metrics": shape.listed("指标", _metric()),
        "projects": shape.texts("点名的项目"),
        "reason": shape.text("理由"),
    }
    return {
        **shape.mapping(
            "去向",
            "这句条文在规则库里的唯一去向。",
            {
                "kind": shape.closed("去向", Accounting, {each.value: each.meaning for each in Accounting}),
                **details,
            },
            ["kind"],
            allOf=[
                {
                    "if": {"properties": {"kind": {"const": kind.value}}},
                    "then": {
                        "properties": {key: False for key in details if key not in DETAILS[kind]},
                        "required": [NEEDS[kind][0]] if kind in NEEDS else [],
                    },
                }
                for kind in Accounting
            ],
        ),
        "type": ["object", "null"],
    }


def _metric() -> Shape:
    return shape.mapping(
        "指标",
        "条文为某一年定的全市指标:有数值的写 unit 和 value,没有数值的写 words。",
        {
            "name": shape.text("指标名称", optional=False),
            "year": shape.integer("年份", optional=False),
            "unit": shape.text("单位", offers=Offer.UNITS),
            "value": {"description": "数值,以 unit 计"},
            "words": shape.text("没有数值时的原话,如 基本完成"),
            "direction": shape.closed("方向", Direction),
            "base": shape.integer("下降的基年"),
            "about": shape.truth("原文有“左右”"),
            "at_least": shape.truth("原文有“以上”"),
        },
        ["name", "year", "direction"],
        oneOf=[shape.present("value")["anyOf"][0], shape.present("words")["anyOf"][0]],
    )
