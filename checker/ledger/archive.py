"""Archives: the rule packs a decision was made with, as one file with the same bytes wherever it is written.

Only the texts count, as the loader read them; they are stored without compression (documents are compressed when they
are kept), so that no version of a compressor changes the bytes.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO
from typing import Final

from checker.errors import LedgerTamperedError, Problem
from checker.rulebook import PackFile, PackFolder, RuleBook, rulebook_of

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE: Final = 0o100644 << 16
_UNIX: Final = 3


def packed(rulebook: RuleBook) -> bytes:
    """The files of every pack, in a folder each, in the order of the packs."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for number, folder in enumerate(rulebook.folders, 1):
            for file in folder.files:
                info = zipfile.ZipInfo(f"{number:02}/{file.name}", _STAMP)
                info.create_system, info.external_attr = _UNIX, _REGULAR_FILE
                archive.writestr(info, file.text.encode())
    return stream.getvalue()


@lru_cache(maxsize=4)
def opened(content: bytes, shown: str = "封存的规则包") -> RuleBook:
    """The rule book in an archive; the last few are kept. ``shown`` names it in messages.

    Raises LedgerTamperedError for what is no archive, RuleBookError where this version of the program does not take
    the packs any more.
    """
    folders: dict[str, list[PackFile]] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for info in archive.infolist():
                number, _, name = info.filename.partition("/")
                text = archive.read(info).decode()
                folders.setdefault(number, []).append(PackFile(name, f"{shown}/{info.filename}", text))
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError) as fault:
        problem = Problem(f"封存的规则包读不出({type(fault).__name__})", shown, remedy="请从备份恢复")
        raise LedgerTamperedError(problem) from None
    return rulebook_of([PackFolder(f"{shown}/{number}", tuple(files)) for number, files in folders.items()])
