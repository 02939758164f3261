"""Symbols: the outline of a file, for an editor to list: rules, clauses, facts, parameters, columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checker.language_server.document import Document
from checker.source import ListNode, MappingNode, Node, ScalarNode
from checker.workbench.schemas import Subject

_LISTS: Final = ("clauses", "facts", "parameters", "quotas", "inputs", "outputs", "escalate")
_NAMES: Final = ("id", "label", "name", "derive", "effect")
_DETAILS: Final = ("title", "description", "path", "summary", "number", "unit", "type")


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something a file declares: its name from ``start`` to ``end``, with everything about it up to ``until``."""

    name: str
    detail: str
    subject: Subject
    start: int
    end: int
    until: int
    children: tuple[Symbol, ...] = ()


def symbols(document: Document) -> tuple[Symbol, ...]:
    """The outline of a document; empty where it does not parse."""
    root = document.root
    if not isinstance(root, MappingNode):
        return ()
    children = tuple(_children(root, document))
    if document.subject in (Subject.FACTS, Subject.PARAMETERS, Subject.QUOTAS):
        return children
    head = root.value.get("document") if document.subject is Subject.CLAUSES else root
    found = _symbol(head, document, len(document.lines.text), children) if isinstance(head, MappingNode) else None
    return (found,) if found else children


def _children(node: MappingNode, document: Document) -> Iterator[Symbol]:
    for key, listed in node.value.items():
        if key not in _LISTS or not isinstance(listed, ListNode):
            continue
        ends = [*(_offset(item, document) for item in listed.value[1:]), None]
        for item, end in zip(listed.value, ends, strict=True):
            if isinstance(item, MappingNode):
                until = len(document.lines.text) if end is None else end
                found = _symbol(item, document, until, tuple(_children(item, document)))
                if found is not None:
                    yield found


def _symbol(node: MappingNode, document: Document, until: int, children: tuple[Symbol, ...]) -> Symbol | None:
    named = next((node.value[key] for key in _NAMES if isinstance(node.value.get(key), ScalarNode)), None)
    if not isinstance(named, ScalarNode) or not named.text.strip():
        return None
    start = _offset(named, document)
    end = start + len(named.text)
    detail = next((found for key in _DETAILS if (found := _text(node.value.get(key)))), "")
    ends = (end, until, *(child.until for child in children))
    return Symbol(named.text.strip(), detail, document.subject, start, end, max(ends), children)


def _offset(node: Node, document: Document) -> int:
    return document.lines.offset_at(node.line, node.column)


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, ScalarNode) else ""
