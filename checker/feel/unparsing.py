"""From tree back to text: what is written parses to the same tree."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from checker.feel import exact, tree
from checker.feel.literal import literal, quoted, written_key
from checker.feel.tree import ArithmeticOperator, Node
from checker.feel.types import AnyType
from checker.feel.units import Quantity

# How tightly each construct binds, after the levels of grammar.lark; what reaches to the right end binds loosest.
_OPEN, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _UNARY, _POSTFIX, _ATOM = range(10)
_ARITHMETIC: Final = {
    ArithmeticOperator.ADD: _SUM,
    ArithmeticOperator.SUBTRACT: _SUM,
    ArithmeticOperator.MULTIPLY: _PRODUCT,
    ArithmeticOperator.DIVIDE: _PRODUCT,
    ArithmeticOperator.POWER: _POWER,
}


def unparse(node: Node) -> str:
    """The text of ``node`` with one space around operators and no brackets it does not need."""
    return _write(node)[0]


def _at(node: Node, level: int) -> str:
    """``node`` where something binding at least as tightly as ``level`` must stand."""
    text, own = _write(node)
    return text if own >= level else f"({text})"


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(map(unparse, nodes))


def _write(node: Node) -> tuple[str, int]:
    """The text and how tightly it binds."""
    match node:
        case tree.Literal():
            return _literal(node)
        case tree.AtLiteral(text=text):
            return f"@{quoted(text)}", _ATOM
        case tree.Name(name=name):
            return name, _ATOM
        case tree.Path():
            return f"{_at(node.source, _POSTFIX)}.{node.name}", _POSTFIX
        case tree.Filter():
            return f"{_at(node.source, _POSTFIX)}[{unparse(node.condition)}]", _POSTFIX
        case tree.Call():
            named = ", ".join(f"{name}: {unparse(value)}" for name, value in node.named)
            # A unit would not end before a bracket: 5 t (x) is no call.
            function = _at(node.function, _ATOM + 1 if isinstance(node.function, tree.Literal) else _POSTFIX)
            return f"{function}({named or _listed(node.arguments)})", _POSTFIX
        case tree.InstanceOf():
            return f"{_at(node.value, _POSTFIX)} instance of {node.type}", _POSTFIX
        case tree.Negation():
            return f"-{_at(node.operand, _UNARY)}", _UNARY
        case tree.Arithmetic():
            level = _ARITHMETIC[node.operator]
            return f"{_at(node.left, level)} {node.operator} {_at(node.right, level + 1)}", level
        case tree.And(items=items):
            return " and ".join(_at(item, _COMPARISON) for item in items), _AND
        case tree.Or(items=items):
            return " or ".join(_at(item, _AND) for item in items), _OR
        case tree.Not(item=item):
            return f"not({unparse(item)})", _ATOM
        case _:
            return _write_rest(node)


def _write_rest(node: Node) -> tuple[str, int]:
    match node:
        case tree.Comparison():
            return f"{_compared(node.left)} {node.operator} {_at(node.right, _SUM)}", _COMPARISON
        case tree.Between():
            low, high = _at(node.low, _SUM), _at(node.high, _SUM)
            return f"{_compared(node.value)} between {low} and {high}", _COMPARISON
        case tree.In():
            return f"{_compared(node.value)} in {_tests(node.tests)}", _COMPARISON
        case tree.UnaryTest():
            return f"({_test(node)})", _ATOM
        case tree.Interval():
            opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
            return f"{opening}{unparse(node.start)}..{unparse(node.end)}{closing}", _ATOM
        case tree.ListExpr(items=items):
            return f"[{_listed(items)}]", _ATOM
        case tree.ContextExpr():
            return f"{{{', '.join(f'{written_key(key)}: {unparse(value)}' for key, value in node.entries)}}}", _ATOM
        case tree.If():
            branches = f"{unparse(node.consequence)} else {unparse(node.alternative)}"
            return f"if {unparse(node.condition)} then {branches}", _OPEN
        case tree.Binding():
            end = "" if node.end is None else f"..{unparse(node.end)}"
            return f"{node.name} in {unparse(node.source)}{end}", _OPEN
        case tree.Quantified():
            return f"{node.quantifier} {_listed(node.bindings)} satisfies {unparse(node.condition)}", _OPEN
        case tree.For():
            return f"for {_listed(node.bindings)} return {unparse(node.body)}", _OPEN
        case tree.FunctionDefinition():
            parameters = ", ".join(
                name if isinstance(kind, AnyType) else f"{name}: {kind}" for name, kind in node.parameters
            )
            return f"function({parameters}) {unparse(node.body)}", _OPEN
    raise AssertionError(node)


def _compared(node: Node) -> str:
    """The left of a comparison: another comparison there keeps its brackets, for the reader and for ``a < b < c``."""
    return _at(node, _SUM)


def _tests(tests: tuple[Node, ...]) -> str:
    if len(tests) > 1:
        return f"({', '.join(_test(test) for test in tests)})"
    (only,) = tests
    return f"({_test(only)})" if isinstance(only, tree.UnaryTest) else _at(only, _SUM)


def _test(test: Node) -> str:
    if isinstance(test, tree.UnaryTest):
        return f"{test.operator} {_at(test.operand, _SUM)}"
    return unparse(test)


def _literal(node: tree.Literal) -> tuple[str, int]:
    value, unit = node.value, node.unit
    if unit is not None:
        magnitude = value.magnitude if isinstance(value, Quantity) else value
        text = f"{_figure(exact.divide(magnitude, unit.factor) or exact.ZERO)} {unit.symbol}"
    elif isinstance(value, Decimal):
        text = _figure(value)
    else:
        text = literal(value)
    # A negative literal only comes from a tree made by hand; it reads back as a negation.
    return text, _UNARY if text.startswith("-") else _ATOM


def _figure(number: exact.Number) -> str:
    return exact.plain(number if isinstance(number, Decimal) else exact.rounded(number))
