"""The journal, its documents, and the projections.

The tables stand here as they were first laid, apart from ``checker.ledger.schema``, which goes on changing.
"""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Lay the tables out."""
    from alembic import op  # noqa: PLC0415 - temporary

    from checker.ledger.schema import METADATA  # noqa: PLC0415 - temporary

    METADATA.create_all(op.get_bind())
