"""Who counts as one voice, when it can have spoken, and which of its words is the latest."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


def normal_name(name: str) -> str:
    """A name for comparison: compatibility forms, case and white space folded."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def voice(links: Sequence[Mapping[str, Any]], source: str) -> str:
    """What identifies the claimant: an entity's id, or a name together with whoever passed it on.

    Equal names under different carriers are different voices; without a next link the source carries it.
    """
    first = links[0]
    if first["agent"] is not None:
        return str(first["agent"])
    carrier = source
    if len(links) > 1:
        following = links[1]
        carrier = following["agent"] if following["agent"] is not None else normal_name(following["name"])
    return f"{normal_name(first['name'])}|{carrier}"


def series(*parts: object) -> str:
    """A digest for what the latest word of one voice replaces."""
    text = "\x1f".join(map(str, parts))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def day_of(said: int | None, recorded_at: str) -> int:
    """The day a word counts as said: the earliest it can have been, or else the day it was recorded."""
    return said or recorded_day(recorded_at)


def recorded_day(at: str) -> int:
    """The number of the day of a time of the log."""
    return date.fromisoformat(at[:10]).toordinal()


@dataclass(frozen=True, slots=True)
class Word:
    """One live claim of a series: when it was said (day, then sequence) and what it says."""

    seq: int
    day: int
    denies: bool
    value: str


def latest(rows: Iterable[Mapping[str, Any]]) -> set[int]:
    """The claims that are their voice's latest word, of live claims of any series, each series whole."""
    words: dict[str, list[Word]] = {}
    for row in rows:
        day = day_of(row["said"], row["recorded_at"])
        word = Word(row["seq"], day, row["polarity"] == "denies", row["choices"] or row["value"])
        words.setdefault(row["series"], []).append(word)
    return {seq for series_words in words.values() for seq in current(series_words)}


def current(words: Iterable[Word]) -> set[int]:
    """The claims of a series that their own voice has not replaced by a later word.

    An assertion falls to any later assertion and to a later denial of its value; a denial to a later
    word on the same value.
    """
    standing: set[int] = set()
    asserted: set[str] = set()
    denied: set[str] = set()
    for word in sorted(words, key=lambda each: (each.day, each.seq), reverse=True):
        settled = word.value in asserted or word.value in denied
        if not (settled if word.denies else settled or asserted):
            standing.add(word.seq)
        (denied if word.denies else asserted).add(word.value)
    return standing
