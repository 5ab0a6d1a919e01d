"""The resources of the record, in the order in which an import needs them."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from app.claims import predicates, present
from app.claims import service as claims
from app.contradictions import dispositions
from app.contradictions import service as contradictions
from app.db import Row, Session
from app.entities import service as entities
from app.exchange.export import bodies, columns, lines
from app.exchange.export.base import Resource, Shown
from app.exchange.export.known import Known
from app.sources import service as sources

_MEMBERS = (
    select(claims.claims.c.id, claims.claims.c.key)
    .join(contradictions.members, contradictions.members.c.claim == claims.claims.c.seq)
    .where(contradictions.members.c.contradiction == bindparam("row"))
    .order_by(contradictions.members.c.claim)
)


def _claims(_: Session, rows: Sequence[Row]) -> list[Shown]:
    return [json.loads(row["document"]) for row in rows]


def _whole_claim(known: Known, document: Shown) -> Shown:
    """A claim with what its row says of the entities and sources it names."""
    value, retraction = document["value"], document["retraction"]
    if value.get("entity"):
        value = {**value, "entity": known.entity(value["entity"])}
    if retraction:
        told = {name: retraction[name] for name in ("reason", "text", "on")}
        named = {"source": known.source_ref(retraction["source"]), "by": known.entity_ref(retraction["by"])}
        retraction = {**told, **named}
    links = [{**link, "agent": known.entity(link["agent"])} for link in document["attribution"]]
    return {
        **document,
        "subject": known.entity(document["subject"]),
        "value": value,
        "source": known.source(document["source"]),
        "attribution": links,
        "retraction": retraction,
    }


def _contradictions(session: Session, rows: Sequence[Row]) -> list[Shown]:
    return [
        {
            **shown,
            "closed_reason": row["closed_reason"],
            "claims": session.rows(_MEMBERS, row=row["seq"]),
            "disposition": dispositions.shown(session, row),
            "detected_at": row["detected_at"],
            "changed_at": row["changed_at"],
        }
        for row, shown in zip(rows, contradictions.summaries(session, rows), strict=True)
    ]


def _fixed(of: tuple[Any, ...]) -> Any:
    return lambda _: of


PREDICATES = Resource(
    "predicates",
    "predicate",
    "What may be claimed, of which type, and what the rules need to know of it.",
    predicates.listing(),
    predicates.predicates.c.seq,
    predicates.present,
    _fixed(columns.PREDICATES),
    bodies.predicate,
    lines.PredicateLine,
    by="key",
)
ENTITIES = Resource(
    "entities",
    "entity",
    "Whom and what claims are about, and who makes them.",
    entities.listing(),
    entities.entities.c.seq,
    entities.present,
    _fixed(columns.ENTITIES),
    bodies.entity,
    lines.EntityLine,
)
SOURCES = Resource(
    "sources",
    "source",
    "The documents claims were read in, and what they make of earlier documents.",
    sources.listing(),
    sources.sources.c.seq,
    sources.present,
    _fixed(columns.SOURCES),
    bodies.source,
    lines.SourceLine,
    refers={"publisher": "entities"},
)
CLAIMS = Resource(
    "claims",
    "claim",
    "Who said what of whom, where it stands, through whom it came, and what each of them made of it.",
    present.DOCUMENTS,
    present.claims.c.seq,
    _claims,
    columns.claims,
    bodies.claim,
    lines.ClaimLine,
    _whole_claim,
    refers={
        "subject": "entities",
        "predicate": "predicates",
        "entity": "entities",
        "source": "sources",
        "source_publisher": "entities",
        "claimant": "entities",
        "claimant_source": "sources",
        "carrier": "entities",
        "carrier_source": "sources",
        "supersedes": "claims",
        "retraction_source": "sources",
        "retraction_by": "entities",
    },
)
ASSESSMENTS = Resource(
    "assessments",
    "assessment",
    "Later judgements of claims, with their reasons.",
    select(claims.assessments),
    claims.assessments.c.seq,
    present.assessments_shown,
    _fixed(columns.ASSESSMENTS),
    bodies.assessment,
    lines.AssessmentLine,
    by="id",
    refers={"claim": "claims", "by": "entities", "source": "sources"},
)
CONTRADICTIONS = Resource(
    "contradictions",
    "contradiction",
    "Which claims cannot all be true: the rule, how surely, how severely, and why. Computed, not imported.",
    contradictions.listing(),
    contradictions.rows.c.seq,
    _contradictions,
    _fixed(columns.CONTRADICTIONS),
    bodies.contradiction,
    lines.ContradictionLine,
    by="id",
    refers={"subject": "entities", "disposition_position": "claims"},
)
RESOURCES = (PREDICATES, ENTITIES, SOURCES, CLAIMS, ASSESSMENTS, CONTRADICTIONS)
BY_NAME = {each.name: each for each in RESOURCES}
