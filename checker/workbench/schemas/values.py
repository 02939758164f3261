"""The schemas of what a pack declares beside its rules: parameters, tables, derived facts, quotas, itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checker.rulebook import HitPolicy
from checker.rulebook.kind import TYPES
from checker.workbench.schemas import shape
from checker.workbench.schemas.shape import Offer, Shape

_REFERENCE: Final = "本规则包的条款写编号;别的规则包写 文号#条款号"
_TYPE_WORDS: Final[Mapping[str, str]] = {
    "number": "数",
    "string": "文字",
    "boolean": "是非",
    "date": "日期",
    "quantity": "数量,单位随值而定",
    "list<number>": "数的列表;加 unit 即数量的列表",
    "list<string>": "文字的列表",
}
_POLICIES: Final[Mapping[str, str]] = {
    HitPolicy.UNIQUE: "唯一:至多一行命中",
    HitPolicy.ANY: "任一:命中的各行结果相同",
    HitPolicy.FIRST: "首行:取最先命中的一行",
    HitPolicy.PRIORITY: "优先:按输出列 values 的次序取",
    HitPolicy.COLLECT: "收集:命中各行的结果成列表",
    HitPolicy.SUM: "求和",
    HitPolicy.COUNT: "计数",
    HitPolicy.MINIMUM: "取小",
    HitPolicy.MAXIMUM: "取大",
}


def _kind() -> dict[str, Shape]:
    """``type`` and ``unit``."""
    types = list(TYPES)
    return {
        "type": {
            "description": "类型;数量不写 type,写 unit",
            "enum": [*types, None],
            "enumDescriptions": [*(_TYPE_WORDS[name] for name in types), ""],
        },
        "unit": shape.text("单位;写了它即为数量,不带单位的数以它计", offers=Offer.UNITS),
    }


def parameters_schema() -> Shape:
    """``parameters.yaml``."""
    value = shape.mapping(
        "一个时期的值",
        "自 from 起的值,到自己的 to 或下一个值的 from 为止。",
        {
            **shape.dates(),
            "value": {"description": "值,如 30 万吨;null 表示终止或待录入"},
            "source": shape.text(f"数值的来源,有数值的必填。{_REFERENCE}", offers=Offer.CLAUSES),
            "notes": shape.notes(),
        },
        ["from", "value"],
    )
    item = shape.mapping(
        "参数",
        "带日期的数值,在表达式里以名称使用;不在任何时期内的为空。",
        {
            "name": shape.text("中文名,在表达式里使用", optional=False),
            "key": shape.identifier("英文键"),
            **_kind(),
            "description": shape.text("含义"),
            "source": shape.text(f"各时期共同的来源。{_REFERENCE}", offers=Offer.CLAUSES),
            "values": shape.listed("各时期的值", value, optional=False),
            "notes": shape.notes(),
        },
        ["name", "key", "values"],
        **shape.present("type", "unit"),
    )
    return _file("参数", "带日期的数值", "parameters", item)


def facts_schema() -> Shape:
    """``facts.yaml``."""
    item = shape.mapping(
        "推导事实",
        "本规则包推导的一个事实;申报单位自己填了同名事实的以申报为准。",
        {
            "label": shape.text("中文名,在表达式里使用", optional=False),
            "key": shape.identifier("英文键"),
            **_kind(),
            "values": shape.texts("可取的文字;写了它即为封闭的文字"),
            "description": shape.text("含义,一句话", optional=False),
            "notes": shape.notes(),
        },
        ["label", "key", "description"],
        **shape.present("type", "unit", "values"),
    )
    return _file("推导事实", "本规则包推导的事实", "facts", item)


def table_schema() -> Shape:
    """A file of ``tables/``."""
    columns = {
        "name": shape.text("列名", optional=False),
        **_kind(),
        "notes": shape.notes(),
    }
    input_column = shape.mapping(
        "输入列",
        "一个输入;格子里是测试。",
        {**columns, "values": shape.texts("可取的文字")},
        ["name"],
        **shape.present("type", "unit", "values"),
    )
    output_column = shape.mapping(
        "输出列",
        "一个输出;格子里是值或算式。",
        {**columns, "values": {"description": "可取的值;命中策略 P 时从最优先的写起"}},
        ["name"],
        **shape.present("type", "unit", "values"),
    )
    cell = {"description": "一格:值、比较、区间,或 -(任意)", "type": ["string", "number", "boolean", "null"]}
    row = {
        "description": "一行:先各输入、后各输出,末尾可加一格来源;或写成“列名: 值”",
        "type": ["array", "object"],
        "items": cell,
    }
    return shape.mapping(
        "决策表",
        "DMN 决策表,在表达式里以 表名(输入, …) 使用。",
        {
            "name": shape.text("中文名,在表达式里使用", optional=False),
            "key": shape.identifier("英文键;同名的各时期的表相同"),
            "hit_policy": shape.closed("命中策略", HitPolicy, _POLICIES),
            "in_force": shape.period("有效期;不写的与来源所在文件相同"),
            "source": shape.text(f"各行共同的来源。{_REFERENCE}", offers=Offer.CLAUSES),
            "inputs": shape.listed("输入列", input_column, optional=False),
            "outputs": shape.listed("输出列", output_column, optional=False),
            "rows": {
                "description": "各行;或同一文件夹里的 CSV 文件名;待录入的写 null",
                "anyOf": [{"type": "array", "items": row}, {"type": ["string", "null"]}],
            },
            "description": shape.text("含义"),
            "notes": shape.notes(),
        },
        ["name", "key", "hit_policy", "inputs", "outputs", "rows"],
    )


def quotas_schema() -> Shape:
    """``quotas.yaml``."""
    limit = shape.mapping(
        "一年的上限或目标",
        "条款登记的指标。",
        {
            "year": shape.integer("年份", optional=False),
            "clause": shape.text(f"登记该指标的条款。{_REFERENCE}", optional=False, offers=Offer.CLAUSES),
            "metric": shape.text("条款 disposition 里的指标名称", optional=False),
            "rules": shape.texts("据以核对的规则编号", offers=Offer.RULES),
        },
        ["year", "clause", "metric"],
    )
    counted = shape.mapping(
        "一年的计量",
        "条款登记的指标,本额度是它的分子或分母,只计量。",
        {
            "year": shape.integer("年份", optional=False),
            "clause": shape.text(f"登记该指标的条款。{_REFERENCE}", optional=False, offers=Offer.CLAUSES),
            "metric": shape.text("条款 disposition 里的指标名称", optional=False),
        },
        ["year", "clause", "metric"],
    )
    item = shape.mapping(
        "额度",
        "项目占用的全市指标。",
        {
            "name": shape.text("指标名称", optional=False),
            "key": shape.text("英文键", optional=False),
            "unit": shape.text("单位", optional=False, offers=Offer.UNITS),
            "applies": shape.expression(
                "哪些项目占用;不写则全部", '建设阶段 in ["拟建", "在建"]', offers=Offer.OPERANDS, optional=True
            ),
            "takes": shape.expression("一个项目每年占用多少", "新增原煤消费量", offers=Offer.OPERANDS),
            "from": shape.expression("从哪天起占用", "计划投产日期", offers=Offer.OPERANDS, optional=True),
            "balance_fact": shape.text("规则由此看到全市已用量的列表事实", offers=Offer.LISTS),
            "limit_fact": shape.text("规则由此看到机关年度控制量的列表事实", offers=Offer.LISTS),
            "limits": shape.listed("条款为各年定的上限或目标", limit),
            "inputs": shape.listed("只计量的各年指标", counted),
            "annual": shape.texts("按机关年度控制量核对的规则编号", offers=Offer.RULES),
            "notes": shape.notes(),
        },
        ["name", "key", "unit", "takes"],
    )
    return _file("额度", "项目占用的全市指标", "quotas", item)


def pack_schema() -> Shape:
    """``pack.yaml``."""
    return shape.mapping(
        "规则包",
        "规则包的名片。",
        {
            "id": shape.text("规则包编号,如 bazhong-plan", optional=False),
            "title": shape.text("规则包名称", optional=False),
            "version": shape.text('版本,加引号,如 "2026.11"', optional=False),
            "order": shape.integer("次序,小的在前"),
            "description": shape.text("说明"),
            "notes": shape.notes(),
        },
        ["id", "title", "version"],
    )


def _file(title: str, description: str, key: str, item: Shape) -> Shape:
    items = shape.listed(description, item, optional=False)
    return shape.mapping(title, f"{description}。", {key: items, "notes": shape.notes()}, [key])
