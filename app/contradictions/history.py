"""The history of a claim: its events, and what the same voice said before and after on the same question."""

from typing import Any

from app.claims.present import BY_SEQ
from app.contradictions.rules.revisions import revisions
from app.contradictions.service import history
from app.contradictions.world import SqlWorld
from app.db import Row, Session


def of_claim(session: Session, row: Row) -> list[dict[str, Any]]:
    """Events oldest first, then revisions, downward revisions and self-contradictions it is part of."""
    world = SqlWorld(session)
    predicate = world.registry.by_key[row["predicate"]]
    found = [
        revision
        for revision in revisions(predicate, world.of_voice(row))
        if row["seq"] in (revision.earlier, revision.later)
    ]
    return [
        *history(session, row["id"]),
        *(
            {
                "type": revision.type,
                "at": None,
                "by": None,
                "detail": {
                    "earlier": _ref(session, revision.earlier),
                    "later": _ref(session, revision.later),
                },
            }
            for revision in found
        ),
    ]


def _ref(session: Session, seq: int) -> dict[str, Any]:
    row = session.rows(BY_SEQ, seq=seq)[0]
    return {"id": row["id"], "key": row["key"]}
