"""The queue (待办) of applications."""

from __future__ import annotations

from tui.office_screen import OfficeScreen
from tui.places import Place


class QueueScreen(OfficeScreen):
    """The applications to be worked on."""

    place = Place.QUEUE
