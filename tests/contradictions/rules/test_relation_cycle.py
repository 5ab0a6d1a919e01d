import random
import time
from collections import defaultdict
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.claims.values.predicate import Predicate
from app.contradictions.rules.cycles import Edge, cyclic, shortest_cycle
from app.contradictions.rules.fact import BEGINNING, END, Fact
from app.contradictions.rules.overlap import Clock, Span, span
from app.contradictions.rules.relation_cycle import RelationCycle
from app.contradictions.rules.words import Words
from tests.contradictions.rules.building import (
    ALLIED,
    FOUNDED_BY,
    STATUS,
    Case,
    Days,
    answers,
    assert_balanced,
    fires,
    on,
    ordinal,
    said,
    silent,
    since,
    sometime,
    throughout,
    within,
)

RULE = RelationCycle()
PART_OF = Predicate("part_of", "parent formation", "entity", asymmetric=True)
MADE_BY = Predicate("founded_by", "founder", "entity", temporality="fixed", asymmetric=True)
YEAR = throughout((2016, 1, 1), (2016, 12, 31))
DAY = on(2016, 5, 1)


def under(subject: str, value: str, when: Days = YEAR, voice: str = "A", **more: Any) -> Fact:
    return said(voice, value, time=when, subject=subject, **more)


CASES = [
    fires("two under each other", PART_OF, "certain", 1.0, under("x", "y"), under("y", "x", voice="B")),
    fires("one account", PART_OF, "certain", 1.0, under("x", "y"), under("y", "x")),
    fires("three in a circle", PART_OF, "certain", 1.0, under("x", "y"), under("y", "z"), under("z", "x")),
    silent("three in a row", PART_OF, under("x", "y"), under("y", "z"), under("x", "z")),
    fires("under itself", PART_OF, "certain", 1.0, under("x", "x")),
    silent("two forces above one", PART_OF, under("x", "y"), under("x", "z")),
    silent("said twice", PART_OF, under("x", "y"), under("x", "y", voice="B")),
    fires("on one day", PART_OF, "certain", 1.0, under("x", "y", DAY), under("y", "x", DAY)),
    silent("on two days", PART_OF, under("x", "y", DAY), under("y", "x", on(2016, 5, 2))),
    silent(
        "handed over on a day", PART_OF,
        under("x", "y", throughout((2016, 1, 1), (2016, 5, 1))),
        under("y", "x", throughout((2016, 5, 1), (2017, 1, 1))),
    ),
    fires(
        "a day more than handed over", PART_OF, "certain", 1.0,
        under("x", "y", throughout((2016, 1, 1), (2016, 5, 2))),
        under("y", "x", throughout((2016, 5, 1), (2017, 1, 1))),
    ),
    silent("on the first day", PART_OF, under("x", "y"), under("y", "x", on(2016, 1, 1))),
    fires("on the second day", PART_OF, "certain", 1.0, under("x", "y"), under("y", "x", on(2016, 1, 2))),
    fires(
        "on the day before the last", PART_OF, "certain", 1.0,
        under("x", "y"), under("y", "x", on(2016, 12, 30)),
    ),
    silent("on the last day", PART_OF, under("x", "y"), under("y", "x", on(2016, 12, 31))),
    silent("on some day of the year", PART_OF, under("x", "y"), under("y", "x", within(2016))),
    silent("without a date", PART_OF, under("x", "y", Days()), under("y", "x", Days())),
    silent("under itself, without a date", PART_OF, under("x", "x", Days())),
    fires("what never changes needs no date", MADE_BY, "certain", 1.0,
        under("x", "y", Days()), under("y", "x", on(1990, 1, 1)),
    ),
    silent("each two share a day, but not all three", PART_OF,
        under("x", "y", on(2016, 5, 1)), under("y", "z", on(2016, 5, 2)), under("z", "x", YEAR),
    ),
    fires("open ends as said later", PART_OF, "certain", 1.0,
        under("x", "y", since(2015), said=ordinal(2016, 6)),
        under("y", "x", since(2015), said=ordinal(2016, 6)),
    ),
    silent("open ends that nobody vouches for", PART_OF,
        under("x", "y", since(2015)), under("y", "x", since(2015)),
    ),
    silent("open, and said before the other began", PART_OF,
        under("x", "y", since(2015), said=ordinal(2016, 1)), under("y", "x", DAY),
    ),
    silent("a denial", PART_OF, under("x", "y"), under("y", "x", denies=True)),
    silent("this or that", PART_OF, under("x", "y"), under("y", "x", choices=("x", "z"))),
    fires("a hedge", PART_OF, "possible", 0.5, under("x", "y"), under("y", "x", modality="probable")),
    fires("a hedge that another does without", PART_OF, "certain", 1.0,
        under("x", "y"), under("y", "x", modality="probable"), under("y", "x", voice="B"),
    ),
    fires("a longer way without a hedge", PART_OF, "certain", 1.0,
        under("x", "y"), under("y", "x", modality="probable"), under("y", "z"), under("z", "x"),
    ),
    silent("no claim", PART_OF),
]  # fmt: skip


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert_balanced(CASES)


