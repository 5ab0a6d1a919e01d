"""What speaks for a position, term by term: an aid for reading, never called truth."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.positions import Position
from app.contradictions.rules.bounds import soft_top
from app.contradictions.rules.fact import Fact

AGREED, GIVEN = 4, 5  # what every voice is credited with before it is known: four in five
PRIOR = AGREED / GIVEN
FEWEST = 3  # below so many answers that others give too, the prior says most
REACH = 0.05  # the relative distance at which a number no longer speaks for another
BROADER = 0.9  # what "killed" says for "assassinated"


def accuracy(agreements: int, claims: int) -> float:
    """The share of answers that others bear out, credited with the prior; always below 1."""
    return (AGREED + agreements) / (GIVEN + claims)


def belief(share: float) -> float:
    """What one voice of this accuracy adds to a position that it holds."""
    return -math.log(1 - share)


def prior_only(claims: int) -> bool:
    """Whether too little is known of a voice for its accuracy to say more than the prior."""
    return claims < FEWEST


def overlaps(
    predicate: Predicate, found: Sequence[Position], facts: Iterable[Fact]
) -> list[dict[int, float]]:
    """For each position the claims that speak for it, and how much each does: above 0, at most 1.

    A claim speaks for what it holds, and for numbers nearer than 5 % a part that falls with the distance.
    """
    given = {fact.claim: fact for fact in facts}
    speaking = [
        {claim: _held(predicate, position, given[claim]) for claim in position.claims} for position in found
    ]
    if predicate.value_type == "quantity":
        _add_near(found, given, speaking)
    return speaking


def _held(predicate: Predicate, position: Position, fact: Fact) -> float:
    if position.denied or not fact.choices:
        return 1.0
    mine = [choice for choice in fact.choices if choice in position.values]
    narrowest = all(
        any(other != choice and predicate.narrower_or_equal(other, choice) for other in position.values)
        for choice in mine
    )
    return BROADER if narrowest else 1.0


def _add_near(found: Sequence[Position], facts: Mapping[int, Fact], speaking: list[dict[int, float]]) -> None:
    """Adds the claims whose range ends just below or begins just above a position's."""
    ranges = [
        (-math.inf if position.lo is None else position.lo, math.inf if position.hi is None else position.hi)
        for position in found
        if not position.denied
    ]
    # Alternatives can leave positions out of order: the searches look no shorter than they must.
    highs = list(accumulate((hi for _, hi in ranges), max))
    lows = list(accumulate((lo for lo, _ in reversed(ranges)), min))[::-1]
    for fact in facts.values():
        for member in () if fact.denies else fact.intervals:
            first = bisect_left(highs, member.soft_lo - _margin(member.soft_lo))
            last = bisect_right(lows, soft_top(member) + _margin(soft_top(member)))
            for place in range(first, last):
                near = nearness(member, *ranges[place])
                if near > speaking[place].get(fact.claim, 0.0):
                    speaking[place][fact.claim] = near


def _margin(bound: float) -> float:
    """How far from a bound anything within reach can lie."""
    return abs(bound) * REACH / (1 - REACH) if math.isfinite(bound) else 0.0


def nearness(member: Interval, lo: float, hi: float) -> float:
    """1 where a claim's soft range meets [lo, hi], falling linearly to 0 at 5 % relative distance."""
    above, below = member.soft_lo - hi, lo - soft_top(member)
    if above <= 0 and below <= 0:
        return 1.0
    ends = (member.soft_lo, hi) if above > 0 else (lo, soft_top(member))
    distance = abs(ends[0] - ends[1]) / max(map(abs, ends))
    return max(0.0, 1 - distance / REACH)
