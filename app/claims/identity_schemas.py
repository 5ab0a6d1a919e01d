"""The wire form of judgements of identity: what is sent, and what comes back."""

from pydantic import Field

from app.claims.schemas import (
    Citation,
    ClaimRead,
    LinkCreate,
    Modality,
    RetractionCreate,
    SourceGiven,
)
from app.wire import Body, Edtf, Key, Long, Reference


class JudgementCreate(Body):
    """A judgement whether an entity is the same as another; the claimant of `attribution` is who judges."""

    key: Key | None = None
    other: Reference
    source: SourceGiven
    citation: Citation | None = None
    attribution: list[LinkCreate] = Field(min_length=1, max_length=20)
    reasons: Long
    modality: Modality = "certain"
    stated: Edtf | None = None


class JoinUndo(RetractionCreate):
    """Why the claims that join an entity to another are retracted."""

    other: Reference


class JudgementRead(ClaimRead):
    """The claim that a judgement is; reasons are null where the judge gave none with it."""

    reasons: str | None
