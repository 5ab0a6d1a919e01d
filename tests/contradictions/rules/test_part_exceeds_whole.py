from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate, Whole
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.heaviest import MOST_EXACT
from app.contradictions.rules.part_exceeds_whole import PartExceedsWhole
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    FOUNDED,
    KILLED,
    STRENGTH,
    Days,
    about,
    answers,
    assert_balanced,
    at_least,
    exact,
    on,
    ordinal,
    said,
    since,
    throughout,
    up_to,
    within,
)

RULE = PartExceedsWhole()
IN_EVENT = replace(KILLED, key="killed_in_event", temporality="event", whole=Whole("killed_total"))
OF_FORCE = replace(STRENGTH, whole=Whole("strength", "part_of"))
SEATS = replace(OF_FORCE, key="seats", temporality="fixed", whole=Whole("seats", "part_of"))
WOMEN = replace(STRENGTH, key="women", whole=Whole("strength"))

MARCH, MAY = on(2016, 3, 21), on(2016, 5, 1)
WHILE = throughout((2015, 1, 1), (2017, 12, 31))


@dataclass(frozen=True)
class Sums:
    """What parts of a whole must come to: None for silence."""

    name: str
    part: Predicate
    parts: tuple[Fact, ...]
    wholes: tuple[Fact, ...]
    links: tuple[Fact, ...] = ()
    expected: tuple[str, float] | None = None
    overlapping: tuple[str, ...] = ()

    @property
    def whole(self) -> Predicate:
        return next(each for each in (KILLED, STRENGTH, SEATS) if RULE.applies(self.part, each))

    def overlap(self, one: str, other: str) -> bool:
        return one in self.overlapping and other in self.overlapping

    def __repr__(self) -> str:
        return self.name


def died(number: float | Interval, event: str, time: Days, voice: str = "A", **more: Any) -> Fact:
    value = number if isinstance(number, Interval) else exact(number)
    return said(voice, value, time=time, scope=f'{{"event":"{event}"}}', subject="brigade", **more)


def totalling(number: float | Interval, time: Days, **more: Any) -> Fact:
    return of("brigade", number, time, **more)


def of(subject: str, number: float | Interval, time: Days, voice: str = "B", **more: Any) -> Fact:
    value = number if isinstance(number, Interval) else exact(number)
    return said(voice, value, time=time, subject=subject, **more)


def belongs(subject: str, time: Days, **more: Any) -> Fact:
    return said("C", "force", time=time, subject=subject, **more)


def dead(name: str, parts: tuple[Fact, ...], whole: Fact, expected: tuple[str, float] | None = None) -> Sums:
    return Sums(name, IN_EVENT, parts, (whole,), (), expected)


def forces(
    name: str,
    parts: tuple[Fact, ...],
    whole: Fact,
    links: tuple[Fact, ...],
    expected: tuple[str, float] | None = None,
    *,
    overlapping: tuple[str, ...] = (),
) -> Sums:
    return Sums(name, OF_FORCE, parts, (whole,), links, expected, overlapping)


FIRST, SECOND = died(60, "x", on(2016, 3, 20)), died(40, "y", on(2016, 3, 21))
EIGHT, SEVEN = of("first", 800, MAY), of("second", 700, MAY)
BOTH = belongs("first", WHILE), belongs("second", WHILE)

UNTIL_MAY = Days(from_lo=0, from_hi=ordinal(2016, 5), to_lo=ordinal(2016, 5), to_hi=ordinal(2016, 5))
GOING = Days(
    from_lo=ordinal(2016, 1), from_hi=ordinal(2016, 1), to_lo=ordinal(2016, 4, 30), to_hi=ordinal(2016, 5, 10)
)
COMING = Days(
    from_lo=ordinal(2016, 4, 25), from_hi=ordinal(2016, 5, 5), to_lo=ordinal(2016, 9), to_hi=ordinal(2016, 9)
)

BATTLE = (
    died(50, "battle", throughout((2016, 3, 1), (2016, 3, 20))),
    died(30, "x", throughout((2016, 3, 2), (2016, 3, 3))),
    died(30, "y", throughout((2016, 3, 4), (2016, 3, 5))),
)

