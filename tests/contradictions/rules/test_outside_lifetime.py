import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.base import INFINITY, Interval
from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.outside_lifetime import OutsideLifetime
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    DEATH,
    FOUNDED,
    LED_BY,
    RECOGNISED,
    STATUS,
    TERMS,
    Days,
    Sides,
    answers,
    assert_balanced,
    assert_pairs_agree,
    crowds,
    dated,
    held,
    on,
    ordinal,
    said,
    since,
    some,
    throughout,
    within,
)

RULE = OutsideLifetime()
LED = replace(LED_BY, act="both")
DIED = Predicate("died", "death", "date", single="yes", temporality="fixed")
BORN = replace(FOUNDED, key="born", label="birth", before=())
CEASED = Predicate("ceased", "end", "date", temporality="fixed", lifetime="ends")


def day(year: int, month: int, number: int) -> Interval:
    stated = float(ordinal(year, month, number))
    return Interval(stated, stated, stated, stated, stated)


def led(voice: str, time: Days | None = None, *leaders: str, **more: Any) -> Fact:
    """Khalid led the brigade."""
    return said(voice, *(leaders or ("khalid",)), time=time, subject="brigade", **more)


def khalid(voice: str, *values: Interval | str, **more: Any) -> Fact:
    return said(voice, *values, subject="khalid", **more)


def death(name: str, one: Fact, other: Fact, expected: tuple[str, float] | None = None) -> Sides:
    return Sides(name, LED, DIED, (one,), (other,), expected)


def birth(name: str, one: Fact, other: Fact, expected: tuple[str, float] | None = None) -> Sides:
    return Sides(name, LED, BORN, (one,), (other,), expected)


def killed(name: str, one: Fact, other: Fact, expected: tuple[str, float] | None = None) -> Sides:
    return Sides(name, LED, STATUS, (one,), (other,), expected)


