"""The shapes of answers that several objects make up: lists, what a write answers, problems, health."""

from typing import Annotated, Any, Generic, Literal, TypeVar, cast

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
from app.search.schemas import Candidate, Hit
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


def _not_always(schema: dict[str, Any]) -> None:
    """What an answer leaves out has no default."""
    del schema["default"]


class Listed(BaseModel, Generic[T]):
    """One page of a list; the last one has no next_cursor. `count` is there under count=exact alone."""

    data: list[T]
    next_cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")] | None
    has_more: bool
    count: Annotated[int, Field(ge=0, json_schema_extra=_not_always)] = cast("int", None)


class Selected(BaseModel):
    """An object under `select` or `expand`: the fields asked for, whole objects in place of references."""

    model_config = {"extra": "allow"}


class SelectedList(Listed[Selected]):
    """A page of objects under `select` or `expand`."""


class GroupRead(BaseModel):
    """A value that items of a list have, its label where it is no word, and how many items have it."""

    value: str | None
    label: Annotated[str | None, Field(json_schema_extra=_not_always)] = None
    count: int


class GroupList(Listed[GroupRead]):
    """A page of the values that the items of a list have."""


class EntityList(Listed[EntityRead]):
    """A page of entities."""


class CandidateList(Listed[Candidate]):
    """The entities whose names are most like one, best first; has_more says that the limit cut them."""


class HitList(Listed[Hit]):
    """A page of what was found."""


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


class ChangedObject(BaseModel):
    """The object that an event is about, and where it can be read."""

    id: str
    url: str


class Change(BaseModel):
    """An event of the log: what was done to which object, and the fields that say what that is."""

    seq: int
    at: str
    type: str
    object: ChangedObject
    revision: int
    fields: dict[str, Any]


class ChangeList(Listed[Change]):
    """A page of events; the next ones come after `last_seq`."""

    last_seq: int


class FieldChange(BaseModel):
    """A field before and after."""

    model_config = {"populate_by_name": True}
    from_: Any = Field(alias="from")
    to: Any


class Revision(BaseModel):
    """An event of an object: what it changed and why, and all that the object says from then on.

    `version` is what its ETags begin with; in `body` other objects stand by their ids.
    """

    version: int
    type: str
    at: str
    by: str
    reason: str | None
    changed: dict[str, FieldChange]
    body: dict[str, Any]


class RevisionList(Listed[Revision]):
    """All that an object said of itself, oldest first."""


class BatchItem(BaseModel):
    """What became of one claim of a batch: recorded (201), there already (200), or refused with a problem."""

    index: int
    status: int
    claim: ClaimRead | None
    contradictions: list[ContradictionMade]
    created: list[Created]
    problem: "ProblemRead | None"


class BatchSummary(BaseModel):
    """How many claims of a batch were new, were there already, and were refused."""

    new: int
    unchanged: int
    refused: int


class BatchWritten(BaseModel):
    """What a batch answers, in the order of its claims; of a dry run nothing was written."""

    summary: BatchSummary
    data: list[BatchItem]
    dry_run: bool


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
    instance: Annotated[str, Field(pattern=r"^urn:(uuid:[0-9a-f-]{36}|x-request-id:[A-Za-z0-9_.-]{1,64})$")]


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
