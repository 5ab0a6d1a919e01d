import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.rules.exclusive_slot import ExclusiveSlot
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.overlap import span
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ALLIED,
    LED_BY,
    STATUS,
    Case,
    Days,
    answers,
    assert_balanced,
    assert_stretches_agree,
    fires,
    held,
    on,
    ordinal,
    said,
    silent,
    since,
    throughout,
    within,
)

RULE = ExclusiveSlot()
LED = replace(LED_BY, inverse_single=True)
NAMED = Predicate("named_after", "namesake", "entity", inverse_single=True, temporality="fixed")
SPRING = throughout((2016, 3, 1), (2016, 5, 31))
MARCH = throughout((2016, 3, 1), (2016, 3, 31))
KHALIDS = st.sampled_from([("khalid",)] * 5 + [("khalid", "omar")])


def led(voice: str, subject: str, time: Days | None = None, *others: str, **more: Any) -> Fact:
    return said(voice, "khalid", *others, time=time, subject=subject, **more)


CASES = [
    fires("two units", LED, "certain", 0.5, led("A", "x", SPRING), led("B", "y", MARCH)),
    fires("two units in one account", LED, "certain", 0.5, led("A", "x", SPRING), led("A", "y", MARCH)),
    fires(
        "a hedged claimant", LED, "possible", 0.25,
        led("A", "x", SPRING, modality="probable"), led("B", "y", MARCH),
    ),
    fires(
        "a handover that takes two days", LED, "certain", 0.5,
        led("A", "x", MARCH), led("B", "y", throughout((2016, 3, 30), (2016, 9, 1))),
    ),
    silent(
        "a handover on a day", LED,
        led("A", "x", MARCH), led("B", "y", throughout((2016, 3, 31), (2016, 9, 1))),
    ),
    silent(
        "one unit after the other", LED,
        led("A", "x", MARCH), led("B", "y", throughout((2016, 4, 1), (2016, 9, 1))),
    ),
    silent("a single day of both", LED, led("A", "x", on(2016, 3, 3)), led("B", "y", on(2016, 3, 3))),
    silent("a single day within a reign", LED, led("A", "x", SPRING), led("B", "y", on(2016, 3, 3))),
    silent("one unit", LED, led("A", "x", SPRING), led("B", "x", MARCH)),
    silent("a denial", LED, led("A", "x", SPRING), led("B", "y", MARCH, denies=True)),
    silent("a leader left open", LED, led("A", "x", SPRING), led("B", "y", MARCH, "omar")),
    silent("some day of a month", LED, led("A", "x", SPRING), led("B", "y", within(2016, 3))),
    silent("no time", LED, led("A", "x", SPRING), led("B", "y")),
    fires(
        "open ends, as far as somebody vouches for them", LED, "certain", 0.5,
        led("A", "x", since(2016, 3, 1), said=ordinal(2016, 4, 2)),
        led("B", "y", throughout((2016, 4, 1), (2016, 4, 30))),
    ),
    silent(
        "open ends, beyond what somebody vouches for", LED,
        led("A", "x", since(2016, 3, 1), said=ordinal(2016, 4, 1)),
        led("B", "y", throughout((2016, 4, 1), (2016, 4, 30))),
    ),
    fires("a namesake of two units, without a time", NAMED, "certain", 0.5, led("A", "x"), led("B", "y")),
    fires(
        "a namesake of two units, years apart", NAMED, "certain", 0.5,
        led("A", "x", on(2010, 1, 1)), led("B", "y", on(2016, 1, 1)),
    ),
    silent("a namesake of one unit", NAMED, led("A", "x"), led("B", "x")),
    silent("no claim", LED),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_a_holder_of_two_at_once_is_found_and_nothing_else(case: Case) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.predicate, case.facts)) == expected
    assert answers(RULE.find(case.predicate, case.facts[::-1])) == expected


def test_only_entities_that_belong_to_one_subject_are_asked() -> None:
    asked = [LED, NAMED]
    others = [LED_BY, ALLIED, replace(STATUS, inverse_single=True)]
    assert [each for each in [*asked, *others] if RULE.applies(each)] == asked


def staff(one: str, other: str) -> bool:
    """The staff commands both other units."""
    return one == "staff" and other in ("north", "south")


@pytest.mark.parametrize("units", [("staff", "north"), ("north", "staff")])
def test_a_unit_and_its_own_headquarters_share_a_leader(units: tuple[str, str]) -> None:
    facts = [led("A", units[0], SPRING), led("B", units[1], MARCH)]
    assert [*RULE.find(LED, facts, staff), *RULE.pairs(LED, facts, staff)] == []
    assert len(RULE.find(LED, facts)) == 1


def test_headquarters_are_no_members_of_their_units_conflict_and_no_excuse_for_it() -> None:
    facts = [
        led("A", unit, SPRING, claim=number) for number, unit in enumerate(("staff", "north", "south"), 1)
    ]
    (found,) = RULE.find(LED, facts, staff)
    assert (found.witness, found.members, found.subjects) == ((2, 3), (2, 3), ("north", "south"))


def test_disputes_years_apart_are_findings_of_their_own_and_name_their_days() -> None:
    facts = [
        led("A", "x", throughout((2010, 1, 1), (2020, 1, 1)), claim=1),
        led("B", "y", throughout((2016, 3, 1), (2016, 4, 1)), claim=2),
        led("B", "z", throughout((2012, 3, 1), (2012, 4, 1)), claim=3),
    ]
    early, late = RULE.find(LED, facts)
    assert (early.members, late.members) == ((1, 3), (1, 2))
    assert early.window == (ordinal(2012, 3), ordinal(2012, 4))
    assert late.window == (ordinal(2016, 3), ordinal(2016, 4))
    assert late.days == {
        "first_from": ordinal(2010),
        "first_to": ordinal(2020),
        "second_from": ordinal(2016, 3),
        "second_to": ordinal(2016, 4),
        "gap": 0,
    }


