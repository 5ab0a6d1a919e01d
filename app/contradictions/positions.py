"""The mutually compatible answers to a question, with the claims that hold each."""

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules.bounds import soft_top
from app.contradictions.rules.fact import Fact


@dataclass(frozen=True, slots=True)
class Position:
    """One answer: `bridges` are those of its claims that hold other positions too.

    Of quantities and dates `lo` and `hi` are what its claims have in common by their soft bounds and
    `point` lies in all of them; None where unbounded. Of terms, entities and booleans `values` lists
    the values held. Denials stand together as one position, with the values they deny.
    """

    claims: tuple[int, ...]
    bridges: frozenset[int] = frozenset()
    values: tuple[str, ...] = ()
    point: float | None = None
    lo: float | None = None
    hi: float | None = None
    denied: bool = False


def positions(predicate: Predicate, facts: Iterable[Fact]) -> list[Position]:
    """The positions of one question: ranges ascending, values by their earliest claim, denials last.

    Free text is never compared: each claim is a position of its own.
    """
    ordered = sorted(facts, key=lambda each: each.claim)
    asserted = [fact for fact in ordered if not fact.denies]
    denied = [fact for fact in ordered if fact.denies]
    found = _ranges([fact for fact in asserted if fact.intervals])
    found += _values(predicate, [fact for fact in asserted if fact.choices])
    found += [Position((fact.claim,)) for fact in asserted if not fact.intervals and not fact.choices]
    counted = Counter(claim for position in found for claim in position.claims)
    several = frozenset(claim for claim, times in counted.items() if times > 1)
    found = [replace(position, bridges=several.intersection(position.claims)) for position in found]
    if denied:
        values = sorted({choice for fact in denied for choice in fact.choices})
        found.append(Position(tuple(fact.claim for fact in denied), values=tuple(values), denied=True))
    return found


def _ranges(facts: Sequence[Fact]) -> list[Position]:
    points = _points(facts)
    held: list[dict[int, Interval]] = [{} for _ in points]
    for fact in facts:
        for member in fact.intervals:
            first, last = bisect_left(points, member.soft_lo), bisect_right(points, soft_top(member))
            for place in range(first, last):
                held[place].setdefault(fact.claim, member)
    return [
        Position(
            claims=tuple(members),
            point=_finite(point),
            lo=_finite(max(member.soft_lo for member in members.values())),
            hi=_finite(min(soft_top(member) for member in members.values())),
        )
        for point, members in zip(points, held, strict=True)
    ]


def _points(facts: Sequence[Fact]) -> list[float]:
    """As few points as possible of which every claim admits one, each the upper end of some claim.

    Claims that leave alternatives open join what the others stand for where they can.
    """
    single = [fact for fact in facts if len(fact.intervals) == 1]
    points: list[float] = []
    for fact in sorted(single, key=lambda each: (soft_top(each.intervals[0]), each.claim)):
        if not points or fact.intervals[0].soft_lo > points[-1]:
            points.append(soft_top(fact.intervals[0]))
    for fact in facts:
        if not any(_holds(member, points) for member in fact.intervals):
            insort(points, min(soft_top(member) for member in fact.intervals))
    return points


def _holds(member: Interval, points: Sequence[float]) -> bool:
    place = bisect_left(points, member.soft_lo)
    return place < len(points) and points[place] <= soft_top(member)


def _values(predicate: Predicate, facts: Sequence[Fact]) -> list[Position]:
    """Values belong together when they are compatible; a broader one bridges the narrower ones apart."""
    present = list(dict.fromkeys(choice for fact in facts for choice in fact.choices))
    groups = _groups(predicate, present)
    homes: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        fitting = _fitting(predicate, present, group) if _nested(predicate) else group
        for value in fitting:
            homes[value].append(place)
    claims: list[list[int]] = [[] for _ in groups]
    values: list[set[str]] = [set() for _ in groups]
    for fact in facts:
        for choice in fact.choices:
            for place in homes[choice]:
                values[place].add(choice)
                if claims[place][-1:] != [fact.claim]:
                    claims[place].append(fact.claim)
    held = [
        Position(tuple(members), values=tuple(sorted(known)))
        for members, known in zip(claims, values, strict=True)
    ]
    return sorted(held, key=lambda position: (position.claims, position.values))


def _groups(predicate: Predicate, present: Sequence[str]) -> list[set[str]]:
    """The most specific values, joined into connected groups of compatible ones."""
    if not _nested(predicate):
        return [{value} for value in present]
    groups: list[set[str]] = []
    for value in present:
        if any(other != value and predicate.narrower_or_equal(other, value) for other in present):
            continue
        joined = [group for group in groups if any(predicate.compatible(value, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append({value}.union(*joined))
    return groups


def _nested(predicate: Predicate) -> bool:
    """Whether one value can be broader than another."""
    return bool(predicate.terms or predicate.within)


def _fitting(predicate: Predicate, present: Iterable[str], group: Iterable[str]) -> list[str]:
    known = list(group)
    return [value for value in present if any(predicate.compatible(value, other) for other in known)]


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
