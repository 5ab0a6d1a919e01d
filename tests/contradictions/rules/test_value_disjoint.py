import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.value_disjoint import ValueDisjoint
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    FIGHTS,
    FOUNDED,
    INTERVALS,
    KILLED,
    LEADERS,
    MOTTO,
    PRICE,
    STATUS,
    STRENGTH,
    Case,
    about,
    answers,
    assert_balanced,
    assert_pairs_agree,
    at_least,
    crowds,
    dated,
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

RULE = ValueDisjoint()
NEW_YEAR = on(2016, 1, 1)
CASES = [
    fires(
        "two exact figures", STRENGTH, "certain", 0.5,
        said("A", exact(200), time=NEW_YEAR), said("B", exact(100), time=NEW_YEAR),
    ),
    fires(
        "two figures below none", STRENGTH, "certain", 0.5,
        said("A", exact(-10), time=NEW_YEAR), said("B", exact(-20), time=NEW_YEAR),
    ),
    silent(
        "the same figure", STRENGTH,
        said("A", exact(200), time=NEW_YEAR), said("B", exact(200), time=NEW_YEAR),
    ),
    silent(
        "one voice", STRENGTH,
        said("A", exact(200), time=NEW_YEAR), said("A", exact(100), time=NEW_YEAR),
    ),
    fires(
        "hard bounds just apart", STRENGTH, "certain", 0.007,
        said("A", range_of(151, 200), time=NEW_YEAR), said("B", range_of(100, 150), time=NEW_YEAR),
    ),
    silent(
        "hard bounds that touch", STRENGTH,
        said("A", range_of(150, 200), time=NEW_YEAR), said("B", range_of(100, 150), time=NEW_YEAR),
    ),
    fires(
        "hedges apart", STRENGTH, "certain", 0.833,
        said("A", about(2000), time=NEW_YEAR), said("B", about(200), time=NEW_YEAR),
    ),
    fires(
        "only soft bounds apart", STRENGTH, "possible", 0.1,
        said("A", about(2000), time=NEW_YEAR), said("B", exact(1600), time=NEW_YEAR),
    ),
    fires(
        "an exact figure just below the soft bound", STRENGTH, "possible", 0.05,
        said("A", about(2000), time=NEW_YEAR), said("B", exact(1799.9), time=NEW_YEAR),
    ),
    silent(
        "an exact figure on the soft bound", STRENGTH,
        said("A", about(2000), time=NEW_YEAR), said("B", exact(1800), time=NEW_YEAR),
    ),
    fires(
        "an exact figure just below the hard bound", STRENGTH, "certain", 0.0,
        said("A", about(2000), time=NEW_YEAR), said("B", exact(1499.9), time=NEW_YEAR),
    ),
    fires(
        "an exact figure on the hard bound", STRENGTH, "possible", 0.125,
        said("A", about(2000), time=NEW_YEAR), said("B", exact(1500), time=NEW_YEAR),
    ),
    silent(
        "a floor under a number beyond its soft bound", STRENGTH,
        said("A", at_least(15), time=NEW_YEAR), said("B", exact(1000), time=NEW_YEAR),
    ),
    fires(
        "a floor above a number", STRENGTH, "certain", 0.333,
        said("A", at_least(15), time=NEW_YEAR), said("B", exact(10), time=NEW_YEAR),
    ),
    fires(
        "a ceiling read as its number", STRENGTH, "possible", 0.09,
        said("A", up_to(300), time=NEW_YEAR), said("B", exact(246), time=NEW_YEAR),
    ),
    silent(
        "a ceiling within its soft bounds", STRENGTH,
        said("A", up_to(300), time=NEW_YEAR), said("B", exact(285), time=NEW_YEAR),
    ),
    silent(
        "an alternative that agrees", STRENGTH,
        said("A", exact(200), exact(100), time=NEW_YEAR), said("B", exact(100), time=NEW_YEAR),
    ),
    fires(
        "alternatives of which the closest counts", STRENGTH, "certain", 0.2,
        said("A", exact(50), exact(125), time=NEW_YEAR), said("B", exact(100), time=NEW_YEAR),
    ),
    fires(
        "a hedged claimant", STRENGTH, "possible", 0.25,
        said("A", exact(200), time=NEW_YEAR, modality="probable"), said("B", exact(100), time=NEW_YEAR),
    ),
    fires(
        "possibly the same time", STRENGTH, "possible", 0.125,
        said("A", exact(200), time=within(2016)), said("B", exact(100), time=within(2016, 5)),
    ),
    fires(
        "hedged and possibly the same time: halved once", STRENGTH, "possible", 0.125,
        said("A", exact(200), time=within(2016), modality="possible"), said("B", exact(100)),
    ),
    fires(
        "a usually single predicate", LEADERS, "possible", 0.25,
        said("A", exact(2), time=NEW_YEAR), said("B", exact(1), time=NEW_YEAR),
    ),
    fires(
        "a year apart, half faded", STRENGTH, "possible", 0.062,
        said("A", exact(200), time=sometime(5000, 5000)), said("B", exact(100), time=sometime(5365, 5365)),
    ),
    silent(
        "six and a half half-lives apart", STRENGTH,
        said("A", exact(200), time=sometime(5000, 5000)), said("B", exact(100), time=sometime(7373, 7373)),
    ),
    silent(
        "a figure that does not persist, a day apart", PRICE,
        said("A", exact(200), time=on(2016, 1, 1)), said("B", exact(100), time=on(2016, 1, 2)),
    ),
    silent(
        "succession", STRENGTH,
        said("A", exact(200), time=throughout((2015, 1, 1), (2015, 6, 1))),
        said("B", exact(100), time=throughout((2015, 6, 1), (2015, 9, 1))),
    ),
    silent(
        "a denial is no value", STRENGTH,
        said("A", exact(200), time=NEW_YEAR), said("B", exact(100), time=NEW_YEAR, denies=True),
    ),
    fires(
        "two years of founding", FOUNDED, "certain", 0.5,
        said("A", dated(2012)), said("B", dated(2011)),
    ),
    silent(
        "a year and a month in it", FOUNDED,
        said("A", dated(2012)), said("B", dated(2012, 3)),
    ),
    fires(
        "dates apart by their soft bounds only", FOUNDED, "possible", 0.25,
        said("A", dated(2012, around=366)), said("B", dated(2011)),
    ),
    silent(
        "2012 or 2015 against 2015", FOUNDED,
        said("A", dated(2012), dated(2015)), said("B", dated(2015)),
    ),
    fires(
        "cumulative as of the same day", KILLED, "certain", 0.5,
        said("A", exact(200), time=NEW_YEAR), said("B", exact(100), time=NEW_YEAR),
    ),
    fires(
        "cumulative as of the same day since different days", KILLED, "certain", 0.5,
        said("A", exact(200), time=NEW_YEAR),
        said("B", exact(100), time=throughout((2015, 1, 1), (2016, 1, 1))),
    ),
    silent(
        "cumulative as of the day after", KILLED,
        said("A", exact(200), time=on(2016, 1, 2)), said("B", exact(100), time=NEW_YEAR),
    ),
    silent(
        "cumulative as of some day of the same month", KILLED,
        said("A", exact(200), time=within(2016, 1)), said("B", exact(100), time=within(2016, 1)),
    ),
    silent(
        "cumulative with open ends", KILLED,
        said("A", exact(200), time=since(2015)), said("B", exact(100), time=since(2015)),
    ),
    silent("cumulative without a day", KILLED, said("A", exact(200)), said("B", exact(100))),
    silent("a lone claim", STRENGTH, said("A", exact(200), time=NEW_YEAR)),
    silent("no claim", STRENGTH),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_values_that_do_not_meet_are_found_and_nothing_else(case: Case) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.predicate, case.facts)) == expected
    assert answers(RULE.find(case.predicate, case.facts[::-1])) == expected
    assert any(RULE.pairs(case.predicate, case.facts)) is bool(expected)


