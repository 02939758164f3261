"""Requests: what somebody asks to be made: a rule, and as far as need be its clause, its document, its pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checker.model.outcome import Effect, Mark
from checker.rulebook import Ceiling, Period
from checker.rulebook.period import ALWAYS


@dataclass(frozen=True, slots=True)
class PackRequest:
    """A pack to create in an empty or new folder."""

    id: str
    title: str
    version: str
    order: int


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document to register, in a clause file of its own named after ``id``."""

    number: str
    id: str
    title: str
    issuer: str
    issued: date | None = None
    in_force: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class ClauseRequest:
    """A clause to add to the register of its document: ``quote`` is verbatim, ``summary`` is in our own words."""

    id: str
    path: str
    quote: str
    summary: str
    strength: str
    ceiling: Ceiling
    mark: Mark
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True)
class RuleRequest:
    """The rule itself; ``clause`` is an id of its own pack or ``文号#条款号``, expressions are FEEL as written."""

    id: str
    title: str
    clause: str
    applies: str
    require: str
    effect: Effect
    basis: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    message: str = ""
    remedy: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """All that is to be made in one go; what is None is there already.

    ``number`` is the number of the document a new clause belongs to. ``as_of`` is the day the scenarios are written
    for, ``features`` the folder they go to.
    """

    pack_folder: Path
    features: Path
    as_of: date
    rule: RuleRequest
    clause: ClauseRequest | None = None
    number: str = ""
    document: DocumentRequest | None = None
    pack: PackRequest | None = None
