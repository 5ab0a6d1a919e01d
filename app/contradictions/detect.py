"""Detection: what the rules find in a question, and what has to be written so that the rows say it.

Findings are pure; a row keeps its id while its members overlap, is reopened when they do so again, and is
closed with a reason when no finding is left for it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.claims.models import Claim
from app.claims.predicates import Registry
from app.claims.present import chain as chain_of
from app.claims.present import day
from app.claims.values.predicate import Predicate
from app.contradictions import rows
from app.contradictions.questions import Question, load
from app.contradictions.rules import RULES, STRUCTURAL_RULES
from app.contradictions.rules.fact import Fact, Finding
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.protocol import Rule, StructuralRule
from app.contradictions.words import agent, value_phrase, witness_row, words
from app.db import Row, Session, WriteSession, table
from app.ids import new_id
from app.provenance import log

DETECTOR = "detector"
BY_CODE: dict[str, Rule | StructuralRule] = {
    **{rule.code: rule for rule in RULES},
    **{rule.code: rule for rule in STRUCTURAL_RULES},
}
Group = tuple[Predicate, list[Fact]]
claims = table(Claim)
_STANDING = select(claims.c.status, claims.c.current).where(claims.c.id == bindparam("id"))
_ID = select(claims.c.id).where(claims.c.seq == bindparam("claim"))


@dataclass(frozen=True, slots=True)
class Detection:
    """A finding in the form that is stored; `verdict` is its label, severity and trace."""

    finding: Finding
    verdict: dict[str, Any]
    ids: dict[int, str]

    @property
    def members(self) -> list[str]:
        """The ids of the claims that take part."""
        return [self.ids[seq] for seq in self.finding.members]

    def told(self, session: Session, registry: Registry, stored: Row | None = None) -> dict[str, Any]:
        """The verdict with the witness and the explanation in words.

        Where the stored row has the same witness its words are taken over: what they say of a claim never
        changes.
        """
        if stored is not None:
            known = rows.stored_told(stored)
            if [each["id"] for each in known["witness"]] == [self.ids[seq] for seq in self.finding.witness]:
                return {**known, **self.verdict}
        witnesses = [witness_row(session, seq) for seq in self.finding.witness]
        spoken = [words(session, registry, row) for row in witnesses]
        return {
            **self.verdict,
            "witness": [_witness(session, registry, row) for row in witnesses],
            "explanation": BY_CODE[self.finding.code].sentence(*spoken),
        }


def detections(session: Session, registry: Registry, question: Question) -> list[Detection]:
    """What the rules find in a question now, most severe first."""
    groups = load(session, question)
    predicates = [registry.by_key[key] for key in question.predicates]
    found = find([(predicate, group.facts) for predicate, group in zip(predicates, groups, strict=True)])
    ids = {seq: claim_id for group in groups for seq, claim_id in group.ids.items()}
    dates = predicates[0].value_type == "date"
    ordered = sorted(found, key=lambda each: (-each.severity, each.code, each.members))
    return [Detection(each, _verdict(each, dates=dates), ids) for each in ordered]


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


def _verdict(finding: Finding, *, dates: bool) -> dict[str, Any]:
    return {
        "label": "certain" if finding.certain else "possible",
        "severity": finding.severity,
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
    chain = chain_of(session, row["seq"])
    return {
        "id": row["id"],
        "key": row["key"],
        "claimant": agent(chain[0]),
        "value": value_phrase(session, registry.by_key[row["predicate"]], row),
        "valid": row["valid_edtf"],
    }


def recheck(session: WriteSession, registry: Registry, questions: Iterable[Question]) -> list[str]:
    """Brings the rows of these questions in line with the claims, inside the write's own transaction.

    Returns the ids of the rows that were opened, changed or closed.
    """
    changed: list[str | None] = []
    for question in questions:
        stored = rows.of_question(session, question.key)
        found = detections(session, registry, question)
        known = {row["seq"]: set(rows.members_of(session, row)) for row in stored}
        waiting = list(stored)
        for detection in found:
            row = _same(detection.finding, waiting, known)
            if row is None:
                changed.append(_open(session, question.key, detection, detection.told(session, registry)))
            else:
                waiting.remove(row)
                told = detection.told(session, registry, row)
                changed.append(_change(session, row, known[row["seq"]], detection, told))
        changed += [_close(session, row) for row in waiting if row["status"] != "closed"]
    return [row_id for row_id in changed if row_id is not None]


def _same(finding: Finding, waiting: list[Row], known: dict[int, set[int]]) -> Row | None:
    """The row this finding continues: of its code, with most members in common, open before closed."""
    mine = set(finding.members)
    shared = [
        (len(known[row["seq"]] & mine), row["status"] != "closed", -row["seq"], row)
        for row in waiting
        if row["code"] == finding.code
    ]
    best = max(shared, key=lambda each: each[:3], default=None)
    return best[3] if best and best[0] else None


def _open(session: WriteSession, key: str, detection: Detection, told: dict[str, Any]) -> str:
    row_id = new_id("contradiction")
    body = {
        "id": row_id,
        "code": detection.finding.code,
        "question": json.loads(key),
        "members": detection.members,
        **told,
    }
    rows.project_opened(session, log.append(session, rows.OPENED, row_id, DETECTOR, body, first=True))
    return row_id


def _change(
    session: WriteSession, row: Row, was: set[int], detection: Detection, told: dict[str, Any]
) -> str | None:
    joined = sorted(set(detection.finding.members) - was)
    left = sorted(was - set(detection.finding.members))
    status = row["status"]
    if status == "closed" or (joined and status != "open"):
        status = "open"
    if not joined and not left and status == row["status"] and told == rows.stored_told(row):
        return None
    body = {
        **told,
        "status": status,
        "joined": [detection.ids[seq] for seq in joined],
        "left": [session.scalar(_ID, claim=seq) for seq in left],
    }
    rows.project_changed(session, log.append(session, rows.CHANGED, row["id"], DETECTOR, body))
    return str(row["id"])


def _close(session: WriteSession, row: Row) -> str:
    body = {"reason": _reason(session, row)}
    rows.project_closed(session, log.append(session, rows.CLOSED, row["id"], DETECTOR, body))
    return str(row["id"])


def _reason(session: Session, row: Row) -> str:
    """Why the conflict is gone: what became of its witnesses."""
    for witness in json.loads(row["witness"]):
        standing = session.first(_STANDING, id=witness["id"])
        if standing is not None and standing["status"] != "live":
            return str(standing["status"])
        if standing is not None and not standing["current"]:
            return "revised"
    return "no longer in conflict"
