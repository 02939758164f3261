"""Settling: a program that does nothing but check keeps its rule book out of the garbage collector's rounds.

A rule book is some hundred thousand objects that live as long as the program. Now and then Python's collector looks
through all of them, and the check that it comes upon waits: some tenth of a second, for nothing. The median of a check
is the same either way.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Collect garbage, then take all that is left for lasting; call it after loading and again after each reload.

    ``Checker.load(..., dedicated=True)`` does so by itself. It is about the whole process, the caller's own objects
    too: for services and batch programs, not for a library inside something else. What an earlier call took for lasting
    is looked through once more, so that rule books which were replaced are freed.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
