"""A number with its unit, kept as written, with the bounds that its wording leaves open."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from app.claims.values.amounts import LARGEST, Amount, Numeral, UnreadableError
from app.claims.values.base import INFINITY, Interval, Value, ValueProblem
from app.claims.values.hedges import BY_CODE, WIDTHLESS
from app.claims.values.inputs import fields, json_type, members, words
from app.claims.values.numerals import read
from app.claims.values.predicate import Predicate

_EXAMPLES = (
    'Write a number such as 246, "50,000", "about 200 fighters", "at least 15", "15–20", "6 to 8 thousand" '
    'or "several dozen", or an object such as {"low": 15, "high": 20}.'
)
_KNOWN_OF_ONE = ("text", "amount", "unit", "hedge", "hard", "soft", "low", "best", "high")
_KNOWN = (*_KNOWN_OF_ONE, "any_of")
_LONGEST_UNIT = 100
_LONGEST_KNOWN = 100


class _Option(NamedTuple):
    """One alternative: the code of its hedge and what it admits."""

    code: str
    interval: Interval


class _Read(NamedTuple):
    """What a text says: its numbers, what each admits, and its unit in lower case."""

    amounts: tuple[Amount, ...]
    options: tuple[_Option, ...]
    unit: str


class _Quantity(NamedTuple):
    """What a value holds beside its text; `spelling` is the text when none was given."""

    options: tuple[_Option, ...]
    unit: str | None
    spelling: str


def parse(raw: object, predicate: Predicate) -> Value:
    """Read a text, a number or an object of bounds; raises ValueProblem.

    The unit is the predicate's own unless another is written, which is kept in lower case and never
    converted. Bounds that are given win over those of the wording.
    """
    text = None
    if isinstance(raw, Mapping):
        given = fields(raw, _KNOWN, _EXAMPLES)
        text = given.get("text")
        quantity = _any_of(given, predicate) if "any_of" in given else _structured(given, predicate)
    else:
        quantity = _bare(raw, predicate)
    text = quantity.spelling if text is None else words(text, _EXAMPLES, "/text")
    intervals = tuple(option.interval for option in quantity.options)
    return Value("quantity", text, intervals=intervals, document=_document(text, quantity))


def intervals_of(document: Mapping[str, Any]) -> tuple[Interval, ...]:
    """The intervals that a stored document was written from."""
    return tuple(
        Interval(*_floats(option["hard"]), *_floats(option["soft"]), float(option["amount"]))
        for option in document.get("alternatives", (document,))
    )


def _bare(raw: object, predicate: Predicate) -> _Quantity:
    if not isinstance(raw, str):
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise ValueProblem(f"Text, a number or an object is expected, not {json_type(raw)}. {_EXAMPLES}")
        amount = _single(_number(raw, ""))
        return _Quantity(_options([amount]), predicate.unit, _spelling(amount))
    reading = _read(words(raw, _EXAMPLES), predicate, "")
    return _Quantity(reading.options, _unit(reading.unit, predicate), raw)


def _any_of(given: Mapping[str, Any], predicate: Predicate) -> _Quantity:
    extra = [f"/{name}" for name in given if name not in ("any_of", "text", "unit")]
    if extra:
        raise ValueProblem(f"This belongs into the alternatives of any_of. {_EXAMPLES}", extra[0])
    parsed = []
    for place, raw in enumerate(members(given["any_of"], _EXAMPLES)):
        try:
            one = fields(raw, _KNOWN_OF_ONE, _EXAMPLES) if isinstance(raw, Mapping) else None
            parsed.append(_bare(raw, predicate) if one is None else _structured(one, predicate))
        except ValueProblem as problem:
            raise ValueProblem(problem.detail, f"/any_of/{place}{problem.pointer}") from problem
    units = {quantity.unit for quantity in parsed}
    if "unit" in given:
        units = {_given_unit(given["unit"], predicate)}
    if len(units) > 1:
        raise ValueProblem(f"The alternatives have different units. {_EXAMPLES}", "/any_of")
    options = dict.fromkeys(option for quantity in parsed for option in quantity.options)
    return _Quantity(tuple(options), units.pop(), " or ".join(quantity.spelling for quantity in parsed))


def _structured(given: Mapping[str, Any], predicate: Predicate) -> _Quantity:
    hard, soft = _bounds(given, "hard"), _bounds(given, "soft")
    stated = _stated(given)
    reading = None
    if "text" in given:
        text = words(given["text"], _EXAMPLES, "/text")
        # With numbers beside it the text may be anything: it is only the claimant's words.
        with suppress(ValueProblem) if hard or soft or stated else nullcontext():
            reading = _read(text, predicate, "/text")
    amounts = _hedged(given, _agreeing(stated, reading))
    if "unit" in given:
        unit = _given_unit(given["unit"], predicate)
    else:
        unit = _unit(reading.unit if reading else "", predicate)
    if not hard and not soft:
        return _Quantity(_options(amounts), unit, " or ".join(map(_spelling, amounts)))
    if len(amounts) > 1:
        raise ValueProblem(
            f"Bounds fit one number; give each alternative its own in any_of. {_EXAMPLES}", "/hard"
        )
    read_as = _options(amounts)[0].interval if amounts else None
    interval = _bounded(read_as, hard, soft, given.get("amount", given.get("best")))
    option = _Option(given.get("hedge", "given"), interval)
    return _Quantity((option,), unit, _bounds_spelling(interval) if not amounts else _spelling(amounts[0]))


def _agreeing(stated: Amount | None, reading: _Read | None) -> Sequence[Amount]:
    """The stated amount, unless the text says the same number and hedges it."""
    if stated is None:
        return reading.amounts if reading else ()
    if reading and len(reading.amounts) == 1:
        told = reading.amounts[0]
        same = stated.plain == told.plain or float(stated.plain) == told.interval.plain
        if same and stated.kind == told.kind == "number":
            return (told,)
    return (stated,)


def _hedged(given: Mapping[str, Any], amounts: Sequence[Amount]) -> Sequence[Amount]:
    """The amounts under the hedge that is given, and never without any amount or bound."""
    code = given.get("hedge")
    bounded = "hard" in given or "soft" in given
    if not amounts and not bounded:
        raise ValueProblem(f"There is no number. {_EXAMPLES}")
    if code is None:
        return amounts
    if not isinstance(code, str) or code not in (*BY_CODE, *WIDTHLESS):
        known = ", ".join((*BY_CODE, *WIDTHLESS))
        raise ValueProblem(f"This is no hedge; known are {known}. {_EXAMPLES}", "/hedge")
    if code in BY_CODE:
        return [_rehedged(amount, code, bounded=bounded) for amount in amounts]
    if not bounded and any(amount.kind == "number" for amount in amounts):
        raise ValueProblem(
            f"The hedge {code} says no width: give hard or low and high. {_EXAMPLES}", "/hedge"
        )
    return amounts


def _rehedged(amount: Amount, code: str, *, bounded: bool) -> Amount:
    """The amount under the hedge, whose own width does not count where bounds are given."""
    hedged = replace(amount, hedge=BY_CODE[code])
    try:
        hedged.check()
    except UnreadableError as reason:
        if bounded:
            return amount
        raise ValueProblem(f"This admits nothing: {reason}. {_EXAMPLES}", "/hedge") from reason
    return hedged


def _stated(given: Mapping[str, Any]) -> Amount | None:
    """The amount given in numbers: a single one, or low, best and high."""
    names = [name for name in ("amount", "low", "best", "high") if name in given]
    numbers = {name: _number(given[name], f"/{name}") for name in names}
    if not numbers:
        return None
    if names == ["amount"]:
        return _single(numbers["amount"])
    if "amount" in numbers or "low" not in numbers or "high" not in numbers:
        raise ValueProblem(f"Give amount alone, or low and high together. {_EXAMPLES}", f"/{names[0]}")
    low, high = numbers["low"], numbers["high"]
    best = numbers.get("best", (low + high) / 2)
    if not low <= best <= high:
        raise ValueProblem(f"low, best and high have to rise. {_EXAMPLES}", "/low")
    return Amount(Numeral(low), Numeral(high), best, "range")


def _bounded(
    read_as: Interval | None,
    hard: tuple[float, float] | None,
    soft: tuple[float, float] | None,
    stated: float | None,
) -> Interval:
    """The reading within the bounds that are given; at least one pair is."""
    if hard is None:
        hard = soft or (0, INFINITY)
        if read_as:
            hard = min(hard[0], read_as.hard_lo), max(hard[1], read_as.hard_hi)
    if soft is None:
        soft = hard
        if read_as:
            met = max(hard[0], read_as.soft_lo), min(hard[1], read_as.soft_hi)
            soft = met if met[0] <= met[1] else hard
    if soft[0] < hard[0] or soft[1] > hard[1]:
        raise ValueProblem(f"The hard bounds have to contain the soft ones. {_EXAMPLES}", "/hard")
    if stated is not None and not soft[0] <= stated <= soft[1]:
        raise ValueProblem(f"The bounds have to contain the number itself. {_EXAMPLES}", "/hard")
    middle = soft[0] if soft[1] == INFINITY else (soft[0] + soft[1]) / 2
    plain = middle if read_as is None else read_as.plain
    if stated is not None:
        plain = float(stated)
    return Interval(*hard, *soft, min(max(plain, soft[0]), soft[1]))


def _bounds(given: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    pair = given.get(name)
    if pair is None:
        return None
    if not isinstance(pair, list | tuple) or len(pair) != len(("low", "high")):
        detail = (
            f"Two bounds are expected, such as [15, 20] or, without an upper one, [15, null]. {_EXAMPLES}"
        )
        raise ValueProblem(detail, f"/{name}")
    low = float(_number(pair[0], f"/{name}/0"))
    high = INFINITY if pair[1] is None else float(_number(pair[1], f"/{name}/1", 2 * LARGEST))
    if low > high:
        raise ValueProblem(f"The bounds are reversed: the lower one comes first. {_EXAMPLES}", f"/{name}")
    return low, high


def _number(raw: object, pointer: str, largest: Decimal = LARGEST) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueProblem(f"A number is expected, not {json_type(raw)}. {_EXAMPLES}", pointer)
    if not 0 <= raw <= largest:
        raise ValueProblem(f"A quantity runs from 0 to {LARGEST:,}. {_EXAMPLES}", pointer)
    return Decimal(int(raw)) if raw == int(raw) else Decimal(repr(raw))


def _single(number: Decimal) -> Amount:
    return Amount(Numeral(number), Numeral(number), number)


def _options(amounts: Sequence[Amount]) -> tuple[_Option, ...]:
    return tuple(dict.fromkeys(_Option(amount.code, amount.interval) for amount in amounts))


def _read(text: str, predicate: Predicate, pointer: str) -> _Read:
    try:
        read_once = _known if len(text) <= _LONGEST_KNOWN else _known.__wrapped__
        return read_once(text, predicate.unit, predicate.unit_synonyms)
    except UnreadableError as reason:
        raise ValueProblem(f"The text is not read as a quantity: {reason}. {_EXAMPLES}", pointer) from reason


@lru_cache(maxsize=4096)
def _known(text: str, unit: str | None, synonyms: tuple[str, ...]) -> _Read:
    """The reading of a text: the same few words stand in most rows of a data set."""
    reading = read(text, {name.lower() for name in (unit or "", *synonyms)})
    return _Read(reading.amounts, _options(reading.amounts), reading.unit)


def _given_unit(raw: object, predicate: Predicate) -> str | None:
    return _unit(words(raw, _EXAMPLES, "/unit", _LONGEST_UNIT).strip().lower(), predicate)


def _unit(written: str, predicate: Predicate) -> str | None:
    """The predicate's unit for any of its names and for none at all, another one as it is written."""
    if not written:
        return predicate.unit
    names = {name.lower() for name in (predicate.unit or "", *predicate.unit_synonyms)}
    return predicate.unit if written in names else written


