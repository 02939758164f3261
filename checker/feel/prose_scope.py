"""What the names of an expression are called in a sentence, at one place in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from checker.feel import tree
from checker.feel.prose_words import joined
from checker.feel.tree import Node
from checker.feel.unparsing import unparse


@dataclass(frozen=True, slots=True)
class Reference:
    """A bound variable: the list it goes through, what it is called itself, and what stands before its members.

    A ``place`` is one known item, e.g. ``产品[2]``, which keeps its name wherever it is mentioned.
    """

    noun: str
    itself: str
    owner: str
    place: bool = False

    def from_inside(self, nouns: Collection[str]) -> Reference:
        """The same variable seen from inside another one: no longer 其, but 该 or 前述 with its list's name."""
        if self.place:
            return self
        outer = f"{'前述' if self.noun in nouns else '该'}{self.noun}"
        return Reference(self.noun, outer, f"{outer}的")


@dataclass(frozen=True, slots=True)
class Scope:
    """The bound variables by name, the names nobody fills in, and whether joined text is to stand before a noun.

    ``figures`` are the limits whose value is known, as text. ``conditional`` lets ``not(a) or b`` be: if a, then b.
    """

    derived: Collection[str] = ()
    variables: Mapping[str, Reference] = field(default_factory=dict)
    attributive: bool = False
    figures: Mapping[Node, str] = field(default_factory=dict)
    conditional: bool = True

    def placed(self, places: Collection[str]) -> Scope:
        """The scope in which these names are places: known items of lists."""
        known = {place: Reference(place, place, f"{place}.", place=True) for place in places}
        return replace(self, variables={**self.variables, **known})

    def inside(self, name: str, reference: Reference) -> Scope:
        """The scope of one item of a list, which is called ``name``."""
        outer = {other: seen.from_inside((reference.noun,)) for other, seen in self.variables.items()}
        return replace(self, variables={**outer, name: reference}, attributive=False)

    def beside(self, name: str, reference: Reference) -> Scope:
        """The scope with one more variable, which leaves the names of the others alone."""
        return replace(self, variables={**self.variables, name: reference}, attributive=False)

    def of_attribute(self, noun: str, condition: Node) -> Scope:
        """The scope of a filter's condition: bare names are members of the item."""
        joint = isinstance(condition, tree.And | tree.Or)
        return replace(self.inside("item", Reference(noun, "其值", "")), attributive=joint)

    def name(self, name: str) -> str:
        """What a name is called."""
        reference = self.variables.get(name)
        return reference.itself if reference else "该值" if name == "?" else name

    def member(self, path: tree.Path) -> tuple[str, str] | None:
        """For a member of a variable: what stands before it, and the member."""
        match path.source:
            case tree.Name(name=name) if name in self.variables:
                return self.variables[name].owner, path.name
        return None

    def place(self, path: tree.Path) -> str | None:
        """For a member of a place, that place."""
        match path.source:
            case tree.Name(name=name) if name in self.variables and self.variables[name].place:
                return name
        return None

    def quote(self, node: Node) -> str:
        """An expression as it is written, its variables by what they are called here."""
        return f"「{unparse(self._placed(node) if self.variables else node)}」"

    def _placed(self, part: Any) -> Any:  # noqa: ANN401 - a node, or anything in one
        match part:
            case tree.Path() if (member := self.member(part)) is not None:
                return tree.Name(joined(*member))
            case tree.Name(name=name):
                return tree.Name(self.name(name))
            case tuple():
                return tuple(self._placed(item) for item in part)
            case _ if isinstance(part, tree.Node):
                return replace(part, **{each.name: self._placed(getattr(part, each.name)) for each in fields(part)})
        return part
