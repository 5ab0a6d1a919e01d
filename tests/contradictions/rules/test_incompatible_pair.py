import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Exclusion, Predicate, Separator
from app.contradictions.rules.fact import END, Fact
from app.contradictions.rules.incompatible_pair import IncompatiblePair
from app.contradictions.rules.overlap import Clock, span
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    DEATH,
    LED_BY,
    RECOGNISED,
    STATUS,
    STRENGTH,
    TERMS,
    Sides,
    answers,
    assert_balanced,
    assert_stretches_agree,
    exact,
    held,
    on,
    ordinal,
    said,
    since,
    some,
    throughout,
    within,
)

RULE = IncompatiblePair()
PLACE, ROLE, NOTE = Separator("place"), Separator("role"), Separator("note")
# Who is dead holds no post; nobody is in the party and in the army; a banned party has no members.
MORTAL = replace(
    STATUS,
    separators=(PLACE, NOTE),
    excludes=(Exclusion("holds", "dead"), Exclusion("leads", "dead", "party")),
)
HOLDS = Predicate("holds", "post", "entity", separators=(PLACE, ROLE))
LEADS = Predicate("leads", "command", "entity")
SERVES = Predicate("serves", "service", "entity", excludes=(Exclusion("serves", "party", "army"),))
CIVILIAN = Predicate("civilian", "civilian status", "boolean", excludes=(Exclusion("leads", "true"),))
BORN_IN = Predicate(
    "born_in", "place of birth", "entity", temporality="fixed", excludes=(Exclusion("raised_in"),)
)
RAISED_IN = Predicate("raised_in", "place of childhood", "entity", temporality="fixed")
MARTYR = replace(DEATH, excludes=(Exclusion("holds", "killed"),))
SPRING = throughout((2016, 3, 1), (2016, 5, 31))
MARCH = throughout((2016, 3, 1), (2016, 3, 31))
DAY = on(2016, 3, 31)


def dead_and(name: str, one: Fact, other: Fact, expected: tuple[str, float] | None = None) -> Sides:
    return Sides(name, MORTAL, HOLDS, (one,), (other,), expected)


