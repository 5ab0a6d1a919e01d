"""The wire form of contradictions."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.claims.schemas import ClaimRef
from app.entities.schemas import EntityRef
from app.wire import Body, Long, Reference

Code = Literal[
    "value_disjoint",
    "exclusive_value",
    "monotone_break",
    "denial",
    "contested_by_carrier",
    "order",
    "incompatible_pair",
    "outside_lifetime",
    "exclusive_slot",
    "part_exceeds_whole",
    "relation_cycle",
]
Status = Literal["open", "explained", "resolved", "dismissed", "closed"]
Choice = Literal[
    "one_accepted",
    "both_true_scope_differs",
    "both_true_time_differs",
    "superseded",
    "same_origin_variant",
    "entity_split",
    "entry_error",
    "irreconcilable",
]


class Question(BaseModel):
    """What the claims answer differently."""

    subjects: list[EntityRef]
    predicates: list[str]
    scope: dict[str, str]


class WindowRead(BaseModel):
    """The days between which the conflict holds, as ISO dates; null where it is not bounded."""

    model_config = {"populate_by_name": True}
    from_: str | None = Field(alias="from")
    to: str | None


class Witness(ClaimRef):
    """One of the claims that carry severity and explanation."""

    claimant: str
    value: str
    valid: str | None


class ContradictionRead(BaseModel):
    """A contradiction in a list."""

    id: str
    code: Code
    label: Literal["certain", "possible"]
    severity: float
    open_weight: float
    status: Status
    question: Question
    window: WindowRead
    explanation: str
    witness: list[Witness]


class PositionClaim(ClaimRef):
    """A claim that holds a position; a bridge holds several."""

    bridge: bool


class PositionRead(BaseModel):
    """One of the mutually compatible answers to a question."""

    value: str
    claims: list[PositionClaim]
    claimants: list[str]
    independent_origins: int | Literal["not established"]
    alignments: list[str]
    first_stated: str | None


class HistoryEntry(BaseModel):
    """Something that happened to a contradiction or a claim."""

    type: str
    at: str | None
    by: str | None
    detail: dict[str, Any]


class DispositionCreate(Body):
    """What an analyst decides and why; `position` is any claim (id or key) that holds the position chosen."""

    choice: Choice
    reasons: Long
    position: Reference | None = None


class DispositionRead(BaseModel):
    """What was decided of a contradiction, by whom; it no longer stands once a later claim has joined.

    `status` is what the choice gives the contradiction while it stands.
    """

    choice: Choice
    reasons: str
    position: ClaimRef | None
    status: Literal["open", "explained", "resolved", "dismissed"]
    standing: bool
    by: str
    at: str


class ContradictionFull(ContradictionRead):
    """A contradiction alone: with its positions, the arithmetic behind it, and what happened to it."""

    closed_reason: str | None
    disposition: DispositionRead | None
    detected_at: str
    changed_at: str
    positions: list[PositionRead]
    trace: dict[str, Any]
    history: list[HistoryEntry]


class PairRead(BaseModel):
    """Two claims of a contradiction that cannot both be true."""

    claims: list[ClaimRef]
    label: Literal["certain", "possible"]
    severity: float


class EntityPosition(PositionRead):
    """A position on one question about an entity, with the open contradictions it is part of."""

    question: Question
    contradictions: list[str]