MARCH_3 = day(2016, 3, 3)
CASES = [
    death("a year after his death", led("A", on(2017, 3, 3)), khalid("B", MARCH_3), ("certain", 0.5)),
    death("one account", led("A", on(2017, 3, 3)), khalid("A", MARCH_3), ("certain", 0.5)),
    death("on the day of his death", led("A", on(2016, 3, 3)), khalid("B", MARCH_3)),
    death("the day after", led("A", on(2016, 3, 4)), khalid("B", MARCH_3), ("certain", 0.002)),
    death("in the month of his death", led("A", within(2016, 3)), khalid("B", MARCH_3)),
    death("in the month after", led("A", within(2016, 4)), khalid("B", MARCH_3), ("certain", 0.079)),
    death("until after his death", led("A", throughout((2015, 1, 1), (2017, 1, 1))), khalid("B", MARCH_3)),
    death("ever since a year after", led("A", since(2017, 3, 3)), khalid("B", MARCH_3), ("certain", 0.5)),
    death("no time", led("A"), khalid("B", MARCH_3)),
    death(
        "a hedged claimant", led("A", on(2017, 3, 3)), khalid("B", MARCH_3, modality="probable"),
        ("possible", 0.25),
    ),
    death("he did not lead", led("A", on(2017, 3, 3), denies=True), khalid("B", MARCH_3)),
    death("he did not die then", led("A", on(2017, 3, 3)), khalid("B", MARCH_3, denies=True)),
    death("the later of two deaths", led("A", on(2017, 3, 3)), khalid("B", MARCH_3, day(2018, 1, 1))),
    death(
        "after both deaths", led("A", on(2017, 3, 3)), khalid("B", day(2015, 3, 3), MARCH_3), ("certain", 0.5)
    ),
    death("he or another", led("A", on(2017, 3, 3), "khalid", "omar"), khalid("B", MARCH_3)),
    death(
        "he led one of two units",
        khalid("A", "brigade", "staff", time=on(2017, 3, 3)), khalid("B", MARCH_3), ("certain", 0.5),
    ),
    death(
        "after about 2016", led("A", on(2017, 7, 2)), khalid("B", dated(2016, around=366)), ("possible", 0.25)
    ),
    death("in about 2016", led("A", on(2016, 12, 31)), khalid("B", dated(2016, around=366))),
    death("first day after about 2016", led("A", on(2017, 1, 1)), khalid("B", dated(2016, around=366)),
        ("possible", 0.147)),
    birth("a year before his birth", led("A", on(2015, 3, 4)), khalid("B", MARCH_3), ("certain", 0.5)),
    birth("on the day of his birth", led("A", on(2016, 3, 3)), khalid("B", MARCH_3)),
    birth("the day before", led("A", on(2016, 3, 2)), khalid("B", MARCH_3), ("certain", 0.002)),
    birth("long after his birth", led("A", on(2036, 3, 3)), khalid("B", MARCH_3)),
    birth("the earlier of two births", led("A", on(2015, 3, 4)), khalid("B", MARCH_3, day(2014, 1, 1))),
    birth(
        "before both births, the earlier counts",
        led("A", on(2015, 3, 4)), khalid("B", day(2018, 1, 1), MARCH_3), ("certain", 0.5),
    ),
    birth("since before, with an open end", led("A", since(2012)), khalid("B", MARCH_3)),
    Sides(
        "an end declared as one", LED, CEASED,
        (led("A", on(2017, 3, 3)),), (khalid("B", MARCH_3),), ("certain", 0.5),
    ),
    killed(
        "after he was killed", led("A", on(2017, 3, 3)), khalid("B", "killed", time=since(2016, 3, 3)),
        ("certain", 0.5),
    ),
    killed(
        "in the month of it", led("A", on(2016, 3, 31)), khalid("B", "killed", time=within(2016, 3)),
    ),
    killed(
        "after the month of it", led("A", on(2016, 4, 1)), khalid("B", "killed", time=within(2016, 3)),
        ("certain", 0.03),
    ),
    killed("after he was missing", led("A", on(2017, 3, 3)), khalid("B", "disappeared", time=on(2016, 3, 3))),
    killed(
        "after he was killed or missing",
        led("A", on(2017, 3, 3)), khalid("B", "killed", "disappeared", time=on(2016, 3, 3)),
    ),
    killed("killed at no time", led("A", on(2017, 3, 3)), khalid("B", "killed")),
    killed("before he was killed", led("A", on(2015, 3, 3)), khalid("B", "killed", time=since(2016, 3, 3))),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_acts_outside_a_lifetime_are_found_and_nothing_else(case: Sides) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.first, case.second, case.firsts, case.seconds)) == expected
    assert answers(RULE.find(case.first, case.second, case.firsts[::-1], case.seconds[::-1])) == expected


def test_only_acts_are_held_against_what_bounds_a_lifetime() -> None:
    assert all(RULE.applies(LED, life) for life in (DIED, BORN, CEASED, STATUS, DEATH, FOUNDED))
    assert not RULE.applies(LED, RECOGNISED)
    assert not RULE.applies(LED_BY, DIED)
    assert not RULE.applies(replace(LED, temporality="fixed"), DIED)
    assert not RULE.applies(replace(STATUS, act="subject"), DIED)
    assert not RULE.applies(replace(CEASED, temporality="state", act="subject"), STATUS)


def test_nothing_conflicts_with_nothing() -> None:
    assert RULE.find(LED, DIED, [], []) == RULE.find(LED, DIED, [led("A", on(2017, 1, 1))], []) == []
    assert RULE.find(LED, STATUS, [], [khalid("A", "killed", time=on(2016, 1, 1))]) == []


