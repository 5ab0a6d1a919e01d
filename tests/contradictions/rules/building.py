"""Claims, times and predicates for the tests of the rules, built by hand."""

import math
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any, Protocol, TypedDict

from hypothesis import strategies as st

from app.claims.values.base import Interval
from app.claims.values.predicate import Predicate, Term
from app.contradictions.rules.fact import END, Fact, Finding
from app.contradictions.rules.pairs import Conflict

STRENGTH = Predicate("strength", "strength", "quantity", single="yes", persist_days=365)
PRICE = Predicate("price", "price", "quantity", single="yes")
LEADERS = Predicate("leaders", "number of leaders", "quantity", single="usually")
FIGHTS = Predicate("fights", "fights", "quantity", single="no")
KILLED = Predicate("killed_total", "total death toll", "quantity", single="yes", temporality="cumulative")
FOUNDED = Predicate(
    "founded", "founding", "date", single="yes", temporality="fixed", before=("active_since",)
)
ACTIVE = Predicate("active_since", "first activity", "date", single="yes", temporality="fixed")
LED_BY = Predicate("led_by", "leader", "entity", single="yes")
FOUNDED_BY = Predicate("founded_by", "founder", "entity", single="usually", temporality="fixed")
ALLIED = Predicate("allied_with", "ally", "entity")
RECOGNISED = Predicate("recognised", "recognition", "boolean", single="yes")
MOTTO = Predicate("motto", "motto", "text")
TERMS = (
    Term("alive", "alive"),
    Term("detained", "detained", broader="alive"),
    Term("disappeared", "disappeared", compatible_with=("alive", "detained")),
    Term("dead", "dead", final=True),
    Term("killed", "killed", broader="dead", final=True),
    Term("killed_in_action", "killed in action", broader="killed", final=True),
    Term("assassinated", "assassinated", broader="killed", final=True),
)
STATUS = Predicate("status", "status", "term", single="yes", terms=TERMS)
DEATH = Predicate(
    "manner_of_death", "manner of death", "term", single="yes", temporality="fixed", terms=TERMS
)


class Days(TypedDict, total=False):
    """The four day numbers of a fact."""

    from_lo: int
    from_hi: int
    to_lo: int
    to_hi: int


def on(year: int, month: int, day: int) -> Days:
    """As of a day."""
    return sometime(date(year, month, day).toordinal(), date(year, month, day).toordinal())


def within(year: int, month: int | None = None) -> Days:
    """On some day of a year or month."""
    return sometime(*_bounds(year, month))


def sometime(first: int, last: int) -> Days:
    return Days(from_lo=first, from_hi=last, to_lo=first, to_hi=last)


def throughout(first: tuple[int, int, int], last: tuple[int, int, int]) -> Days:
    """From one day to another."""
    start, end = date(*first).toordinal(), date(*last).toordinal()
    return Days(from_lo=start, from_hi=start, to_lo=end, to_hi=end)


def since(year: int, month: int | None = None, day: int | None = None) -> Days:
    """From a date on, with an open end."""
    first, last = _bounds(year, month)
    if month and day:
        first = last = date(year, month, day).toordinal()
    return Days(from_lo=first, from_hi=last, to_lo=END, to_hi=END)


def ordinal(year: int, month: int = 1, day: int = 1) -> int:
    return date(year, month, day).toordinal()


def exact(number: float) -> Interval:
    return Interval(number, number, number, number, number)


def about(number: float) -> Interval:
    return Interval(0.75 * number, 1.25 * number, 0.9 * number, 1.1 * number, number)


def at_least(number: float) -> Interval:
    return Interval(number, math.inf, number, 2 * number, number)


def up_to(number: float) -> Interval:
    return Interval(0, 1.05 * number, 0.95 * number, number, number)


def range_of(low: float, high: float) -> Interval:
    return Interval(low, high, low, high, (low + high) / 2)


def dated(year: int, month: int | None = None, *, around: int = 0) -> Interval:
    """A year or month as a date value, its hard bounds widened by `around` days."""
    first, last = _bounds(year, month)
    return Interval(first - around, last + around, first, last, (first + last) / 2)


def _bounds(year: int, month: int | None) -> tuple[int, int]:
    if month is None:
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return date(year, month, 1).toordinal(), date(year, month, monthrange(year, month)[1]).toordinal()


_claims = count(1)


def said(
    voice: str, *values: Interval | str, time: Days | None = None, claim: int | None = None, **more: Any
) -> Fact:
    """A claim of `voice`; several values are alternatives. Claims are numbered in order of building."""
    intervals = tuple(value for value in values if isinstance(value, Interval))
    choices = tuple(value for value in values if isinstance(value, str))
    fact = Fact(
        claim=next(_claims) if claim is None else claim,
        predicate="any",
        voice=voice,
        intervals=intervals,
        choices=choices,
        **(time or {}),
    )
    return replace(fact, **more)


@dataclass(frozen=True)
class Case:
    """What a rule must answer: None for silence, else label and severity of its one finding."""

    name: str
    predicate: Predicate
    facts: tuple[Fact, ...]
    expected: tuple[str, float] | None

    def __repr__(self) -> str:
        return self.name


def fires(name: str, predicate: Predicate, label: str, severity: float, *facts: Fact) -> Case:
    return Case(name, predicate, facts, (label, severity))


def silent(name: str, predicate: Predicate, *facts: Fact) -> Case:
    return Case(name, predicate, facts, None)


@dataclass(frozen=True)
class Sides:
    """What a rule of two predicates must answer, as in a Case."""

    name: str
    first: Predicate
    second: Predicate
    firsts: tuple[Fact, ...]
    seconds: tuple[Fact, ...]
    expected: tuple[str, float] | None = None

    def __repr__(self) -> str:
        return self.name


