"""Contradictions as the wire shows them, and the check that recomputes them all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from app.claims import present
from app.claims.models import Claim
from app.claims.predicates import registry
from app.claims.values.predicate import Predicate
from app.contradictions import asking, detect, dispositions, holding
from app.contradictions.asking import Question, placed
from app.contradictions.candidates import Sifted, candidates
from app.contradictions.models import About, Contradiction, Member
from app.contradictions.reconciling import reconciled
from app.contradictions.rows import members_of, stored_told, subjects_of
from app.contradictions.rules.fact import Fact
from app.contradictions.words import Teller, witness_named, witness_row
from app.contradictions.world import SqlWorld
from app.db import Row, Session, table
from app.entities.models import Entity
from app.entities.naming import Names
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
_NUMBER_OPEN = select(func.count()).select_from(rows).where(rows.c.status == "open")
_SUBJECTS = (
    select(subjects.c.id, subjects.c.key, subjects.c.label)
    .join(about, about.c.entity == subjects.c.seq)
    .where(about.c.contradiction == bindparam("row"))
    .order_by(about.c.position)
)


def about_any(entities: Any) -> ColumnElement[bool]:
    """The rows about any of the entities of these numbers, be it not the first of the sentence."""
    return rows.c.seq.in_(select(about.c.contradiction).where(about.c.entity.in_(entities)))


def get(session: Session, ref: str) -> Row:
    """The row with this id; NotFound otherwise."""
    found = session.first(BY_ID, ref=ref)
    if found is None:
        raise NotFound("No contradiction has this id. /v1/contradictions lists them.")
    return found


def number_open(session: Session) -> int:
    """How many contradictions are open, counted in an index."""
    return int(session.scalar(_NUMBER_OPEN))


def by_ids(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    """These contradictions as a list shows them, whatever their status."""
    return summaries(session, [get(session, each) for each in ids])


def summaries(session: Session, found: Sequence[Row], names: Names | None = None) -> list[dict[str, Any]]:
    """Rows of LISTING as a list shows them, with entities under these names."""
    return [_summary(session, row, names or Names(session)) for row in found]


def _summary(session: Session, row: Row, names: Names) -> dict[str, Any]:
    same = {name: row[name] for name in ("id", "code", "open_weight", "status")}
    question = Question.of(json.loads(row["question"]))
    told = {**stored_told(row), **_told(session, row, names), **same}
    return summary(session, told, question, session.rows(_SUBJECTS, row=row["seq"]), names)


def summary(
    session: Session, told: Mapping[str, Any], question: Question, about: Sequence[Row], names: Names
) -> dict[str, Any]:
    """A contradiction as a list shows it, of `Detection.told` and what else its row says."""
    first, last = told["window"]
    return {
        **{name: told[name] for name in ("id", "code", "label", "severity", "open_weight", "status")},
        "question": {
            "subjects": [{**each, "label": names.of(each["id"], each["label"])} for each in about],
            "predicates": list(question.predicates),
            "scope": present.scope(session, question.scope),
        },
        "window": {"from": present.day(first), "to": present.day(last)},
        "explanation": told["explanation"],
        "witness": told["witness"],
    }


def _told(session: Session, row: Row, names: Names) -> dict[str, Any]:
    """The words of a row: as stored, or under names in the reader's languages made anew from its claims."""
    witness = json.loads(row["witness"])
    if not names.languages:
        return {"explanation": row["explanation"], "witness": witness}
    teller = Teller(session, registry(session), names)
    claims_told = [witness_named(session, each["id"]) for each in witness]
    lo = json.loads(row["trace"])["bounds"].get("lo")
    lo = None if isinstance(lo, str) else lo  # a day is no sum
    window = row["window_lo"], row["window_hi"]
    return {
        "explanation": teller.explanation(row["code"], claims_told, lo, window),
        "witness": [teller.witness(each) for each in claims_told],
    }


def full(session: Session, row: Row, names: Names | None = None) -> dict[str, Any]:
    """One contradiction with its positions, arithmetic, candidates to reconcile it and history."""
    groups = _member_facts(session, row)
    return {
        **_summary(session, row, names or Names(session)),
        "closed_reason": row["closed_reason"],
        "disposition": dispositions.shown(session, row),
        "detected_at": row["detected_at"],
        "changed_at": row["changed_at"],
        "positions": _positions(session, groups),
        "trace": json.loads(row["trace"]),
        "reconciliations": reconciled(session, row, groups),
        "history": history(session, row["id"]),
    }


def history(session: Session, object_id: str) -> list[dict[str, Any]]:
    """What happened to an object, oldest first."""
    return [
        {"type": entry.op, "at": entry.at, "by": entry.actor, "detail": entry.body}
        for entry in log.of_object(session, object_id)
    ]


def _member_facts(session: Session, row: Row) -> list[tuple[Predicate, list[Fact]]]:
    """The members that still stand, by what they answer together."""
    world = SqlWorld(session)
    found: dict[tuple[str, ...], list[Fact]] = {}
    for fact in world.of_row(row["seq"]):
        found.setdefault((fact.predicate, fact.subject, fact.scope, fact.unit), []).append(fact)
    return [(placed(world, world.registry.by_key[key], facts), facts) for (key, *_), facts in found.items()]


def positions_of(session: Session, row: Row) -> list[dict[str, Any]]:
    """The positions of a contradiction's members."""
    return _positions(session, _member_facts(session, row))


def _positions(session: Session, groups: list[tuple[Predicate, list[Fact]]]) -> list[dict[str, Any]]:
    return [shown for predicate, facts in groups for shown in holding.held(session, predicate, facts)]


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


def entity_positions(
    session: Session, subject: Row, predicate: Predicate, valid_at: int | None = None
) -> list[dict[str, Any]]:
    """Every position on every question of one predicate about an entity, on a day or whenever."""
    return holding.entity_positions(SqlWorld(session), subject, predicate, valid_at)


def check(session: Session) -> Iterator[tuple[str, str]]:
    """Recomputes every contradiction; yields (question, what differs) for each row that does not agree."""
    world = Sifted(session)
    stored: dict[str, list[Row]] = {}
    for row in session.rows(_OPEN):
        stored.setdefault(row["question"], []).append(row)
    asked = {question.key: question for question in candidates(world)}
    for key in [*asked, *(key for key in stored if key not in asked)]:
        question = asked.get(key) or Question.of(json.loads(key))
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
            for row in stored.get(key, ())
        ]
        for text in sorted(set(expected) - set(held)):
            yield key, f"missing or different: {text}"
        for text in sorted(set(held) - set(expected)):
            yield key, f"stored but not found: {text}"


def canonical_row(code: str, claim_seqs: tuple[int, ...], told: dict[str, Any]) -> str:
    """All that two computations of a contradiction must agree on, as one text."""
    return canonical({"code": code, "members": list(claim_seqs), **told})


def listing() -> Select[Any]:
    """The query of the list, without filters and limit."""
    return LISTING
