import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contradictions.rules.fact import Fact
from app.contradictions.rules.order import Order
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ACTIVE,
    FOUNDED,
    INTERVALS,
    STRENGTH,
    answers,
    assert_pairs_agree,
    crowds,
    dated,
    on,
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
    firing = sum(case.expected is not None for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES) >= 12
    assert min(firing, len(CASES) - firing) >= len(CASES) / 3


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
