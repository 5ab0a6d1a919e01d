import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.rules.exclusive_value import ExclusiveValue
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ALLIED,
    DEATH,
    FOUNDED,
    FOUNDED_BY,
    LED_BY,
    MOTTO,
    RECOGNISED,
    STATUS,
    STRENGTH,
    TERMS,
    Case,
    Days,
    answers,
    assert_balanced,
    assert_pairs_agree,
    crowds,
    fires,
    on,
    ordinal,
    said,
    silent,
    since,
    some,
    throughout,
    within,
)

RULE = ExclusiveValue()
KEYS = st.sampled_from([term.key for term in TERMS])
DAY = on(2016, 1, 1)
# About March 2016, still so when it was said in April; about 25 March 2016, for ever.
MISSING = Days(from_lo=ordinal(2016, 2), from_hi=ordinal(2016, 4, 30), to_lo=4_000_000, to_hi=4_000_000)
SHOT = Days(from_lo=ordinal(2016, 3, 22), from_hi=ordinal(2016, 3, 28), to_lo=4_000_000, to_hi=4_000_000)
CASES = [
    fires(
        "two leaders on one day", LED_BY, "certain", 1.0,
        said("A", "x", time=DAY), said("B", "y", time=DAY),
    ),
    silent("one leader", LED_BY, said("A", "x", time=DAY), said("B", "x", time=DAY)),
    silent("one voice", LED_BY, said("A", "x", time=DAY), said("A", "y", time=DAY)),
    fires(
        "two leaders in one year", LED_BY, "possible", 0.25,
        said("A", "x", time=within(2016)), said("B", "y", time=within(2016, 7)),
    ),
    silent(
        "two leaders in two years", LED_BY,
        said("A", "x", time=within(2015)), said("B", "y", time=within(2016)),
    ),
    silent(
        "a leader who hands over on a day", LED_BY,
        said("A", "x", time=throughout((2015, 1, 1), (2016, 1, 1))),
        said("B", "y", time=since(2016, 1, 1), said=740_000),
    ),
    fires(
        "a leader who hands over a day late", LED_BY, "certain", 1.0,
        said("A", "x", time=throughout((2015, 1, 1), (2016, 1, 2))),
        said("B", "y", time=since(2016, 1, 1), said=740_000),
    ),
    fires(
        "a hedged claimant", LED_BY, "possible", 0.5,
        said("A", "x", time=DAY, modality="probable"), said("B", "y", time=DAY),
    ),
    fires("two founders where one is usual", FOUNDED_BY, "possible", 0.5, said("A", "x"), said("B", "y")),
    silent("a denial is no value", LED_BY, said("A", "x", time=DAY), said("B", "y", time=DAY, denies=True)),
    silent(
        "alternatives that share one", LED_BY,
        said("A", "x", "y", time=DAY), said("B", "y", "z", time=DAY),
    ),
    fires(
        "alternatives that share none", LED_BY, "certain", 1.0,
        said("A", "x", "y", time=DAY), said("B", "v", "z", time=DAY),
    ),
    fires(
        "yes and no", RECOGNISED, "certain", 1.0,
        said("A", "true", time=DAY), said("B", "false", time=DAY),
    ),
    silent("yes and yes", RECOGNISED, said("A", "true", time=DAY), said("B", "true", time=DAY)),
    fires(
        "killed in action and assassinated", DEATH, "certain", 1.0,
        said("A", "killed_in_action", time=within(2016, 3)), said("B", "assassinated", time=within(2016, 3)),
    ),
    silent(
        "killed and assassinated", DEATH,
        said("A", "killed", time=within(2016, 3)), said("B", "assassinated", time=within(2016, 3)),
    ),
    silent("missing and alive", STATUS, said("A", "disappeared", time=DAY), said("B", "alive", time=DAY)),
    fires(
        "missing and dead", STATUS, "certain", 1.0,
        said("A", "disappeared", time=DAY), said("B", "dead", time=on(2015, 1, 1)),
    ),
    silent(
        "missing before the death", STATUS,
        said("A", "disappeared", time=DAY), said("B", "dead", time=on(2016, 1, 2)),
    ),
    fires(
        "alive years after a death", STATUS, "certain", 1.0,
        said("A", "alive", time=on(2019, 1, 1)), said("B", "killed", time=within(2016, 3)),
    ),
    fires(
        "declared missing, suspected killed", STATUS, "possible", 0.25,
        said("movement", "disappeared", time=MISSING, said=ordinal(2016, 4)),
        said("analyst", "killed", time=SHOT, modality="probable"),
    ),
    silent("one broader than the other's both alternatives", STATUS,
        said("A", "dead", time=DAY), said("B", "assassinated", "killed_in_action", time=DAY),
    ),
    silent("no claim", LED_BY),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_values_that_exclude_each_other_are_found_and_nothing_else(case: Case) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.predicate, case.facts)) == expected
    assert answers(RULE.find(case.predicate, case.facts[::-1])) == expected
    assert any(RULE.pairs(case.predicate, case.facts)) is bool(expected)


def test_only_single_terms_entities_and_booleans_are_asked() -> None:
    asked = [LED_BY, FOUNDED_BY, STATUS, DEATH, RECOGNISED]
    assert [each for each in [*asked, ALLIED, STRENGTH, FOUNDED, MOTTO] if RULE.applies(each)] == asked


def test_of_equal_conflicts_the_one_with_the_lowest_claims_is_the_witness() -> None:
    facts = [
        said(voice, value, time=DAY, claim=number)
        for number, voice, value in [
            (9, "A", "x"),
            (2, "B", "y"),
            (4, "C", "x"),
            (3, "B", "x"),
            (7, "C", "y"),
        ]
    ]
    (found,) = RULE.find(LED_BY, facts)
    assert (found.witness, found.members) == ((2, 4), (2, 3, 4, 7, 9))


def test_a_certain_conflict_comes_before_a_possible_one_of_lower_claims() -> None:
    facts = [
        said("A", "x", time=DAY, modality="probable", claim=1),
        said("B", "y", time=DAY, claim=2),
        said("C", "x", time=DAY, claim=3),
    ]
    (found,) = RULE.find(LED_BY, facts)
    assert (found.certain, found.witness) == (True, (2, 3))


def test_claims_at_another_time_are_no_members() -> None:
    facts = [
        said("A", "x", time=DAY, claim=1),
        said("B", "y", time=DAY, claim=2),
        said("C", "x", time=on(2016, 1, 2), claim=3),
        said("D", "x", time=within(2016), claim=4),
    ]
    (found,) = RULE.find(LED_BY, facts)
    assert found.members == (1, 2, 4)


def test_the_sentence_says_that_both_are_claimed_of_the_same_time() -> None:
    one = Words(claimant="A", subject="the man", predicate="status", value="disappeared", when="March 2016")
    other = Words(claimant="B", subject="the man", predicate="status", value="killed")
    assert RULE.sentence(one, other) == (
        "A on the status of the man: disappeared (March 2016); B, of the same time: killed."
    )


@pytest.mark.parametrize("predicate", [STATUS, DEATH, LED_BY, FOUNDED_BY], ids=lambda each: each.key)
@given(facts=crowds(some(KEYS)))
def test_the_shortcut_finds_what_all_pairs_hold(predicate: Predicate, facts: list[Fact]) -> None:
    assert_pairs_agree(RULE.find(predicate, facts), RULE.pairs(predicate, facts))


@given(facts=crowds(some(KEYS)), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    shuffled = order.sample(facts, len(facts))
    assert RULE.find(STATUS, shuffled) == RULE.find(STATUS, facts)