EVENTS = [
    dead("two events come to the total", (FIRST, SECOND), totalling(100, MARCH)),
    dead("two events come to one more", (FIRST, SECOND), totalling(99, MARCH), ("certain", 0.01)),
    dead("two events that are far more", (FIRST, SECOND), totalling(25, MARCH), ("certain", 0.75)),
    dead("nobody had been killed", (SECOND,), totalling(0, MARCH), ("certain", 1.0)),
    dead("one event alone", (FIRST,), totalling(45, MARCH), ("certain", 0.25)),
    dead("an event on the day after", (FIRST, died(40, "y", on(2016, 3, 22))), totalling(99, MARCH)),
    dead("an event that may be after", (FIRST, died(40, "y", within(2016, 3))), totalling(99, MARCH)),
    dead(
        "an event in the month before",
        (FIRST, died(40, "y", within(2016, 2))), totalling(80, MARCH), ("certain", 0.2),
    ),
    dead("events on one day", (FIRST, died(40, "y", on(2016, 3, 20))), totalling(60, MARCH)),
    dead(
        "events on one day, the larger alone",
        (FIRST, died(40, "y", on(2016, 3, 20))), totalling(45, MARCH), ("certain", 0.25),
    ),
    dead("a battle and a day of it", (FIRST, died(40, "y", throughout((2016, 3, 1), (2016, 3, 20)))),
        totalling(99, MARCH),
    ),
    dead("a battle and a day in its midst",
        (died(60, "x", on(2016, 3, 10)), died(40, "y", throughout((2016, 3, 1), (2016, 3, 20)))),
        totalling(99, MARCH),
    ),
    dead("a battle and two days in its midst", BATTLE, totalling(60, MARCH)),
    dead("a battle and two days in its midst, which are more", BATTLE, totalling(59, MARCH),
        ("certain", 0.017),
    ),
    dead("a battle that was worse than two days in its midst",
        (replace(BATTLE[0], intervals=(exact(70),)), *BATTLE[1:]), totalling(70, MARCH),
    ),
    dead("two claims about one event", (FIRST, died(55, "x", on(2016, 3, 19), "D")), totalling(100, MARCH)),
    dead("events without a date", (FIRST, died(40, "y", Days())), totalling(99, MARCH)),
    dead("a total without a date", (FIRST, SECOND), totalling(99, Days())),
    dead("a total with an open end", (FIRST, SECOND), totalling(99, since(2011), said=ordinal(2020))),
    dead("a total of some day of the year", (FIRST, SECOND), totalling(99, within(2016))),
    dead(
        "a total of some day of the next year",
        (FIRST, SECOND), totalling(75, within(2017)), ("certain", 0.25),
    ),
    dead("a total since the day of the first", (FIRST, SECOND),
        totalling(50, throughout((2016, 3, 20), (2016, 3, 21))), ("certain", 0.5),
    ),
    dead("a total since the day after the first", (FIRST, SECOND),
        totalling(50, throughout((2016, 3, 21), (2016, 3, 22))),
    ),
    dead("a total that is a floor", (FIRST, SECOND), totalling(at_least(20), MARCH)),
    dead("events that are floors", (died(at_least(60), "x", on(2016, 3, 20)), SECOND),
        totalling(75, MARCH), ("certain", 0.25),
    ),
    dead("events of at most so many", (died(up_to(100), "x", on(2016, 3, 20)),), totalling(95, MARCH)),
    dead("of at most so many, by the plain reading",
        (died(up_to(100), "x", on(2016, 3, 20)),), totalling(50, MARCH), ("possible", 0.25),
    ),
    dead("about as many", (died(about(100), "x", on(2016, 3, 20)),), totalling(90, MARCH)),
    dead("about as many, by the soft bounds",
        (died(about(100), "x", on(2016, 3, 20)),), totalling(80, MARCH), ("possible", 0.1),
    ),
    dead("60 or 40 dead", (replace(FIRST, intervals=(exact(60), exact(40))),), totalling(40, MARCH)),
    dead("a total of 30 or 60", (FIRST,), replace(totalling(30, MARCH), intervals=(exact(30), exact(60)))),
    dead("a total of 30 or 45",
        (FIRST,), replace(totalling(30, MARCH), intervals=(exact(30), exact(45))), ("certain", 0.25),
    ),
    dead("about 100 or 120 dead, by the soft bounds",
        (replace(died(about(100), "x", on(2016, 3, 20)), intervals=(about(120), about(100))),),
        totalling(80, MARCH), ("possible", 0.1),
    ),
    dead("a total of 70 or 80, by the soft bounds",
        (died(about(100), "x", on(2016, 3, 20)),),
        replace(totalling(80, MARCH), intervals=(exact(80), exact(70))), ("possible", 0.1),
    ),
    dead("a hedged event",
        (FIRST, replace(SECOND, modality="probable")), totalling(75, MARCH), ("possible", 0.125),
    ),
    dead("a hedged total", (FIRST, SECOND), totalling(75, MARCH, modality="probable"), ("possible", 0.125)),
    dead("a hedged event that is not needed",
        (FIRST, replace(SECOND, modality="probable")), totalling(45, MARCH), ("certain", 0.25),
    ),
    dead("a denied event", (FIRST, replace(SECOND, denies=True)), totalling(75, MARCH)),
    dead("a denied total", (FIRST, SECOND), totalling(75, MARCH, denies=True)),
    dead("tenths", (died(0.1, "x", on(2016, 3, 20)), died(0.2, "y", MARCH)), totalling(0.3, MARCH)),
]  # fmt: skip

