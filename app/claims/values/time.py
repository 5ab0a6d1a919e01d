"""EDTF time and the four day numbers that stand for it.

Level 1 of the Extended Date/Time Format and, from level 2, groupings of months and one-of sets
(https://www.loc.gov/standards/datetime/). Days are proleptic Gregorian ordinals (`date.toordinal`).
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.claims.values.base import ValueProblem
from app.claims.values.months import MONTHS, SEASONS

BEGINNING = 0
END = 4_000_000
EXAMPLES = (
    "Such dates parse: 2016, 2016-03, 2016-03-21, 2016-03~ (about), 201X, 2016-21 (spring), "
    "2015-10/2016-01, 2011/.. (since), [2012,2015] (either)."
)

_DATE = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([~?%])?")
_FAR_YEAR = re.compile(r"-[0-9]|Y-?[0-9]|[0-9]{5,}$")
_CLOCK = re.compile(r"[0-9]T[0-9]")
_LONGEST = 200
_LAST_DAY = date.max.toordinal()
_DAYS_AROUND_A_DAY = 3


class Span(NamedTuple):
    """First and last day of one stated date: as stated, and widened by its qualifier."""

    soft_lo: int
    soft_hi: int
    hard_lo: int
    hard_hi: int


OPEN_START = Span(BEGINNING, BEGINNING, BEGINNING, BEGINNING)
OPEN_END = Span(END, END, END, END)
UNKNOWN = Span(BEGINNING, END, BEGINNING, END)


@dataclass(frozen=True, slots=True)
class Edtf:
    """A parsed expression: `kind` is "date", "interval" or "set".

    `spans` holds one date, the start and end of an interval (which may be OPEN_START, OPEN_END or
    UNKNOWN), or one span for each alternative of a set, a range in it being one alternative.
    """

    text: str
    kind: str
    spans: tuple[Span, ...]


class ValidTime(NamedTuple):
    """When a claim holds: envelope [from_lo, to_hi], core [from_hi, to_lo] unless that is empty."""

    mode: str
    from_lo: int
    from_hi: int
    to_lo: int
    to_hi: int


NO_TIME = ValidTime("sometime", BEGINNING, END, BEGINNING, END)


@lru_cache(maxsize=4096)
def parse(text: str) -> Edtf:
    """Read one expression; raises ValueProblem that says what is wrong and what would parse."""
    found = _DATE.fullmatch(text)
    if found:
        return Edtf(text, "date", (_span(*found.groups()),))
    if text.isascii() and 0 < len(text) <= _LONGEST:
        if text[0] == "[" and text[-1] == "]":
            return Edtf(text, "set", _members(text[1:-1].split(",")))
        if "/" in text:
            return Edtf(text, "interval", _sides(text))
    raise _problem(_why_unread(text))


def valid_days(edtf: Edtf, mode: str | None = None) -> ValidTime:
    """The four day numbers, from the hard bounds; BEGINNING and END stand for unbounded.

    Without a mode an interval is "throughout", a date or set "sometime". Raises ValueProblem at
    "/mode" for another mode and for a set said to hold throughout.
    """
    if mode is None:
        mode = "throughout" if edtf.kind == "interval" else "sometime"
    if mode == "sometime":
        low, high = edtf.spans[0].hard_lo, edtf.spans[-1].hard_hi
        if edtf.kind == "set":
            low = min(span.hard_lo for span in edtf.spans)
            high = max(span.hard_hi for span in edtf.spans)
        return ValidTime(mode, low, high, low, high)
    if mode != "throughout":
        raise ValueProblem('There is no such mode. Write "throughout" or "sometime".', "/mode")
    if edtf.kind == "date":
        day = edtf.spans[0]
        return ValidTime(mode, day.hard_lo, day.soft_lo, day.soft_hi, day.hard_hi)
    if edtf.kind == "interval":
        return _throughout(*edtf.spans)
    detail = "A set names alternatives, so nothing can hold throughout it."
    raise ValueProblem(f'{detail} Write "sometime", or an interval such as 2012/2015.', "/mode")


def day_text(ordinal: int) -> str | None:
    """The day as YYYY-MM-DD; None for an unbounded one."""
    return date.fromordinal(ordinal).isoformat() if BEGINNING < ordinal < END else None


def phrase(text: str) -> str:
    """An expression in words for a sentence ("2016-05~" gives "about May 2016"), or else the text itself."""
    try:
        kind = parse(text).kind
    except ValueProblem:
        return text
    if kind == "date":
        return _date_words(text)
    if kind == "interval":
        return _interval_words(*text.split("/"))
    options = [_alternative_words(part.strip()) for part in text[1:-1].split(",")]
    return " or ".join(filter(None, [", ".join(options[:-1]), options[-1]]))


def _throughout(start: Span, end: Span) -> ValidTime:
    if start in (OPEN_START, UNKNOWN):
        if end in (OPEN_END, UNKNOWN):
            return NO_TIME._replace(mode="throughout")
        # How long before is not said: only the end's first day is sure.
        return ValidTime("throughout", BEGINNING, end.hard_lo, end.hard_lo, end.hard_hi)
    to_lo = start.hard_lo if end == UNKNOWN else end.hard_lo
    return ValidTime("throughout", start.hard_lo, start.hard_hi, to_lo, end.hard_hi)


def _span(year: str, month: str | None, day: str | None, qualifier: str | None) -> Span:
    if day is not None and day != "XX":
        return _day(year, str(month), day, qualifier)
    first, months = _months(year, month)
    if day is not None and month in SEASONS:
        raise _problem(f"a season takes no day, {year}-{month} is enough")
    low, high = _first_day(first), _first_day(first + months) - 1
    if qualifier is None:
        return Span(low, high, low, high)
    return Span(low, high, _first_day(first - months), _first_day(first + 2 * months) - 1)


def _day(year: str, month: str, day: str, qualifier: str | None) -> Span:
    if "X" in year + month:
        raise _problem(f"day {day} needs its month and year in full")
    try:
        stated = date(int(year), int(month), int(day)).toordinal()
    except ValueError as wrong:
        _months(year, month)
        if month in SEASONS:
            raise _problem(f"a season takes no day, {year}-{month} is enough") from wrong
        raise _problem(f"{MONTHS[int(month) - 1]} {year} has no day {day}") from wrong
    if qualifier is None:
        return Span(stated, stated, stated, stated)
    low, high = max(stated - _DAYS_AROUND_A_DAY, 1), min(stated + _DAYS_AROUND_A_DAY, _LAST_DAY)
    return Span(stated, stated, low, high)


def _months(year: str, month: str | None) -> tuple[int, int]:
    """The first month, counted from January of year 0, and how many months the expression covers."""
    stated = int(year.replace("X", "0"))
    if stated == 0:
        raise _problem("years run from 0001 to 9999, decades from 001X")
    if "X" in year:
        if month is not None and month != "XX":
            raise _problem(f"a year with unknown digits takes no month, {year} is enough")
        return stated * 12, 120 if year[2] != "X" else 1200
    if month is None or month == "XX":
        return stated * 12, 12
    if month in SEASONS:
        start, months, _ = SEASONS[month]
        return stated * 12 + start - 1, months
    if not 1 <= int(month) <= len(MONTHS):
        raise _problem(f"there is no month {month}; months are 01 to 12, seasons and quarters 21 to 41")
    return stated * 12 + int(month) - 1, 1


def _first_day(months: int) -> int:
    """The ordinal on which a month begins, kept within the years 1 to 9999."""
    year, month = divmod(months, 12)
    if year < 1:
        return 1
    return date(year, month + 1, 1).toordinal() if year <= date.max.year else _LAST_DAY + 1


def _one(part: str) -> Span:
    found = _DATE.fullmatch(part)
    if not found:
        raise _problem(_why_unread(part))
    return _span(*found.groups())


def _sides(text: str) -> tuple[Span, Span]:
    first, _, last = text.partition("/")
    if "/" in last:
        raise _problem("there is more than one /; a date is written with hyphens")
    if not first and not last:
        raise _problem("an interval needs a date on one side")
    start = {"..": OPEN_START, "": UNKNOWN}.get(first) or _one(first)
    end = {"..": OPEN_END, "": UNKNOWN}.get(last) or _one(last)
    if start.soft_lo > end.soft_hi:
        raise _problem("the interval is reversed: it ends before it begins")
    return start, end


def _members(parts: list[str]) -> tuple[Span, ...]:
    spans = tuple(map(_alternative, parts))
    if any(span.soft_lo == BEGINNING for span in spans[1:]) or any(
        span.soft_hi == END for span in spans[:-1]
    ):
        raise _problem("in a set, ..date stands first and date.. last")
    return spans


def _alternative(part: str) -> Span:
    part = part.strip()
    first, dots, last = part.partition("..")
    if not dots:
        return _one(part)
    if not first and not last:
        raise _problem("a range in a set needs a date on one side")
    start = _one(first) if first else OPEN_START
    end = _one(last) if last else OPEN_END
    if start.soft_lo > end.soft_hi:
        raise _problem("the range is reversed: it ends before it begins")
    return Span(start.soft_lo, end.soft_hi, start.hard_lo, end.hard_hi)


def _problem(reason: str) -> ValueProblem:
    return ValueProblem(f"{reason[0].upper()}{reason[1:]}. {EXAMPLES}")


def _why_unread(text: str) -> str:
    if not text.strip():
        return "a date is missing"
    if len(text) > _LONGEST:
        return f"a date has at most {_LONGEST} characters, not {len(text)}"
    reason = "is not written as EDTF"
    if not text.isascii():
        reason = "is not EDTF, which is written with the digits 0 to 9 and ASCII signs"
    elif text != text.strip():
        reason = "has blanks around it"
    elif text[0] == "{":
        reason = "is a set of which all are meant; make a claim of each, or write [a,b] for one of them"
    elif _FAR_YEAR.match(text):
        reason = "lies outside the years 0001 to 9999"
    elif _CLOCK.search(text):
        reason = "has a time of day, which is not kept"
    return f"the date {reason}"


def _date_words(part: str) -> str:
    found = _DATE.fullmatch(part)
    if not found:
        return part
    year, month, day, qualifier = found.groups()
    said = _calendar_words(year, month, day)
    about = "about " if qualifier in ("~", "%") else ""
    return about + said + (" (uncertain)" if qualifier in ("?", "%") else "")


def _calendar_words(year: str, month: str | None, day: str | None) -> str:
    if "X" in year:
        return f"the {year[:3]}0s" if year[2] != "X" else f"the years {year[:2]}00 to {year[:2]}99"
    said = str(int(year))
    if month is None:
        return said
    if month == "XX":
        return f"some {'day' if day else 'month'} of {said}"
    if month in SEASONS:
        return SEASONS[month][2].format(said, int(said) + 1)
    named = f"{MONTHS[int(month) - 1]} {said}"
    if day is None:
        return named
    return f"some day of {named}" if day == "XX" else f"{int(day)} {named}"


def _interval_words(first: str, last: str) -> str:
    dated = [part for part in (first, last) if part not in ("", "..")]
    if not dated:
        return "an unknown time"
    if len(dated) > 1:
        return f"{_date_words(first)} to {_date_words(last)}"
    if dated[0] == first:
        return f"since {_date_words(first)}" if last else f"from {_date_words(first)}, end unknown"
    return f"until {_date_words(last)}" + ("" if first else ", start unknown")


def _alternative_words(part: str) -> str:
    first, dots, last = (_date_words(one) for one in part.partition(".."))
    if not dots:
        return first
    if not first:
        return f"{last} or earlier"
    return f"between {first} and {last}" if last else f"{first} or later"
