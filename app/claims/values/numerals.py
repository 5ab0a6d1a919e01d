"""The grammar of a quantity in words: hedge, number or range, alternatives, unit."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from app.claims.values.amounts import DOZEN, LARGEST, Amount, Numeral, UnreadableError
from app.claims.values.hedges import HEDGES, VAGUE, Hedge

_MOST_UNIT_WORDS = 5
_MOST_ALTERNATIVES = 50

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = (
    {"a": 1, "an": 1}
    | {word: number for number, word in enumerate(_UNITS)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {
        f"{tens}-{_UNITS[unit]}": 10 * number + unit
        for number, tens in enumerate(_TENS, 2)
        for unit in range(1, 10)
    }
)
_MULTIPLIERS = {"dozen": DOZEN, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 10**9}
_LETTERS = {"k": 1_000, "m": 1_000_000, "bn": 10**9}
_VAGUE = {words: row for row in VAGUE for words in row.words}
_BEFORE = {words: hedge for hedge in HEDGES for words in hedge.before}
_AFTER = {words: hedge for hedge in HEDGES for words in hedge.after}
# None of these may stand in a unit: the text says more than one number, which must not get lost.
_RESERVED = {*_WORDS, *_MULTIPLIERS, *_LETTERS, *_VAGUE} - {"a", "an"}
_CONNECTIVES = {"a", "an", "and", "or", "to", "of", "the", "between", "from"}


def _choice(options: Iterable[str]) -> str:
    """A pattern for the longest of the options at this place, ending where a word ends."""
    ordered = sorted(options, key=len, reverse=True)
    return "|".join(re.escape(one) + (r"(?!\w)" if one[-1].isalpha() else "") for one in ordered)


_GROUP = 3  # digits between the marks of thousands
_SPACES = re.compile(r"\s+")
_HEDGE_BEFORE = re.compile(f"({_choice(_BEFORE)}) ?")
_HEDGE_AFTER = re.compile(f" ?({_choice(_AFTER)})")
_VAGUE_WORDS = re.compile(_choice(_VAGUE))
_NUMERAL = re.compile(
    r"(?:(?P<digits>[0-9]{1,3}(?P<mark>[,' ])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?![0-9])|[0-9]+)"
    r"(?P<fraction>\.[0-9]+)?"
    rf"|(?P<word>{_choice(_WORDS)}))"
    rf"(?P<times>(?:[ -]?(?:{_choice(_MULTIPLIERS)})){{1,2}}|(?: ?k| ?bn|m)(?!\w))?"
)
_RANGE = re.compile(r" ?- ?| to ")
_AND = re.compile(" and ")
_ALTERNATIVE = re.compile(r"(?:,? or |, )")
_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-")  # the dashes that stand between the ends of a range
    | dict.fromkeys("’ʼ", "'")  # the apostrophes that group digits
    | {"٬": ",", "٫": "."}
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its alternatives, and its unit in lower case ("" when it has none)."""

    amounts: tuple[Amount, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class _Part:
    """An alternative as it was scanned; `numerals` has one or two members, none for a vague word."""

    hedge: Hedge | None
    numerals: tuple[Numeral, ...]
    vague: str = ""


def read(text: str, units: Collection[str] = ()) -> Reading:
    """Read a whole text; `units` are known units in lower case. Raises UnreadableError."""
    plain = _SPACES.sub(" ", text.translate(_SIGNS)).strip().lower()
    parts, end = _parts(plain)
    return Reading(tuple(map(_amount, _share(parts))), _unit(plain[end:], units))


def _parts(text: str) -> tuple[list[_Part], int]:
    part, place = _part(text, 0)
    parts, joint = [part], " or "
    while found := _ALTERNATIVE.match(text, place):
        joint = found[0]
        part, place = _part(text, found.end())
        parts.append(part)
        if len(parts) > _MOST_ALTERNATIVES:
            raise UnreadableError(f"more than {_MOST_ALTERNATIVES} alternatives are given")
    if "or" not in joint:
        raise UnreadableError("a list of numbers needs “or” before its last one")
    return parts, place


def _part(text: str, place: int) -> tuple[_Part, int]:
    hedge, vague = None, ""
    numerals: tuple[Numeral, ...] = ()
    if found := _HEDGE_BEFORE.match(text, place):
        hedge, place = _BEFORE[found[1]], found.end()
    if found := _VAGUE_WORDS.match(text, place):
        vague, place = found[0], found.end()
    else:
        numerals, place = _numerals(text, place)
    if found := _HEDGE_AFTER.match(text, place):
        if hedge:
            raise UnreadableError("it is hedged twice")
        hedge, place = _AFTER[found[1]], found.end()
    return _Part(hedge, numerals, vague), place


def _numerals(text: str, place: int) -> tuple[tuple[Numeral, ...], int]:
    """A number or the two ends of a range."""
    between = text.startswith("between ", place)
    if between or text.startswith("from ", place):
        place = text.index(" ", place) + 1
    low, place = _numeral(text, place)
    found = (_AND if between else _RANGE).match(text, place)
    if found:
        high, place = _numeral(text, found.end())
        return (low, high), place
    if between:
        raise UnreadableError("“between” needs “and” and a second number")
    return (low,), place


def _numeral(text: str, place: int) -> tuple[Numeral, int]:
    found = _NUMERAL.match(text, place)
    if not found or (found["word"] in ("a", "an") and not found["times"]):
        rest = text[place : place + 20]
        if rest.startswith("-"):
            raise UnreadableError("a quantity is not negative")
        raise UnreadableError(
            "a number is expected where other words stand" if rest else "a number is missing"
        )
    if found["word"]:
        base = Decimal(_WORDS[found["word"]])
    else:
        digits = re.sub("[,' ]", "", found["digits"]).lstrip("0") or "0"
        fraction = found["fraction"] or ""
        if len(digits) > len(str(LARGEST)) or len(fraction) > len(".123456789"):
            raise UnreadableError("a number has at most 16 digits, and 9 after its point")
        if _may_be_thousands(found):
            raise UnreadableError(
                "a point before three digits divides thousands for some readers; write 5,000 or 5.0"
            )
        base = Decimal(digits + fraction)
    times = 1
    for word in re.findall("[a-z]+", found["times"] or ""):
        times *= _MULTIPLIERS.get(word) or _LETTERS[word]
    numeral = Numeral(base, times)
    if numeral.number > LARGEST:
        raise UnreadableError("a quantity is at most 1,000,000,000,000,000")
    return numeral, found.end()


def _may_be_thousands(found: re.Match[str]) -> bool:
    """Whether the number is written like 5.000, which many languages read as five thousand."""
    plain = found["digits"].isdigit() and len(found["digits"]) <= _GROUP and found["digits"].strip("0")
    return bool(plain) and len(found["fraction"] or "") == _GROUP + 1 and not found["times"]


def _share(parts: list[_Part]) -> list[_Part]:
    """Give "6 to 8 thousand" its thousand twice, and "about 12 or 15" its hedge twice."""
    following: Numeral | None = None
    shared: list[_Part] = []
    for part in reversed(parts):
        numerals: list[Numeral] = []
        for numeral in reversed(part.numerals):
            short = following and numeral.times == 1 < following.times and numeral.base <= following.base
            following = Numeral(numeral.base, following.times) if following and short else numeral
            numerals.insert(0, following)
        shared.insert(0, replace(part, numerals=tuple(numerals)))
    hedge = None
    for place, part in enumerate(shared):
        hedge = part.hedge or hedge
        shared[place] = replace(part, hedge=hedge)
    return shared


def _amount(part: _Part) -> Amount:
    if part.vague:
        row = _VAGUE[part.vague]
        low, high = Numeral(Decimal(row.low)), Numeral(Decimal(row.high))
        return Amount(low, high, Decimal(row.plain), "vague", part.hedge)
    low, high = part.numerals[0], part.numerals[-1]
    if low.number > high.number:
        raise UnreadableError("the first number is the larger, so the range is reversed")
    kind = "range" if len(part.numerals) > 1 else "number"
    amount = Amount(low, high, (low.number + high.number) / 2, kind, part.hedge)
    amount.check()
    return amount


def _unit(rest: str, units: Collection[str]) -> str:
    """The unit after a number, at most five words of letters."""
    unit = rest.strip()
    if not unit or unit in units:
        return unit
    unit = unit.removeprefix("of ")
    spoken = unit.split(" ")
    spaced = rest.startswith(" ") and len(spoken) <= _MOST_UNIT_WORDS
    if not spaced or not all(map(_is_word, spoken)):
        raise UnreadableError("what follows the number is no unit of 1 to 5 words")
    hedged = any(
        f" {unit} ".startswith(f" {one} ") or unit.endswith(f" {one}") for one in (*_BEFORE, *_AFTER)
    )
    if hedged or {spoken[0], spoken[-1]} & _CONNECTIVES or _RESERVED & {*spoken}:
        raise UnreadableError("what follows the number is more than a unit")
    return unit


def _is_word(word: str) -> bool:
    letters = word.replace("'", "").replace("-", "")
    return bool(letters) and all(unicodedata.category(letter)[0] in "LM" for letter in letters)
