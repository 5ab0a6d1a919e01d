"""Words as they are searched: folded, whatever script, marks and apostrophes they are written with.

A document is its fields' words: of one field as `main forms ; other forms`, the fields with `|` between.
Other forms are the word with its article, the parts about an apostrophe, and in names the keys that spellings
share (app/entities/names.py), marked so that no written word is taken for one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.entities import names
from app.entities.glossary import STOPS

LONGEST = 60  # characters of a word that count
SHORTEST_PART = 3  # characters: what is looked for inside words is found by threes
EXCERPT, BEFORE = 240, 60  # characters of a field that a highlight shows, and how many of them before the hit
MOST_SPANS = 50
_LETTERS = re.compile("[ʼʾʿʻ]")
_PARTS = re.compile(r"[^\W_]+")
_MARKED = {"+": "k1", "#": "k2"}
_MARKS = ("k0", "k1", "k2")

Alternatives = tuple[frozenset[str], ...]
"""What a word of a query is found as: any of these, of each all words."""


@dataclass(frozen=True, slots=True)
class Written:
    """A word at its place in a text; the first of its forms is the main one."""

    start: int
    end: int
    forms: tuple[str, ...]


@lru_cache(maxsize=50_000)
def forms(word: str) -> tuple[str, ...]:
    """The forms of one written word; none where it has no letter."""
    parts = _PARTS.findall(_LETTERS.sub("", names.folded(word)))
    joined = "".join(parts)
    every = (names.without_arabic_article(joined), joined, *parts)
    return tuple(dict.fromkeys(form[:LONGEST] for form in every if form))


def written(text: str) -> Iterator[Written]:
    """The words of a text in order."""
    for found in names.WORD.finditer(text):
        if known := forms(found[0]):
            yield Written(found.start(), found.end(), known)


def key_forms(text: str) -> Iterator[str]:
    """The keys of a name as words of a document."""
    return (_marked(key) for key in names.keys(text))


def _marked(key: str) -> str:
    return _MARKED[key[0]] + key[1:] if key[0] in _MARKED else f"k0{key}"


def field(text: str | None, *, name: bool = False) -> str:
    """The words of one field of a document."""
    found = [known for word in names.WORD.findall(text or "") if (known := forms(word))]
    main = dict.fromkeys(known[0] for known in found)
    others = [form for known in found for form in known[1:]]
    others += sorted(key_forms(text)) if name and text else []
    beside = [form for form in dict.fromkeys(others) if form not in main]
    return " ".join([*main, *([";", *beside] if beside else [])])


def document(fields: Iterable[str]) -> str:
    """The words of a document of these fields."""
    return " | ".join(dict.fromkeys(each for each in fields if each))


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: each word with all that it is found as, in names and in other texts.

    `parts` are the words as they may also stand inside longer ones; none when one is too short for that.
    """

    in_names: tuple[Alternatives, ...]
    in_texts: tuple[Alternatives, ...]
    parts: tuple[str, ...] = ()

    def wanted(self, *, name: bool) -> tuple[Alternatives, ...]:
        """The words as they are looked for in names or in other texts."""
        return self.in_names if name else self.in_texts


def query(text: str) -> Query | None:
    """The query in a text; None where it has no word."""
    main = list(dict.fromkeys(word.forms[0] for word in written(text)))
    if not main:
        return None
    telling = [word for word in main if word not in STOPS] or main
    in_texts = tuple((frozenset([word]),) for word in telling)
    in_names = tuple(dict.fromkeys(_named(word) for word in names.words(text)))
    parts = tuple(telling) if min(map(len, telling)) >= SHORTEST_PART else ()
    return Query(in_names or in_texts, in_texts, parts)


def _named(word: names.Word) -> Alternatives:
    as_written = frozenset(each.forms[0] for each in written(word.text))
    return tuple(dict.fromkeys(each for each in (as_written, frozenset([_marked(word.key)])) if each))


def score(words: str, wanted: Sequence[Alternatives], parts: Sequence[str] = ()) -> float:
    """How much of the field that fits best is what was asked for, 0 to 1; a field may lack some of it.

    0 for a document that has it neither as words nor as parts of words.
    """
    if not parts:
        return max(_covered(each, wanted) for each in words.split(" | "))
    known = set(words.split())
    whole = all(any(each <= known for each in alternatives) for alternatives in wanted)
    inside = all(part in words for part in parts)
    return max(
        max(_covered(each, wanted) if whole else 0.0, _covered_in_part(each, parts) if inside else 0.0)
        for each in words.split(" | ")
    )


def _covered_in_part(words: str, parts: Sequence[str]) -> float:
    """The same for words of which a part is asked for: each counts by how much of it that is."""
    told = words.partition(" ; ")[0].split(" ")
    shares = [max(len(part) / len(word) if part in word else 0 for word in told) for part in parts]
    return round(sum(shares) / len(parts) * min(1.0, sum(map(bool, shares)) / _telling(told)), 4)


def _telling(told: Sequence[str]) -> int:
    return sum(word not in STOPS for word in told) or len(told)


def _covered(words: str, wanted: Sequence[Alternatives]) -> float:
    main, _, beside = words.partition(" ; ")
    told = main.split(" ")
    known = {*told, *beside.split(" ")}
    met = sum(any(each <= known for each in alternatives) for alternatives in wanted)
    return round(met / len(wanted) * min(1.0, met / _telling(told)), 4)


def spans(text: str, wanted: Sequence[Alternatives], parts: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Where the words asked for, or words with such a part, stand in a text, as offsets of characters."""
    asked = {word for alternatives in wanted for each in alternatives for word in each}
    told = list(written(text))
    found = {
        place
        for place, word in enumerate(told)
        if not asked.isdisjoint(word.forms) or any(part in form for part in parts for form in word.forms)
    }
    by_key = {word for word in asked if word[:2] in _MARKS}
    for width in (1, 2, 3) if by_key else ():  # Abd al-Qadir is three words and one key
        for place in range(len(told) - width + 1):
            here = range(place, place + width)
            if found.isdisjoint(here) and _one_key(text[told[place].start : told[here[-1]].end]) in by_key:
                found.update(here)
    return [(told[place].start, told[place].end) for place in sorted(found)]


def _one_key(text: str) -> str | None:
    known = list(key_forms(text))
    return known[0] if len(known) == 1 else None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text about its first hit: where it begins, and the hits in it as offsets in this part."""

    start: int
    text: str
    spans: list[tuple[int, int]]


def excerpt(text: str, wanted: Sequence[Alternatives], parts: Sequence[str] = ()) -> Excerpt | None:
    """What to show of a text; None where nothing that was asked for stands in it."""
    found = spans(text, wanted, parts)
    if not found:
        return None
    start = 0 if len(text) <= EXCERPT else max(0, found[0][0] - BEFORE)
    end = max(start + EXCERPT, found[0][1])
    inside = [(a - start, b - start) for a, b in found if b <= end]
    return Excerpt(start, text[start:end], inside[:MOST_SPANS])
