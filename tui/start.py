"""Starting the interface: in this terminal, or for a browser on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tui.app import OfficeApp
from tui.key_file import key_file, read_own_keys
from tui.state import State, state_file

if TYPE_CHECKING:
    from checker.api.desk import Desk


def run(desk: Desk, files: Sequence[Path] = (), as_of: date | None = None) -> int:
    """Show the interface until the officer leaves; the exit code."""
    app = OfficeApp(desk, files=files, as_of=as_of, state=State(state_file()), own_keys=read_own_keys(key_file()))
    app.run()
    return app.return_code or 0


def serve(command: Sequence[str], port: int, title: str = OfficeApp.TITLE) -> None:
    """Show it to browsers on this machine; each one gets a program of its own, started with ``command``."""
    from tui.web import OfficeServer  # noqa: PLC0415 - the web server is imported where it is wanted

    OfficeServer(command, port, title).serve()
