import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.rules.denial import Denial
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ALLIED,
    FOUNDED,
    FOUNDED_BY,
    INTERVALS,
    LED_BY,
    MOTTO,
    PRICE,
    RECOGNISED,
    STATUS,
    STRENGTH,
    TERMS,
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
    throughout,
    up_to,
    within,
)

RULE = Denial()
KEYS = st.sampled_from([term.key for term in TERMS])
DAY = on(2016, 1, 1)
CASES = [
    fires(
        "an ally denied", ALLIED, "certain", 1.0,
        said("A", "x", time=DAY), said("B", "x", time=DAY, denies=True),
    ),
    silent("an ally asserted twice", ALLIED, said("A", "x", time=DAY), said("B", "x", time=DAY)),
    silent(
        "an ally denied twice", ALLIED,
        said("A", "x", time=DAY, denies=True), said("B", "x", time=DAY, denies=True),
    ),
    silent("another ally denied", ALLIED, said("A", "x", time=DAY), said("B", "y", time=DAY, denies=True)),
    silent("one voice", ALLIED, said("A", "x", time=DAY), said("A", "x", time=DAY, denies=True)),
    silent(
        "denied of another time", ALLIED,
        said("A", "x", time=within(2015)),
        said("B", "x", time=since(2016, 1), said=ordinal(2016, 1), denies=True),
    ),
    fires(
        "denied of what may be the same time", ALLIED, "possible", 0.25,
        said("A", "x", time=within(2016)), said("B", "x", time=within(2016, 2), denies=True),
    ),
    fires(
        "a hedged denial", ALLIED, "possible", 0.5,
        said("A", "x", time=DAY), said("B", "x", time=DAY, denies=True, modality="possible"),
    ),
    fires("a usually single value", FOUNDED_BY, "certain", 1.0, said("A", "x"), said("B", "x", denies=True)),
    fires(
        "a narrower term than the one denied", STATUS, "certain", 1.0,
        said("A", "assassinated", time=DAY), said("B", "killed", time=DAY, denies=True),
    ),
    fires(
        "a final term denied years later", STATUS, "certain", 1.0,
        said("A", "killed", time=within(2016)), said("B", "dead", time=on(2019, 1, 1), denies=True),
    ),
    silent(
        "a final term denied before its date", STATUS,
        said("A", "killed", time=DAY), said("B", "dead", time=on(2015, 12, 31), denies=True),
    ),
    silent(
        "a broader term than the one denied", STATUS,
        said("A", "killed", time=DAY), said("B", "assassinated", time=DAY, denies=True),
    ),
    silent(
        "an alternative that escapes the denial", LED_BY,
        said("A", "x", "y", time=DAY), said("B", "x", time=DAY, denies=True),
    ),
    fires(
        "alternatives that are all denied", LED_BY, "certain", 1.0,
        said("A", "x", "y", time=DAY), said("B", "y", "z", "x", time=DAY, denies=True),
    ),
    fires("yes denied", RECOGNISED, "certain", 1.0,
        said("A", "true", time=DAY), said("B", "true", time=DAY, denies=True),
    ),
    silent("no against yes denied", RECOGNISED,
        said("A", "false", time=DAY), said("B", "true", time=DAY, denies=True),
    ),
    fires(
        "a number within the denied hard bounds", STRENGTH, "certain", 1.0,
        said("A", exact(1500), time=DAY), said("B", about(2000), time=DAY, denies=True),
    ),
    silent(
        "a number outside the denied hard bounds", STRENGTH,
        said("A", exact(1499.9), time=DAY), said("B", about(2000), time=DAY, denies=True),
    ),
    fires(
        "a plain reading within the denied soft bounds", STRENGTH, "possible", 0.5,
        said("A", about(1800), time=DAY), said("B", about(2000), time=DAY, denies=True),
    ),
    fires(
        "a plain reading on the upper denied soft bound", STRENGTH, "possible", 0.5,
        said("A", about(2200), time=DAY), said("B", about(2000), time=DAY, denies=True),
    ),
    silent(
        "a plain reading above the denied soft bounds", STRENGTH,
        said("A", about(2201), time=DAY), said("B", about(2000), time=DAY, denies=True),
    ),
    silent(
        "a plain reading outside the denied soft bounds", STRENGTH,
        said("A", about(1799), time=DAY), said("B", about(2000), time=DAY, denies=True),
    ),
    silent(
        "a wider range than the one denied", STRENGTH,
        said("A", range_of(1000, 5000), time=DAY), said("B", exact(2000), time=DAY, denies=True),
    ),
    fires(
        "a number above a denied floor", STRENGTH, "certain", 1.0,
        said("A", exact(10_000), time=DAY), said("B", at_least(15), time=DAY, denies=True),
    ),
    silent(
        "a number below a denied floor", STRENGTH,
        said("A", exact(14), time=DAY), said("B", at_least(15), time=DAY, denies=True),
    ),
    fires(
        "a ceiling whose number is denied as a floor", STRENGTH, "possible", 0.5,
        said("A", up_to(300), time=DAY), said("B", at_least(15), time=DAY, denies=True),
    ),
    silent(
        "a figure denied of the next day", STRENGTH,
        said("A", exact(10), time=DAY), said("B", exact(10), time=on(2016, 1, 2), denies=True),
    ),
    fires("a month in a denied year", FOUNDED, "certain", 1.0,
        said("A", dated(2012, 3)), said("B", dated(2012), denies=True),
    ),
    silent("a year around a denied month", FOUNDED,
        said("A", dated(2012)), said("B", dated(2012, 3), denies=True),
    ),
    silent("free text", MOTTO, said("A", time=DAY), said("B", time=DAY, denies=True)),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_denials_are_found_and_nothing_else(case: Case) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.predicate, case.facts)) == expected
    assert answers(RULE.find(case.predicate, case.facts[::-1])) == expected
    assert any(RULE.pairs(case.predicate, case.facts)) is bool(expected)


