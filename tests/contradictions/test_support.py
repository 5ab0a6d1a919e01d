"""Support: the arithmetic of an aid, on both sides of every threshold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.positions import positions
from app.contradictions.rules.fact import Fact
from app.contradictions.support import accuracy, belief, nearness, overlaps, prior_only
from tests.contradictions.rules.building import (
    FOUNDED,
    INTERVALS,
    LED_BY,
    MOTTO,
    STATUS,
    STRENGTH,
    about,
    at_least,
    crowds,
    dated,
    exact,
    range_of,
    said,
    some,
)


@pytest.mark.parametrize(
    ("agreements", "claims", "share", "prior"),
    [
        (0, 0, 0.8, True),
        (2, 2, 6 / 7, True),
        (0, 2, 4 / 7, True),
        (3, 3, 7 / 8, False),
        (0, 3, 0.5, False),
        (95, 95, 0.99, False),
    ],
)
def test_a_voice_begins_at_four_in_five_and_moves_with_what_others_bear_out(
    agreements: int, claims: int, share: float, *, prior: bool
) -> None:
    assert accuracy(agreements, claims) == pytest.approx(share)
    assert prior_only(claims) is prior


@given(claims=st.integers(0, 10**9), data=st.data())
def test_nobody_is_ever_taken_to_be_infallible(claims: int, data: st.DataObject) -> None:
    share = accuracy(data.draw(st.integers(0, claims)), claims)
    assert 0 < share < 1
    assert 0 < belief(share) < math.inf


@pytest.mark.parametrize(
    ("member", "lo", "hi", "near"),
    [
        (exact(100), 100, 100, 1.0),
        (exact(100), 90, 110, 1.0),
        (range_of(80, 100), 100, 120, 1.0),
        (exact(98), 100, 100, 0.6),
        (exact(100), 98, 98, 0.6),
        (exact(95.01), 100, 100, 0.002),
        (exact(95), 100, 100, 0.0),
        (exact(100), 95, 95, 0.0),
        (exact(50), 100, 100, 0.0),
        (about(100), 111.1, 120, 1 - (1.1 / 111.1) / 0.05),
        (at_least(100), 5000, 5000, 1.0),
        (at_least(100), 99, 99, 0.8),
        (exact(100), -math.inf, math.inf, 1.0),
        (exact(0), 0, 0, 1.0),
        (exact(0), 1, 1, 0.0),
    ],
)
def test_nearness_falls_to_nothing_at_a_distance_of_five_per_cent(
    member: Interval, lo: float, hi: float, near: float
) -> None:
    assert nearness(member, lo, hi) == pytest.approx(near)


def spoken(predicate: Predicate, facts: list[Fact]) -> list[dict[int, float]]:
    return [
        {claim: round(share, 6) for claim, share in each.items()}
        for each in overlaps(predicate, positions(predicate, facts), facts)
    ]


SPOKEN: dict[str, tuple[Predicate, list[Fact], list[dict[int, float]]]] = {
    "numbers apart speak each for their own": (
        STRENGTH,
        [said("A", exact(100), claim=1), said("B", exact(200), claim=2)],
        [{1: 1}, {2: 1}],
    ),
    "a near number speaks in part": (
        STRENGTH,
        [said("A", exact(98), claim=1), said("B", exact(100), claim=2)],
        [{1: 1, 2: 0.6}, {2: 1, 1: 0.6}],
    ),
    "a number at five per cent does not": (
        STRENGTH,
        [said("A", exact(95), claim=1), said("B", exact(100), claim=2)],
        [{1: 1}, {2: 1}],
    ),
    "a bridge speaks in full for both": (
        STRENGTH,
        [said("A", exact(10), claim=1), said("B", exact(20), claim=2), said("C", range_of(10, 20), claim=3)],
        [{1: 1, 3: 1}, {2: 1, 3: 1}],
    ),
    "a denial speaks for the denial alone": (
        STRENGTH,
        [said("A", exact(100), claim=1), said("B", exact(101), claim=2, denies=True)],
        [{1: 1}, {2: 1}],
    ),
    "dates have no relative distance": (
        FOUNDED,
        [said("A", dated(2011), claim=1), said("B", dated(2012), claim=2)],
        [{1: 1}, {2: 1}],
    ),
    "a broader term says less": (
        STATUS,
        [said("A", "killed", claim=1), said("B", "assassinated", claim=2)],
        [{1: 0.9, 2: 1}],
    ),
    "a broader term alone is what is claimed": (STATUS, [said("A", "killed", claim=1)], [{1: 1}]),
    "terms declared compatible say the same": (
        STATUS,
        [said("A", "disappeared", claim=1), said("B", "detained", claim=2)],
        [{1: 1, 2: 1}],
    ),
    "one alternative that fits is enough": (
        STATUS,
        [said("A", "killed", "assassinated", claim=1), said("B", "assassinated", claim=2)],
        [{1: 1, 2: 1}],
    ),
    "another entity says nothing": (
        LED_BY,
        [said("A", "x", claim=1), said("B", "y", claim=2)],
        [{1: 1}, {2: 1}],
    ),
    "text speaks for itself": (MOTTO, [said("A", claim=1), said("B", claim=2)], [{1: 1}, {2: 1}]),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_a_claim_speaks_for_what_it_holds_and_for_what_is_near(name: str) -> None:
    predicate, facts, expected = SPOKEN[name]
    assert spoken(predicate, facts) == expected


@given(facts=crowds(some(INTERVALS)))
def test_searching_near_positions_finds_what_trying_all_of_them_does(facts: list[Fact]) -> None:
    found = positions(STRENGTH, facts)
    for position, share in zip(found, overlaps(STRENGTH, found, facts), strict=True):
        tried = {fact.claim: 1.0 for fact in facts if fact.claim in position.claims}
        for fact in facts:
            if position.denied or fact.denies:
                continue
            lo = -math.inf if position.lo is None else position.lo
            hi = math.inf if position.hi is None else position.hi
            near = max(nearness(member, lo, hi) for member in fact.intervals)
            if fact.claim in tried:
                assert near == 1, "what holds a position meets what its claims have in common"
            elif near > 0:
                tried[fact.claim] = near
        assert share == tried
