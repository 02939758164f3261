"""The texts of pack files: a manifest, a register, one more clause in a register, a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.errors import Problem, RuleBookError
from checker.model.outcome import Effect
from checker.rulebook import Accounting, Period
from checker.source import ListNode, MappingNode, ScalarNode, read_yaml
from checker.workbench.scaffold.request import ClauseRequest, DocumentRequest, PackRequest, RuleRequest

_INDENT = 2


def manifest_text(pack: PackRequest) -> str:
    """A new ``pack.yaml``."""
    fields = [("id", pack.id), ("title", pack.title), ("version", pack.version)]
    return "".join(f"{key}: {scalar(value)}\n" for key, value in fields) + f"order: {pack.order}\n"


def rule_text(rule: RuleRequest) -> str:
    """A new rule file."""
    return "".join(f"{line}\n" for line in _rule_lines(rule))


def _rule_lines(rule: RuleRequest) -> Iterator[str]:
    yield f"id: {scalar(rule.id)}"
    yield f"title: {scalar(rule.title)}"
    yield f"clause: {scalar(rule.clause)}"
    if rule.basis:
        yield f"basis: [{', '.join(map(_listed, rule.basis))}]"
    if rule.start is not None:
        yield f"in_force: {_period(Period(rule.start, rule.end))}"
    yield from _block("applies", rule.applies)
    yield from _block("require", rule.require)
    yield f"effect: {rule.effect}"
    for key, text in (("message", rule.message), ("remedy", rule.remedy), ("notes", rule.notes)):
        if text:
            yield from _block(key, text)


def register_text(document: DocumentRequest, clause: ClauseRequest, effect: Effect) -> str:
    """A new clause file: the document with its first clause."""
    fields = [("id", document.id), ("title", document.title), ("number", document.number), ("issuer", document.issuer)]
    lines = ["document:", *(f"  {key}: {scalar(value)}" for key, value in fields)]
    if document.issued is not None:
        lines.append(f"  issued: {document.issued}")
    if document.in_force != Period():
        lines.append(f"  in_force: {_period(document.in_force)}")
    lines += ["clauses:", *_clause_lines(clause, " " * _INDENT, effect)]
    return "\n".join(lines) + "\n"


def appended_clause(text: str, file: str, clause: ClauseRequest, effect: Effect) -> str:
    """A clause file with one more clause at the end of its list, everything else as it was.

    Raises RuleBookError where the list is not written one clause below another.
    """
    root = read_yaml(text, file, error=RuleBookError)
    clauses = root.value.get("clauses") if isinstance(root, MappingNode) else None
    if not isinstance(root, MappingNode) or not isinstance(clauses, ListNode) or not clauses.value:
        raise RuleBookError(Problem("没有条款清单", file, remedy="请先写 clauses:,其下每条以短横线开头"))
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    dash = re.match(r"(\s*)- ", lines[clauses.value[-1].line - 1])
    if dash is None:
        raise RuleBookError(clauses.problem("条款清单写在方括号里,不能在后面追加", "请改成每条一行,以短横线开头"))
    later = [key.line - 1 for key in root.keys.values() if key.line > clauses.value[-1].line]
    place = min(later, default=len(lines))
    while place and (not lines[place - 1].strip() or (later and lines[place - 1].startswith("#"))):
        place -= 1
    tracked = any(isinstance(item, MappingNode) and "disposition" in item.value for item in clauses.value)
    added = _clause_lines(clause, dash[1], effect if tracked else None)
    return ending.join([*lines[:place], *added, *lines[place:]]) + ending


def _clause_lines(clause: ClauseRequest, margin: str, effect: Effect | None) -> list[str]:
    fields: list[tuple[str, str]] = [
        ("id", scalar(clause.id)),
        ("path", scalar(clause.path)),
        ("quote", scalar(clause.quote)),
        ("summary", scalar(clause.summary)),
        ("strength", scalar(clause.strength)),
        ("ceiling", clause.ceiling.value),
        ("mark", clause.mark.value),
        ("lead", f"[{', '.join(map(_listed, clause.lead))}]" if clause.lead else ""),
        ("cooperating", f"[{', '.join(map(_listed, clause.cooperating))}]" if clause.cooperating else ""),
        ("reading", scalar(clause.reading)),
    ]
    if effect is not None:  # the document's clauses are accounted for, so this one must be, too
        kind = Accounting.ADVICE if effect is Effect.ADVISE else Accounting.RULES
        fields.append(("disposition", f"{{kind: {kind}}}"))
    said = [f"{key}: {value}" for key, value in fields if value]
    return [f"{margin}- {said[0]}", *(f"{margin}  {line}" for line in said[1:])]


def _period(period: Period) -> str:
    until = f", to: {period.end}" if period.end else ""
    return f"{{from: {period.start}{until}}}"


def _block(key: str, text: str) -> Iterator[str]:
    lines = text.strip().splitlines()
    if len(lines) == 1:
        yield f"{key}: {scalar(lines[0])}"
        return
    yield f"{key}: |-"
    yield from (f"  {line}".rstrip() for line in lines)


def scalar(text: str) -> str:
    """One line of text as a YAML value that is read back as this text; empty stays empty."""
    line = " ".join(text.split("\n")).strip()
    if not line or _reads_back(line, line):
        return line
    return "'" + line.replace("'", "''") + "'"


def _listed(text: str) -> str:
    """An item of a list in brackets."""
    return text if _reads_back(text, text) and not set(text) & set(",[]{}'\"") else "'" + text.replace("'", "''") + "'"


def _reads_back(written: str, text: str) -> bool:
    try:
        node = read_yaml(f"x: {written}\n", "", error=RuleBookError)
    except RuleBookError:
        return False
    value = node.value.get("x") if isinstance(node, MappingNode) else None
    return isinstance(value, ScalarNode) and isinstance(value.value, str) and value.value == text