def test_everything_but_free_text_is_asked() -> None:
    asked = [ALLIED, LED_BY, STATUS, RECOGNISED, STRENGTH, FOUNDED]
    assert [each for each in [*asked, MOTTO] if RULE.applies(each)] == asked


def test_the_witness_names_the_assertion_first_and_denials_are_members() -> None:
    facts = [
        said("A", "x", time=DAY, denies=True, claim=1),
        said("B", "x", time=DAY, claim=2),
        said("C", "x", time=DAY, denies=True, claim=3),
        said("D", "x", time=on(2016, 1, 2), claim=4),
    ]
    (found,) = RULE.find(ALLIED, facts)
    assert (found.witness, found.members) == ((2, 1), (1, 2, 3))


def test_a_certain_conflict_comes_before_a_possible_one_of_lower_claims() -> None:
    facts = [
        said("A", "x", time=DAY, modality="probable", claim=1),
        said("B", "x", time=DAY, denies=True, claim=2),
        said("C", "x", time=DAY, claim=3),
    ]
    (found,) = RULE.find(ALLIED, facts)
    assert (found.certain, found.witness) == (True, (3, 2))


def test_deaths_that_hold_for_ever_alike_are_told_apart_by_their_dates() -> None:
    lasting = throughout((2016, 1, 1), (2016, 1, 31))
    facts = [
        said("A", "dead", time=lasting, claim=1),
        said("B", "dead", time=lasting, claim=2),
        said("C", "dead", time=DAY, claim=3),
        said("D", "dead", time=DAY, denies=True, claim=4),
    ]
    (found,) = RULE.find(STATUS, facts)
    assert found.witness == (3, 4)


def test_the_sentence_says_who_denies_what() -> None:
    asserted = Words(claimant="A", subject="the brigade", predicate="superior", value="the movement")
    denied = Words(
        claimant="B", subject="the brigade", predicate="superior", value="the movement", denies=True
    )
    assert RULE.sentence(asserted, denied) == (
        "A on the superior of the brigade: the movement; B, of the same time: not the movement."
    )


@pytest.mark.parametrize("predicate", [STATUS, LED_BY, ALLIED], ids=lambda each: each.key)
@given(facts=crowds(some(KEYS)))
def test_the_shortcut_finds_what_all_pairs_hold(predicate: Predicate, facts: list[Fact]) -> None:
    assert_pairs_agree(RULE.find(predicate, facts), RULE.pairs(predicate, facts))


@pytest.mark.parametrize("predicate", [STRENGTH, PRICE], ids=lambda each: each.key)
@given(facts=crowds(some(INTERVALS)))
def test_the_shortcut_finds_the_numbers_that_all_pairs_hold(predicate: Predicate, facts: list[Fact]) -> None:
    assert_pairs_agree(RULE.find(predicate, facts), RULE.pairs(predicate, facts))


@given(facts=crowds(some(KEYS)), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    shuffled = order.sample(facts, len(facts))
    assert RULE.find(STATUS, shuffled) == RULE.find(STATUS, facts)