def _spelling(amount: Amount) -> str:
    low, high = f"{amount.low.number:f}", f"{amount.high.number:f}"
    return low if amount.kind == "number" else f"{low}–{high}"


def _bounds_spelling(interval: Interval) -> str:
    low, high = _json_number(interval.hard_lo), _json_number(interval.hard_hi)
    return f"{low} or more" if high is None else f"{low}–{high}"


def _document(text: str, quantity: _Quantity) -> dict[str, Any]:
    """The JSON form; several alternatives are summed up by the first number and the hull of all bounds."""
    intervals = [option.interval for option in quantity.options]
    hull = Interval(
        min(one.hard_lo for one in intervals),
        max(one.hard_hi for one in intervals),
        min(one.soft_lo for one in intervals),
        max(one.soft_hi for one in intervals),
        intervals[0].plain,
    )
    head = {"type": "quantity", "text": text, "unit": quantity.unit, "hedge": quantity.options[0].code}
    document: dict[str, Any] = head | _numbers(hull)
    if len(intervals) > 1:
        document["alternatives"] = [_numbers(one) for one in intervals]
    return document


def _numbers(interval: Interval) -> dict[str, Any]:
    return {
        "amount": _json_number(interval.plain),
        "hard": [_json_number(interval.hard_lo), _json_number(interval.hard_hi)],
        "soft": [_json_number(interval.soft_lo), _json_number(interval.soft_hi)],
    }


def _json_number(number: float) -> int | float | None:
    if number == INFINITY:
        return None
    return int(number) if number == int(number) else number


def _floats(bounds: Sequence[Any]) -> tuple[float, float]:
    low, high = bounds
    return float(low), INFINITY if high is None else float(high)
