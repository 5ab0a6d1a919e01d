"""Claims as the wire shows them: two statements a page, whatever its size."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from app.claims.models import Assessment, Claim, Link
from app.claims.values.time import BEGINNING, END
from app.db import Row, Session, table
from app.entities.models import Entity
from app.sources.models import Source

claims, links, assessments = table(Claim), table(Link), table(Assessment)
subjects, valued, agents = (
    table(Entity).alias("subject"),
    table(Entity).alias("valued"),
    table(Entity).alias("agent"),
)
sources, older, newer = table(Source), claims.alias("older"), claims.alias("newer")
_SIZES = (1, 10, 50, 100, 500)

FILTERS = {
    "predicate": claims.c.predicate,
    "status": claims.c.status,
    "stance": claims.c.stance,
    "polarity": claims.c.polarity,
    "modality": claims.c.modality,
    "subject": claims.c.subject,
    "source": claims.c.source,
    "claimant": claims.c.claimant,
}


def _columns() -> Select[Any]:
    successor = select(func.min(newer.c.seq)).where(newer.c.supersedes == claims.c.seq).scalar_subquery()
    return (
        select(
            claims,
            subjects.c.id.label("subject_id"),
            subjects.c.key.label("subject_key"),
            subjects.c.label.label("subject_label"),
            valued.c.id.label("value_id"),
            valued.c.key.label("value_key"),
            valued.c.label.label("value_label"),
            sources.c.id.label("source_id"),
            sources.c.key.label("source_key"),
            sources.c.title.label("source_title"),
            sources.c.published.label("source_published"),
            older.c.id.label("older_id"),
            older.c.key.label("older_key"),
            successor.label("newer"),
        )
        .join(subjects, subjects.c.seq == claims.c.subject)
        .join(sources, sources.c.seq == claims.c.source)
        .outerjoin(valued, valued.c.seq == claims.c.value_entity)
        .outerjoin(older, older.c.seq == claims.c.supersedes)
    )


LISTING = _columns()
BY_ID = LISTING.where(claims.c.id == bindparam("ref"))
BY_KEY = LISTING.where(claims.c.key == bindparam("ref"))
BY_SEQ = LISTING.where(claims.c.seq == bindparam("seq"))
_REF = select(claims.c.id, claims.c.key).where(claims.c.seq == bindparam("seq"))
_ENTITY = select(subjects.c.id, subjects.c.key, subjects.c.label).where(subjects.c.id == bindparam("id"))
_ENTITY_AT = select(subjects.c.id, subjects.c.key, subjects.c.label).where(subjects.c.seq == bindparam("seq"))
_SOURCE_AT = select(sources.c.id, sources.c.key, sources.c.title, sources.c.published).where(
    sources.c.seq == bindparam("seq")
)


@lru_cache(maxsize=len(_SIZES))
def _links(size: int) -> Select[Any]:
    """The links of `size` claims, with their agents and documents."""
    return (
        select(
            links,
            agents.c.id.label("agent_id"),
            agents.c.key.label("agent_key"),
            agents.c.label.label("agent_label"),
            sources.c.id.label("source_id"),
            sources.c.key.label("source_key"),
            sources.c.title.label("source_title"),
            sources.c.published.label("source_published"),
        )
        .outerjoin(agents, agents.c.seq == links.c.agent)
        .outerjoin(sources, sources.c.seq == links.c.source)
        .where(links.c.claim.in_([bindparam(f"claim{place}") for place in range(size)]))
        .order_by(links.c.claim, links.c.position)
    )


def links_of(session: Session, seqs: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The attribution of each of at most 500 claims, as the wire shows it."""
    found: dict[int, list[dict[str, Any]]] = {seq: [] for seq in seqs}
    if seqs:
        size = next(size for size in _SIZES if size >= len(seqs))
        given = {f"claim{place}": seqs[min(place, len(seqs) - 1)] for place in range(size)}
        for row in session.rows(_links(size), **given):
            found[row["claim"]].append(_link(row))
    return found


