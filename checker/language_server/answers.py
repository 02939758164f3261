"""Answers: what the desk knows, in the shapes of the Language Server Protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.uris import from_fs_path

from checker.language_server.completion import Completions
from checker.language_server.document import Document
from checker.language_server.hover import Shown
from checker.language_server.library import Place
from checker.language_server.lines import Lines
from checker.language_server.proposal import Proposal, Role
from checker.language_server.remedies import edits_for
from checker.language_server.symbols import Symbol
from checker.workbench.lint import Diagnostic, Severity
from checker.workbench.schemas import Subject

SOURCE: Final = "checker"
_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_ROLES: Final[Mapping[Role, types.CompletionItemKind]] = {
    Role.KEY: types.CompletionItemKind.Property,
    Role.WORD: types.CompletionItemKind.EnumMember,
    Role.FACT: types.CompletionItemKind.Variable,
    Role.FIELD: types.CompletionItemKind.Field,
    Role.PARAMETER: types.CompletionItemKind.Constant,
    Role.TABLE: types.CompletionItemKind.Function,
    Role.FUNCTION: types.CompletionItemKind.Function,
    Role.VARIABLE: types.CompletionItemKind.Variable,
    Role.KEYWORD: types.CompletionItemKind.Keyword,
    Role.UNIT: types.CompletionItemKind.Unit,
    Role.CLAUSE: types.CompletionItemKind.Reference,
    Role.RULE: types.CompletionItemKind.Module,
}
_SUBJECTS: Final[Mapping[Subject, types.SymbolKind]] = {
    Subject.RULE: types.SymbolKind.Event,
    Subject.DERIVATION: types.SymbolKind.Function,
    Subject.CLAUSES: types.SymbolKind.String,
    Subject.PARAMETERS: types.SymbolKind.Constant,
    Subject.TABLE: types.SymbolKind.Array,
    Subject.FACTS: types.SymbolKind.Variable,
    Subject.QUOTAS: types.SymbolKind.Number,
    Subject.PACK: types.SymbolKind.Package,
    Subject.EXPECTED: types.SymbolKind.File,
}


def uri_of(path: Path) -> str:
    """The address of a file."""
    return from_fs_path(str(path)) or path.as_uri()


def diagnostic_answer(diagnostic: Diagnostic, lines: Lines) -> types.Diagnostic:
    """A diagnostic of lint; its remedy stands on a line of its own."""
    start = lines.offset_at(diagnostic.line, diagnostic.column)
    end = lines.offset_at(diagnostic.end_line, diagnostic.end_column)
    message = diagnostic.message
    if diagnostic.owner:
        message = f"{diagnostic.owner}:{message}"
    return types.Diagnostic(
        range=lines.range_of(start, max(start, end)),
        message=f"{message}\n{diagnostic.remedy}" if diagnostic.remedy else message,
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        source=SOURCE,
    )


def hover_answer(shown: Shown, document: Document) -> types.Hover:
    """A hover."""
    content = types.MarkupContent(types.MarkupKind.Markdown, shown.text)
    return types.Hover(content, document.lines.range_of(shown.start, shown.end))


def completion_answer(found: Completions, document: Document) -> types.CompletionList:
    """Proposals, each replacing the word that is being written."""
    replaced = document.lines.range_of(found.start, found.end)
    items = [_item(proposal, place, replaced) for place, proposal in enumerate(found.proposals)]
    return types.CompletionList(is_incomplete=False, items=items)


def _item(proposal: Proposal, place: int, replaced: types.Range) -> types.CompletionItem:
    documentation = types.MarkupContent(types.MarkupKind.Markdown, proposal.more) if proposal.more else None
    return types.CompletionItem(
        label=proposal.label,
        kind=_ROLES[proposal.role],
        detail=proposal.about or None,
        documentation=documentation,
        sort_text=f"{proposal.rank}{place:05}",
        filter_text=proposal.label,
        text_edit=types.TextEdit(replaced, proposal.insert or proposal.label),
    )


def location_answer(place: Place, uri: str, lines: Lines) -> types.Location:
    """Where something is written."""
    start = lines.offset_at(place.line, place.column)
    return types.Location(uri, lines.range_of(start, start + place.length))


def symbol_answer(symbol: Symbol, document: Document) -> types.DocumentSymbol:
    """One entry of the outline of a file."""
    lines = document.lines
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.detail or None,
        kind=_SUBJECTS[symbol.subject],
        range=lines.range_of(symbol.start, symbol.until),
        selection_range=lines.range_of(symbol.start, symbol.end),
        children=[symbol_answer(child, document) for child in symbol.children],
    )


def action_answers(
    diagnostics: Iterable[Diagnostic], document: Document, uri: str, wanted: types.Range
) -> list[types.CodeAction]:
    """The replacements that remedies name, for the diagnostics that touch ``wanted``."""
    actions = []
    for diagnostic in diagnostics:
        told = diagnostic_answer(diagnostic, document.lines)
        if not _touch(told.range, wanted):
            continue
        for place, edit in enumerate(edits_for(diagnostic, document.lines)):
            change = types.TextEdit(document.lines.range_of(edit.start, edit.end), edit.text)
            actions.append(
                types.CodeAction(
                    title=f"改为 {edit.text}",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[told],
                    is_preferred=place == 0 and edit.is_likely,
                    edit=types.WorkspaceEdit(changes={uri: [change]}),
                )
            )
    return actions


def _touch(one: types.Range, other: types.Range) -> bool:
    def key(position: types.Position) -> tuple[int, int]:
        return position.line, position.character

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)
