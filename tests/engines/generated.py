"""Generated rule books and applications: random rules and derivations over one small vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from checker.engines.program import Program, compile_program
from checker.feel.parser import parse
from checker.feel.types import BOOLEAN, DATE, NUMBER, STRING, ContextType, FeelType, ListType, QuantityType, StringType
from checker.feel.units import parse_quantity, parse_unit
from checker.model.outcome import Effect
from checker.model.vocabulary import FactSpec
from checker.rulebook import Clause, Derivation, Rule, RulesInForce, load_rulebook
from checker.rulebook.period import ALWAYS
from checker.rulebook.rule import Uses
from checker.rulebook.strata import in_dependency_order
from tests.rulebook.packs import write_pack

AS_OF = date(2026, 11, 22)
_T, _TCE, _INTENSITY = (QuantityType(parse_unit(unit).dimension) for unit in ("t", "tce", "kgce/t"))
_TYPES: Mapping[str, tuple[str, FeelType, str]] = {
    "建设阶段": ("stage", StringType(frozenset(("拟建", "在建", "存量"))), ""),
    "年原煤消费量": ("raw_coal", _T, "t"),
    "煤炭替代量": ("substitution", _T, "万吨"),
    "综合能耗": ("energy", _TCE, "tce"),
    "光伏覆盖率": ("pv_share", NUMBER, ""),
    "产品名称": ("product", STRING, ""),
    "投产日期": ("commissioned", DATE, ""),
    "新建": ("is_new", BOOLEAN, ""),
    "涉及事项": ("aspects", ListType(STRING), ""),
    "产品": ("products", ListType(ContextType({"名称": STRING, "单耗": _INTENSITY, "淘汰": BOOLEAN})), ""),
}
VOCABULARY: Mapping[str, FactSpec] = {
    label: FactSpec(label, key, kind, parse_unit(unit) if unit else None) for label, (key, kind, unit) in _TYPES.items()
}
_FACTS = """\
facts:
  - {label: 用煤项目, key: coal_project, type: boolean, description: 用煤的项目}
  - {label: 两高项目, key: two_high, type: boolean, description: 高耗能高排放}
  - {label: 重点项目, key: major, type: boolean, description: 重点用能}
  - {label: 煤炭缺口, key: coal_shortfall, unit: t, description: 没有替代的煤炭量}
  - {label: 能效等级, key: grade, type: number, description: 应达到的等级}
  - {label: 类别, key: kind, type: string, description: 项目类别}
"""
_PARAMETERS = """\
parameters:
  - name: 原煤控制量
    key: coal_cap
    unit: t
    values:
      - {from: 2024-03-19, value: 30 万吨, source: C1}
  - name: 待定门槛
    key: pending
    unit: t
    values:
      - {from: 2024-03-19, value: null, source: C1}
