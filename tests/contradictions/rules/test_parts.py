"""What may be added up, by trying every set of parts."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.claims.values.predicate import Whole
from app.contradictions.rules import bounds
from app.contradictions.rules.fact import BEGINNING, END, Fact, Finding
from app.contradictions.rules.overlap import Clock, Span, span
from app.contradictions.rules.part_exceeds_whole import PartExceedsWhole, never
from tests.contradictions.rules.building import (
    INTERVALS,
    KILLED,
    STRENGTH,
    Days,
    answers,
    said,
    some,
    sometime,
)

RULE = PartExceedsWhole()
IN_EVENT = replace(KILLED, key="killed_in_event", temporality="event", whole=Whole("killed_total"))
OF_FORCE = replace(STRENGTH, whole=Whole("strength", "part_of"))


def oracle(
    sets: list[list[tuple[tuple[Fact, ...], float]]], wholes: list[Fact], *, sure: bool
) -> float | None:
    """The strongest excess: of each whole and overlap the heaviest set, by hard bounds before soft ones."""
    found = []
    for whole, choices in zip(wholes, sets, strict=True):
        for tau in (1.0,) if sure else (1.0, 0.5):
            sums = [facts for facts, surely in choices if surely >= tau]
            for hard in (True,) if sure else (True, False):
                lo, plain = max(
                    (weight(facts, hard=hard) for facts in sums), default=(Decimal(0), Decimal(0))
                )
                hi = decimal(max(bounds.high_end(each, hard=hard) for each in whole.intervals))
                if lo > hi:
                    top = decimal(max(each.plain for each in whole.intervals))
                    share = float((1 - hi / lo) if hard else (1 - top / plain)) * tau
                    found.append(share if sure else share / 2)
                    break
    return max(found, default=None)


def decimal(number: float) -> Decimal:
    return Decimal(repr(number))


def weight(facts: tuple[Fact, ...], *, hard: bool) -> tuple[Decimal, Decimal]:
    lows = [decimal(min(bounds.low_end(each, hard=hard) for each in fact.intervals)) for fact in facts]
    plains = [decimal(min(each.plain for each in fact.intervals)) for fact in facts]
    return sum(lows, Decimal(0)), sum(
        (plain for low, plain in zip(lows, plains, strict=True) if low), Decimal(0)
    )


def assert_agrees(found: list[Finding], certain: float | None, possible: float | None) -> None:
    label = "possible" if certain is None else "certain"
    strongest = possible if certain is None else certain
    assert [each[0] for each in answers(found)] == ([] if strongest is None else [label])
    if strongest is not None:
        assert found[0].severity == pytest.approx(strongest, abs=0.0006)


def subsets(items: list[Fact]) -> list[tuple[Fact, ...]]:
    return [chosen for size in range(len(items) + 1) for chosen in combinations(items, size)]


def asserted(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if not fact.denies]


def figures(subjects: list[str], most: int, times: st.SearchStrategy[Days]) -> st.SearchStrategy[list[Fact]]:
    one = st.builds(
        lambda values, name, time, modality, denies: said(
            "A",
            *values,
            time=time,
            subject=name,
            scope=name,
            modality=modality,
            denies=denies,
            said=104,
            claim=0,
        ),
        some(INTERVALS),
        st.sampled_from(subjects),
        times,
        st.sampled_from(["certain", "certain", "probable"]),
        st.sampled_from([False, False, False, True]),
    )
    return st.lists(one, max_size=most)


def numbered(facts: list[Fact], first: int) -> list[Fact]:
    return [replace(fact, claim=first + place) for place, fact in enumerate(facts)]


SHORT = st.sampled_from(
    [
        Days(),
        sometime(100, 100),
        sometime(102, 102),
        sometime(99, 101),
        sometime(103, 103),
        Days(from_lo=100, from_hi=100, to_lo=102, to_hi=102),
        Days(from_lo=98, from_hi=99, to_lo=100, to_hi=103),
        Days(from_lo=101, from_hi=101, to_lo=END, to_hi=END),
        Days(from_lo=BEGINNING, from_hi=103, to_lo=103, to_hi=103),
    ]
)
WHOLES = figures(["force"], 3, SHORT)


def event_sets(parts: list[Fact], whole: Fact, *, sure: bool) -> list[tuple[tuple[Fact, ...], float]]:
    last = whole.to_lo
    first = whole.from_hi if whole.from_hi < last else BEGINNING
    inside = [
        fact
        for fact in asserted(parts)
        if last < END
        and first <= fact.from_lo
        and fact.to_hi <= last
        and not (sure and fact.modality != "certain")
    ]
    return [
        (chosen, 1.0)
        for chosen in subsets(inside)
        if all(
            one.to_hi < other.from_lo or other.to_hi < one.from_lo for one, other in combinations(chosen, 2)
        )
    ]


@given(figures([*"vwxyz"], 5, SHORT), WHOLES)
def test_events_come_to_what_trying_every_set_of_them_gives(parts: list[Fact], totals: list[Fact]) -> None:
    # One claim an event: of several, the rule takes the highest before it looks at the others' days.
    drawn = [replace(fact, scope=str(place)) for place, fact in enumerate(numbered(parts, 1))]
    found = RULE.find(IN_EVENT, KILLED, drawn, numbered(totals, 11))
    results = []
    for sure in (True, False):
        wholes = [each for each in asserted(totals) if not (sure and each.modality != "certain")]
        sets = [event_sets(drawn, whole, sure=sure) for whole in wholes]
        results.append(oracle(sets, wholes, sure=sure))
    assert_agrees(found, *results)


def component_sets(
    parts: list[Fact], links: list[Fact], whole: Fact, overlap: frozenset[str], *, sure: bool
) -> list[tuple[tuple[Fact, ...], float]]:
    def spans(facts: tuple[Fact, ...]) -> list[Span]:
        return [span(STRENGTH, fact) for fact in facts]

    joined = [
        (fact, link)
        for fact, link in product(asserted(parts), asserted(links))
        if fact.subject == link.subject and not (sure and "probable" in (fact.modality, link.modality))
        if (fact.from_lo, fact.to_hi) != (BEGINNING, END) != (whole.from_lo, whole.to_hi)
    ]
    found = []
    for size in range(len({fact.subject for fact in parts}) + 1):
        for chosen in combinations(joined, size):
            names = [fact.subject for fact, _ in chosen]
            held = spans((whole, *(fact for pair in chosen for fact in pair)))
            pairwise = [Clock().tau(one, other) for one, other in combinations(held, 2)]
            if len(set(names)) < size or len(overlap & set(names)) > 1 or 0 in pairwise:
                continue
            if max(each.core_lo for each in held) <= min(each.core_hi for each in held):
                found.append((tuple(fact for fact, _ in chosen), 1.0))
            elif max(each.lo for each in held) <= min(each.hi for each in held):
                found.append((tuple(fact for fact, _ in chosen), 0.5))
    return found


LINKS = figures(["x", "y", "z"], 4, SHORT).map(
    lambda facts: [replace(fact, intervals=(), choices=("force",)) for fact in facts]
)


@settings(max_examples=200)
@given(figures(["x", "y", "z"], 4, SHORT), LINKS, WHOLES, st.sampled_from(["", "xy", "xyz"]))
def test_components_come_to_what_trying_every_set_of_them_gives(
    parts: list[Fact], links: list[Fact], drawn: list[Fact], sharing: str
) -> None:
    overlap = frozenset(sharing)
    found = RULE.find(
        OF_FORCE, OF_FORCE, numbered(parts, 1), numbered(drawn, 11), numbered(links, 21),
        overlap=lambda one, other: {one, other} <= overlap,
    )  # fmt: skip
    results = []
    for sure in (True, False):
        wholes = [each for each in asserted(drawn) if not (sure and each.modality != "certain")]
        sets = [component_sets(parts, links, whole, overlap, sure=sure) for whole in wholes]
        results.append(oracle(sets, wholes, sure=sure))
    assert_agrees(found, *results)


@given(figures(["x", "y", "z"], 5, SHORT), LINKS, WHOLES, st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(
    parts: list[Fact], links: list[Fact], wholes: list[Fact], order: random.Random
) -> None:
    given_ = numbered(parts, 1), numbered(wholes, 11), numbered(links, 21)
    mixed = [order.sample(facts, len(facts)) for facts in given_]
    for part, whole in ((OF_FORCE, OF_FORCE), (IN_EVENT, KILLED)):
        assert RULE.find(part, whole, *mixed) == RULE.find(part, whole, *given_, overlap=never)
