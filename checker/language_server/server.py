"""The server: requests and notifications of an editor, over stdio or a loopback port, with pygls."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from checker import __version__
from checker.language_server import answers
from checker.language_server.completion import completions
from checker.language_server.definition import definition
from checker.language_server.desk import Desk, lint_library
from checker.language_server.document import Document
from checker.language_server.hover import hover
from checker.language_server.library import read_library
from checker.language_server.lines import Lines
from checker.language_server.symbols import symbols

LOOPBACK: Final = "127.0.0.1"
DEBOUNCE: Final = 0.3
"""Seconds without a keystroke before lint runs."""
_TRIGGERS: Final = [".", '"', "[", "(", "{", "#", " ", ":", "'"]
_LOG: Final = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


class CheckerServer(LanguageServer):
    """Answers for the files of rule packs; a file outside any pack is passed over in silence."""

    def __init__(self) -> None:
        # Whole texts: pygls splits lines where LSP does not (U+2028 and the like), so partial edits could go astray.
        super().__init__("bazhong-carbon-checker", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.desk = Desk()
        self._uris: dict[Path, str] = {}
        self._due: dict[Path, tuple[float, Path]] = {}
        self._looking: dict[Path, asyncio.Task[None]] = {}
        self._one_at_a_time = asyncio.Lock()

    def text_of(self, uri: str) -> tuple[Path, str] | None:
        """The path and text of a file on disk that is open; None for anything else."""
        path = _path_of(uri)
        if path is None:
            return None
        return path, self.workspace.get_text_document(uri).source

    def take(self, uri: str, delay: float) -> None:
        """Take note of an open file, and have its packs looked at after ``delay`` seconds."""
        found = self.text_of(uri)
        if found is None:
            return
        path, text = found
        self._uris[path] = uri
        self.desk.encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        self.desk.put(path, text)
        document = self.desk.document(path)
        if document is not None:
            self.look_at(document.pack, delay)

    def look_at(self, pack: Path, delay: float) -> None:
        """Have the packs around ``pack`` read and linted after ``delay`` seconds without another call.

        A look that has begun is finished, and followed by another where there was a call meanwhile.
        """
        home = pack.parent
        loop = asyncio.get_running_loop()
        self._due[home] = (loop.time() + delay, pack)
        if home not in self._looking:
            self._looking[home] = loop.create_task(self._look_while_due(home))

    async def _look_while_due(self, home: Path) -> None:
        try:
            while home in self._due:
                due, pack = self._due[home]
                wait = due - asyncio.get_running_loop().time()
                if wait > 0:
                    await asyncio.sleep(wait)
                else:
                    del self._due[home]
                    await self._look(pack)
        finally:
            del self._looking[home]

    async def _look(self, pack: Path) -> None:
        async with self._one_at_a_time:
            try:
                texts = dict(self.desk.texts)
                library = await asyncio.to_thread(read_library, pack, texts)
                self.desk.note_library(pack.parent, library)
                findings = await asyncio.to_thread(lint_library, library, texts)
            except Exception as fault:  # noqa: BLE001 - an editor must keep its server whatever a file says
                self.report(fault)
                return
        for path in self.desk.note_findings(pack.parent, findings):
            self.publish(path)

    def uri_of(self, path: Path) -> str:
        """The address of a file as the editor writes it, which may lead through a link or escape otherwise than we."""
        return self._uris.get(path) or answers.uri_of(path)

    def publish(self, path: Path) -> None:
        """Tell the editor what lint last said of a file."""
        try:
            lines = self.lines_of(path)
            told = [answers.diagnostic_answer(found, lines) for found in self.desk.findings(path)]
        except Exception as fault:  # noqa: BLE001 - as above
            self.report(fault)
            return
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(self.uri_of(path), told))

    def lines_of(self, path: Path) -> Lines:
        """The lines of a file, as open or else as on disk; none where it cannot be read."""
        document = self.desk.document(path)
        if document is not None:
            return document.lines
        try:
            return Lines(path.read_text(encoding="utf-8-sig"), self.desk.encoding)
        except (OSError, UnicodeDecodeError):
            return Lines("", self.desk.encoding)

    def answered(self, uri: str, answer: Callable[[Document], _Answer | None]) -> _Answer | None:
        """What ``answer`` says of an open file of a pack; None elsewhere, and where it fails, which is logged."""
        path = _path_of(uri)
        document = self.desk.document(path) if path else None
        if document is None:
            return None
        try:
            return answer(document)
        except Exception as fault:  # noqa: BLE001 - as above
            self.report(fault)
            return None

    def report(self, fault: Exception) -> None:
        """Log a fault of the server itself, in the editor's output."""
        _LOG.error("fault", exc_info=fault)
        message = f"语言服务器内部出错({type(fault).__name__}: {fault});这一次没有结果,其余照常"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))


