"""Dates as values: EDTF or plain English, with bounds in days."""

from datetime import date
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.values import intervals_of, parse
from app.claims.values.base import Interval, ValueProblem
from app.claims.values.predicate import Predicate

FOUNDED = Predicate("founded", "founded", "date")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "hard", "soft"),
    [
        ("2016", ["2016-01-01", "2016-12-31"], ["2016-01-01", "2016-12-31"]),
        ("2016-03-21", ["2016-03-21", "2016-03-21"], ["2016-03-21", "2016-03-21"]),
        ("2016~", ["2015-01-01", "2017-12-31"], ["2016-01-01", "2016-12-31"]),
        ("2016-03?", ["2016-02-01", "2016-04-30"], ["2016-03-01", "2016-03-31"]),
        ("2016-03-21%", ["2016-03-18", "2016-03-24"], ["2016-03-21", "2016-03-21"]),
        ("2015-01/2016~", ["2015-01-01", "2017-12-31"], ["2015-01-01", "2016-12-31"]),
        ("2011/..", ["2011-01-01", None], ["2011-01-01", None]),
        ("2011~/", ["2010-01-01", None], ["2011-01-01", None]),
        ("../2016-01", [None, "2016-01-31"], [None, "2016-01-31"]),
        ("/2016-01", [None, "2016-01-31"], [None, "2016-01-31"]),
        ("[2015..2016]", ["2015-01-01", "2016-12-31"], ["2015-01-01", "2016-12-31"]),
        ("[..2016~]", [None, "2017-12-31"], [None, "2016-12-31"]),
    ],
)
def test_qualifiers_widen_the_hard_bounds_only(
    text: str, hard: list[str | None], soft: list[str | None]
) -> None:
    value = parse(text, FOUNDED)
    assert value.document == {"type": "date", "text": text, "edtf": text, "hard": hard, "soft": soft}
    assert len(value.intervals) == 1


def test_the_plain_reading_is_the_middle_of_the_stated_days() -> None:
    first, last = day("2016-01-01"), day("2016-12-31")
    hard_first, hard_last = day("2015-01-01"), day("2017-12-31")
    expected = Interval(hard_first, hard_last, first, last, (first + last) / 2)
    assert parse("2016~", FOUNDED).intervals == (expected,)


def test_the_plain_reading_of_an_open_date_is_its_one_end() -> None:
    assert parse("2011/..", FOUNDED).intervals == (
        Interval(day("2011-01-01"), inf, day("2011-01-01"), inf, day("2011-01-01")),
    )
    assert parse("[..2011]", FOUNDED).intervals == (
        Interval(-inf, day("2011-12-31"), -inf, day("2011-12-31"), day("2011-12-31")),
    )


def test_each_member_of_a_set_is_an_alternative_and_a_range_in_it_is_one() -> None:
    value = parse("[2012,2014~..2016]", FOUNDED)
    assert value.document["alternatives"] == [
        {"hard": ["2012-01-01", "2012-12-31"], "soft": ["2012-01-01", "2012-12-31"]},
        {"hard": ["2013-01-01", "2016-12-31"], "soft": ["2014-01-01", "2016-12-31"]},
    ]
    assert value.document["hard"] == ["2012-01-01", "2016-12-31"]
    assert [(one.soft_lo, one.soft_hi) for one in value.intervals] == [
        (day("2012-01-01"), day("2012-12-31")),
        (day("2014-01-01"), day("2016-12-31")),
    ]


