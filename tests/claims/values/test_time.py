"""EDTF: what parses, which days it stands for, how it is told, and what is refused with which reason."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.claims.values.base import ValueProblem
from app.claims.values.time import BEGINNING, END, NO_TIME, ValidTime, day_text, parse, phrase, valid_days
from app.contradictions.rules import fact


def shown(days: ValidTime) -> tuple[str, str, str, str]:
    """The four days as text, unbounded ones as BEGINNING and END."""
    names = {BEGINNING: "BEGINNING", END: "END"}
    lo, hi, to_lo, to_hi = (names.get(day) or day_text(day) or "?" for day in days[1:])
    return lo, hi, to_lo, to_hi


# One date or set, which is "sometime" unless said otherwise: its first and its last day.
SOMETIME = {
    "2016": ("2016-01-01", "2016-12-31"),
    "2016-03": ("2016-03-01", "2016-03-31"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2015-02": ("2015-02-01", "2015-02-28"),
    "2016-12": ("2016-12-01", "2016-12-31"),
    "2016-03-21": ("2016-03-21", "2016-03-21"),
    "2016-02-29": ("2016-02-29", "2016-02-29"),
    "0001": ("0001-01-01", "0001-12-31"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
    "2016~": ("2015-01-01", "2017-12-31"),
    "2016?": ("2015-01-01", "2017-12-31"),
    "2016%": ("2015-01-01", "2017-12-31"),
    "2016-03~": ("2016-02-01", "2016-04-30"),
    "2016-01?": ("2015-12-01", "2016-02-29"),
    "2016-12%": ("2016-11-01", "2017-01-31"),
    "2016-03-21~": ("2016-03-18", "2016-03-24"),
    "2016-03-01?": ("2016-02-27", "2016-03-04"),
    "201X": ("2010-01-01", "2019-12-31"),
    "20XX": ("2000-01-01", "2099-12-31"),
    "201X~": ("2000-01-01", "2029-12-31"),
    "20XX~": ("1900-01-01", "2199-12-31"),
    "201X-XX": ("2010-01-01", "2019-12-31"),
    "2016-XX": ("2016-01-01", "2016-12-31"),
    "2016-XX-XX": ("2016-01-01", "2016-12-31"),
    "2016-XX~": ("2015-01-01", "2017-12-31"),
    "2016-03-XX": ("2016-03-01", "2016-03-31"),
    "2016-03-XX?": ("2016-02-01", "2016-04-30"),
    "2016-21": ("2016-03-01", "2016-05-31"),
    "2016-22": ("2016-06-01", "2016-08-31"),
    "2016-23": ("2016-09-01", "2016-11-30"),
    "2016-24": ("2016-12-01", "2017-02-28"),
    "2015-24": ("2015-12-01", "2016-02-29"),
    "2016-21~": ("2015-12-01", "2016-08-31"),
    "2016-24~": ("2016-09-01", "2017-05-31"),
    "2016-25": ("2016-03-01", "2016-05-31"),
    "2016-26": ("2016-06-01", "2016-08-31"),
    "2016-27": ("2016-09-01", "2016-11-30"),
    "2016-28": ("2016-12-01", "2017-02-28"),
    "2016-29": ("2016-09-01", "2016-11-30"),
    "2016-30": ("2016-12-01", "2017-02-28"),
    "2016-31": ("2016-03-01", "2016-05-31"),
    "2016-32": ("2016-06-01", "2016-08-31"),
    "2016-33": ("2016-01-01", "2016-03-31"),
    "2016-34": ("2016-04-01", "2016-06-30"),
    "2016-35": ("2016-07-01", "2016-09-30"),
    "2016-36": ("2016-10-01", "2016-12-31"),
    "2016-37": ("2016-01-01", "2016-04-30"),
    "2016-38": ("2016-05-01", "2016-08-31"),
    "2016-39": ("2016-09-01", "2016-12-31"),
    "2016-40": ("2016-01-01", "2016-06-30"),
    "2016-41": ("2016-07-01", "2016-12-31"),
    "2016-40?": ("2015-07-01", "2016-12-31"),
    "0001~": ("0001-01-01", "0002-12-31"),
    "0001-01-01~": ("0001-01-01", "0001-01-04"),
    "9999~": ("9998-01-01", "9999-12-31"),
    "9999-24": ("9999-12-01", "9999-12-31"),
    "9999-12-31?": ("9999-12-28", "9999-12-31"),
    "[2012,2015]": ("2012-01-01", "2015-12-31"),
    "[2015, 2012]": ("2012-01-01", "2015-12-31"),
    "[2012]": ("2012-01-01", "2012-12-31"),
    "[2015..2016]": ("2015-01-01", "2016-12-31"),
    "[2012,2014~..2016]": ("2012-01-01", "2016-12-31"),
    "[..2016-01]": ("BEGINNING", "2016-01-31"),
    "[2016-01..]": ("2016-01-01", "END"),
    "[2015-24,2016-03-21~]": ("2015-12-01", "2016-03-24"),
}

# Intervals, which are "throughout" unless said otherwise: from_lo, from_hi, to_lo, to_hi.
THROUGHOUT = {
    "2015-01/2016-03": ("2015-01-01", "2015-01-31", "2016-03-01", "2016-03-31"),
    "2016-03-20/2016-03-22": ("2016-03-20", "2016-03-20", "2016-03-22", "2016-03-22"),
    "2016/2016": ("2016-01-01", "2016-12-31", "2016-01-01", "2016-12-31"),
    "2016-03-31/2016-03": ("2016-03-31", "2016-03-31", "2016-03-01", "2016-03-31"),
    "2015~/2016-03?": ("2014-01-01", "2016-12-31", "2016-02-01", "2016-04-30"),
    "201X/2020-XX": ("2010-01-01", "2019-12-31", "2020-01-01", "2020-12-31"),
    "2015-21/2015-24": ("2015-03-01", "2015-05-31", "2015-12-01", "2016-02-29"),
    "2011/..": ("2011-01-01", "2011-12-31", "END", "END"),
    "2016-03~/..": ("2016-02-01", "2016-04-30", "END", "END"),
    "2011/": ("2011-01-01", "2011-12-31", "2011-01-01", "END"),
    "2011-05-01/": ("2011-05-01", "2011-05-01", "2011-05-01", "END"),
    "../2016-01": ("BEGINNING", "2016-01-01", "2016-01-01", "2016-01-31"),
    "/2016-01": ("BEGINNING", "2016-01-01", "2016-01-01", "2016-01-31"),
    "../2016~": ("BEGINNING", "2015-01-01", "2015-01-01", "2017-12-31"),
    "../..": ("BEGINNING", "END", "BEGINNING", "END"),
    "../": ("BEGINNING", "END", "BEGINNING", "END"),
    "/..": ("BEGINNING", "END", "BEGINNING", "END"),
}


@pytest.mark.parametrize("text", SOMETIME)
def test_a_date_or_set_holds_at_some_time_between_its_first_and_last_day(text: str) -> None:
    days = valid_days(parse(text), None)
    assert days.mode == "sometime"
    assert shown(days) == SOMETIME[text] * 2


@pytest.mark.parametrize("text", THROUGHOUT)
def test_an_interval_holds_throughout_from_its_start_to_its_end(text: str) -> None:
    days = valid_days(parse(text), None)
    assert days.mode == "throughout"
    assert shown(days) == THROUGHOUT[text]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2016", ("2016-01-01", "2016-01-01", "2016-12-31", "2016-12-31")),
        ("2016~", ("2015-01-01", "2016-01-01", "2016-12-31", "2017-12-31")),
        ("2016-03-21", ("2016-03-21", "2016-03-21", "2016-03-21", "2016-03-21")),
        ("2016-03-21~", ("2016-03-18", "2016-03-21", "2016-03-21", "2016-03-24")),
        ("2016-21?", ("2015-12-01", "2016-03-01", "2016-05-31", "2016-08-31")),
    ],
)
def test_a_date_said_to_hold_throughout_is_sure_for_the_days_as_stated(
    text: str, days: tuple[str, str, str, str]
) -> None:
    assert shown(valid_days(parse(text), "throughout")) == days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2015-01/2016-03", "2015-01-01", "2016-03-31"),
        ("2015~/..", "2014-01-01", "END"),
        ("2015/", "2015-01-01", "END"),
        ("/2016", "BEGINNING", "2016-12-31"),
        ("../..", "BEGINNING", "END"),
    ],
)
def test_an_interval_said_to_hold_sometime_is_its_hull(text: str, first: str, last: str) -> None:
    days = valid_days(parse(text), "sometime")
    assert days.mode == "sometime"
    assert shown(days) == (first, last) * 2


def test_nothing_holds_throughout_a_set() -> None:
    with pytest.raises(ValueProblem, match="alternatives") as caught:
        valid_days(parse("[2012,2015]"), "throughout")
    assert caught.value.pointer == "/mode"


@pytest.mark.parametrize("mode", ["", "always", "Throughout"])
def test_an_unknown_mode_is_refused(mode: str) -> None:
    with pytest.raises(ValueProblem, match="sometime") as caught:
        valid_days(parse("2012"), mode)
    assert caught.value.pointer == "/mode"


def test_no_time_and_the_rules_use_the_same_bounds() -> None:
    nothing = fact.Fact(claim=1, predicate="strength", voice="a")
    assert NO_TIME[1:] == (nothing.from_lo, nothing.from_hi, nothing.to_lo, nothing.to_hi)
    assert BEGINNING < date.min.toordinal() <= date.max.toordinal() < END


@pytest.mark.parametrize("ordinal", [BEGINNING, END])
def test_an_unbounded_day_has_no_text(ordinal: int) -> None:
    assert day_text(ordinal) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "date is missing"),
        (" \t", "date is missing"),
        (" 2016", "blanks"),
        ("2016\n", "blanks"),
        ("2016-03-21 ", "blanks"),
        ("2" * 201, "200 characters"),
        ("[" + "2016," * 60 + "2016]", "200 characters"),
        ("2016-13", "no month 13"),
        ("2016-00", "no month 00"),
        ("2016-20", "no month 20"),
        ("2016-42", "no month 42"),
        ("2016-13-01", "no month 13"),
        ("2016-02-30", "February 2016 has no day 30"),
        ("2015-02-29", "February 2015 has no day 29"),
        ("1900-02-29", "February 1900 has no day 29"),
        ("2016-03-00", "March 2016 has no day 00"),
        ("2016-04-31", "April 2016 has no day 31"),
        ("0000", "0001 to 9999"),
        ("0000-03-21", "0001 to 9999"),
        ("000X", "0001 to 9999"),
        ("00XX", "0001 to 9999"),
        ("-0044", "0001 to 9999"),
        ("Y17000", "0001 to 9999"),
        ("Y-17000", "0001 to 9999"),
        ("12016", "0001 to 9999"),
        ("201X-03", "201X is enough"),
        ("2016-XX-03", "month and year"),
        ("201X-03-04", "month and year"),
        ("2016-21-03", "2016-21 is enough"),
        ("2016-21-XX", "2016-21 is enough"),
        ("2016-3", "not written as EDTF"),
        ("16", "not written as EDTF"),
        ("2016~-03", "not written as EDTF"),
        ("2016~?", "not written as EDTF"),
        ("2016x", "not written as EDTF"),
        ("201x", "not written as EDTF"),
        ("yesterday", "not written as EDTF"),
        ("2016-03-21T10:00", "time of day"),
        ("{2012,2013}", "all are meant"),
        ("{2012..2013}", "all are meant"),
        ("2016/2015", "reversed"),
        ("2016-03-21/2016-03-20", "reversed"),
        ("2016~/2015", "reversed"),
        ("2017-01/2016-24/", "more than one /"),
        ("2016/03/21", "more than one /"),
        ("/", "date on one side"),
        ("2016/2016-13", "no month 13"),
        ("2016/tomorrow", "not written as EDTF"),
        ("2016/...", "not written as EDTF"),
        ("[2016..2015]", "reversed"),
        ("[2012,2016-03..2016-02]", "reversed"),
        ("[]", "date is missing"),
        ("[2012,]", "date is missing"),
        ("[..]", "date on one side"),
        ("[2012,..2015]", "stands first"),
        ("[2012..,2015]", "last"),
        ("[2012..2013..2014]", "not written as EDTF"),
        ("[2012", "not written as EDTF"),
        ("[2012/2013]", "not written as EDTF"),
        ("٢٠١٦", "digits 0 to 9"),
        ("２０１６", "digits 0 to 9"),
        ("2016–2017", "digits 0 to 9"),
        ("2016/٢٠١٧", "digits 0 to 9"),
        ("\ud800", "digits 0 to 9"),
        ("2016\0", "not written as EDTF"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason_and_with_examples(text: str, reason: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse(text)
    assert reason in caught.value.detail
    assert "2016-03-21" in caught.value.detail.split(reason)[1]
    assert caught.value.detail.encode()
    assert phrase(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2016", "2016"),
        ("0987", "987"),
        ("2016-05", "May 2016"),
        ("2016-05~", "about May 2016"),
        ("2016-03-21", "21 March 2016"),
        ("2016-03-01~", "about 1 March 2016"),
        ("2016?", "2016 (uncertain)"),
        ("2016-03%", "about March 2016 (uncertain)"),
        ("201X", "the 2010s"),
        ("201X~", "about the 2010s"),
        ("20XX", "the years 2000 to 2099"),
        ("2016-XX", "some month of 2016"),
        ("2016-XX-XX", "some day of 2016"),
        ("2016-03-XX", "some day of March 2016"),
        ("2016-21", "spring 2016"),
        ("2016-24", "winter 2016–2017"),
        ("2016-30", "summer 2016–2017 (southern hemisphere)"),
        ("2016-33", "the first quarter of 2016"),
        ("2016-41", "the second half of 2016"),
        ("2011/..", "since 2011"),
        ("2016-03~/..", "since about March 2016"),
        ("2011/", "from 2011, end unknown"),
        ("../2016-01", "until January 2016"),
        ("/2016-01", "until January 2016, start unknown"),
        ("2015-10/2016-01", "October 2015 to January 2016"),
        ("../..", "an unknown time"),
        ("[2012,2015]", "2012 or 2015"),
        ("[2012, 2014,2015]", "2012, 2014 or 2015"),
        ("[2012]", "2012"),
        ("[2012..2015]", "between 2012 and 2015"),
        ("[..2015]", "2015 or earlier"),
        ("[2012,2016..]", "2012 or 2016 or later"),
        ("no date", "no date"),
    ],
)
def test_a_date_is_told_in_words(text: str, said: str) -> None:
    assert phrase(text) == said


def edtf_dates() -> st.SearchStrategy[str]:
    """Single dates of every form, valid ones for the greatest part."""
    years = st.integers(1, 9999).map("{:04}".format)
    months = st.one_of(st.integers(1, 12), st.integers(21, 41)).map("{:02}".format)
    days = st.dates().map(date.isoformat)
    forms = st.one_of(
        years,
        years.map(lambda year: year[:3] + "X"),
        years.map(lambda year: year[:2] + "XX"),
        st.builds("{}-{}".format, years, months),
        st.builds("{}-{:02}-XX".format, years, st.integers(1, 12)),
        years.map("{}-XX".format),
        years.map("{}-XX-XX".format),
        days,
    )
    return st.builds("{}{}".format, forms, st.sampled_from(["", "", "~", "?", "%"]))


def edtf_texts() -> st.SearchStrategy[str]:
    """Expressions of every kind; some are reversed or otherwise impossible."""
    dates = edtf_dates()
    side = st.one_of(dates, st.sampled_from(["", ".."]))
    ranges = st.builds("{}..{}".format, st.one_of(dates, st.just("")), st.one_of(dates, st.just("")))
    members = st.lists(st.one_of(dates, ranges), min_size=1, max_size=4)
    return st.one_of(dates, st.builds("{}/{}".format, side, side), members.map(",".join).map("[{}]".format))


@given(edtf_texts(), st.sampled_from([None, "throughout", "sometime"]))
@example("9999-24~", "throughout")
@example("001X~", None)
def test_the_four_days_are_in_order_and_hard_bounds_contain_the_stated_days(
    text: str, mode: str | None
) -> None:
    try:
        parsed = parse(text)
        days = valid_days(parsed, mode)
    except ValueProblem:
        return
    assert parsed.text == text
    assert days.from_lo <= days.from_hi
    assert days.to_lo <= days.to_hi
    assert days.from_lo <= days.to_hi
    assert all(BEGINNING <= day <= END for day in days[1:])
    for span in parsed.spans:
        assert span.hard_lo <= span.soft_lo <= span.soft_hi <= span.hard_hi
    assert phrase(text)


@given(st.dates(), st.sampled_from(["throughout", "sometime"]))
def test_a_plain_day_is_its_own_envelope_and_core(day: date, mode: str) -> None:
    assert set(valid_days(parse(day.isoformat()), mode)[1:]) == {day.toordinal()}


@given(st.dates(), st.dates())
def test_an_interval_parses_exactly_when_it_is_not_reversed(one: date, other: date) -> None:
    assert valid_days(parse(f"{min(one, other)}/{max(one, other)}")).from_lo == min(one, other).toordinal()
    if one != other:
        with pytest.raises(ValueProblem, match="reversed"):
            parse(f"{max(one, other)}/{min(one, other)}")


@given(st.dates(max_value=date.max - timedelta(days=40)))
def test_a_month_ends_the_day_before_the_next_one_begins(day: date) -> None:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert parse(f"{day:%Y-%m}".rjust(7, "0")).spans[0].soft_hi == following.toordinal() - 1


@given(st.one_of(st.text(st.characters()), st.text("0123456789X-/.[],~?% ")))
@example("[")
@example("//")
@example("X" * 201)
def test_any_text_parses_or_is_refused_with_a_reason(text: str) -> None:
    try:
        assert parse(text).text == text
    except ValueProblem as problem:
        assert "Such dates parse: 2016" in problem.detail  # noqa: PT017 - a refusal is one of two good ends
        assert problem.detail.encode()  # noqa: PT017 — only where it is refused is there a problem