CERTAIN = ("certain", 1.0)
CASES = [
    dead_and("a dead man in a post", said("A", "dead", time=MARCH), said("B", "x", time=SPRING), CERTAIN),
    dead_and("in one account", said("A", "dead", time=MARCH), said("A", "x", time=SPRING), CERTAIN),
    dead_and("a narrower term", said("A", "assassinated", time=MARCH), said("B", "x", time=SPRING), CERTAIN),
    dead_and("another term", said("A", "detained", time=MARCH), said("B", "x", time=SPRING)),
    dead_and(
        "a hedged claimant",
        said("A", "dead", time=MARCH), said("B", "x", time=SPRING, modality="probable"), ("possible", 0.5),
    ),
    dead_and(
        "dead on the day on which the post ends",
        said("A", "dead", time=since(2016, 5, 31)), said("B", "x", time=SPRING),
    ),
    dead_and(
        "dead a day before the post ends",
        said("A", "dead", time=since(2016, 5, 30)), said("B", "x", time=SPRING), CERTAIN,
    ),
    dead_and("dead for ever", said("A", "dead", time=MARCH), said("B", "x", time=on(2026, 1, 1)), CERTAIN),
    dead_and("a post before", said("A", "dead", time=MARCH), said("B", "x", time=on(2016, 2, 28))),
    dead_and("a post in a month", said("A", "dead", time=MARCH), said("B", "x", time=within(2026, 1))),
    dead_and("no time", said("A", "dead"), said("B", "x", time=SPRING)),
    dead_and(
        "two narrower terms",
        said("A", "dead", "killed", time=MARCH), said("B", "x", time=SPRING), CERTAIN,
    ),
    dead_and("dead or missing", said("A", "dead", "disappeared", time=MARCH), said("B", "x", time=SPRING)),
    dead_and("not dead", said("A", "dead", time=MARCH, denies=True), said("B", "x", time=SPRING)),
    dead_and("no post", said("A", "dead", time=MARCH), said("B", "x", time=SPRING, denies=True)),
    dead_and(
        "two places",
        said("A", "dead", time=MARCH, scope='{"place":"x"}'),
        said("B", "x", time=SPRING, scope='{"place":"y"}'),
    ),
    dead_and("a place", said("A", "dead", time=MARCH, scope='{"place":"x"}'), said("B", "x", time=SPRING)),
    dead_and(
        "one place, and what only one predicate knows",
        said("A", "dead", time=MARCH, scope='{"note":"a","place":"x"}'),
        said("B", "x", time=SPRING, scope='{"place":"x","role":"b"}'), CERTAIN,
    ),
    Sides(
        "dead at the head of the party", MORTAL, LEADS,
        (said("A", "dead", time=MARCH),), (said("B", "party", time=SPRING),), CERTAIN,
    ),
    Sides(
        "dead at the head of the army", MORTAL, LEADS,
        (said("A", "dead", time=MARCH),), (said("B", "army", time=SPRING),),
    ),
    Sides(
        "dead at the head of either", MORTAL, LEADS,
        (said("A", "dead", time=MARCH),), (said("B", "party", "army", time=SPRING),),
    ),
    Sides(
        "a civilian in command on a day", CIVILIAN, LEADS,
        (said("A", "true", time=DAY),), (said("B", "x", time=DAY),), CERTAIN,
    ),
    Sides(
        "a civilian no longer in command", CIVILIAN, LEADS,
        (said("A", "true", time=DAY),), (said("B", "x", time=MARCH),),
    ),
    Sides(
        "no civilian in command", CIVILIAN, LEADS,
        (said("A", "false", time=DAY),), (said("B", "x", time=DAY),),
    ),
    Sides(
        "two statements that never change", BORN_IN, RAISED_IN,
        (said("A", "x", time=on(1970, 1, 1)),), (said("B", "x"),), CERTAIN,
    ),
    Sides(
        "never changing against some time", replace(BORN_IN, excludes=(Exclusion("leads"),)), LEADS,
        (said("A", "x"),), (said("B", "x", time=DAY),), CERTAIN,
    ),
    Sides(
        "never changing against no time", replace(BORN_IN, excludes=(Exclusion("leads"),)), LEADS,
        (said("A", "x"),), (said("B", "x"),),
    ),
    Sides(
        "in a post before he was killed", MARTYR, HOLDS,
        (said("A", "killed", time=DAY),), (said("B", "x", time=on(2016, 3, 30)),),
    ),
    Sides(
        "in a post after he was killed", MARTYR, HOLDS,
        (said("A", "killed", time=DAY),), (said("B", "x", time=on(2016, 4, 1)),), CERTAIN,
    ),
]  # fmt: skip


def itself(name: str, one: Fact, other: Fact, expected: tuple[str, float] | None = None) -> Sides:
    return Sides(name, SERVES, SERVES, (one, other), (one, other), expected)


ALONE = [
    itself("party and army", said("A", "party", time=DAY), said("B", "army", time=DAY), CERTAIN),
    itself("army and party", said("A", "army", time=DAY), said("B", "party", time=DAY), CERTAIN),
    itself("the party twice", said("A", "party", time=DAY), said("B", "party", time=DAY)),
    itself("party and police", said("A", "party", time=DAY), said("B", "police", time=DAY)),
    itself("either", said("A", "party", "army", time=DAY), said("B", "army", time=DAY)),
]


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced([*CASES, *ALONE])


@pytest.mark.parametrize("case", [*CASES, *ALONE], ids=repr)
def test_statements_that_exclude_each_other_are_found_and_nothing_else(case: Sides) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.first, case.second, case.firsts, case.seconds)) == expected
    assert answers(RULE.find(case.first, case.second, case.firsts[::-1], case.seconds[::-1])) == expected


def test_only_what_the_first_predicate_excludes_is_asked() -> None:
    assert RULE.applies(MORTAL, HOLDS)
    assert RULE.applies(MORTAL, LEADS)
    assert RULE.applies(SERVES, SERVES)
    assert not RULE.applies(HOLDS, MORTAL)
    assert not RULE.applies(MORTAL, RECOGNISED)
    assert not RULE.applies(LED_BY, LED_BY)


