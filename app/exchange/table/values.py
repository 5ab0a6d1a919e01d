"""From a cell and its bounds to a value as the API takes it."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from app.exchange.table.properties import folded, terms_named
from app.exchange.table.words import hedge_code

_PARTED = re.compile(r"\s*[|;]\s*")
_OR = re.compile(r",?\s+or\s+")
_ARTICLE = re.compile(r"(?:the|al|el|an|as|ash|at)[ -]", re.IGNORECASE)
_FLOORS, _CEILINGS = ("at_least", "more_than"), ("up_to", "nearly", "less_than")


class Unreadable(ValueError):
    """A cell that cannot be taken as it is; the text says why."""


def alternatives(text: str, names: Collection[str]) -> list[str]:
    """The parts of "a | b", "a; b", "a or b" and "a, b or c"; the text alone where it is one name.

    A text that stands in `names` is one name, and so is one that is parted by "or" into a part that
    begins with a capital and one that does not: "Sons or daughters of Homs".
    """
    if text in names:
        return [text]
    parts = [part for part in _PARTED.split(text) if part]
    if len(parts) > 1:
        return parts
    parts = [part.strip() for part in _OR.split(text)]
    if len(parts) == 1 or not all(parts):
        return [text]
    parts = [*re.split(r",\s+", parts[0]), *parts[1:]]
    return parts if len({_capital(part) for part in parts}) == 1 else [text]


def _capital(name: str) -> bool:
    bare = _ARTICLE.sub("", name.partition(":")[2] or name, count=1)
    return not bare[:1].islower()


def entity(text: str, names: Collection[str], key: Callable[[str], str]) -> dict[str, Any]:
    """The entity of that name, or the alternatives."""
    parts = alternatives(text, names)
    keys = [key(part) for part in parts]
    if len(text) > 20_000:  # noqa: PLR2004 — what a value's text may hold
        raise Unreadable(f"the value has {len(text)} characters, at most 20,000 are kept")
    return {"text": text, **({"entity": keys[0]} if len(keys) == 1 else {"any_of": keys})}


def term(text: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The term of that name, or alternatives where "or" parts one term from another."""
    known = terms_named(body)
    parts = [text] if folded(text) in known else [part for part in _PARTED.split(text) if part]
    if len(parts) == 1 and folded(text) not in known:
        options = [part.strip() for part in _OR.split(text)]
        parts = options if all(folded(each) in known for each in options) else [text]
    return {"text": text, **({"term": parts[0]} if len(parts) == 1 else {"any_of": parts})}


def date(text: str, low: str, high: str) -> Any:
    """A date as its words say it; bounds make it one day from the first to the last."""
    if low or high:
        bounded = low if low == high else f"[{low}..{high}]"
        return {"edtf": bounded, **({"text": text} if text else {})}
    return " or ".join(part for part in _PARTED.split(text) if part)


def quantity(text: str, low: str, high: str, hedge: str | None) -> Any:
    """A number with the bounds of its row, which win over its words; an empty side is unbounded.

    Two equal bounds beside a hedge only repeat the number: a floor ("at least") then has no upper bound,
    a ceiling no lower one, and "about" keeps the width of the word.
    """
    if hedge and hedge_code(text) is None:
        text = f"{hedge} {text}" if text else ""
    lo, hi = bound(low, "lo"), bound(high, "hi")
    if lo is None and hi is None:
        parts = [part for part in _PARTED.split(text) if part]
        return {"text": text, "any_of": parts} if len(parts) > 1 else text
    if lo is not None and hi is not None and lo > hi:
        raise Unreadable(f"lo ({low}) is above hi ({high})")
    code = hedge_code(text or f"{hedge or ''} {low or high}")
    if lo == hi and code in _FLOORS:
        hi = None
    elif lo == hi and code in _CEILINGS:
        lo = None
    elif lo == hi and code == "about":
        return text or f"{hedge} {low}"
    bounds = [0 if lo is None else lo, hi]
    value: dict[str, Any] = {"amount": _plain(text, lo, hi), "hard": bounds, "soft": bounds}
    return value | ({"text": text} if text else {})


def _plain(text: str, lo: float | None, hi: float | None) -> float:
    """The number itself: as written where it lies within the bounds, else their middle or only end."""
    middle = next(iter({lo, hi} - {None}), 0) if lo is None or hi is None else (lo + hi) / 2
    written = re.sub("[^0-9.]", "", text)
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", written) or len(re.findall("[0-9][0-9.,]*", text)) > 1:
        return middle or 0
    number = float(written)
    return number if (lo or 0) <= number <= (number if hi is None else hi) else middle or 0


def bound(text: str, column: str) -> float | None:
    """A cell's bound; None for an empty cell or infinity, Unreadable for one that is no number."""
    bare = re.sub(r"(?<=[0-9])[,  _](?=[0-9]{3}(?![0-9]))", "", text)
    if not bare or bare.casefold() in ("inf", "infinity", "∞", "+inf"):
        return None
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]*)?(?:[eE]\+?[0-9]{1,2})?", bare):
        raise Unreadable(f"{column} is not a number from 0 upward: {text[:40]}")
    number = float(bare)
    return int(number) if number == int(number) else number