@pytest.mark.parametrize(("life", "at", "bounds"), [
    (DIED, (2017, 3, 3), ((2017, 3, 3), (2016, 3, 3))),
    (BORN, (2015, 3, 4), ((2016, 3, 3), (2015, 3, 4))),
])  # fmt: skip
def test_the_act_is_named_first_and_members_are_the_claims_in_conflict(
    life: Predicate, at: tuple[int, int, int], bounds: tuple[tuple[int, int, int], ...]
) -> None:
    acts = [led("A", on(*at), claim=7), led("B", on(2016, 3, 3), claim=8)]
    lives = [khalid("C", MARCH_3, claim=1), khalid("D", day(*at), claim=2)]
    (found,) = RULE.find(LED, life, acts, lives)
    assert (found.witness, found.members) == ((7, 1), (1, 7))
    assert found.window == (ordinal(*at), ordinal(*at))
    assert found.bounds == {"lo": ordinal(*bounds[0]), "hi": ordinal(*bounds[1])}
    assert found.days == {
        "first_from": ordinal(*at),
        "first_to": ordinal(*at),
        "second_from": ordinal(2016, 3, 3),
        "second_to": ordinal(2016, 3, 3),
        "gap": 365,
    }
    assert found.clause == "the bounds of the act lie outside the lifetime"


def test_the_window_of_an_act_without_an_end_has_none() -> None:
    (found,) = RULE.find(
        LED, DIED, [led("A", since(2017, 1))], [khalid("B", dated(2016), modality="probable")]
    )
    assert found.window == (ordinal(2017), END)
    assert found.clause == "the bounds of the act lie outside the lifetime; a claimant hedges"
    (found,) = RULE.find(LED, BORN, [led("A", UNTIL_2011)], [khalid("B", dated(2013, around=800))])
    assert found.window == (BEGINNING, ordinal(2011))
    assert found.severity == 0.412
    assert found.clause == "only the soft bounds of the act lie outside the lifetime"


def test_of_equal_conflicts_the_one_with_the_lowest_claims_is_the_witness() -> None:
    acts = [led("A", on(2017, 3, 3), claim=number) for number in (5, 2, 3)]
    lives = [khalid("B", MARCH_3, claim=number) for number in (9, 7, 8)]
    found = RULE.find(LED, DIED, acts, lives)
    assert [each.witness for each in found] == [(2, 7)]
    assert_pairs_agree(found, RULE.pairs(LED, DIED, acts, lives))


def test_of_deaths_that_read_alike_the_one_that_leaves_less_open_is_the_witness() -> None:
    middle = ordinal(2016, 3, 3)
    lives = [
        khalid("B", Interval(middle - 9, middle + more, middle - 9, middle + more, middle), claim=claim)
        for claim, more in ((7, 9), (8, 5))
    ]
    acts = [led("A", on(2017, 3, 3), claim=1)]
    found = RULE.find(LED, DIED, acts, lives)
    assert [each.witness for each in found] == [(1, 8)]
    assert_pairs_agree(found, RULE.pairs(LED, DIED, acts, lives))


def test_a_later_middle_is_not_passed_over_for_a_later_first_day() -> None:
    acts = [
        led("A", on(2017, 3, 3), claim=1),
        led("B", throughout((2016, 6, 1), (2024, 6, 1)), claim=2),
    ]
    (found,) = RULE.find(LED, DIED, acts, [khalid("C", MARCH_3, claim=3)])
    assert (found.witness, found.severity) == ((2, 3), 0.947)


UNTIL_2011 = Days(from_lo=BEGINNING, from_hi=ordinal(2011), to_lo=ordinal(2011), to_hi=ordinal(2011))


