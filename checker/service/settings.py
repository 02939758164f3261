"""Settings: where a service has its ledger and rules, and how much it takes on; handed to worker processes as text."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Final, Self

VARIABLE: Final = "CHECKER_SERVICE"
"""The environment variable by which worker processes are told their settings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a service is started with.

    ``ledger`` is an address as ``Ledger.open`` takes it, ``packs`` the folders of rule packs (none for those that
    ``Checker.load`` finds); ``shared`` is a folder that the worker processes of one service share, empty where there
    is only one process.
    """

    ledger: str
    packs: tuple[str, ...] = ()
    watches_rules: bool = False
    """Whether the rules are loaded anew when their files change."""
    rules_url: str = ""
    """Where signed rule bundles come from; then there are no ``packs``."""
    rules_keys: str = ""
    """The public keys, a file or a folder of them, that bundles must be signed with."""
    rules_cache: str = ""
    """The folder that keeps the last good bundle."""
    rules_seconds: float = 60.0
    """About how often a newer bundle is looked for."""
    largest_body: int = 2 * 1024 * 1024
    """Bytes in the body of a request."""
    seconds: float = 30.0
    """How long a request may take."""
    rate: float = 50.0
    """Requests a second for each token in the long run, by each worker process; 0 for any number."""
    burst: int = 100
    """Requests at once for each token."""
    in_flight: int = 128
    """Requests under way at once, by each worker process."""
    shared: str = ""
    audit_log: str = ""
    """The file that the audit trail is added to; empty for where the other logs go."""

    def handed_over(self) -> str:
        """The settings as text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def taken_over(cls) -> Self:
        """The settings that the starting process left in the environment."""
        values = json.loads(os.environ[VARIABLE])
        return cls(**{**values, "packs": tuple(values["packs"])})
