"""The tables of the ledger: the journal, its documents, and the projections that can be rebuilt from the journal.

Beside them stand tables that are no part of the history: they are neither backed up nor held to the journal.

Only integers, texts and bytes are stored, so that SQLite and PostgreSQL hold the same. Amounts are whole millionths of
the unit beside them (``checker.ledger.amounts``), days ISO dates, lists and records canonical JSON. Every projection
row says at which position of the journal it came to be, so that the books can be read as of an earlier position.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


SORTED: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Texts that lists are put in order by: by code point, the same in both databases."""


def _text(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional)


def _amount(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def _position(name: str = "position", *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey("entry.position"), nullable=optional)


HEAD: Final = Table(
    "head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    _text("hash"),
    comment="the one row that every writer locks: the last entry of the journal",
)

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    _text("at"),
    _text("actor"),
    _text("kind"),
    _text("subject"),
    _text("payload"),
    _text("previous"),
    _text("hash"),
    Index(None, "subject", "position"),
    Index(None, "kind", "position"),
    comment="the journal: append-only, each entry chained to the one before it",
)

DOCUMENT: Final = Table(
    "document",
    METADATA,
    Column("hash", Text, primary_key=True),
    _text("media"),
    Column("content", LargeBinary, nullable=False),
    _text("seal"),
    comment="what entries refer to, by the sha256 of its content; stored compressed and sealed",
)

PROJECT: Final = Table(
    "project",
    METADATA,
    Column("code", SORTED, primary_key=True),
    Column("name", SORTED, nullable=False),
    Column("owner", SORTED, nullable=False),
    Column("county", SORTED, nullable=False),
    Column("park", SORTED, nullable=False),
    Column("industry_code", SORTED, nullable=False),
    Column("stage", SORTED, nullable=False),
    Column("two_high", Integer, nullable=True),
    _amount("energy", optional=True),
    _amount("coal", optional=True),
    _text("disposal"),
    _text("rectify_by"),
    _text("updated_on"),
    _text("details"),
    _position("registered"),
    _position("changed"),
    Index(None, "stage", "county"),
    Index(None, "industry_code"),
    Index(None, "name", "owner", "code"),
    Index(None, "energy"),
    Index(None, "coal"),
    Index(None, "disposal", "rectify_by"),
    Index(None, "updated_on"),
    comment="the inventory as it is now; details hold every field",
)

SUBMISSION: Final = Table(
    "submission",
    METADATA,
    Column("position", BigInteger, ForeignKey("entry.position"), primary_key=True),
    Column("project", Text, ForeignKey("project.code"), nullable=False),
    _text("application"),
    _text("demands"),
    _text("submitted_on"),
    _text("state"),
    _text("state_since"),
    _position("changed"),
    Index(None, "project", "position"),
    Index(None, "state"),
    comment="applications under review and what became of them",
)