@pytest.mark.parametrize("exclusion", [Exclusion("status", "dead"), Exclusion("status")])
def test_a_predicate_that_excludes_itself_lets_stand_what_can_be_true_together(exclusion: Exclusion) -> None:
    status = replace(STATUS, excludes=(exclusion,))

    def found(one: str, other: str) -> int:
        facts = [said("A", one, time=DAY), said("B", other, time=on(2017, 1, 1))]
        return len(RULE.find(status, status, facts, facts))

    assert found("dead", "assassinated") == found("dead", "dead") == found("alive", "disappeared") == 0
    assert found("dead", "alive") == 1


def test_amounts_are_excluded_as_any_value_only() -> None:
    facts, dead = [said("A", exact(3), time=DAY)], [said("B", "dead", time=MARCH)]
    for value, expected in ((None, [CERTAIN]), ("3", [])):
        strength = replace(STRENGTH, excludes=(Exclusion("status", value, "dead"),))
        assert answers(RULE.find(strength, STATUS, facts, dead)) == expected
    strength = replace(STRENGTH, excludes=(Exclusion("strength"),))
    assert RULE.find(strength, strength, facts, [*facts, said("B", exact(4), time=DAY)]) == []


def test_disputes_apart_are_findings_of_their_own_and_name_their_days_and_claims() -> None:
    civil = [said("A", "true", time=throughout((2010, 1, 1), (2020, 1, 1)), claim=9)]
    leads = [
        said("B", "x", time=throughout((2016, 3, 1), (2016, 4, 1)), claim=3),
        said("B", "y", time=throughout((2016, 4, 2), (2016, 5, 1)), claim=2),
        said("B", "z", time=on(2012, 3, 1), claim=5),
        said("B", "z", time=on(2022, 3, 1), claim=1),
    ]
    early, late = RULE.find(CIVILIAN, LEADS, civil, leads)
    assert (early.window, late.window) == ((ordinal(2012, 3),) * 2, (ordinal(2016, 3), ordinal(2016, 5)))
    assert (early.witness, early.members) == ((9, 5), (5, 9))
    assert (late.witness, late.members) == ((9, 2), (2, 3, 9))
    assert late.clause == "the statements are declared to exclude each other; the times certainly overlap"
    assert late.days["second_from"] == ordinal(2016, 4, 2)


def test_what_holds_for_ever_conflicts_without_an_end_and_other_open_ends_until_they_were_said() -> None:
    dead, born = [said("A", "dead", time=MARCH)], replace(BORN_IN, excludes=(Exclusion("status"),))
    posts = [said("B", "x", time=since(2016, 2, 1), said=ordinal(2026))]
    (found,) = RULE.find(MORTAL, HOLDS, dead, posts)
    assert found.window == (ordinal(2016, 3), ordinal(2026))
    (found,) = RULE.find(born, STATUS, [said("B", "x")], dead)
    assert found.window == (ordinal(2016, 3), END)


def test_the_pair_that_does_not_hedge_is_the_witness() -> None:
    dead = [
        said("A", "dead", time=MARCH, claim=1, modality="probable"),
        said("B", "dead", time=MARCH, claim=4),
    ]
    posts = [said("C", "x", time=MARCH, claim=2, modality="probable"), said("D", "x", time=MARCH, claim=3)]
    (found,) = RULE.find(MORTAL, HOLDS, dead, posts)
    assert (found.certain, found.witness, found.members) == (True, (4, 3), (1, 2, 3, 4))


def test_of_equal_conflicts_the_one_with_the_lowest_claim_is_the_witness() -> None:
    times = {1: (1, 8), 2: (5, 20), 3: (8, 30), 5: (1, 8)}
    values = {1: "party", 2: "party", 3: "army", 5: "army"}
    facts = [
        said("A", values[claim], time=throughout((2016, 3, first), (2016, 3, last)), claim=claim)
        for claim, (first, last) in times.items()
    ]
    (found,) = RULE.find(SERVES, SERVES, facts, facts)
    pairs = RULE.pairs(SERVES, SERVES, facts, facts)
    assert found.witness == max(pairs, key=lambda pair: pair.rank).witness == (1, 5)
    assert found.members == (1, 2, 3, 5)


def test_claims_of_one_predicate_do_not_conflict_because_it_excludes_another() -> None:
    both = [said("A", "x"), said("B", "y")]
    assert RULE.find(BORN_IN, RAISED_IN, both, []) == RULE.find(BORN_IN, RAISED_IN, [], both) == []
    assert not list(RULE.pairs(BORN_IN, RAISED_IN, both, []))
    assert not list(RULE.pairs(BORN_IN, RAISED_IN, [], both))


