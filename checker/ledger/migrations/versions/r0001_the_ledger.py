"""The journal, its documents, and the projections.

The tables stand here as they were first laid, apart from ``checker.ledger.schema``, which goes on changing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Lay the tables out."""
    op.create_table(
        "document",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_document")),
        comment="what entries refer to, by the sha256 of its content; stored compressed and sealed",
    )
    op.create_table(
        "entry",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_entry")),
        comment="the journal: append-only, each entry chained to the one before it",
    )
    op.create_index(op.f("ix_entry_kind_position"), "entry", ["kind", "position"], unique=False)
    op.create_index(op.f("ix_entry_subject_position"), "entry", ["subject", "position"], unique=False)
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
        comment="the one row that every writer locks: the last entry of the journal",
    )
    op.create_table(
        "account",
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("limit", sa.BigInteger(), nullable=True),
        sa.Column("limit_source", sa.Text(), nullable=False),
        sa.Column("limit_origin", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("baseline_source", sa.Text(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed"], ["entry.position"], name=op.f("fk_account_changed")),
        sa.PrimaryKeyConstraint("metric", "year", name=op.f("pk_account")),
        comment="one city metric of one year: limit, what the city uses beside the projects, sums of bookings",
    )
    op.create_table(
        "project",
        sa.Column("code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("owner", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("county", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("park", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("industry_code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("stage", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("two_high", sa.Integer(), nullable=True),
        sa.Column("energy", sa.BigInteger(), nullable=True),
        sa.Column("coal", sa.BigInteger(), nullable=True),
        sa.Column("disposal", sa.Text(), nullable=False),
        sa.Column("rectify_by", sa.Text(), nullable=False),
        sa.Column("updated_on", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("registered", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed"], ["entry.position"], name=op.f("fk_project_changed")),
        sa.ForeignKeyConstraint(["registered"], ["entry.position"], name=op.f("fk_project_registered")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_project")),
        comment="the inventory as it is now; details hold every field",
    )
    op.create_index(op.f("ix_project_coal"), "project", ["coal"], unique=False)
    op.create_index(op.f("ix_project_disposal_rectify_by"), "project", ["disposal", "rectify_by"], unique=False)
    op.create_index(op.f("ix_project_energy"), "project", ["energy"], unique=False)
    op.create_index(op.f("ix_project_industry_code"), "project", ["industry_code"], unique=False)
    op.create_index(op.f("ix_project_name_owner_code"), "project", ["name", "owner", "code"], unique=False)
    op.create_index(op.f("ix_project_stage_county"), "project", ["stage", "county"], unique=False)
    op.create_index(op.f("ix_project_updated_on"), "project", ["updated_on"], unique=False)
    op.create_table(
        "setting",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_setting_position")),
        sa.PrimaryKeyConstraint("position", "metric", "year", "name", name=op.f("pk_setting")),
        comment="every limit and baseline ever set; the newest of a name counts",
    )
    op.create_index(op.f("ix_setting_metric_year_position"), "setting", ["metric", "year", "position"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("enterprise", sa.Text(), nullable=False),
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("available_from", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("registered", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed"], ["entry.position"], name=op.f("fk_source_changed")),
        sa.ForeignKeyConstraint(["registered"], ["entry.position"], name=op.f("fk_source_registered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        comment="capacity, coal and energy given up, to be offered as replacement once",
    )
    op.create_index(op.f("ix_source_kind"), "source", ["kind"], unique=False)
    op.create_table(
        "booking",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("requested", sa.BigInteger(), nullable=True),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed"], ["entry.position"], name=op.f("fk_booking_changed")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_booking_project")),
        sa.PrimaryKeyConstraint("project", "metric", "year", name=op.f("pk_booking")),
        comment="what each project holds of each account; requested is what it takes, null where not known",
    )
    op.create_index(op.f("ix_booking_metric_year"), "booking", ["metric", "year"], unique=False)
    op.create_table(
        "consultation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("cooperating", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("ledger_position", sa.BigInteger(), nullable=True),
        sa.Column("opened_on", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("concluded_on", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("concluded", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_on", sa.Text(), nullable=True),
        sa.Column("cancellation", sa.Text(), nullable=True),
        sa.Column("cancelled", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["cancelled"], ["entry.position"], name=op.f("fk_consultation_cancelled")),
        sa.ForeignKeyConstraint(["concluded"], ["entry.position"], name=op.f("fk_consultation_concluded")),
        sa.ForeignKeyConstraint(["opened"], ["entry.position"], name=op.f("fk_consultation_opened")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_consultation_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        comment="departments asked about a project, and the conclusion they came to",
    )
    op.create_index(op.f("ix_consultation_project"), "consultation", ["project"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("recommended", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("ledger_position", sa.BigInteger(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("archive", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_decision_position")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_decision_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        comment="officers' decisions, each with the sealed report it was made on",
    )
    op.create_index(op.f("ix_decision_project"), "decision", ["project"], unique=False)
    op.create_table(
        "movement",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_movement_position")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_movement_project")),
        sa.PrimaryKeyConstraint("position", "project", "metric", "year", name=op.f("pk_movement")),
        comment="every change of a booking; the sums are the balances at any position",
    )
    op.create_index(op.f("ix_movement_metric_year_position"), "movement", ["metric", "year", "position"], unique=False)
    op.create_table(
        "offer",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_offer_position")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_offer_project")),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name=op.f("fk_offer_source")),
        sa.PrimaryKeyConstraint("position", "source", "project", name=op.f("pk_offer")),
        comment="every change of what a project has been given of a source; the sums are what it holds",
    )
    op.create_index(op.f("ix_offer_project"), "offer", ["project"], unique=False)
    op.create_index(op.f("ix_offer_source_position"), "offer", ["source", "position"], unique=False)
    op.create_table(
        "pledge",
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("requested", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed"], ["entry.position"], name=op.f("fk_pledge_changed")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_pledge_project")),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name=op.f("fk_pledge_source")),
        sa.PrimaryKeyConstraint("project", "source", name=op.f("pk_pledge")),
        comment="what each project asks and holds of each source of replacement",
    )
    op.create_index(op.f("ix_pledge_source"), "pledge", ["source"], unique=False)
    op.create_table(
        "rectification",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=True),
        sa.Column("revoked_on", sa.Text(), nullable=True),
        sa.Column("revocation", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["done"], ["entry.position"], name=op.f("fk_rectification_done")),
        sa.ForeignKeyConstraint(["ordered"], ["entry.position"], name=op.f("fk_rectification_ordered")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_rectification_project")),
        sa.ForeignKeyConstraint(["revoked"], ["entry.position"], name=op.f("fk_rectification_revoked")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        comment="items that a project was ordered to rectify, with the deadline first set",
    )
    op.create_index(op.f("ix_rectification_deadline"), "rectification", ["deadline"], unique=False)
    op.create_index(op.f("ix_rectification_project"), "rectification", ["project"], unique=False)
    op.create_table(
        "submission",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("submitted_on", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", sa.Text(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed"], ["entry.position"], name=op.f("fk_submission_changed")),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_submission_position")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_submission_project")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_submission")),
        comment="applications under review and what became of them",
    )
    op.create_index(op.f("ix_submission_project_position"), "submission", ["project", "position"], unique=False)
    op.create_index(op.f("ix_submission_state"), "submission", ["state"], unique=False)
    op.create_table(
        "waiver",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("granted_on", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Text(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.Column("revoked_on", sa.Text(), nullable=True),
        sa.Column("revocation", sa.Text(), nullable=True),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["granted"], ["entry.position"], name=op.f("fk_waiver_granted")),
        sa.ForeignKeyConstraint(["project"], ["project.code"], name=op.f("fk_waiver_project")),
        sa.ForeignKeyConstraint(["revoked"], ["entry.position"], name=op.f("fk_waiver_revoked")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        comment="exemptions from named rules or clauses, with document and expiry",
    )
    op.create_index(op.f("ix_waiver_project"), "waiver", ["project"], unique=False)
    op.create_table(
        "extension",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("extended_on", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["rectification.id"], name=op.f("fk_extension_item")),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_extension_position")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_extension")),
        comment="later deadlines of items to rectify; the newest counts",
    )
    op.create_index(op.f("ix_extension_item_position"), "extension", ["item", "position"], unique=False)
    op.create_table(
        "statement",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("consultation", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultation.id"], name=op.f("fk_statement_consultation")),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name=op.f("fk_statement_position")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_statement")),
        comment="the opinions of departments; the newest of a department counts",
    )
    op.create_index(op.f("ix_statement_consultation_position"), "statement", ["consultation", "position"], unique=False)