def test_only_single_quantities_and_dates_are_asked() -> None:
    asked = [STRENGTH, PRICE, LEADERS, KILLED, FOUNDED]
    assert [each for each in [*asked, FIGHTS, STATUS, MOTTO] if RULE.applies(each)] == asked


def test_the_witness_names_the_higher_value_first_and_members_share_its_time() -> None:
    facts = [
        said("A", exact(100), time=NEW_YEAR, claim=1),
        said("B", exact(300), time=NEW_YEAR, claim=2),
        said("C", exact(100), time=NEW_YEAR, claim=3),
        said("D", exact(300), time=throughout((2015, 6, 1), (2015, 12, 1)), claim=4),
        said("E", exact(200), time=NEW_YEAR, claim=5),
        said("F", exact(50), time=NEW_YEAR, claim=6, denies=True),
    ]
    (found,) = RULE.find(STRENGTH, facts)
    assert (found.witness, found.members) == ((2, 1), (1, 2, 3, 5))
    assert found.bounds == {"lo": 300, "hi": 100}
    assert found.clause == "the hard bounds do not meet; the times certainly overlap"


def test_a_certain_pair_is_the_witness_even_when_a_possible_one_is_more_severe() -> None:
    facts = [
        said("A", exact(1000), time=NEW_YEAR, modality="probable", claim=1),
        said("B", exact(110), time=NEW_YEAR, claim=2),
        said("C", exact(100), time=NEW_YEAR, claim=3),
    ]
    (found,) = RULE.find(STRENGTH, facts)
    assert (found.certain, found.severity, found.witness) == (True, 0.091, (2, 3))