@pytest.mark.parametrize("case", CASES, ids=repr)
def test_relations_that_return_to_their_start_are_found_and_nothing_else(case: Case) -> None:
    expected = [] if case.expected is None else [case.expected]
    assert answers(RULE.find(case.predicate, case.facts)) == expected
    assert answers(RULE.find(case.predicate, case.facts[::-1])) == expected


def test_only_one_way_relations_between_entities_are_asked() -> None:
    asked = [PART_OF, MADE_BY]
    assert [each for each in [*asked, ALLIED, FOUNDED_BY, STATUS] if RULE.applies(each)] == asked
    assert not RULE.applies(Predicate("status", "status", "term", asymmetric=True))


def test_the_witness_is_a_shortest_cycle_from_its_lowest_claim_on() -> None:
    facts = [
        under("w", "x", claim=1),
        under("x", "y", claim=8),
        under("y", "x", claim=6),
        under("y", "x", claim=5),
        under("y", "w", claim=2),
        under("v", "x", claim=3),
    ]
    (found,) = RULE.find(PART_OF, facts)
    assert (found.witness, found.members, found.subjects) == ((5, 8), (1, 2, 5, 6, 8), ("y", "x"))
    assert found.clause == "all claims surely hold on one day"


def test_the_trace_tells_that_a_claimant_hedges() -> None:
    (found,) = RULE.find(PART_OF, [under("x", "y"), under("y", "x", modality="probable")])
    assert found.clause == "all claims surely hold on one day; a claimant hedges"


def test_the_window_is_the_time_in_which_the_whole_cycle_surely_holds() -> None:
    facts = [
        under("x", "y", throughout((2016, 3, 1), (2016, 9, 1))),
        under("y", "x", Days(from_lo=0, from_hi=ordinal(2016, 4, 1), to_lo=ordinal(2016, 8, 1), to_hi=END)),
    ]
    (found,) = RULE.find(PART_OF, facts)
    assert found.window == (ordinal(2016, 4, 1), ordinal(2016, 8, 1))
    assert found.days == {"from": ordinal(2016, 4, 1), "to": ordinal(2016, 8, 1)}
    (found,) = RULE.find(MADE_BY, facts)
    assert found.window == (BEGINNING, END)
    assert found.days == {"from": None, "to": None}


def test_cycles_that_share_a_claim_are_one_finding_and_others_are_findings_of_their_own() -> None:
    facts = [
        under("x", "y", YEAR, claim=1),
        under("y", "x", on(2016, 3, 1), claim=2),
        under("y", "x", on(2016, 6, 1), claim=3),
        under("x", "y", on(2018, 1, 1), claim=4),
        under("y", "x", on(2018, 1, 1), claim=5),
        under("a", "b", claim=6),
        under("b", "a", claim=7),
    ]
    found = RULE.find(PART_OF, facts)
    assert [each.members for each in found] == [(1, 2, 3), (4, 5), (6, 7)]
    assert [each.witness for each in found] == [(1, 2), (4, 5), (6, 7)]


def test_rules_of_circles_have_no_pairs() -> None:
    assert list(RULE.pairs(PART_OF, [under("x", "x")])) == []


X_UNDER_Y = Words(claimant="A", subject="X", predicate="parent formation", value="Y")
Y_UNDER_X = Words(claimant="B", subject="Y", predicate="parent formation", value="X")


def test_the_sentence_goes_around_the_circle() -> None:
    told = "A: the parent formation of X is Y; B: the parent formation of Y is X"
    rule = "no parent formation can lead back to its start"
    assert RULE.sentence(X_UNDER_Y, Y_UNDER_X) == f"{told}; {rule}."
    dated = Words(claimant="A", subject="X", predicate="parent formation", value="Y", window="in March 2016")
    assert RULE.sentence(dated, Y_UNDER_X) == f"{told}; {rule}, as it does in March 2016."


def test_the_sentence_names_one_account_once() -> None:
    same = Words(claimant="A", subject="Y", predicate="parent formation", value="X")
    rule = "no parent formation can lead back to its start."
    assert RULE.sentence(X_UNDER_Y, same) == (
        f"A, within one account: the parent formation of X is Y; the parent formation of Y is X; {rule}"
    )
    itself = Words(claimant="A", subject="X", predicate="parent formation", value="X")
    assert RULE.sentence(itself) == f"A: the parent formation of X is X; {rule}"


def test_the_sentence_names_the_first_of_many() -> None:
    many = [X_UNDER_Y, Y_UNDER_X] * 3
    assert RULE.sentence(*many).count("the parent formation of") == 3
    assert "; and 3 others; no parent formation" in RULE.sentence(*many)


# --- the definition, by trying every cycle ----------------------------------------------------------

NODES = "vwxyz"
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=9).map(
    lambda drawn: [Edge(number, start, end) for number, (start, end) in enumerate(drawn, 1)]
)


