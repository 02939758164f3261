"""The shapes that schemas consist of, in the part of JSON Schema that every version of the YAML language server reads.

That is draft-07 and no more. A shape never refuses what the loader takes: a text may be written as a number, and an
optional key may be left empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

from checker.rulebook.entry import IDENTIFIER
from checker.workbench.schemas.names import Suggestion

Shape: TypeAlias = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_WRITTEN: Final = ("string", "number")
_DAY: Final = r"^\d{4}-\d{2}-\d{2}$"


def mapping(
    title: str, description: str, properties: Mapping[str, Shape], required: Sequence[str] = (), **more: object
) -> Shape:
    """Keys and values, no others than ``properties``."""
    return {
        "title": title,
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
        "required": list(required),
        **more,
    }


class Offer(StrEnum):
    """Which names a schema offers; they stand in its ``definitions``, each list once."""

    OPERANDS = "operands"
    DERIVABLE = "derivable"
    DERIVED = "derived"
    CLAUSES = "clauses"
    DEPARTMENTS = "departments"
    RULES = "rules"
    LISTS = "lists"
    UNITS = "units"


def offered(offer: Offer) -> Shape:
    """Any text; the names of ``offer`` are proposed."""
    return {"anyOf": [{"type": "string"}, _reference(offer)]}


def text(
    description: str,
    *,
    optional: bool = True,
    offers: Offer | None = None,
    words: Iterable[Suggestion] = (),
    **more: object,
) -> Shape:
    """A text; the names of ``offers`` and the ``words`` are proposed, and nothing else is refused."""
    written: Shape = {"type": [*_WRITTEN, "null"] if optional else list(_WRITTEN), **more}
    proposed = [_reference(offers)] if offers else [choice_of(words)] if words else []
    return {"description": description, **({"anyOf": [written, *proposed]} if proposed else written)}


def texts(description: str, *, offers: Offer | None = None, words: Iterable[Suggestion] = ()) -> Shape:
    """One text standing alone, or a list of them; it may be left empty."""
    item = text("", optional=False, offers=offers, words=words)
    del item["description"]
    return {"description": description, "anyOf": [item, {"type": "array", "items": item}, {"type": "null"}]}


def expression(what: str, example: str, *, offers: Offer, optional: bool = False) -> Shape:
    """A FEEL expression."""
    written: Shape = {"type": [*_WRITTEN, "boolean", *(["null"] if optional else [])]}
    return {
        "description": f"{what}。FEEL 表达式,例如 {example}",
        "markdownDescription": f"{what}。FEEL 表达式,例如\n\n```feel\n{example}\n```\n\n{_EXPRESSIONS}",
        "anyOf": [written, _reference(offers)],
    }


_EXPRESSIONS: Final = (
    '- 比较:`= != < <= > >=`,`x in [1..5]`,`x in ["甲", "乙"]`,`x between 1 and 5`\n'
    "- 组合:`and`、`or`、`not(…)`、`if … then … else …`\n"
    "- 列表:`列表[条件].字段`、`some a in 列表 satisfies 条件`、`every …`、`sum(…)`、`count(…)`\n"
    '- 数字后可写单位:`5 万吨`、`40 %`、`107 kgce/t`;日期:`@"2025-09-01"`\n'
    "- 含“冒号加空格”或以引号、方括号、花括号开头的,整个加单引号,或写在 `|-` 之后"
)


def closed(description: str, words: type[StrEnum], about: Mapping[str, str] | None = None) -> Shape:
    """One word of a closed vocabulary, each with its Chinese meaning."""
    meanings = [(about or {}).get(word.value) or str(getattr(word, "label", "")) for word in words]
    return {"description": description, "enum": [word.value for word in words], "enumDescriptions": meanings}


def choice_of(suggestions: Iterable[Suggestion]) -> Shape:
    """An enumeration, each word with what it means."""
    known = {suggestion.text: suggestion.about for suggestion in suggestions}
    return {"enum": list(known), "enumDescriptions": list(known.values())}


def reference_to(offer: Offer) -> str:
    """Where in its schema the names of ``offer`` stand."""
    return f"#/definitions/{offer}"


def _reference(offer: Offer) -> Shape:
    return {"$ref": reference_to(offer)}


def listed(description: str, item: Shape, *, optional: bool = True) -> Shape:
    """A list of ``item``."""
    return {"description": description, "type": ["array", "null"] if optional else "array", "items": item}


def day(description: str, *, optional: bool = True) -> Shape:
    """A calendar day."""
    return {"description": description, "type": ["string", "null"] if optional else "string", "pattern": _DAY}


def integer(description: str, *, optional: bool = True) -> Shape:
    """A whole number."""
    return {"description": description, "type": ["integer", "null"] if optional else "integer"}


def truth(description: str) -> Shape:
    """``true`` or ``false``."""
    return {"description": description, "type": ["boolean", "null"]}


def identifier(description: str) -> Shape:
    """An English key."""
    return {
        "description": f"{description};小写字母、数字和下划线",
        "type": "string",
        "pattern": f"^{IDENTIFIER.pattern}$",
    }


def period(description: str) -> Shape:
    """When something is in force."""
    return {**mapping("起止日期", description, dates(), ["from"]), "type": ["object", "null"]}


def dates() -> Mapping[str, Shape]:
    """The two days of a period."""
    return {
        "from": day("起始日(含当日)", optional=False),
        "to": day("终止日:不再有效的第一天;长期有效的不写"),
    }


def notes() -> Shape:
    """What nobody but the next person reads."""
    return text("备注,供维护的人看,不参与判定")


def present(*keys: str) -> Shape:
    """At least one of ``keys`` is there and not empty."""
    filled: Shape = {"not": {"type": "null"}}
    return {"anyOf": [{"required": [key], "properties": {key: filled}} for key in keys]}
