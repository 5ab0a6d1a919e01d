"""Words of names, read letter by letter: the classes of their consonants and what stands between them.

Arabic writes consonants and long vowels; Latin letters write all vowels and have fewer consonants. A word
becomes a skeleton of consonant classes that both scripts share, and beside it what the skeleton leaves out:
which Arabic letters each consonant can be, and which vowels stand before each and at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
LATIN = re.compile("[a-z]")
_CLASSES = {
    "b": "بپ",
    "t": "تطث",
    "g": "جغگ",
    "h": "حخه",
    "d": "دضذ",
    "r": "ر",
    "z": "زژظ",
    "s": "سص",
    "x": "شچ",
    "f": "فڤ",
    "k": "قكڨ",
    "l": "ل",
    "m": "م",
    "n": "ن",
    "w": "و",
    "y": "ي",
}
_CLASS_OF = {letter: name for name, letters in _CLASSES.items() for letter in letters}
_LATIN_LETTERS: dict[str, tuple[str, str]] = {
    **{letter: (letter, _CLASSES[letter]) for letter in "blmnrwyfp" if letter in _CLASSES},
    "p": ("b", "بپ"),
    "t": ("t", "تط"),
    "d": ("d", "دض"),
    "z": ("z", "زژظذض"),
    "s": ("s", "سصث"),
    "g": ("g", "جغقگ"),
    "j": ("g", "جژ"),
    "h": ("h", "حه"),
    "k": ("k", "كق"),
    "q": ("k", "ق"),
    "c": ("k", "كقس"),
    "v": ("w", "و"),
    "kh": ("h", "خ"),
    "gh": ("g", "غ"),
    "sh": ("x", "ش"),
    "ch": ("x", "شچخ"),
    "th": ("t", "ث"),
    "dh": ("d", "ذضظ"),
    "ph": ("f", "ف"),
    "dj": ("g", "ج"),
    "ck": ("k", "ك"),
}
_GRAPHEME = re.compile("[kgsctdp]h|dj|ck|[a-z]")
_LONG = {"ay": "I", "ai": "I", "ei": "I", "ey": "I", "ee": "I", "aw": "U", "au": "U", "oo": "U", "aa": "A"}
_VOWELS = {"a": "A", "e": "AI", "i": "I", "y": "I", "o": "U", "u": "U", "w": "U"}
_ARABIC_VOWELS = {"ا": "A", "ي": "I", "و": "U", "ع": "*", "ه": "A"}


@dataclass(frozen=True, slots=True)
class Run:
    """What stands between two consonants: vowels (A, I, U; * for any) and whether they are long."""

    vowels: frozenset[str]
    long: bool
    arabic: bool


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word's skeleton, the Arabic letters each consonant can be, the runs before each and at the end."""

    skeleton: str
    letters: tuple[str, ...]
    runs: tuple[Run, ...]

    def __add__(self, other: "Spelled") -> "Spelled":
        """Two words written as one: what stands between them tells nothing."""
        between = Run(frozenset("*"), long=False, arabic=False)
        return Spelled(
            self.skeleton + other.skeleton,
            self.letters + other.letters,
            (*self.runs[:-1], between, *other.runs[1:]),
        )


def spelled(word: str) -> Spelled:
    """The reading of a folded word of Arabic or of Latin letters."""
    return _arabic(word) if ARABIC.search(word) else _latin(word)


def _arabic(word: str) -> Spelled:
    word = word.replace("لله", "له")
    return _collected(word, _arabic_parts(word), arabic=True)


def _arabic_parts(word: str) -> Iterator[tuple[str, str, str]]:
    """Each letter with its class and the letters it can be; class "" for what is read as a vowel."""
    last = len(word) - 1
    for place, letter in enumerate(word):
        name = _CLASS_OF.get(letter, "")
        vowel = (name in {"w", "y"} and place > 0) or (letter == "ه" and place == last > 1)
        yield letter, "" if vowel else name, letter


def _latin(word: str) -> Spelled:
    if len(word) > 3:  # noqa: PLR2004 — a final h is silent, but Ruh is no Ru
        word = re.sub("(?<=[aeiou])h$", "", word)
    return _collected(word, _latin_parts(word), arabic=False)


def _latin_parts(word: str) -> Iterator[tuple[str, str, str]]:
    before = ""
    for place, found in enumerate(_GRAPHEME.findall(word.replace("x", "ks"))):
        name, letters = _LATIN_LETTERS.get(found, ("", ""))
        if name in {"w", "y"} and place > 0:
            name = ""
        if name and found == before:
            continue  # doubled: one letter in Arabic
        before = found
        yield ("u" if found == "v" else found), name, letters


def _collected(word: str, parts: Iterator[tuple[str, str, str]], *, arabic: bool) -> Spelled:
    skeleton, letters, runs, run = "", [], [], ""
    for written, name, possible in parts:
        if name:
            runs.append(_run(run, arabic=arabic))
            skeleton, run = skeleton + name, ""
            letters.append(possible)
        else:
            run += written
    return Spelled(skeleton or word, tuple(letters), (*runs, _run(run, arabic=arabic)))


def _run(written: str, *, arabic: bool) -> Run:
    if arabic:
        vowels = frozenset("".join(_ARABIC_VOWELS.get(letter, "") for letter in written))
        return Run(vowels, long=bool(vowels), arabic=True)
    vowels = frozenset(_LONG.get(written, "".join(_VOWELS.get(letter, "") for letter in written)))
    return Run(vowels, long=written in _LONG, arabic=False)


def clash(one: Spelled, other: Spelled) -> float:
    """How much two words of one skeleton differ in what it leaves out: 0 nothing, 1 for sure, or more."""
    if not one.letters or not other.letters:
        return 0.0
    found = sum(not set(a) & set(b) for a, b in zip(one.letters, other.letters, strict=True)) * 1.0
    found += 1.0 * (bool(one.runs[0].vowels) != bool(other.runs[0].vowels))
    return found + sum(_between(a, b) for a, b in zip(one.runs[1:], other.runs[1:], strict=True))


def _between(one: Run, other: Run) -> float:
    """What two runs between the same consonants say against the words being one."""
    if "*" in one.vowels | other.vowels or one.vowels & other.vowels:
        return 0.0
    if one.vowels and other.vowels:
        return 1.0
    if not one.vowels and not other.vowels:
        return 0.0
    if one.arabic != other.arabic:
        written = one if one.vowels else other
        return 0.5 if written.long or written.arabic else 0.0  # Arabic does not write short vowels
    return 1.0 if one.arabic else 0.5
