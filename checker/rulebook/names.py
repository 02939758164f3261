"""Names: what every fact, parameter and table of a rule book is called, each once and fit for an expression."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checker.errors import FeelSyntaxError
from checker.feel.parser import parse
from checker.feel.tree import Name
from checker.model.vocabulary import FactSpec
from checker.rulebook.entry import Entry
from checker.source import ScalarNode

AS_OF: Final = "审查日"
"""The as-of date as a name in expressions."""


class NameRegister:
    """Names and English keys taken so far, with where."""

    def __init__(self, vocabulary: Iterable[FactSpec]) -> None:
        self._names: dict[str, str] = {AS_OF: "审查日期"}
        self._keys: dict[str, str] = {}
        for spec in vocabulary:
            self._names[spec.label] = "申报字段"
            self._keys[spec.key] = "申报字段"

    def take(self, entry: Entry, what: str, name_key: str = "name") -> bool:
        """Claim the name and the key an entry declares; a problem and False where one is taken or unfit."""
        sound = True
        for field, taken in ((name_key, self._names), ("key", self._keys)):
            node = entry.get(field)
            if not isinstance(node, ScalarNode):
                continue
            text = node.text.strip()
            if field == name_key and not is_feel_name(text):
                entry.report(
                    node,
                    f"“{text}”不能用作表达式里的名称",
                    "名称请以汉字或字母开头,不含标点和运算符,且不是 and、or 等保留字",
                    code="invalid-name",
                )
                sound = False
            elif text in taken:
                entry.report(node, f"名称“{text}”已被占用({taken[text]})", "请换一个名称", code="duplicate-name")
                sound = False
            else:
                taken[text] = f"{what},{node.source.file}:{node.line}"
        return sound


def is_feel_name(text: str) -> bool:
    """Whether ``text`` is one name, as an expression reads it."""
    try:
        return parse(text) == Name(text)
    except FeelSyntaxError:
        return False
