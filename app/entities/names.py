"""Names seen without their script and spelling: keys that two spellings share, and scores that say why.

A word's key is its skeleton of consonant classes (see spelling.py), that of a word of kind (glossary.GENERIC)
the name of the kind. What keys leave out is compared afterwards, because Bakr and al-Baqir have one key.
Nothing here decides that two names are of one body: a score is something to look at.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Literal

from app.entities.glossary import FATHER, GENERIC, LAST, ORDINALS, SERVANT, STOPS, TRANSLATED
from app.entities.spelling import ARABIC, LATIN, Spelled, clash, spelled

NAMES_WEIGHT, KINDS_WEIGHT = 0.75, 0.25
SPELLING_WEIGHT = 0.4
"""How much of the names' likeness a certain difference of vowels or letters takes."""

LONGEST_KEY = 40
_MARK = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
WORD = re.compile(rf"[\w{_MARK}'’ʼʾʿʻ`´]+")
_NO_LETTER = re.compile(r"[\W_ʼʾʿʻ]")
_NUMBER = re.compile(r"(\d{1,9})(?:st|nd|rd|th)?")
_ARABIC_ARTICLE = re.compile("^(?:وال|ال|لل)(?=..)")
_LATIN_ARTICLE = re.compile("^[ae]l(?=[^aeiou]...)")
_ABD = re.compile("^(abd|عبد)(?:[aeiu]l|ال)(?=..)")
_LOOK_ALIKE = (
    str.maketrans({"l": "ا", "i": "ا", "o": "ه", "a": "ا", "j": "ل"}),
    str.maketrans("аеорсухѕіј", "aeopcyxsij"),
)
_FOLDED = str.maketrans("ىةکیہھٱıø٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "يهكيههاio01234567890123456789")
# Tatweel, the bare hamza, and marks that have no width
_UNWRITTEN = dict.fromkeys([0x0640, 0x0621, 0x200C, 0x200D, 0x200E, 0x200F, 0x00AD, 0xFEFF])
_PRIVATE = 0xE000  # a number is compared as three characters that stand for nothing else

Kind = Literal["name", "kind", "number"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: as written, its key, and how it is spelled (None for words of kind and numbers)."""

    text: str
    key: str
    kind: Kind
    spelled: Spelled | None = None

    @property
    def compared(self) -> str:
        """The key as likeness is measured on it: of two numbers that differ nothing is alike."""
        return chr(_PRIVATE + int(self.key[1:]) % 6000) * 3 if self.kind == "number" else self.key


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, 0 to 1, and what that is made of.

    `names` is the likeness of the words that are names, `kinds` the share of the words of kind that both
    have; None where there are none. `spelling` is what vowels and letters leave of `names`, 1 for all.
    `shared` are the words that have one key, as each name writes them.
    """

    score: float
    names: float | None
    kinds: float | None
    spelling: float
    shared: tuple[tuple[str, str], ...]
    shared_kinds: tuple[str, ...]


def folded(text: str) -> str:
    """Text without case, marks on letters, tatweel and presentation forms."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return kept.translate(_UNWRITTEN).translate(_FOLDED)


def _repaired(word: str) -> str:
    """A word of one script where letters of another that look the same had slipped in."""
    if ARABIC.search(word) and LATIN.search(word):
        return word.translate(_LOOK_ALIKE[0])
    return word.translate(_LOOK_ALIKE[1]) if LATIN.search(word) else word


def without_arabic_article(word: str) -> str:
    """A folded word without an Arabic article, and without the "and" or "for" written as one with that."""
    return _ARABIC_ARTICLE.sub("", word)


def _bare(word: str) -> str:
    """A word without its article."""
    return without_arabic_article(word) if ARABIC.search(word) else _LATIN_ARTICLE.sub("", word)


def _looked_up(word: str) -> str:
    return _bare(_NO_LETTER.sub("", folded(word)))


@cache
def _known() -> tuple[dict[str, str], dict[str, str], dict[str, int]]:
    """The glossary by folded words: kinds, what a translation stands for, numbers; read when first needed."""
    kinds = {_looked_up(word): kind for kind, told in GENERIC.items() for word in told.split()}
    names = {_looked_up(word): _looked_up(name) for name, told in TRANSLATED.items() for word in told.split()}
    numbers = {_looked_up(word): place for place, told in enumerate(ORDINALS, 1) for word in told}
    return kinds, names, numbers


SHORTEST_AFTER_AND = 3
"""Letters a word must have more than for its first و to be read as "and"."""


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[Word, ...]:
    """The words of a name that tell something, in order; all of them where none does."""
    written = [
        (each, _NO_LETTER.sub("", _repaired(folded(each)))) for each in WORD.findall(text.replace("-", " "))
    ]
    written = [(each, plain) for each, plain in written if plain]
    telling = [(each, plain) for each, plain in written if plain not in STOPS]
    return tuple(_joined([_read(each, plain) for each, plain in telling or written]))


def _read(text: str, plain: str) -> Word:
    kinds, translated, numbers = _known()
    bare = _bare(plain)
    for form in (plain, bare, bare[1:] if bare.startswith("و") and len(bare) > SHORTEST_AFTER_AND else bare):
        if form in kinds:
            return Word(text, f"+{kinds[form]}", "kind")
        if form in numbers:
            return Word(text, f"#{numbers[form]}", "number")
    if number := _NUMBER.fullmatch(plain):
        return Word(text, f"#{int(number[1])}", "number")
    bare = _ABD.sub(r"\1", translated.get(bare, bare))
    shape = spelled(bare) if ARABIC.search(bare) or LATIN.search(bare) else Spelled(bare, (), ())
    return Word(text, shape.skeleton[:LONGEST_KEY], "name", shape)


def _joined(read: Sequence[Word]) -> Iterator[Word]:
    """The words with Abd, Abu, -al-Din and Allah put to the word they belong to."""
    waiting: Word | None = None
    for word in read:
        if waiting is not None and (joined := _together(waiting, word)):
            waiting = joined
            continue
        if waiting is not None:
            yield waiting
        waiting = word
    if waiting is not None:
        yield waiting


def _together(one: Word, other: Word) -> Word | None:
    """Two words as one where they make one name."""
    first, last = one.spelled, other.spelled
    if first is None or last is None:
        return None
    before, after = _looked_up(one.text), _looked_up(other.text)
    if before in SERVANT:
        first = spelled(before[:3])
    elif before not in FATHER and after not in LAST:
        return None
    shape = first + last
    return Word(f"{one.text} {other.text}", shape.skeleton[:LONGEST_KEY], "name", shape)


def keys(text: str) -> frozenset[str]:
    """The keys of a name's words, by which candidates are found: `+kind`, `#number` or a skeleton."""
    return frozenset(word.key for word in words(text))


def likeness(one: str, other: str) -> Likeness:
    """How alike two names are; the same whichever comes first."""
    ours, theirs = words(one), words(other)
    our_names, their_names = ([each for each in side if each.kind != "kind"] for side in (ours, theirs))
    our_kinds, their_kinds = ({each.key for each in side if each.kind == "kind"} for side in (ours, theirs))
    either, both = our_kinds | their_kinds, our_kinds & their_kinds
    kinds = len(both) / len(either) if either else None
    names = _names(our_names, their_names)
    shared, spelling = _spelling(our_names, their_names)
    shown = tuple((ours.text, theirs.text) for ours, theirs in shared)
    return Likeness(
        _score(names, spelling, kinds), names, kinds, spelling, shown, tuple(sorted(key[1:] for key in both))
    )


def _score(names: float | None, spelling: float, kinds: float | None) -> float:
    if names is None:
        return round(kinds or 0.0, 4)
    alone = names * spelling
    return round(alone if kinds is None else NAMES_WEIGHT * alone + KINDS_WEIGHT * kinds, 4)


def _names(ours: Sequence[Word], theirs: Sequence[Word]) -> float | None:
    """The likeness of the words that are names, in whatever order they stand; None where neither has one."""
    from rapidfuzz import fuzz

    if not ours and not theirs:
        return None
    one, other = (" ".join(each.compared for each in side) for side in (ours, theirs))
    return fuzz.token_sort_ratio(one, other) / 100 if one and other else 0.0


def _spelling(ours: Sequence[Word], theirs: Sequence[Word]) -> tuple[list[tuple[Word, Word]], float]:
    """The words that have one key, and what their spellings leave of the likeness of the whole."""
    shared = []
    against = 0.0
    for key in sorted({each.key for each in ours} & {each.key for each in theirs}):
        one, other = ([each for each in side if each.key == key] for side in (ours, theirs))
        pair = min(product(one, other), key=_differs)
        shared.append(pair)
        against += _differs(pair) * len(key)
    whole = max(sum(len(each.key) for each in side) for side in (ours, theirs)) if shared else 1
    return shared, 1 - SPELLING_WEIGHT * against / whole


def _differs(pair: tuple[Word, Word]) -> float:
    one, other = pair
    return min(clash(one.spelled, other.spelled), 1.0) if one.spelled and other.spelled else 0.0
