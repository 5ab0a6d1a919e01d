"""The heaviest choice among figures of which some may not be counted together."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
MOST_EXACT = 20  # an exact choice among this many that clash takes some thousand steps at worst


class Weight(NamedTuple):
    """What a figure adds: its lower bound, and among equals its plain reading."""

    lo: Decimal
    plain: Decimal

    def plus(self, other: "Weight") -> "Weight":
        """Both together."""
        return Weight(self.lo + other.lo, self.plain + other.plain)


NOTHING = Weight(Decimal(0), Decimal(0))


def exactly(number: float) -> Decimal:
    """The number as it is written; added as binary fractions 0.1 and 0.2 would exceed 0.3."""
    return Decimal(repr(number))


def total(weights: Iterable[Weight]) -> Weight:
    """All of them together."""
    found = NOTHING
    for weight in weights:
        found = found.plus(weight)
    return found


def one_after_another(
    items: Sequence[Item], days: Callable[[Item], tuple[int, int]], weigh: Callable[[Item], Weight]
) -> list[Item]:
    """The heaviest items of which no two share a day: weighted interval scheduling, n log n."""
    ordered = sorted(items, key=lambda item: days(item)[::-1])
    ends = [days(item)[1] for item in ordered]
    best = [NOTHING]
    for place, item in enumerate(ordered):
        best.append(max(best[place], best[bisect_left(ends, days(item)[0])].plus(weigh(item))))
    chosen: list[Item] = []
    place = len(ordered)
    while place:
        if best[place] == best[place - 1]:
            place -= 1
            continue
        chosen.append(ordered[place - 1])
        place = bisect_left(ends, days(ordered[place - 1])[0])
    return chosen


def without_clashes(
    items: Sequence[Item], clash: Callable[[Item, Item], bool], weigh: Callable[[Item], Weight]
) -> list[Item]:
    """The heaviest items of which no two clash; where more than MOST_EXACT hang together, a heavy choice."""
    weights = [weigh(item) for item in items]
    clashes: list[set[int]] = [set() for _ in items]
    for one, item in enumerate(items):
        for other in range(one):
            if clash(items[other], item):
                clashes[one].add(other)
                clashes[other].add(one)
    chosen: set[int] = set()
    for group in _hanging_together(clashes):
        choose = _exact if len(group) <= MOST_EXACT else _greedy
        chosen |= choose(group, clashes, weights)
    return [items[place] for place in sorted(chosen)]


def _hanging_together(clashes: Sequence[set[int]]) -> list[set[int]]:
    groups: list[set[int]] = []
    seen: set[int] = set()
    for start in range(len(clashes)):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = clashes[waiting.pop()] - group
            group |= fresh
            waiting += fresh
        seen |= group
        groups.append(group)
    return groups


def _exact(group: set[int], clashes: Sequence[set[int]], weights: Sequence[Weight]) -> set[int]:
    """With or without the one that clashes most, whichever is heavier."""
    most = max(group, key=lambda place: (len(clashes[place] & group), -place), default=None)
    if most is None or not clashes[most] & group:
        return group
    with_it = {most} | _exact(group - clashes[most] - {most}, clashes, weights)
    without = _exact(group - {most}, clashes, weights)
    return max(with_it, without, key=lambda chosen: total(weights[place] for place in sorted(chosen)))


def _greedy(group: set[int], clashes: Sequence[set[int]], weights: Sequence[Weight]) -> set[int]:
    chosen: set[int] = set()
    for place in sorted(group, key=lambda each: (weights[each], -each), reverse=True):
        if not clashes[place] & chosen:
            chosen.add(place)
    return chosen
