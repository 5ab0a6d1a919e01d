import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.base import Interval
from app.contradictions.rules.fact import END, Fact
from app.contradictions.rules.monotone_break import MonotoneBreak
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    FOUNDED,
    INTERVALS,
    KILLED,
    STATUS,
    STRENGTH,
    Case,
    Days,
    about,
    answers,
    assert_balanced,
    assert_pairs_agree,
    at_least,
    crowds,
    exact,
    fires,
    on,
    ordinal,
    range_of,
    said,
    silent,
    since,
    some,
    sometime,
    throughout,
    up_to,
    within,
)

RULE = MonotoneBreak()
EARLY, LATE = on(2016, 1, 1), on(2016, 3, 21)
LAST = ordinal(2016, 3, 21)
CASES = [
    fires(
        "a count that falls", KILLED, "certain", 0.25,
        said("A", exact(400), time=EARLY), said("B", exact(300), time=LATE),
    ),
    silent(
        "a count that rises", KILLED,
        said("A", exact(300), time=EARLY), said("B", exact(400), time=LATE),
    ),
    silent(
        "a count that stays", KILLED,
        said("A", exact(300), time=EARLY), said("B", exact(300), time=LATE),
    ),
    silent("one voice", KILLED, said("A", exact(400), time=EARLY), said("A", exact(300), time=LATE)),
    silent(
        "as of the same day", KILLED,
        said("A", exact(400), time=EARLY), said("B", exact(300), time=EARLY),
    ),
    fires(
        "as of the next day", KILLED, "certain", 0.25,
        said("A", exact(400), time=sometime(5000, 5000)), said("B", exact(300), time=sometime(5001, 5001)),
    ),
    silent(
        "as of times that could be the same", KILLED,
        said("A", exact(400), time=within(2016, 1)), said("B", exact(300), time=within(2016)),
    ),
    fires(
        "up to 300, then exactly 246", KILLED, "possible", 0.09,
        said("sources", up_to(300), time=EARLY), said("brigade", exact(246), time=LATE),
    ),
    silent(
        "up to 300, then what the phrase admits", KILLED,
        said("A", up_to(300), time=EARLY), said("B", exact(285), time=LATE),
    ),
    fires(
        "up to 300, then just less than the phrase admits", KILLED, "possible", 0.025,
        said("A", up_to(300), time=EARLY), said("B", exact(284.9), time=LATE),
    ),
    fires(
        "around 2000, then what no hedge admits", KILLED, "certain", 0.067,
        said("A", about(2000), time=EARLY), said("B", exact(1400), time=LATE),
    ),
    fires(
        "around 2000, then what only the widest hedge admits", KILLED, "possible", 0.125,
        said("A", about(2000), time=EARLY), said("B", exact(1500), time=LATE),
    ),
    silent(
        "around 2000, then what the hedge admits", KILLED,
        said("A", about(2000), time=EARLY), said("B", exact(1800), time=LATE),
    ),
    fires(
        "a hedged claimant", KILLED, "possible", 0.125,
        said("A", exact(400), time=EARLY, modality="probable"), said("B", exact(300), time=LATE),
    ),
    silent(
        "a floor later", KILLED,
        said("A", exact(400), time=EARLY), said("B", at_least(15), time=LATE),
    ),
    fires(
        "a floor earlier", KILLED, "certain", 0.25,
        said("A", at_least(400), time=EARLY), said("B", exact(300), time=LATE),
    ),
    silent(
        "an alternative earlier that fits", KILLED,
        said("A", exact(400), exact(300), time=EARLY), said("B", exact(300), time=LATE),
    ),
    silent(
        "an alternative later that fits", KILLED,
        said("A", exact(400), time=EARLY), said("B", exact(300), exact(500), time=LATE),
    ),
    fires(
        "alternatives of which the closest count", KILLED, "certain", 0.1,
        said("A", exact(900), exact(400), time=EARLY), said("B", exact(300), exact(360), time=LATE),
    ),
    fires(
        "alternatives earlier by soft bounds, of which the lowest counts", KILLED, "possible", 0.125,
        said("A", about(2200), about(2000), time=EARLY), said("B", exact(1500), time=LATE),
    ),
    fires(
        "alternatives later by soft bounds, of which the highest counts", KILLED, "possible", 0.125,
        said("A", about(2000), time=EARLY), said("B", exact(1400), exact(1500), time=LATE),
    ),
    fires(
        "a later count of which nobody knows the end", KILLED, "certain", 0.25,
        said("A", exact(400), time=EARLY),
        said("B", exact(300), time=Days(from_lo=LAST, from_hi=LAST, to_lo=LAST, to_hi=END)),
    ),
    fires(
        "a hedged count above a certain one", KILLED, "certain", 0.25,
        said("A", exact(500), time=EARLY, modality="probable"), said("C", exact(400), time=EARLY),
        said("B", exact(300), time=LATE),
    ),
    fires(
        "a hedged count below a certain one", KILLED, "certain", 0.25,
        said("A", exact(400), time=EARLY), said("B", exact(200), time=LATE, modality="probable"),
        said("C", exact(300), time=LATE),
    ),
    fires(
        "a higher count of the same day", KILLED, "certain", 0.25,
        said("A", exact(500), time=LATE), said("C", exact(400), time=EARLY), said("B", exact(300), time=LATE),
    ),
    fires(
        "higher counts of one's own", KILLED, "certain", 0.25,
        said("A", exact(500), time=EARLY), said("A", exact(450), time=EARLY),
        said("C", exact(400), time=EARLY), said("A", exact(300), time=LATE),
    ),
    fires(
        "up to 300 after a lower count", KILLED, "possible", 0.09,
        said("C", exact(10), time=on(2015, 6, 1)), said("A", up_to(300), time=EARLY),
        said("B", exact(246), time=LATE),
    ),
    fires(
        "exactly 400, then up to 380", KILLED, "possible", 0.025,
        said("A", exact(400), time=EARLY), said("B", Interval(0, 500, 360, 380, 380), time=LATE),
    ),
    silent("counts without a day", KILLED, said("A", exact(400)), said("B", exact(300))),
    silent(
        "a later count with an open end", KILLED,
        said("A", exact(400), time=EARLY), said("B", exact(300), time=since(2015, 1, 1)),
    ),
    silent(
        "a denial", KILLED,
        said("A", exact(400), time=EARLY), said("B", exact(300), time=LATE, denies=True),
    ),
    fires(
        "counted from different days", KILLED, "certain", 0.25,
        said("A", exact(400), time=throughout((2015, 1, 1), (2016, 1, 1))), said("B", exact(300), time=LATE),
    ),
    silent(
        "ranges that meet", KILLED,
        said("A", range_of(300, 500), time=EARLY), said("B", range_of(200, 300), time=LATE),
    ),
    fires("a count of none", KILLED, "certain", 1.0,
        said("A", exact(1), time=EARLY), said("B", exact(0), time=LATE),
    ),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_counts_that_fall_are_found_and_nothing_else(case: Case) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.predicate, case.facts)) == expected
    assert answers(RULE.find(case.predicate, case.facts[::-1])) == expected
    assert any(RULE.pairs(case.predicate, case.facts)) is bool(expected)