def test_under_one_predicate_the_claim_that_was_said_first_is_named_first() -> None:
    facts = [said("A", "party", time=DAY, claim=1, said=9), said("B", "army", time=DAY, claim=2, said=5)]
    (found,) = RULE.find(SERVES, SERVES, facts, facts)
    assert (found.witness, found.members) == ((2, 1), (1, 2))


def test_each_scope_is_a_finding_of_its_own() -> None:
    scopes = ['{"place":"x"}', '{"place":"y"}']
    dead = [said("A", "dead", time=MARCH, scope=scope, claim=n) for n, scope in enumerate(scopes, 1)]
    posts = [said("B", "x", time=SPRING, scope=scope, claim=n) for n, scope in enumerate(scopes, 11)]
    found = RULE.find(MORTAL, HOLDS, dead, posts)
    assert [each.witness for each in found] == [(1, 11), (2, 12)]


def test_the_sentence_names_one_account_once() -> None:
    one = Words(claimant="A", subject="Khalid", predicate="status", value="killed", when="March 2016")
    other = Words(claimant="B", subject="Khalid", predicate="post", value="mayor")
    assert RULE.sentence(one, other) == (
        "A on the status of Khalid: killed (March 2016); B on the post: mayor; these exclude each other."
    )
    assert RULE.sentence(one, replace(other, claimant="A")) == (
        "A, within one account, on the status of Khalid: killed (March 2016); on the post: mayor; "
        "these exclude each other."
    )


KEYS = some(st.sampled_from([term.key for term in TERMS]))
POSTS = some(st.sampled_from(["party", "army", "police"]))


def excluding(
    first: Predicate, second: Predicate, firsts: Sequence[Fact], seconds: Sequence[Fact]
) -> set[frozenset[int]]:
    """The rule word for word: every alternative excluded, and cores that meet without a handover."""
    found = set()
    for one, other in product(firsts, seconds):
        spans = span(first, one), span(second, other)
        timely = all(each.has_core for each in spans) and Clock().tau(*spans) == 1
        options = product(one.choices, other.choices)
        if timely and not (one.denies or other.denies) and all(excludes(first, second, *o) for o in options):
            found.add(frozenset((one.claim, other.claim)))
    return found


def excludes(first: Predicate, second: Predicate, value: str, other: str) -> bool:
    return any(
        each.predicate == second.key
        and (each.value is None or first.narrower_or_equal(value, each.value))
        and (each.other_value is None or second.narrower_or_equal(other, each.other_value))
        for each in first.excludes
    )


@pytest.mark.parametrize("second", [HOLDS, LEADS], ids=lambda each: each.key)
@given(firsts=held(KEYS), drawn=held(POSTS))
def test_the_sweep_finds_what_all_pairs_hold(
    second: Predicate, firsts: list[Fact], drawn: list[Fact]
) -> None:
    seconds = [replace(fact, claim=fact.claim + 100) for fact in drawn]
    pairs = list(RULE.pairs(MORTAL, second, firsts, seconds))
    assert {frozenset(pair.witness) for pair in pairs} == excluding(MORTAL, second, firsts, seconds)
    assert_stretches_agree(RULE.find(MORTAL, second, firsts, seconds), pairs)


@given(facts=held(POSTS))
def test_the_sweep_of_one_predicate_finds_what_all_pairs_hold(facts: list[Fact]) -> None:
    pairs = list(RULE.pairs(SERVES, SERVES, facts, facts))
    assert {frozenset(pair.witness) for pair in pairs} == excluding(SERVES, SERVES, facts, facts)
    assert_stretches_agree(RULE.find(SERVES, SERVES, facts, facts), pairs)


@given(firsts=held(KEYS), drawn=held(POSTS), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(
    firsts: list[Fact], drawn: list[Fact], order: random.Random
) -> None:
    seconds = [replace(fact, claim=fact.claim + 100) for fact in drawn]
    mixed = order.sample(firsts, len(firsts)), order.sample(seconds, len(seconds))
    assert RULE.find(MORTAL, LEADS, *mixed) == RULE.find(MORTAL, LEADS, firsts, seconds)
