"""From a hedged number to what it admits."""

from dataclasses import dataclass
from decimal import Decimal

from app.claims.values.base import INFINITY, Interval
from app.claims.values.hedges import BY_CODE, Bound, Hedge

LARGEST = Decimal(10) ** 15
DOZEN = 12


class UnreadableError(ValueError):
    """Words or numbers that are no quantity; the message is the reason, a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """One written number: `base` before its multiplier, `times` the multiplier."""

    base: Decimal
    times: int = 1

    @property
    def number(self) -> Decimal:
        """What it amounts to."""
        return self.base * self.times

    @property
    def half_unit(self) -> Decimal:
        """Half the unit it is rounded to: its trailing zeros (or dozens), at most a tenth of it."""
        number = self.number
        if number == 0 or number != number.to_integral_value():
            return Decimal(0)
        unit = DOZEN if self.times == DOZEN else _trailing(int(number))
        return min(Decimal(unit), number / 10) / 2 if unit > 1 else Decimal(0)


@dataclass(frozen=True, slots=True)
class Amount:
    """One alternative and its hedge, if it has one; a single number is both ends of its range.

    `kind` is "number", "range" or "vague"; `plain` lies between the ends.
    """

    low: Numeral
    high: Numeral
    plain: Decimal
    kind: str = "number"
    hedge: Hedge | None = None

    @property
    def code(self) -> str:
        """The hedge's code; without one "range", "vague", "rounded" or "exact"."""
        if self.hedge or self.kind == "number":
            return self._row.code
        return self.kind

    def check(self) -> None:
        """Raise UnreadableError when nothing from 0 upward is left ("less than 0")."""
        if _reckoned(self._row.hard[1], self.high.number, self.high) < 0:
            message = "no quantity is below 0"
            raise UnreadableError(message)

    @property
    def interval(self) -> Interval:
        """The bounds of its row; only for an amount that passes `check`."""
        row = self._row
        hard_lo, soft_lo = (
            _reckoned(bound, self.low.number, self.low) for bound in (row.hard[0], row.soft[0])
        )
        hard_hi, soft_hi = (
            _reckoned(bound, self.high.number, self.high) for bound in (row.hard[1], row.soft[1])
        )
        plain = min(max(_reckoned(row.plain, self.plain, self.high), hard_lo), hard_hi)
        if soft_lo > soft_hi:
            # Small numbers: 80 % of "nearly 3" lies above 2, twice the 0 of "more than 0" below 1.
            soft_lo = soft_hi = plain
        return Interval(hard_lo, hard_hi, soft_lo, soft_hi, min(max(plain, soft_lo), soft_hi))

    @property
    def _row(self) -> Hedge:
        if self.hedge:
            return self.hedge
        return BY_CODE["rounded" if self.kind == "number" and self.low.half_unit else "exact"]


def _reckoned(bound: Bound, number: Decimal, numeral: Numeral) -> float:
    if bound.times is None:
        return INFINITY
    whole = numeral.number == numeral.number.to_integral_value()
    return float(bound.times * number + bound.halves * numeral.half_unit + (bound.step if whole else 0))


def _trailing(number: int) -> int:
    """Ten to the power of the trailing zeros of a number above 0."""
    unit = 1
    while number % (unit * 10) == 0:
        unit *= 10
    return unit
