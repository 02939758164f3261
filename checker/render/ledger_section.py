"""A section of what the ledger knows of one project: labelled lines for people, plain data for machines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerSection:
    """``title`` heads the ``lines`` (label and text); ``shape`` stands under ``key`` in JSON."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    shape: object
