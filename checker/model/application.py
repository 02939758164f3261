"""The application (项目申报): one fixed-asset investment project as submitted, put together from its sections."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from checker.model.approval import Formalities
from checker.model.building import Construction
from checker.model.economy import City, Economy
from checker.model.energy import Energy, Generation, Operation
from checker.model.equipment import Equipment
from checker.model.fields import Section
from checker.model.identity import Core, Identity, Management
from checker.model.industry import Industry
from checker.model.replacement import Replacement
from checker.model.rural import Rural
from checker.model.siting import Schedule, Siting
from checker.model.transport import Transport
from checker.model.waste import Waste

SECTIONS: Final[tuple[type[Section], ...]] = (
    Identity,
    Core,
    Siting,
    Schedule,
    Industry,
    Energy,
    Generation,
    Operation,
    Equipment,
    Construction,
    Transport,
    Waste,
    Rural,
    Replacement,
    Formalities,
    Management,
    Economy,
    City,
)
"""The sections in the order people read them."""


class Application(
    City,
    Economy,
    Management,
    Formalities,
    Replacement,
    Rural,
    Waste,
    Transport,
    Construction,
    Equipment,
    Operation,
    Generation,
    Energy,
    Industry,
    Schedule,
    Siting,
    Core,
    Identity,
):  # bases from last to first, because pydantic collects fields from the last base on
    """一份项目申报: facts with units; an omitted fact is None, which is not the same as zero or none.

    ``checker.model.reading`` makes one and refuses contradictions; pydantic's own constructor reads each field alike
    but does not compare fields with one another.
    """

    @property
    def content_hash(self) -> str:
        """SHA-256 of the submitted facts; the same for every spelling of the same application."""
        text = json.dumps(self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
