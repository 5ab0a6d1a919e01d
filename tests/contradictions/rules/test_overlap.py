from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.overlap import clock, islands, span, tau, timed
from tests.contradictions.rules.building import (
    FOUNDED,
    LED_BY,
    SPANS,
    STATUS,
    STRENGTH,
    Days,
    exact,
    on,
    ordinal,
    said,
    since,
    sometime,
    throughout,
    within,
)


def both(predicate: Predicate, one: Fact, other: Fact) -> float:
    found = tau(predicate, one, other)
    assert found == tau(predicate, other, one)
    return found


def led(time: Days | None = None, said_on: int | None = None) -> Fact:
    return said("A", "x", time=time, said=said_on)


YEAR_2015 = throughout((2015, 1, 1), (2015, 12, 31))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (led(on(2016, 1, 1)), led(on(2016, 1, 1)), 1.0),
        (led(YEAR_2015), led(throughout((2015, 12, 30), (2016, 3, 1))), 1.0),
        (led(YEAR_2015), led(on(2015, 6, 1)), 1.0),
        (led(YEAR_2015), led(within(2015, 6)), 1.0),
        (led(YEAR_2015), led(within(2015)), 1.0),
        (led(YEAR_2015), led(throughout((2015, 12, 31), (2016, 3, 1))), 0.0),
        (led(YEAR_2015), led(throughout((2016, 1, 1), (2016, 3, 1))), 0.0),
        (led(YEAR_2015), led(on(2015, 12, 31)), 0.0),
        (led(YEAR_2015), led(on(2015, 1, 1)), 0.0),
        (led(YEAR_2015), led(on(2015, 1, 2)), 1.0),
        (led(within(2015)), led(within(2015)), 0.5),
        (led(within(2015)), led(within(2015, 12)), 0.5),
        (led(within(2015)), led(within(2016)), 0.0),
        (led(), led(), 0.5),
        (led(), led(on(2016, 1, 1)), 0.5),
        (led(since(2015, 1, 1)), led(on(2016, 1, 1)), 0.5),
        (led(since(2015, 1, 1), ordinal(2016, 1, 1)), led(on(2015, 6, 1)), 1.0),
        (led(since(2015, 1, 1), ordinal(2016, 1, 1)), led(on(2016, 1, 2)), 0.0),
        (led(since(2015, 1, 1), ordinal(2016, 1, 1)), led(within(2016, 1)), 0.5),
        (led(since(2015, 1, 1), ordinal(2014, 1, 1)), led(within(2015, 1)), 0.5),
    ],
)
def test_two_claims_share_time_by_their_cores_and_envelopes(one: Fact, other: Fact, expected: float) -> None:
    assert both(LED_BY, one, other) == expected


def test_vague_ends_that_could_overlap_are_a_succession_when_the_sure_days_follow_each_other() -> None:
    first = Days(from_lo=100, from_hi=110, to_lo=200, to_hi=260)
    then = Days(from_lo=200, from_hi=250, to_lo=300, to_hi=320)
    assert both(LED_BY, led(first), led(then)) == 0.0


def test_what_never_changes_overlaps_at_all_times() -> None:
    assert both(FOUNDED, led(on(1990, 1, 1)), led(on(2020, 1, 1))) == 1.0


@pytest.mark.parametrize(
    ("gap", "expected"), [(0, 1.0), (1, 0.5 * 2 ** (-1 / 365)), (365, 0.25), (730, 0.125)]
)
def test_a_figure_as_of_a_day_fades_with_the_days_between(gap: int, expected: float) -> None:
    one, other = said("A", exact(1), time=sometime(5000, 5000)), sometime(5000 + gap, 5000 + gap)
    assert both(STRENGTH, one, said("B", exact(2), time=other)) == pytest.approx(expected)


def test_a_faded_figure_ends_below_a_hundredth() -> None:
    last = clock(STRENGTH).reach
    one = said("A", exact(1), time=sometime(5000, 5000))
    before, after = sometime(5000 + last - 1, 5000 + last - 1), sometime(5000 + last, 5000 + last)
    assert both(STRENGTH, one, said("B", exact(1), time=before)) == pytest.approx(0.01, rel=0.01)
    assert both(STRENGTH, one, said("B", exact(1), time=after)) == 0.0


