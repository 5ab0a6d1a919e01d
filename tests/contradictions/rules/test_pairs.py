"""How few claims have to be compared, and which of two conflicts ranks higher."""

from collections.abc import Sequence

import pytest

from app.contradictions.rules.fact import END, Fact
from app.contradictions.rules.overlap import Clock, Timed, timed
from app.contradictions.rules.pairs import (
    Conflict,
    ceiling,
    finding,
    foremost,
    loudest,
    overlap_words,
    representatives,
    stronger,
)
from tests.contradictions.rules.building import (
    LED_BY,
    PRICE,
    STATUS,
    STRENGTH,
    exact,
    on,
    said,
    sometime,
    throughout,
)

DAY = on(2016, 1, 1)


def claims(entries: Sequence[Timed]) -> list[int]:
    return [entry.fact.claim for entry in entries]


def led(voice: str, value: str, claim: int, **more: str) -> Fact:
    return said(voice, value, time=DAY, claim=claim, **more)


def conflict(one: Timed, other: Timed, *, certain: bool = True, strength: float = 1.0) -> Conflict:
    return Conflict(one, other, certain, hard=True, strength=strength, tau=1.0, tie=(-one.fact.claim,))


def test_two_voices_of_a_group_stand_for_all_that_say_the_same_of_the_same_time() -> None:
    facts = [
        led("A", "x", 5),
        led("A", "x", 1),
        led("A", "y", 2),
        led("B", "x", 3),
        led("C", "x", 4),
        led("C", "x", 6, modality="probable"),
    ]
    assert claims(representatives(timed(LED_BY, facts))) == [1, 2, 3, 6]


def test_deaths_that_hold_for_ever_alike_form_one_group_unless_their_dates_as_stated_count() -> None:
    facts = [
        said(voice, "dead", time=throughout((2016, 1, 1), (2016, 1, last)), claim=claim)
        for claim, (voice, last) in enumerate([("A", 5), ("B", 6), ("C", 7)])
    ]
    assert claims(representatives(timed(STATUS, facts))) == [0, 1]
    assert claims(representatives(timed(STATUS, facts), stated=True)) == [0, 1, 2]


def test_the_loudest_voice_has_the_most_claims() -> None:
    facts = [led("A", "x", 1), led("B", "x", 2), led("B", "y", 3)]
    assert loudest(timed(LED_BY, facts)) == "B"
    assert loudest(timed(LED_BY, facts[:2])) == "B"
    assert loudest([]) is None


@pytest.mark.parametrize(
    ("strengths", "highest", "witness", "calls"),
    [
        ({(1, 4): 0.2, (2, 3): 0.5, (2, 4): 0.5}, (True, 1.0), (2, 3), 4),
        ({(1, 4): 0.2, (2, 3): 0.5, (2, 4): 0.9}, (True, 0.5), (2, 3), 3),
        ({(1, 3): 0.5, (2, 4): 0.9}, (True, 0.5), (1, 3), 1),
        ({(1, 3): 0.4, (2, 4): 0.9}, (True, 0.5), (2, 4), 4),
        ({}, (True, 0.5), None, 4),
    ],
)
def test_the_first_conflict_that_reaches_the_ceiling_ends_the_search(
    strengths: dict[tuple[int, int], float],
    highest: tuple[bool, float],
    witness: tuple[int, int] | None,
    calls: int,
) -> None:
    asked: list[tuple[int, int]] = []

    def judge(one: Timed, other: Timed) -> Conflict | None:
        asked.append((one.fact.claim, other.fact.claim))
        strength = strengths.get(asked[-1])
        return None if strength is None else conflict(one, other, strength=strength)

    lefts = timed(LED_BY, [led("A", "x", 1), led("B", "x", 2)])
    rights = timed(LED_BY, [led("C", "y", 3), led("D", "y", 4)])
    found = foremost(lefts, rights, judge, highest)
    assert (None if found is None else found.witness) == witness
    assert len(asked) == calls


