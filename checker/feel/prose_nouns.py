"""Value expressions as noun phrases: amounts, dates, lists, what a table or a function gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Final

from checker.feel import tree
from checker.feel.literal import quoted
from checker.feel.prose_functions import EXTREMES, PHRASES, TYPES, is_table
from checker.feel.prose_scope import Reference, Scope
from checker.feel.prose_times import counted_duration, is_date, is_duration, temporal_of
from checker.feel.prose_words import Phrase, joined, numeral, ordinal, temporal_words
from checker.feel.tree import ArithmeticOperator, Node
from checker.feel.unparsing import unparse

# How tightly a noun phrase holds together.
OPEN, SUM, PRODUCT, SIGNED, ATOM = range(5)
_SIGNS: Final = {
    ArithmeticOperator.ADD: ("+", SUM),
    ArithmeticOperator.SUBTRACT: ("−", SUM),
    ArithmeticOperator.MULTIPLY: ("×", PRODUCT),
    ArithmeticOperator.DIVIDE: ("÷", PRODUCT),
}


def position_of(condition: Node) -> int | None:
    """The position a filter picks when its condition is a whole number, else None."""
    match condition:
        case tree.Literal(value=Decimal() as value, unit=None) if value == value.to_integral_value():
            return int(value) if value.adjusted() < 9 else None
        case tree.Negation(operand=operand):
            position = position_of(operand)
            return None if position is None else -position
    return None


class Nouns(ABC):
    """The reader of value expressions; what it needs of conditions is left to the reader of those."""

    @abstractmethod
    def clause(self, node: Node, scope: Scope) -> Phrase:
        """A condition as a clause."""

    @abstractmethod
    def branched(self, node: tree.If, scope: Scope) -> Phrase:
        """A choice between values."""

    def noun(self, node: Node, scope: Scope) -> Phrase:
        """A value expression as a noun phrase."""
        match node:
            case tree.Literal():
                return _literal(node)
            case tree.AtLiteral():
                return Phrase(temporal_words(temporal_of(node)) or scope.quote(node), ATOM)
            case tree.Name(name=name):
                return Phrase(scope.name(name), ATOM)
            case tree.Path():
                return Phrase(self._member(node, scope), ATOM)
            case tree.Negation(operand=operand):
                return Phrase(f"−{self.noun(operand, scope).at(ATOM)}", SIGNED)
            case tree.Arithmetic():
                return self._arithmetic(node, scope)
            case tree.If():
                return self.branched(node, scope)
            case tree.ListExpr(items=items):
                return Phrase(self._listed(items, scope) if items else "空的列表", ATOM if len(items) < 2 else OPEN)
            case tree.Filter():
                return Phrase(self._filtered(node, scope), ATOM)
            case tree.For():
                return Phrase(self._reckoned(node, scope), ATOM)
            case tree.Call(function=tree.Name(name="sum"), arguments=(only,)) if total := self._total(only, scope):
                return total
            case tree.Call():
                return Phrase(self._called(node, scope), ATOM)
            case tree.ContextExpr() | tree.FunctionDefinition() | tree.Binding() | tree.Interval() | tree.UnaryTest():
                return Phrase(scope.quote(node), ATOM)
            case tree.InstanceOf(type=kind) if str(kind) not in TYPES:
                return Phrase(scope.quote(node), ATOM)
            case _:
                return Phrase(f"（{self.clause(node, scope).text}）是否成立", ATOM)

    def each(self, source: Node, scope: Scope, word: str = "每项") -> str:
        """Every item of a list, e.g. ``名称含“熟料”的每项产品``."""
        match source:
            case tree.Name(name=name) if name not in scope.variables:
                return joined(word, name)
            case tree.Filter(condition=condition) if position_of(condition) is None:
                return joined(self.attribute(source, scope), "的", self.each(source.source, scope, word))
        return joined(self.noun(source, scope).at(ATOM), f"的{'各' if word == '各项' else '每一'}项")

    def attribute(self, node: tree.Filter, scope: Scope) -> str:
        """The condition of a filter, to stand before 的."""
        inner = scope.of_attribute(self.base(node.source, scope), node.condition)
        return self.clause(node.condition, inner).at(OPEN + 1)

    def base(self, source: Node, scope: Scope) -> str:
        """What one item of a list is called, e.g. ``产品``."""
        match source:
            case tree.Filter():
                return self.base(source.source, scope)
            case tree.Name(name=name):
                return scope.name(name)
            case tree.Path(name=name):
                return name
        return "项"

    def item_scope(self, binding: tree.Binding, body: Node, scope: Scope, owner: str = "其") -> Scope:
        """The scope of ``body``, said of one item; where it goes through lists itself, 其 would not tell whose."""
        noun = self.base(binding.source, scope)
        if any(isinstance(part, tree.For | tree.Quantified) for part in tree.walk(body)):
            return scope.inside(binding.name, Reference(noun, f"该{noun}", f"该{noun}的"))
        return scope.inside(binding.name, Reference(noun, "该项", owner))

    def marked(self, bindings: tuple[tree.Binding, ...], scope: Scope) -> tuple[str, Scope]:
        """Several lists gone through together, their items by letter: ``每项产品（记作 p）、每项锅炉（记作 b）``."""
        phrases = []
        for binding in bindings:
            if binding.end is None:
                through = self.each(binding.source, scope)
            else:
                start, end = (self.noun(part, scope).at(ATOM) for part in (binding.source, binding.end))
                through = joined(start, "至", end, "的每个整数")
            phrases.append(f"{through}（记作 {binding.name}）")
            scope = scope.beside(binding.name, Reference(binding.name, binding.name, f"{binding.name} 的"))
        return "、".join(phrases), scope

    def table(self, node: Node, scope: Scope) -> str | None:
        """How a decision table is looked up: ``按（“水泥”、限额执行等级）查《水泥电耗限额》表``; None for others."""
        title = self.table_title(node, scope)
        if title is None or not isinstance(node, tree.Call):
            return None
        given = [self.noun(argument, scope).at(SUM) for argument in node.arguments]
        given += [joined(key, "为", self.noun(value, scope).at(SUM)) for key, value in node.named]
        key = f"（{'、'.join(given)}）" if len(given) > 1 else "".join(given)
        return joined("按" if given else "", key, f"查{title}")

    def table_title(self, node: Node, scope: Scope) -> str | None:
        """The title of the decision table that is looked up, e.g. ``《水泥电耗限额》表``; None for others."""
        match node:
            case tree.Call(function=tree.Name(name=name)) if is_table(name) and name not in scope.variables:
                return f"《{name}》{'' if name.endswith('表') else '表'}"
        return None

    def _listed(self, items: tuple[Node, ...], scope: Scope) -> str:
        return "、".join(self.noun(item, scope).at(SUM) for item in items)

    def _member(self, node: tree.Path, scope: Scope) -> str:
        member = scope.member(node)
        return joined(*member) if member else joined(self.noun(node.source, scope).at(ATOM), "的", node.name)

    def _arithmetic(self, node: tree.Arithmetic, scope: Scope) -> Phrase:
        if node.operator is ArithmeticOperator.POWER:
            power = joined(self.noun(node.left, scope).at(ATOM), "的", self.noun(node.right, scope).at(ATOM), "次方")
            return Phrase(power, ATOM)
        sign, level = _SIGNS[node.operator]
        left, right = self.noun(node.left, scope).at(level), self.noun(node.right, scope).at(level + 1)
        if level == SUM and is_duration(node.right) and not is_duration(node.left):
            if counted_duration(node.right) is not None:
                return Phrase(joined(left, "加上" if sign == "+" else "减去", right), SUM)
            return Phrase(joined(left, "后" if sign == "+" else "前", " ", right), SUM)
        before = sign if left.endswith("）") else f" {sign}"
        return Phrase(f"{left}{before}{'' if right.startswith('（') else ' '}{right}", level)

    def _filtered(self, node: tree.Filter, scope: Scope) -> str:
        match node.condition:
            case tree.Arithmetic():
                which = f"第（{self.noun(node.condition, scope.of_attribute('', node.condition)).text}）项"
            case condition:
                position = position_of(condition)
                which = "" if position is None else ordinal(position) or f"第 {position} 项"
        source = self.noun(node.source, scope).at(ATOM)
        return joined(source, "中的", which) if which else joined(self.attribute(node, scope), "的", source)

    def _reckoned(self, node: tree.For, scope: Scope) -> str:
        if len(node.bindings) > 1 or node.bindings[0].end is not None:
            through, marked = self.marked(node.bindings, scope)
            return f"按{through}分别计算的（{self.noun(node.body, marked).text}）"
        (binding,) = node.bindings
        match node.body:
            case tree.Name(name=binding.name):
                return self.each(binding.source, scope, "各项")
            case tree.Path(source=tree.Name(name=binding.name), name=name):
                return joined(self.each(binding.source, scope, "各项"), "的", name)
        inner = self.item_scope(binding, node.body, scope)
        table = self.table(node.body, inner)
        if table is not None:
            return f"{joined(self.each(binding.source, scope), table)}所得的值"
        body = self.noun(node.body, inner).text
        return f"{joined('按', self.each(binding.source, scope))}分别计算的（{body}）"

    def _called(self, node: tree.Call, scope: Scope) -> str:
        table = self.table(node, scope)
        if table is not None:
            return f"{table}所得的值"
        found = temporal_words(temporal_of(node))
        counted = counted_duration(node)
        if counted is not None:
            return f"{self.noun(counted[0], scope).at(ATOM)}（{counted[1]}）"
        match node:
            case _ if found is not None:
                return found
            case tree.Call(function=tree.Name(name="substring"), arguments=(text, *where)):
                return self._part(node, text, where, scope)
            case tree.Call(function=tree.Name(name=name), arguments=arguments) if name in EXTREMES and arguments:
                return self._extreme(name, arguments, scope)
            case tree.Call(function=tree.Name(name=name), arguments=arguments) if (name, len(arguments)) in PHRASES:
                parts = [self.noun(argument, scope).at(ATOM) for argument in arguments]
                pieces = PHRASES[name, len(arguments)].split("{}")
                return joined(*(part for pair in zip(pieces, [*parts, ""], strict=True) for part in pair))
        return scope.quote(node)

    def _total(self, summed: Node, scope: Scope) -> Phrase | None:
        """A sum that starts from an amount, so that it has a value even when the list is empty."""
        match summed:
            case tree.Call(function=tree.Name(name="concatenate"), arguments=(tree.ListExpr(items=(first,)), rest)) if (
                not isinstance(rest, tree.ListExpr)
            ):
                start, total = self.noun(first, scope), joined(self.noun(rest, scope).at(ATOM), "之和（没有的，计")
                if isinstance(first, tree.Literal):
                    return Phrase(f"{joined(total, start.text)}）", ATOM)
                return Phrase(f"{start.at(SUM)} + {total} 0）", SUM)
        return None

    def _extreme(self, name: str, arguments: tuple[Node, ...], scope: Scope) -> str:
        word = EXTREMES[name][any(map(is_date, arguments))]
        if len(arguments) > 1:
            return joined(self._listed(arguments, scope), f"中的{word}值")
        return joined(self.noun(arguments[0], scope).at(SUM), f"中的{word}值")

    def _part(self, node: Node, text: Node, where: list[Node], scope: Scope) -> str:
        positions = [position_of(part) for part in where]
        whole = self.noun(text, scope).at(ATOM)
        match positions:
            case [1, int() as length] if length > 0:
                return joined(whole, "首位" if length == 1 else f"前{_counted(length)}位")
            case [int() as start] if start < 0:
                return joined(whole, "末位" if start == -1 else f"后{_counted(-start)}位")
            case [int() as start] if start > 0:
                return joined(whole, f"自第 {start} 位起的部分")
            case [int() as start, int() as length] if start > 0 and length > 0:
                return joined(whole, f"第 {start} 位" if length == 1 else f"第 {start} 至 {start + length - 1} 位")
        return scope.quote(node)


def _counted(number: int) -> str:
    return "两" if number == 2 else numeral(number)


def _literal(node: tree.Literal) -> Phrase:
    match node.value:
        case None:
            return Phrase("空值", ATOM)
        case bool() as value:
            return Phrase("“是”" if value else "“否”", ATOM)
        case str() as value:
            return Phrase(f"“{quoted(value)[1:-1].replace(chr(92) + chr(34), chr(34))}”", ATOM)
    text = unparse(node)
    return Phrase(f"−{text[1:]}", SIGNED) if text.startswith("-") else Phrase(text, ATOM)
