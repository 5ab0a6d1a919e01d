"""The predicate registry: what may be claimed, and what the rules need to know of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from app.claims import definitions, redefining
from app.claims.models import PredicateRow
from app.claims.predicate_schemas import PredicateCreate
from app.claims.values.predicate import Predicate
from app.db import Row, Session, WriteSession, table
from app.errors import Conflict, Fault, NotFound, Unprocessable
from app.ids import new_id
from app.provenance import log
from app.provenance.canonical import canonical
from app.provenance.models import Event

ADDED, CHANGED = "predicate.added", "predicate.changed"
PREFIX = "predicate"
predicates, events = table(PredicateRow), table(Event)
_STAMP = select(events.c.leaf).where(events.c.seq == select(func.max(predicates.c.seq)).scalar_subquery())
_DEFINITIONS = select(predicates.c.definition).order_by(predicates.c.seq)
_BY_REF = select(predicates).where(
    (predicates.c.key == bindparam("ref")) | (predicates.c.id == bindparam("ref"))
)
_CANDIDATES = select(predicates.c.key, predicates.c.label).order_by(predicates.c.key)
_INSERT = insert(predicates)
_CHANGE = (
    update(predicates)
    .where(predicates.c.id == bindparam("row_id"))
    .values(seq=bindparam("at"), label=bindparam("named"), definition=bindparam("told"))
)


@dataclass(frozen=True, eq=False)
class Registry:
    """All predicates of one state of the registry; compared by identity, so that plans can be kept for it."""

    stamp: str | None
    by_key: dict[str, Predicate] = field(default_factory=dict)

    def earlier_than(self, key: str) -> list[Predicate]:
        """The predicates declared to come before this one."""
        return [predicate for predicate in self.by_key.values() if key in predicate.before]


def registry(session: Session) -> Registry:
    """The registry as this session sees it.

    Cached by the leaf hash of its latest event, that which added or changed one of the predicates: a sequence
    number alone could come back after a rollback.
    """
    stamp = session.scalar(_STAMP)
    cached = session.database.memory.get("predicates")
    if not isinstance(cached, Registry) or cached.stamp != stamp:
        made = [definitions.read(json.loads(definition)) for (definition,) in session.tuples(_DEFINITIONS)]
        cached = Registry(stamp, {predicate.key: predicate for predicate in made})
        session.database.memory["predicates"] = cached
    return cached


def get(session: Session, ref: str) -> Row:
    """The row with this key or id; NotFound otherwise."""
    found = session.first(_BY_REF, ref=ref)
    if found is None:
        raise NotFound("No predicate has this key.", PREFIX, ref)
    return found


def candidates(session: Session) -> list[tuple[str, str]]:
    """Keys and labels to look for the nearest in."""
    return [(key, label) for key, label in session.tuples(_CANDIDATES)]


def add(
    session: WriteSession, actor: str, given: PredicateCreate, kept: str | None = None
) -> tuple[Row, bool]:
    """Adds a predicate, under the id that an import keeps; returns its row and whether it is new.

    The definition that it has, or was added with, is not. What the other predicates' claims say together
    stays as it is: a rule that needs claims of this one has none to judge.
    """
    known = registry(session).by_key
    body = definitions.logged(session, given, known)
    existing = session.first(_BY_REF, ref=given.key)
    if existing is not None:
        if _as_it_is(existing, body) or log.same_body(session, existing["id"], body):
            return existing, False
        message = (
            "A predicate of this key exists with another definition. Nothing was changed. To change it, PUT "
            "the whole definition to its own address."
        )
        raise Conflict(message)
    definitions.refuse_misfits(session, definitions.read(body), known)
    predicate_id = kept or new_id(PREFIX)
    project(
        session, log.append(session, ADDED, predicate_id, actor, {"id": predicate_id, **body}, first=True)
    )
    return get(session, predicate_id), True


def _as_it_is(row: Row, body: dict[str, Any]) -> bool:
    return bool(row["definition"] == canonical(body))


def change(session: WriteSession, actor: str, row: Row, given: PredicateCreate) -> tuple[Row, bool]:
    """Gives a predicate another definition; returns its row and whether anything changed.

    Conflict where stored claims could not be read by it any more.
    """
    if given.key != row["key"]:
        detail = "A predicate's key never changes. Add another predicate, or send the key of this one."
        raise Unprocessable(detail, [Fault("/key", detail)])
    known = registry(session).by_key
    body = definitions.logged(session, given, known)
    if _as_it_is(row, body):
        return row, False
    made = definitions.read(body)
    definitions.refuse_misfits(session, made, known)
    redefining.refuse_unreadable(session, known[made.key], made)
    project_changed(session, log.append(session, CHANGED, row["id"], actor, body))
    return get(session, row["id"]), True


def project(session: WriteSession, entry: log.Entry) -> None:
    """Writes the row a `predicate.added` event stands for."""
    definition = dict(entry.body)
    predicate_id = definition.pop("id")
    session.run(
        _INSERT,
        seq=entry.seq,
        id=predicate_id,
        key=definition["key"],
        label=definition["label"],
        value_type=definition["value_type"],
        definition=canonical(definition),
        recorded_at=entry.at,
        recorded_by=entry.actor,
    )


def project_changed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `predicate.changed` event stands for; its number becomes that of the row."""
    definition = entry.body
    session.run(
        _CHANGE, row_id=entry.object, at=entry.seq, named=definition["label"], told=canonical(definition)
    )


def present(_: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as the wire shows them."""
    return [{"id": row["id"], **json.loads(row["definition"])} for row in rows]


FILTERS = {"value_type": predicates.c.value_type}


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return select(predicates)
