"""Nearness: the right name most like a mistyped one, by one measure wherever a name is looked for."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_LIKENESS: Final = 0.6
_LIKENESS_AMONG_FEW: Final = 0.5
_FEW: Final = 40
"""Among so few names less likeness tells which one was meant."""

_LONGEST: Final = 60
"""What is longer is a sentence, not a mistyped name."""


def nearest(word: str, words: Iterable[str], *, likeness: float = 0.0) -> str:
    """The one of ``words`` most like ``word``, or an empty text; see ``near_words``."""
    return next(iter(near_words(word, words, most=1, likeness=likeness)), "")


def near_words(word: str, words: Iterable[str], *, most: int, likeness: float = 0.0) -> tuple[str, ...]:
    """Up to ``most`` of ``words`` that reach ``likeness`` (0 to 1; 0: the usual), the likest first.

    Where none does, those that contain ``word`` or lie in it: a short name shares too few characters for a ratio.
    """
    if not 0 < len(word) <= _LONGEST:
        return ()
    candidates = list(words)
    least = likeness or (_LIKENESS_AMONG_FEW if len(candidates) <= _FEW else _LIKENESS)
    found = get_close_matches(word, candidates, n=most, cutoff=least)
    if not found and len(word) > 1:
        found = [other for other in candidates if len(other) > 1 and (word in other or other in word)]
    return tuple(found[:most])
