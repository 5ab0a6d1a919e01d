"""The wire form of entities."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.entities.kinds import EntityKind, NameKind
from app.wire import Body, Key, Long, Reliability, Short

Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Name(Body):
    """A name as written; `lang` is a BCP 47 tag, `script` an ISO 15924 code."""

    text: Short
    lang: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{2,35}$")] | None = None
    script: Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{3}$")] | None = None
    kind: NameKind = "alias"


class EntityCreate(Body):
    """An entity to add."""

    key: Key | None = None
    kind: EntityKind
    label: Short
    names: list[Name] = Field(default_factory=list, max_length=200)
    description: Long | None = None
    external_ids: dict[Scheme, Short] = Field(default_factory=dict, max_length=50)
    alignment: Short | None = None
    reliability: Reliability | None = None


class EntityChange(Body):
    """What to change of an entity, as a merge patch: null takes a value away, what is left out stays.

    `names` are replaced as a whole, `external_ids` scheme by scheme. A key is given once and then stays.
    """

    key: Key | None = None
    kind: EntityKind | None = None
    label: Short | None = None
    names: list[Name] | None = Field(default=None, max_length=200)
    description: Long | None = None
    external_ids: dict[Scheme, Short | None] | None = Field(default=None, max_length=50)
    alignment: Short | None = None
    reliability: Reliability | None = None
    reason: Long | None = None


class EntityRef(BaseModel):
    """An entity named inside another object."""

    id: str
    key: str | None
    label: str


class NameRead(BaseModel):
    """A name of an entity."""

    text: str
    lang: str | None
    script: str | None
    kind: NameKind


class EntityRead(BaseModel):
    """An entity as stored, with the others that standing judgements say are one with it."""

    id: str
    key: str | None
    kind: EntityKind
    label: str
    names: list[NameRead]
    description: str | None
    external_ids: dict[str, str]
    alignment: str | None
    reliability: Reliability | None
    recorded_at: str
    recorded_by: str
    same_as: list[EntityRef]