def test_the_loudest_voice_is_not_held_against_itself() -> None:
    asked: list[tuple[int, int]] = []

    def judge(one: Timed, other: Timed) -> None:
        asked.append((one.fact.claim, other.fact.claim))

    entries = timed(LED_BY, [led("A", "x", 1), led("A", "y", 2), led("B", "z", 3)])
    assert foremost(entries, entries, judge, (True, 1.0)) is None
    assert asked == [(1, 3), (2, 3), (3, 1), (3, 2), (3, 3)]


@pytest.mark.parametrize(
    ("facts", "shared", "certain", "expected"),
    [
        ([led("A", "x", 1), led("B", "x", 2)], Clock(), True, (True, 1.0)),
        ([led("A", "x", 1), led("B", "x", 2)], Clock(), False, (False, 0.5)),
        ([led("A", "x", 1), led("B", "x", 2, modality="probable")], Clock(), True, (False, 0.5)),
        ([led("A", "x", 1), said("B", "x")], Clock(), True, (True, 1.0)),
        ([said("A", "x"), said("B", "x")], Clock(), True, (False, 0.25)),
        ([said("A", "x"), said("B", "x")], Clock(fixed=True), True, (True, 1.0)),
        ([], Clock(), True, (False, 0.25)),
    ],
)
def test_the_ceiling_is_what_conflicts_of_these_claims_can_come_to(
    facts: list[Fact], shared: Clock, certain: bool, expected: tuple[bool, float]
) -> None:
    assert ceiling(timed(LED_BY, facts), shared, certain=certain) == expected


def test_certain_comes_before_possible_then_the_stronger_then_the_tie() -> None:
    one, other = timed(LED_BY, [led("A", "x", 1), led("B", "y", 2)])
    sure, weak = conflict(one, other, strength=0.1), conflict(one, other, certain=False)
    assert (
        stronger(sure, weak) == stronger(weak, sure) == stronger(None, sure) == stronger(sure, None) == sure
    )
    assert stronger(weak, conflict(one, other, certain=False, strength=0.9)) == weak
    assert stronger(conflict(other, one), conflict(one, other)) == conflict(one, other)
    assert stronger(None, None) is None


def test_severity_is_told_in_thousandths() -> None:
    one, other = timed(LED_BY, [led("A", "x", 1), led("B", "y", 2)])
    assert conflict(one, other, strength=0.12345).severity == 0.123


def test_members_are_the_witness_and_all_that_meet_the_window() -> None:
    entries = timed(LED_BY, [led("A", "x", 4), led("B", "y", 2), led("C", "z", 3), led("D", "x", 1)])
    told = conflict(entries[0], entries[1])
    assert finding("code", told, entries[2:], "clause").members == (1, 2, 3, 4)
    found = finding("code", told, (), "clause", (7, 9))
    assert (found.members, found.witness, found.window) == ((2, 4), (4, 2), (7, 9))
    assert finding("code", told, (), "clause").window == (0, END)


def test_bounds_and_days_without_end_are_told_as_none() -> None:
    one = Timed(
        said("A", exact(1), claim=1), timed(PRICE, [said("A", exact(1), time=sometime(1, END - 1))])[0].span
    )
    other = timed(PRICE, [said("B", exact(1), time=sometime(0, END), claim=2)])[0]
    infinite = Conflict(one, other, True, True, 1.0, 1.0, (), lo=float("inf"), hi=0)
    found = finding("code", infinite, (), "clause")
    assert found.bounds == {"lo": None, "hi": 0}
    assert found.days == {
        "first_from": 1,
        "first_to": END - 1,
        "second_from": None,
        "second_to": None,
        "gap": 0,
    }


@pytest.mark.parametrize(
    ("days", "tau", "expected"),
    [
        (0, 1.0, "the times certainly overlap"),
        (0, 0.5, "the times possibly overlap"),
        (1, 0.5, "the times are 1 day apart"),
        (30, 0.4, "the times are 30 days apart"),
    ],
)
def test_the_trace_tells_how_the_times_meet(days: int, tau: float, expected: str) -> None:
    one, other = timed(
        STRENGTH,
        [said("A", exact(1), time=sometime(500, 500)), said("B", exact(1), time=sometime(500 + days, 600))],
    )
    for pair in ((one, other), (other, one)):
        told = Conflict(*pair, certain=False, hard=True, strength=1.0, tau=tau, tie=())
        assert overlap_words(told) == expected
