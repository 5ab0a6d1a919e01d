"""The shapes of answers that several objects make up: lists, what a write answers, problems, health."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from app.claims.identity_schemas import JudgementRead
from app.claims.schemas import AssessmentRead, ClaimRead, LinkRead
from app.contradictions.schemas import (
    ContradictionListed,
    EntityPosition,
    HistoryEntry,
    PairRead,
    PositionRead,
    RuleRead,
)
from app.contradictions.written import (
    ClaimWritten,
    ContradictionMade,
    Created,
    JoinUndone,
    JudgementWritten,
    PredicateRead,
    PredicateWritten,
)
from app.entities.schemas import EntityRead
from app.sources.schemas import SourceRead

__all__ = [
    "ClaimWritten",
    "ContradictionMade",
    "Created",
    "JoinUndone",
    "JudgementWritten",
    "PredicateRead",
    "PredicateWritten",
]
"""What writes answer has its home below, where a client can read it."""
T = TypeVar("T")


class Listed(BaseModel, Generic[T]):
    """One page of a list; the last one has no next_cursor."""

    data: list[T]
    next_cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")] | None
    has_more: bool


class EntityList(Listed[EntityRead]):
    """A page of entities."""


class SourceList(Listed[SourceRead]):
    """A page of sources."""


class ClaimList(Listed[ClaimRead]):
    """A page of claims."""


class AttributionList(Listed[LinkRead]):
    """The whole chain of a claim, the claimant first."""


class HistoryList(Listed[HistoryEntry]):
    """All that happened to a claim, oldest first, then what its claimant revised."""


class AssessmentList(Listed[AssessmentRead]):
    """All assessments of a claim, oldest first."""


class ContradictionList(Listed[ContradictionListed]):
    """A page of contradictions."""


class PositionList(Listed[PositionRead]):
    """All positions of a contradiction."""


class EntityPositionList(Listed[EntityPosition]):
    """All positions on the questions of one predicate about an entity."""


class PairList(Listed[PairRead]):
    """Pairs of a contradiction's claims; has_more says that the limit cut them."""


class PredicateList(Listed[PredicateRead]):
    """A page of predicates."""


class RuleList(Listed[RuleRead]):
    """All rules."""


class JudgementList(Listed[JudgementRead]):
    """All judgements of who an entity is, oldest first."""


class FaultRead(BaseModel):
    """One wrong place: a JSON pointer into the body, or the name of a parameter."""

    pointer: str
    detail: str


class ProblemRead(BaseModel):
    """An error (RFC 9457): its permanent type, what is wrong and how to mend it."""

    type: Annotated[str, Field(pattern=r"^/problems/[a-z-]+$")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: Annotated[list[FaultRead], Field(max_length=20)]
    instance: Annotated[str, Field(pattern=r"^urn:uuid:[0-9a-f-]{36}$")]


class Live(BaseModel):
    """The process answers."""

    status: Literal["live"]


class Ready(BaseModel):
    """The database and the writer answer too."""

    status: Literal["ready"]
    migration: str


class Version(BaseModel):
    """Versions of the program and the schema, and how many events the log holds."""

    counterclaim: str
    migration: str
    events: int