def test_what_does_not_fade_reaches_no_day_besides_its_own() -> None:
    assert clock(LED_BY).reach == clock(STRENGTH, fading=False).reach == 0
    assert clock(FOUNDED).reach == END


def test_a_figure_that_held_throughout_is_succeeded_not_faded() -> None:
    one = said("A", exact(1), time=YEAR_2015)
    assert both(STRENGTH, one, said("B", exact(2), time=on(2016, 1, 5))) == 0.0


@pytest.mark.parametrize(("begins", "expected"), [(109, 0.0), (110, 0.0), (111, 0.5 * 2 ** (-1 / 365))])
def test_figures_as_of_sure_days_fade_only_across_days_that_belong_to_neither(
    begins: int, expected: float
) -> None:
    one = said("A", exact(1), time=Days(from_lo=90, from_hi=100, to_lo=100, to_hi=110))
    other = said("B", exact(2), time=Days(from_lo=begins, from_hi=120, to_lo=120, to_hi=130))
    assert both(STRENGTH, one, other) == pytest.approx(expected)


def test_denials_and_terms_do_not_fade() -> None:
    day, next_day = sometime(500, 500), sometime(501, 501)
    asserted = said("A", exact(1), time=day)
    assert both(STRENGTH, asserted, said("B", exact(1), time=next_day)) > 0
    assert both(STRENGTH, asserted, said("B", exact(1), time=next_day, denies=True)) == 0.0
    assert both(LED_BY, led(day), led(next_day)) == 0.0


@pytest.mark.parametrize(
    ("choices", "denies", "expected"),
    [
        (("killed",), False, 1.0),
        (("dead",), False, 1.0),
        (("killed", "dead"), False, 1.0),
        (("killed", "alive"), False, 0.0),
        (("alive",), False, 0.0),
        (("killed",), True, 0.0),
    ],
)
def test_an_asserted_final_term_holds_for_ever_from_its_date(
    choices: tuple[str, ...], denies: bool, expected: float
) -> None:
    one = said("A", *choices, time=within(2016, 3), denies=denies)
    assert both(STATUS, one, said("B", "alive", time=on(2019, 1, 1))) == expected


def test_alive_until_a_day_and_dead_from_it_is_a_succession() -> None:
    alive = said("A", "alive", time=throughout((2015, 1, 1), (2016, 3, 25)))
    assert both(STATUS, alive, said("B", "dead", time=on(2016, 3, 25))) == 0.0
    assert both(STATUS, alive, said("B", "dead", time=on(2016, 3, 24))) == 1.0


def test_without_valid_time_no_day_is_sure_not_even_for_final_terms() -> None:
    assert not span(STATUS, said("A", "dead")).has_core
    assert not span(LED_BY, replace(led(), said=500)).has_core


def test_an_open_end_without_a_day_of_saying_has_no_sure_day() -> None:
    assert not span(LED_BY, led(since(2015, 1, 1))).has_core
    assert span(LED_BY, led(since(2015, 1, 1))).hi == END
    always = Days(from_lo=BEGINNING, from_hi=BEGINNING, to_lo=END, to_hi=END)
    assert not span(LED_BY, led(always)).has_core


@given(st.lists(SPANS, max_size=8), st.sampled_from([LED_BY, STRENGTH, FOUNDED, STATUS]))
def test_claims_on_different_islands_share_no_time(times: list[Days], predicate: Predicate) -> None:
    facts = [said("A", exact(1), time=time, claim=number) for number, time in enumerate(times)]
    found = islands(timed(predicate, facts), clock(predicate).reach)
    assert sorted(entry.fact.claim for island in found for entry in island) == list(range(len(facts)))
    for place, island in enumerate(found):
        for other in found[place + 1 :]:
            assert not any(tau(predicate, one.fact, two.fact) for one in island for two in other)
