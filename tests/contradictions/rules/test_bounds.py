"""How far apart two values are, for single pairs of numbers."""

import math

import pytest

from app.claims.values.base import Interval
from app.contradictions.rules.bounds import Clash, clash, distance, inexact, merged, soft_top
from tests.contradictions.rules.building import about, at_least, exact, range_of, said, up_to


@pytest.mark.parametrize(
    ("kind", "high", "low", "expected"),
    [
        ("quantity", 4, 3, 0.25),
        ("quantity", 4, 0, 1.0),
        ("quantity", 3, 3, 0.0),
        ("quantity", 3, 4, 0.0),
        ("quantity", 0, 0, 0.0),
        ("quantity", 1, 0.5, 0.5),
        ("quantity", 2, -2, 1.0),
        ("quantity", 1, -2, 1.0),
        ("quantity", 0, -2, 1.0),
        ("quantity", -1, -4, 0.75),
        ("quantity", -3, -3, 0.0),
        ("date", 365, 0, 0.5),
        ("date", 0, -730, 0.75),
        ("date", 100, 100, 0.0),
        ("date", 100, 101, 0.0),
    ],
)
def test_a_distance_is_relative_for_quantities_and_halves_a_year_for_dates(
    kind: str, high: float, low: float, expected: float
) -> None:
    assert distance(kind, high, low) == expected


@pytest.mark.parametrize(
    ("value", "top", "vague"),
    [
        (exact(15), 15, False),
        (about(100), 110, True),
        (at_least(15), math.inf, False),
        (up_to(100), 100, True),
        (range_of(1, 2), 2, False),
        (Interval(10, 30, 10, 20, 15), 20, True),
        (Interval(10, 30, 20, 30, 25), 30, True),
    ],
    ids=repr,
)
def test_a_floor_has_no_top_and_only_soft_bounds_within_the_hard_ones_are_inexact(
    value: Interval, top: float, vague: bool
) -> None:
    assert soft_top(value) == pytest.approx(top)
    assert inexact(said("A", value)) is vague
    assert inexact(said("A", exact(1), value)) is vague


@pytest.mark.parametrize(
    ("ones", "others", "expected"),
    [
        ([exact(4)], [exact(3)], Clash(hard=True, delta=0.25, ahead=True, lo=4, hi=3)),
        ([exact(3)], [exact(4)], Clash(hard=True, delta=0.25, ahead=False, lo=4, hi=3)),
        ([exact(3)], [exact(3)], None),
        ([range_of(3, 4)], [range_of(1, 3)], None),
        ([range_of(1, 3)], [range_of(3, 4)], None),
        ([], [exact(3)], None),
        ([exact(3)], [], None),
        ([about(100)], [exact(80)], Clash(hard=False, delta=0.2, ahead=True, lo=90, hi=80)),
        ([exact(80)], [about(100)], Clash(hard=False, delta=0.2, ahead=False, lo=90, hi=80)),
        ([about(100)], [exact(90)], None),
        ([exact(90)], [about(100)], None),
        ([exact(200)], [up_to(100)], Clash(hard=True, delta=0.475, ahead=True, lo=200, hi=105)),
        ([exact(200)], [at_least(20)], None),
        ([exact(8), exact(4)], [exact(3)], Clash(hard=True, delta=0.25, ahead=True, lo=4, hi=3)),
        ([exact(4)], [exact(1), exact(3)], Clash(hard=True, delta=0.25, ahead=True, lo=4, hi=3)),
        ([exact(4), exact(3)], [exact(3)], None),
        ([exact(2), exact(8)], [exact(4)], Clash(hard=True, delta=0.5, ahead=False, lo=4, hi=2)),
        ([about(100), exact(160)], [exact(80)], Clash(hard=False, delta=0.2, ahead=True, lo=90, hi=80)),
    ],
    ids=repr,
)
def test_values_clash_when_no_two_alternatives_meet(
    ones: list[Interval], others: list[Interval], expected: Clash | None
) -> None:
    found = clash("quantity", ones, others)
    assert found is None if expected is None else found == pytest.approx(expected)


def test_dates_clash_by_their_plain_readings_even_where_the_hard_bounds_are_apart() -> None:
    one, other = Interval(400, 900, 400, 900, 830), Interval(0, 200, 0, 200, 100)
    assert clash("date", [one], [other]) == Clash(hard=True, delta=0.75, ahead=True, lo=400, hi=200)


def test_alternatives_are_merged_into_the_reading_that_lies_closest() -> None:
    several = (Interval(1, 9, 2, 8, 5), Interval(20, 90, 30, 80, 50))
    assert merged(several, above=True) == Interval(1, 90, 2, 80, 5)
    assert merged(several, above=False) == Interval(1, 90, 2, 80, 50)
    assert merged((at_least(15),), above=True).soft_hi == math.inf
