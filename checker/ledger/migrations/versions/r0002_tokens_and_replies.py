"""Tokens for the service, and the replies kept for requests with an idempotency key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Lay the two tables out."""
    op.create_table(
        "token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Text(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("revoked_on", sa.Text(), nullable=True),
        sa.Column("revocation", sa.Text(), nullable=True),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["issued"], ["entry.position"], name=op.f("fk_token_issued")),
        sa.ForeignKeyConstraint(["revoked"], ["entry.position"], name=op.f("fk_token_revoked")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        comment="who may use the service, for what and until when; of a secret only its sha256",
    )
    op.create_table(
        "reply",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", "key", name=op.f("pk_reply")),
        comment="what requests with an idempotency key were answered, for a day",
    )
    op.create_index(op.f("ix_reply_at"), "reply", ["at"], unique=False)
