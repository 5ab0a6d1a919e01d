"""The wire form of contradictions."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

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

NotEstablished = Annotated[
    Literal["not established"],
    WithJsonSchema({"type": "string", "enum": ["not established"], "title": "NotEstablished"}),
]  # an enum, because generated clients read a const beside a number as if it stood alone


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


class ContradictionShown(BaseModel):
    """What every contradiction says, stored or computed."""

    code: Code
    label: Literal["certain", "possible"]
    severity: float
    open_weight: float
    status: Status
    question: Question
    window: WindowRead
    explanation: str
    witness: list[Witness]


class ContradictionRead(ContradictionShown):
    """A stored contradiction."""

    id: str


class ContradictionListed(ContradictionShown):
    """A contradiction in a list; one that was computed for a picture and is not stored has no id."""

    id: str | None


class PositionClaim(ClaimRef):
    """A claim that holds a position; a bridge holds several."""

    bridge: bool


class Dispute(BaseModel):
    """Somebody who disputes a claim: as a link of its attribution, or in a later assessment.

    `name` is there where no entity is: a link's name, or the account that recorded the assessment.
    """

    agent: EntityRef | None
    name: str | None
    through: Literal["attribution", "assessment"]
    claim: ClaimRef
    wording: str | None


class SupportTerm(BaseModel):
    """What one claimant adds to a position's support: −ln(1 − accuracy) · overlap · weight.

    Accuracy is (4 + agreements) / (5 + answers), of answers that others give too; `prior_only` says that
    these are fewer than three. Overlap is 1 where the claim holds the position, 0.9 with a broader value,
    and falls to 0 at a relative distance of 5 %. Weight is the smallest along the chain after the
    claimant: supports 1, neutral 0.7, disputes 0.1.
    """

    claimant: str
    claim: ClaimRef
    agreements: int
    answers: int
    accuracy: Annotated[float, Field(gt=0, lt=1)]
    prior_only: bool
    overlap: Annotated[float, Field(gt=0, le=1)]
    weight: Annotated[float, Field(ge=0.1, le=1)]
    value: float


class Support(BaseModel):
    """An aid for reading, never the truth: the sum of the terms, one a claimant, the largest first.

    `snapshot` is the last event that the accuracies know of; `counterclaim check` takes a new one. Null
    before the first check, when the prior of four in five stands for every claimant.
    """

    snapshot: int | None
    score: float
    terms: list[SupportTerm]


class Medians(BaseModel):
    """The medians of plain readings: of the claims that hold the position, and of all that give a number."""

    position: float
    question: float


class PositionRead(BaseModel):
    """One of the mutually compatible answers to a question.

    `independent_origins` counts claimants whose accounts do not hang together; `best_grade` is the best
    Admiralty grade of one of the claims ("B2"; "B" or "2" where half is given), null where nothing is graded.
    """

    value: str
    claims: list[PositionClaim]
    claimants: list[str]
    independent_origins: int | NotEstablished
    alignments: list[str]
    best_grade: Annotated[str, Field(pattern="^([A-F][1-6]?|[1-6])$")] | None
    first_stated: str | None
    disputed_by: list[Dispute]
    support: Support
    median: Medians | None


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


class Reconciliation(BaseModel):
    """A way in which both sides could be right, or be one: a candidate computed from the claims."""

    kind: Literal[
        "different_time", "different_scope", "rounding", "supersession", "entity_sense", "same_origin"
    ]
    detail: str


class ContradictionFull(ContradictionRead):
    """A contradiction alone: with its positions, the arithmetic behind it, and what happened to it."""

    closed_reason: str | None
    disposition: DispositionRead | None
    detected_at: str
    changed_at: str
    positions: list[PositionRead]
    trace: dict[str, Any]
    reconciliations: list[Reconciliation]
    history: list[HistoryEntry]


class RuleRead(BaseModel):
    """A rule: what it finds, when it fires and stays silent, and how severe that is.

    `applies_to` lists the predicates of the registry whose claims it judges: one, or for a rule on two
    predicates the first and the second.
    """

    code: Code
    title: str
    description: str
    fires: Annotated[str, Field(pattern="^Fires ")]
    silent: Annotated[str, Field(pattern="^Stays silent ")]
    severity: Annotated[str, Field(pattern="^Severity: ")]
    applies_to: list[Annotated[list[str], Field(min_length=1, max_length=2)]]


class PairRead(BaseModel):
    """Two claims of a contradiction that cannot both be true."""

    claims: list[ClaimRef]
    label: Literal["certain", "possible"]
    severity: float


class EntityPosition(PositionRead):
    """A position on one question about an entity, with the open contradictions it is part of."""

    question: Question
    contradictions: list[str]