@pytest.mark.parametrize("highest", [exact(1000), Interval(0, 1000, 900, 1000, 1000)], ids=["hard", "soft"])
@pytest.mark.parametrize(
    ("predicate", "modality"), [(PRICE, "probable"), (LEADERS, "certain")], ids=["hedged", "usually one"]
)
def test_a_wider_gap_of_perhaps_another_time_does_not_end_the_search(
    predicate: Predicate, modality: str, highest: Interval
) -> None:
    facts = [
        said("A", highest, time=NEW_YEAR, modality=modality, claim=1),
        said("B", exact(100), time=within(2016), claim=2),
        said("C", exact(400), time=NEW_YEAR, claim=3),
    ]
    (found,) = RULE.find(predicate, facts)
    assert (found.certain, found.severity, found.witness) == (False, 0.3, (1, 3))


@pytest.mark.parametrize(
    ("vague", "sharp", "other", "severity"),
    [
        (Interval(100, 500, 300, 400, 350), exact(200), exact(50), 0.75),
        (Interval(0, 300, 50, 100, 80), exact(200), exact(400), 0.5),
    ],
    ids=["higher", "lower"],
)
def test_a_farther_reading_does_not_hide_a_farther_hard_bound_of_the_same_voice(
    vague: Interval, sharp: Interval, other: Interval, severity: float
) -> None:
    facts = [
        said("A", vague, time=NEW_YEAR, claim=1),
        said("A", sharp, time=NEW_YEAR, claim=2),
        said("B", other, time=NEW_YEAR, claim=3),
    ]
    (found,) = RULE.find(PRICE, facts)
    assert (found.certain, found.severity, set(found.witness)) == (True, severity, {2, 3})


@pytest.mark.parametrize(
    ("plain", "other"), [((2010, 3), dated(2013)), ((2011, 9), dated(2008))], ids=["earlier", "later"]
)
def test_a_nearer_bound_does_not_hide_a_farther_plain_reading_of_a_date(
    plain: tuple[int, int], other: Interval
) -> None:
    wide = Interval(ordinal(2010), ordinal(2012), ordinal(2010), ordinal(2012), ordinal(*plain))
    facts = [
        said("A", dated(2011, 6), claim=1),
        said("A", wide, claim=2),
        said("B", other, claim=3),
    ]
    (found,) = RULE.find(FOUNDED, facts)
    assert set(found.witness) == {2, 3}


