"""What was seen on approval platforms, and the letters to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Lay the three tables out."""
    op.create_table(
        "platform",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("swept_at", sa.Text(), nullable=False),
        sa.Column("polled_at", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_platform")),
        comment="approval platforms: how far each was read, and what went wrong last",
    )
    op.create_table(
        "arrival",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("submission", sa.BigInteger(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["entry.position"], name=op.f("fk_arrival_submission")),
        sa.PrimaryKeyConstraint("platform", "application", "version", name=op.f("pk_arrival")),
        comment="every version of an application seen on a platform, and what was made of it",
    )
    op.create_index(op.f("ix_arrival_number"), "arrival", ["number"], unique=True)
    op.create_index(op.f("ix_arrival_project"), "arrival", ["project"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["document.hash"], name=op.f("fk_outbox_letter")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
        comment="letters to platforms, kept until each has been taken, with what became of them",
    )
    op.create_index(op.f("ix_outbox_number"), "outbox", ["number"], unique=True)
    op.create_index(op.f("ix_outbox_platform_application"), "outbox", ["platform", "application"], unique=False)
    op.create_index(op.f("ix_outbox_state_due_at"), "outbox", ["state", "due_at"], unique=False)
