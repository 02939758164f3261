"""Compilation: from tree to a closure that takes an environment and gives a value.

An environment is a mapping from name to value; a name that is missing is null. By the standard null equals null and
nothing else, so ``燃料 = "煤"`` is false, and ``not(…)`` of it true, while 燃料 is not filled in. That is right for
data and wrong for a judgement, where missing must never pass. With ``null_is_unknown`` a null that an expression reads
is unknown, and so is what depends on it: ``=``, ``!=``, ``in``, ``is``, ``list contains``, ``instance of``, the
condition of ``if`` and of a filter. A ``null`` written in the expression still compares as the standard says:
``燃料 = null``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from checker.feel import closures, comparing, iteration, operations, tree
from checker.feel.callables import DefinedFunction
from checker.feel.calls import builtin_call, python_call, value_call
from checker.feel.closures import Closure, constant
from checker.feel.conformance import is_instance
from checker.feel.functions import BUILTINS
from checker.feel.limits import Environment, ExhaustedError, ItemScope, Scope, Steps
from checker.feel.temporal import parse_at_literal
from checker.feel.tree import ComparisonOperator, Node
from checker.feel.units import Quantity
from checker.feel.values import OpenRange, Range, Value

_SCOPED: Final = (tree.ContextExpr, tree.Filter, tree.Quantified, tree.For, tree.FunctionDefinition)
_CLOCK: Final = frozenset({"today", "now"})
_NULL_AS_VALUE: Final = frozenset({"list contains", "is"})
_FOLDED: Final = (tree.Negation, tree.Arithmetic, tree.Interval, tree.ListExpr, tree.UnaryTest, tree.Call)


def compile_node(
    node: Node, functions: Mapping[str, Callable[..., Value]] | None = None, *, null_is_unknown: bool = False
) -> Callable[[Mapping[str, Value]], Value]:
    """The function that evaluates ``node``; ``functions`` are called before built-in ones of the same name.

    It raises nothing of its own: a type error, a missing name and a limit exceeded are null. Numbers in its result may
    be fractions and are not rounded yet; ``evaluate`` and ``literal`` do that.
    """
    closure = _Compilation(functions or {}, null_is_unknown=null_is_unknown).closure(node)
    inside = list(tree.walk(node))
    if any(isinstance(inner, _SCOPED) or (isinstance(inner, tree.In) and _speaks_of_input(inner)) for inner in inside):
        return closures.scoped(closure)
    return closures.guarded(closure) if any(isinstance(inner, tree.Call) for inner in inside) else closure


def _speaks_of_input(node: tree.In) -> bool:
    return any("?" in tree.names_in(test) for test in node.tests)


class _Compilation:
    """One compilation; ``_constants`` holds the value of each closure that is known not to depend on anything."""

    def __init__(self, functions: Mapping[str, Callable[..., Value]], *, null_is_unknown: bool) -> None:
        self._functions = functions
        self._unknown = null_is_unknown
        self._constants: dict[Closure, Value] = {}

    def closure(self, node: Node, bound: frozenset[str] = frozenset()) -> Closure:
        """The closure of ``node`` where the names ``bound`` are variables of the expression itself."""
        compiled = self._closure(node, bound)
        if isinstance(node, _FOLDED) and compiled not in self._constants:
            return self._folded(node, compiled, bound)
        return compiled

    def _constant(self, value: Value) -> Closure:
        closure = constant(value)
        self._constants[closure] = value
        return closure

    def _folded(self, node: Node, compiled: Closure, bound: frozenset[str]) -> Closure:
        for inner in tree.walk(node):
            if isinstance(inner, tree.Call):
                named = isinstance(inner.function, tree.Name)
                name = inner.function.name if isinstance(inner.function, tree.Name) else ""
                if not named or name in bound or name in self._functions or name in _CLOCK or name not in BUILTINS:
                    return compiled
            elif isinstance(inner, tree.Name):
                if inner.name not in BUILTINS:
                    return compiled
            elif not isinstance(inner, (*_FOLDED, tree.Literal, tree.AtLiteral)):
                return compiled
        try:
            return self._constant(compiled(Scope({}, {}, Steps())))
        except (ExhaustedError, RecursionError):
            return compiled

    def _closure(self, node: Node, bound: frozenset[str]) -> Closure:
        match node:
            case tree.Literal(value=value):
                return self._constant(value)
            case tree.AtLiteral(text=text):
                return self._constant(parse_at_literal(text))
            case tree.Name():
                return self._name(node, bound)
            case tree.Path(source=tree.Name(name=source)) if source not in BUILTINS and source not in self._functions:
                return closures.member_of(source, node.name)
            case tree.Path():
                return closures.path(self.closure(node.source, bound), node.name)
            case tree.Comparison():
                return self._comparison(node, bound)
            case tree.And():
                return closures.conjunction([self.closure(item, bound) for item in node.items])
            case tree.Or():
                return closures.disjunction([self.closure(item, bound) for item in node.items])
            case tree.Not():
                return closures.negation(self.closure(node.item, bound))
            case tree.In():
                return self._in(node, bound)
            case tree.Arithmetic():
                left, right = self.closure(node.left, bound), self.closure(node.right, bound)
                return closures.arithmetic(node.operator, left, right)
            case tree.Negation():
                return closures.applied(operations.negate, self.closure(node.operand, bound))
            case tree.Between():
                low, high = self.closure(node.low, bound), self.closure(node.high, bound)
                return comparing.between(self.closure(node.value, bound), low, high)
            case tree.If():
                return closures.conditional(
                    self.closure(node.condition, bound),
                    self.closure(node.consequence, bound),
                    self.closure(node.alternative, bound),
                    null_is_unknown=self._unknown,
                )
            case tree.Call():
                return self._call(node, bound)
            case _:
                return self._structure(node, bound)

    def _structure(self, node: Node, bound: frozenset[str]) -> Closure:
        match node:
            case tree.ListExpr():
                items = [self.closure(item, bound) for item in node.items]
                return lambda env: [item(env) for item in items]
            case tree.ContextExpr():
                return self._context(node, bound)
            case tree.Interval():
                return self._interval(node, bound)
            case tree.UnaryTest():
                operator, operand = str(node.operator), self.closure(node.operand, bound)
                return lambda env: OpenRange(operator, operand(env))
            case tree.Filter():
                condition = self.closure(node.condition, bound | {"item"})
                source = self.closure(node.source, bound)
                return iteration.filtered(source, condition, null_is_unknown=self._unknown)
            case tree.Quantified():
                loops, inner = self._loops(node.bindings, bound)
                every = node.quantifier is tree.Quantifier.EVERY
                return iteration.quantified(loops, self.closure(node.condition, inner), every=every)
            case tree.For():
                loops, inner = self._loops(node.bindings, bound)
                keeps_partial = "partial" in tree.names_in(node.body)
                return iteration.for_each(
                    loops, self.closure(node.body, inner | {"partial"}), keeps_partial=keeps_partial
                )
            case tree.InstanceOf():
                return self._instance_of(node, bound)
            case tree.FunctionDefinition():
                parameters = node.parameters
                body = self.closure(node.body, bound | {name for name, _ in parameters})
                return lambda env: DefinedFunction(parameters, body, env)
        raise AssertionError(node)

    def _name(self, node: tree.Name, bound: frozenset[str]) -> Closure:
        function = self._functions.get(node.name) or BUILTINS.get(node.name)
        if function is None or node.name in bound:
            return closures.name(node.name)
        return closures.name_or(node.name, function)

    def _comparison(self, node: tree.Comparison, bound: frozenset[str]) -> Closure:
        left, right = self.closure(node.left, bound), self.closure(node.right, bound)
        operator, label = node.operator, _label(node.left)
        fixed: Value = self._constants.get(right)
        if operator not in (ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL):
            if label is not None and type(fixed) in (Decimal, Quantity):
                return comparing.ordering_with(operator, label, fixed)
            return comparing.ordering(operator, left, right)
        negated = operator is ComparisonOperator.NOT_EQUAL
        unknown = self._unknown and not _is_null(node.left) and not _is_null(node.right)
        if label is not None and type(fixed) in (str, bool):
            return comparing.equality_with(label, fixed, negated=negated, null_is_unknown=unknown)
        return comparing.equality(left, right, negated=negated, null_is_unknown=unknown)

    def _in(self, node: tree.In, bound: frozenset[str]) -> Closure:
        value = self.closure(node.value, bound)
        tests = node.tests
        items = tests[0].items if len(tests) == 1 and isinstance(tests[0], tree.ListExpr) else tests
        words: list[Value] = [self._constants.get(self.closure(item, bound)) for item in items]
        if words and all(type(word) is str for word in words):
            return comparing.membership(value, frozenset(words), null_is_unknown=self._unknown)
        return comparing.any_test(value, [self._test(test, bound) for test in tests])

    def _test(self, test: Node, bound: frozenset[str]) -> comparing.Test:
        """One test on the right of ``in``: environment and value to truth."""
        unknown = self._unknown and not _is_null(test)
        if isinstance(test, tree.UnaryTest):
            operator, operand = str(test.operator), self.closure(test.operand, bound)
            unknown = self._unknown and not _is_null(test.operand)

            def compared(env: Environment, value: Value) -> bool | None:
                other = operand(env)
                return (
                    None if unknown and (value is None or other is None) else operations.compare(operator, value, other)
                )

            return compared
        compiled = self.closure(test, bound | {"?"})
        if "?" not in tree.names_in(test):
            matches = operations.known_match if unknown else operations.matches_test
            return lambda env, value: matches(value, compiled(env))

        def of_itself(env: Scope | ItemScope, value: Value) -> bool | None:
            truth = compiled(Scope({"?": value}, env, env.steps))
            return truth if truth is None or isinstance(truth, bool) else operations.matches_test(value, truth)

        return of_itself

    def _context(self, node: tree.ContextExpr, bound: frozenset[str]) -> Closure:
        keys = [key for key, _ in node.entries]
        if len(set(keys)) < len(keys):
            return constant(None)
        entries = []
        for key, value in node.entries:
            entries.append((key, self.closure(value, bound)))
            bound = bound | {key}

        def closure(env: Scope | ItemScope) -> Value:
            names: dict[str, Value] = {}
            scope = Scope(names, env, env.steps)
            for key, value in entries:
                names[key] = value(scope)
            return names

        return closure

    def _interval(self, node: tree.Interval, bound: frozenset[str]) -> Closure:
        start, end = self.closure(node.start, bound), self.closure(node.end, bound)
        start_included, end_included = node.start_included, node.end_included
        return lambda env: Range(start(env), end(env), start_included, end_included)

    def _loops(
        self, bindings: tuple[tree.Binding, ...], bound: frozenset[str]
    ) -> tuple[list[iteration.Loop], frozenset[str]]:
        loops = []
        for binding in bindings:
            end = None if binding.end is None else self.closure(binding.end, bound)
            loops.append(iteration.Loop(binding.name, self.closure(binding.source, bound), end))
            bound = bound | {binding.name}
        return loops, bound

    def _instance_of(self, node: tree.InstanceOf, bound: frozenset[str]) -> Closure:
        value, kind = self.closure(node.value, bound), node.type
        unknown = self._unknown and not _is_null(node.value)

        def closure(env: Environment) -> bool | None:
            found = value(env)
            return None if unknown and found is None else is_instance(found, kind)

        return closure

    def _call(self, node: tree.Call, bound: frozenset[str]) -> Closure:
        arguments = [self.closure(argument, bound) for argument in node.arguments]
        named = {name: self.closure(value, bound) for name, value in node.named} if node.named else None
        if named is not None and len(named) < len(node.named):
            return constant(None)
        if not isinstance(node.function, tree.Name) or node.function.name in bound:
            return value_call(self.closure(node.function, bound), arguments, named)
        name = node.function.name
        if name in self._functions:
            return python_call(self._functions[name], arguments, named)
        if name not in BUILTINS:
            return value_call(closures.name(name), arguments, named)
        if name in _CLOCK:
            return closures.name(name) if not arguments and named is None else constant(None)
        call = builtin_call(BUILTINS[name], arguments, named)
        if name == "list contains" and len(arguments) == 2:
            word: Value = self._constants.get(arguments[1])
            if type(word) is str:
                general = comparing.unknown_if_null(call, arguments) if self._unknown else call
                return comparing.contains_word(arguments[0], word, general, null_is_unknown=self._unknown)
        if self._unknown and name in _NULL_AS_VALUE and not any(_is_null(inner) for inner in tree.children(node)):
            return comparing.unknown_if_null(call, [*arguments, *(named or {}).values()])
        return call


def _label(node: Node) -> str | None:
    return node.name if isinstance(node, tree.Name) and node.name not in BUILTINS else None


def _is_null(node: Node) -> bool:
    return isinstance(node, tree.Literal) and node.value is None
