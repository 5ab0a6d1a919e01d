"""What a line of NDJSON holds: the bodies of the API, with type, id and what became of it."""

from typing import Literal

from pydantic import BaseModel, Field

from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import AssessmentCreate, ClaimCreate, RetractionCreate
from app.contradictions.schemas import Choice, Code, Status
from app.entities.schemas import EntityCreate
from app.sources.schemas import SourceCreate


class PredicateLine(PredicateCreate):
    """A predicate."""

    type: Literal["predicate"]
    id: str


class EntityLine(EntityCreate):
    """An entity."""

    type: Literal["entity"]
    id: str


class SourceLine(SourceCreate):
    """A source."""

    type: Literal["source"]
    id: str


class ClaimLine(ClaimCreate):
    """A claim; `status` follows from retractions and from the claims that supersede others."""

    type: Literal["claim"]
    id: str
    status: Literal["live", "superseded", "retracted"]
    retraction: RetractionCreate | None = None


class AssessmentLine(AssessmentCreate):
    """An assessment of the claim with this key or id."""

    type: Literal["assessment"]
    id: str
    claim: str


class QuestionLine(BaseModel):
    """What the claims answer differently; entities by key or id."""

    subjects: list[str]
    predicates: list[str]
    scope: dict[str, str]


class WindowLine(BaseModel):
    """The days between which the conflict holds, as ISO dates; null where it is not bounded."""

    from_: str | None = Field(alias="from")
    to: str | None


class WitnessLine(BaseModel):
    """One of the claims that the sentence is of."""

    claim: str
    claimant: str
    value: str
    valid: str | None = None


class DispositionLine(BaseModel):
    """What an analyst decided last; `position` is a claim of the position chosen."""

    choice: Choice
    reasons: str
    position: str | None = None
    status: Status
    standing: bool
    by: str
    at: str


class ContradictionLine(BaseModel):
    """A contradiction with all its claims by key or id; an import passes over it."""

    type: Literal["contradiction"]
    id: str
    code: Code
    label: Literal["certain", "possible"]
    severity: float
    open_weight: float
    status: Status
    closed_reason: str | None = None
    question: QuestionLine
    window: WindowLine
    explanation: str
    witness: list[WitnessLine]
    claims: list[str]
    disposition: DispositionLine | None = None
    detected_at: str
    changed_at: str
