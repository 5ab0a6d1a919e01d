"""Adding, finding and presenting sources."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from app.claims.values import time
from app.claims.values.base import ValueProblem
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.errors import Conflict, Fault, Unprocessable
from app.ids import new_id
from app.jsonsql import numbers
from app.lookup import Lookup
from app.provenance import log
from app.provenance.canonical import canonical
from app.sources.models import Source, SourceAuthor, SourceDerivation
from app.sources.schemas import SourceCreate

ADDED = "source.added"
PREFIX = "source"
DATES = ("published", "accessed", "archived_at")
sources, authors, derivations = table(Source), table(SourceAuthor), table(SourceDerivation)
_lookup = Lookup(PREFIX, sources, "title")
find, get, resolve = _lookup.find, _lookup.get, _lookup.resolve
seq_of, candidates = _lookup.seq_of, _lookup.candidates
_PUBLISHER = select(entities.entities).where(entities.entities.c.seq == bindparam("seq"))
_AUTHORS = (
    select(entities.entities)
    .join(authors, authors.c.entity == entities.entities.c.seq)
    .where(authors.c.source == bindparam("source"))
    .order_by(authors.c.position)
)
_ORIGINS = (
    select(sources.c.id, sources.c.key, sources.c.title, derivations.c.relation)
    .join(derivations, derivations.c.origin == sources.c.seq)
    .where(derivations.c.source == bindparam("source"))
    .order_by(derivations.c.position)
)
_DERIVED = (
    select(sources.c.seq, sources.c.id)
    .join(derivations, derivations.c.source == sources.c.seq)
    .where(derivations.c.origin.in_(numbers(bindparam("among"))))
)
_INSERT, _INSERT_AUTHOR, _INSERT_DERIVATION = insert(sources), insert(authors), insert(derivations)
_PLAIN = (
    "id",
    "key",
    "kind",
    "title",
    "url",
    "archive_url",
    "language",
    "published",
    "accessed",
    "archived_at",
    "alignment",
    "reliability",
    "sha256",
)


def add(
    session: WriteSession, actor: str, given: SourceCreate, pointer: str = "", kept: str | None = None
) -> tuple[Row, bool]:
    """Adds a source; returns its row and whether it is new (the same body under the same key is not).

    An import gives the id that is `kept`.
    """
    body = _resolved(session, given, pointer)
    if existing := _lookup.taken(session, given.key, kept):
        if log.same_body(session, existing["id"], body):
            return existing, False
        message = "Key or id is taken by a source with another body. Choose another key; nothing was changed."
        raise Conflict(message)
    source_id = kept or new_id(PREFIX)
    entry = log.append(session, ADDED, source_id, actor, {"id": source_id, **body}, first=True)
    project(session, entry)
    return get(session, source_id), True


def _resolved(session: Session, given: SourceCreate, pointer: str) -> dict[str, Any]:
    """The body as logged: references are ids, every date has been read."""
    body = given.model_dump(mode="json")
    for field in DATES:
        if body[field] is not None:
            try:
                time.parse(body[field])
            except ValueProblem as problem:
                raise Unprocessable(problem.detail, [Fault(f"{pointer}/{field}", problem.detail)]) from None
    if given.publisher is not None:
        body["publisher"] = entities.resolve(session, given.publisher, f"{pointer}/publisher")["id"]
    body["authors"] = [
        entities.resolve(session, ref, f"{pointer}/authors/{place}")["id"]
        for place, ref in enumerate(given.authors)
    ]
    body["derived_from"] = [
        {
            "source": resolve(session, made.source, f"{pointer}/derived_from/{place}/source")["id"],
            "relation": made.relation,
        }
        for place, made in enumerate(given.derived_from)
    ]
    return body


def project(session: WriteSession, entry: log.Entry) -> None:
    """Writes the rows a `source.added` event stands for."""
    body = entry.body
    published = time.valid_days(time.parse(body["published"]), "sometime") if body["published"] else None
    session.run(
        _INSERT,
        seq=entry.seq,
        recorded_at=entry.at,
        recorded_by=entry.actor,
        publisher=entities.seq_of(session, body["publisher"]),
        published_lo=published.from_lo if published else None,
        published_hi=published.to_hi if published else None,
        **{field: body[field] for field in _PLAIN},
    )
    session.run_many(
        _INSERT_AUTHOR,
        [
            {"source": entry.seq, "position": place, "entity": entities.seq_of(session, author)}
            for place, author in enumerate(body["authors"])
        ],
    )
    session.run_many(
        _INSERT_DERIVATION,
        [
            {
                "source": entry.seq,
                "position": place,
                "origin": seq_of(session, made["source"]),
                "relation": made["relation"],
            }
            for place, made in enumerate(body["derived_from"])
        ],
    )


def with_derived(session: Session, rows: Sequence[Row]) -> dict[int, str]:
    """The ids by number of these sources and of all made out of them, however far."""
    found = {row["seq"]: row["id"] for row in rows}
    waiting = list(found)
    while waiting:
        made = dict(session.tuples(_DERIVED, among=canonical(waiting)))
        waiting = [seq for seq in made if seq not in found]
        found |= made
    return found


def present(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as the wire shows them."""
    return [_present(session, row) for row in rows]


def _present(session: Session, row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {field: row[field] for field in _PLAIN}
    publisher = session.first(_PUBLISHER, seq=row["publisher"])
    shown["publisher"] = entities.reference(publisher) if publisher else None
    shown["authors"] = [entities.reference(author) for author in session.rows(_AUTHORS, source=row["seq"])]
    shown["derived_from"] = [
        {"source": reference(origin), "relation": origin["relation"]}
        for origin in session.rows(_ORIGINS, source=row["seq"])
    ]
    return shown | {"recorded_at": row["recorded_at"], "recorded_by": row["recorded_by"]}


def reference(row: Row) -> dict[str, Any]:
    """A source named inside another object."""
    return {"id": row["id"], "key": row["key"], "title": row["title"]}


FILTERS = {"kind": sources.c.kind, "alignment": sources.c.alignment, "language": sources.c.language}


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return select(sources)
