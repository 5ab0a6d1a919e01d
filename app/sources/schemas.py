"""The wire form of sources."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.entities.schemas import EntityRef
from app.sources.kinds import Relation, SourceKind
from app.wire import Body, Edtf, Key, Long, Reference, Reliability, Short

Url = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$', max_length=2000)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{2,35}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Derivation(Body):
    """What this source makes of an earlier one."""

    source: Reference
    relation: Relation


class SourceCreate(Body):
    """A source to add; dates are EDTF."""

    key: Key | None = None
    kind: SourceKind
    title: Short
    url: Url | None = None
    archive_url: Url | None = None
    publisher: Reference | None = None
    authors: list[Reference] = Field(default_factory=list, max_length=100)
    language: Language | None = None
    published: Edtf | None = None
    accessed: Edtf | None = None
    archived_at: Edtf | None = None
    alignment: Short | None = None
    reliability: Reliability | None = None
    sha256: Sha256 | None = None
    derived_from: list[Derivation] = Field(default_factory=list, max_length=100)


class SourceChange(Body):
    """What to change of a source, as a merge patch: null takes a value away, what is left out stays.

    Lists are replaced as a whole. A key is given once and then stays.
    """

    key: Key | None = None
    kind: SourceKind | None = None
    title: Short | None = None
    url: Url | None = None
    archive_url: Url | None = None
    publisher: Reference | None = None
    authors: list[Reference] | None = Field(default=None, max_length=100)
    language: Language | None = None
    published: Edtf | None = None
    accessed: Edtf | None = None
    archived_at: Edtf | None = None
    alignment: Short | None = None
    reliability: Reliability | None = None
    sha256: Sha256 | None = None
    derived_from: list[Derivation] | None = Field(default=None, max_length=100)
    reason: Long | None = None


class SourceRef(BaseModel):
    """A source named inside another object."""

    id: str
    key: str | None
    title: str


class DerivationRead(BaseModel):
    """What a source makes of an earlier one."""

    source: SourceRef
    relation: Relation


class SourceRead(BaseModel):
    """A source as stored."""

    id: str
    key: str | None
    kind: SourceKind
    title: str
    url: str | None
    archive_url: str | None
    publisher: EntityRef | None
    authors: list[EntityRef]
    language: str | None
    published: str | None
    accessed: str | None
    archived_at: str | None
    alignment: str | None
    reliability: Reliability | None
    sha256: str | None
    derived_from: list[DerivationRead]
    recorded_at: str
    recorded_by: str
