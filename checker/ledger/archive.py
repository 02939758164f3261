"""Archives: the rule packs a decision was made with, as one file with the same bytes wherever it is written.

They are packed as in a rule bundle, with nothing beside them: the decision says which rule book they are.
"""

from __future__ import annotations

from functools import lru_cache

from checker.bundle import container, packing
from checker.errors import BundleError, LedgerTamperedError, Problem
from checker.rulebook import RuleBook, rulebook_of


def packed(rulebook: RuleBook) -> bytes:
    """The files of every pack, in a folder each, in the order of the packs."""
    return container.packed(packing.files_of(rulebook))


@lru_cache(maxsize=4)
def opened(content: bytes, shown: str = "封存的规则包") -> RuleBook:
    """The rule book in an archive; the last few are kept. ``shown`` names it in messages.

    Raises LedgerTamperedError for what is no archive, RuleBookError where this version of the program does not take
    the packs any more.
    """
    try:
        folders = packing.folders_of(container.unpacked(content, shown), shown)
    except BundleError as fault:
        problem = Problem(f"封存的规则包读不出({fault.problems[0].message})", shown, remedy="请从备份恢复")
        raise LedgerTamperedError(problem) from None
    return rulebook_of(folders)