"""
_CHAIN = ("用煤项目", "煤炭缺口", "两高项目", "能效等级", "类别", "重点项目")
_BOOLEANS = frozenset(("用煤项目", "两高项目", "重点项目"))


@cache
def empty_book() -> RulesInForce:
    """The rules in force of a pack with clauses, parameters and a table; its rules are to be replaced."""
    with TemporaryDirectory() as folder:
        files = {"facts.yaml": _FACTS, "parameters.yaml": _PARAMETERS, "rules/coal.yaml": None}
        book = load_rulebook(write_pack(Path(folder), files), vocabulary=VOCABULARY)
    return book.in_force(AS_OF)


# expressions

_TONNES = st.sampled_from(
    ("0 t", "30 万吨", "300000 t", "300000000 kg", "299999.999 t", "300000.001 t", "1 kg", "-1 t")
)
_NUMBERS = st.sampled_from(("0", "0.4", "40 %", "0.1 + 0.2", "0.3", "1/3", "400 ‰", "-0.5", "2"))
_TEXTS = st.sampled_from(('"熟料"', '"水泥"', '"硅酸盐水泥熟料"', '""', '"{gap}"', '"\' or 1=1 --"'))
_DAYS = st.sampled_from(('date("2025-09-01")', '@"2026-11-22"', "审查日", 'date("2025-09-01") + duration("P1D")'))
_ORDER = st.sampled_from(("<", "<=", ">", ">=", "=", "!="))
_COAL = ("年原煤消费量", "煤炭替代量", "年原煤消费量 - 煤炭替代量", "原煤控制量", "2 * 煤炭替代量")


def _words(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """The parts in a row, strategies among them drawn."""
    fixed = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*fixed).map("".join)


def _atoms(below: Sequence[str]) -> st.SearchStrategy[str]:
    """Conditions that are not and, or, not; ``below`` are the derived facts they may use."""
    amounts = st.sampled_from((*_COAL, *(("煤炭缺口",) if "煤炭缺口" in below else ())))
    plain = st.sampled_from(("光伏覆盖率", "综合能耗 / 1000 tce", *(("能效等级",) if "能效等级" in below else ())))
    names = st.sampled_from(("产品名称", *(("类别",) if "类别" in below else ())))
    flags = [name for name in below if name in _BOOLEANS]
    element = st.one_of(
        _words("q.单耗 ", _ORDER, " 能耗限额(q.名称, 2)"),
        _words(
            "q.单耗 ",
            _ORDER,
            " ",
            st.sampled_from(("107 kgce/t", "0.1 tce/t", "100000 gce/t", "综合能耗 / 年原煤消费量")),
        ),
        st.sampled_from(("q.淘汰", "not(q.淘汰)", "q.名称 = 产品名称", 'q.名称 in ["熟料", "水泥"]', "q.单耗 != null")),
        _words("q.淘汰 or q.名称 = ", _TEXTS),
    )
    simple = [
        _words(amounts, " ", _ORDER, " ", _TONNES),
        _words(amounts, " ", _ORDER, " ", amounts),
        _words(amounts, " between ", _TONNES, " and ", _TONNES),
        _words(amounts, " in [0 t..", _TONNES, ")"),
        _words("综合能耗 ", _ORDER, " ", st.sampled_from(("1000 tce", "100 万kgce", "0.1 万tce", "0 tce", "1 t"))),
        _words(plain, " ", _ORDER, " ", _NUMBERS),
        _words(names, st.sampled_from((" = ", " != ")), _TEXTS),
        _words(names, " in [", _TEXTS, ", ", _TEXTS, "]"),
        _words("contains(产品名称, ", _TEXTS, ")"),
        _words("建设阶段 ", st.sampled_from(('= "拟建"', '!= "存量"', 'in ("拟建", "在建")', "= null", "!= null"))),
        _words("投产日期 ", _ORDER, " ", _DAYS),
        _words("list contains(涉及事项, ", st.sampled_from(('"锅炉"', '"用煤"', "null", "产品名称")), ")"),
        _words(st.sampled_from(("some", "every")), " q in 产品 satisfies ", element),
        _words("every q in 产品[名称 = ", _TEXTS, "] satisfies ", element),
        _words(
            "count(产品",
            st.sampled_from(("", "[淘汰]", "[单耗 > 0.1 tce/t]")),
            ") ",
            _ORDER,
            " ",
            st.sampled_from("012"),
        ),
        _words("sum(for q in 产品 return q.单耗) ", _ORDER, " 107 kgce/t"),
        st.sampled_from(
            ("true", "false", "null", "新建", "新建 = true", "新建 = false", "新建 != null", "产品名称 = null")
        ),
    ]
    if flags:
        simple.append(st.sampled_from(flags))
        simple.append(_words(st.sampled_from(flags), st.sampled_from((" = true", " = false", " != null", " = null"))))
    return st.one_of(simple)


def conditions(below: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Nested conditions as text."""

    def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        several = st.lists(inner, min_size=2, max_size=4)
        return st.one_of(
            several.map(lambda items: "(" + " and ".join(items) + ")"),
            several.map(lambda items: "(" + " or ".join(items) + ")"),
            inner.map("not({})".format),
            st.tuples(inner, inner, inner).map(lambda parts: "(if {} then {} else {})".format(*parts)),
        )

    return st.recursive(_atoms(below).map("({})".format), nested, max_leaves=9)


def _values(fact: str, below: Sequence[str]) -> st.SearchStrategy[str]:
    match fact:
        case "煤炭缺口":
            base = ("年原煤消费量 - 煤炭替代量", "max(年原煤消费量 - 煤炭替代量, 0 t)", "年原煤消费量 / 3", "待定门槛")
        case "能效等级":
            base = ('if 建设阶段 = "拟建" then 2 else 3', "count(产品)", "光伏覆盖率 * 3", "null")
        case _:
            base = ("产品名称", '"甲类"', 'if 新建 then "新" else "旧"', "产品[1].名称", '产品[-1].名称 + "等"')
    if fact != "煤炭缺口" and "用煤项目" in below:
        base += ('if 用煤项目 then "用煤" else 类别',) if fact == "类别" and "类别" in below else ()
    return st.sampled_from(base)


# rule books


@dataclass(frozen=True)
class Book:
    """What was generated, as text: readable when an example fails."""

    rules: tuple[tuple[str, str], ...]
    derivations: tuple[tuple[str, str | None, str | None], ...]

    def program(self) -> Program:
        """The compiled rules."""
        return compile_program(self.in_force())

    def in_force(self) -> RulesInForce:
        """The rules in force."""
        template = empty_book()
        rules = tuple(rule_of(f"R-{number}", *texts) for number, texts in enumerate(self.rules, start=1))
        derivations = [derivation_of(f"D-{number}", *texts) for number, texts in enumerate(self.derivations, start=1)]
        return replace(template, rules=rules, derivations=in_dependency_order(derivations))


