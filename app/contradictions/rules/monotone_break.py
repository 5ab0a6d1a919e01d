"""A count that can only grow is lower later."""

import math
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.fact import END, Fact, Finding
from app.contradictions.rules.overlap import Timed, span
from app.contradictions.rules.pairs import (
    VOICES_A_GROUP,
    Conflict,
    above,
    both_certain,
    finding,
    loudest,
    stronger,
)
from app.contradictions.rules.words import Words, heading

_Step = tuple[float, int, Timed]  # the plain reading negated, so that sorting puts the highest first


class MonotoneBreak:
    """Somebody counted more by an earlier day than somebody else counts by a later one.

    Fires for cumulative quantities when the lower bound of the earlier count lies above the upper
    bound of the later one; the first count's last possible day comes before the second's first.

    Stays silent when a hedge admits growth ("around 300", then 290), for counts as of the same day
    (those are compared as values), for counts without a day, for a floor as the later count, and
    between claims of one claimant (those are downward revisions).

    Severity: 1 - later upper bound / earlier lower bound. Certain when the hard bounds are apart and
    nobody hedges; hard but hedged it is possible, and halved. Where only the soft bounds are apart, it
    is possible: half the relative distance of the plain readings.
    """

    code = "monotone_break"
    title = "A cumulative count that falls"

    def applies(self, predicate: Predicate) -> bool:
        """Quantities that only grow."""
        return predicate.temporality == "cumulative" and predicate.value_type == "quantity"

    def find(self, predicate: Predicate, facts: Sequence[Fact]) -> list[Finding]:
        """The strongest fall, if there is one."""
        highs, lows = _counts(predicate, facts)
        best = _certain(highs, lows)
        if best is None:
            best = _steepest(highs, lows)
            best = stronger(best, _read_as_fall(highs, lows, best))
        if best is None:
            return []
        window = (best.first.span.lo, best.second.span.hi)
        found = finding(self.code, best, (), _clause(best), window)
        return [replace(found, members=tuple(sorted({*found.members, *_falling(highs, lows)})))]

    def pairs(self, predicate: Predicate, facts: Sequence[Fact]) -> Iterator[Conflict]:
        """Every two counts of which the later falls below the earlier."""
        highs, lows = _counts(predicate, facts)
        for high in highs:
            for low in lows:
                conflict = _judge(high, low)
                if conflict is not None:
                    yield conflict

    def sentence(self, *words: Words) -> str:
        """The explanation."""
        earlier, later = words
        return (
            f"{heading(earlier)}: {earlier.value}{_by(earlier)}; {later.claimant}: only {later.value}"
            f"{_by(later)}; a cumulative count cannot fall."
        )


def _by(words: Words) -> str:
    """The day by which it was counted: the last of several."""
    last = words.when.rpartition(" to ")[2]
    if last.startswith(("since", "until", "from", "between")):
        return f" ({last})"
    return f" by {last}" if last else ""


def _clause(conflict: Conflict) -> str:
    words = "the hard bounds fall" if conflict.hard else "only the soft bounds fall"
    hedged = not both_certain(conflict.first.fact, conflict.second.fact)
    return f"{words}; the first count ends before the second begins{'; a claimant hedges' if hedged else ''}"


def _counts(predicate: Predicate, facts: Iterable[Fact]) -> tuple[list[Timed], list[Timed]]:
    """The counts as earlier ones by the day they were complete, and as later ones by their first day.

    Of alternatives those count that lie closest: the lowest for the earlier, the highest for the later.
    """
    asserted = [fact for fact in facts if fact.intervals and not fact.denies]
    highs = [_count(predicate, fact, above=True) for fact in asserted if fact.to_hi < END]
    lows = [_count(predicate, fact, above=False) for fact in asserted if fact.to_lo < END]
    highs.sort(key=lambda entry: (entry.fact.to_hi, entry.fact.claim))
    lows.sort(key=lambda entry: (entry.fact.to_lo, entry.fact.claim))
    return highs, lows


def _count(predicate: Predicate, fact: Fact, *, above: bool) -> Timed:
    return Timed(
        replace(fact, intervals=(bounds.merged(fact.intervals, above=above),)), span(predicate, fact)
    )


def _judge(high: Timed, low: Timed) -> Conflict | None:
    earlier, later = high.fact, low.fact
    if earlier.to_hi >= later.to_lo or earlier.voice == later.voice:
        return None
    return above("quantity", high, low)


