"""The wire form of what a retraction of a source would change."""

from typing import Generic, TypeVar

from pydantic import BaseModel

from app.claims.schemas import ClaimRef
from app.contradictions.schemas import ContradictionListed, Question

T = TypeVar("T")


class Part(BaseModel, Generic[T]):
    """How many there are, and the first 500 of them; `has_more` says that there are others."""

    count: int
    data: list[T]
    has_more: bool


class ClaimsConcerned(Part[ClaimRef]):
    """Claims by id and key."""


class ContradictionsConcerned(Part[ContradictionListed]):
    """Contradictions as a list shows them."""


class ContradictionChange(BaseModel):
    """A contradiction that would have another label or severity."""

    before: ContradictionListed
    after: ContradictionListed


class ContradictionChanges(Part[ContradictionChange]):
    """Contradictions that would have another label or severity."""


class PositionLost(BaseModel):
    """A position that would lose its last claim."""

    question: Question
    value: str
    claims: list[ClaimRef]


class PositionsLost(Part[PositionLost]):
    """Positions that would lose their last claim."""


class ContradictionsImpact(BaseModel):
    """Contradictions that would end, begin, or have another label or severity."""

    vanishing: ContradictionsConcerned
    appearing: ContradictionsConcerned
    changing: ContradictionChanges


class SourceNamed(BaseModel):
    """The source asked about."""

    id: str
    key: str | None
    title: str


class SourceImpact(BaseModel):
    """What a retraction of a source would change; nothing is changed by asking.

    `documents` counts the source and those made out of it; `claims` are the live ones read in or passed
    through one of them, `returning` the claimants' earlier words that would stand again.
    """

    source: SourceNamed
    documents: int
    claims: ClaimsConcerned
    returning: ClaimsConcerned
    contradictions: ContradictionsImpact
    positions: PositionsLost
