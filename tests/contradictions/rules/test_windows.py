"""Windows of conflict: what the sweep finds is what trying every pair finds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.rules import denial, exclusive_value, value_disjoint
from app.contradictions.rules.denial import Denial
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.overlap import EMPTY, Clock, Span, Timed, clock, timed
from app.contradictions.rules.pairs import Conflict, Judge
from app.contradictions.rules.value_disjoint import ValueDisjoint
from app.contradictions.rules.windows import ALWAYS, Ranges, Values, Window, disputed, merged, windows
from tests.contradictions.rules.building import (
    INTERVALS,
    LED_BY,
    PRICE,
    STATUS,
    STRENGTH,
    TERMS,
    Days,
    crowds,
    exact,
    on,
    ordinal,
    said,
    since,
    some,
    sometime,
    throughout,
    within,
)

KEYS = st.sampled_from([term.key for term in TERMS])


def from_pairs(entries: Sequence[Timed], judge: Judge, shared: Clock) -> list[Window]:
    found = [
        disputed(shared, one.span, other.span)
        for one, other in combinations(entries, 2)
        if judge(one, other) or judge(other, one)
    ]
    return merged(found)


def of_values(predicate: Predicate, facts: Sequence[Fact]) -> tuple[list[Window], list[Window]]:
    judge = exclusive_value._Judge(predicate, clock(predicate))
    entries = timed(predicate, [fact for fact in facts if not fact.denies])
    swept = windows(entries, judge, judge.clock, lambda: Values(judge.opposed))
    return swept, from_pairs(entries, judge, judge.clock)


def of_denials(predicate: Predicate, facts: Sequence[Fact]) -> tuple[list[Window], list[Window]]:
    judge = denial._Judge(predicate, clock(predicate, fading=False))
    entries = timed(predicate, facts)
    swept = windows(entries, judge, judge.clock, lambda: Values(judge.opposed))
    return swept, from_pairs(entries, judge, judge.clock)


def of_ranges(predicate: Predicate, facts: Sequence[Fact]) -> tuple[list[Window], list[Window]]:
    judge = value_disjoint._Judge(predicate, clock(predicate))
    entries = timed(predicate, [fact for fact in facts if not fact.denies])
    return windows(entries, judge, judge.clock, Ranges), from_pairs(entries, judge, judge.clock)


Sweep = Callable[[Predicate, Sequence[Fact]], tuple[list[Window], list[Window]]]


@pytest.mark.parametrize("sweep", [of_values, of_denials])
@given(facts=crowds(some(KEYS), most=12), fixed=st.booleans())
def test_values_conflict_in_the_windows_that_all_pairs_give(
    sweep: Sweep, facts: list[Fact], fixed: bool
) -> None:
    predicate = replace(STATUS, temporality="fixed") if fixed else STATUS
    swept, tried = sweep(predicate, facts)
    assert swept == tried


@pytest.mark.parametrize("predicate", [PRICE, STRENGTH, replace(STRENGTH, persist_days=20)], ids=repr)
@given(facts=crowds(some(INTERVALS), most=12))
def test_ranges_conflict_in_the_windows_that_all_pairs_give(predicate: Predicate, facts: list[Fact]) -> None:
    swept, tried = of_ranges(predicate, facts)
    assert swept == tried


def lasting(lo: int, core_lo: int, core_hi: int, hi: int) -> Span:
    return Span(lo, hi, core_lo, core_hi)


VAGUE = Span(50, 60, *EMPTY)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (lasting(0, 10, 20, 40), lasting(5, 15, 30, 50), (15, 20)),
        (lasting(0, 10, 20, 40), lasting(5, 20, 30, 50), (20, 20)),
        (lasting(0, 10, 20, 40), lasting(5, 21, 30, 50), (5, 40)),
        (lasting(0, 10, 55, 90), VAGUE, (50, 60)),
        (lasting(0, 10, 20, 55), VAGUE, (50, 55)),
        (lasting(0, 10, 20, 50), VAGUE, (50, 50)),
        (lasting(0, 10, 20, 49), VAGUE, (0, 60)),
        (VAGUE, VAGUE, (50, 60)),
    ],
)
def test_two_claims_dispute_their_sure_days_else_all_their_days_else_the_days_between(
    one: Span, other: Span, expected: tuple[int, int]
) -> None:
    assert disputed(Clock(), one, other) == disputed(Clock(), other, one) == expected
    assert disputed(Clock(fixed=True), one, other) == ALWAYS


@pytest.mark.parametrize(
    ("lo", "hi", "expected"),
    [(5, 9, False), (5, 10, True), (12, 13, True), (20, 30, True), (21, 30, False), (0, 40, True)],
)
def test_a_window_includes_both_its_ends(lo: int, hi: int, expected: bool) -> None:
    assert Window(10, 20).meets(lo, hi) is expected


def test_a_dispute_of_another_window_is_no_witness_even_if_both_claims_may_reach_this_one() -> None:
    reaching = Days(
        from_lo=ordinal(2012), from_hi=ordinal(2018), to_lo=ordinal(2018, 6), to_hi=ordinal(2018, 6)
    )
    facts = [
        said("A", "x", time=throughout((2010, 1, 1), (2020, 1, 1)), claim=1),
        said("B", "y", time=within(2012, 5), modality="probable", claim=2),
        said("C", "y", time=reaching, claim=3),
    ]
    found = ExclusiveValue().find(LED_BY, facts)
    assert [(each.witness, each.window) for each in found] == [
        ((1, 2), (ordinal(2012, 5, 1), ordinal(2012, 5, 31))),
        ((1, 3), (ordinal(2018), ordinal(2018, 6))),
    ]


@pytest.mark.parametrize(
    ("first", "second"), [((1000, 1000), (1004, 1004)), ((990, 1000), (995, 995))], ids=["a day", "some day"]
)
def test_a_claim_within_a_known_window_still_widens_it_by_an_earlier_figure(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    facts = [
        said("A", exact(10), time=sometime(*first), claim=1),
        said("B", exact(10), time=sometime(*second), claim=2),
        said("A", exact(20), time=sometime(1005, 1005), claim=3),
        said("C", exact(20), time=sometime(1005, 1005), claim=4),
    ]
    swept, tried = of_ranges(replace(STRENGTH, persist_days=20), facts)
    assert swept == tried == [Window(first[0], 1005)]


def test_two_disputes_years_apart_are_two_although_one_claim_spans_both() -> None:
    facts = [
        said("A", "x", time=throughout((2010, 1, 1), (2020, 1, 1)), claim=1),
        said("B", "y", time=within(2012, 5), claim=2),
        said("C", "z", time=within(2018, 5), claim=3),
    ]
    found = ExclusiveValue().find(LED_BY, facts)
    assert [(each.members, each.window) for each in found] == [
        ((1, 2), (ordinal(2012, 5, 1), ordinal(2012, 5, 31))),
        ((1, 3), (ordinal(2018, 5, 1), ordinal(2018, 5, 31))),
    ]


def test_disputes_that_follow_on_the_next_day_are_one() -> None:
    def rival(day: int) -> list[Fact]:
        return [said("B", "y", time=on(2016, 1, 1), claim=2), said("C", "z", time=on(2016, 1, day), claim=3)]

    throne = said("A", "x", time=throughout((2015, 1, 1), (2017, 1, 1)), claim=1)
    assert len(ExclusiveValue().find(LED_BY, [throne, *rival(2)])) == 1
    assert len(ExclusiveValue().find(LED_BY, [throne, *rival(3)])) == 2


def test_what_comes_after_an_open_end_was_said_is_no_part_of_the_dispute_before() -> None:
    facts = [
        said("A", "x", time=since(2011), said=ordinal(2013), claim=1),
        said("B", "y", time=since(2012), said=ordinal(2013), claim=2),
        said("C", "z", time=since(2015), said=ordinal(2016), claim=3),
    ]
    (found,) = ExclusiveValue().find(LED_BY, facts)
    assert found.members == (1, 2)
    assert found.window == (ordinal(2012, 12, 31), ordinal(2013))


def test_figures_that_only_persist_have_the_hull_of_both_as_their_window() -> None:
    facts = [said("A", exact(100), time=on(2015, 1, 1)), said("B", exact(200), time=on(2015, 6, 1))]
    (found,) = ValueDisjoint().find(STRENGTH, facts)
    assert found.window == (ordinal(2015, 1, 1), ordinal(2015, 6, 1))


def test_denials_of_two_values_that_can_both_hold_are_two_disputes() -> None:
    allied = Predicate("allied_with", "ally", "entity")
    facts = [
        said("A", "x", time=within(2015), claim=1),
        said("B", "x", time=within(2015), claim=2, denies=True),
        said("A", "y", time=within(2015), claim=3),
        said("C", "y", time=within(2015), claim=4, denies=True),
        said("D", "z", time=within(2015), claim=5),
    ]
    assert sorted(each.members for each in Denial().find(allied, facts)) == [(1, 2), (3, 4)]
    (one,) = Denial().find(replace(allied, single="yes"), facts)
    assert one.members == (1, 2, 3, 4)


def test_what_is_always_so_conflicts_always() -> None:
    fixed = replace(LED_BY, temporality="fixed")
    (found,) = ExclusiveValue().find(fixed, [said("A", "x", time=within(2001)), said("B", "y")])
    assert found.window == ALWAYS == (BEGINNING, END)


def test_a_few_outliers_among_thousands_that_agree_are_found_without_trying_every_pair() -> None:
    calls = 0
    day = on(2016, 1, 1)
    facts = [said(f"v{number}", exact(1000), time=day, claim=number) for number in range(1, 3000)]
    facts.append(said("odd", exact(5), time=day, claim=5000))
    judge = value_disjoint._Judge(PRICE, clock(PRICE))

    def counted(one: Timed, other: Timed) -> Conflict | None:
        nonlocal calls
        calls += 1
        return judge(one, other)

    assert windows(timed(PRICE, facts), counted, judge.clock, Ranges) == [
        Window(day["from_lo"], day["to_hi"])
    ]
    assert calls < 10
