"""Dispositions: what an analyst decides about a contradiction, what follows of it, and how it is stored."""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, select, update

from app.claims.models import Claim
from app.contradictions.models import Contradiction
from app.db import Row, Session, WriteSession, table
from app.provenance import log
from app.provenance.canonical import canonical

DISPOSED = "contradiction.disposed"
rows, claims = table(Contradiction), table(Claim)
_CLAIM = select(claims.c.id, claims.c.key).where(claims.c.id == bindparam("id"))
_SET = (
    update(rows)
    .where(rows.c.id == bindparam("row_id"))
    .values(status=bindparam("new_status"), disposition=bindparam("decided"), changed_at=bindparam("at"))
)


class Outcome(NamedTuple):
    """The status that a choice gives a row, and whether the choice names a position."""

    status: str
    position: Literal["needed", "allowed", "refused"]


OUTCOMES: Mapping[str, Outcome] = {
    "one_accepted": Outcome("resolved", "needed"),
    "both_true_scope_differs": Outcome("explained", "refused"),
    "both_true_time_differs": Outcome("explained", "refused"),
    "superseded": Outcome("resolved", "allowed"),
    "same_origin_variant": Outcome("resolved", "refused"),
    "entity_split": Outcome("resolved", "refused"),
    "entry_error": Outcome("dismissed", "allowed"),
    "irreconcilable": Outcome("open", "refused"),
}
"""Every choice; what is irreconcilable was looked at, but stays in the list of open rows."""


def stored(row: Row) -> dict[str, Any] | None:
    """The last disposition of a row as stored; `standing` is false once a later claim has joined the row."""
    found: dict[str, Any] | None = json.loads(row["disposition"]) if row["disposition"] else None
    return found


def standing(row: Row) -> dict[str, Any] | None:
    """The disposition that still holds: what decides the status of a row that is not closed."""
    found = stored(row)
    return found if found is not None and found["standing"] else None


def fallen(row: Row) -> str | None:
    """What to store of a row's disposition when a claim joins that it did not know."""
    found = stored(row)
    return None if found is None else canonical({**found, "standing": False})


def shown(session: Session, row: Row) -> dict[str, Any] | None:
    """The last disposition as the wire shows it, the position by the claim that named it."""
    found = stored(row)
    if found is None or found["position"] is None:
        return found
    return {**found, "position": session.first(_CLAIM, id=found["position"])}


def project(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.disposed` event stands for."""
    decided = {**entry.body, "standing": True, "by": entry.actor, "at": entry.at}
    session.run(
        _SET,
        row_id=entry.object,
        new_status=entry.body["status"],
        decided=canonical(decided),
        at=entry.at,
    )
