"""Adding, finding and presenting entities."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, union, update

from app.db import Row, Session, WriteSession, table
from app.entities.models import Entity, EntityName
from app.entities.schemas import EntityChange, EntityCreate
from app.errors import Conflict
from app.ids import new_id
from app.jsonsql import numbers
from app.lookup import Lookup
from app.provenance import log, revisions
from app.provenance.canonical import canonical
from app.wire import patched

ADDED, CHANGED = "entity.added", "entity.changed"
PREFIX = "entity"
entities, names = table(Entity), table(EntityName)
_lookup = Lookup(PREFIX, entities, "label", still=True)
find, get, resolve, by_ids = _lookup.find, _lookup.get, _lookup.resolve, _lookup.by_ids
seq_of, candidates = _lookup.seq_of, _lookup.candidates
_NAMES = (
    select(names)
    .where(names.c.entity.in_(numbers(bindparam("among"))))
    .order_by(names.c.entity, names.c.position)
)
_INSERT, _INSERT_NAME = insert(entities), insert(names)
_CLEAR_NAMES = delete(names).where(names.c.entity == bindparam("of"))
_PLAIN = ("key", "kind", "label", "description", "alignment", "reliability")
_CHANGE = (
    update(entities)
    .where(entities.c.seq == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in (*_PLAIN, "external_ids", "changed")})
)
_CALLED = union(
    select(entities.c.id).where(entities.c.label == bindparam("name")),
    select(entities.c.id)
    .join(names, names.c.entity == entities.c.seq)
    .where(names.c.text == bindparam("name")),
)


def called(session: Session, name: str) -> list[str]:
    """The ids of the entities that have exactly this label or name."""
    return [entity_id for (entity_id,) in session.tuples(_CALLED, name=name)]


def add(session: WriteSession, actor: str, given: EntityCreate, kept: str | None = None) -> tuple[Row, bool]:
    """Adds an entity; returns its row and whether it is new (the same body under the same key is not).

    An import gives the id that is `kept`.
    """
    body = given.model_dump(mode="json")
    if existing := _lookup.taken(session, given.key, kept):
        if revisions.known(session, existing["id"], body):
            return existing, False
        message = (
            "Key or id is taken by an entity with another body. Choose another key; nothing was changed."
        )
        raise Conflict(message)
    entity_id = kept or new_id(PREFIX)
    entry = log.append(session, ADDED, entity_id, actor, {"id": entity_id, **body}, first=True)
    project(session, entry)
    return get(session, entity_id), True


def change(session: WriteSession, actor: str, row: Row, given: EntityChange) -> log.Entry | None:
    """Logs what an entity says from now on; None when that is what it says already."""
    stored = revisions.body(session, row["id"])
    patch = given.model_dump(mode="json", exclude_unset=True)
    reason = patch.pop("reason", None)
    body = patched(EntityCreate, stored, patch).model_dump(mode="json")
    if body == stored:
        return None
    revisions.refuse_key(row["key"], body["key"], find(session, body["key"]) if body["key"] else None)
    return log.append(session, CHANGED, row["id"], actor, {"id": row["id"], **body, "reason": reason})


def project(session: WriteSession, entry: log.Entry) -> None:
    """Writes the rows an `entity.added` event stands for."""
    body = entry.body
    session.run(
        _INSERT,
        seq=entry.seq,
        recorded_at=entry.at,
        recorded_by=entry.actor,
        external_ids=canonical(body["external_ids"]),
        **{field: body[field] for field in ("id", *_PLAIN)},
    )
    _name(session, entry.seq, body["names"])


def project_changed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what an `entity.changed` event stands for."""
    body, seq = entry.body, get(session, entry.object)["seq"]
    session.run(
        _CHANGE,
        of=seq,
        new_changed=entry.seq,
        new_external_ids=canonical(body["external_ids"]),
        **{f"new_{field}": body[field] for field in _PLAIN},
    )
    session.run(_CLEAR_NAMES, of=seq)
    _name(session, seq, body["names"])


def _name(session: WriteSession, seq: int, given: list[dict[str, Any]]) -> None:
    named = [{"entity": seq, "position": place, **name} for place, name in enumerate(given)]
    session.run_many(_INSERT_NAME, named)


def present(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as the wire shows them; one query for the names of all."""
    called: dict[int, list[Row]] = {row["seq"]: [] for row in rows}
    for name in session.rows(_NAMES, among=canonical(list(called))):
        called[name["entity"]].append(name)
    return [
        {
            "id": row["id"],
            "key": row["key"],
            "kind": row["kind"],
            "label": row["label"],
            "names": [
                {field: name[field] for field in ("text", "lang", "script", "kind")}
                for name in called[row["seq"]]
            ],
            "description": row["description"],
            "external_ids": json.loads(row["external_ids"]),
            "alignment": row["alignment"],
            "reliability": row["reliability"],
            "recorded_at": row["recorded_at"],
            "recorded_by": row["recorded_by"],
        }
        for row in rows
    ]


def reference(row: Row) -> dict[str, Any]:
    """An entity named inside another object."""
    return {"id": row["id"], "key": row["key"], "label": row["label"]}


FILTERS = {"kind": entities.c.kind, "alignment": entities.c.alignment}


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return select(entities)
