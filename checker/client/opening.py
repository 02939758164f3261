"""Opening a desk: the one setting that decides whether the books are here or at a service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from checker.api.local_desk import LocalDesk
from checker.client.connection import TIMEOUT
from checker.client.remote_desk import RemoteDesk
from checker.rulebook.pack import office_directory

URL_VARIABLE: Final = "CHECKER_URL"
TOKEN_VARIABLE: Final = "CHECKER_TOKEN"
LEDGER_VARIABLE: Final = "CHECKER_LEDGER"
_FILE: Final = "ledger.db"


def is_remote(address: str) -> bool:
    """Whether an address is that of a service; else it is that of a ledger."""
    return address.strip().lower().startswith(("http://", "https://"))


def open_desk(
    address: str | None = None,
    *,
    token: str | None = None,
    packs: tuple[Path | str, ...] = (),
    officer: str = "",
    timeout: float = TIMEOUT,
    insecure: bool = False,
) -> LocalDesk | RemoteDesk:
    """The desk at ``address``: of a service where it begins with ``http``, else with the ledger of that address.

    Without an address: the service that ``CHECKER_URL`` names, else the ledger that ``CHECKER_LEDGER`` names, else the
    office's (``ledger.db`` in ``CHECKER_OFFICE``), else a desk without books. The token defaults to ``CHECKER_TOKEN``.
    ``packs`` and ``officer`` count for a desk on this machine: a service has its own rules and knows its officers.
    Raises as ``RemoteDesk.open`` and ``LocalDesk.open``.
    """
    place = address.strip() if address is not None and address.strip() else _place()
    if place is not None and is_remote(place):
        secret = token if token is not None else os.environ.get(TOKEN_VARIABLE, "")
        return RemoteDesk.open(place, secret, timeout=timeout, insecure=insecure)
    return LocalDesk.open(*packs, ledger=place, officer=officer)


def _place() -> str | None:
    """What the environment says; None where it says nothing."""
    for variable in (URL_VARIABLE, LEDGER_VARIABLE):
        if named := os.environ.get(variable, "").strip():
            return named
    office = office_directory()
    kept = office / _FILE if office is not None else None
    return str(kept) if kept is not None and kept.is_file() else None
