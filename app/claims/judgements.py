"""Judgements of identity as the wire shows them, and entities with the others that are one with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.claims import present
from app.claims.identity import SAME_AS, group_seqs, joins
from app.claims.models import Assessment, Claim
from app.db import Row, Session, table
from app.entities import service as entities
from app.jsonsql import numbers
from app.provenance.canonical import canonical

claims, assessments = table(Claim), table(Assessment)
_HERE = numbers(bindparam("among"))
_ABOUT = (
    select(claims.c.seq)
    .where(claims.c.predicate == SAME_AS, or_(claims.c.subject.in_(_HERE), claims.c.value_entity.in_(_HERE)))
    .order_by(claims.c.seq)
)
_REASONS = (
    select(assessments.c.reasons, assessments.c.by_entity, assessments.c.recorded_by)
    .where(assessments.c.claim == bindparam("claim"), assessments.c.stance == "supports")
    .order_by(assessments.c.seq)
)
_JUDGE = select(claims.c.claimant, claims.c.recorded_by).where(claims.c.seq == bindparam("claim"))


def shown(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Entities as the wire shows them, each with the others that are one with it."""
    known = joins(session)
    others = {row["id"]: [each for each in known.group(row["id"]) if each != row["id"]] for row in rows}
    ids = [each for group in others.values() for each in group]
    named = entities.by_ids(session, ids) if ids else {}
    return [
        {**document, "same_as": [entities.reference(named[each]) for each in others[document["id"]]]}
        for document in entities.present(session, rows)
    ]


def about(session: Session, row: Row) -> list[dict[str, Any]]:
    """Every judgement, live or not, of an entity and those that are one with it, oldest first."""
    among = canonical(group_seqs(session, row))
    return [judgement(session, found["seq"]) for found in session.rows(_ABOUT, among=among)]


def judgement(session: Session, seq: int) -> dict[str, Any]:
    """The claim of that number with the reasons that its judge gave: the first assessment of his own."""
    judge = session.rows(_JUDGE, claim=seq)[0]
    own = (
        each["reasons"]
        for each in session.rows(_REASONS, claim=seq)
        if (each["by_entity"], each["recorded_by"]) == (judge["claimant"], judge["recorded_by"])
    )
    return {**present.claim(session, seq), "reasons": next(own, None)}