def test_a_vague_date_that_may_be_later_does_not_hide_one_that_surely_is() -> None:
    wide = Interval(ordinal(2010), ordinal(2012), ordinal(2010), ordinal(2012), ordinal(2011, 9))
    facts = [
        said("A", wide, claim=1),
        said("A", dated(2011, 6), claim=2),
        said("B", dated(2010, 12), claim=3),
    ]
    (found,) = RULE.find(FOUNDED, facts)
    assert (found.certain, found.witness) == (True, (2, 3))


def test_figures_below_none_are_searched_to_the_end() -> None:
    facts = [
        said("A", exact(-10), time=NEW_YEAR, modality="probable", claim=1),
        said("B", exact(-40), time=within(2016), claim=2),
        said("C", exact(-25), time=NEW_YEAR, claim=3),
    ]
    (found,) = RULE.find(PRICE, facts)
    assert (found.severity, found.witness) == (0.3, (1, 3))


def test_a_far_alternative_does_not_hide_a_claim_without_one() -> None:
    facts = [
        said("A", exact(100), exact(1000), time=NEW_YEAR, claim=1),
        said("A", exact(500), time=NEW_YEAR, claim=2),
        said("B", exact(90), time=NEW_YEAR, claim=3),
    ]
    (found,) = RULE.find(PRICE, facts)
    assert (found.severity, found.witness) == (0.82, (2, 3))


def test_of_conflicts_that_read_alike_the_one_with_the_wider_gap_between_the_bounds_is_the_witness() -> None:
    facts = [
        said("A", up_to(300), time=NEW_YEAR, claim=1),
        said("B", Interval(0, 290, 200, 260, 246), time=NEW_YEAR, claim=2),
        said("B", Interval(0, 290, 200, 250, 246), time=NEW_YEAR, claim=3),
        said("B", Interval(0, 290, 200, 250, 246), time=NEW_YEAR, claim=4),
    ]
    found = RULE.find(PRICE, facts)
    assert [each.witness for each in found] == [(1, 3)]
    assert_pairs_agree(found, RULE.pairs(PRICE, facts))


def test_a_wide_hedge_is_not_passed_over_for_the_exact_figures_beside_it() -> None:
    facts = [
        said("A", Interval(20, 30, 25, 27, 26), time=NEW_YEAR, claim=1),
        said("B", Interval(5, 40, 8, 10, 9), time=NEW_YEAR, claim=2),
        said("C", exact(12), time=NEW_YEAR, claim=3),
        said("D", exact(13), time=NEW_YEAR, claim=4),
    ]
    (found,) = RULE.find(LEADERS, facts)
    assert (found.certain, found.severity, found.witness) == (False, 0.327, (1, 2))


def test_dates_that_never_change_are_certain_whenever_they_were_claimed_to_hold() -> None:
    facts = [
        said("A", dated(2012, 2), time=on(2012, 6, 1), claim=1),
        said("B", dated(2012, 1), time=on(2020, 6, 1), claim=2),
        said("C", dated(1990), time=on(2012, 6, 1), claim=3, modality="probable"),
    ]
    (found,) = RULE.find(FOUNDED, facts)
    assert (found.certain, found.severity, found.witness) == (True, 0.055, (1, 2))


def test_stretches_of_time_that_share_no_claim_are_found_apart() -> None:
    facts = [
        said(voice, exact(number), time=on(year, 1, 1))
        for year in (2001, 2014)
        for voice, number in (("A", 200), ("B", 100))
    ]
    assert answers(RULE.find(STRENGTH, facts)) == [("certain", 0.5)] * 2


def test_a_count_that_is_disputed_daily_is_one_dispute() -> None:
    facts = [
        said(voice, exact(number + day), time=on(2016, 1, day))
        for day in range(1, 20)
        for voice, number in (("A", 200), ("B", 100))
    ]
    assert answers(RULE.find(KILLED, facts)) == [("certain", 0.498)]


