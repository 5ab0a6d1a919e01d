"""The strongest conflict among many intervals, by their extremes instead of all pairs.

Claims are laid on two ladders, the highest lower bounds first and the lowest upper bounds first. Whoever
does not reach above the rung opposite conflicts with nothing further down, and the widest distance left
on the ladders tells when no later pair can be stronger.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from app.contradictions.rules import bounds
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.overlap import Span, Timed
from app.contradictions.rules.pairs import VOICES_A_GROUP, Conflict, Judge, loudest, stronger

Wanted = Callable[[Conflict], bool]
Trait = Callable[[Timed], bool]


class Rung(NamedTuple):
    """A claim on a ladder; lower ends are kept, upper ends negated, so that large means far out.

    `bound` decides whether it conflicts, `weight` how strongly. In a search for conflicts that are
    not hard, a higher claim whose `hard` lies above that of a lower one is passed over.
    """

    bound: float
    weight: float
    hard: float
    entry: Timed


class Ladder:
    """Rungs, farthest out first.

    `most[i]` is the largest weight from rung i on, `reach[i]` the largest hard bound up to rung i.
    """

    def __init__(self, rungs: Iterable[Rung]) -> None:
        self.rungs = sorted(rungs, key=lambda rung: (-rung.bound, rung.entry.fact.claim))
        self.most = list(accumulate((rung.weight for rung in reversed(self.rungs)), max))[::-1]
        self.reach = list(accumulate((rung.hard for rung in self.rungs), max))

    def rest(self, high: Rung) -> int:
        """The first rung that a higher claim need not pass over."""
        return bisect_left(self.reach, high.hard)


@dataclass(frozen=True, slots=True)
class Search:
    """What a rule looks for: `kind` is "quantity" or "date", `judge` decides on two claims.

    `highs` are the claims taken as the higher ones, `lows` those taken as the lower ones; a rule
    without direction gives the same for both. In order of claims. `fixed` tells that all of them
    speak of the same time.
    """

    kind: str
    judge: Judge
    highs: Sequence[Timed]
    lows: Sequence[Timed]
    fixed: bool

    def certain(self) -> Conflict | None:
        """The strongest certain conflict."""
        return self._hard(1.0, attrgetter("certain"), self._sure)

    def possible(self, tau_hard: float, tau_soft: float) -> Conflict | None:
        """The strongest conflict when none is certain; the taus are the largest there can be."""
        best = self._hard(tau_hard / 2, attrgetter("hard"), _any)
        return self._soft(tau_soft / 2, best)

    def _hard(self, scale: float, wanted: Wanted, trait: Trait) -> Conflict | None:
        highs = self._rungs(self.highs, above=True, hard=True)
        lows = self._rungs(self.lows, above=False, hard=True)
        one_high, open_high = _parted(highs)
        one_low, open_low = _parted(lows)
        best: Conflict | None = None
        # What is outdone against one value need not be so against alternatives: those meet all claims.
        sides = ((_frontier(one_high), _frontier(one_low)), (open_high, lows), (one_high, open_low))
        for above, below in sides:
            found = self._climb(Ladder(above), _across(below, trait), scale, wanted, None)
            best = stronger(best, found)
        return best

    def _soft(self, scale: float, best: Conflict | None) -> Conflict | None:
        highs = Ladder(self._rungs(self.highs, above=True, hard=False))
        lows = self._rungs(self.lows, above=False, hard=False)
        # Two exact values that differ do so by their hard bounds.
        return self._climb(highs, _across(lows, _inexact), scale, lambda conflict: not conflict.hard, best)

    def _sure(self, entry: Timed) -> bool:
        # Without a sure day on either side no overlap is certain.
        return self.fixed or entry.span.has_core

    def _rungs(self, entries: Iterable[Timed], *, above: bool, hard: bool) -> list[Rung]:
        exact = hard and self.kind != "date"
        found: list[Rung] = []
        for entry in entries:
            members = entry.fact.intervals
            if above:
                bound = max(bounds.low_end(member, hard=hard) for member in members)
                weight = bound if exact else max(member.plain for member in members)
            else:
                bound = -min(bounds.high_end(member, hard=hard) for member in members)
                weight = bound if exact else -min(member.plain for member in members)
            found.append(Rung(bound, weight, _hard_end(entry.fact, above=above, hard=hard), entry))
        return found

    def _climb(
        self,
        highs: Ladder,
        opposite: Callable[[Rung], Ladder],
        scale: float,
        wanted: Wanted,
        best: Conflict | None,
    ) -> Conflict | None:
        bar = -1.0 if best is None else best.strength
        for high in highs.rungs:
            lows = opposite(high)
            for place in range(lows.rest(high), len(lows.rungs)):
                low = lows.rungs[place]
                if high.bound <= -low.bound or scale * self._apart(high.weight, lows.most[place]) <= bar:
                    break
                if low.hard < high.hard:
                    continue
                found = self.judge(high.entry, low.entry)
                if found is None or found.first is not high.entry or not wanted(found):
                    continue
                if found.strength > bar:
                    best, bar = found, found.strength
        return best

    def _apart(self, high: float, low: float) -> float:
        return bounds.distance(self.kind, high, -low)


def _any(_: Timed) -> bool:
    return True


def _inexact(entry: Timed) -> bool:
    return bounds.inexact(entry.fact)


def _hard_end(fact: Fact, *, above: bool, hard: bool) -> float:
    if hard:
        return -math.inf if above else math.inf
    if above:
        return min(member.hard_lo for member in fact.intervals)
    return max(member.hard_hi for member in fact.intervals)


def _parted(rungs: Iterable[Rung]) -> tuple[list[Rung], list[Rung]]:
    """The rungs of one value, and those of claims that leave alternatives open."""
    parts: tuple[list[Rung], list[Rung]] = ([], [])
    for rung in rungs:
        parts[len(rung.entry.fact.intervals) > 1].append(rung)
    return parts


def _across(lows: Sequence[Rung], trait: Trait) -> Callable[[Rung], Ladder]:
    """Which ladder a higher claim is held against: without its own voice where that is the loudest.

    One of two claims in conflict has the trait: a claim without is held against those with it only.
    """
    crowd = loudest(rung.entry for rung in lows)
    ladders = {
        (same, bare): Ladder(
            rung
            for rung in lows
            if not (same and rung.entry.fact.voice == crowd) and not (bare and not trait(rung.entry))
        )
        for same in (False, True)
        for bare in (False, True)
    }

    def opposite(high: Rung) -> Ladder:
        return ladders[high.entry.fact.voice == crowd, not trait(high.entry)]

    return opposite


def _frontier(rungs: Iterable[Rung]) -> list[Rung]:
    """The rungs that can matter: without those that others outdo in bound and weight at the same time.

    Outdone by its own voice, or by two voices, of which one is another than the opponent's.
    """
    groups: dict[tuple[Span, str], list[Rung]] = defaultdict(list)
    for rung in rungs:
        groups[rung.entry.span, rung.entry.fact.modality].append(rung)
    return [rung for group in groups.values() for rung in _undominated(group)]


def _undominated(group: Iterable[Rung]) -> Iterator[Rung]:
    heaviest: dict[str, float] = {}  # of the two voices with the largest weights so far
    for rung in sorted(group, key=lambda each: (-each.bound, each.entry.fact.claim)):
        voice, weight = rung.entry.fact.voice, rung.weight
        outdone = [other for other, known in heaviest.items() if known >= weight]
        if len(outdone) >= VOICES_A_GROUP or voice in outdone:
            continue
        yield rung
        heaviest[voice] = weight
        if len(heaviest) > VOICES_A_GROUP:
            del heaviest[min(heaviest, key=heaviest.__getitem__)]
