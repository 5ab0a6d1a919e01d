"""Adding, finding and presenting sources."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update

from app.claims.values import time
from app.claims.values.base import ValueProblem
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.errors import Conflict, Fault, Unprocessable
from app.ids import new_id
from app.jsonsql import numbers
from app.lookup import Lookup
from app.provenance import log, revisions
from app.provenance.canonical import canonical
from app.sources.models import Source, SourceAuthor, SourceDerivation
from app.sources.schemas import SourceChange, SourceCreate
from app.wire import patched

ADDED, CHANGED = "source.added", "source.changed"
PREFIX = "source"
DATES = ("published", "accessed", "archived_at")
sources, authors, derivations = table(Source), table(SourceAuthor), table(SourceDerivation)
_lookup = Lookup(PREFIX, sources, "title", still=True)
find, get, resolve, by_ids = _lookup.find, _lookup.get, _lookup.resolve, _lookup.by_ids
seq_of, candidates = _lookup.seq_of, _lookup.candidates
_HERE = numbers(bindparam("among"))
_PUBLISHERS = select(entities.entities).where(entities.entities.c.seq.in_(_HERE))
_AUTHORS = (
    select(authors.c.source, *(entities.entities.c[name] for name in ("id", "key", "label")))
    .join(entities.entities, authors.c.entity == entities.entities.c.seq)
    .where(authors.c.source.in_(_HERE))
    .order_by(authors.c.source, authors.c.position)
)
_ORIGINS = (
    select(derivations.c.source, sources.c.id, sources.c.key, sources.c.title, derivations.c.relation)
    .join(derivations, derivations.c.origin == sources.c.seq)
    .where(derivations.c.source.in_(_HERE))
    .order_by(derivations.c.source, derivations.c.position)
)
_DERIVED = (
    select(sources.c.seq, sources.c.id)
    .join(derivations, derivations.c.source == sources.c.seq)
    .where(derivations.c.origin.in_(numbers(bindparam("among"))))
)
_TITLED = select(sources.c.id).where(sources.c.title == bindparam("title"))
_LOCATED = select(sources.c.id).where(sources.c.url == bindparam("url"))
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
_LISTED = ("publisher", "published_lo", "published_hi")
_CHANGE = (
    update(sources)
    .where(sources.c.seq == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in (*_PLAIN[1:], *_LISTED, "changed")})
)
_CLEAR = tuple(delete(each).where(each.c.source == bindparam("of")) for each in (authors, derivations))


def titled(session: Session, title: str) -> list[str]:
    """The ids of the sources with exactly this title."""
    return [source_id for (source_id,) in session.tuples(_TITLED, title=title)]


def located(session: Session, url: str) -> list[str]:
    """The ids of the sources at exactly this URL."""
    return [source_id for (source_id,) in session.tuples(_LOCATED, url=url)]


def add(
    session: WriteSession, actor: str, given: SourceCreate, pointer: str = "", kept: str | None = None
) -> tuple[Row, bool]:
    """Adds a source; returns its row and whether it is new (the same body under the same key is not).

    An import gives the id that is `kept`.
    """
    body = _resolved(session, given, pointer)
    if existing := _lookup.taken(session, given.key, kept):
        if revisions.known(session, existing["id"], body):
            return existing, False
        message = "Key or id is taken by a source with another body. Choose another key; nothing was changed."
        raise Conflict(message)
    source_id = kept or new_id(PREFIX)
    entry = log.append(session, ADDED, source_id, actor, {"id": source_id, **body}, first=True)
    project(session, entry)
    return get(session, source_id), True


def change(session: WriteSession, actor: str, row: Row, given: SourceChange) -> log.Entry | None:
    """Logs what a source says from now on; None when that is what it says already."""
    stored = revisions.body(session, row["id"])
    patch = given.model_dump(mode="json", exclude_unset=True)
    reason = patch.pop("reason", None)
    body = _resolved(session, patched(SourceCreate, stored, patch), "")
    if body == stored:
        return None
    revisions.refuse_key(row["key"], body["key"], find(session, body["key"]) if body["key"] else None)
    made_of_it = set(with_derived(session, [row]).values())
    for place, made in enumerate(body["derived_from"]):
        if made["source"] in made_of_it:
            detail = "A source is not made out of itself, nor out of one that was made out of it."
            raise Unprocessable(detail, [Fault(f"/derived_from/{place}/source", detail)])
    return log.append(session, CHANGED, row["id"], actor, {"id": row["id"], **body, "reason": reason})


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
    columns = _columns(session, entry.body)
    session.run(_INSERT, seq=entry.seq, recorded_at=entry.at, recorded_by=entry.actor, **columns)
    _name(session, entry.seq, entry.body)


def project_changed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `source.changed` event stands for."""
    seq = get(session, entry.object)["seq"]
    columns = _columns(session, entry.body) | {"changed": entry.seq}
    session.run(_CHANGE, of=seq, **{f"new_{name}": columns[name] for name in columns if name != "id"})
    for clear in _CLEAR:
        session.run(clear, of=seq)
    _name(session, seq, entry.body)


def _columns(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    published = time.valid_days(time.parse(body["published"]), "sometime") if body["published"] else None
    return {
        "publisher": entities.seq_of(session, body["publisher"]),
        "published_lo": published.from_lo if published else None,
        "published_hi": published.to_hi if published else None,
        **{field: body[field] for field in _PLAIN},
    }


def _name(session: WriteSession, seq: int, body: dict[str, Any]) -> None:
    session.run_many(
        _INSERT_AUTHOR,
        [
            {"source": seq, "position": place, "entity": entities.seq_of(session, author)}
            for place, author in enumerate(body["authors"])
        ],
    )
    session.run_many(
        _INSERT_DERIVATION,
        [
            {
                "source": seq,
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
    """Rows as the wire shows them; one query each for publishers, authors and origins of all."""
    among = canonical([row["seq"] for row in rows])
    named = canonical(sorted({row["publisher"] for row in rows if row["publisher"] is not None}))
    publishers = {each["seq"]: entities.reference(each) for each in session.rows(_PUBLISHERS, among=named)}
    written, made_of = _by_source(session, _AUTHORS, among), _by_source(session, _ORIGINS, among)
    return [
        {
            **{field: row[field] for field in _PLAIN},
            "publisher": publishers.get(row["publisher"]),
            "authors": [entities.reference(author) for author in written[row["seq"]]],
            "derived_from": [
                {"source": reference(origin), "relation": origin["relation"]}
                for origin in made_of[row["seq"]]
            ],
            "recorded_at": row["recorded_at"],
            "recorded_by": row["recorded_by"],
        }
        for row in rows
    ]


def _by_source(session: Session, statement: Select[Any], among: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in session.rows(statement, among=among):
        found[row["source"]].append(row)
    return found


def reference(row: Row) -> dict[str, Any]:
    """A source named inside another object."""
    return {"id": row["id"], "key": row["key"], "title": row["title"]}


FILTERS = {"kind": sources.c.kind, "alignment": sources.c.alignment, "language": sources.c.language}


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return select(sources)
