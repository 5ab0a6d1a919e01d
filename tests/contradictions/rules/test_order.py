import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.base import Interval
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.order import Order
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ACTIVE,
    FOUNDED,
    INTERVALS,
    STRENGTH,
    answers,
    assert_balanced,
    assert_pairs_agree,
    crowds,
    dated,
    on,
    ordinal,
    said,
    some,
)

RULE = Order()


@dataclass(frozen=True)
class Dates:
    name: str
    founded: tuple[Fact, ...]
    active: tuple[Fact, ...]
    expected: tuple[str, float] | None = None


CASES = [
    Dates("founded too late", (said("A", dated(2012)),), (said("B", dated(2011)),), ("certain", 0.5)),
    Dates("one voice", (said("A", dated(2012)),), (said("A", dated(2011)),), ("certain", 0.5)),
    Dates("founded before", (said("A", dated(2011)),), (said("B", dated(2012)),)),
    Dates("founded in the same year", (said("A", dated(2012)),), (said("B", dated(2012)),)),
    Dates("a month and its year", (said("A", dated(2012, 12)),), (said("B", dated(2012)),)),
    Dates("a month later", (said("A", dated(2012, 2)),), (said("B", dated(2012, 1)),), ("certain", 0.055)),
    Dates("a month earlier", (said("A", dated(2012, 1)),), (said("B", dated(2012, 2)),)),
    Dates("five years later", (said("A", dated(2016)),), (said("B", dated(2011)),), ("certain", 0.969)),
    Dates(
        "a hedged claimant",
        (said("A", dated(2012), modality="probable"),), (said("B", dated(2011)),), ("possible", 0.25),
    ),
    Dates(
        "about 2012 against 2011",
        (said("A", dated(2012, around=366)),), (said("B", dated(2011)),), ("possible", 0.25),
    ),
    Dates(
        "about 2013 against 2011",
        (said("A", dated(2013, around=366)),), (said("B", dated(2011)),), ("certain", 0.75),
    ),
    Dates("2012 or 2010", (said("A", dated(2012), dated(2010)),), (said("B", dated(2011)),)),
    Dates("active 2011 or 2013", (said("A", dated(2012)),), (said("B", dated(2011), dated(2013)),)),
    Dates(
        "2012 or 2014, the closest counts",
        (said("A", dated(2012), dated(2014)),), (said("B", dated(2011)),), ("certain", 0.5),
    ),
    Dates(
        "active 2009 or 2011, the closest counts",
        (said("A", dated(2012)),), (said("B", dated(2009), dated(2011)),), ("certain", 0.5),
    ),
    Dates("another scope", (said("A", dated(2012), scope='{"place":"x"}'),), (said("B", dated(2011)),)),
    Dates("a denied founding", (said("A", dated(2012), denies=True),), (said("B", dated(2011)),)),
    Dates("a denied first activity", (said("A", dated(2012)),), (said("B", dated(2011), denies=True),)),
    Dates(
        "claimed of different times, which never matter",
        (said("A", dated(2012), time=on(2012, 1, 1)),), (said("B", dated(2011), time=on(2020, 1, 1)),),
        ("certain", 0.5),
    ),
    Dates("only foundings", (said("A", dated(2012)), said("B", dated(2011))), ()),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_dates_in_an_impossible_order_are_found_and_nothing_else(case: Dates) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(FOUNDED, ACTIVE, case.founded, case.active)) == expected
    assert answers(RULE.find(FOUNDED, ACTIVE, case.founded[::-1], case.active[::-1])) == expected


def test_only_declared_pairs_of_dates_are_asked() -> None:
    assert RULE.applies(FOUNDED, ACTIVE)
    assert not RULE.applies(ACTIVE, FOUNDED)
    assert not RULE.applies(FOUNDED, FOUNDED)
    assert not RULE.applies(replace(STRENGTH, before=("active_since",)), ACTIVE)


def test_each_scope_is_a_finding_of_its_own() -> None:
    founded = [said("A", dated(2012), scope=scope, claim=number) for number, scope in enumerate("xyz", 1)]
    active = [said("B", dated(2011), scope=scope, claim=number) for number, scope in enumerate("yxw", 11)]
    found = RULE.find(FOUNDED, ACTIVE, founded, active)
    assert [each.witness for each in found] == [(1, 12), (2, 11)]


