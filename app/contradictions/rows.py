"""The rows of contradictions: what they say, and how the log's events write them."""

import json
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.claims.models import Claim
from app.contradictions.models import Contradiction, Member
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.provenance import log
from app.provenance.canonical import canonical

OPENED, CHANGED, CLOSED = "contradiction.opened", "contradiction.changed", "contradiction.closed"
rows, members, claims = table(Contradiction), table(Member), table(Claim)
_OF_QUESTION = select(rows).where(rows.c.question == bindparam("question")).order_by(rows.c.seq)
_BY_ID = select(rows).where(rows.c.id == bindparam("id"))
_MEMBERS = (
    select(members.c.claim).where(members.c.contradiction == bindparam("row")).order_by(members.c.claim)
)
_SEQ = select(claims.c.seq).where(claims.c.id == bindparam("ref"))
_INSERT, _JOIN = insert(rows), insert(members)
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
                "status",
                "closed_reason",
                "witness",
                "explanation",
                "trace",
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


def stored_told(row: Row) -> dict[str, Any]:
    """What a row says, in the form of `Detection.told`."""
    return {
        "label": row["label"],
        "severity": row["severity"],
        "witness": json.loads(row["witness"]),
        "explanation": row["explanation"],
        "trace": json.loads(row["trace"]),
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
        subject=entities.seq_of(session, body["question"]["subjects"][0]),
        predicate=predicates[0],
        other_predicate=predicates[1],
        status="open",
        closed_reason=None,
        detected_at=entry.at,
        changed_at=entry.at,
        **_columns(body),
    )
    _join(session, entry.seq, body["members"])


def _columns(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": body["label"],
        "severity": body["severity"],
        "witness": canonical(body["witness"]),
        "explanation": body["explanation"],
        "trace": canonical(body["trace"]),
    }


def _join(session: WriteSession, row: int, claim_ids: list[str]) -> None:
    session.run_many(
        _JOIN, [{"contradiction": row, "claim": session.remembered(_SEQ, claim_id)} for claim_id in claim_ids]
    )


def project_changed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.changed` event stands for."""
    body = entry.body
    row = session.rows(_BY_ID, id=entry.object)[0]
    new = {**_columns(body), "status": body["status"], "closed_reason": None, "changed_at": entry.at}
    session.run(_CHANGE, row_id=entry.object, **{f"new_{name}": value for name, value in new.items()})
    _join(session, row["seq"], body["joined"])
    for claim_id in body["left"]:
        session.run(_LEAVE, row=row["seq"], gone=session.remembered(_SEQ, claim_id))


def project_closed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.closed` event stands for."""
    session.run(_CLOSE, row_id=entry.object, reason=entry.body["reason"], at=entry.at)
