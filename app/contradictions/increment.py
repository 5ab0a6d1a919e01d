"""What one claim more does to the rows of a large question, without reading all of its claims.

A claim that comes adds conflicts of its own and takes none away. So a window can only grow through it, and
only where its days lie; the witness of a row can only give way to a pair that the claim is part of. The
question's summary tells how strong any conflict with the claim can be (`_among_many`); where that does not
settle it and few claims lie near its days, those are judged as if they were all (`_nearby`); else the whole
question is read after all. Every way gives the rows that reading everything gives: random histories
are held to it.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from app.claims.identity import SAME_AS
from app.claims.values.predicate import Predicate
from app.contradictions import asking, rows
from app.contradictions.asking import Question, placed
from app.contradictions.rules import CONTESTED, RULES, bounds
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.fact import BEGINNING, END, Fact, Finding
from app.contradictions.rules.monotone_break import MonotoneBreak
from app.contradictions.rules.overlap import Clock, Span, clock, span
from app.contradictions.rules.pairs import Conflict
from app.contradictions.rules.value_disjoint import ValueDisjoint
from app.contradictions.rules.windows import disputed
from app.contradictions.sums import may_exceed
from app.contradictions.world import Asked, SqlWorld
from app.db import Row

SMALL = 100  # a question of fewer claims is read whole
NEAR = 400  # so many claims near a day are judged together
EARLIER = 50  # so many claims before the witness are tried for its place
WINDOWED = ("value_disjoint", "exclusive_value", "denial")


class Join(NamedTuple):
    """A row that the claim joins; `finding` (without its other members) where it becomes a witness of it."""

    row: Row
    finding: Finding | None = None


class Added(NamedTuple):
    """What comes of the claim: findings that replace the stored rows among `stored`, and rows it joins."""

    findings: list[Finding]
    stored: list[Row]
    joins: list[Join]


@dataclass(frozen=True, slots=True)
class _Large:
    """A question of many claims, and the one that came."""

    world: SqlWorld
    question: Question
    predicate: Predicate
    fact: Fact
    summary: Row
    stored: list[Row]

    @property
    def asked(self) -> Asked:
        """What it answers."""
        return Asked(self.question.subject, self.predicate.key, self.question.scope, self.question.unit)

    @property
    def span(self) -> Span:
        """Its days."""
        return span(self.predicate, self.fact)


def added(world: SqlWorld, question: Question, claim: int) -> Added | None:
    """What a claim that has just become current adds; None where the whole question has to be read."""
    if rows.takes_part(world.session, claim, question.key) or not world.is_current(claim):
        return None  # it comes back, or goes
    fact = world.fact(claim)
    if question.kind in ("exclusion", "lifetime"):
        return None if asking.conflicts(world, question, fact) else Added([], [], [])
    if question.kind == "whole":
        return None if may_exceed(world, question, fact) else Added([], [], [])
    large = _large(world, question, fact)
    found = None if large is None else _compared(large)
    if found is None:
        return None
    disputed = CONTESTED.find(world.registry.by_key[fact.predicate], [fact])
    return found._replace(findings=[*found.findings, *disputed])


def _large(world: SqlWorld, question: Question, fact: Fact) -> _Large | None:
    """The question, if it is the one that the claim answers and many others do."""
    mine = Question("answer", fact.subject, (fact.predicate,), fact.scope, fact.unit)
    if question != mine or fact.predicate == SAME_AS:
        return None
    summary = world.summary(Asked(fact.subject, fact.predicate, fact.scope, fact.unit))
    if summary is None or summary["claims"] <= SMALL:
        return None
    stored = rows.of_question(world.session, question.key)
    return _Large(world, question, world.registry.by_key[fact.predicate], fact, summary, stored)


def _compared(large: _Large) -> Added | None:
    """What the rules that compare claims with each other make of it."""
    predicate = large.predicate
    if predicate.value_type == "text":
        return Added([], [], [])
    if predicate.temporality == "cumulative" and predicate.value_type in ("quantity", "date"):
        return _counted(large)
    found = _among_many(large)
    return found if found is not None else _nearby(large)


def _nearby(large: _Large) -> Added | None:
    """The rows near the claim's days, judged on the claims near them alone."""
    predicate, mine = large.predicate, large.span
    shared = clock(predicate)
    if shared.fixed or any(term.final for term in predicate.terms):
        return None  # what holds for ever is near to everything
    if predicate.single == "no" and (large.fact.denies or large.summary["denials"]):
        return None  # an assertion at another time can make denials of two values one dispute
    lo, hi = _widened(mine.lo, mine.hi, shared.reach)
    touched = [row for row in large.stored if row["code"] in WINDOWED and _meets(row, lo, hi)]
    first = min([lo, *(row["window_lo"] for row in touched)])
    last = max([hi, *(row["window_hi"] for row in touched)])
    near = large.world.near(
        large.asked, large.summary["spreads"], *_widened(first, last, shared.reach), most=NEAR
    )
    if near is None:
        return None
    local = placed(large.world, predicate, near)
    found = [
        finding
        for rule in RULES
        if rule.code in WINDOWED and rule.applies(local)
        for finding in rule.find(local, near)
        if finding.window[0] <= hi and lo <= finding.window[1]
    ]
    return Added(found, touched, [])


