"""Where a check learns what the ledger knows: asked once for each check, with the rule book of that check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from checker.feel.values import Value
from checker.model.application import Application
from checker.model.standing import Standing
from checker.rulebook import RuleBook


class StandingSource(Protocol):
    """Whoever can say how an application stands: a ledger, or a ledger as it was at an earlier position."""

    def standing(
        self, application: Application, facts: Mapping[str, Value], as_of: date, rulebook: RuleBook
    ) -> Standing:
        """The standing of ``application``, whose facts by Chinese label are ``facts``, on ``as_of``.

        ``rulebook`` is the one that the check is made with: its quotas and rules say what of the ledger matters.
        """
        ...
