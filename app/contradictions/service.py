"""Contradictions as the wire shows them, and the check that recomputes them all."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.claims import present
from app.claims.models import Claim
from app.claims.values.predicate import Predicate
from app.contradictions import asking, detect, dispositions
from app.contradictions.asking import Question, placed
from app.contradictions.models import About, Contradiction, Member
from app.contradictions.origins import independent_origins
from app.contradictions.positions import positions
from app.contradictions.rows import members_of, stored_told, subjects_of
from app.contradictions.rules.fact import Fact
from app.contradictions.words import agent, value_phrase, witness_row
from app.contradictions.world import Asked, SqlWorld
from app.db import Row, Session, table
from app.entities.models import Entity
from app.errors import NotFound
from app.provenance import log
from app.provenance.canonical import canonical

rows, members, claims, about = table(Contradiction), table(Member), table(Claim), table(About)
subjects = table(Entity).alias("subject")
SORTS = {
    "severity": (rows.c.severity, rows.c.seq),
    "open_weight": (rows.c.open_weight, rows.c.seq),
    "detected_at": (rows.c.seq,),
    "changed_at": (rows.c.changed_at, rows.c.seq),
}
"""What a list can be in the order of; rows are numbered in the order they were detected."""
LISTING = select(rows)
BY_ID = LISTING.where(rows.c.id == bindparam("ref"))
OF_CLAIM = (
    LISTING.join(members, members.c.contradiction == rows.c.seq)
    .where(members.c.claim == bindparam("claim"), rows.c.status != "closed")
    .order_by(rows.c.seq)
)
_OPEN = select(rows).where(rows.c.status != "closed").order_by(rows.c.seq)
_SUBJECTS = (
    select(subjects.c.id, subjects.c.key, subjects.c.label)
    .join(about, about.c.entity == subjects.c.seq)
    .where(about.c.contradiction == bindparam("row"))
    .order_by(about.c.position)
)
_OPEN_OF_QUESTION = (
    select(rows.c.id, claims.c.id)
    .join(members, members.c.contradiction == rows.c.seq)
    .join(claims, claims.c.seq == members.c.claim)
    .where(rows.c.question == bindparam("question"), rows.c.status != "closed")
    .order_by(rows.c.seq)
)


def get(session: Session, ref: str) -> Row:
    """The row with this id; NotFound otherwise."""
    found = session.first(BY_ID, ref=ref)
    if found is None:
        raise NotFound("No contradiction has this id. /v1/contradictions lists them.")
    return found


def by_ids(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    """These contradictions as a list shows them, whatever their status."""
    return summaries(session, [get(session, each) for each in ids])


def summaries(session: Session, found: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows of LISTING as a list shows them."""
    return [_summary(session, row) for row in found]


def _summary(session: Session, row: Row) -> dict[str, Any]:
    question = json.loads(row["question"])
    return {
        "id": row["id"],
        "code": row["code"],
        "label": row["label"],
        "severity": row["severity"],
        "open_weight": row["open_weight"],
        "status": row["status"],
        "question": {
            "subjects": session.rows(_SUBJECTS, row=row["seq"]),
            "predicates": question["predicates"],
            "scope": present.scope(session, json.dumps(question["scope"])) if question["scope"] else {},
        },
        "window": {"from": present.day(row["window_lo"]), "to": present.day(row["window_hi"])},
        "explanation": row["explanation"],
        "witness": json.loads(row["witness"]),
    }


def full(session: Session, row: Row) -> dict[str, Any]:
    """One contradiction with its positions, the arithmetic behind it and its history."""
    return {
        **_summary(session, row),
        "closed_reason": row["closed_reason"],
        "disposition": dispositions.shown(session, row),
        "detected_at": row["detected_at"],
        "changed_at": row["changed_at"],
        "positions": positions_of(session, row),
        "trace": json.loads(row["trace"]),
        "history": history(session, row["id"]),
    }


def history(session: Session, object_id: str) -> list[dict[str, Any]]:
    """What happened to an object, oldest first."""
    return [
        {"type": entry.op, "at": entry.at, "by": entry.actor, "detail": entry.body}
        for entry in log.of_object(session, object_id)
    ]


def _member_facts(world: SqlWorld, row: Row) -> list[tuple[Predicate, list[Fact]]]:
    """The members that still stand, by predicate."""
    found: dict[str, list[Fact]] = {}
    for fact in world.of_row(row["seq"]):
        found.setdefault(fact.predicate, []).append(fact)
    return [(placed(world, world.registry.by_key[key], facts), facts) for key, facts in found.items()]


def positions_of(session: Session, row: Row) -> list[dict[str, Any]]:
    """The positions of a contradiction's members."""
    return [
        shown
        for predicate, facts in _member_facts(SqlWorld(session), row)
        for shown in _positions(session, predicate, facts)
    ]