def every_cycle(edges: list[Edge]) -> list[tuple[Edge, ...]]:
    """All cycles that pass no node twice, each from its lowest claim on."""
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        between[edge.start, edge.end].append(edge)
    found = []
    for size in range(1, len(NODES) + 1):
        for nodes in permutations(NODES, size):
            steps = [between[pair] for pair in zip(nodes, (*nodes[1:], nodes[0]), strict=True)]
            found += [cycle for cycle in product(*steps) if cycle[0] == min(cycle)]
    return found


@given(EDGES)
def test_what_lies_on_a_cycle_is_what_trying_every_cycle_gives(edges: list[Edge]) -> None:
    cycles = every_cycle(edges)
    found = cyclic(edges)
    assert {edge for group in found for edge in group} == {edge for cycle in cycles for edge in cycle}
    for cycle in cycles:
        assert sum(set(cycle) <= set(group) for group in found) == 1
    assert not any(
        {e.start for e in one} & {e.start for e in other} for one in found for other in found if one != other
    )


@given(EDGES)
def test_the_shortest_cycle_is_what_trying_every_cycle_gives(edges: list[Edge]) -> None:
    expected = min(every_cycle(edges), key=lambda cycle: (len(cycle), cycle), default=())
    assert shortest_cycle(edges) == expected


def test_a_bridge_between_two_cycles_that_a_longer_one_joined_leads_back_no_more() -> None:
    steps = [(1, "n", "o"), (2, "q", "r"), (10, "o", "p"), (11, "p", "q"), (12, "r", "n"), (13, "q", "p")]
    edges = [Edge(*step) for step in (*steps, (14, "r", "s"), (15, "s", "r"))]
    assert [edge.claim for edge in shortest_cycle(edges)] == [11, 13]


def test_a_large_ring_and_a_long_row_are_searched_at_once() -> None:
    size = 20_000
    ring = [Edge(number, str(number), str((number + 1) % size)) for number in range(size)]
    began = time.process_time()
    assert shortest_cycle(ring) == tuple(ring)
    assert cyclic(ring[1:]) == []
    assert time.process_time() - began < 5


SHORT = st.sampled_from(
    [
        Days(),
        sometime(100, 100),
        sometime(101, 101),
        sometime(99, 101),
        Days(from_lo=98, from_hi=98, to_lo=100, to_hi=100),
        Days(from_lo=100, from_hi=100, to_lo=103, to_hi=103),
        Days(from_lo=99, from_hi=99, to_lo=101, to_hi=104),
        Days(from_lo=100, from_hi=100, to_lo=END, to_hi=END),
    ]
)
CLAIMS = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.sampled_from("xyz"),
        SHORT,
        st.sampled_from(["certain", "certain", "probable"]),
    ),
    max_size=7,
).map(
    lambda drawn: [
        under(subject, value, when, claim=number, modality=modality, said=102)
        for number, (subject, value, when, modality) in enumerate(drawn, 1)
    ]
)


def timely(predicate: Predicate, facts: list[Fact]) -> list[tuple[int, ...]]:
    """All cycles of claims of which each two certainly share time, by their claims."""
    spans = {
        fact.claim: Span(BEGINNING, END, BEGINNING, END) if predicate is MADE_BY else span(predicate, fact)
        for fact in facts
    }
    cycles = every_cycle([Edge(fact.claim, fact.subject, fact.choices[0]) for fact in facts])
    return [
        tuple(edge.claim for edge in cycle)
        for cycle in cycles
        if all(spans[edge.claim].has_core for edge in cycle)
        and all(
            Clock().tau(spans[one.claim], spans[other.claim]) == 1 for one, other in product(cycle, cycle)
        )
    ]


@pytest.mark.parametrize("predicate", [PART_OF, MADE_BY], ids=lambda each: each.key)
@settings(max_examples=200)
@given(facts=CLAIMS)
def test_findings_are_what_trying_every_cycle_gives(predicate: Predicate, facts: list[Fact]) -> None:
    cycles = timely(predicate, facts)
    hedged = {fact.claim for fact in facts if fact.modality != "certain"}
    found = RULE.find(predicate, facts)
    members = [claim for each in found for claim in each.members]
    assert sorted(members) == sorted({claim for cycle in cycles for claim in cycle})
    for each in found:
        own = [cycle for cycle in cycles if cycle[0] in each.members]
        assert all(set(cycle) <= set(each.members) for cycle in own)
        best = min(own, key=lambda cycle: (bool(hedged & set(cycle)), len(cycle), cycle))
        assert each.witness == best
        assert (each.certain, each.severity) == ((False, 0.5) if hedged & set(best) else (True, 1.0))


@given(facts=CLAIMS, order=st.randoms(use_true_random=False))
def test_the_order_of_claims_decides_nothing(facts: list[Fact], order: random.Random) -> None:
    for predicate in (PART_OF, MADE_BY):
        assert RULE.find(predicate, order.sample(facts, len(facts))) == RULE.find(predicate, facts)
