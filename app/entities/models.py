"""The tables of entities and their names; both are projections of the log."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel

from app.db import one_of
from app.entities.kinds import KINDS, NAME_KINDS


class Entity(SQLModel, table=True):
    """A person, armed group, place, event, outlet and so on.

    `seq` is the event that added it, `changed` the one that changed it last.
    """

    __tablename__ = "entity"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind_known"),
        CheckConstraint(one_of("reliability", tuple("ABCDEF")), name="reliability_known"),
        Index("ix_entity_label", "label"),
        Index("ix_entity_kind_seq", "kind", "seq"),
        Index("ix_entity_alignment_seq", "alignment", "seq"),
    )
    seq: int = Field(primary_key=True, foreign_key="event.seq")
    id: str = Field(unique=True)
    key: str | None = Field(default=None, unique=True)
    kind: str
    label: str
    description: str | None = None
    alignment: str | None = None
    reliability: str | None = None
    external_ids: str
    recorded_at: str
    recorded_by: str
    changed: int | None = Field(default=None, foreign_key="event.seq")


class EntityName(SQLModel, table=True):
    """One name of an entity, as written."""

    __tablename__ = "entity_name"
    __table_args__ = (CheckConstraint(one_of("kind", NAME_KINDS), name="kind_known"),)
    entity: int = Field(primary_key=True, foreign_key="entity.seq")
    position: int = Field(primary_key=True)
    text: str = Field(index=True)
    lang: str | None = None
    script: str | None = None
    kind: str
