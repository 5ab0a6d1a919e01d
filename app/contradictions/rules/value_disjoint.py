"""Two numbers or dates for what can have one only."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.extremes import Search
from app.contradictions.rules.fact import END, Fact, Finding
from app.contradictions.rules.overlap import Clock, Timed, clock, day_span, islands, span, timed
from app.contradictions.rules.pairs import Conflict, Judge, both_certain, clause, finding, representatives
from app.contradictions.rules.windows import Ranges, Window, by_window
from app.contradictions.rules.words import Words, dated, heading


class ValueDisjoint:
    """Two claimants give the same quantity or date values that do not meet, for the same time.

    Fires when the predicate holds one value at a time and the lower bound of one claim lies above
    the upper bound of another. Cumulative counts are compared for the same day only; figures of a
    predicate that says how long they hold are also compared across the days between them, ever more
    weakly.

    Stays silent when hedges overlap ("around 2,000" and 1,900), for a floor under a larger number
    ("at least 15" and 200), when one of the alternatives within a claim agrees, for another scope or
    unit, when one claim succeeds the other in time, and between claims of one claimant (those are
    revisions).

    Severity: for quantities the part of the higher lower bound that the lower upper bound leaves
    open, (lo - hi) / lo; for dates 1 - 2^(-gap/365), the gap in days between the plain readings;
    times how surely both speak of the same time (1, or 0.5 and less). Certain when the hard bounds
    are apart, the times certainly overlap, nobody hedges and the predicate never holds two values;
    else possible, and halved. Where only the soft bounds are apart, it is possible and reckoned
    on the plain readings.
    """

    code = "value_disjoint"
    title = "Values that do not meet"

    def applies(self, predicate: Predicate) -> bool:
        """Quantities and dates of which a subject has one, or usually one."""
        return predicate.single != "no" and predicate.value_type in ("quantity", "date")

    def find(self, predicate: Predicate, facts: Sequence[Fact]) -> list[Finding]:
        """The strongest conflict of each window of unbroken conflict; one in all for cumulative counts."""
        judge = _Judge(predicate, _clock(predicate))
        entries = _comparable(predicate, facts)
        if not _may_clash(entries):
            return []
        if predicate.temporality == "cumulative":
            return self._daily(judge, entries)
        found: list[Finding] = []
        for window, part, local in by_window(entries, judge, judge.clock, Ranges):
            conflict = _strongest(judge, local, part)
            if conflict is not None:
                found.append(self._finding(judge, conflict, part, window))
        return found

    def _daily(self, judge: "_Judge", entries: Sequence[Timed]) -> list[Finding]:
        """Every day is a question of its own, yet a count that is disputed daily is one dispute."""
        disputed: list[tuple[Conflict, list[Timed]]] = []
        for day in islands(entries, 0):
            conflict = _strongest(judge, judge, day) if _may_clash(day) else None
            if conflict is not None:
                disputed.append((conflict, day))
        if not disputed:
            return []
        strongest = max((conflict for conflict, _ in disputed), key=lambda each: each.rank)
        members = [entry for _, day in disputed for entry in day]
        window = Window(members[0].span.lo, members[-1].span.hi)
        return [self._finding(judge, strongest, members, window)]

    def pairs(self, predicate: Predicate, facts: Sequence[Fact]) -> Iterator[Conflict]:
        """Every two claims in conflict."""
        judge = _Judge(predicate, _clock(predicate))
        for one, other in combinations(_comparable(predicate, facts), 2):
            conflict = judge(one, other)
            if conflict is not None:
                yield conflict

    def judge(self, predicate: Predicate) -> Callable[[Fact, Fact], Conflict | None]:
        """What decides on two claims alone."""
        decide = _Judge(predicate, _clock(predicate))
        return lambda one, other: decide(
            Timed(one, span(predicate, one)), Timed(other, span(predicate, other))
        )

    def found(self, predicate: Predicate, conflict: Conflict, window: tuple[int, int]) -> Finding:
        """What is told of a conflict known to be the strongest of its window, without other members."""
        return self._finding(_Judge(predicate, _clock(predicate)), conflict, (), Window(*window))

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        higher, lower = words
        return f"{heading(higher)}: {dated(higher)}; {lower.claimant}: {dated(lower)}; the two do not meet."

    def _finding(
        self, judge: "_Judge", conflict: Conflict, entries: Sequence[Timed], window: Window
    ) -> Finding:
        conflicting = "the hard bounds do not meet" if conflict.hard else "only the soft bounds do not meet"
        words = clause(conflict, conflicting, usually=judge.predicate.single != "yes")
        return finding(self.code, conflict, entries, words, window)


@dataclass(frozen=True, slots=True)
class _Judge:
    predicate: Predicate
    clock: Clock

    def __call__(self, one: Timed, other: Timed) -> Conflict | None:
        if one.fact.voice == other.fact.voice:
            return None
        tau = self.clock.tau(one.span, other.span)
        if tau == 0:
            return None
        clash = bounds.clash(self.predicate.value_type, one.fact.intervals, other.fact.intervals)
        if clash is None:
            return None
        first, second = (one, other) if clash.ahead else (other, one)
        certain = (
            clash.hard and tau == 1 and self.predicate.single == "yes" and both_certain(one.fact, other.fact)
        )
        return Conflict(
            first=first,
            second=second,
            certain=certain,
            hard=clash.hard,
            strength=clash.delta * tau * (1 if certain else 0.5),
            tau=tau,
            tie=_tie(first.fact, second.fact, hard=clash.hard),
            lo=clash.lo,
            hi=clash.hi,
        )


def _clock(predicate: Predicate) -> Clock:
    return Clock() if predicate.temporality == "cumulative" else clock(predicate)


def _comparable(predicate: Predicate, facts: Iterable[Fact]) -> list[Timed]:
    asserted = [fact for fact in facts if fact.intervals and not fact.denies]
    if predicate.temporality != "cumulative":
        return timed(predicate, asserted)
    return [Timed(fact, day_span(fact.to_hi)) for fact in asserted if fact.to_lo == fact.to_hi < END]


def _may_clash(entries: Iterable[Timed]) -> bool:
    """Whether some lower end lies above some upper end; alternatives are left to the search."""
    members = [member for entry in entries for member in entry.fact.intervals]
    top = max((member.soft_lo for member in members), default=-math.inf)
    return top > min((bounds.soft_top(member) for member in members), default=math.inf)


def _strongest(judge: _Judge, local: Judge, window: Sequence[Timed]) -> Conflict | None:
    entries = representatives(window)
    kind, single = judge.predicate.value_type, judge.predicate.single
    unhedged = [entry for entry in entries if entry.fact.modality == "certain"]
    if single == "yes":
        together = islands(unhedged, judge.clock.reach if judge.clock.fixed else 0)
        found = [Search(kind, local, part, part, judge.clock.fixed).certain() for part in together]
        best = max((each for each in found if each is not None), key=lambda each: each.rank, default=None)
        if best is not None:
            return best
    tau = 1.0 if judge.clock.fixed or any(entry.span.has_core for entry in entries) else 0.5
    # Without a certain conflict, unhedged claims apart by their hard bounds overlap possibly at best.
    tau_hard = 0.5 if single == "yes" and len(unhedged) == len(entries) else tau
    return Search(kind, local, entries, entries, judge.clock.fixed).possible(tau_hard, tau)


def _tie(first: Fact, second: Fact, *, hard: bool) -> tuple[float, ...]:
    """Hard bounds first, then the wider apart, then lower claims: the order of claims decides nothing."""
    top = max(bounds.low_end(member, hard=hard) for member in first.intervals)
    bottom = min(bounds.high_end(member, hard=hard) for member in second.intervals)
    return hard, top, -first.claim, -bottom, -second.claim
