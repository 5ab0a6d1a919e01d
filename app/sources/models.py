"""The tables of sources, their authors and what they derive from; projections of the log."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel

from app.db import one_of
from app.sources.kinds import KINDS, RELATIONS


class Source(SQLModel, table=True):
    """A document; `published_lo` and `published_hi` are the day numbers its EDTF date allows.

    `seq` is the event that added it, `changed` the one that changed it last.
    """

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind_known"),
        CheckConstraint(one_of("reliability", tuple("ABCDEF")), name="reliability_known"),
        CheckConstraint("published_lo <= published_hi", name="published_in_order"),
        Index("ix_source_title", "title"),
        Index("ix_source_kind_seq", "kind", "seq"),
        Index("ix_source_alignment_seq", "alignment", "seq"),
        Index("ix_source_language_seq", "language", "seq"),
        Index("ix_source_url", "url", postgresql_using="hash"),  # a btree of PostgreSQL holds no long URL
    )
    seq: int = Field(primary_key=True, foreign_key="event.seq")
    id: str = Field(unique=True)
    key: str | None = Field(default=None, unique=True)
    kind: str
    title: str
    url: str | None = None
    archive_url: str | None = None
    publisher: int | None = Field(default=None, foreign_key="entity.seq")
    language: str | None = None
    published: str | None = None
    published_lo: int | None = None
    published_hi: int | None = None
    accessed: str | None = None
    archived_at: str | None = None
    alignment: str | None = None
    reliability: str | None = None
    sha256: str | None = None
    recorded_at: str
    recorded_by: str
    changed: int | None = Field(default=None, foreign_key="event.seq")


class SourceAuthor(SQLModel, table=True):
    """One author of a source."""

    __tablename__ = "source_author"
    source: int = Field(primary_key=True, foreign_key="source.seq")
    position: int = Field(primary_key=True)
    entity: int = Field(foreign_key="entity.seq")


class SourceDerivation(SQLModel, table=True):
    """One document a source was made out of."""

    __tablename__ = "source_derivation"
    __table_args__ = (CheckConstraint(one_of("relation", RELATIONS), name="relation_known"),)
    source: int = Field(primary_key=True, foreign_key="source.seq")
    position: int = Field(primary_key=True)
    origin: int = Field(foreign_key="source.seq", index=True)
    relation: str
