"""Detection: what the rules find in a question, and what has to be written so that the rows say it.

Findings are pure; a row keeps its id while its members overlap, is reopened when they do so again, and is
closed with a reason when no finding is left for it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.claims.models import Claim
from app.claims.predicates import Registry
from app.claims.present import day, links_of
from app.claims.values.predicate import Predicate
from app.contradictions.models import Contradiction, Member
from app.contradictions.questions import Question, load
from app.contradictions.rules import RULES, STRUCTURAL_RULES
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.protocol import Rule, StructuralRule
from app.contradictions.words import agent, value_phrase, witness_row, words
from app.db import Row, Session, WriteSession, table
from app.entities import service as entities
from app.ids import new_id
from app.provenance import log
from app.provenance.canonical import canonical

OPENED, CHANGED, CLOSED = "contradiction.opened", "contradiction.changed", "contradiction.closed"
DETECTOR = "detector"
BY_CODE: dict[str, Rule | StructuralRule] = {
    **{rule.code: rule for rule in RULES},
    **{rule.code: rule for rule in STRUCTURAL_RULES},
}
Group = tuple[Predicate, list[Fact]]
rows, members, claims = table(Contradiction), table(Member), table(Claim)
_OF_QUESTION = select(rows).where(rows.c.question == bindparam("question")).order_by(rows.c.seq)
_BY_ID = select(rows).where(rows.c.id == bindparam("id"))
_MEMBERS = (
    select(members.c.claim).where(members.c.contradiction == bindparam("row")).order_by(members.c.claim)
)
_STANDING = select(claims.c.status, claims.c.current).where(claims.c.seq == bindparam("claim"))
_IDS = select(claims.c.id).where(claims.c.seq == bindparam("claim"))
_SEQ = select(claims.c.seq).where(claims.c.id == bindparam("id"))
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


@dataclass(frozen=True, slots=True)
class Detection:
    """A finding in the form that is stored: its label, its witness in words, and its members by number."""

    code: str
    members: tuple[int, ...]
    told: dict[str, Any]


def detections(
    session: Session, registry: Registry, question: Question
) -> tuple[list[Detection], dict[int, str]]:
    """What the rules find in a question now, most severe first, and the ids of the claims they saw."""
    groups = load(session, question)
    predicates = [registry.by_key[key] for key in question.predicates]
    findings = find([(predicate, group.facts) for predicate, group in zip(predicates, groups, strict=True)])
    ids = {seq: claim_id for group in groups for seq, claim_id in group.ids.items()}
    made = [Detection(each.code, each.members, _told(session, registry, each)) for each in findings]
    return sorted(made, key=lambda each: (-each.told["severity"], each.code, each.members)), ids


def find(groups: list[Group]) -> list[Finding]:
    """What the rules find: among the claims of one predicate, or between those of two in order."""
    if len(groups) == 1:
        ((predicate, facts),) = groups
        return [found for rule in RULES if rule.applies(predicate) for found in rule.find(predicate, facts)]
    (first, firsts), (second, seconds) = groups
    return [
        found
        for rule in STRUCTURAL_RULES
        if rule.applies(first, second)
        for found in rule.find(first, second, firsts, seconds)
    ]


def pairs(code: str, groups: list[Group]) -> Iterator[Conflict]:
    """Every two of these claims that conflict in the way of that code."""
    for rule in RULES:
        if rule.code == code:
            yield from rule.pairs(*groups[0])
    for structural in STRUCTURAL_RULES:
        if structural.code == code:
            (first, firsts), (second, seconds) = groups
            yield from structural.pairs(first, second, firsts, seconds)


def _told(session: Session, registry: Registry, finding: Finding) -> dict[str, Any]:
    witnesses = [witness_row(session, seq) for seq in finding.witness]
    spoken = [words(session, registry, row) for row in witnesses]
    dates = registry.by_key[witnesses[0]["predicate"]].value_type == "date"
    return {
        "label": "certain" if finding.certain else "possible",
        "severity": finding.severity,
        "witness": [_witness(session, registry, row) for row in witnesses],
        "explanation": BY_CODE[finding.code].sentence(*spoken),
        "trace": {
            "clause": finding.clause,
            "bounds": {name: _bound(bound, dates=dates) for name, bound in finding.bounds.items()},
            "days": {name: _moment(name, number) for name, number in finding.days.items()},
        },
    }


def _moment(name: str, number: int | None) -> str | int | None:
    """A day of the trace as a date; the gap stays a number of days."""
    return number if number is None or name == "gap" else day(number)


def _bound(bound: float | None, *, dates: bool) -> float | str | None:
    if bound is None or abs(bound) == float("inf"):
        return None
    return day(int(bound)) if dates else bound


def _witness(session: Session, registry: Registry, row: Row) -> dict[str, Any]:
    chain = links_of(session, [row["seq"]])[row["seq"]]
    return {
        "id": row["id"],
        "key": row["key"],
        "claimant": agent(chain[0]),
        "value": value_phrase(session, registry.by_key[row["predicate"]], row),
        "valid": row["valid_edtf"],
    }


def recheck(session: WriteSession, registry: Registry, questions: Iterable[Question]) -> None:
    """Brings the rows of these questions in line with the claims, inside the write's own transaction."""
    for question in questions:
        key = question.key
        stored = session.rows(_OF_QUESTION, question=key)
        found, ids = detections(session, registry, question)
        if not stored and not found:
            continue
        known = {row["seq"]: {seq for (seq,) in session.tuples(_MEMBERS, row=row["seq"])} for row in stored}
        waiting = list(stored)
        for detection in found:
            row = _same(detection, waiting, known)
            if row is None:
                _open(session, key, detection, ids)
            else:
                waiting.remove(row)
                _change(session, row, known[row["seq"]], detection, ids)
        for row in waiting:
            if row["status"] != "closed":
                _close(session, row)