def test_days_on_which_all_agree_are_no_part_of_a_daily_dispute() -> None:
    facts = [
        said("A", exact(200), time=on(2016, 1, 2), claim=1),
        said("B", exact(100), time=on(2016, 1, 2), claim=2),
        said("A", exact(200), time=on(2016, 1, 3), claim=3),
        said("C", exact(50), time=on(2016, 1, 1), claim=4),
    ]
    (found,) = RULE.find(KILLED, facts)
    assert (found.window, found.members) == ((ordinal(2016, 1, 2), ordinal(2016, 1, 2)), (1, 2))


def test_every_count_of_a_disputed_day_is_a_member_and_none_of_another_day() -> None:
    facts = [
        said("A", exact(200), time=on(2016, 1, 1), claim=1),
        said("B", exact(100), time=on(2016, 1, 1), claim=2),
        said("C", range_of(50, 500), time=on(2016, 1, 1), claim=3),
        said("A", exact(200), time=on(2016, 1, 2), claim=4),
        said("B", exact(110), time=on(2016, 1, 2), claim=5),
        said("C", range_of(50, 500), time=on(2016, 1, 2), claim=6),
        said("C", range_of(50, 500), time=on(2016, 1, 3), claim=7),
    ]
    (found,) = RULE.find(replace(KILLED, persist_days=365), facts)
    assert (found.witness, found.members) == ((1, 2), (1, 2, 3, 4, 5, 6))


def test_a_cumulative_count_does_not_last_whatever_the_predicate_says() -> None:
    facts = [said("A", exact(200), time=on(2016, 1, 1)), said("B", exact(100), time=on(2016, 1, 2))]
    lasting = replace(KILLED, persist_days=365)
    assert RULE.find(lasting, facts) == []
    assert list(RULE.pairs(lasting, facts)) == []


def test_the_sentence_names_both_values_and_leaves_out_unknown_times() -> None:
    higher = Words(claimant="A", subject="the brigade", predicate="strength", value="2,000", when="May 2016")
    lower = Words(claimant="B", subject="the brigade", predicate="strength", value="200 fighters")
    assert RULE.sentence(higher, lower) == (
        "A on the strength of the brigade: 2,000 (May 2016); B: 200 fighters; the two do not meet."
    )
    assert RULE.sentence(replace(higher, value="At least 300"), replace(lower, value="athletes")) == (
        "A on the strength of the brigade: At least 300 (May 2016); B: athletes; the two do not meet."
    )


@pytest.mark.parametrize("predicate", [STRENGTH, PRICE, LEADERS, KILLED, FOUNDED], ids=lambda each: each.key)
@given(facts=crowds(some(INTERVALS)))
def test_the_shortcut_finds_what_all_pairs_hold(predicate: Predicate, facts: list[Fact]) -> None:
    assert_pairs_agree(RULE.find(predicate, facts), RULE.pairs(predicate, facts))


@given(facts=crowds(some(INTERVALS)), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    shuffled = order.sample(facts, len(facts))
    assert RULE.find(STRENGTH, shuffled) == RULE.find(STRENGTH, facts)


@given(facts=crowds(some(INTERVALS)), value=INTERVALS)
def test_a_voice_never_conflicts_with_itself(facts: list[Fact], value: Interval) -> None:
    voices = {fact.claim: fact.voice for fact in facts} | {99: "A"}
    more = [*facts, said("A", value, time=NEW_YEAR, claim=99)]
    assert all(voices[one.witness[0]] != voices[one.witness[1]] for one in RULE.find(STRENGTH, more))
    alone = [fact for fact in more if fact.voice == "A"]
    assert RULE.find(STRENGTH, alone) == []


@given(number=st.integers(1, 10**6), factor=st.floats(1, 100))
def test_a_floor_never_conflicts_with_a_larger_number(number: int, factor: float) -> None:
    facts = [said("A", at_least(number), time=NEW_YEAR), said("B", exact(number * factor), time=NEW_YEAR)]
    assert RULE.find(STRENGTH, facts) == []
    assert facts[0].intervals[0].hard_hi == math.inf
