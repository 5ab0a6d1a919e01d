"""A date as a value: EDTF, or plain English that is turned into it, compared by its day numbers."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.claims.values import time
from app.claims.values.base import INFINITY, Interval, Value, ValueProblem
from app.claims.values.inputs import fields, words
from app.claims.values.months import MONTHS
from app.claims.values.predicate import Predicate

_EXAMPLES = (
    'Write an EDTF date such as 2016-03-21, 2016-03~, 2011/.. or [2012,2015], words such as "21 March 2016", '
    '"about 2012" or "2012 or 2015", or {"edtf": "2011", "text": "when the protests began"}.'
)
_LONGEST = 500
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in map(str.lower, MONTHS))
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_ENGLISH = re.compile(
    r"(?P<about>(?:about|around|approximately|roughly|circa|ca?\.) ?)?"
    rf"(?:(?P<day>[0-9]{{1,2}}) )?(?:(?P<month>{_MONTH}),? (?:(?P<late>[0-9]{{1,2}}),? )?)?"
    rf"(?:(?P<season>{'|'.join(_SEASONS)}) (?:of )?)?"
    r"(?P<year>[0-9]{4}|(?:the )?[0-9]{3}0s)"
)


def parse(raw: object, _predicate: Predicate) -> Value:
    """Read EDTF, plain English or an object of both; raises ValueProblem.

    Hard bounds are widened by qualifiers, soft ones are the days as stated, the plain reading is
    the middle of the soft ones (their finite end where one is open).
    """
    if isinstance(raw, Mapping):
        given = fields(raw, ("text", "edtf"), _EXAMPLES)
        pointer = "/edtf" if "edtf" in given else "/text"
        stated = words(given.get("edtf", given.get("text")), _EXAMPLES, pointer, _LONGEST)
        text = words(given.get("text", stated), _EXAMPLES, "/text")
    else:
        pointer, stated = "", words(raw, _EXAMPLES, limit=_LONGEST)
        text = stated
    try:
        found = time.parse(stated if pointer == "/edtf" else _edtf(stated))
    except ValueProblem as problem:
        detail = f"The text is not read as a date: {problem.detail}"
        raise ValueProblem(detail if pointer == "/edtf" else f"{detail} {_EXAMPLES}", pointer) from problem
    intervals = tuple(dict.fromkeys(map(_of_span, _alternatives(found))))
    if any(one.plain in (INFINITY, -INFINITY) for one in intervals):
        raise ValueProblem(f"The date names no day at all. {_EXAMPLES}", pointer)
    return Value("date", text, intervals=intervals, document=_document(text, found.text, intervals))


def intervals_of(document: Mapping[str, Any]) -> tuple[Interval, ...]:
    """The intervals that a stored document was written from."""
    return tuple(
        _interval(*map(_ordinal, (*option["hard"], *option["soft"]), (-INFINITY, INFINITY) * 2))
        for option in document.get("alternatives", (document,))
    )


def _edtf(text: str) -> str:
    """The EDTF for words in plain English; other text is given back as it is, without outer blanks."""
    plain = " ".join(text.split()).lower()
    between = re.fullmatch("between (.+) and (.+)", plain)
    if between:
        options = [_english(end) for end in between.groups()]
        written = "[{}..{}]".format(*options)
    else:
        options = [_english(option) for option in _options(plain)]
        written = f"[{','.join(map(str, options))}]" if len(options) > 1 else str(options[0])
    return written if all(options) else text.strip()


def _options(plain: str) -> list[str]:
    chunks = re.split(",? or ", plain)
    if len(chunks) == 1:
        return chunks
    # "March 21, 2016" is one date, "2012, 2013" are two.
    return [option for chunk in chunks for option in ([chunk] if _english(chunk) else chunk.split(", "))]


def _english(plain: str) -> str | None:
    found = _ENGLISH.fullmatch(plain)
    if not found:
        return None
    day, month, season = found["day"] or found["late"], found["month"], found["season"]
    if (found["day"] and (found["late"] or not month)) or (season and (day or month)):
        return None
    year = found["year"].removeprefix("the ")
    parts = [year if year.isdigit() else year[:3] + "X"]
    if month:
        parts.append(f"{[name[:3].lower() for name in MONTHS].index(month[:3]) + 1:02}")
    if season:
        parts.append(_SEASONS[season])
    if day:
        parts.append(f"{int(day):02}")
    return "-".join(parts) + ("~" if found["about"] else "")


def _alternatives(edtf: time.Edtf) -> tuple[time.Span, ...]:
    """One span for each alternative; an interval is one, from its start to its end."""
    if edtf.kind != "interval":
        return edtf.spans
    start, end = edtf.spans
    return (time.Span(start.soft_lo, end.soft_hi, start.hard_lo, end.hard_hi),)


def _day(ordinal: int) -> float:
    if ordinal in (time.BEGINNING, time.END):
        return INFINITY if ordinal else -INFINITY
    return float(ordinal)


def _of_span(span: time.Span) -> Interval:
    return _interval(_day(span.hard_lo), _day(span.hard_hi), _day(span.soft_lo), _day(span.soft_hi))


def _interval(hard_lo: float, hard_hi: float, soft_lo: float, soft_hi: float) -> Interval:
    if INFINITY in (-soft_lo, soft_hi):
        plain = soft_hi if soft_lo == -INFINITY else soft_lo
    else:
        plain = (soft_lo + soft_hi) / 2
    return Interval(hard_lo, hard_hi, soft_lo, soft_hi, plain)


def _document(text: str, edtf: str, intervals: tuple[Interval, ...]) -> dict[str, Any]:
    hull = Interval(
        min(one.hard_lo for one in intervals),
        max(one.hard_hi for one in intervals),
        min(one.soft_lo for one in intervals),
        max(one.soft_hi for one in intervals),
        intervals[0].plain,
    )
    document: dict[str, Any] = {"type": "date", "text": text, "edtf": edtf} | _days(hull)
    if len(intervals) > 1:
        document["alternatives"] = [_days(one) for one in intervals]
    return document


def _days(interval: Interval) -> dict[str, Any]:
    def day(ordinal: float) -> str | None:
        return None if ordinal in (INFINITY, -INFINITY) else time.day_text(int(ordinal))

    return {
        "hard": [day(interval.hard_lo), day(interval.hard_hi)],
        "soft": [day(interval.soft_lo), day(interval.soft_hi)],
    }


def _ordinal(day: str | None, unbounded: float) -> float:
    return unbounded if day is None else float(date.fromisoformat(day).toordinal())