def _positions(session: Session, predicate: Predicate, facts: list[Fact]) -> list[dict[str, Any]]:
    by_claim = {fact.claim: fact for fact in facts}
    shown = []
    for position in positions(predicate, facts):
        held = [by_claim[claim] for claim in position.claims]
        shown.append(_position(session, predicate, held, position.bridges))
    return shown


def _position(
    session: Session, predicate: Predicate, held: list[Fact], bridges: frozenset[int]
) -> dict[str, Any]:
    claimed = [witness_row(session, fact.claim) for fact in held]
    chains = {row["seq"]: present.chain(session, row["seq"]) for row in claimed}
    values = dict.fromkeys(
        ("not " if row["polarity"] == "denies" else "") + value_phrase(session, predicate, row)
        for row in claimed
    )
    dated = sorted((fact.said, fact.claim) for fact in held if fact.said is not None)
    stated = {row["seq"]: row["stated"] for row in claimed}
    return {
        "value": " / ".join(values),
        "claims": [{"id": row["id"], "key": row["key"], "bridge": row["seq"] in bridges} for row in claimed],
        "claimants": list(dict.fromkeys(agent(chain[0]) for chain in chains.values())),
        "independent_origins": independent_origins(session, claimed, chains),
        "alignments": sorted({row["alignment"] for row in claimed if row["alignment"]}),
        "first_stated": next((stated[claim] for _, claim in dated if stated[claim]), None),
    }


def pairs_of(session: Session, row: Row, most: int) -> list[dict[str, Any]]:
    """At most `most` pairs of members that cannot both be true."""
    world, mine = SqlWorld(session), set(members_of(session, row))
    question = Question.of(json.loads(row["question"]))
    found = (
        conflict
        for conflict in asking.pairs(world, question, row["code"])
        if mine.issuperset(conflict.witness)
    )
    return [
        {
            "claims": [_ref(session, seq) for seq in conflict.witness],
            "label": "certain" if conflict.certain else "possible",
            "severity": conflict.severity,
        }
        for conflict in islice(found, most)
    ]


def _ref(session: Session, seq: int) -> dict[str, Any]:
    row = witness_row(session, seq)
    return {"id": row["id"], "key": row["key"]}


def entity_positions(session: Session, subject: Row, predicate: Predicate) -> list[dict[str, Any]]:
    """Every position on every question of one predicate about an entity."""
    world, shown = SqlWorld(session), []
    for scope, unit in sorted(
        {(fact.scope, fact.unit) for fact in world.about(subject["id"], predicate.key)}
    ):
        asked = Asked(subject["id"], predicate.key, scope, unit)
        facts = world.answers(asked)
        found = session.tuples(
            _OPEN_OF_QUESTION, question=Question("answer", subject["id"], (predicate.key,), scope, unit).key
        )
        question = {
            "subjects": [{name: subject[name] for name in ("id", "key", "label")}],
            "predicates": [predicate.key],
            "scope": present.scope(session, scope),
        }
        shown += [
            {"question": question, **each, "contradictions": _shared(each["claims"], found)}
            for each in _positions(session, placed(world, predicate, facts), facts)
        ]
    return shown


def _shared(held: list[dict[str, Any]], found: list[tuple[Any, ...]]) -> list[str]:
    """The contradictions, among (id, member's id) pairs, that any of these claims takes part in."""
    ids = {claim["id"] for claim in held}
    return list(dict.fromkeys(row_id for row_id, member in found if member in ids))


def check(session: Session) -> Iterator[tuple[str, str]]:
    """Recomputes every question; yields (question, what differs) for each row that does not agree."""
    world = SqlWorld(session)
    stored: dict[str, list[Row]] = {}
    for row in session.rows(_OPEN):
        stored.setdefault(row["question"], []).append(row)
    for question in asking.every(world):
        key = question.key
        found, _ = detect.detections(world, question)
        expected = [
            canonical_row(each.finding.code, each.finding.members, each.told(world)) for each in found
        ]
        held = [
            canonical_row(
                row["code"],
                members_of(session, row),
                {**stored_told(row), "subjects": subjects_of(session, row)},
            )
            for row in stored.pop(key, [])
        ]
        for text in sorted(set(expected) - set(held)):
            yield key, f"missing or different: {text}"
        for text in sorted(set(held) - set(expected)):
            yield key, f"stored but not found: {text}"
    for key, left in stored.items():
        yield key, f"{len(left)} rows of a question nobody answers any more"


def canonical_row(code: str, claim_seqs: tuple[int, ...], told: dict[str, Any]) -> str:
    """All that two computations of a contradiction must agree on, as one text."""
    return canonical({"code": code, "members": list(claim_seqs), **told})


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return LISTING