COMPONENTS = [
    forces("both come to the whole", (EIGHT, SEVEN), of("force", 1500, MAY), BOTH),
    forces("both are one more", (EIGHT, SEVEN), of("force", 1499, MAY), BOTH, ("certain", 0.001)),
    forces("both are far more", (EIGHT, SEVEN), of("force", 1000, MAY), BOTH, ("certain", 0.333)),
    forces("one is larger than its force", (EIGHT,), of("force", 600, MAY), BOTH, ("certain", 0.25)),
    forces("one belongs to another force", (EIGHT, SEVEN), of("force", 1000, MAY), BOTH[:1]),
    forces("none is joined", (EIGHT, SEVEN), of("force", 100, MAY), ()),
    forces("one shares people with the other",
        (EIGHT, SEVEN), of("force", 1000, MAY), BOTH, overlapping=("first", "second"),
    ),
    forces("the larger of two that share people",
        (EIGHT, SEVEN), of("force", 600, MAY), BOTH, ("certain", 0.25), overlapping=("first", "second"),
    ),
    forces("two figures of one component",
        (EIGHT, of("first", 750, MAY, "D")), of("force", 1000, MAY), BOTH,
    ),
    forces("two figures of one component, of a day and of years",
        (EIGHT, of("first", 750, WHILE, "D")), of("force", 600, MAY), BOTH, ("certain", 0.25),
    ),
    forces("a figure until that day",
        (EIGHT, of("second", 700, UNTIL_MAY)), of("force", 1000, MAY), BOTH, ("certain", 0.333),
    ),
    forces("components of which one grows after the other is gone",
        (of("first", 800, GOING), of("second", 700, COMING)), of("force", 1000, within(2016, 5)), BOTH,
    ),
    forces("a figure from before it belonged to the force",
        (of("first", 800, within(2016, 5)), of("second", 700, GOING)), of("force", 1000, within(2016, 5)),
        (BOTH[0], belongs("second", COMING)),
    ),
    forces("of different days",
        (EIGHT, of("second", 700, on(2016, 5, 2))), of("force", 1000, throughout((2016, 4, 1), (2016, 6, 1))),
        BOTH,
    ),
    forces("a whole of another day", (EIGHT, SEVEN), of("force", 1000, on(2016, 5, 2)), BOTH),
    forces("a whole of the whole time",
        (EIGHT, SEVEN), of("force", 1000, throughout((2016, 4, 1), (2016, 6, 1))), BOTH, ("certain", 0.333),
    ),
    forces("a whole from that day on, a handover",
        (EIGHT, SEVEN), of("force", 1000, throughout((2016, 5, 1), (2016, 6, 1))), BOTH,
    ),
    forces("a whole from the day before on",
        (EIGHT, SEVEN), of("force", 1000, throughout((2016, 4, 30), (2016, 6, 1))), BOTH, ("certain", 0.333),
    ),
    forces("a component that left on that day", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], belongs("second", throughout((2015, 1, 1), (2016, 5, 1)))),
    ),
    forces("a component that left on the next day", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], belongs("second", throughout((2015, 1, 1), (2016, 5, 2)))), ("certain", 0.333),
    ),
    forces("components since 2015, as said later", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], belongs("second", since(2015), said=ordinal(2016, 6))), ("certain", 0.333),
    ),
    forces("components since 2015, as said before", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], belongs("second", since(2015), said=ordinal(2016, 4))),
    ),
    forces("components of no date", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], belongs("second", Days())), ("possible", 0.083),
    ),
    forces("a figure of some day in May", (EIGHT, of("second", 700, within(2016, 5))),
        of("force", 1000, MAY), BOTH, ("possible", 0.083),
    ),
    forces("a figure of some day in June", (EIGHT, of("second", 700, within(2016, 6))),
        of("force", 1000, MAY), BOTH,
    ),
    forces("a figure without a date", (EIGHT, of("second", 700, Days())), of("force", 1000, MAY), BOTH),
    forces("a whole without a date", (EIGHT, SEVEN), of("force", 1000, Days()), BOTH),
    forces("a denied link", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], replace(BOTH[1], denies=True)),
    ),
    forces("a part of this force or of that", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], replace(BOTH[1], choices=("force", "army"))),
    ),
    forces("a hedged link", (EIGHT, SEVEN), of("force", 1000, MAY),
        (BOTH[0], replace(BOTH[1], modality="probable")), ("possible", 0.167),
    ),
    forces("a whole that is a part of itself", (EIGHT, of("force", 700, MAY)), of("force", 1000, MAY),
        (BOTH[0], belongs("force", WHILE)),
    ),
    forces("a floor as the whole", (EIGHT, SEVEN), of("force", at_least(1000), MAY), BOTH),
    forces("about so many", (of("first", about(800), MAY), of("second", about(700), MAY)),
        of("force", 1000, MAY), BOTH, ("certain", 0.111),
    ),
    Sums("what never changes needs no date", SEATS, (of("first", 8, Days()), of("second", 7, MAY)),
        (of("force", 10, Days()),), BOTH, ("certain", 0.333),
    ),
    Sums("of its own subject on one day", WOMEN, (of("force", 200, MAY),), (of("force", 100, MAY),), (),
        ("certain", 0.5),
    ),
    Sums("of its own subject counted twice", WOMEN, (of("force", 80, MAY), of("force", 60, MAY, scope="x")),
        (of("force", 100, MAY),),
    ),
    Sums("of its own subject on another day", WOMEN, (of("force", 200, MARCH),), (of("force", 100, MAY),)),
]  # fmt: skip
CASES = [*EVENTS, *COMPONENTS]


