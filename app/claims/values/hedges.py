"""How far a number reaches when it is rounded, hedged or only a word: the widths, as data.

A bound is a multiple of the stated number, moved by half its rounding unit and by a step of one
(for whole numbers: "more than 40" begins at 41). The rounding unit is ten to the power of the
trailing zeros, but at most a tenth of the number.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class Bound(NamedTuple):
    """One side of a reading: `times` the number (None: unbounded), then `halves` and `step` added."""

    times: Decimal | None
    halves: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True)
class Hedge:
    """One row: what is written `before` or `after` a number, and what it then admits.

    Lower bounds are reckoned from the lower end of a range, upper bounds from the upper end.
    """

    code: str
    hard: tuple[Bound, Bound]
    soft: tuple[Bound, Bound]
    plain: Bound
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Vague(NamedTuple):
    """Words that stand for a number: hard and soft bounds are both [low, high]."""

    words: tuple[str, ...]
    low: int
    high: int
    plain: int


_NONE, _NUMBER, _TWICE, _ENDLESS = Bound(Decimal(0)), Bound(Decimal(1)), Bound(Decimal(2)), Bound(None)
_LESS_HALF, _MORE_HALF = Bound(Decimal(1), halves=-1), Bound(Decimal(1), halves=1)
_ONE_LESS, _ONE_MORE = Bound(Decimal(1), step=-1), Bound(Decimal(1), step=1)
_BELOW = ((_NONE, _ONE_LESS), (Bound(Decimal("0.8")), _ONE_LESS), _ONE_LESS)

HEDGES = (
    Hedge("exact", (_NUMBER, _NUMBER), (_NUMBER, _NUMBER), _NUMBER, ("exactly", "precisely")),
    Hedge("rounded", (_LESS_HALF, _MORE_HALF), (_LESS_HALF, _MORE_HALF), _NUMBER),
    Hedge(
        "about",
        (Bound(Decimal("0.75")), Bound(Decimal("1.25"))),
        (Bound(Decimal("0.9")), Bound(Decimal("1.1"))),
        _NUMBER,
        (
            *("around", "about", "approximately", "approx.", "approx", "some", "roughly", "circa"),
            *("ca.", "ca", "c.", "~", "≈", "estimated", "an estimated"),
        ),
        ("or so",),
    ),
    Hedge(
        "at_least",
        (_LESS_HALF, _ENDLESS),
        (_NUMBER, _TWICE),
        _NUMBER,
        (
            *("at least", "no fewer than", "not fewer than", "no less than", "not less than"),
            *("minimum", "minimum of", "a minimum of", "≥", ">="),
        ),
        ("+", "or more"),
    ),
    Hedge(
        "more_than",
        (_ONE_MORE, _ENDLESS),
        (_ONE_MORE, _TWICE),
        _ONE_MORE,
        ("more than", "over", "above", "upwards of", "in excess of", ">"),
    ),
    Hedge(
        "up_to",
        (_NONE, _MORE_HALF),
        (_LESS_HALF, _NUMBER),
        _NUMBER,
        (
            *("up to", "at most", "no more than", "not more than", "as many as"),
            *("maximum", "maximum of", "a maximum of", "≤", "<="),
        ),
        ("or less", "or fewer"),
    ),
    Hedge("nearly", *_BELOW, ("nearly", "almost", "close to", "just under")),
    Hedge("less_than", *_BELOW, ("less than", "fewer than", "under", "below", "<")),
)

# A bare plural begins at one of its kind and ends before the next power of ten ("dozens": before
# hundreds); "several" and "a few" begin at two of a kind, and are taken as four and three of them. One
# dozen is a word for something like twelve; "two dozen" is a number, rounded to a tenth at most.
VAGUE = (
    Vague(("a dozen", "one dozen"), 10, 15, 12),
    Vague(("dozens",), 12, 99, 24),
    Vague(("tens",), 10, 99, 20),
    Vague(("hundreds",), 100, 999, 200),
    Vague(("thousands",), 1_000, 9_999, 2_000),
    Vague(("tens of thousands",), 10_000, 99_999, 20_000),
    Vague(("hundreds of thousands",), 100_000, 999_999, 200_000),
    Vague(("millions",), 1_000_000, 9_999_999, 2_000_000),
    Vague(("several",), 2, 9, 4),
    Vague(("a few",), 2, 9, 3),
    Vague(("several dozen",), 24, 99, 48),
    Vague(("a few dozen",), 24, 99, 36),
    Vague(("several hundred",), 200, 999, 400),
    Vague(("a few hundred",), 200, 999, 300),
    Vague(("several thousand",), 2_000, 9_999, 4_000),
    Vague(("a few thousand",), 2_000, 9_999, 3_000),
    Vague(("several hundred thousand",), 200_000, 999_999, 400_000),
    Vague(("a few hundred thousand",), 200_000, 999_999, 300_000),
    Vague(("several million",), 2_000_000, 9_999_999, 4_000_000),
    Vague(("a few million",), 2_000_000, 9_999_999, 3_000_000),
)

# Codes that say where a reading comes from and have no widths of their own.
WIDTHLESS = ("range", "vague", "given")

BY_CODE = {hedge.code: hedge for hedge in HEDGES}