def present(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows of LISTING as the wire shows them."""
    chains = links_of(session, [row["seq"] for row in rows])
    return [_present(session, row, chains[row["seq"]]) for row in rows]


def _present(session: Session, row: Row, chain: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "key": row["key"],
        "subject": {"id": row["subject_id"], "key": row["subject_key"], "label": row["subject_label"]},
        "predicate": row["predicate"],
        "value": _value(session, row),
        "polarity": row["polarity"],
        "scope": scope(session, row["scope"]),
        "valid": _valid(row),
        "source": _source(row),
        "citation": json.loads(row["citation"]) if row["citation"] else None,
        "attribution": chain,
        "stance": _stance(row, chain),
        "modality": row["modality"],
        "basis": row["basis"],
        "stated": row["stated"],
        "status": row["status"],
        "current": bool(row["current"]),
        "supersedes": {"id": row["older_id"], "key": row["older_key"]} if row["older_id"] else None,
        "superseded_by": session.first(_REF, seq=row["newer"]) if row["newer"] else None,
        "retraction": json.loads(row["retraction"]) if row["retraction"] else None,
        "recorded_at": row["recorded_at"],
        "recorded_by": row["recorded_by"],
    }


def _value(session: Session, row: Row) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(row["value"])
    if value["type"] == "entity":
        if "any_of" in value:
            value["any_of"] = [session.first(_ENTITY, id=each) for each in value["any_of"]]
        else:
            value["entity"] = {"id": row["value_id"], "key": row["value_key"], "label": row["value_label"]}
    return value


def scope(session: Session, text: str) -> dict[str, str]:
    """A stored scope with its entities by key where they have one."""
    if text == "{}":
        return {}
    shown: dict[str, str] = json.loads(text)
    for key, value in shown.items():
        if value.startswith("entity_") and (entity := session.first(_ENTITY, id=value)):
            shown[key] = entity["key"] or entity["id"]
    return shown


def day(number: int) -> str | None:
    """A day number as an ISO date; None for unbounded."""
    return None if number in (BEGINNING, END) else date.fromordinal(number).isoformat()


def _valid(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["valid_edtf"] is None:
        return None
    return {
        "edtf": row["valid_edtf"],
        "mode": row["valid_mode"],
        "from": [day(row["from_lo"]), day(row["from_hi"])],
        "to": [day(row["to_lo"]), day(row["to_hi"])],
    }


def _source(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["source_id"],
        "key": row["source_key"],
        "title": row["source_title"],
        "published": row["source_published"],
    }


def _link(row: Mapping[str, Any]) -> dict[str, Any]:
    agent = {"id": row["agent_id"], "key": row["agent_key"], "label": row["agent_label"]}
    return {
        "agent": agent if row["agent_id"] else None,
        "name": row["name"],
        "role": row["role"],
        "mode": row["mode"],
        "source": _source(row) if row["source_id"] else None,
        "on": row["on_edtf"],
        "stance": row["stance"],
        "wording": row["wording"],
    }


def _stance(row: Mapping[str, Any], chain: list[dict[str, Any]]) -> dict[str, Any]:
    """The stance of the last link that has one."""
    last = next((link for link in reversed(chain) if link["stance"]), None)
    if last is None:
        return {"position": row["stance"], "wording": None, "by": None}
    agent = last["agent"]
    return {
        "position": last["stance"],
        "wording": last["wording"],
        "by": (agent["key"] or agent["id"]) if agent else last["name"],
    }


def assessments_shown(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Assessments as the wire shows them."""
    same = ("stance", "wording", "credibility", "likelihood", "confidence", "reasons")
    return [
        {
            "id": row["id"],
            "key": row["key"],
            "claim": session.first(_REF, seq=row["claim"]),
            "by": session.first(_ENTITY_AT, seq=row["by_entity"]),
            **{name: row[name] for name in same},
            "on": row["on_edtf"],
            "source": session.first(_SOURCE_AT, seq=row["source"]),
            "recorded_at": row["recorded_at"],
            "recorded_by": row["recorded_by"],
        }
        for row in rows
    ]
