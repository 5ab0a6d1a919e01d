"""Searching: the newest hits of each kind, a block at a time, the best first within each block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.claims.models import Claim, Link
from app.db import Row, Session, table
from app.entities.models import Entity, EntityName
from app.jsonsql import numbers
from app.provenance.canonical import canonical
from app.search import fulltext, index, words
from app.search.words import Query
from app.sources.models import Source

BLOCK = 1000
"""How many hits are ranked together: to rank all that have a common word would cost a look at each."""

PLURALS = {"entity": "entities", "source": "sources", "claim": "claims"}
_END = 2**53
entities, names, sources = table(Entity), table(EntityName), table(Source)
claims, links = table(Claim), table(Link)


def _among(query: Select[Any], number: Any) -> Select[Any]:
    return query.where(number.in_(numbers(bindparam("among"))))


# What may be seen is decided here: a hit that these do not give is not shown.
_FOUND: dict[str, Select[Any]] = {
    "entity": _among(
        select(entities.c.seq, entities.c.id, entities.c.key, entities.c.label, entities.c.description),
        entities.c.seq,
    ),
    "source": _among(
        select(sources.c.seq, sources.c.id, sources.c.key, sources.c.title.label("label")), sources.c.seq
    ),
    "claim": _among(
        select(
            claims.c.seq,
            claims.c.id,
            claims.c.key,
            claims.c.predicate,
            claims.c.status,
            claims.c.value,
            claims.c.citation,
            entities.c.id.label("subject_id"),
            entities.c.key.label("subject_key"),
            entities.c.label.label("subject_label"),
        ).join(entities, entities.c.seq == claims.c.subject),
        claims.c.seq,
    ),
}
_NAMES = _among(select(names.c.entity, names.c.position, names.c.text), names.c.entity).order_by(
    names.c.entity, names.c.position
)
_WORDINGS = _among(
    select(links.c.claim, links.c.position, links.c.wording).where(links.c.wording.is_not(None)),
    links.c.claim,
).order_by(links.c.claim, links.c.position)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ends: in which kind, in the block of hits up to which number, after which hit."""

    kind: int = 0
    top: int = _END
    score: float = 2.0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits as the wire shows them; `after` is None on the last."""

    hits: list[dict[str, Any]]
    after: Position | None


@dataclass(frozen=True, slots=True)
class _Hit:
    kind: str
    seq: int
    score: float
    position: Position


def search(session: Session, asked: Query, kinds: Sequence[str], after: Position | None, limit: int) -> Found:
    """The page of hits after a position: entities first, then sources, then claims."""
    found: list[_Hit] = []
    at = after or Position(kind=fulltext.KINDS.index(kinds[0]))
    while len(found) <= limit and at.kind < len(fulltext.KINDS):
        kind = fulltext.KINDS[at.kind]
        block = fulltext.hits(session, kind, asked, at.top, BLOCK) if kind in kinds else []
        found += _ranked(asked, kind, block, at)
        full = len(block) == BLOCK
        at = Position(at.kind, block[-1][0] - 1) if full else Position(at.kind + 1)
    shown = found[:limit]
    return Found(_shown(session, asked, shown), shown[-1].position if len(found) > limit else None)


def _ranked(asked: Query, kind: str, block: Sequence[tuple[int, str]], at: Position) -> list[_Hit]:
    """The hits of a block that come after the position, best first, the newest first of equals."""
    if not block:
        return []
    wanted, top = asked.wanted(name=kind == "entity"), block[0][0]  # what is written later moves no block
    parts = asked.parts if kind in fulltext.IN_PARTS else ()
    ranked = sorted(((words.score(told, wanted, parts), seq) for seq, told in block), reverse=True)
    return [
        _Hit(kind, seq, score, Position(at.kind, top, score, seq))
        for score, seq in ranked
        if score and (score, seq) < (at.score, at.seq)
    ]


def _shown(session: Session, asked: Query, found: Sequence[_Hit]) -> list[dict[str, Any]]:
    rows: dict[str, dict[int, Row]] = {}
    texts: dict[int, list[tuple[str, str, bool]]] = {}
    for kind in {each.kind for each in found}:
        among = canonical([each.seq for each in found if each.kind == kind])
        rows[kind] = {row["seq"]: row for row in session.rows(_FOUND[kind], among=among)}
        texts |= _texts(session, kind, rows[kind], among)
    return [
        _hit(each, rows[each.kind][each.seq], _highlights(asked, each.kind, texts[each.seq]))
        for each in found
        if each.seq in rows[each.kind]
    ]


def _texts(
    session: Session, kind: str, rows: Mapping[int, Row], among: str
) -> dict[int, list[tuple[str, str, bool]]]:
    """The searched texts of objects by number: of each the place where it stands and whether it is a name."""
    if kind == "source":
        return {seq: [("title", row["label"], False)] for seq, row in rows.items()}
    if kind == "entity":
        told = {seq: [("label", row["label"], True)] for seq, row in rows.items()}
        for seq, position, text in session.tuples(_NAMES, among=among):
            told[seq].append((f"names.{position}.text", text, True))
        for seq, row in rows.items():
            told[seq] += [("description", row["description"], False)] if row["description"] else []
        return told
    told = {
        seq: [(place, text, False) for place, text in texts.items()]
        for seq, row in rows.items()
        for texts in [index.claim_texts(row["value"], row["citation"])]
    }
    for seq, position, text in session.tuples(_WORDINGS, among=among):
        told[seq].append((f"attribution.{position}.wording", text, False))
    return told


def _highlights(asked: Query, kind: str, texts: Sequence[tuple[str, str, bool]]) -> list[dict[str, Any]]:
    parts = asked.parts if kind in fulltext.IN_PARTS else ()
    found = [(place, words.excerpt(text, asked.wanted(name=name), parts)) for place, text, name in texts]
    return [
        {"field": place, "start": part.start, "text": part.text, "spans": part.spans}
        for place, part in found
        if part is not None
    ]


def _hit(found: _Hit, row: Row, highlights: list[dict[str, Any]]) -> dict[str, Any]:
    claim = None
    if found.kind == "claim":
        subject = {name: row[f"subject_{name}"] for name in ("id", "key", "label")}
        claim = {"subject": subject, "predicate": row["predicate"], "status": row["status"]}
    return {
        "kind": found.kind,
        "id": row["id"],
        "key": row["key"],
        "label": index.claim_texts(row["value"], None)["value.text"] if claim else row["label"],
        "url": f"/v1/{PLURALS[found.kind]}/{row['id']}",
        "score": found.score,
        "claim": claim,
        "highlights": highlights,
    }
