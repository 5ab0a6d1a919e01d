import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.positions import Position, positions
from app.contradictions.rules.bounds import soft_top
from app.contradictions.rules.fact import Fact
from tests.contradictions.rules.building import (
    INTERVALS,
    LED_BY,
    MOTTO,
    STATUS,
    STRENGTH,
    TERMS,
    about,
    at_least,
    crowds,
    exact,
    range_of,
    said,
    some,
    up_to,
)

KEYS = st.sampled_from([term.key for term in TERMS])


def held(found: list[Position]) -> list[tuple[tuple[int, ...], frozenset[int]]]:
    return [(position.claims, position.bridges) for position in found]


def test_claims_whose_soft_bounds_meet_hold_one_position() -> None:
    facts = [said("A", about(2000), claim=1), said("B", exact(1900), claim=2), said("C", exact(246), claim=3)]
    below, above = positions(STRENGTH, facts)
    assert (below.claims, above.claims) == ((3,), (1, 2))
    assert (above.point, above.lo, above.hi) == (1900, 1900, 1900)
    assert below.bridges == above.bridges == frozenset()


def test_up_to_300_and_246_are_two_positions() -> None:
    facts = [said("A", up_to(300), claim=1), said("B", exact(246), claim=2)]
    assert held(positions(STRENGTH, facts)) == [((2,), frozenset()), ((1,), frozenset())]


def test_a_claim_that_fits_several_positions_is_a_bridge_in_each() -> None:
    facts = [
        said("A", exact(10), claim=1),
        said("B", exact(20), claim=2),
        said("C", range_of(10, 20), claim=3),
        said("D", exact(30), claim=4),
    ]
    bridge = frozenset({3})
    assert held(positions(STRENGTH, facts)) == [((1, 3), bridge), ((2, 3), bridge), ((4,), frozenset())]


def test_a_floor_fits_every_higher_position() -> None:
    facts = [
        said("A", exact(10), claim=1),
        said("B", exact(20), claim=2),
        said("C", exact(1000), claim=3),
        said("D", at_least(15), claim=4),
    ]
    bridge = frozenset({4})
    assert held(positions(STRENGTH, facts)) == [((1,), frozenset()), ((2, 4), bridge), ((3, 4), bridge)]


def test_floors_above_everything_else_hold_an_unbounded_position() -> None:
    facts = [
        said("A", exact(10), claim=1),
        said("B", at_least(15), claim=2),
        said("C", at_least(90), claim=3),
    ]
    low, high = positions(STRENGTH, facts)
    assert (low.claims, high.claims) == ((1,), (2, 3))
    assert (high.point, high.lo, high.hi) == (None, 90, None)


def test_alternatives_join_the_positions_of_others() -> None:
    facts = [
        said("A", exact(10), exact(30), claim=1),
        said("B", exact(30), claim=2),
        said("C", exact(40), exact(50), claim=3),
    ]
    assert held(positions(STRENGTH, facts)) == [((1, 2), frozenset()), ((3,), frozenset())]


def test_denials_hold_a_position_of_their_own() -> None:
    facts = [
        said("A", "x", claim=1),
        said("B", "x", claim=2, denies=True),
        said("C", "y", claim=3, denies=True),
    ]
    asserted, denied = positions(LED_BY, facts)
    assert (asserted.claims, asserted.values, asserted.denied) == ((1,), ("x",), False)
    assert (denied.claims, denied.values, denied.denied) == ((2, 3), ("x", "y"), True)


def test_compatible_terms_hold_one_position() -> None:
    facts = [said("A", "killed", claim=1), said("B", "assassinated", claim=2), said("C", "alive", claim=3)]
    dead, alive = positions(STATUS, facts)
    assert (dead.claims, dead.values) == ((1, 2), ("assassinated", "killed"))
    assert (alive.claims, alive.values) == ((3,), ("alive",))


def test_a_broader_term_bridges_narrower_ones_that_exclude_each_other() -> None:
    facts = [
        said("A", "killed", claim=1),
        said("B", "assassinated", claim=2),
        said("C", "killed_in_action", claim=3),
    ]
    assert held(positions(STATUS, facts)) == [((1, 2), frozenset({1})), ((1, 3), frozenset({1}))]


def test_terms_that_are_declared_compatible_are_connected() -> None:
    facts = [said("A", "disappeared", claim=1), said("B", "detained", claim=2), said("C", "alive", claim=3)]
    assert held(positions(STATUS, facts)) == [((1, 2, 3), frozenset())]


def test_each_entity_is_a_position_and_alternatives_bridge() -> None:
    facts = [said("A", "x", claim=1), said("B", "y", "x", claim=2), said("C", "y", claim=3)]
    bridge = frozenset({2})
    assert held(positions(LED_BY, facts)) == [((1, 2), bridge), ((2, 3), bridge)]


def test_free_text_is_never_grouped() -> None:
    facts = [said("B", claim=2), said("A", claim=1)]
    assert held(positions(MOTTO, facts)) == [((1,), frozenset()), ((2,), frozenset())]


def test_no_claims_hold_no_position() -> None:
    assert positions(STRENGTH, []) == []


@given(facts=crowds(some(INTERVALS)))
def test_every_claim_holds_a_position_whose_range_lies_within_its_bounds(facts: list[Fact]) -> None:
    found = positions(STRENGTH, facts)
    assert {claim for position in found for claim in position.claims} == {fact.claim for fact in facts}
    for fact in (fact for fact in facts if not fact.denies):
        homes = [position for position in found if fact.claim in position.claims]
        assert all((fact.claim in position.bridges) == (len(homes) > 1) for position in homes)
        for position in homes:
            point = float("inf") if position.point is None else position.point
            assert any(member.soft_lo <= point <= soft_top(member) for member in fact.intervals)


@given(facts=crowds(INTERVALS.map(lambda value: (value,))))
def test_there_are_as_few_positions_as_points_that_all_ranges_need(facts: list[Fact]) -> None:
    found = [position for position in positions(STRENGTH, facts) if not position.denied]
    homes = [{claim for claim in position.claims if claim not in position.bridges} for position in found]
    assert all(homes)
    ranges = [fact.intervals[0] for fact in facts if not fact.denies]
    apart = 0
    reached = float("-inf")
    for member in sorted(ranges, key=soft_top):
        if member.soft_lo > reached:
            apart, reached = apart + 1, soft_top(member)
    assert len(found) == apart


@pytest.mark.parametrize("predicate", [STATUS, LED_BY], ids=lambda each: each.key)
@given(facts=crowds(some(KEYS)))
def test_every_value_holds_a_position(predicate: Predicate, facts: list[Fact]) -> None:
    found = positions(predicate, facts)
    assert {claim for position in found for claim in position.claims} == {fact.claim for fact in facts}


@given(facts=crowds(st.one_of(some(INTERVALS), some(KEYS))), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    shuffled = order.sample(facts, len(facts))
    assert positions(STATUS, shuffled) == positions(STATUS, facts)


def test_a_city_and_its_country_are_one_position_and_the_country_bridges_two_cities() -> None:
    died = replace(LED_BY, within={"aleppo": frozenset({"syria"}), "homs": frozenset({"syria"})})
    alone = positions(died, [said("A", "aleppo", claim=1), said("B", "syria", claim=2)])
    assert [position.claims for position in alone] == [(1, 2)]
    facts = [said("A", "aleppo", claim=1), said("B", "syria", claim=2), said("C", "homs", claim=3)]
    assert [(each.claims, each.bridges) for each in positions(died, facts)] == [
        ((1, 2), frozenset({2})),
        ((2, 3), frozenset({2})),
    ]
