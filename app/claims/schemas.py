"""The wire form of claims, retractions and assessments."""

from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from app.claims.value_schemas import ValueGiven, ValueRead
from app.entities.schemas import EntityCreate, EntityRef
from app.sources.schemas import SourceCreate
from app.wire import Body, Edtf, Key, Long, Reference, Short

Polarity = Literal["asserts", "denies"]
Stance = Literal["supports", "neutral", "disputes"]
Role = Literal["claimant", "reporter", "translator", "publisher", "archiver"]
Mode = Literal["direct_quote", "paraphrase", "translation", "hearsay", "document"]
Modality = Literal["certain", "probable", "possible"]
Basis = Literal["witnessed", "told", "deduced", "induced", "documented", "unknown"]
Likelihood = Literal[
    "almost_no_chance",
    "very_unlikely",
    "unlikely",
    "roughly_even_chance",
    "likely",
    "very_likely",
    "almost_certain",
]

# Tags of the unions below; the API leaves them out of its JSON pointers.
REFERENCE, INLINE = "a reference", "an inline object"


def _form(value: object) -> str:
    return REFERENCE if isinstance(value, str) else INLINE


SourceGiven = Annotated[
    Annotated[Reference, Tag(REFERENCE)] | Annotated[SourceCreate, Tag(INLINE)], Discriminator(_form)
]
AgentGiven = Annotated[
    Annotated[Reference, Tag(REFERENCE)] | Annotated[EntityCreate, Tag(INLINE)], Discriminator(_form)
]


class Valid(Body):
    """When the claim holds in the world: EDTF; an interval holds throughout, a date sometime in it."""

    edtf: Edtf
    mode: Literal["throughout", "sometime"] | None = None


class Quote(Body):
    """The words in the source, with what stands before and after them."""

    exact: Long
    prefix: Short | None = None
    suffix: Short | None = None


class Citation(Body):
    """Where in the source the claim stands."""

    locator: Short | None = None
    quote: Quote | None = None
    language: Short | None = None
    translated_from: Short | None = None


class LinkCreate(Body):
    """One link of the attribution: who passed the claim on, how, and what he thought of it."""

    agent: AgentGiven | None = None
    name: Short | None = None
    role: Role
    mode: Mode | None = None
    source: Reference | None = None
    on: Edtf | None = None
    stance: Stance | None = None
    wording: Short | None = None

    @model_validator(mode="after")
    def _one_name(self) -> "LinkCreate":
        if (self.agent is None) == (self.name is None):
            message = "give either agent (an id, a key or an inline entity) or name"
            raise ValueError(message)
        if self.wording is not None and self.stance is None:
            message = "a wording needs the stance it expresses"
            raise ValueError(message)
        return self


class StanceCreate(Body):
    """The carrier's position; it is set on the last link."""

    position: Stance
    wording: Short | None = None


class ClaimCreate(Body):
    """A claim to record."""

    key: Key | None = None
    subject: Reference
    predicate: Short
    value: ValueGiven
    polarity: Polarity = "asserts"
    scope: dict[str, Short] = Field(default_factory=dict, max_length=20)
    valid: Valid | None = None
    source: SourceGiven
    citation: Citation | None = None
    attribution: list[LinkCreate] = Field(min_length=1, max_length=20)
    stance: StanceCreate | None = None
    modality: Modality = "certain"
    basis: Basis = "unknown"
    stated: Edtf | None = None
    supersedes: Reference | None = None


class RetractionCreate(Body):
    """A withdrawal by the claimant (with its source), or the correction of a slip of entry."""

    reason: Literal["withdrawn", "entry_error"]
    text: Long
    source: Reference | None = None
    on: Edtf | None = None
    by: Reference | None = None

    @model_validator(mode="after")
    def _sourced(self) -> "RetractionCreate":
        if self.reason == "withdrawn" and self.source is None:
            message = "a withdrawal needs the source in which it was made; a slip of entry is entry_error"
            raise ValueError(message)
        return self


class AssessmentCreate(Body):
    """A later judgement of a claim, with reasons; `by` is an agent, or else the account that writes."""

    key: Key | None = None
    by: Reference | None = None
    stance: Stance
    wording: Short | None = None
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    likelihood: Likelihood | None = None
    confidence: Literal["low", "moderate", "high"] | None = None
    reasons: Long
    on: Edtf | None = None
    source: Reference | None = None


class QuoteRead(BaseModel):
    """The words in the source as stored."""

    exact: str
    prefix: str | None
    suffix: str | None


class CitationRead(BaseModel):
    """Where in the source the claim stands, as stored."""

    locator: str | None
    quote: QuoteRead | None
    language: str | None
    translated_from: str | None


class CitedSource(BaseModel):
    """A source named inside a claim, with the day it was published."""

    id: str
    key: str | None
    title: str
    published: str | None


class LinkRead(BaseModel):
    """One link of the attribution as stored."""

    agent: EntityRef | None
    name: str | None
    role: Role
    mode: Mode | None
    source: CitedSource | None
    on: str | None
    stance: Stance | None
    wording: str | None


class StanceRead(BaseModel):
    """The stance of the last link that has one."""

    position: Stance
    wording: str | None
    by: str | None


class ValidRead(BaseModel):
    """Valid time with the earliest and latest day of its beginning and end (null: not bounded)."""

    model_config = {"populate_by_name": True}
    edtf: str
    mode: Literal["throughout", "sometime"]
    from_: list[str | None] = Field(alias="from")
    to: list[str | None]


class ClaimRef(BaseModel):
    """A claim named inside another object."""

    id: str
    key: str | None


class RetractionRead(BaseModel):
    """Why and by whom a claim was retracted."""

    reason: Literal["withdrawn", "entry_error"]
    text: str
    source: str | None
    on: str | None
    by: str | None
    recorded_at: str
    recorded_by: str


class ClaimRead(BaseModel):
    """A claim as stored."""

    id: str
    key: str | None
    subject: EntityRef
    predicate: str
    value: ValueRead
    polarity: Polarity
    scope: dict[str, str]
    valid: ValidRead | None
    source: CitedSource
    citation: CitationRead | None
    attribution: list[LinkRead]
    stance: StanceRead
    modality: Modality
    basis: Basis
    stated: str | None
    status: Literal["live", "superseded", "retracted"]
    current: bool
    supersedes: ClaimRef | None
    superseded_by: ClaimRef | None
    retraction: RetractionRead | None
    recorded_at: str
    recorded_by: str


class AssessmentRead(BaseModel):
    """An assessment as stored."""

    id: str
    key: str | None
    claim: ClaimRef
    by: EntityRef | None
    stance: Stance
    wording: str | None
    credibility: int | None
    likelihood: Likelihood | None
    confidence: str | None
    reasons: str
    on: str | None
    source: CitedSource | None
    recorded_at: str
    recorded_by: str
