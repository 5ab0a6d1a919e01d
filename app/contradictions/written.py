"""The wire form of what writes answer: the object as stored, with the contradictions it makes."""

from typing import Literal

from pydantic import BaseModel

from app.claims.identity_schemas import JudgementRead
from app.claims.predicate_schemas import PredicateCreate
from app.claims.schemas import ClaimRead
from app.contradictions.schemas import ContradictionRead
from app.entities.schemas import EntityRead


class ContradictionMade(ContradictionRead):
    """A contradiction the written claim takes part in, and where to read it."""

    url: str


class Created(BaseModel):
    """An object that a write created from an inline body."""

    type: Literal["entity", "source"]
    id: str
    key: str | None


class ClaimWritten(BaseModel):
    """What a write answers: the claim as stored, its open contradictions, what it created."""

    claim: ClaimRead
    contradictions: list[ContradictionMade]
    created: list[Created]


class PredicateRead(PredicateCreate):
    """A predicate as stored."""

    id: str


class PredicateWritten(BaseModel):
    """What a changed definition answers: the predicate, and the contradictions that changed with it."""

    predicate: PredicateRead
    changed: list[ContradictionMade]


class JudgementWritten(ClaimWritten):
    """What a judgement of identity answers: also the entity that now stands for the one judged."""

    claim: JudgementRead
    entity: EntityRead
    changed: list[ContradictionMade]


class JoinUndone(BaseModel):
    """What undoing a join answers: the retracted claims, and the entity that now stands for this one."""

    retracted: list[JudgementRead]
    entity: EntityRead
    changed: list[ContradictionMade]
