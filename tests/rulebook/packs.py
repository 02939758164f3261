"""A tiny pack and vocabulary that tests change one line at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from checker.errors import RuleBookError
from checker.feel.types import BOOLEAN, DATE, NUMBER, STRING, ContextType, FeelType, ListType, QuantityType, StringType
from checker.feel.units import parse_unit
from checker.model.vocabulary import FactSpec
from checker.rulebook import RuleBook, load_rulebook

PACK = """\
id: tiny
title: 小规则包
version: "1.10"
order: 10
"""

CLAUSES = """\
document:
  id: plan
  title: 某方案
  number: 某府发〔2024〕5号
  issuer: 某市人民政府
  issued: 2024-03-19
  in_force: {from: 2024-03-19}
clauses:
  - {id: C1, path: 一(一), quote: 原煤消费量不超过30万吨, strength: 上限("不超过"), ceiling: rectify, mark: S}
  - {id: C2, path: 一(二), quote: 鼓励使用绿电, strength: 鼓励, ceiling: advise, mark: S, lead: [市发展改革委]}
  - {id: C3, path: 一(三), quote: 对禁塑项目实行一票否决, strength: 一票否决, ceiling: reject, mark: S}
  - {id: C4, path: 一(四), summary: 尚未取得的条款, ceiling: reject, mark: NF}
  - {id: C5, path: 一(五), quote: 推动光伏开发, strength: 推动, ceiling: advise, mark: S}
"""

LAW = """\
document:
  id: law
  title: 上位办法
  number: 令第31号
  issuer: 国家发展改革委
  in_force: {from: 2025-09-01}
clauses:
  - {id: "3", article: 第三条, summary: 未经审查不得开工, ceiling: reject, mark: V1}
  - {id: "4", article: 第四条, summary: 门槛, ceiling: rectify, mark: V2}
"""

FACTS = """\
facts:
  - {label: 用煤项目, key: coal_project, type: boolean, description: 用煤的项目}
  - {label: 煤炭缺口, key: coal_shortfall, unit: t, description: 没有替代的煤炭量}
"""

PARAMETERS = """\
parameters:
  - name: 原煤控制量
    key: coal_cap
    unit: t
    values:
      - {from: 2024-03-19, value: 30 万吨, source: C1}
      - {from: 2030-01-01, value: 25 万吨, source: C1}
"""

TABLE = """\
name: 能耗限额
key: limit
hit_policy: U
source: C1
inputs:
  - {name: 品种, type: string}
  - {name: 等级, type: number}
outputs:
  - {name: 限值, unit: kgce/t}
rows:
  - ['"熟料"', 1, 100]
  - ['"熟料"', 2, 107]
  - ['"水泥"', '-', 90]
"""

RULE = """\
id: T-1
title: 用煤须替代
clause: C1
in_force: {from: 2024-08-19}
applies: 用煤项目
require: 煤炭替代量 >= 年原煤消费量
effect: rectify
message: 替代量不足
remedy: 补充不少于 {gap} 的替代来源
"""

DERIVATION = """\
id: T-D1
title: 用煤项目
derive: 用煤项目
when: 年原煤消费量 > 0 t
"""

FILES: Mapping[str, str] = {
    "pack.yaml": PACK,
    "clauses/plan.yaml": CLAUSES,
    "clauses/law.yaml": LAW,
    "facts.yaml": FACTS,
    "parameters.yaml": PARAMETERS,
    "tables/limit.yaml": TABLE,
    "rules/coal.yaml": RULE,
    "rules/coal-project.yaml": DERIVATION,
}

_TYPES: Mapping[str, tuple[str, FeelType]] = {
    "建设阶段": ("stage", StringType(frozenset(("拟建", "在建", "存量")))),
    "年原煤消费量": ("raw_coal", QuantityType(parse_unit("t").dimension)),
    "煤炭替代量": ("substitution", QuantityType(parse_unit("t").dimension)),
    "综合能耗": ("energy", QuantityType(parse_unit("tce").dimension)),
    "光伏覆盖率": ("pv_share", NUMBER),
    "产品名称": ("product", STRING),
    "投产日期": ("commissioned", DATE),
    "新建": ("is_new", BOOLEAN),
    "产品": ("products", ListType(ContextType({"名称": STRING, "单耗": QuantityType(parse_unit("kgce/t").dimension)}))),
}
VOCABULARY: Mapping[str, FactSpec] = {label: FactSpec(label, key, kind) for label, (key, kind) in _TYPES.items()}


def write_pack(directory: Path, files: Mapping[str, str | None]) -> Path:
    """Write the tiny pack with some files replaced, added, or (None) left out."""
    for name, text in {**FILES, **files}.items():
        if text is not None:
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return directory


def load(directory: Path, files: Mapping[str, str | None] | None = None) -> RuleBook:
    """The book of the tiny pack with some files replaced."""
    return load_rulebook(write_pack(directory, files or {}), vocabulary=VOCABULARY)


def problems_of(directory: Path, files: Mapping[str, str | None]) -> RuleBookError:
    """The error that loading the changed pack raises."""
    try:
        load(directory, files)
    except RuleBookError as error:
        return error
    message = "the pack loaded without a problem"
    raise AssertionError(message)
