"""The command line: ``checker check``, ``rules``, ``clauses``, ``eval`` and ``schema``.

Reports go to standard output, everything else to standard error; exit codes are 0 approve, 10 rectify, 20 reject,
2 usage, 3 application, 4 rule book, 5 engine disagreement or internal fault.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with ``arguments`` (those of the process if None) and exit with its code."""
    from checker.cli.program import program  # noqa: PLC0415 - importing the package must stay free

    program.main(arguments, prog_name="checker")