def test_the_witness_names_the_latest_that_should_be_first_and_members_are_of_both_predicates() -> None:
    founded = [said("A", dated(2012), claim=1), said("B", dated(2013), claim=2)]
    active = [said("C", dated(2011), claim=3), said("D", dated(2010), claim=4)]
    (found,) = RULE.find(FOUNDED, ACTIVE, founded, active)
    assert (found.witness, found.members) == ((2, 4), (1, 2, 3, 4))


def test_of_equal_conflicts_the_one_with_the_lowest_claims_is_the_witness() -> None:
    founded = [said("A", dated(2012), claim=number) for number in (5, 2, 3)]
    active = [said("B", dated(2011), claim=number) for number in (9, 7, 8)]
    found = RULE.find(FOUNDED, ACTIVE, founded, active)
    assert [each.witness for each in found] == [(2, 7)]
    assert_pairs_agree(found, RULE.pairs(FOUNDED, ACTIVE, founded, active))


def test_of_dates_that_read_alike_the_one_that_leaves_less_open_is_the_witness() -> None:
    middle = ordinal(2011)
    founded = [said("A", dated(2012), claim=1)]
    active = [
        said("B", Interval(middle - 9, middle + more, middle - 9, middle + more, middle), claim=claim)
        for claim, more in ((7, 9), (8, 5))
    ]
    found = RULE.find(FOUNDED, ACTIVE, founded, active)
    assert [each.witness for each in found] == [(1, 8)]
    assert_pairs_agree(found, RULE.pairs(FOUNDED, ACTIVE, founded, active))


def test_a_later_plain_reading_is_not_passed_over_for_a_later_bound() -> None:
    vague = Interval(ordinal(2011, 6), ordinal(2020), ordinal(2011, 6), ordinal(2020), ordinal(2016))
    founded = [said("A", dated(2012), claim=1), said("B", vague, claim=2)]
    (found,) = RULE.find(FOUNDED, ACTIVE, founded, [said("C", dated(2010), claim=3)])
    assert (found.witness, found.severity) == ((2, 3), 0.978)


def test_members_share_the_time_for_which_the_witness_was_claimed() -> None:
    founded, active = replace(FOUNDED, temporality="state"), replace(ACTIVE, temporality="state")
    late = [said("A", dated(2012), time=on(year, 1, 1), claim=year) for year in (2015, 2016)]
    early = [said("B", dated(2011), time=on(year, 1, 1), claim=year + 10) for year in (2015, 2016)]
    (found,) = RULE.find(founded, active, late, early)
    assert (found.witness, found.members) == ((2015, 2025), (2015, 2025))


def test_the_sentence_names_one_account_once() -> None:
    late = Words(claimant="A", subject="the force", predicate="founding", value="2012")
    early = Words(claimant="B", subject="the force", predicate="first activity", value="2011")
    rule = "founding cannot come after first activity."
    assert RULE.sentence(late, early) == (
        f"A on the founding of the force: 2012; B on the first activity: 2011; {rule}"
    )
    assert RULE.sentence(late, replace(early, claimant="A")) == (
        f"A, within one account, on the founding of the force: 2012; on the first activity: 2011; {rule}"
    )


@given(crowds(some(INTERVALS)), crowds(some(INTERVALS)))
def test_the_shortcut_finds_what_all_pairs_hold(founded: list[Fact], drawn: list[Fact]) -> None:
    active = [replace(fact, claim=fact.claim + 100) for fact in drawn]
    found = RULE.find(FOUNDED, ACTIVE, founded, active)
    assert_pairs_agree(found, RULE.pairs(FOUNDED, ACTIVE, founded, active))


@given(crowds(some(INTERVALS)), st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(founded: list[Fact], order: random.Random) -> None:
    active = [replace(fact, claim=fact.claim + 100) for fact in founded]
    found = RULE.find(FOUNDED, ACTIVE, founded, active)
    mixed = order.sample(founded, len(founded)), order.sample(active, len(active))
    assert RULE.find(FOUNDED, ACTIVE, *mixed) == found