def _widened(lo: int, hi: int, reach: int) -> tuple[int, int]:
    return max(BEGINNING, lo - reach - 1), min(END, hi + reach + 1)  # windows a day apart are one


def _meets(row: Row, lo: int, hi: int) -> bool:
    return bool(row["window_lo"] <= hi and lo <= row["window_hi"])


def _among_many(large: _Large) -> Added | None:
    """The row whose window holds the claim's days, which it joins without becoming its witness."""
    summary = large.summary
    if large.fact.denies or summary["denials"] or summary["several"]:
        return None
    if ValueDisjoint().applies(large.predicate):
        return _among_ranges(large)
    if ExclusiveValue().applies(large.predicate):
        return _among_values(large)
    return Added([], [], [])


def _among_ranges(large: _Large) -> Added | None:
    if _meets_all(large):
        return _meeting(large)
    if large.predicate.value_type != "quantity":
        return None
    opposed = _opposed(large)
    if opposed is not None:
        return _among_known(large, opposed)
    row = _holding(large, "value_disjoint")
    return None if row is None else _unless_it_outdoes(large, row)


def _among_known(large: _Large, opposed: list[Conflict]) -> Added | None:
    """The rows whose days the claim shares, where all that it conflicts with is known and widens none."""
    shared, standing = clock(large.predicate), _open(large, "value_disjoint")
    days = [disputed(shared, each.first.span, each.second.span) for each in opposed]
    holding = [
        row for row in standing if all(row["window_lo"] <= lo and hi <= row["window_hi"] for lo, hi in days)
    ]
    if not opposed:
        return _meeting(large)
    if not holding:
        return None
    (row,) = holding
    joined = _witnessed(large, row, max(opposed, key=lambda each: each.rank))
    others = [each for each in _meeting(large).joins if each.row["seq"] != row["seq"]]
    return None if joined is None else Added([], [], [joined, *others])


def _meeting(large: _Large) -> Added:
    """The rows whose days the claim shares, in conflict with nobody."""
    mine = large.span
    standing = (row for row in _open(large, "value_disjoint") if _meets(row, mine.lo, mine.hi))
    return Added([], [], list(map(Join, standing)))


def _opposed(large: _Large) -> list[Conflict] | None:
    """Every conflict with the claim, where the summary lists all claims that its range does not meet."""
    member, summary = large.fact.intervals[0], large.summary
    if summary["passed_high"] is not None and summary["passed_high"] > bounds.soft_top(member):
        return None
    if summary["passed_low"] is not None and summary["passed_low"] < member.soft_lo:
        return None
    judge = ValueDisjoint().judge(large.predicate)
    listed = [*json.loads(summary["highest"]), *json.loads(summary["lowest"])]
    others = {claim for _, claim in listed if claim != large.fact.claim}
    judged = (judge(large.fact, large.world.fact(claim)) for claim in sorted(others))
    return [conflict for conflict in judged if conflict is not None]


def _unless_it_outdoes(large: _Large, row: Row) -> Added | None:
    """The row with the witness it has, or with the claim as one; None where that takes more reading."""
    judge, bound = ValueDisjoint().judge(large.predicate), _bound(large)
    stored = judge(*_witness(large, row))
    if stored is not None and (stored.certain, stored.strength) > bound:
        return Added([], [], [Join(row)])
    best = _farthest(large, judge, bound)
    joined = None if best is None else _witnessed(large, row, best)
    return None if joined is None else Added([], [], [joined])


def _witnessed(large: _Large, row: Row, best: Conflict) -> Join | None:
    """The row, whose witness gives way to the claim's strongest conflict where that ranks higher."""
    rule = ValueDisjoint()
    stored = rule.judge(large.predicate)(*_witness(large, row))
    if stored is None:
        return None
    if best.rank < stored.rank:
        return Join(row)
    return Join(row, rule.found(large.predicate, best, (row["window_lo"], row["window_hi"])))


def _meets_all(large: _Large) -> bool:
    """Whether the claim's soft range meets that of every other claim, so that it conflicts with none."""
    member, summary = large.fact.intervals[0], large.summary
    above = summary["low"] is None or summary["low"] <= bounds.soft_top(member)
    return above and (summary["top"] is None or summary["top"] >= member.soft_lo)


