"""The command line: ``checker check``, ``rules``, ``clauses``, ``eval`` and ``schema``.

Reports go to standard output, everything else to standard error; exit codes are 0 approve, 10 rectify, 20 reject,
2 usage, 3 application, 4 rule book, 5 engine disagreement or internal fault.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it (128 + SIGINT)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with ``arguments`` (those of the process if None) and exit with its code."""
    try:
        from checker.cli.program import program  # noqa: PLC0415 - importing the package must stay free

        program.main(arguments, prog_name="checker")
    except KeyboardInterrupt:  # Ctrl-C while the program is still being imported
        sys.exit(INTERRUPTED)
