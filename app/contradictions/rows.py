"""The rows of contradictions: what they say, and how the log's events write them."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.claims.models import Claim
from app.contradictions import dispositions
from app.contradictions.models import About, Contradiction, Member
from app.contradictions.weights import open_weight
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.jsonsql import numbers, texts
from app.provenance import log
from app.provenance.canonical import canonical

OPENED, CHANGED, CLOSED = "contradiction.opened", "contradiction.changed", "contradiction.closed"
rows, members, claims, about = table(Contradiction), table(Member), table(Claim), table(About)
_OF_QUESTION = select(rows).where(rows.c.question == bindparam("question")).order_by(rows.c.seq)
_BY_ID = select(rows).where(rows.c.id == bindparam("id"))
_MEMBERS = (
    select(members.c.claim).where(members.c.contradiction == bindparam("row")).order_by(members.c.claim)
)
_TAKES_PART = (
    select(rows.c.seq)
    .join(members, members.c.contradiction == rows.c.seq)
    .where(members.c.claim == bindparam("claim"), rows.c.question == bindparam("question"))
    .limit(1)
)
_STANDING_WITH = (
    select(rows)
    .join(members, members.c.contradiction == rows.c.seq)
    .where(
        members.c.claim == bindparam("claim"),
        rows.c.question == bindparam("question"),
        rows.c.status != "closed",
    )
    .order_by(rows.c.seq)
)
_QUESTIONS = (
    select(members.c.claim, rows.c.question)
    .join(rows, members.c.contradiction == rows.c.seq)
    .where(members.c.claim.in_(numbers(bindparam("among"))), rows.c.status != "closed")
    .distinct()
    .order_by(rows.c.question)
)
_STANDING_ON = (
    select(rows.c.question)
    .where(rows.c.question.in_(texts(bindparam("questions"))), rows.c.status != "closed")
    .distinct()
)
_QUESTIONS_ABOUT = (
    select(rows.c.question)
    .join(about, about.c.contradiction == rows.c.seq)
    .where(about.c.entity == bindparam("entity"), rows.c.status != "closed")
    .distinct()
    .order_by(rows.c.question)
)
_QUESTIONS_ON = (
    select(rows.c.question)
    .where(
        (rows.c.predicate == bindparam("key")) | (rows.c.other_predicate == bindparam("key")),
        rows.c.status != "closed",
    )
    .distinct()
    .order_by(rows.c.question)
)
_SUBJECTS = (
    select(entities.entities.c.id)
    .join(about, about.c.entity == entities.entities.c.seq)
    .where(about.c.contradiction == bindparam("row"))
    .order_by(about.c.position)
)
_SEQ = select(claims.c.seq).where(claims.c.id == bindparam("ref"))
_INSERT, _JOIN, _NAME = insert(rows), insert(members), insert(about)
_UNNAME = delete(about).where(about.c.contradiction == bindparam("row"))
_LEAVE = delete(members).where(
    members.c.contradiction == bindparam("row"), members.c.claim == bindparam("gone")
)
_CHANGE = (
    update(rows)
    .where(rows.c.id == bindparam("row_id"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in (
                "label",
                "severity",
                "open_weight",
                "status",
                "closed_reason",
                "disposition",
                "witness",
                "explanation",
                "trace",
                "window_lo",
                "window_hi",
                "subject",
                "changed_at",
            )
        }
    )
)
_CLOSE = (
    update(rows)
    .where(rows.c.id == bindparam("row_id"))
    .values(status="closed", closed_reason=bindparam("reason"), changed_at=bindparam("at"))
)


def of_question(session: Session, key: str) -> list[Row]:
    """All rows of a question, closed ones too, oldest first."""
    return session.rows(_OF_QUESTION, question=key)


def members_of(session: Session, row: Row) -> tuple[int, ...]:
    """The numbers of the claims that take part in a row, in order."""
    return tuple(seq for (seq,) in session.tuples(_MEMBERS, row=row["seq"]))


def questions_of(session: Session, taking_part: Sequence[int]) -> list[str]:
    """The questions, as their keys, of the rows that stand with each of the claims, claim by claim."""
    found: dict[int, list[str]] = {}
    for claim, key in session.tuples(_QUESTIONS, among=json.dumps(list(taking_part))):
        found.setdefault(claim, []).append(key)
    return [key for claim in taking_part for key in found.get(claim, ())]


def standing_on(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of the questions, by their keys, on which a row stands."""
    return {key for (key,) in session.tuples(_STANDING_ON, questions=json.dumps(list(keys)))}


