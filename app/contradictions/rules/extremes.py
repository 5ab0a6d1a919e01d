"""The strongest conflict among many intervals, by their extremes instead of all pairs.

Claims are laid on two ladders, the highest lower bounds first and the lowest upper bounds first. Whoever
does not reach above the rung opposite conflicts with nothing further down, and the widest distance left
on the ladders tells when no later pair can be stronger.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from app.contradictions.rules import bounds
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.overlap import Span, Timed
from app.contradictions.rules.pairs import VOICES_A_GROUP, Conflict, Judge, loudest, stronger


class Rung(NamedTuple):
    """A claim on a ladder; lower ends are kept, upper ends negated, so that large means far out.

    `bound` decides whether it conflicts, `weight` how strongly.
    """

    bound: float
    weight: float
    entry: Timed


class Ladder:
    """Rungs, farthest out first; `most[i]` is the largest weight from rung i on."""

    def __init__(self, rungs: Iterable[Rung]) -> None:
        self.rungs = sorted(rungs, key=lambda rung: (-rung.bound, rung.entry.fact.claim))
        self.most: list[float] = []
        weight = float("-inf")
        for rung in reversed(self.rungs):
            weight = max(weight, rung.weight)
            self.most.append(weight)
        self.most.reverse()


@dataclass(frozen=True, slots=True)
class Search:
    """What a rule looks for: `kind` is "quantity" or "date", `judge` decides on two claims.

    `highs` are the claims taken as the higher ones, `lows` those taken as the lower ones; a rule
    without direction gives the same for both. In order of claims.
    """

    kind: str
    judge: Judge
    highs: Sequence[Timed]
    lows: Sequence[Timed]

    def certain(self) -> Conflict | None:
        """The strongest certain conflict."""
        return self._hard(1.0, attrgetter("certain"))

    def possible(self, tau_hard: float, tau_soft: float) -> Conflict | None:
        """The strongest conflict when none is certain; the taus are the largest there can be."""
        best = self._hard(tau_hard / 2, attrgetter("hard"))
        return self._soft(tau_soft / 2, best)

    def _hard(self, scale: float, wanted: Callable[[Conflict], bool]) -> Conflict | None:
        highs = self._rungs(self.highs, above=True, hard=True)
        lows = self._rungs(self.lows, above=False, hard=True)
        one_high, open_high = _parted(highs)
        one_low, open_low = _parted(lows)
        best: Conflict | None = None
        # What is outdone against one value need not be so against alternatives: those meet all claims.
        sides = ((_frontier(one_high), _frontier(one_low)), (open_high, lows), (one_high, open_low))
        for above, below in sides:
            found = self._climb(Ladder(above), _across(below, blunt=False), scale, wanted, None)
            best = stronger(best, found)
        return best

    def _soft(self, scale: float, best: Conflict | None) -> Conflict | None:
        highs = Ladder(self._rungs(self.highs, above=True, hard=False))
        lows = self._rungs(self.lows, above=False, hard=False)
        return self._climb(highs, _across(lows, blunt=True), scale, lambda conflict: not conflict.hard, best)

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
            found.append(Rung(bound, weight, entry))
        return found

    def _climb(
        self,
        highs: Ladder,
        opposite: Callable[[Rung], Ladder],
        scale: float,
        wanted: Callable[[Conflict], bool],
        best: Conflict | None,
    ) -> Conflict | None:
        bar = -1.0 if best is None else best.strength
        for place, high in enumerate(highs.rungs):
            lows = opposite(high)
            if not lows.rungs or scale * self._apart(highs.most[place], lows.most[0]) <= bar:
                continue
            for low, most in zip(lows.rungs, lows.most, strict=True):
                if high.bound <= -low.bound or scale * self._apart(high.weight, most) <= bar:
                    break
                found = self.judge(high.entry, low.entry)
                if found is None or found.first is not high.entry or not wanted(found):
                    continue
                if found.strength > bar:
                    best, bar = found, found.strength
        return best

    def _apart(self, high: float, low: float) -> float:
        return bounds.distance(self.kind, high, -low)


def _sharp(fact: Fact) -> bool:
    """Whether readers take the value for exactly what its hard bounds admit."""
    return all(
        member.hard_lo == member.soft_lo and member.hard_hi == bounds.soft_top(member)
        for member in fact.intervals
    )


def _parted(rungs: Iterable[Rung]) -> tuple[list[Rung], list[Rung]]:
    """The rungs of one value, and those of claims that leave alternatives open."""
    parts: tuple[list[Rung], list[Rung]] = ([], [])
    for rung in rungs:
        parts[len(rung.entry.fact.intervals) > 1].append(rung)
    return parts


def _across(lows: Sequence[Rung], *, blunt: bool) -> Callable[[Rung], Ladder]:
    """Which ladder a higher claim is held against: without its own voice where that is the loudest.

    With `blunt`, exact claims are held against inexact ones only: two exact values that differ do so
    by their hard bounds.
    """
    crowd = loudest(rung.entry for rung in lows)
    every = Ladder(lows)
    inexact = Ladder(rung for rung in lows if not (blunt and _sharp(rung.entry.fact)))
    ladders = {
        (same, sharp): Ladder(rung for rung in ladder.rungs if not (same and rung.entry.fact.voice == crowd))
        for same in (False, True)
        for sharp, ladder in ((False, every), (True, inexact))
    }

    def opposite(high: Rung) -> Ladder:
        fact = high.entry.fact
        return ladders[fact.voice == crowd, blunt and _sharp(fact)]

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