def test_only_cumulative_quantities_are_asked() -> None:
    assert [each for each in [KILLED, STRENGTH, FOUNDED, STATUS] if RULE.applies(each)] == [KILLED]


def test_the_witness_names_the_earlier_count_first_and_members_share_its_time_or_fall_too() -> None:
    facts = [
        said("A", exact(300), time=LATE, claim=1),
        said("B", exact(400), time=EARLY, claim=2),
        said("C", exact(390), time=EARLY, claim=3),
        said("D", exact(350), time=on(2016, 2, 1), claim=4),
        said("E", exact(10), time=on(2010, 1, 1), claim=5),
        said("F", exact(10), time=EARLY, denies=True, claim=6),
        said("G", time=EARLY, claim=7),
    ]
    (found,) = RULE.find(KILLED, facts)
    assert (found.witness, found.members) == ((2, 1), (1, 2, 3, 4))
    assert found.bounds == {"lo": 400, "hi": 300}


def test_members_are_those_of_smaller_falls_at_other_times_too() -> None:
    facts = [
        said(voice, exact(count), time=sometime(day, day), claim=day)
        for day, (voice, count) in enumerate([("A", 10), ("B", 9), ("C", 100), ("D", 50)], 101)
    ]
    (found,) = RULE.find(KILLED, facts)
    assert (found.witness, found.members) == ((103, 104), (101, 102, 103, 104))


