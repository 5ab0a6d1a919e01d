"""What was written, in order: the log as others follow it.

A page never leaves out what a later one would show before it: an event takes the number after the last one
while its writer holds the database's write lock (`BEGIN IMMEDIATE` on SQLite; on PostgreSQL a transaction's
advisory lock, which is let go only once the commit can be seen), so events are seen in the order of their
numbers whatever the number of processes. A sequence of the database would not do: its numbers are taken
before the commit and become visible in any order.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from sqlalchemy import select

from app.api import routing
from app.api.documents import Change, ChangeList
from app.api.filters import Filter
from app.api.lists import Listing
from app.api.orders import LARGEST
from app.api.references import plain
from app.api.shapes import Shape
from app.db import Row, Session
from app.errors import BadParameter, Fault
from app.pagination import Page
from app.provenance.log import events, head
from app.rebuild import PROJECTORS

router = routing.router("changes", "/v1/changes")
TYPES = tuple(op for op, _ in PROJECTORS)
KEY_FIELDS = (
    "key",
    "kind",
    "label",
    "title",
    "subject",
    "predicate",
    "source",
    "supersedes",
    "claim",
    "stance",
    "code",
    "severity",
    "status",
    "subjects",
    "choice",
    "reason",
)
"""What is told of an event's body: whom and what it is about, never who wrote it or free text about why."""
_MOST = 2**53
_COLLECTIONS = {
    "entity": "entities",
    "source": "sources",
    "predicate": "predicates",
    "claim": "claims",
    "contradiction": "contradictions",
}


def _since(_: Session, text: str) -> object:
    if re.fullmatch("[0-9]{1,16}", text, re.ASCII) and int(text) <= _MOST:
        return int(text)
    message = "since takes the last_seq of an answer before, a whole number; 0 is the start."
    raise BadParameter(message, [Fault("since", message)])


def _shown(_: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "seq": row["seq"],
            "at": row["at"],
            "type": row["op"],
            "object": {"id": row["object"], "url": _url(row["object"], body)},
            "revision": row["revision"],
            "fields": {name: body[name] for name in KEY_FIELDS if name in body},
        }
        for row in rows
        for body in [json.loads(row["body"])]
    ]


def _url(object_id: str, body: Mapping[str, Any]) -> str:
    """Where the object can be read."""
    kind, _, _ = object_id.partition("_")
    if kind in _COLLECTIONS:
        return f"/v1/{_COLLECTIONS[kind]}/{object_id}"
    return f"/v1/claims/{body['claim']}/assessments"


def _last(session: Session, _: Mapping[str, Any], page: Page) -> dict[str, int]:
    """Where to go on: after the page's last event, or after all there are when nothing is left."""
    return {"last_seq": page.rows[-1]["seq"] if page.next_cursor is not None else head(session)}


CHANGES = Listing(
    select(*(events.c[name] for name in ("seq", "op", "object", "revision", "at", "body"))),
    (events.c.seq,),
    (
        Filter(
            "since",
            "Only what was written after this number: `last_seq` of the answer before. From the start when "
            "not said.",
            events.c.seq.__gt__,
            _since,
            schema={"type": "integer", "minimum": 0, "maximum": _MOST},
            span=lambda _, last: (last + 1, LARGEST),
            spanned=True,
        ),
        plain("type", events.c.op, "Only events of this type.", TYPES),
    ),
    present=_shown,
    shape=Shape(Change, listed=True),
    tells=_last,
)


@router.get("", response_model=ChangeList, openapi_extra={"parameters": CHANGES.parameters()})
async def list_changes(request: Request) -> Response:
    """What was written, in order; ask again with `since` the answer's `last_seq` for what came after.

    Every event comes once: none is seen before one of a smaller number, also while others write.
    """
    return await CHANGES.page(request)
