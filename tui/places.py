"""The places (屏) of the interface, in the order of their keys, and the screen that each one shows."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Final

from tui.keymap import KEYS

if TYPE_CHECKING:
    from tui.office_screen import OfficeScreen


class Place(StrEnum):
    """Where an officer can be."""

    QUEUE = "queue"
    REVIEW = "review"
    QUOTAS = "quotas"
    CONSULTATIONS = "consultations"
    RECTIFICATIONS = "rectifications"
    DECISION = "decision"
    RULES = "rules"

    @property
    def label(self) -> str:
        """The Chinese word on its tab."""
        return KEYS[self.command].label

    @property
    def command(self) -> str:
        """The command that goes there."""
        return f"go.{self.value}"

    def screen(self) -> OfficeScreen:
        """A new screen for this place; its module is imported when it is first needed."""
        module, _, name = _SCREENS[self].partition(":")
        screen: OfficeScreen = getattr(import_module(module), name)()
        return screen


_SCREENS: Final = {
    Place.QUEUE: "tui.queue:QueueScreen",
    Place.REVIEW: "tui.review:ReviewScreen",
    Place.QUOTAS: "tui.quotas:QuotasScreen",
    Place.CONSULTATIONS: "tui.consultations:ConsultationsScreen",
    Place.RECTIFICATIONS: "tui.rectifications:RectificationsScreen",
    Place.DECISION: "tui.decision:DecisionScreen",
    Place.RULES: "tui.rules:RulesScreen",
}