class _Farthest:
    """The farthest value of each of the two voices that are farthest out."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}

    def add(self, voice: str, value: float) -> None:
        """Takes one more value."""
        self.values[voice] = max(value, self.values.get(voice, -math.inf))
        if len(self.values) > VOICES_A_GROUP:
            del self.values[min(self.values, key=self.values.__getitem__)]

    def besides(self, voice: str) -> float:
        """The farthest value of any other voice."""
        return max((value for other, value in self.values.items() if other != voice), default=-math.inf)


def _falling(highs: Sequence[Timed], lows: Sequence[Timed]) -> Iterator[int]:
    """Every claim in some fall: later counts below an earlier one of another voice, and those above."""
    tallest, lowest = _Farthest(), _Farthest()
    place = 0
    for low in lows:
        while place < len(highs) and highs[place].fact.to_hi < low.fact.to_lo:
            tallest.add(highs[place].fact.voice, highs[place].fact.intervals[0].soft_lo)
            place += 1
        if tallest.besides(low.fact.voice) > bounds.soft_top(low.fact.intervals[0]):
            yield low.fact.claim
    place = len(lows)
    for high in reversed(highs):
        while place and high.fact.to_hi < lows[place - 1].fact.to_lo:
            place -= 1
            lowest.add(lows[place].fact.voice, -bounds.soft_top(lows[place].fact.intervals[0]))
        if -lowest.besides(high.fact.voice) < high.fact.intervals[0].soft_lo:
            yield high.fact.claim


def _certain(highs: Iterable[Timed], lows: Iterable[Timed]) -> Conflict | None:
    return _steepest(
        [entry for entry in highs if entry.fact.modality == "certain"],
        [entry for entry in lows if entry.fact.modality == "certain"],
    )


def _steepest(highs: Sequence[Timed], lows: Iterable[Timed]) -> Conflict | None:
    """The largest fall by hard bounds: each later count against the highest before it of another voice."""
    best: Conflict | None = None
    tallest: list[Timed] = []
    place = 0
    for low in lows:
        while place < len(highs) and highs[place].fact.to_hi < low.fact.to_lo:
            tallest = _two_tallest([*tallest, highs[place]])
            place += 1
        high = next((entry for entry in tallest if entry.fact.voice != low.fact.voice), None)
        conflict = None if high is None else _judge(high, low)
        if conflict is not None and conflict.hard:
            best = stronger(best, conflict)
    return best


def _two_tallest(entries: Iterable[Timed]) -> list[Timed]:
    kept: list[Timed] = []
    for entry in sorted(entries, key=lambda each: (-each.fact.intervals[0].hard_lo, each.fact.claim)):
        if len(kept) < VOICES_A_GROUP and all(entry.fact.voice != other.fact.voice for other in kept):
            kept.append(entry)
    return kept


def _read_as_fall(highs: Sequence[Timed], lows: Sequence[Timed], best: Conflict | None) -> Conflict | None:
    """The largest fall by soft bounds alone: earlier counts are tried from the highest plain reading down.

    One of the two is inexact, and at most one of the loudest voice, so that others need not be tried.
    """
    crowd = loudest(highs)
    before: dict[tuple[bool, bool], list[_Step]] = {
        (same, sharp): [] for same in (False, True) for sharp in (False, True)
    }
    place = 0
    for low in lows:
        while place < len(highs) and highs[place].fact.to_hi < low.fact.to_lo:
            high = highs[place].fact
            step = (-high.intervals[0].plain, high.claim, highs[place])
            for (same, sharp), steps in before.items():
                if not (same and high.voice == crowd) and not (sharp and not bounds.inexact(high)):
                    insort(steps, step)
            place += 1
        against = before[low.fact.voice == crowd, not bounds.inexact(low.fact)]
        best = _largest_soft(against, low, best)
    return best


def _largest_soft(steps: Iterable[_Step], low: Timed, best: Conflict | None) -> Conflict | None:
    least, roof = low.fact.intervals[0].plain, low.fact.intervals[0].hard_hi
    for plain, _, high in steps:
        widest = bounds.distance("quantity", -plain, least) / 2
        if widest == 0 or (best is not None and widest < best.strength):
            break
        if high.fact.intervals[0].hard_lo > roof:
            continue
        conflict = _judge(high, low)
        if conflict is not None:
            best = stronger(best, conflict)
    return best