def test_of_equal_falls_the_one_with_the_lowest_claims_is_the_witness() -> None:
    highs = [said("A", exact(400), time=EARLY, claim=number) for number in (5, 2, 3)]
    lows = [said("B", exact(300), time=LATE, claim=number) for number in (9, 7, 8)]
    (found,) = RULE.find(KILLED, [*highs, *lows])
    assert found.witness == (2, 7)
    assert_pairs_agree([found], RULE.pairs(KILLED, [*highs, *lows]))


def test_of_equal_soft_falls_the_one_with_the_wider_gap_between_the_bounds_is_the_witness() -> None:
    facts = [
        said("A", up_to(300), time=EARLY, claim=1),
        said("B", Interval(0, 290, 200, 260, 246), time=LATE, claim=2),
        said("B", Interval(0, 290, 200, 250, 246), time=LATE, claim=3),
        said("B", Interval(0, 290, 200, 250, 246), time=LATE, claim=4),
    ]
    (found,) = RULE.find(KILLED, facts)
    assert found.witness == (1, 3)


def test_of_soft_falls_that_read_alike_the_one_from_the_higher_bound_is_the_witness() -> None:
    facts = [
        said("A", Interval(0, 400, 250, 300, 290), time=EARLY, claim=1),
        said("C", Interval(0, 400, 260, 300, 290), time=EARLY, claim=2),
        said("B", exact(246), time=LATE, claim=3),
    ]
    (found,) = RULE.find(KILLED, facts)
    assert found.witness == (2, 3)


def test_of_two_falls_by_soft_bounds_the_larger_is_the_witness() -> None:
    facts = [
        said("A", up_to(300), time=EARLY, claim=1),
        said("B", exact(250), time=LATE, claim=2),
        said("C", exact(246), time=LATE, claim=3),
    ]
    (found,) = RULE.find(KILLED, facts)
    assert (found.severity, found.witness) == (0.09, (1, 3))


def test_the_sentence_says_that_a_cumulative_count_cannot_fall() -> None:
    earlier = Words(
        claimant="alSouria.net special sources",
        subject="Liwa al-Baqir",
        predicate="total death toll",
        value="up to 300",
        when="1 January 2016",
    )
    later = Words(
        claimant="Liwa al-Baqir",
        subject="Liwa al-Baqir",
        predicate="total death toll",
        value="246",
        when="21 March 2016",
    )
    assert RULE.sentence(earlier, later) == (
        "alSouria.net special sources on the total death toll of Liwa al-Baqir: up to 300 by 1 January 2016; "
        "Liwa al-Baqir: only 246 by 21 March 2016; a cumulative count cannot fall."
    )
    assert "246 by March 2016;" in RULE.sentence(earlier, replace(later, when="2014 to March 2016"))
    for when in ("since 2015", "until 2015", "from 2014 on", "between 2014 and 2015"):
        assert f"246 ({when});" in RULE.sentence(earlier, replace(later, when=when))
    assert "only 246;" in RULE.sentence(earlier, replace(later, when=""))


@given(facts=crowds(some(INTERVALS)))
def test_the_shortcut_finds_what_all_pairs_hold(facts: list[Fact]) -> None:
    assert_pairs_agree(RULE.find(KILLED, facts), RULE.pairs(KILLED, facts))


def members(facts: list[Fact]) -> set[int]:
    """The claims of every fall."""
    return {claim for pair in RULE.pairs(KILLED, facts) for claim in pair.witness}


@given(facts=crowds(some(INTERVALS), most=12))
def test_members_are_the_claims_of_every_fall(
    facts: list[Fact],
) -> None:
    for found in RULE.find(KILLED, facts):
        assert set(found.members) == members(facts)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(100, 109), st.integers(0, 6)), min_size=6, max_size=12
    )
)
def test_members_of_a_series_are_the_claims_of_every_fall(drawn: list[tuple[str, int, int]]) -> None:
    facts = [
        said(voice, exact(count), time=sometime(day, day), claim=number)
        for number, (voice, day, count) in enumerate(drawn, 1)
    ]
    for found in RULE.find(KILLED, facts):
        assert set(found.members) == members(facts)


@given(facts=crowds(some(INTERVALS)), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    shuffled = order.sample(facts, len(facts))
    assert RULE.find(KILLED, shuffled) == RULE.find(KILLED, facts)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=20))
def test_a_series_that_only_grows_never_breaks(counts: list[int]) -> None:
    facts = [
        said(f"voice {number % 3}", exact(count), time=sometime(5000 + number, 5000 + number))
        for number, count in enumerate(sorted(counts))
    ]
    assert RULE.find(KILLED, facts) == []
