"""EDTF out of the columns that say since when, until when, and when it was said."""

import re
from typing import NamedTuple

_CLOCK = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9].*")
_NO_DAY = re.compile("(?:-00)+$")  # how some tables write a month without a day
_GOING_ON = ("..", "present", "ongoing", "now", "current")


class Day(NamedTuple):
    """A date as EDTF; `cut` is the cell as it was when a time of day had to go."""

    edtf: str
    cut: str = ""


def day(text: str) -> Day:
    """The cell's date: EDTF knows no time of day beside its dates, and what goes on is open."""
    text = _NO_DAY.sub("", text)
    found = _CLOCK.fullmatch(text)
    if found:
        return Day(found[1], text)
    return Day(".." if text.casefold() in _GOING_ON else text)


def valid(first: str, last: str) -> str | None:
    """When a claim holds: EDTF for the two columns, None when neither says anything.

    Two equal dates are that date. A last date alone is what the claim is as of. A first date alone is
    "since": the column says when it began and nothing of an end, so the interval stays open, and its
    sure part reaches no further than the day the claim was made.
    """
    if first in ("", "..") and last in ("", ".."):
        return None
    if first == last or not first:
        return last
    if last:
        return f"{first}/{last}"
    return first if "/" in first or first.startswith("[") else f"{first}/.."
