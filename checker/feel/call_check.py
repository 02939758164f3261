"""What a type check says of a function call: which function, how many arguments, of which types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from checker.feel import tree
from checker.feel.functions import BUILTINS, Builtin
from checker.feel.functions.patterns import compiled_pattern
from checker.feel.operand_check import Typed, element_problem, enumeration_problem, unit_problem
from checker.feel.tree import Span
from checker.feel.type_problem import TypeProblem, shown
from checker.feel.type_relations import clash_of_units, described, fits, nearest
from checker.feel.types import ANY, FeelType, FunctionType, ListType, Parameter, QuantityType

_PATTERNED: Final = frozenset(("matches", "replace", "split"))
_SOUGHT: Final = {"list contains": "element", "index of": "match"}
_ADDED: Final = {"append": "items", "insert before": "newItem", "list replace": "newItem"}
_ALIKE: Final = frozenset(("min", "max", "sum", "mean", "median", "mode", "stddev", "modulo"))


def call_type(
    name: str,
    functions: Mapping[str, FunctionType],
    arguments: Sequence[Typed],
    named: Mapping[str, Typed],
    span: Span,
) -> tuple[FeelType, list[TypeProblem]]:
    """The type of a call of a function by name, and what is wrong with it."""
    if name in functions:
        return functions[name].result, _problems(name, functions[name].parameters, arguments, named, span)
    builtin = BUILTINS.get(name)
    if builtin is None:
        remedy = nearest(name, [*functions, *BUILTINS]) or "核对函数名或决策表名"
        return ANY, [TypeProblem(f"未知函数“{name}”", span, remedy, "unknown-function")]
    return _builtin(builtin, arguments, named, span)


def _builtin(
    builtin: Builtin, arguments: Sequence[Typed], named: Mapping[str, Typed], span: Span
) -> tuple[FeelType, list[TypeProblem]]:
    signature = builtin.by_name(tuple(named)) if named else builtin.positional(len(arguments))
    if signature is None:
        closest = builtin.signatures[0]
        problems = _problems(builtin.name, closest, arguments, named, span)
        return ANY, problems or [_wrong_count(builtin.name, closest, len(arguments), span)]
    result = builtin.result
    if callable(result):
        in_order = [named[parameter.name] for parameter in signature if parameter.name in named] if named else arguments
        result = result([kind for _, kind in in_order]) if in_order else ANY
    problems = _problems(builtin.name, signature, arguments, named, span)
    if not problems:
        problems += _item_problems(builtin.name, signature, arguments, named)
    if builtin.name in _ALIKE:
        items = [(node, kind.item if isinstance(kind, ListType) else kind) for node, kind in arguments]
        clashing = [item for item in items[1:] if clash_of_units(items[0][1], item[1])]
        problems += [unit_problem(items[0], item, item[0].span) for item in clashing]
    if builtin.name in _PATTERNED and len(arguments) > 1:
        pattern = arguments[1][0]
        if isinstance(pattern, tree.Literal) and type(pattern.value) is str and not compiled_pattern(pattern.value, ""):
            message = f"函数“{builtin.name}”的正则表达式无效,或匹配代价过大"
            problems.append(
                TypeProblem(message, pattern.span, "括号与反斜杠写完整,不在重复之内再重复", "invalid-pattern")
            )
    return result, problems


def _item_problems(
    name: str, signature: Sequence[Parameter], arguments: Sequence[Typed], named: Mapping[str, Typed]
) -> Iterator[TypeProblem]:
    """Values that a list is searched for, or gets, though no item of it can be such."""
    wanted = _SOUGHT.get(name) or _ADDED.get(name)
    if wanted is None:
        return
    last = len(signature) - 1
    pairs = list(named.items()) or [
        (signature[min(place, last)].name, argument) for place, argument in enumerate(arguments)
    ]
    items = next((typed for label, typed in pairs if label == "list"), None)
    if items is None:
        return
    for label, typed in pairs:
        if label != wanted:
            continue
        if name in _SOUGHT:
            problem = element_problem(items, typed)
        else:
            kind = items[1].item if isinstance(items[1], ListType) else items[1]
            made_here = any(isinstance(node, tree.Literal) for node in tree.walk(items[0]))
            problem = None if made_here else enumeration_problem((items[0], kind), typed)
        if problem is not None:
            yield problem


def _problems(
    name: str, parameters: Sequence[Parameter], arguments: Sequence[Typed], named: Mapping[str, Typed], span: Span
) -> list[TypeProblem]:
    problems = []
    if named:
        known = {parameter.name: parameter for parameter in parameters}
        for label, (node, _) in named.items():
            if label not in known:
                remedy = nearest(label, known) or f"参数有:{'、'.join(known)}"
                problems.append(TypeProblem(f"函数“{name}”没有参数“{label}”", node.span, remedy, "wrong-arguments"))
        missing = [parameter.name for parameter in parameters if not parameter.optional and parameter.name not in named]
        if missing:
            problems.append(
                TypeProblem(f"函数“{name}”缺少参数“{missing[0]}”", span, f"补上 {missing[0]}: 值", "wrong-arguments")
            )
        pairs = [(known[label], typed) for label, typed in named.items() if label in known]
    else:
        if not _accepts(parameters, len(arguments)):
            return [_wrong_count(name, parameters, len(arguments), span)]
        pairs = [(parameters[min(index, len(parameters) - 1)], typed) for index, typed in enumerate(arguments)]
    problems += [problem for parameter, typed in pairs if (problem := _argument_problem(name, parameter, typed))]
    return problems


def _accepts(parameters: Sequence[Parameter], count: int) -> bool:
    required = sum(not parameter.optional for parameter in parameters)
    unlimited = bool(parameters) and parameters[-1].repeated
    return required <= count and (unlimited or count <= len(parameters))


def _wrong_count(name: str, parameters: Sequence[Parameter], count: int, span: Span) -> TypeProblem:
    wanted = ", ".join(f"{parameter.name}{'?' if parameter.optional else ''}" for parameter in parameters)
    return TypeProblem(
        f"函数“{name}”的参数个数不对(写了 {count} 个)", span, f"写成 {name}({wanted})", "wrong-arguments"
    )


def _argument_problem(name: str, parameter: Parameter, argument: Typed) -> TypeProblem | None:
    node, kind = argument
    wanted = parameter.type
    if fits(kind, wanted):
        return enumeration_problem((tree.Name(parameter.name), wanted), argument)
    closed = enumeration_problem((tree.Name(parameter.name), wanted), argument)
    if closed is not None:
        return closed
    message = f"函数“{name}”的参数“{parameter.name}”应为{described(wanted)},“{shown(node)}”是{described(kind)}"
    single = kind.item if isinstance(kind, ListType) else kind
    remedy, code = f"写成{described(wanted)}", "type-mismatch"
    if clash_of_units(single, wanted) and isinstance(wanted, QuantityType):
        remedy, code = f"写上或换算为单位 {wanted.dimension.symbol}", "unit-mismatch"
    elif clash_of_units(single, wanted):
        remedy, code = "除以 1 个单位化为数,如 x / 1 t", "unit-mismatch"
    return TypeProblem(message, node.span, remedy, code)