def _same(detection: Detection, waiting: list[Row], known: dict[int, set[int]]) -> Row | None:
    """The row this detection continues: of its code, with most members in common, open before closed."""
    mine = set(detection.members)
    shared = [
        (len(known[row["seq"]] & mine), row["status"] != "closed", -row["seq"], row)
        for row in waiting
        if row["code"] == detection.code
    ]
    best = max(shared, key=lambda each: each[:3], default=None)
    return best[3] if best and best[0] else None


def _open(session: WriteSession, key: str, detection: Detection, ids: dict[int, str]) -> None:
    row_id = new_id("contradiction")
    body = {
        "id": row_id,
        "code": detection.code,
        "question": json.loads(key),
        "members": [ids[seq] for seq in detection.members],
        **detection.told,
    }
    project_opened(session, log.append(session, OPENED, row_id, DETECTOR, body, first=True))


def _change(
    session: WriteSession, row: Row, was: set[int], detection: Detection, ids: dict[int, str]
) -> None:
    joined = sorted(set(detection.members) - was)
    left = sorted(was - set(detection.members))
    status = row["status"]
    if status == "closed" or (joined and status != "open"):
        status = "open"
    told = detection.told
    same = not joined and not left and status == row["status"] and told == stored_told(row)
    if not same:
        body = {
            **told,
            "status": status,
            "joined": [ids[seq] for seq in joined],
            "left": [session.scalar(_IDS, claim=seq) for seq in left],
        }
        project_changed(session, log.append(session, CHANGED, row["id"], DETECTOR, body))


def stored_told(row: Row) -> dict[str, Any]:
    """What a row says, in the form of `Detection.told`."""
    return {
        "label": row["label"],
        "severity": row["severity"],
        "witness": json.loads(row["witness"]),
        "explanation": row["explanation"],
        "trace": json.loads(row["trace"]),
    }


def _close(session: WriteSession, row: Row) -> None:
    body = {"reason": _reason(session, row)}
    project_closed(session, log.append(session, CLOSED, row["id"], DETECTOR, body))


def _reason(session: Session, row: Row) -> str:
    """Why the conflict is gone: what became of its witnesses."""
    for witness in json.loads(row["witness"]):
        standing = session.first(_STANDING, claim=session.scalar(_SEQ, id=witness["id"]))
        if standing is not None and standing["status"] != "live":
            return str(standing["status"])
        if standing is not None and not standing["current"]:
            return "revised"
    return "no longer in conflict"


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
        _JOIN, [{"contradiction": row, "claim": session.scalar(_SEQ, id=claim_id)} for claim_id in claim_ids]
    )


def project_changed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.changed` event stands for."""
    body = entry.body
    row = session.rows(_BY_ID, id=entry.object)[0]
    new = {**_columns(body), "status": body["status"], "closed_reason": None, "changed_at": entry.at}
    session.run(_CHANGE, row_id=entry.object, **{f"new_{name}": value for name, value in new.items()})
    _join(session, row["seq"], body["joined"])
    for claim_id in body["left"]:
        session.run(_LEAVE, row=row["seq"], gone=session.scalar(_SEQ, id=claim_id))


def project_closed(session: WriteSession, entry: log.Entry) -> None:
    """Writes what a `contradiction.closed` event stands for."""
    session.run(_CLOSE, row_id=entry.object, reason=entry.body["reason"], at=entry.at)
