"""Adding, finding and presenting entities."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from app.db import Row, Session, WriteSession, table
from app.entities.models import Entity, EntityName
from app.entities.schemas import EntityCreate
from app.errors import Conflict
from app.ids import new_id
from app.lookup import Lookup
from app.provenance import log
from app.provenance.canonical import canonical

ADDED = "entity.added"
PREFIX = "entity"
entities, names = table(Entity), table(EntityName)
_lookup = Lookup(PREFIX, entities, "label")
find, get, resolve = _lookup.find, _lookup.get, _lookup.resolve
seq_of, candidates = _lookup.seq_of, _lookup.candidates
_NAMES = select(names).where(names.c.entity == bindparam("entity")).order_by(names.c.position)
_INSERT, _INSERT_NAME = insert(entities), insert(names)


def add(session: WriteSession, actor: str, given: EntityCreate, kept: str | None = None) -> tuple[Row, bool]:
    """Adds an entity; returns its row and whether it is new (the same body under the same key is not).

    An import gives the id that is `kept`.
    """
    body = given.model_dump(mode="json")
    if existing := _lookup.taken(session, given.key, kept):
        if log.same_body(session, existing["id"], body):
            return existing, False
        message = (
            "Key or id is taken by an entity with another body. Choose another key; nothing was changed."
        )
        raise Conflict(message)
    entity_id = kept or new_id(PREFIX)
    entry = log.append(session, ADDED, entity_id, actor, {"id": entity_id, **body}, first=True)
    project(session, entry)
    return get(session, entity_id), True


def project(session: WriteSession, entry: log.Entry) -> None:
    """Writes the rows an `entity.added` event stands for."""
    body = entry.body
    session.run(
        _INSERT,
        seq=entry.seq,
        recorded_at=entry.at,
        recorded_by=entry.actor,
        external_ids=canonical(body["external_ids"]),
        **{
            field: body[field]
            for field in ("id", "key", "kind", "label", "description", "alignment", "reliability")
        },
    )
    session.run_many(
        _INSERT_NAME,
        [{"entity": entry.seq, "position": place, **name} for place, name in enumerate(body["names"])],
    )


def present(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as the wire shows them."""
    return [
        {
            "id": row["id"],
            "key": row["key"],
            "kind": row["kind"],
            "label": row["label"],
            "names": [
                {field: name[field] for field in ("text", "lang", "script", "kind")}
                for name in session.rows(_NAMES, entity=row["seq"])
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
