"""What an entity's new label makes of the contradictions whose sentences name it."""

import json

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from app.claims.models import Link
from app.claims.predicates import registry
from app.contradictions import detect
from app.contradictions.asking import Question
from app.contradictions.rows import claims, members, rows
from app.contradictions.world import SqlWorld
from app.db import Row, WriteSession, table

REASON = "entity changed"
links = table(Link)


def _where(named: ColumnElement[bool]) -> Select[tuple[str]]:
    """The questions of the rows that stand and have such a claim."""
    return (
        select(rows.c.question)
        .join(members, members.c.contradiction == rows.c.seq)
        .join(claims, claims.c.seq == members.c.claim)
        .where(rows.c.status != "closed", named)
        .distinct()
    )


_BY_NUMBER = tuple(
    _where(each)
    for each in (
        claims.c.subject == bindparam("of"),
        claims.c.value_entity == bindparam("of"),
        claims.c.seq.in_(select(links.c.claim).where(links.c.agent == bindparam("of"))),
    )
)
_LEFT_OPEN = and_(claims.c.value_type == "entity", claims.c.value_entity.is_(None))
_BY_ALTERNATIVE = _where(and_(_LEFT_OPEN, claims.c.choices.like(bindparam("named"))))
_BY_SCOPE = _where(and_(claims.c.predicate == bindparam("key"), claims.c.scope.like(bindparam("named"))))


def retell(session: WriteSession, entity: Row) -> list[str]:
    """Tells anew what names the entity, in the transaction that changed it; returns the rows' ids.

    Labels stand in stored sentences and witnesses. The questions are asked again as `check` asks them, so
    that the two cannot differ.
    """
    seq, named = entity["seq"], f"%{entity['id']}%"
    found = [key for statement in _BY_NUMBER for (key,) in session.tuples(statement, of=seq)]
    found += [key for (key,) in session.tuples(_BY_ALTERNATIVE, named=named)]
    for predicate in registry(session).by_key.values():
        if any(separator.entity for separator in predicate.separators):
            found += [key for (key,) in session.tuples(_BY_SCOPE, key=predicate.key, named=named)]
    asked = [Question.of(json.loads(key)) for key in sorted(set(found))]
    return detect.settle(session, SqlWorld(session), dict.fromkeys(asked, frozenset()), because=REASON)