def takes_part(session: Session, claim: int, key: str) -> bool:
    """Whether the claim takes part, or took part when it was closed, in any row of a question."""
    return session.scalar(_TAKES_PART, claim=claim, question=key) is not None


def standing_with(session: Session, claim: int, key: str) -> list[Row]:
    """The rows of a question that stand and that the claim takes part in."""
    return session.rows(_STANDING_WITH, claim=claim, question=key)


def claim_seq(session: Session, claim_id: str) -> int:
    """The number of the claim with this id."""
    return int(session.remembered(_SEQ, claim_id))


def questions_about(session: Session, entity_id: str) -> list[str]:
    """The questions, as their keys, of the rows that stand and that are about the entity."""
    seq = entities.seq_of(session, entity_id)
    return [key for (key,) in session.tuples(_QUESTIONS_ABOUT, entity=seq)]


def questions_on(session: Session, predicate: str) -> list[str]:
    """The questions, as their keys, of the rows that stand and that name the predicate."""
    return [key for (key,) in session.tuples(_QUESTIONS_ON, key=predicate)]


def subjects_of(session: Session, row: Row) -> list[str]:
    """The ids of the entities that a row is about, in order."""
    return [entity for (entity,) in session.tuples(_SUBJECTS, row=row["seq"])]


def stored_told(row: Row) -> dict[str, Any]:
    """What a row says, in the form of `Detection.told`, its subjects apart."""
    return {
        "label": row["label"],
        "severity": row["severity"],
        "witness": json.loads(row["witness"]),
        "explanation": row["explanation"],
        "trace": json.loads(row["trace"]),
        "window": [row["window_lo"], row["window_hi"]],
    }


def project_opened(session: WriteSession, entry: log.Entry) -> None:
    """Writes the rows a `contradiction.opened` event stands for."""
    body = entry.body
    predicates = [*body["question"]["predicates"], None]
    session.run(
        _INSERT,
        seq=entry.seq,
        id=body["id"],
        code=body["code"],
        question=canonical(body["question"]),
        predicate=predicates[0],
        other_predicate=predicates[1],
        status="open",
        closed_reason=None,
        disposition=None,
        detected_at=entry.at,
        changed_at=entry.at,
        **_columns(session, body),
    )
    _join(session, entry.seq, body["members"])
    _name(session, entry.seq, body["subjects"])


def _columns(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "subject": entities.seq_of(session, body["subjects"][0]),
        "window_lo": body["window"][0],
        "window_hi": body["window"][1],
        "label": body["label"],
        "severity": body["severity"],
        "open_weight": open_weight(session, body["severity"], [each["id"] for each in body["witness"]]),
        "witness": canonical(body["witness"]),
        "explanation": body["explanation"],
        "trace": canonical(body["trace"]),
    }


def _join(session: WriteSession, row: int, claim_ids: list[str]) -> None:
    session.run_many(
        _JOIN, [{"contradiction": row, "claim": session.remembered(_SEQ, claim_id)} for claim_id in claim_ids]
    )


def _name(session: WriteSession, row: int, subjects: list[str]) -> None:
    named = [
        {"contradiction": row, "position": place, "entity": entities.seq_of(session, each)}
        for place, each in enumerate(subjects)
    ]
    session.run_many(_NAME, named)


def project_changed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.changed` event stands for."""
    body = entry.body
    row = session.rows(_BY_ID, id=entry.object)[0]
    new = {
        **_columns(session, body),
        "status": body["status"],
        "closed_reason": None,
        "disposition": dispositions.fallen(row) if body["reopened"] else row["disposition"],
        "changed_at": entry.at,
    }
    session.run(_CHANGE, row_id=entry.object, **{f"new_{name}": value for name, value in new.items()})
    if body["subjects"] != subjects_of(session, row):
        session.run(_UNNAME, row=row["seq"])
        _name(session, row["seq"], body["subjects"])
    _join(session, row["seq"], body["joined"])
    for claim_id in body["left"]:
        session.run(_LEAVE, row=row["seq"], gone=session.remembered(_SEQ, claim_id))


def project_closed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.closed` event stands for."""
    session.run(_CLOSE, row_id=entry.object, reason=entry.body["reason"], at=entry.at)