def _bound(large: _Large) -> tuple[bool, float]:
    """The highest label and strength that any conflict with the claim can have.

    By hard bounds no pair is farther apart than the claim and the extremes. Where hard bounds meet, only
    plain readings count, and no claim's lies farther from its hard bounds than the summary has seen. No
    overlap is certain with a claim that has no sure day and lies outside of all cores.
    """
    member, summary = large.fact.intervals[0], large.summary
    apart = partial(bounds.distance, "quantity")
    hard = max(
        apart(_known(summary["hard_low"], -math.inf), member.hard_hi),
        apart(member.hard_lo, _known(summary["hard_top"], math.inf)),
    )
    soft = max(
        apart(member.plain, member.hard_lo / _known(summary["above"], 1)),
        apart(member.hard_hi * _known(summary["below"], 1), member.plain),
    )
    mine, first, last = large.span, summary["core_first"], summary["core_last"]
    inside = first is not None and first <= mine.lo and mine.hi <= last
    together = clock(large.predicate).fixed or mine.has_core or inside
    tau = 1.0 if together else 0.5
    if together and large.fact.modality == "certain" and large.predicate.single == "yes":
        return True, hard
    return False, max(hard, soft) * tau * 0.5


def _known(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound


def _farthest(
    large: _Large, judge: Callable[[Fact, Fact], Conflict | None], bound: tuple[bool, float]
) -> Conflict | None:
    """The strongest conflict with the claim, where it is with a claim at an extreme.

    One that reaches the bound is outdone by none; among those that reach it the lowest claim at the extreme
    comes first.
    """
    found: list[Conflict] = []
    for other in (large.summary["hard_low_claim"], large.summary["hard_top_claim"]):
        if other is None or other == large.fact.claim or not large.world.is_current(other):
            continue
        conflict = judge(large.fact, large.world.fact(other))
        if conflict is not None and conflict.hard:
            found.append(conflict)
    best = max(found, key=lambda each: each.rank, default=None)
    reached = best is not None and (best.certain, best.strength) == bound
    return best if reached else None


def _among_values(large: _Large) -> Added | None:
    if large.summary["choices"]:
        return Added([], [], [])  # all of them, this one included, name the same
    row = _holding(large, "exclusive_value")
    if row is None:
        return None
    witness = _witness(large, row)
    judge = ExclusiveValue().judge(placed(large.world, large.predicate, [*witness, large.fact]))
    stored = judge(*sorted(witness, key=lambda fact: fact.claim))
    if stored is None:
        return None
    sure = large.fact.modality == "certain" and large.predicate.single == "yes"
    most = (True, 1.0) if sure else (False, 0.5)
    if (stored.certain, stored.strength) < most:
        return None
    if (stored.certain, stored.strength) > most:
        return Added([], [], [Join(row)])
    return _unless_an_earlier_pair(large, row, min(stored.witness))


def _unless_an_earlier_pair(large: _Large, row: Row, first: int) -> Added | None:
    """The row, unless the claim excludes one that is numbered before both witnesses."""
    earlier = large.world.before(large.asked, first, EARLIER)
    if earlier is None:
        return None
    judge = ExclusiveValue().judge(placed(large.world, large.predicate, [*earlier, large.fact]))
    if any(judge(fact, large.fact) for fact in earlier):
        return None
    return Added([], [], [Join(row)])


def _open(large: _Large, code: str) -> list[Row]:
    return [row for row in large.stored if row["code"] == code and row["status"] != "closed"]


def _holding(large: _Large, code: str) -> Row | None:
    """The row of that code whose window holds all that the claim can dispute; None if there is none."""
    shared: Clock = clock(large.predicate)
    lo, hi = large.span.lo, large.span.hi
    if shared.reach and not shared.fixed:
        # What only persists is disputed from one end of both claims to the other.
        lo, hi = min(lo, large.summary["first_day"]), max(hi, large.summary["last_day"])
    holding = (
        row
        for row in _open(large, code)
        if shared.fixed or (row["window_lo"] <= lo and hi <= row["window_hi"])
    )
    return next(holding, None)


def _witness(large: _Large, row: Row) -> list[Fact]:
    """The two claims that carry the row, in its order."""
    seqs = [rows.claim_seq(large.world.session, each["id"]) for each in json.loads(row["witness"])]
    return [large.world.fact(seq) for seq in seqs]


def _counted(large: _Large) -> Added | None:
    """A count that no other voice's can fall below, on a day that no other voice has counted."""
    predicate, fact, summary = large.predicate, large.fact, large.summary
    if fact.denies or summary["denials"] or not fact.intervals:
        return None
    if summary["voice"]:
        return Added([], [], [])  # one voice alone revises, and contradicts nobody
    if MonotoneBreak().applies(predicate) and not _grows(fact, summary):
        return None
    if fact.to_lo == fact.to_hi < END and ValueDisjoint().applies(predicate):
        same_day = large.world.near(large.asked, summary["spreads"], fact.to_hi, fact.to_hi, most=NEAR)
        if same_day is None or ValueDisjoint().find(predicate, _and_on(fact, same_day)):
            return None
    return Added([], [], [])


def _grows(fact: Fact, summary: Row) -> bool:
    """Whether nobody counted more, and nobody counted later."""
    top = max(bounds.soft_top(member) for member in fact.intervals)
    lower = summary["low"] is None or summary["low"] <= top
    return lower and bool(summary["last_day"] <= fact.to_hi)


def _and_on(fact: Fact, others: Sequence[Fact]) -> list[Fact]:
    return [each for each in others if each.to_lo == each.to_hi == fact.to_hi]
