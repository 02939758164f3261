"""Letters whose content goes after a while and that may be sent again; applications withdrawn on their platform."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let a letter outlast its document, and lay the table of withdrawals out."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("fk_outbox_letter"), type_="foreignkey")
        outbox.add_column(sa.Column("resent", sa.Integer(), nullable=False, server_default=sa.text("0")))
        outbox.add_column(sa.Column("purged_at", sa.Text(), nullable=True))
    op.create_table(
        "withdrawal",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "application", "arrival", name=op.f("pk_withdrawal")),
        comment="applications withdrawn on a platform, and what became of what the ledger had of them",
    )
