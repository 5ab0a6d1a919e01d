"""What one claim more does to the rows of a large question, without reading all of its claims.

A claim that comes adds conflicts of its own and takes none away. So a window can only grow through it, and
only where its days lie; the witness of a row can only give way to a pair that the claim is part of. The
question's summary tells how strong any conflict with the claim can be (`_among_many`); where that does not
settle it and few claims lie near its days, those are judged as if they were all (`_nearby`); else the whole
question is read after all. Every way gives the rows that reading everything gives: random histories
are held to it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from app.claims.identity import SAME_AS
from app.claims.values.predicate import Predicate
from app.contradictions import asking, rows
from app.contradictions.asking import Question, placed
from app.contradictions.outermost import Search
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
    """What comes of the claim: findings in place of the rows `stored`, rows it joins or leaves."""

    findings: list[Finding]
    stored: list[Row]
    joins: list[Join]
    leaves: Sequence[Row] = ()


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

    @property
    def search(self) -> Search:
        """The search for its strongest conflict."""
        return Search(self.world, self.asked, self.predicate, self.fact, self.summary)


def added(world: SqlWorld, question: Question, claim: int) -> Added | None:
    """What a claim that has just come or gone changes; None where the whole question has to be read."""
    if not world.is_current(claim):
        return _left(world, question, world.fact(claim))
    if rows.takes_part(world.session, claim, question.key):
        return None  # it comes back
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


def _left(world: SqlWorld, question: Question, fact: Fact) -> Added | None:
    """The rows that lose a claim that has gone, where each says what it said without it.

    Its witness is the strongest conflict still; if that alone fills the window, this cannot shrink either.
    """
    large = _large(world, question, fact)
    if large is None or fact.denies or large.summary["denials"]:
        return None
    if large.predicate.temporality == "cumulative":
        return None
    leaves = rows.standing_with(world.session, fact.claim, question.key)
    return Added([], [], [], leaves) if all(_fills(large, row) for row in leaves) else None


def _fills(large: _Large, row: Row) -> bool:
    """Whether the witness of a row is two claims that stand and dispute every day of its window."""
    if row["code"] != ValueDisjoint.code:
        return False
    one, other = _witness(large, row)
    if not (large.world.is_current(one.claim) and large.world.is_current(other.claim)):
        return False
    shared, days = clock(large.predicate), partial(span, large.predicate)
    return disputed(shared, days(one), days(other)) == (row["window_lo"], row["window_hi"])


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
    opposed = _opposed(large)
    if opposed is not None:
        return _among_known(large, opposed)
    row = _holding(large, "value_disjoint") or _reaching(large)
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
    return None if joined is None else _joining(large, joined)


def _joining(large: _Large, joined: Join) -> Added:
    """That row, and the others whose days the claim shares."""
    others = [each for each in _meeting(large).joins if each.row["seq"] != joined.row["seq"]]
    return Added([], [], [joined, *others] if _meets(joined.row, large.span.lo, large.span.hi) else others)


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
    """The row with the witness it has, or with the claim as one; None where that takes too much reading."""
    rule = ValueDisjoint()
    stored = rule.judge(large.predicate)(*_witness(large, row))
    if stored is None:
        return None
    best = large.search.highest(stored)
    if best is None:
        return None
    window = row["window_lo"], row["window_hi"]
    joined = Join(row) if best is stored else Join(row, rule.found(large.predicate, best, window))
    return _joining(large, joined)


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


def _reaching(large: _Large) -> Row | None:
    """The widest row near the claim, if nothing that reaches out of its window makes the claim do so."""
    shared, mine = clock(large.predicate), large.span
    lo, hi = _widened(mine.lo, mine.hi, shared.reach)
    touched = [row for row in _open(large, "value_disjoint") if _meets(row, lo, hi)]
    row = max(touched, key=lambda row: row["window_hi"] - row["window_lo"], default=None)
    if row is None or (shared.reach and not _spanned(large, row)):
        return None
    judge = ValueDisjoint().judge(large.predicate)
    for first, last in ((lo, min(hi, row["window_lo"] - 1)), (max(lo, row["window_hi"] + 1), hi)):
        spreads = large.summary["spreads"] if first <= last else 0
        outside = large.world.near(large.asked, spreads, first, last, most=NEAR)
        if outside is None or not all(_inside(row, shared, judge(large.fact, each)) for each in outside):
            return None
    return row


def _spanned(large: _Large, row: Row) -> bool:
    """Whether the days of the claim lie in the row's window wherever others can lie beside them.

    What only persists is disputed from one end of both claims to the other.
    """
    mine, summary = large.span, large.summary
    left = row["window_lo"] <= mine.lo or summary["last_day"] <= mine.hi
    return bool(left and (mine.hi <= row["window_hi"] or mine.lo <= summary["first_day"]))


def _inside(row: Row, shared: Clock, conflict: Conflict | None) -> bool:
    """Whether what two claims dispute, if they do, lies in the row's window."""
    if conflict is None:
        return True
    lo, hi = disputed(shared, conflict.first.span, conflict.second.span)
    return bool(row["window_lo"] <= lo and hi <= row["window_hi"])


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
