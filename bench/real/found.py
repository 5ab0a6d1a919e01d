"""What a loaded database holds: contradictions with their members, and what claimants revised."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, func, select

from app.claims import service as claims
from app.claims.models import Claim
from app.contradictions import service
from app.contradictions.models import Member
from app.contradictions.rules.revisions import revisions
from app.contradictions.world import SqlWorld
from app.db import Row, Session, table
from app.entities.models import Entity

Found = dict[str, Any]
_claims, _members, _entities = table(Claim), table(Member), table(Entity)
_STANDING = service.LISTING.where(service.rows.c.status != "closed").order_by(
    service.rows.c.severity.desc(), service.rows.c.label, service.rows.c.seq
)
_KEYS = (
    select(_claims.c.key)
    .join(_members, _members.c.claim == _claims.c.seq)
    .where(_members.c.contradiction == bindparam("contradiction"))
    .order_by(_claims.c.seq)
)
_GROUP = (_claims.c.subject, _claims.c.predicate, _claims.c.scope, _claims.c.unit, _claims.c.voice)
_ONE_OF_EACH_VOICE = select(func.min(_claims.c.seq)).group_by(*_GROUP).order_by(func.min(_claims.c.seq))
_TOLD = (
    select(
        _claims.c.seq,
        _claims.c.key,
        _claims.c.valid_edtf,
        _claims.c.stated,
        _claims.c.value,
        _entities.c.label,
    )
    .outerjoin(_entities, _entities.c.seq == _claims.c.claimant)
    .where(_claims.c.seq == bindparam("claim"))
)


def contradictions(session: Session) -> list[Found]:
    """Every contradiction that is not closed, the most severe first, with its members' keys and its trace."""
    rows = session.rows(_STANDING)
    shown = service.summaries(session, rows)
    return [
        {
            **each,
            "members": [key for (key,) in session.tuples(_KEYS, contradiction=row["seq"])],
            "trace": json.loads(row["trace"]),
        }
        for row, each in zip(rows, shown, strict=True)
    ]


def history(session: Session) -> Iterator[Found]:
    """Revisions, downward revisions and self-contradictions of every voice on every question."""
    world = SqlWorld(session)
    for (seq,) in session.tuples(_ONE_OF_EACH_VOICE):
        row = claims.by_seq(session, seq)
        for each in revisions(world.registry.by_key[row["predicate"]], world.of_voice(row)):
            earlier, later = (_told(session, claim) for claim in (each.earlier, each.later))
            yield {
                "type": each.type,
                "predicate": row["predicate"],
                "claimant": later.pop("claimant"),
                "earlier": {name: said for name, said in earlier.items() if name != "claimant"},
                "later": later,
            }


def _told(session: Session, claim: int) -> Found:
    row: Row = session.rows(_TOLD, claim=claim)[0]
    return {
        "key": row["key"],
        "valid": row["valid_edtf"],
        "stated": row["stated"],
        "value": json.loads(row["value"])["text"],
        "claimant": row["label"],
    }