@pytest.mark.parametrize(("resumed", "stretches"), [(1, 1), (2, 1), (3, 2)])
def test_conflicts_on_adjacent_days_are_one_stretch(resumed: int, stretches: int) -> None:
    facts = [
        led("A", "x", throughout((2016, 3, 1), (2016, 3, 10))),
        led("B", "y", throughout((2016, 3, 1), (2016, 3, 10))),
        led("A", "x", throughout((2016, 3, 9 + resumed), (2016, 3, 20))),
        led("B", "y", throughout((2016, 3, 9 + resumed), (2016, 3, 20))),
    ]
    found = RULE.find(LED, facts)
    assert len(found) == stretches
    assert (found[0].window[0], found[-1].window[1]) == (ordinal(2016, 3, 1), ordinal(2016, 3, 20))


def test_the_witness_is_the_lowest_pair_that_does_not_hedge_and_its_subjects_come_first() -> None:
    facts = [
        led("A", "w", MARCH, claim=1, modality="probable"),
        led("A", "x", MARCH, claim=2),
        led("C", "x", MARCH, claim=3),
        led("B", "y", MARCH, claim=4, said=5),
        led("B", "z", MARCH, claim=5),
    ]
    (found,) = RULE.find(LED, facts)
    assert (found.witness, found.members) == ((4, 2), (1, 2, 3, 4, 5))
    assert found.subjects == ("y", "x", "w", "z")
    assert found.clause == "two subjects have the same holder; the times certainly overlap"


def test_of_equal_conflicts_the_one_with_the_lowest_claim_is_the_witness() -> None:
    facts = [
        led("A", "x", throughout((2016, 3, 1), (2016, 3, 8)), claim=1),
        led("A", "x", throughout((2016, 3, 5), (2016, 3, 20)), claim=2),
        led("B", "y", throughout((2016, 3, 8), (2016, 3, 30)), claim=3),
        led("B", "y", throughout((2016, 3, 1), (2016, 3, 8)), claim=5),
    ]
    (found,) = RULE.find(LED, facts)
    (late,) = RULE.find(LED, facts[1:3])
    assert (found.witness, late.witness) == ((1, 5), (2, 3))
    assert max(RULE.pairs(LED, facts), key=lambda pair: pair.rank).witness == (1, 5)


def test_where_nothing_changes_the_window_is_unbounded() -> None:
    (found,) = RULE.find(NAMED, [led("A", "x", MARCH), led("B", "y")])
    assert found.window == (BEGINNING, END)
    assert set(found.days.values()) == {None, 0}


def test_the_sentence_names_both_subjects_both_claimants_and_the_time() -> None:
    one = Words(claimant="A", subject="X", predicate="leader", value="Khalid", window="in March 2016")
    other = replace(one, claimant="B", subject="Y")
    assert RULE.sentence(one, other) == (
        "Khalid is the leader of both X and Y, in March 2016: of the one according to A, "
        "of the other according to B."
    )
    assert RULE.sentence(replace(one, window=""), replace(other, window="", claimant="A")) == (
        "Khalid is the leader of both X and Y: according to A, within one account."
    )


def test_thousands_of_units_under_one_leader_are_not_compared_pair_by_pair() -> None:
    asked: list[tuple[str, str]] = []

    def counting(one: str, other: str) -> bool:
        asked.append((one, other))
        return False

    units = range(2_000)
    together = [led("A", str(unit), MARCH, claim=unit) for unit in units]
    (found,) = RULE.find(LED, together, counting)
    assert (found.witness, len(found.members)) == ((0, 1), 2_000)
    apart = [led("A", str(n), Days(from_lo=n, from_hi=n, to_lo=n + 1, to_hi=n + 1), claim=n) for n in units]
    assert RULE.find(LED, apart, counting) == []
    assert len(asked) < 20 * len(units)


def conflicting(facts: Sequence[Fact]) -> set[frozenset[int]]:
    """The rule word for word: other subjects, one value each, more than one sure day in common."""
    spans = {fact.claim: span(LED, fact) for fact in facts if not fact.denies and len(fact.choices) == 1}
    found = set()
    for one, other in combinations(facts, 2):
        if (
            one.subject == other.subject
            or staff(one.subject, other.subject)
            or staff(other.subject, one.subject)
        ):
            continue
        if one.claim in spans and other.claim in spans:
            first, second = spans[one.claim], spans[other.claim]
            if min(first.core_hi, second.core_hi) > max(first.core_lo, second.core_lo):
                found.add(frozenset((one.claim, other.claim)))
    return found


@given(held(KHALIDS))
def test_the_sweep_finds_what_all_pairs_hold(facts: list[Fact]) -> None:
    pairs = list(RULE.pairs(LED, facts, staff))
    assert {frozenset(pair.witness) for pair in pairs} == conflicting(facts)
    assert_stretches_agree(RULE.find(LED, facts, staff), pairs)


@given(held(KHALIDS))
def test_where_nothing_changes_all_pairs_of_subjects_conflict(facts: list[Fact]) -> None:
    assert_stretches_agree(RULE.find(NAMED, facts, staff), RULE.pairs(NAMED, facts, staff))


@given(held(KHALIDS), st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    mixed = order.sample(facts, len(facts))
    assert RULE.find(LED, mixed, staff) == RULE.find(LED, facts, staff)
