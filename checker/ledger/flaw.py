"""Flaws: what a verification finds, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it was written: ``where`` it stands and ``what`` is wrong; position 0 is no entry."""

    where: str
    what: str
    position: int = 0