def test_the_sentence_says_when_he_acted_and_what_bounds_his_life() -> None:
    act = Words(claimant="A", subject="the Brigade", predicate="leader", value="Khalid", when="May 2018")
    died = Words(claimant="B", subject="Khalid", predicate="death", value="3 March 2016", lifetime="ends")
    status = replace(died, predicate="status", value="killed", when="since March 2016")
    told = "on the leader of the Brigade: Khalid (May 2018)"
    assert RULE.sentence(act, died) == (
        f"A {told}; B on the death of Khalid: 3 March 2016, which was before that."
    )
    assert RULE.sentence(act, status) == (
        f"A {told}; B on the status of Khalid: killed (since March 2016), which was before that."
    )
    assert RULE.sentence(act, replace(died, claimant="A")) == (
        f"A, within one account, {told}; on the death of Khalid: 3 March 2016, which was before that."
    )
    born = replace(died, predicate="birth", value="2019", lifetime="begins")
    assert RULE.sentence(act, born) == (f"A {told}; B on the birth of Khalid: 2019, which was after that.")


def boundary(life: Predicate, fact: Fact) -> float:
    """The end, or the beginning, that leaves most to live, as a reader takes it."""
    if life.value_type == "term":
        final = all(map(life.final, fact.choices))
        return float(fact.from_hi) if final and fact.from_hi < END else INFINITY
    if life.bounds_life == "begins":
        return min(member.soft_lo for member in fact.intervals)
    return max(INFINITY if m.hard_hi == INFINITY else m.soft_hi for m in fact.intervals)


def outside(life: Predicate, acts: Sequence[Fact], lives: Sequence[Fact]) -> set[tuple[int, int]]:
    """The rule word for word, for acts that leave nothing open."""
    found = set()
    for one, other in product(acts, lives):
        edge = boundary(life, other)
        apart = one.to_hi < edge if life.bounds_life == "begins" else one.from_lo > edge
        if apart and (one.from_lo, one.to_hi) != (BEGINNING, END) and not (one.denies or other.denies):
            found.add((one.claim, other.claim))
    return found


MOMENTS = st.sampled_from([95.0, 100.0, 104.0, 110.0, 125.0, 390.0])


def hedged(middle: float, soft: float, more: float) -> Interval:
    return Interval(middle - soft - more, middle + soft + more, middle - soft, middle + soft, middle)


DATES = st.one_of(
    st.builds(hedged, MOMENTS, st.sampled_from([0.0, 3.0]), st.sampled_from([0.0, 0.0, 5.0])),
    st.builds(lambda moment: Interval(-INFINITY, moment, -INFINITY, moment, moment), MOMENTS),
    st.builds(lambda moment: Interval(moment, INFINITY, moment, INFINITY, moment), MOMENTS),
)
KEYS = some(st.sampled_from([term.key for term in TERMS]))
ACTS = held(st.just(("khalid",)))


@pytest.mark.parametrize(
    ("life", "values"),
    [(DIED, some(DATES)), (BORN, some(DATES)), (STATUS, KEYS)],
    ids=["died", "born", "status"],
)
@given(data=st.data())
def test_the_shortcut_finds_what_all_pairs_hold(
    life: Predicate, values: st.SearchStrategy[tuple[Any, ...]], data: st.DataObject
) -> None:
    acts, drawn = data.draw(ACTS), data.draw(crowds(values))
    lives = [replace(fact, claim=fact.claim + 100, subject="khalid") for fact in drawn]
    pairs = list(RULE.pairs(LED, life, acts, lives))
    assert {pair.witness for pair in pairs} == outside(life, acts, lives)
    found = RULE.find(LED, life, acts, lives)
    assert_pairs_agree(found, pairs)
    assert [set(each.members) for each in found] == ([{c for p in pairs for c in p.witness}] if pairs else [])


@given(acts=ACTS, drawn=crowds(some(DATES)), order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(
    acts: list[Fact], drawn: list[Fact], order: random.Random
) -> None:
    lives = [replace(fact, claim=fact.claim + 100, subject="khalid") for fact in drawn]
    mixed = order.sample(acts, len(acts)), order.sample(lives, len(lives))
    assert RULE.find(LED, DIED, *mixed) == RULE.find(LED, DIED, acts, lives)