def answers(found: Iterable[Finding]) -> list[tuple[str, float]]:
    return [("certain" if finding.certain else "possible", finding.severity) for finding in found]


def assert_pairs_agree(found: Sequence[Finding], pairs: Iterable[Conflict]) -> None:
    """The findings are none if no two claims conflict, and include the highest conflict of all pairs."""
    best = max(pairs, key=lambda pair: pair.rank, default=None)
    if best is None:
        assert found == []
        return
    assert all(0 <= finding.severity <= 1 for finding in found)
    assert all(set(finding.witness) <= set(finding.members) for finding in found)
    assert (best.certain, best.severity) == max((finding.certain, finding.severity) for finding in found)
    assert (best.witness, best.certain, best.severity) in [
        (finding.witness, finding.certain, finding.severity) for finding in found
    ]


def assert_stretches_agree(found: Sequence[Finding], pairs: Iterable[Conflict]) -> None:
    """The findings are those that laying the shared days of all pairs together gives, earliest first."""
    laid: list[tuple[list[int], list[Conflict]]] = []
    for pair in sorted(pairs, key=lambda each: _shared_days(each)[0]):
        first, last = _shared_days(pair)
        if not laid or first > laid[-1][0][1] + 1:
            laid.append(([first, last], []))
        laid[-1][0][1] = max(last, laid[-1][0][1])
        laid[-1][1].append(pair)
    expected = []
    for window, among in laid:
        best = max(among, key=lambda each: each.rank)
        members = tuple(sorted({claim for each in among for claim in each.witness}))
        expected.append((tuple(window), members, best.witness, best.certain, best.severity))
    assert [(e.window, e.members, e.witness, e.certain, e.severity) for e in found] == expected


def _shared_days(pair: Conflict) -> tuple[int, int]:
    one, other = pair.first.span, pair.second.span
    return max(one.core_lo, other.core_lo), min(one.core_hi, other.core_hi)


class Expecting(Protocol):
    """A case of any rule: None for silence."""

    @property
    def name(self) -> str: ...

    @property
    def expected(self) -> tuple[str, float] | None: ...


def assert_balanced(cases: Sequence[Expecting]) -> None:
    """At least twelve cases with names of their own, a third of each kind."""
    firing = sum(case.expected is not None for case in cases)
    assert len({case.name for case in cases}) == len(cases) >= 12
    assert min(firing, len(cases) - firing) >= len(cases) / 3


SPANS = st.sampled_from(
    [
        Days(),
        sometime(100, 100),
        sometime(101, 101),
        sometime(100, 130),
        sometime(400, 400),
        Days(from_lo=90, from_hi=90, to_lo=100, to_hi=100),
        Days(from_lo=100, from_hi=110, to_lo=120, to_hi=140),
        Days(from_lo=100, from_hi=100, to_lo=END, to_hi=END),
    ]
)
NUMBERS = st.sampled_from([0, 1, 2, 8, 9, 10, 11, 12, 20, 30])
INTERVALS = st.one_of(
    st.builds(exact, NUMBERS),
    st.builds(about, NUMBERS),
    st.builds(at_least, NUMBERS),
    st.builds(up_to, NUMBERS),
    st.builds(lambda low, more: range_of(low, low + more), NUMBERS, NUMBERS),
)


def crowds(values: st.SearchStrategy[tuple[Any, ...]], most: int = 8) -> st.SearchStrategy[list[Fact]]:
    """Small questions with few distinct voices, times and values, so that ties are frequent."""

    def build(drawn: list[tuple[str, tuple[Any, ...], Days, str, bool, int | None]]) -> list[Fact]:
        return [
            said(voice, *value, time=time, claim=number, modality=modality, denies=denies, said=day)
            for number, (voice, value, time, modality, denies, day) in enumerate(drawn, 1)
        ]

    one = st.tuples(
        st.sampled_from("ABC"),
        values,
        SPANS,
        st.sampled_from(["certain", "certain", "probable"]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([None, 105, 120]),
    )
    return st.lists(one, max_size=most).map(build)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """A value, now and then with an alternative."""
    return st.one_of(
        st.tuples(values),
        st.tuples(values),
        st.lists(values, min_size=2, max_size=2, unique=True).map(tuple),
    )


def _period(first: int, length: int, around: int, open_end: bool) -> Days:
    last = END if open_end else first + length
    return Days(from_lo=first - around, from_hi=first, to_lo=last, to_hi=last if open_end else last + around)


PERIODS = st.one_of(
    st.builds(
        _period,
        st.integers(100, 112),
        st.sampled_from([0, 0, 1, 1, 2, 3, 6]),
        st.sampled_from([0, 0, 3]),
        st.sampled_from([False, False, False, True]),
    ),
    SPANS,
)


def held(values: st.SearchStrategy[tuple[str, ...]], most: int = 10) -> st.SearchStrategy[list[Fact]]:
    """Claims of few subjects and short periods, so that handovers and stretches side by side are frequent."""

    def build(drawn: list[tuple[str, str, tuple[str, ...], Days, str, bool, int | None]]) -> list[Fact]:
        return [
            said(
                voice,
                *value,
                time=time,
                claim=number,
                subject=subject,
                modality=modality,
                denies=denies,
                said=day,
            )
            for number, (voice, subject, value, time, modality, denies, day) in enumerate(drawn, 1)
        ]

    one = st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(["north", "south", "staff", "west"]),
        values,
        PERIODS,
        st.sampled_from(["certain", "certain", "probable"]),
        st.sampled_from([False] * 7 + [True]),
        st.sampled_from([None, 105, 120]),
    )
    return st.lists(one, max_size=most).map(build)
