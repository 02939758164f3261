"""The clause register: every clause of every pack, found by reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from checker.nearness import nearest
from checker.rulebook.clause import Clause, Document
from checker.rulebook.entry import Entry
from checker.source import ScalarNode

_LIKENESS_OF_NUMBERS: Final = 0.7


@dataclass(slots=True)
class ClauseRegister:
    """Documents by number and clauses by reference, while packs are being loaded.

    Where some document could not be registered, which is told there, ``is_complete`` is false, and a reference that
    leads nowhere is not told again.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    is_complete: bool = True
    _own: dict[tuple[str, str], list[Clause]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses.values())

    def add_document(self, entry: Entry, document: Document) -> None:
        """Register a document; a number or an id taken twice is a problem."""
        for known in self.documents.values():
            if document.number == known.number or document.id == known.id:
                same_number = known.number == document.number
                what = f"文号“{document.number}”" if same_number else f"编号“{document.id}”"
                remedy = "同一文件的条款请写在一个文件里"
                entry.report(entry.node, f"{what}已在 {known.file}:{known.line} 登记", remedy, code="duplicate-id")
                return
        self.documents[document.number] = document

    def add_clause(self, entry: Entry, clause: Clause) -> None:
        """Register a clause; an id taken twice in one document is a problem."""
        known = self.clauses.get(clause.reference)
        if known is not None:
            entry.report(
                entry.place("id"),
                f"条款号“{clause.id}”重复,第 {known.line} 行已有",
                "请改用别的条款号",
                code="duplicate-id",
            )
            return
        self.clauses[clause.reference] = clause
        self._own.setdefault((clause.document.pack, clause.id), []).append(clause)

    def knows(self, reference: str, pack: str) -> bool:
        """Whether a reference names exactly one clause."""
        return reference in self.clauses or len(self._own.get((pack, reference), [])) == 1

    def resolve(self, entry: Entry, node: ScalarNode, pack: str) -> Clause | None:
        """The clause a reference names: an id in the own pack, or ``<document number>#<id>``; else a problem."""
        reference = node.text.strip()
        number, hash_sign, clause_id = reference.partition("#")
        if hash_sign:
            clause = self.clauses.get(reference)
            if clause is None and not self.is_complete:
                return None
            if clause is None and number not in self.documents:
                near = _nearest_document(number, self.documents)
                entry.report(
                    node,
                    f"没有登记文件“{number}”",
                    f'是否为"{near}"?' if near else "请先在 clauses/ 登记该文件",
                    code="unknown-clause",
                )
            elif clause is None:
                ids = [known.id for known in self if known.document.number == number]
                entry.report(
                    node, f"文件“{number}”没有条款“{clause_id}”", _suggest(clause_id, ids), code="unknown-clause"
                )
            return clause
        found = self._own.get((pack, reference), [])
        if len(found) == 1:
            return found[0]
        if found:
            numbers = "、".join(clause.reference for clause in found)
            entry.report(node, f"本规则包有多个条款“{reference}”", f"请写全:{numbers}", code="ambiguous-clause")
        elif self.is_complete:
            ids = [clause_id for owner, clause_id in self._own if owner == pack]
            entry.report(
                node,
                f"本规则包没有条款“{reference}”",
                _suggest(reference, ids) + ";别的规则包请写 文号#条款号",
                code="unknown-clause",
            )
        return None


def _nearest_document(number: str, known: Iterable[str]) -> str:
    """The number most like ``number`` of those issued under a like name: another office's is another document.

    Years and ``号`` are in most numbers, so alone they make none alike.
    """
    name = _issuer_in(number)
    alike = [each for each in known if nearest(name, [_issuer_in(each)]) or not name]
    found = get_close_matches(number, alike, n=1, cutoff=_LIKENESS_OF_NUMBERS)
    return found[0] if found else ""


def _issuer_in(number: str) -> str:
    return re.split(r"[〔\[(\d]", number, maxsplit=1)[0].strip()


def _suggest(wanted: str, known: list[str]) -> str:
    near = nearest(wanted, known)
    return f'是否为"{near}"?' if near else "请先在 clauses/ 登记该条款"