@pytest.mark.parametrize("cases", [EVENTS, COMPONENTS])
def test_there_are_enough_cases_of_both_kinds(cases: list[Sums]) -> None:
    assert_balanced(cases)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_parts_larger_than_their_whole_are_found_and_nothing_else(case: Sums) -> None:
    expected = [] if case.expected is None else [case.expected]
    for step in (1, -1):
        found = RULE.find(
            case.part, case.whole, case.parts[::step], case.wholes, case.links[::step], overlap=case.overlap
        )
        assert answers(found) == expected


def test_only_declared_parts_that_can_be_added_up_are_asked() -> None:
    assert RULE.applies(IN_EVENT, KILLED)
    assert RULE.applies(OF_FORCE, OF_FORCE)
    assert RULE.applies(WOMEN, STRENGTH)
    assert not RULE.applies(KILLED, IN_EVENT)
    assert not RULE.applies(IN_EVENT, STRENGTH)
    assert not RULE.applies(replace(OF_FORCE, value_type="date"), replace(FOUNDED, key="strength"))
    assert not RULE.applies(replace(IN_EVENT, temporality="cumulative"), KILLED)
    assert not RULE.applies(replace(IN_EVENT, whole=Whole("killed_total", "part_of")), KILLED)


def test_the_parts_come_in_order_of_claims_and_the_whole_last_with_the_links_as_members() -> None:
    parts = [of("first", 800, MAY, claim=7), of("second", 700, WHILE, claim=4)]
    links = [belongs("first", WHILE, claim=2), belongs("second", WHILE, claim=9)]
    (found,) = RULE.find(OF_FORCE, OF_FORCE, parts, [of("force", 1000, WHILE, claim=5)], links)
    assert (found.witness, found.members) == ((4, 7, 5), (2, 4, 5, 7, 9))
    assert found.subjects == ("force", "second", "first")
    assert found.bounds == {"lo": 1500, "hi": 1000}
    assert found.window == (ordinal(2016, 5), ordinal(2016, 5))
    assert found.days == {"from": ordinal(2016, 5), "to": ordinal(2016, 5)}
    assert found.clause == (
        "2 parts that share nothing add up to more than the whole by the hard bounds; "
        "the times certainly meet"
    )