ACCOUNT: Final = Table(
    "account",
    METADATA,
    Column("metric", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    _text("direction"),
    _text("unit"),
    _amount("limit", optional=True),
    _text("limit_source"),
    _text("limit_origin"),
    _text("rules"),
    _amount("baseline", optional=True),
    _text("baseline_source"),
    _amount("committed"),
    _amount("reserved"),
    _position("changed"),
    comment="one city metric of one year: limit, what the city uses beside the projects, sums of bookings",
)

SETTING: Final = Table(
    "setting",
    METADATA,
    Column("position", BigInteger, ForeignKey("entry.position"), primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    _text("direction"),
    _text("unit"),
    _amount("value", optional=True),
    _text("source"),
    _text("origin"),
    _text("rules"),
    Index(None, "metric", "year", "position"),
    comment="every limit and baseline ever set; the newest of a name counts",
)

BOOKING: Final = Table(
    "booking",
    METADATA,
    Column("project", Text, ForeignKey("project.code"), primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    _amount("requested", optional=True),
    _amount("reserved"),
    _amount("committed"),
    _position("changed"),
    Index(None, "metric", "year"),
    comment="what each project holds of each account; requested is what it takes, null where not known",
)

MOVEMENT: Final = Table(
    "movement",
    METADATA,
    Column("position", BigInteger, ForeignKey("entry.position"), primary_key=True),
    Column("project", Text, ForeignKey("project.code"), primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    _amount("reserved"),
    _amount("committed"),
    Index(None, "metric", "year", "position"),
    comment="every change of a booking; the sums are the balances at any position",
)

SOURCE: Final = Table(
    "source",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("kind"),
    _text("enterprise"),
    _text("facility"),
    _text("product"),
    _text("unit"),
    _amount("amount"),
    _amount("reserved"),
    _amount("committed"),
    _text("available_from"),
    _text("document"),
    _position("registered"),
    _position("changed"),
    Index(None, "kind"),
    comment="capacity, coal and energy given up, to be offered as replacement once",
)

PLEDGE: Final = Table(
    "pledge",
    METADATA,
    Column("project", Text, ForeignKey("project.code"), primary_key=True),
    Column("source", Text, ForeignKey("source.id"), primary_key=True),
    _amount("requested"),
    _amount("reserved"),
    _amount("committed"),
    _position("changed"),
    Index(None, "source"),
    comment="what each project asks and holds of each source of replacement",
)

OFFER: Final = Table(
    "offer",
    METADATA,
    Column("position", BigInteger, ForeignKey("entry.position"), primary_key=True),
    Column("source", Text, ForeignKey("source.id"), primary_key=True),
    Column("project", Text, ForeignKey("project.code"), primary_key=True),
    _amount("reserved"),
    _amount("committed"),
    Index(None, "source", "position"),
    Index(None, "project"),
    comment="every change of what a project has been given of a source; the sums are what it holds",
)

CONSULTATION: Final = Table(
    "consultation",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("project", Text, ForeignKey("project.code"), nullable=False),
    _text("rules"),
    _text("matter"),
    _text("lead"),
    _text("cooperating"),
    _text("application"),
    Column("ledger_position", BigInteger, nullable=True),
    _text("opened_on"),
    _text("due_on", optional=True),
    _position("opened"),
    _text("conclusion", optional=True),
    _text("concluded_on", optional=True),
    _text("authority", optional=True),
    _text("document", optional=True),
    _text("reason", optional=True),
    _text("conditions", optional=True),
    _position("concluded", optional=True),
    _text("cancelled_on", optional=True),
    _text("cancellation", optional=True),
    _position("cancelled", optional=True),
    Index(None, "project"),
    comment="departments asked about a project, and the conclusion they came to",
)

STATEMENT: Final = Table(
    "statement",
    METADATA,
    Column("position", BigInteger, ForeignKey("entry.position"), primary_key=True),
    Column("consultation", Text, ForeignKey("consultation.id"), nullable=False),
    _text("department"),
    _text("stance"),
    _text("given_on"),
    _text("reason"),
    Index(None, "consultation", "position"),
    comment="the opinions of departments; the newest of a department counts",
)

RECTIFICATION: Final = Table(
    "rectification",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("project", Text, ForeignKey("project.code"), nullable=False),
    _text("matter"),
    _text("authority"),
    _text("number"),
    _text("issued_on"),
    _text("deadline"),
    _position("ordered"),
    _text("done_on", optional=True),
    _text("evidence", optional=True),
    _position("done", optional=True),
    _text("revoked_on", optional=True),
    _text("revocation", optional=True),
    _text("revoked_by", optional=True),
    _position("revoked", optional=True),
    Index(None, "project"),
    Index(None, "deadline"),
    comment="items that a project was ordered to rectify, with the deadline first set",
)

EXTENSION: Final = Table(
    "extension",
    METADATA,
    Column("position", BigInteger, ForeignKey("entry.position"), primary_key=True),
    Column("item", Text, ForeignKey("rectification.id"), nullable=False),
    _text("extended_on"),
    _text("deadline"),
    _text("document"),
    _text("reason"),
    Index(None, "item", "position"),
    comment="later deadlines of items to rectify; the newest counts",
)

WAIVER: Final = Table(
    "waiver",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("project", Text, ForeignKey("project.code"), nullable=False),
    _text("rules"),
    _text("authority"),
    _text("number"),
    _text("granted_on"),
    _text("scope"),
    _text("expires_on"),
    _position("granted"),
    _text("revoked_on", optional=True),
    _text("revocation", optional=True),
    _position("revoked", optional=True),
    Index(None, "project"),
    comment="exemptions from named rules or clauses, with document and expiry",
)

DECISION: Final = Table(
    "decision",
    METADATA,
    Column("id", Text, primary_key=True),
    _position("position"),
    Column("project", Text, ForeignKey("project.code"), nullable=False),
    _text("verdict"),
    _text("recommended"),
    _text("officer"),
    _text("decided_on"),
    _text("reason"),
    _text("number"),
    _text("as_of"),
    Column("ledger_position", BigInteger, nullable=False),
    _text("application"),
    _text("report"),
    _text("rulebook"),
    _text("archive"),
    Index(None, "project"),
    comment="officers' decisions, each with the sealed report it was made on",
)

TOKEN: Final = Table(
    "token",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("digest"),
    _text("holder"),
    _text("role"),
    _text("scopes"),
    _text("purpose"),
    _text("issued_on"),
    _text("expires_on"),
    _position("issued"),
    _text("revoked_on", optional=True),
    _text("revocation", optional=True),
    _position("revoked", optional=True),
    comment="who may use the service, for what and until when; of a secret only its sha256",
)

REPLY: Final = Table(
    "reply",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    _text("fingerprint"),
    Column("status", Integer, nullable=False),
    _text("headers"),
    Column("body", LargeBinary, nullable=False),
    _text("at"),
    Index(None, "at"),
    comment="what requests with an idempotency key were answered, for a day",
)

PLATFORM: Final = Table(
    "platform",
    METADATA,
    Column("name", Text, primary_key=True),
    _text("cursor"),
    _text("swept_at"),
    _text("polled_at"),
    _text("fault"),
    comment="approval platforms: how far each was read, and what went wrong last",
)

ARRIVAL: Final = Table(
    "arrival",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("application", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    _text("project"),
    _text("name"),
    _text("kind"),
    _text("arrived_at"),
    _text("content"),
    _position("submission", optional=True),
    _text("refusal"),
    Index(None, "number", unique=True),
    Index(None, "project"),
    comment="every version of an application seen on a platform, and what was made of it",
)

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    _text("platform"),
    _text("application"),
    _text("version"),
    _text("kind"),
    _text("letter"),
    _text("state"),
    Column("attempts", Integer, nullable=False),
    Column("strikes", Integer, nullable=False),
    _text("due_at"),
    _text("queued_at"),
    _text("settled_at", optional=True),
    _text("deadline", optional=True),
    _text("answer"),
    Column("resent", Integer, nullable=False, server_default=text("0")),
    _text("purged_at", optional=True),
    Index(None, "number", unique=True),
    Index(None, "state", "due_at"),
    Index(None, "platform", "application"),
    comment="letters to platforms, kept until each has been taken, with what became of them",
)

WITHDRAWAL: Final = Table(
    "withdrawal",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("application", Text, primary_key=True),
    Column("arrival", BigInteger, primary_key=True, autoincrement=False),
    _text("seen_at"),
    _text("outcome"),
    _text("project"),
    _text("reason"),
    _text("detail"),
    comment="applications withdrawn on a platform, and what became of what the ledger had of them",
)

PROJECTIONS: Final = (
    PROJECT, SUBMISSION, ACCOUNT, SETTING, BOOKING, MOVEMENT, SOURCE, PLEDGE, OFFER, CONSULTATION, STATEMENT,
    RECTIFICATION, EXTENSION, WAIVER, DECISION, TOKEN,
)  # fmt: skip
"""The tables that hold nothing but what the journal says, in an order that keeps their references."""

TRANSIENT: Final = (REPLY, PLATFORM, ARRIVAL, OUTBOX, WITHDRAWAL)
"""The tables that are no part of the history: their structure is verified, their rows are not."""
