"""The prose reader: an expression said in Chinese, for people who read regulations rather than programs.

The sentence means what the expression means. Between conditions a comma binds looser than anything inside them, and
where 且 and 或 meet, brackets or numbered items tell them apart. What has no wording is quoted as written, in 「」.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from checker.feel import tree
from checker.feel.prose_nouns import ATOM, OPEN, SUM, position_of
from checker.feel.prose_predicates import (
    EQUALITIES,
    Predicates,
    alternatives_of,
    is_bare,
    listed_verb,
    oriented,
    presence_of,
    subject_of,
    value_of,
)
from checker.feel.prose_scope import Scope
from checker.feel.prose_words import Phrase, joined, none_of, numeral, one_of, stated
from checker.feel.tree import ComparisonOperator, Node, Quantifier, names_in

# How tightly a clause holds together, above OPEN.
_OR, _AND, _SINGLE = range(OPEN + 1, OPEN + 4)
_LONG: Final = 70
"""Joined conditions longer than this that need brackets are numbered instead."""

_NO_FIGURES: Final[Mapping[Node, str]] = {}
_BY_ITSELF: Final = {True: "任何情形均成立", False: "任何情形均不成立", None: "无法判定"}
_AS_BRANCH: Final = {True: "成立", False: "不成立", None: "无法判定"}


def in_words(
    node: Node,
    *,
    derived: Collection[str] = (),
    within: Sequence[tree.Quantified] = (),
    places: Collection[str] = (),
    figures: Mapping[Node, str] = _NO_FIGURES,
    conditional: bool = True,
) -> str:
    """A condition as a clause that can follow 条件 or 要求.

    ``derived`` are the names that nobody fills in: derived facts and parameters, which are 已确定 rather than 已填写.
    ``within`` are the conditions on lists around ``node``, outermost first: it is then said of one item. ``places`` are
    names that stand for one known item, e.g. ``产品[2]``. ``figures`` are values of limits, said before the limit.
    Without ``conditional``, ``not(a) or b`` is two alternatives rather than: if a, then b.
    """
    scope = Scope(derived, figures=figures, conditional=conditional)
    if places:
        scope = scope.placed(places)
    for around in within:
        scope = _SENTENCES.of_one_item(around, scope)
    return _SENTENCES.whole(node, scope)


def noun_of(node: Node, *, derived: Collection[str] = (), places: Collection[str] = ()) -> str:
    """A value expression as a noun phrase; ``derived`` and ``places`` as for ``in_words``."""
    return _SENTENCES.noun(node, Scope(derived).placed(places)).text


class _Sentences(Predicates):
    """The reader of conditions."""

    def whole(self, node: Node, scope: Scope) -> str:
        """A condition that stands alone: joined conditions that would need many brackets are numbered."""
        plain = self.clause(node, scope)
        if isinstance(node, tree.And | tree.Or) and plain.level in (_AND, _OR):
            pieces = self._pieces(node, scope)
            bracketed = sum(piece.level not in (plain.level, _SINGLE) for piece in pieces)
            if bracketed > 1 or (bracketed and len(plain.text) > _LONG):
                items = "；".join(f"（{numeral(number)}）{piece.text}" for number, piece in enumerate(pieces, 1))
                return f"{'同时满足' if plain.level == _AND else '至少满足下列一项'}：{items}"
        return plain.text

    def clause(self, node: Node, scope: Scope) -> Phrase:
        """A condition as a clause."""
        match node:
            case tree.And() | tree.Or():
                return self._joined(node, scope)
            case tree.In() if len(alternatives := alternatives_of(node)) > 1:
                return self._joined(tree.Or(alternatives), scope)
            case tree.Not(item=item):
                return self._negated(item, scope)
            case tree.If():
                return self._conditional(node, scope)
            case tree.Quantified():
                return self._quantified(node, scope)
            case tree.Literal(value=bool() | None as value):
                return Phrase(_BY_ITSELF[value], _SINGLE)
        subject = subject_of(node)
        if subject is not None:
            return Phrase(self._said_of(subject, node, scope), _SINGLE)
        noun = self.noun(node, scope).at(SUM)
        return Phrase(f"{noun}成立" if noun.startswith("「") else joined(noun, "为“是”"), _SINGLE)

    # Choices

    def branched(self, node: tree.If, scope: Scope) -> Phrase:
        """A choice between values, e.g. ``若…，取 2；否则取 3`` or ``厚度修正系数（未填写的取 1）``."""
        match node.condition:
            case tree.Comparison(operator=operator, left=value, right=tree.Literal(value=None)) if (
                operator in EQUALITIES
            ):
                given = operator is ComparisonOperator.NOT_EQUAL
                kept, other = (node.consequence, node.alternative) if given else (node.alternative, node.consequence)
                if kept == value and not isinstance(other, tree.If):
                    blank = isinstance(other, tree.Literal) and other.value == ""
                    taken = "视为空白" if blank else self._taken(other, scope)
                    text = joined(self.noun(value, scope).at(SUM), f"（{self.known(value, scope, holds=False)}的")
                    return Phrase(f"{joined(text, taken)}）", ATOM)
        return Phrase(self._branches(node, scope, self._taken, "，"), OPEN)

    def _taken(self, value: Node, scope: Scope) -> str:
        if isinstance(value, tree.Literal) and value.value is None:
            return "不能确定"
        return joined("取", self.noun(value, scope).at(SUM))

    def _conditional(self, node: tree.If, scope: Scope) -> Phrase:
        return Phrase(self._branches(node, scope, self._outcome, "，则"), OPEN)

    def _outcome(self, outcome: Node, scope: Scope) -> str:
        match outcome:
            case tree.Literal(value=bool() | None as value):
                return _AS_BRANCH[value]
        return self.clause(outcome, scope).at(_OR)

    def _branches(self, node: Node, scope: Scope, said: Callable[[Node, Scope], str], then: str) -> str:
        text = ""
        while isinstance(node, tree.If):
            condition = self.clause(node.condition, scope).at(_OR)
            text = joined(text, "若", condition, then, said(node.consequence, scope), "；否则")
            node = node.alternative
            text += "，" if isinstance(node, tree.If) else ""
        return joined(text, said(node, scope))

    # Conditions joined by 且 and 或

    def _joined(self, node: tree.And | tree.Or, scope: Scope) -> Phrase:
        if scope.conditional and isinstance(node, tree.Or) and isinstance(node.items[0], tree.Not):
            given = tuple(item.item for item in node.items if isinstance(item, tree.Not))
            then = tuple(item for item in node.items if not isinstance(item, tree.Not))
            if then and subject_of(node.items[0]) != subject_of(node.items[-1]):
                return self._implication(given, then, scope)
        pieces, level = self._pieces(node, scope), _AND if isinstance(node, tree.And) else _OR
        if len(pieces) == 1:
            return pieces[0]
        joint = ("" if scope.attributive else "，") + ("且" if level == _AND else "或")
        parts = [piece.text if piece.level in (level, _SINGLE) else f"（{piece.text}）" for piece in pieces]
        return Phrase(joined(parts[0], *(part for each in parts[1:] for part in (joint, each))), level)

    def _implication(self, given: tuple[Node, ...], then: tuple[Node, ...], scope: Scope) -> Phrase:
        """``not(a) or b`` is: if a, then b."""
        condition = self.clause(given[0] if len(given) == 1 else tree.And(given), scope).at(_OR)
        result = self.clause(then[0] if len(then) == 1 else tree.Or(then), scope).at(_OR)
        return Phrase(joined("若", condition, "，则", result), OPEN)

    def _pieces(self, node: tree.And | tree.Or, scope: Scope) -> list[Phrase]:
        """The joined conditions; those that follow each other on the same subject are said of it together."""
        pieces: list[Phrase] = []
        word = "或" if isinstance(node, tree.Or) else "且"
        for subject, group in groupby(node.items, subject_of):
            items = list(group)
            if subject is None or len(items) == 1:
                pieces += [self.clause(item, scope) for item in items]
                continue
            said = self._shared(items, scope, alternatives=isinstance(node, tree.Or))
            text = self.label(subject, scope) if any(map(is_bare, items)) else self.noun(subject, scope).at(SUM)
            text = joined(text, said[0], *(part for each in said[1:] for part in (word, each)))
            loose = scope.attributive and len(said) > 1
            pieces.append(Phrase(text, _SINGLE if not loose else _OR if word == "或" else _AND))
        return pieces

    def _shared(self, items: list[Node], scope: Scope, *, alternatives: bool) -> list[str]:
        """What is said of one subject; values that share a verb are listed after it."""
        groups = [(key, list(same)) for key, same in groupby(items, partial(listed_verb, alternatives=alternatives))]
        tight = len(groups) > 1 or scope.attributive
        said: list[str] = []
        for key, same in groups:
            if key is None or len(same) == 1:
                said += [self.predicate(item, scope, tight=True) for item in same]
                continue
            values = [self.noun(value_of(item), scope).at(SUM) for item in same]
            listed = one_of(values, tight=tight) if alternatives else none_of(values)
            said.append(joined(key[0], listed, key[1]))
        return said

    def _negated(self, item: Node, scope: Scope) -> Phrase:
        match item:
            case tree.Not(item=inner):
                return self.clause(inner, scope)
            case tree.Or(items=items):
                return self.clause(tree.And(tuple(map(_not, items))), scope)
            case tree.In() if len(alternatives := alternatives_of(item)) > 1:
                return self.clause(tree.And(tuple(map(_not, alternatives))), scope)
            case tree.Literal(value=bool() as value):
                return Phrase(_BY_ITSELF[not value], _SINGLE)
        subject = subject_of(item)
        if subject is not None:
            return Phrase(self._said_of(subject, item, scope, holds=False), _SINGLE)
        return Phrase(f"并非（{self.clause(item, scope).text}）", _SINGLE)

    # Lists

    def of_one_item(self, node: tree.Quantified, scope: Scope) -> Scope:
        """The scope in which the condition of ``node`` is said of one item."""
        if len(node.bindings) > 1 or node.bindings[0].end is not None:
            return self.marked(node.bindings, scope)[1]
        return self.item_scope(node.bindings[0], node.condition, scope)

    def _quantified(self, node: tree.Quantified, scope: Scope) -> Phrase:
        every = node.quantifier is Quantifier.EVERY
        if len(node.bindings) > 1 or node.bindings[0].end is not None:
            through, marked = self.marked(node.bindings, scope)
            verb = "都满足" if every else "，至少有一种情形满足"
            return Phrase(f"{through}{verb}：{self.clause(node.condition, marked).text}", OPEN)
        (binding,) = node.bindings
        source, body = binding.source, node.condition
        if isinstance(body, tree.Literal) and body.value is (not every):
            return Phrase(self._presence(source, scope, present=not every), _SINGLE)
        head = self.each(source, scope) if every else joined(self.noun(source, scope).at(ATOM), "中至少有一项")
        own = names_in(body) <= {binding.name}
        single = _SINGLE if not scope.attributive else OPEN
        if subject_of(body) == tree.Name(binding.name):
            said = self.predicate(body, self.item_scope(binding, body, scope))
            return Phrase(joined(head, "都" if every else "", said), single)
        if _has_parts(body):
            inner = self.item_scope(binding, body, scope, "" if own else "其")
            return Phrase(f"{head}{'都满足' if every else ''}：{self.clause(body, inner).text}", OPEN)
        if every and _verb_leads(body, binding.name):
            return Phrase(joined(head, "都", self.clause(body, self.item_scope(binding, body, scope, "")).text), single)
        if own and not every:
            return Phrase(joined(head, self.clause(body, self.item_scope(binding, body, scope, "")).text), single)
        return Phrase(f"{head}，{self.clause(body, self.item_scope(binding, body, scope)).text}", OPEN)

    def _presence(self, source: Node, scope: Scope, *, present: bool) -> str:
        text = self.noun(source, scope)
        match source:
            case tree.Name(name=name) if name not in scope.variables:
                return joined("有" if present else "没有", text.text)
            case tree.Filter(condition=condition) if position_of(condition) is None:
                return joined("有" if present else "没有", text.text)
            case tree.Path():
                return joined("列有" if present else "未列", text.text)
        return joined(text.at(ATOM), "至少有一项" if present else "一项也没有")

    # One condition

    def _said_of(self, subject: Node, node: Node, scope: Scope, *, holds: bool = True) -> str:
        """A single condition: its subject and what is said of it, or an idiom in their place."""
        if isinstance(subject, tree.Name | tree.Path) and is_bare(node):
            return self.statement(subject, scope, holds=holds)
        if isinstance(node, tree.Comparison):
            turned = oriented(node)
            presence = presence_of(turned)
            if presence is not None:
                return self._presence(subject, scope, present=presence[1] is holds)
            match turned.right:
                case tree.Literal(value=bool() as wanted) if turned.operator is ComparisonOperator.EQUAL:
                    if isinstance(subject, tree.Name | tree.Path):
                        return self.statement(subject, scope, holds=wanted is holds)
                case tree.Literal(value=None) if turned.operator in EQUALITIES:
                    return self.knowledge(
                        subject, scope, holds=(turned.operator is ComparisonOperator.NOT_EQUAL) is holds
                    )
        return joined(
            self.noun(subject, scope).at(SUM), self.predicate(node, scope, tight=scope.attributive, holds=holds)
        )


def _not(node: Node) -> Node:
    return node.item if isinstance(node, tree.Not) else tree.Not(node)


def _verb_leads(node: Node, variable: str) -> bool:
    """Whether a condition on a member of the variable begins with its verb: ``已填写型号``, ``位于城镇``."""
    match node:
        case tree.Path(source=tree.Name(name=name), name=label) if name == variable:
            return stated(label, holds=True) is not None
        case tree.Not(item=item):
            return _verb_leads(item, variable)
        case tree.Comparison():
            match subject_of(node), oriented(node).right:
                case tree.Path(source=tree.Name(name=name)), tree.Literal(value=value) if name == variable:
                    return presence_of(oriented(node)) is not None or (value is None and node.operator in EQUALITIES)
    return False


def _has_parts(node: Node) -> bool:
    """Whether a condition is long enough to follow a colon rather than its subject."""
    match node:
        case tree.And(items=items) | tree.Or(items=items):
            first = subject_of(items[0])
            return first is None or any(subject_of(item) != first for item in items)
        case tree.Not(item=item):
            return _has_parts(item)
        case tree.If() | tree.Quantified():
            return True
    return False


_SENTENCES: Final = _Sentences()
