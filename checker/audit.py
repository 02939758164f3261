"""The audit trail (审计日志): what was refused and what was changed, one line of JSON each, apart from the other logs.

Records name tokens, rules and positions in the ledger's journal, never persons, and never a secret: who holds a token
and what an entry says is told by the ledger, to those who may read it. A path is named by its template, because the
path itself may hold anything a stranger wrote.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TextIO

import simplejson

LOGGER: Final = logging.getLogger("checker.audit")
"""Where records go; whoever serves gives it a place with ``configure`` or with logging's own means."""
_LONGEST: Final = 500


class AuditEvent(StrEnum):
    """What happened."""

    ACCESS_REFUSED = "access-refused"
    """No token, or none that counts, or one that does not reach as far."""
    LIMIT_REFUSED = "limit-refused"
    """Too large, too slow or too often."""
    REQUEST_REFUSED = "request-refused"
    """Malformed, or not allowed by the books."""
    CHANGED = "changed"
    """The books were changed."""
    RULES_ADOPTED = "rules-adopted"
    """Another rule book counts from now on."""
    RULES_REFUSED = "rules-refused"
    """A rule book was offered and not taken."""

    @property
    def is_refusal(self) -> bool:
        """Whether something was asked for and not done."""
        return self not in (AuditEvent.CHANGED, AuditEvent.RULES_ADOPTED)


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One thing that happened; what is not known or does not concern it stays empty.

    ``token`` is a token's number, ``route`` the template of a path, ``reason`` the class of an error or the code of a
    problem, ``position`` the last entry of a change, ``detail`` figures and hashes.
    """

    event: AuditEvent
    request_id: str = ""
    token: str = ""
    role: str = ""
    scope: str = ""
    method: str = ""
    route: str = ""
    status: int | None = None
    reason: str = ""
    position: int | None = None
    detail: str = ""


def write(record: AuditRecord, at: datetime | None = None) -> None:
    """Write one record, at ``at`` or now; refusals as warnings, everything else as information."""
    moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
    line: dict[str, object] = {"at": moment.replace("+00:00", "Z")}
    for field in fields(record):
        value = getattr(record, field.name)
        if value not in ("", None):
            line[field.name] = value[:_LONGEST] if isinstance(value, str) else value
    level = logging.WARNING if record.event.is_refusal else logging.INFO
    LOGGER.log(level, "%s", simplejson.dumps(line, ensure_ascii=False))


def configure(stream: TextIO) -> logging.Handler:
    """Have records written to ``stream`` and nowhere else; gives the handler, to be removed again."""
    return install(logging.StreamHandler(stream))


def install(handler: logging.Handler) -> logging.Handler:
    """Have records written by ``handler`` too."""
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    return handler