def _clause() -> Clause:
    source = next(entry for entry in empty_book().dated_values.values() if entry and entry.source)
    assert source.source is not None
    return source.source


def rule_of(name: str, applies: str, require: str, effect: Effect = Effect.RECTIFY, **changes: Any) -> Rule:
    """A rule of the given conditions."""
    nodes = (parse(applies), parse(require))
    pack = empty_book().derivations[0].pack
    rule = Rule(
        id=name, title=f"规则{name}", pack=pack, clause=_clause(), basis=(), in_force=ALWAYS, applies=nodes[0],
        require=nodes[1], effect=effect, escalations=(), message="", remedy="", notes="", file="r.yaml", line=1,
        uses=Uses.of(nodes),
    )  # fmt: skip
    return replace(rule, **changes)


def derivation_of(name: str, fact: str, when: str | None, value: str | None = None) -> Derivation:
    """A derivation of the given expressions."""
    when_node, value_node = (None if text is None else parse(text) for text in (when, value))
    return Derivation(
        id=name, title=name, pack=empty_book().derivations[0].pack, clause=_clause(), basis=(), in_force=ALWAYS,
        derive=fact, when=when_node, value=value_node, notes="", file="d.yaml", line=1,
        uses=Uses.of(node for node in (when_node, value_node) if node is not None),
    )  # fmt: skip


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Rules over facts and derived facts, which chain over several strata."""
    derivations: list[tuple[str, str | None, str | None]] = []
    below: list[str] = []
    for fact in _CHAIN:
        for _ in range(draw(st.integers(0, 2))):
            when = draw(conditions(tuple(below)))
            derivations.append((fact, when, None if fact in _BOOLEANS else draw(_values(fact, below))))
        if fact not in _BOOLEANS and draw(st.booleans()):
            derivations.append((fact, None, draw(_values(fact, below))))
        below.append(fact)
    condition = conditions(_CHAIN)
    rules = draw(st.lists(st.tuples(condition, condition), min_size=1, max_size=5))
    return Book(tuple(rules), tuple(derivations))


# applications


_HOSTILE = (
    "熟料",
    "水泥",
    "硅酸盐水泥熟料",
    "",
    "null",
    "true",
    "' or 1=1 --",
    '"}]}',
    "{gap}",
    "\x00",
    "𠮷\u202e熟料",
    "9" * 40,
)
_AMOUNTS = tuple(map(parse_quantity, ("0 t", "1 kg", "299999.999 t", "30 万吨", "300000.001 t", "9e9 t", "-1 t")))
_INTENSITIES = tuple(map(parse_quantity, ("0 kgce/t", "100 kgce/t", "107 kgce/t", "0.10701 tce/t")))
_RECORD: Mapping[str, Sequence[Any]] = {"名称": _HOSTILE[:3], "单耗": _INTENSITIES, "淘汰": (True, False)}
_FACT_VALUES: Mapping[str, Sequence[Any]] = {
    "建设阶段": ("拟建", "在建", "存量", "其他"),
    "年原煤消费量": _AMOUNTS,
    "煤炭替代量": _AMOUNTS,
    "综合能耗": tuple(map(parse_quantity, ("0 tce", "999.9 tce", "1000 tce", "1000.1 tce"))),
    "光伏覆盖率": tuple(map(Decimal, ("0", "0.3", "0.4", "0.3999999999", "1", "-1"))),
    "产品名称": _HOSTILE,
    "投产日期": (date(2025, 8, 31), date(2025, 9, 1), date(2025, 9, 2), AS_OF, date(1, 1, 1)),
    "新建": (True, False),
    "涉及事项": ([], ["锅炉"], ["用煤", "锅炉"], ["锅炉", None]),
}


def applications() -> st.SearchStrategy[dict[str, Any]]:
    """Facts of an application: filled in or with gaps; missing, null, zero, at limits, Chinese and hostile."""
    filled = {label: st.sampled_from(values) for label, values in _FACT_VALUES.items()}
    record = {label: st.sampled_from(values) for label, values in _RECORD.items()}
    complete = st.fixed_dictionaries(
        {"审查日": st.just(AS_OF), **filled, "产品": st.lists(st.fixed_dictionaries(record), max_size=3)}
    )
    gaps = {label: st.none() | values for label, values in record.items()}
    partial = st.fixed_dictionaries(
        {"审查日": st.just(AS_OF)},
        optional={
            **{label: st.none() | values for label, values in filled.items()},
            "产品": st.none() | st.lists(st.fixed_dictionaries({}, optional=gaps), max_size=3),
            "煤炭缺口": st.none() | st.sampled_from(_AMOUNTS[:3]),  # the applicant's own figure stands
            "用煤项目": st.none() | st.booleans(),
        },
    )
    return st.one_of(complete, complete, partial)
