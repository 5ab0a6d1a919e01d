import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.base import Interval
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.revisions import Revision, revisions
from tests.contradictions.rules.building import (
    ALLIED,
    INTERVALS,
    KILLED,
    LED_BY,
    MOTTO,
    STATUS,
    STRENGTH,
    Days,
    about,
    at_least,
    crowds,
    exact,
    on,
    said,
    since,
    some,
    sometime,
)

DAY = on(2016, 1, 1)


def word(claim: int, *values: Interval | str, **more: Any) -> Fact:
    return said("A", *values, claim=claim, **{"time": DAY, **more})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([word(1, exact(5), said=10), word(2, exact(6), said=11)], [Revision("revision", 1, 2)]),
        ([word(1, exact(5), said=11), word(2, exact(6), said=10)], [Revision("revision", 2, 1)]),
        ([word(1, exact(5)), word(2, exact(6))], [Revision("revision", 1, 2)]),
        ([word(1, exact(5), said=10), word(2, exact(6))], [Revision("revision", 1, 2)]),
        ([word(1, exact(5), said=10), word(2, exact(6), said=10)], [Revision("self_contradiction", 1, 2)]),
        ([word(1, exact(5), said=10), word(2, exact(5), said=11)], []),
        ([word(1, exact(5), said=10), word(2, exact(6), said=11, time=on(2016, 1, 2))], []),
        ([word(1, about(2000), said=10), word(2, exact(1900), said=11)], []),
        ([word(1, about(2000), said=10), word(2, exact(1600), said=11)], [Revision("revision", 1, 2)]),
        ([word(1, about(2000), said=10), word(2, exact(1600), said=10)], []),
        ([word(1, exact(5), exact(6), said=10), word(2, exact(6), said=11)], []),
        (
            [word(1, exact(5), said=10), word(2, exact(6), said=11), word(3, exact(5), said=12)],
            [Revision("revision", 1, 2), Revision("revision", 2, 3)],
        ),
        (
            [word(1, exact(5), said=10), word(2, exact(5), said=11, denies=True)],
            [Revision("revision", 1, 2)],
        ),
        ([word(1, exact(5), said=10), word(2, exact(6), said=11, denies=True)], []),
        ([word(1, exact(5), said=10, denies=True), word(2, exact(6), said=11, denies=True)], []),
    ],
)
def test_a_later_word_on_the_same_time_is_a_revision(facts: list[Fact], expected: list[Revision]) -> None:
    assert revisions(STRENGTH, facts) == expected
    assert revisions(STRENGTH, facts[::-1]) == expected


def test_a_narrower_term_is_no_revision_but_one_that_excludes_the_first_is() -> None:
    facts = [word(1, "killed"), word(2, "assassinated"), word(3, "alive")]
    assert revisions(STATUS, facts) == [Revision("revision", 2, 3)]


def test_where_several_values_can_be_true_only_a_change_of_polarity_is_a_revision() -> None:
    facts = [word(1, "x"), word(2, "y"), word(3, "x", denies=True), word(4, "x")]
    assert revisions(ALLIED, facts) == [Revision("revision", 1, 3), Revision("revision", 3, 4)]
    assert revisions(LED_BY, facts[:2]) == [Revision("revision", 1, 2)]


def test_free_text_is_never_a_revision() -> None:
    assert revisions(MOTTO, [word(1), word(2, denies=True)]) == []


def series(*counts: Interval) -> list[Fact]:
    return [
        word(number, count, time=sometime(5000 + number, 5000 + number), said=5000 + number)
        for number, count in enumerate(counts, 1)
    ]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 2, 3), []),
        ((1, 3, 2), [(2, 3)]),
        ((1, 3, 2, 2, 1), [(2, 3)]),
        ((1, 3, 2, 3, 2), [(2, 3), (2, 5)]),
        ((1, 5, 2, 4, 3, 5, 6, 4), [(2, 3), (7, 8)]),
        ((3, 3, 3), []),
    ],
)
def test_a_count_that_falls_is_revised_down_once_until_its_maximum_is_regained(
    counts: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    facts = series(*map(exact, counts))
    wanted = [Revision("revision_down", earlier, later) for earlier, later in expected]
    assert revisions(KILLED, facts) == revisions(KILLED, facts[::-1]) == wanted
    assert revisions(STRENGTH, facts) == []


def test_a_hedge_that_admits_growth_is_no_downward_revision() -> None:
    assert revisions(KILLED, series(about(300), exact(290))) == []
    assert revisions(KILLED, series(exact(300), at_least(15))) == []
    assert revisions(KILLED, series(about(300), exact(200))) == [Revision("revision_down", 1, 2)]


@pytest.mark.parametrize(
    "lower",
    [
        word(2, exact(200), time=sometime(5002, 5002), denies=True),
        word(2, exact(200), time=since(2015)),
        word(2, exact(200), time=Days(from_lo=4000, from_hi=4000, to_lo=5001, to_hi=5001)),
        word(2, time=sometime(5002, 5002)),
    ],
)
def test_denials_open_ends_and_counts_of_the_same_day_are_no_downward_revisions(lower: Fact) -> None:
    assert revisions(KILLED, [*series(exact(300)), lower]) == []


def test_a_count_corrected_for_its_own_day_is_no_maximum_for_later_days() -> None:
    facts = series(exact(300), exact(200))
    facts.append(word(3, exact(190), time=sometime(5001, 5001), said=5001 + 40))
    assert revisions(KILLED, facts) == [Revision("revision", 1, 3)]


@given(facts=crowds(some(INTERVALS)), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    shuffled = order.sample(facts, len(facts))
    assert revisions(KILLED, shuffled) == revisions(KILLED, facts)


@given(st.lists(st.integers(0, 20), max_size=20))
def test_there_are_as_many_downward_revisions_as_times_a_maximum_is_lost(counts: list[int]) -> None:
    below = [count < max(counts[: place + 1]) for place, count in enumerate(counts)]
    onsets = sum(now and not before for before, now in zip([False, *below], below, strict=False))
    assert len(revisions(KILLED, series(*map(exact, counts)))) == onsets
