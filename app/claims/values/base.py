"""What every value type shares: its normalised form, and the reason why an input is none."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INFINITY = math.inf


class ValueProblem(ValueError):
    """An input that cannot be read as a value; `detail` says what is wrong and what would parse.

    `pointer` is a JSON pointer relative to the value ("" is the value itself, "/hard" its bounds).
    """

    def __init__(self, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Interval:
    """What one reading of a quantity or date admits; unbounded sides are ±infinity.

    Outside `hard` the claim is false; `soft` is what a reader takes it to mean; `plain` is the number
    itself. Quantities in the predicate's unit, dates as proleptic Gregorian day numbers.
    """

    hard_lo: float
    hard_hi: float
    soft_lo: float
    soft_hi: float
    plain: float


@dataclass(frozen=True, slots=True)
class Value:
    """A value kept as written with its normalised form beside it.

    Exactly one of `intervals` (quantity, date) and `choices` (term, entity, boolean) is filled, one
    member for each alternative the claim leaves open; both are empty for free text. `document` is
    the JSON form: what the log stores and the API shows.
    """

    type: str
    text: str
    intervals: tuple[Interval, ...] = ()
    choices: tuple[str, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
