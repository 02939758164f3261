"""The review (审查) of one application."""

from __future__ import annotations

from tui.office_screen import OfficeScreen
from tui.places import Place


class ReviewScreen(OfficeScreen):
    """One application, its findings and its facts."""

    place = Place.REVIEW
