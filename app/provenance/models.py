"""The log's table."""

from sqlmodel import Field, Index, SQLModel

import app.db  # noqa: F401 — sets the naming convention, which must stand before the first table


class Event(SQLModel, table=True):
    """One write: what was done to which object, by whom and when; never changed, never deleted.

    `body` is canonical JSON (RFC 8785); `leaf` the hex SHA-256 of a zero byte and the whole event in
    canonical JSON, the leaf hash of RFC 9162. `at` is UTC in ISO 8601 with microseconds.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_op_seq", "op", "seq"),)
    seq: int = Field(primary_key=True)
    op: str
    object: str = Field(index=True)
    revision: int
    actor: str
    at: str
    body: str
    leaf: str = Field(unique=True)
