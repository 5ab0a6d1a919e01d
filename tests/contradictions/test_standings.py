"""Standings: how often others bear a voice out, and the snapshot that keeps it."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import rebuild
from app.claims.predicates import registry
from app.claims.values.predicate import Predicate
from app.contradictions import service, snapshot
from app.contradictions.rules.fact import Fact
from app.contradictions.standings import Answer, Standing, answers_of, estimate
from app.entities import service as entities
from app.provenance import log
from tests.conftest import Record
from tests.contradictions.rules.building import (
    ALLIED,
    FOUNDED_BY,
    KILLED,
    LED_BY,
    MOTTO,
    STATUS,
    STRENGTH,
    exact,
    on,
    said,
    throughout,
)


def answered(*questions: dict[str, str]) -> list[Answer]:
    """Answers, one mapping of voices to positions a question."""
    return [
        (voice, place, position)
        for place, question in enumerate(questions)
        for voices, position in question.items()
        for voice in voices
    ]


STANDINGS: dict[str, tuple[list[Answer], dict[str, tuple[int, int]]]] = {
    "alone nothing is proved": (answered({"a": "x"}, {"a": "y"}), {"a": (0, 0)}),
    "two that agree bear each other out": (answered({"ab": "x"}), {"a": (1, 1), "b": (1, 1)}),
    "two that differ do not": (answered({"a": "x", "b": "y"}), {"a": (0, 1), "b": (0, 1)}),
    "the third is outvoted": (
        answered({"ab": "x", "c": "y"}),
        {"a": (1, 1), "b": (1, 1), "c": (0, 1)},
    ),
    "two against two bear nobody out": (
        answered({"ab": "x", "cd": "y"}),
        dict.fromkeys("abcd", (0, 1)),
    ),
    "two against one and one bear each other out": (
        answered({"ab": "x", "c": "y", "d": "z"}),
        {"a": (1, 1), "c": (0, 1), "d": (0, 1)},
    ),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_a_voice_agrees_where_the_others_bear_it_out(name: str) -> None:
    answers, expected = STANDINGS[name]
    found = estimate(answers)
    assert {voice: (found[voice].agreements, found[voice].claims) for voice in expected} == expected


def test_what_is_known_of_voices_weighs_in_the_next_round() -> None:
    proven = [{"abc": "x"}] * 8
    wrong = [{"d": "x", "zyw": "n"}, {"e": "x", "zyw": "n"}] * 8
    answers = answered(*proven, *wrong, {"abk": "p", "del": "q"})
    first, last = estimate(answers, rounds=1), estimate(answers)
    assert (first["k"].agreements, first["l"].agreements) == (0, 0), "a and b against d, e and l"
    assert (last["k"].agreements, last["l"].agreements) == (1, 0), "a and b were right before, d and e never"


def test_a_voice_that_holds_several_positions_is_counted_once() -> None:
    answers = [("a", 1, "x"), ("a", 1, "y"), ("b", 1, "x"), ("a", 1, "x")]
    assert estimate(answers) == {"a": Standing(1, 1), "b": Standing(1, 1)}


ANSWERS = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 4), st.integers(0, 2)), max_size=30)


@given(answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_the_order_of_answers_decides_nothing_and_no_count_is_exceeded(
    answers: list[Answer], order: random.Random
) -> None:
    found = estimate(answers)
    assert estimate(order.sample(answers, len(answers))) == found
    for voice, standing in found.items():
        asked = {question for other, question, _ in answers if other == voice}
        assert 0 <= standing.agreements <= standing.claims <= len(asked)
        assert 0 < standing.accuracy < 1


YEAR_15, YEAR_16 = throughout((2015, 1, 1), (2015, 12, 31)), throughout((2016, 1, 1), (2016, 12, 31))
COMPARED: dict[str, tuple[Predicate, list[Fact], bool]] = {
    "numbers of one time": (
        STRENGTH,
        [said("A", exact(5), **YEAR_15), said("B", exact(9), **YEAR_15)],
        True,
    ),
    "numbers of two years": (
        STRENGTH,
        [said("A", exact(5), **YEAR_15), said("B", exact(9), **YEAR_16)],
        False,
    ),
    "numbers without a time": (STRENGTH, [said("A", exact(5)), said("B", exact(9))], True),
    "one number without a time": (STRENGTH, [said("A", exact(5)), said("B", exact(9), **YEAR_16)], False),
    "counts up to one day": (
        KILLED,
        [said("A", exact(5), **on(2016, 1, 1)), said("B", exact(9), **on(2016, 1, 1))],
        True,
    ),
    "counts up to two days": (
        KILLED,
        [said("A", exact(5), **on(2016, 1, 1)), said("B", exact(9), **on(2016, 1, 2))],
        False,
    ),
    "founders whenever said": (
        FOUNDED_BY,
        [said("A", "x", **YEAR_15), said("B", "y", **YEAR_16)],
        True,
    ),
    "leaders one after the other": (LED_BY, [said("A", "x", **YEAR_15), said("B", "y", **YEAR_16)], False),
    "what lasts from its date": (
        STATUS,
        [said("A", "killed", **on(2015, 5, 1)), said("B", "killed", **on(2016, 5, 1))],
        True,
    ),
    "allies, of whom there can be many": (
        ALLIED,
        [said("A", "x", **YEAR_15), said("B", "y", **YEAR_15)],
        False,
    ),
    "free text": (MOTTO, [said("A", **YEAR_15), said("B", **YEAR_15)], False),
}


@pytest.mark.parametrize("name", COMPARED)
def test_voices_are_compared_where_one_answer_could_exclude_another(name: str) -> None:
    predicate, facts, compared = COMPARED[name]
    found = estimate(answers_of(predicate, "q", facts))
    assert {standing.claims for standing in found.values()} <= {int(compared)}
    assert bool(compared) is any(standing.claims for standing in found.values())


LEADER: dict[str, Any] = {"subject": "brigade", "predicate": "led_by", "valid": {"edtf": "2015"}}


def take(record: Record) -> int:
    head = log.head(record.reader)
    taken = snapshot.take(record.reader)
    record.writer.call(lambda session: snapshot.store(session, taken.items(), head))
    return head


def leaders(record: Record) -> list[dict[str, Any]]:
    predicate = registry(record.reader).by_key["led_by"]
    return service.entity_positions(record.reader, entities.get(record.reader, "brigade"), predicate)


def test_support_says_which_snapshot_it_rests_on_and_nothing_moves_it_but_a_new_one(record: Record) -> None:
    for agent in ("analyst", "outlet-a"):
        record.claim(agent=agent, value={"entity": "rebel"}, **LEADER)
    (before,) = leaders(record)
    assert before["support"]["snapshot"] is None
    assert {term["accuracy"] for term in before["support"]["terms"]} == {0.8}
    head = take(record)
    record.claim(agent="outlet-b", value={"entity": "network"}, **LEADER)
    after, other = leaders(record)
    assert after["support"]["snapshot"] == other["support"]["snapshot"] == head < log.head(record.reader)
    told = [(each["agreements"], each["answers"], each["prior_only"]) for each in after["support"]["terms"]]
    assert told == [(1, 1, True)] * 2
    assert [each["accuracy"] for each in other["support"]["terms"]] == [0.8]
    take(record)
    _, other = leaders(record)
    assert [each["accuracy"] for each in other["support"]["terms"]] == [0.6667]


def test_a_snapshot_stands_outside_the_log(record: Record) -> None:
    record.claim(value={"entity": "rebel"}, **LEADER)
    digests, head = rebuild.digests(record.reader), take(record)
    assert log.head(record.reader) == head
    assert rebuild.digests(record.reader) == digests
    record.writer.call(rebuild.rebuild)
    (position,) = leaders(record)
    assert position["support"]["snapshot"] == head
