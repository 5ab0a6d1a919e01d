"""How far apart two values are: hard bounds first, then what a reader takes them to mean."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.claims.values.base import Interval
from app.contradictions.rules.fact import Fact

YEAR = 365


class Clash(NamedTuple):
    """Two values that do not meet: `lo` of the higher and `hi` of the lower were compared.

    `hard` tells that no reading of either escapes. `delta` lies in [0, 1]; `ahead` tells that the
    first value is the higher one.
    """

    hard: bool
    delta: float
    ahead: bool
    lo: float
    hi: float


def soft_top(interval: Interval) -> float:
    """The upper end a reader takes the value to have; a floor has none ("at least 15" admits 1,000)."""
    return math.inf if interval.hard_hi == math.inf else interval.soft_hi


def inexact(fact: Fact) -> bool:
    """Whether readers take the value for less than its hard bounds admit."""
    return any(
        member.hard_lo < member.soft_lo or soft_top(member) < member.hard_hi for member in fact.intervals
    )


def low_end(interval: Interval, *, hard: bool) -> float:
    """The lower bound under the hard or the soft reading."""
    return interval.hard_lo if hard else interval.soft_lo


def high_end(interval: Interval, *, hard: bool) -> float:
    """The upper bound under the hard or the soft reading."""
    return interval.hard_hi if hard else soft_top(interval)


def distance(kind: str, high: float, low: float) -> float:
    """How far `high` lies above `low`, from 0 to 1: relative for quantities, halving a year for dates."""
    if high <= low:
        return 0.0
    if kind == "date":
        return 1 - math.exp2(-(high - low) / YEAR)
    # The quotient first: rounded that way the result never shrinks when the numbers move apart.
    if low >= 0:
        return 1 - low / high
    return 1.0 if high > 0 else 1 - high / low


def clash(kind: str, ones: Sequence[Interval], others: Sequence[Interval]) -> Clash | None:
    """The conflict of the closest alternatives of two values; None when any two of them meet.

    `kind` is "quantity" or "date". Hard only if all alternatives are apart by their hard bounds.
    """
    sides = [_sides(one, other) for one in ones for other in others]
    if not sides or None in sides:
        return None
    apart = [side for side in sides if side is not None]
    hard = all(high.hard_lo > low.hard_hi for high, low, _ in apart)
    return min(
        (_reckoned(kind, high, low, hard=hard, ahead=ahead) for high, low, ahead in apart),
        key=lambda each: (each.delta, each.lo, each.hi),
    )


def merged(intervals: Iterable[Interval], *, above: bool) -> Interval:
    """One interval for alternatives of which only the lowest (`above`) or only the highest ones count.

    For rules that ask one way only whether a value lies above another.
    """
    members = tuple(intervals)
    return Interval(
        min(member.hard_lo for member in members),
        max(member.hard_hi for member in members),
        min(member.soft_lo for member in members),
        max(soft_top(member) for member in members),
        (min if above else max)(member.plain for member in members),
    )


def _sides(one: Interval, other: Interval) -> tuple[Interval, Interval, bool] | None:
    if one.hard_lo > other.hard_hi or one.soft_lo > soft_top(other):
        return one, other, True
    if other.hard_lo > one.hard_hi or other.soft_lo > soft_top(one):
        return other, one, False
    return None


def _reckoned(kind: str, high: Interval, low: Interval, *, hard: bool, ahead: bool) -> Clash:
    lo, hi = low_end(high, hard=hard), high_end(low, hard=hard)
    if hard and kind != "date":
        return Clash(hard, distance(kind, lo, hi), ahead, lo, hi)
    return Clash(hard, distance(kind, high.plain, low.plain), ahead, lo, hi)
