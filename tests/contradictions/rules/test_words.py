"""The words that every sentence is made of."""

from dataclasses import replace

import pytest

from app.contradictions.rules.words import Words, dated, further, heading, scoped, topic

WORDS = Words(
    claimant="A", subject="the Brigade", predicate="strength", value="300 fighters", when="May 2016"
)


@pytest.mark.parametrize(
    ("value", "when", "expected"),
    [
        ("300 fighters", "May 2016", "300 fighters (May 2016)"),
        ("300 (by its own count)", "May 2016", "300 (by its own count), May 2016"),
        ("300 fighters", "", "300 fighters"),
    ],
)
def test_a_date_stands_in_brackets_unless_brackets_came_before(value: str, when: str, expected: str) -> None:
    assert dated(replace(WORDS, value=value, when=when)) == expected


def test_the_scope_stands_behind_the_predicate() -> None:
    counted = replace(WORDS, scope="a census")
    assert (scoped(WORDS), scoped(counted)) == ("the strength", "the strength (a census)")
    assert topic(counted) == "the strength (a census) of the Brigade"


def test_whoever_speaks_of_himself_is_named_once() -> None:
    assert heading(WORDS) == "A on the strength of the Brigade"
    assert heading(WORDS, alone=True) == "A, within one account, on the strength of the Brigade"
    assert heading(replace(WORDS, claimant="the Brigade")) == "the Brigade on their own strength"


def test_what_is_said_besides_names_only_what_is_new() -> None:
    assert further(WORDS, WORDS) == "on the strength"
    assert further(replace(WORDS, claimant="B"), WORDS) == "B on the strength"
    assert further(replace(WORDS, subject="the Force"), WORDS) == "on the strength of the Force"
    other = replace(WORDS, claimant="B", subject="the Force")
    assert further(other, WORDS) == "B on the strength of the Force"