def _path_of(uri: str) -> Path | None:
    """The file that an address names; None for what is not a file, such as a text not yet saved anywhere."""
    found = to_fs_path(uri)
    if not found:
        return None
    try:
        return Path(found).resolve()
    except (OSError, ValueError):
        return None


def build_server() -> CheckerServer:
    """A server with every feature registered."""
    server = CheckerServer()
    _register_documents(server)
    _register_requests(server)
    return server


def _register_documents(server: CheckerServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(ls: CheckerServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.take(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(ls: CheckerServer, params: types.DidChangeTextDocumentParams) -> None:
        ls.take(params.text_document.uri, DEBOUNCE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(ls: CheckerServer, params: types.DidSaveTextDocumentParams) -> None:
        ls.take(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(ls: CheckerServer, params: types.DidCloseTextDocumentParams) -> None:
        path = _path_of(params.text_document.uri)
        document = ls.desk.document(path) if path else None
        if path is not None:
            ls.desk.drop(path)
        if document is not None:
            ls.look_at(document.pack, DEBOUNCE)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def touched(ls: CheckerServer, params: types.DidChangeWatchedFilesParams) -> None:  # noqa: ARG001
        for home, document in {d.pack.parent: d for path in ls.desk.texts if (d := ls.desk.document(path))}.items():
            _LOG.debug("files in %s changed", home)
            ls.look_at(document.pack, DEBOUNCE)


def _register_requests(server: CheckerServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(ls: CheckerServer, params: types.HoverParams) -> types.Hover | None:
        def answer(document: Document) -> types.Hover | None:
            found = hover(document, ls.desk.library(document), document.lines.offset_of(params.position))
            return answers.hover_answer(found, document) if found else None

        return ls.answered(params.text_document.uri, answer)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    def completed(ls: CheckerServer, params: types.CompletionParams) -> types.CompletionList | None:
        def answer(document: Document) -> types.CompletionList:
            found = completions(document, ls.desk.library(document), document.lines.offset_of(params.position))
            return answers.completion_answer(found, document)

        return ls.answered(params.text_document.uri, answer)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(ls: CheckerServer, params: types.DefinitionParams) -> list[types.Location] | None:
        def answer(document: Document) -> list[types.Location]:
            places = definition(document, ls.desk.library(document), document.lines.offset_of(params.position))
            return [answers.location_answer(place, ls.uri_of(place.file), ls.lines_of(place.file)) for place in places]

        return ls.answered(params.text_document.uri, answer)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(ls: CheckerServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        def answer(document: Document) -> list[types.DocumentSymbol]:
            return [answers.symbol_answer(symbol, document) for symbol in symbols(document)]

        return ls.answered(params.text_document.uri, answer)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def mended(ls: CheckerServer, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        def answer(document: Document) -> list[types.CodeAction]:
            told = ls.desk.findings(document.path)
            return answers.action_answers(told, document, params.text_document.uri, params.range)

        return ls.answered(params.text_document.uri, answer)


def serve(port: int | None = None) -> None:
    """Serve one editor: over stdio, or on ``port`` of this machine alone."""
    server: Any = build_server()
    if port is None:
        stdout = sys.stdout.buffer
        sys.stdout = sys.stderr  # only the protocol may reach standard output
        server.start_io(stdout=stdout)
    else:
        server.start_tcp(LOOPBACK, port)
