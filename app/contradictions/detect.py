"""Detection: what has to be written so that the rows say what the rules find.

A row keeps its id while its members overlap most with a finding, is reopened when they do so again, and is
closed with a reason when no finding is left for it. Disputes that grow together become one row and say so;
what splits off says from which.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.claims.identity import SAME_AS
from app.claims.models import Claim
from app.claims.present import day
from app.contradictions import ahead, asking, dispositions, increment, quiet, rows
from app.contradictions.asking import Question
from app.contradictions.rules.fact import Finding
from app.contradictions.words import Teller, witness_row
from app.contradictions.world import SqlWorld
from app.db import Row, WriteSession, table
from app.entities.naming import Names
from app.ids import new_id
from app.provenance import log

DETECTOR = "detector"
ONE_BY_ONE = 32  # so many claims are added to a large question one after the other
DATED = ("order", "outside_lifetime")  # rules whose bounds are days whatever their predicates' values are
claims = table(Claim)
_STANDING = select(claims.c.status, claims.c.current).where(claims.c.id == bindparam("id"))
_ID = select(claims.c.id).where(claims.c.seq == bindparam("claim"))


@dataclass(frozen=True, slots=True)
class Detection:
    """A finding in the form that is stored: its verdict, and the words that go with it."""

    question: Question
    finding: Finding
    verdict: dict[str, Any]

    def told(self, world: SqlWorld, stored: Row | None = None, names: Names | None = None) -> dict[str, Any]:
        """The verdict with the witness and the explanation in words, entities under these names.

        Where the stored row has the same witness, bounds and window its words are taken over: what they say
        of a claim never changes.
        """
        session, finding = world.session, self.finding
        witnesses = [witness_row(session, seq) for seq in finding.witness]
        ids = [row["id"] for row in witnesses]
        if stored is not None:
            known = rows.stored_told(stored)
            same = all(known[name] == self.verdict[name] for name in ("trace", "window"))
            if same and [each["id"] for each in known["witness"]] == ids:
                return {**known, **self.verdict, "subjects": self.subjects(world)}
        teller = Teller(session, world.registry, names or Names(session))
        lo = finding.bounds.get("lo")
        return {
            **self.verdict,
            "subjects": self.subjects(world),
            "witness": [teller.witness(row) for row in witnesses],
            "explanation": teller.explanation(finding.code, witnesses, lo, finding.window),
        }

    def subjects(self, world: SqlWorld) -> list[str]:
        """The ids of the entities it is about, in the order of its sentence."""
        witnesses = (witness_row(world.session, seq) for seq in self.finding.witness)
        named = [world.canonical(row["subject_id"]) for row in witnesses]
        return list(
            dict.fromkeys(each for each in (self.question.subject, *self.finding.subjects, *named) if each)
        )


def detections(world: SqlWorld, question: Question) -> tuple[list[Detection], frozenset[int] | None]:
    """What the rules find in a question now, most severe first, and the claims looked at if not all."""
    if question.subject in world.joined and question.predicates != (SAME_AS,):
        return [], None  # its claims are asked under the id they share
    found, seen = asking.find(world, question)
    return _detected(world, question, found), seen


def _detected(world: SqlWorld, question: Question, found: Iterable[Finding]) -> list[Detection]:
    dates = world.registry.by_key[question.predicates[0]].value_type == "date"
    ordered = sorted(found, key=lambda each: (-each.severity, each.code, each.members))
    return [Detection(question, each, _verdict(each, dates=dates)) for each in ordered]


def _verdict(finding: Finding, *, dates: bool) -> dict[str, Any]:
    dated = dates or finding.code in DATED
    return {
        "label": "certain" if finding.certain else "possible",
        "severity": finding.severity,
        "window": list(finding.window),
        "trace": {
            "clause": finding.clause,
            "bounds": {name: _bound(bound, dates=dated) for name, bound in finding.bounds.items()},
            "days": {name: _moment(name, number) for name, number in finding.days.items()},
        },
    }


def _moment(name: str, number: int | None) -> str | int | None:
    """A day of the trace as a date; the gap stays a number of days."""
    return number if number is None or name == "gap" else day(number)


def _bound(bound: float | None, *, dates: bool) -> float | str | None:
    if bound is None or abs(bound) == float("inf"):
        return None
    return day(int(bound)) if dates else float(f"{bound:.12g}")  # sums of halves and tenths leave noise


def recheck(session: WriteSession, changed: Sequence[int], about: Sequence[str] = ()) -> list[str]:
    """Brings all rows in line after these claims came, went or changed, inside the write's own transaction.

    `about` are entities whose joins changed: the rows about them are asked again under the ids they have
    now. Returns the ids of the rows that were opened, changed or closed.
    """
    world = ahead.world(session, changed)
    stored = rows.questions_of(session, changed)
    stored += [key for entity in about for key in rows.questions_about(session, entity)]
    asked = {question: frozenset(changed) for question in map(_read, dict.fromkeys(stored))}
    for claim in changed:
        for question in asking.touched(world, [world.fact(claim)]):
            asked[question] = asked.get(question, frozenset()) | {claim}
    silent = quiet.among(world, asked)
    return settle(session, world, {each: asked[each] for each in asked if each not in silent})


def _read(key: str) -> Question:
    return Question.of(json.loads(key))


def settle(
    session: WriteSession,
    world: SqlWorld,
    asked: Mapping[Question, frozenset[int]],
    because: str | None = None,
) -> list[str]:
    """Brings the rows of these questions in line with the claims, of which those given with each changed.

    `because` says why where not the claims changed but what is made of them: rows close for that reason, and
    the words of those that stay are found anew. Returns the ids of the rows that changed.
    """
    found: dict[str, None] = {}
    for question, changed in asked.items():
        found |= dict.fromkeys(_settled(session, world, question, changed, because))
    return list(found)


def _settled(
    session: WriteSession,
    world: SqlWorld,
    question: Question,
    changed: frozenset[int],
    because: str | None,
) -> list[str]:
    """The ids of the rows of one question that changed: claim by claim where that is enough."""
    found: list[str] = []
    for claim in sorted(changed) if 0 < len(changed) <= ONE_BY_ONE else ():
        grown = increment.added(world, question, claim)
        if grown is None:
            break
        found += _Settling(session, world, question, frozenset([claim]), grown=grown).settled()
    else:
        if changed and len(changed) <= ONE_BY_ONE:
            return found
    return found + _Settling(session, world, question, changed, because=because).settled()


class _Settling:
    """One question's rows being brought in line with what the rules find."""

    def __init__(
        self,
        session: WriteSession,
        world: SqlWorld,
        question: Question,
        changed: frozenset[int],
        *,
        grown: increment.Added | None = None,
        because: str | None = None,
    ) -> None:
        self.session, self.world, self.question, self.changed = session, world, question, changed
        self.because = because
        self.joins: list[increment.Join] = []
        self.leaves: Sequence[Row] = ()
        if grown is not None:
            self.found, seen = _detected(world, question, grown.findings), None
            self.stored, self.joins, self.leaves = grown.stored, grown.joins, grown.leaves
        else:
            self.found, seen = detections(world, question)
            self.stored = rows.of_question(session, question.key)
        self.known = {row["seq"]: set(rows.members_of(session, row)) for row in self.stored}
        if seen is not None:
            near = seen | changed
            self.stored = [row for row in self.stored if not near.isdisjoint(self.known[row["seq"]])]

    def settled(self) -> list[str]:
        """Writes what differs; returns the ids of the rows that changed."""
        mine = self._matched()
        kept = {row["seq"] for row in mine.values()}
        changed: list[str | None] = []
        for place, detection in enumerate(self.found):
            row = mine.get(place)
            if row is None:
                changed.append(self._open(detection, self._parent(detection, kept)))
            else:
                changed.append(self._change(row, detection))
        gone = (row for row in self.stored if row["seq"] not in kept and row["status"] != "closed")
        changed += [self._close(row, mine) for row in gone]
        changed += [self._join(each) for each in self.joins]
        changed += [self._leave(row) for row in self.leaves]
        return [row_id for row_id in changed if row_id is not None]

    def _matched(self) -> dict[int, Row]:
        """For each finding the row it continues: most members in common first, open before closed."""
        shared = [
            (
                len(self.known[row["seq"]].intersection(each.finding.members)),
                row["status"] != "closed",
                -row["seq"],
                -place,
            )
            for place, each in enumerate(self.found)
            for row in self.stored
            if row["code"] == each.finding.code
        ]
        by_seq = {row["seq"]: row for row in self.stored}
        mine: dict[int, Row] = {}
        taken: set[int] = set()
        for common, _, seq, place in sorted(shared, reverse=True):
            if common and -place not in mine and -seq not in taken:
                mine[-place] = by_seq[-seq]
                taken.add(-seq)
        return mine

    def _parent(self, detection: Detection, kept: set[int]) -> str | None:
        """The standing row that a new one split off from: it held some of these claims at this time."""
        for row in self.stored:
            if (
                row["seq"] in kept
                and row["status"] != "closed"
                and self._same_dispute(row, detection.finding)
            ):
                return str(row["id"])
        return None

    def _same_dispute(self, row: Row, finding: Finding) -> bool:
        lo, hi = finding.window
        return (
            row["code"] == finding.code
            and row["window_lo"] <= hi
            and lo <= row["window_hi"]
            and not self.known[row["seq"]].isdisjoint(finding.members)
        )

    def _open(self, detection: Detection, parent: str | None) -> str:
        row_id = new_id("contradiction")
        body = {
            "id": row_id,
            "code": detection.finding.code,
            "question": json.loads(self.question.key),
            "members": self._ids(detection.finding.members),
            **detection.told(self.world),
            **({"split_from": parent} if parent else {}),
        }
        rows.project_opened(
            self.session, log.append(self.session, rows.OPENED, row_id, DETECTOR, body, first=True)
        )
        return row_id

    def _join(self, each: increment.Join) -> str | None:
        """The claim takes part in a row that says what it said before, or is a witness of it from now on."""
        row = each.row
        told = {**rows.stored_told(row), "subjects": rows.subjects_of(self.session, row)}
        if each.finding is not None:
            (detection,) = _detected(self.world, self.question, [each.finding])
            told = detection.told(self.world, row)
        return self._told(row, told, joined=sorted(self.changed), left=[])

    def _leave(self, row: Row) -> str | None:
        """The claim takes part no longer in a row that says what it said before."""
        told = {**rows.stored_told(row), "subjects": rows.subjects_of(self.session, row)}
        return self._told(row, told, joined=[], left=sorted(self.changed))

    def _change(self, row: Row, detection: Detection) -> str | None:
        told = detection.told(self.world, None if self.because else row)
        was, now = self.known[row["seq"]], set(detection.finding.members)
        joined, left = sorted(now - was), sorted(was - now)
        return self._told(row, told, joined, left)

    def _told(self, row: Row, told: dict[str, Any], joined: list[int], left: list[int]) -> str | None:
        decided = dispositions.standing(row)
        status = decided["status"] if decided is not None and not joined else "open"
        stored = {**rows.stored_told(row), "subjects": rows.subjects_of(self.session, row)}
        if not joined and not left and status == row["status"] and told == stored:
            return None
        body = {
            **told,
            "status": status,
            "reopened": decided is not None and bool(joined),
            "joined": self._ids(joined),
            "left": self._ids(left),
        }
        rows.project_changed(self.session, log.append(self.session, rows.CHANGED, row["id"], DETECTOR, body))
        return str(row["id"])

    def _close(self, row: Row, mine: Mapping[int, Row]) -> str:
        body = {"reason": self._reason(row)}
        for place, other in mine.items():
            if self._same_dispute(row, self.found[place].finding):
                body = {"reason": "joined", "into": other["id"]}
                break
        rows.project_closed(self.session, log.append(self.session, rows.CLOSED, row["id"], DETECTOR, body))
        return str(row["id"])

    def _reason(self, row: Row) -> str:
        """Why the conflict is gone: what became of its witnesses."""
        if self.because is not None:
            return self.because
        if self.question.subject in self.world.joined:
            return "identity joined"
        for witness in json.loads(row["witness"]):
            standing = self.session.first(_STANDING, id=witness["id"])
            if standing is not None and standing["status"] != "live":
                return str(standing["status"])
            if standing is not None and not standing["current"]:
                return "revised"
        return "no longer in conflict"

    def _ids(self, seqs: Iterable[int]) -> list[str]:
        return [self.session.scalar(_ID, claim=seq) for seq in seqs]