def test_the_trace_tells_how_many_by_which_bounds_how_surely_and_who_hedges() -> None:
    soft = died(about(100), "x", on(2016, 3, 20), modality="probable")
    (found,) = RULE.find(IN_EVENT, KILLED, [soft], [totalling(80, MARCH)])
    assert found.clause == (
        "one part alone comes to more than the whole by only the soft bounds; the times certainly meet; "
        "a claimant hedges"
    )
    loose = (BOTH[0], belongs("second", Days()))
    (found,) = RULE.find(OF_FORCE, OF_FORCE, [EIGHT, SEVEN], [of("force", 1000, MAY)], loose)
    assert found.clause == (
        "2 parts that share nothing add up to more than the whole by the hard bounds; the times possibly meet"
    )


def test_what_never_changes_has_no_first_and_no_last_day() -> None:
    women = replace(WOMEN, temporality="fixed", whole=Whole("seats"))
    (found,) = RULE.find(women, SEATS, [of("force", 8, MAY)], [of("force", 7, Days())])
    assert (found.window, found.days) == ((BEGINNING, END), {"from": None, "to": None})


def test_the_window_of_events_runs_from_the_first_of_them_to_the_day_of_the_total() -> None:
    parts = [died(60, "x", within(2016, 2), claim=1), died(40, "y", on(2016, 3, 1), claim=2)]
    (found,) = RULE.find(IN_EVENT, KILLED, parts, [totalling(50, MARCH, claim=3)])
    assert found.window == (ordinal(2016, 2), ordinal(2016, 3, 21))
    assert (found.witness, found.members, found.subjects) == ((1, 2, 3), (1, 2, 3), ("brigade",))


def test_a_window_that_is_only_possible_is_what_all_envelopes_share() -> None:
    parts = [of("first", 800, within(2016, 5)), of("second", 700, GOING)]
    (found,) = RULE.find(OF_FORCE, OF_FORCE, parts, [of("force", 1000, within(2016))], BOTH)
    assert found.window == (ordinal(2016, 5), ordinal(2016, 5, 10))


def test_a_part_that_adds_nothing_is_no_witness() -> None:
    parts = [died(60, "x", on(2016, 3, 1), claim=1), died(up_to(40), "y", on(2016, 3, 2), claim=2)]
    (found,) = RULE.find(IN_EVENT, KILLED, parts, [totalling(50, MARCH, claim=3)])
    assert found.witness == (1, 3)


def test_of_equal_claims_about_an_event_the_more_precise_date_counts() -> None:
    parts = [
        died(60, "x", within(2016, 2), claim=1),
        died(60, "x", on(2016, 2, 3), claim=2),
        died(40, "y", on(2016, 2, 20), claim=3),
    ]
    (found,) = RULE.find(IN_EVENT, KILLED, parts, [totalling(99, MARCH, claim=4)])
    assert found.witness == (2, 3, 4)


def test_of_several_wholes_and_days_the_largest_excess_is_the_witness() -> None:
    parts = [
        of("first", 800, MAY, claim=1),
        of("second", 700, MAY, claim=2),
        of("first", 900, MARCH, claim=3),
    ]
    wholes = [
        of("force", 1400, MAY, claim=4),
        of("force", 500, MARCH, claim=5),
        of("force", 1000, MAY, claim=6),
    ]
    (found,) = RULE.find(OF_FORCE, OF_FORCE, parts, wholes, BOTH)
    assert (found.witness, found.severity) == ((3, 5), 0.444)
    (found,) = RULE.find(OF_FORCE, OF_FORCE, parts, wholes[:1], BOTH)
    assert (found.witness, found.severity) == ((1, 2, 4), 0.067)


def test_of_equal_figures_the_lowest_claims_are_the_witness() -> None:
    parts = [of("first", 800, MAY, claim=number) for number in (8, 3, 5)]
    wholes = [of("force", 600, MAY, claim=number) for number in (9, 6)]
    (found,) = RULE.find(OF_FORCE, OF_FORCE, parts, wholes, [belongs("first", WHILE, claim=1)])
    assert found.witness == (3, 6)