def test_equal_alternatives_are_one() -> None:
    assert "alternatives" not in parse("[2012,2012]", FOUNDED).document


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        (" 2012 ", "2012"),
        ("March 2016", "2016-03"),
        ("Mar 2016", "2016-03"),
        ("may, 2016", "2016-05"),
        ("21 March 2016", "2016-03-21"),
        ("1  MARCH 2016", "2016-03-01"),
        ("March 21, 2016", "2016-03-21"),
        ("March 21 2016", "2016-03-21"),
        ("about 2012", "2012~"),
        ("circa March 2016", "2016-03~"),
        ("c. 2012", "2012~"),
        ("around 21 March 2016", "2016-03-21~"),
        ("spring 2016", "2016-21"),
        ("fall of 2016", "2016-23"),
        ("the 2010s", "201X"),
        ("2010s", "201X"),
        ("2012 or 2015", "[2012,2015]"),
        ("about 2012 or March 2015", "[2012~,2015-03]"),
        ("2012, 2013, or 2015", "[2012,2013,2015]"),
        ("March 21, 2016 or 2017", "[2016-03-21,2017]"),
        ("between 2012 and 2015", "[2012..2015]"),
        ("between March and May 2015", None),
        ("12 2016", None),
        ("spring 12 2016", None),
        ("spring March 2016", None),
        ("21 March 21 2016", None),
        ("2012, 2015", None),
        ("2012 or", None),
        ("between 2015 and 2012", None),
        ("31 February 2016", None),
        ("0 March 2016", None),
        ("March 0000", None),
        ("about 2012~", None),
        ("since 2011", None),
        ("last year", None),
        ("../..", None),
        ("2016/2015", None),
        ("2016-02-30", None),
        ("", None),
        (" ", None),
        ("2012\0", None),
        ("\ud800", None),
        ("2012 or " * 100, None),
    ],
)
def test_plain_english_becomes_edtf_or_is_refused(text: str, edtf: str | None) -> None:
    if edtf:
        value = parse(text, FOUNDED)
        assert (value.text, value.document["edtf"]) == (text, edtf)
        return
    with pytest.raises(ValueProblem, match="2016-03-21") as caught:
        parse(text, FOUNDED)
    assert caught.value.detail.encode()


def test_edtf_may_stand_beside_the_claimants_words() -> None:
    value = parse({"edtf": "2011", "text": "when the protests began"}, FOUNDED)
    assert value.text == "when the protests began"
    assert value.document["edtf"] == "2011"
    assert parse({"text": "about 2012"}, FOUNDED).document["edtf"] == "2012~"
    assert parse({"edtf": "2012~"}, FOUNDED).text == "2012~"


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        (2012, ""),
        (None, ""),
        (True, ""),
        (["2012"], ""),
        ({}, "/text"),
        ({"date": "2012"}, ""),
        ({"edtf": 2012}, "/edtf"),
        ({"edtf": "about 2012"}, "/edtf"),
        ({"edtf": "2016/2015", "text": "x"}, "/edtf"),
        ({"edtf": "2012", "text": 2012}, "/text"),
        ({"edtf": "2012", "text": ""}, "/text"),
        ({"text": "one day"}, "/text"),
        ({"edtf": "../.."}, "/edtf"),
    ],
)
def test_what_is_no_date_is_refused_at_its_place(raw: Any, pointer: str) -> None:
    with pytest.raises(ValueProblem, match="2016-03-21") as caught:
        parse(raw, FOUNDED)
    assert caught.value.pointer == pointer


DATES = st.builds("{}{}".format, st.dates().map(date.isoformat), st.sampled_from(["", "~", "?"]))
PARTS = st.one_of(DATES, st.sampled_from(["2012", "201X~", "2016-03", "2016-24?", "9999", "0001~"]))
TEXTS = st.one_of(
    PARTS,
    st.builds("{}/{}".format, st.one_of(PARTS, st.sampled_from(["", ".."])), st.one_of(PARTS, st.just(".."))),
    st.lists(PARTS, min_size=1, max_size=3).map(" or ".join),
    st.lists(PARTS, min_size=1, max_size=3).map(",".join).map("[{}]".format),
    st.builds("[..{},{}..]".format, PARTS, PARTS),
)


@given(TEXTS)
def test_bounds_contain_the_plain_reading_and_come_back_from_the_document(text: str) -> None:
    try:
        value = parse(text, FOUNDED)
    except ValueProblem:
        return
    assert value.text == value.document["text"] == text
    assert intervals_of(value.document) == value.intervals
    for one in value.intervals:
        assert one.hard_lo <= one.soft_lo <= one.plain <= one.soft_hi <= one.hard_hi
        assert abs(one.plain) < inf
