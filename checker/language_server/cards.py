"""Cards: what a hover shows of a fact, parameter, table, clause, function or rule, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.feel import format_quantity, literal
from checker.feel.functions import BUILTINS
from checker.feel.type_relations import described
from checker.feel.types import FeelType
from checker.feel.units import Quantity, Unit, UnitError, parse_quantity
from checker.feel.values import Value
from checker.language_server.library import Library, Written
from checker.language_server.meaning import Meaning, Sort, choices_of
from checker.model.vocabulary import FactSpec
from checker.render.wording import departments_text
from checker.review.citing import cite
from checker.rulebook import Clause, Parameter
from checker.workbench.schemas.names import kind_of_fact

_MOST_WORDS = 40


def card_of(meaning: Meaning, library: Library) -> str:
    """What a name in an expression stands for."""
    outline = library.outline
    match meaning.sort:
        case Sort.FACT if meaning.spec is not None:
            return _fact_card(meaning.spec, library)
        case Sort.FIELD:
            return _field_card(meaning)
        case Sort.PARAMETER:
            return _parameter_card(outline.parameters[meaning.name])
        case Sort.TABLE:
            return _table_card(meaning.name, library)
        case Sort.FUNCTION:
            return _function_card(meaning.name)
        case Sort.VARIABLE:
            return _titled(meaning.name, f"变量 · {_type_words(meaning.type)}")
        case Sort.DAY:
            return _titled(meaning.name, "日期 · 以当日有效的规定核对")
        case Sort.QUANTITY:
            return _quantity_card(meaning.name)
    return ""


def clause_card(clause: Clause) -> str:
    """A clause as its register has it: words, strength, what it can carry, mark, departments."""
    document = clause.document
    lines = [
        f"**{clause.reference}** {clause.path}",
        "\n".join(f"> {line}" for line in clause.text.splitlines()) or "> (没有文字)",
        _listed(
            (
                ("文件", f"{document.title}({document.number}),{document.issuer};{document.in_force}"),
                ("文字", "逐字引文" if clause.quote else "自拟摘要"),
                ("语气", clause.strength),
                ("至多可致", f"{clause.ceiling.label}({clause.ceiling})" if clause.ceiling else "不产生项目结论(none)"),
                ("核实标记", clause.mark.value + (f"({clause.mark.note})" if clause.mark.note else "")),
                ("部门", departments_text(cite(clause, "clause"))),
                ("理解", clause.reading),
                ("去向", f"{clause.disposition.kind}:{clause.disposition.kind.meaning}" if clause.disposition else ""),
            )
        ),
    ]
    return "\n\n".join(lines)


def rule_card(rule: Written) -> str:
    """A rule by its id."""
    return _titled(rule.id, f"规则 · 规则包 {rule.pack}", rule.title)


def _fact_card(fact: FactSpec, library: Library) -> str:
    derived = fact.label in library.outline.derived
    derivations = library.derivations.get(fact.label, ())
    where = "推导事实" if derived else f"申报字段 · {fact.section}"
    by = [f"- 推导:{each.id} {each.title}" for each in derivations]
    return _titled(
        fact.label,
        f"{where} · {kind_of_fact(fact)} · `{fact.key}`",
        fact.doc,
        _choices(fact.choices),
        _fields(fact),
        "\n".join(by) or ("还没有推导给出这个事实" if derived else ""),
    )


def _field_card(meaning: Meaning) -> str:
    if meaning.spec is None:
        return _titled(meaning.name, f"记录的字段 · {_type_words(meaning.type)}")
    spec = meaning.spec
    return _titled(spec.label, f"记录的字段 · {kind_of_fact(spec)} · `{spec.key}`", spec.doc, _choices(spec.choices))


def _parameter_card(parameter: Parameter) -> str:
    unit = f" · 以 {parameter.unit.symbol} 计" if parameter.unit else ""
    timeline = [
        f"- {dated.period}:**{value_text(dated.value, parameter.unit)}**"
        + (f"({dated.source.reference})" if dated.source else "")
        for dated in parameter.values
    ]
    head = f"参数{unit} · `{parameter.key}`"
    return _titled(parameter.name, head, parameter.doc, "\n".join(timeline))


def _table_card(name: str, library: Library) -> str:
    versions = library.outline.tables[name]
    first = versions[0]
    inputs = [f"- 输入 {column.name}:{_column(column.type, column.unit)}" for column in first.inputs]
    outputs = [f"- 输出 {column.name}:{_column(column.type, column.unit)}" for column in first.outputs]
    periods = [
        f"- {each.in_force}:{f'{len(each.rows)} 行' if each.rows else '待录入'}"
        + (f"({each.source.reference})" if each.source else "")
        for each in versions
    ]
    call = f"{name}({', '.join(column.name for column in first.inputs)})"
    return _titled(
        call,
        f"决策表 · 命中策略 {first.hit_policy} · `{first.key}`",
        first.doc,
        "\n".join((*inputs, *outputs)),
        "\n".join(periods),
    )


def _function_card(name: str) -> str:
    calls = [
        f"- `{name}({', '.join(parameter.name for parameter in signature)})`" for signature in BUILTINS[name].signatures
    ]
    return _titled(name, "FEEL 函数(DMN 1.5)", "\n".join(calls))


def _quantity_card(written: str) -> str:
    try:
        value = parse_quantity(written)
    except UnitError:
        return ""
    return f"**{written}** = {value_text(value)}"


def value_text(value: Value, unit: Unit | None = None) -> str:
    """A value for people: a quantity in its declared unit, null as still to be entered."""
    if value is None:
        return "空(终止或待录入)"
    if isinstance(value, Quantity):
        return format_quantity(value, unit)
    if unit is not None and unit.symbol in ("%", "‰") and not isinstance(value, (str, bool, list)):
        return f"{literal(value)}(以 {unit.symbol} 填写)"
    return literal(value)


def _column(kind: FeelType, unit: Unit | None) -> str:
    return f"数量({unit.symbol})" if unit else described(kind) + _choices(choices_of(kind, None), lead=",取")


def _type_words(kind: FeelType) -> str:
    return described(kind)


def _choices(words: Iterable[str], lead: str = "可取:") -> str:
    known = list(words)
    if not known:
        return ""
    more = f" 等 {len(known)} 个" if len(known) > _MOST_WORDS else ""
    return lead + "、".join(known[:_MOST_WORDS]) + more


def _fields(fact: FactSpec) -> str:
    return f"每项的字段:{'、'.join(field.label for field in fact.fields)}" if fact.fields else ""


def _titled(title: str, *parts: str) -> str:
    return "\n\n".join((f"**{title}**", *filter(None, parts)))


def _listed(fields: Iterable[tuple[str, str]]) -> str:
    def lines() -> Iterator[str]:
        for word, text in fields:
            if text:
                yield f"- {word}:{text}"

    return "\n".join(lines())