def test_a_certain_excess_comes_before_a_larger_possible_one() -> None:
    wholes = [of("force", 700, MAY, claim=1), of("force", 100, MAY, claim=2, modality="probable")]
    (found,) = RULE.find(OF_FORCE, OF_FORCE, [EIGHT], wholes, BOTH)
    assert (found.certain, found.severity, found.witness[-1]) == (True, 0.125, 1)


@pytest.mark.parametrize("count", [MOST_EXACT, MOST_EXACT + 1, 60])
def test_however_many_components_share_people_none_is_counted_twice(count: int) -> None:
    parts = [of(f"{number:02}", 1 if number % 2 else 100, MAY) for number in range(count)]
    links = [belongs(f"{number:02}", WHILE) for number in range(count)]

    def neighbours(one: str, other: str) -> bool:
        return abs(int(one) - int(other)) == 1

    half = 100 * ((count + 1) // 2)
    assert RULE.find(OF_FORCE, OF_FORCE, parts, [of("force", half, MAY)], links, overlap=neighbours) == []
    (found,) = RULE.find(OF_FORCE, OF_FORCE, parts, [of("force", half - 1, MAY)], links, overlap=neighbours)
    assert found.bounds == {"lo": half, "hi": half - 1}


def test_rules_of_sums_have_no_pairs() -> None:
    assert list(RULE.pairs(OF_FORCE, OF_FORCE, [EIGHT], [of("force", 1, MAY)])) == []


FORCE = Words(
    claimant="C",
    subject="the Brigade",
    predicate="strength",
    value="1000 fighters",
    when="May 2016",
    total="1500",
)
ONE = Words(claimant="A", subject="the First Battalion", predicate="strength", value="800 fighters")
OTHER = Words(claimant="B", subject="the Second Battalion", predicate="strength", value="700 fighters")


def test_the_sentence_adds_the_parts_up() -> None:
    assert RULE.sentence(ONE, OTHER, FORCE) == (
        "A: 800 fighters of the First Battalion; B: 700 fighters of the Second Battalion; "
        "together at least 1500, more than the strength of the Brigade, 1000 fighters (C, May 2016)."
    )
    assert RULE.sentence(ONE, replace(FORCE, when="")) == (
        "A: 800 fighters of the First Battalion, more than the strength of the Brigade, 1000 fighters (C)."
    )


def test_a_sum_that_is_not_known_is_left_out() -> None:
    whole = Words(claimant="C", subject="the Brigade", predicate="strength", value="1000 fighters")
    assert RULE.sentence(ONE, OTHER, whole) == (
        "A: 800 fighters of the First Battalion; B: 700 fighters of the Second Battalion, "
        "more than the strength of the Brigade, 1000 fighters (C)."
    )


def test_the_sentence_names_one_account_once() -> None:
    words = [replace(each, claimant="C") for each in (ONE, OTHER)]
    assert RULE.sentence(*words, FORCE) == (
        "C, within one account: 800 fighters of the First Battalion; 700 fighters of the Second Battalion; "
        "together at least 1500, more than the strength of the Brigade, 1000 fighters (May 2016)."
    )
    assert RULE.sentence(*words, replace(FORCE, when="")).endswith("of the Brigade, 1000 fighters.")


def test_the_sentence_names_events_by_their_dates() -> None:
    event = Words(
        claimant="A",
        subject="the Brigade",
        predicate="death toll in the event",
        value="15 people",
        when="May 2016",
    )
    whole = replace(FORCE, predicate="total death toll", value="10 people", total="25")
    assert RULE.sentence(event, replace(event, value="10 people", when="1 June 2016"), whole) == (
        "A: 15 people (May 2016) as the death toll in the event; "
        "A: 10 people (1 June 2016) as the death toll in the event; "
        "together at least 25, more than the total death toll of the Brigade, 10 people (C, May 2016)."
    )


@pytest.mark.parametrize(
    ("count", "ending"), [(4, "; A: 4 of x; "), (5, "; and 2 others; "), (8, "; and 5 others; ")]
)
def test_the_sentence_names_the_first_of_many(count: int, ending: str) -> None:
    parts = [replace(ONE, value=str(number), subject="x") for number in range(1, count + 1)]
    assert RULE.sentence(*parts, FORCE).startswith(f"A: 1 of x; A: 2 of x; A: 3 of x{ending}together")
