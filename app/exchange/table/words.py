"""What the words beside a value say: polarity, the carrier's stance, how sure, how exact."""

import re
from dataclasses import dataclass

from app.claims.values.hedges import HEDGES

POLARITIES = {
    "asserts": ("", "+", "asserts", "assert", "asserted", "affirms", "true", "yes", "1"),
    "denies": (
        "-",
        "\N{MINUS SIGN}",
        "\N{EN DASH}",
        "denies",
        "deny",
        "denied",
        "denial",
        "false",
        "no",
        "0",
    ),
}
# Only words of somebody who judges what he passes on. "Contested" or "denied" say that somebody
# disputes it and not who: they are gradings, since a dispute needs a disputant.
POSITIONS = {
    "supports": (
        *("supports", "support", "supported", "agrees", "endorses", "endorsed", "corroborates"),
        *("corroborated", "accepts", "accepted", "believes", "backs"),
    ),
    "neutral": ("neutral", "reports", "reported", "reporting", "none"),
    "disputes": (
        *("disputes", "dispute", "disputed", "doubts", "doubted", "rejects", "questions", "questioned"),
        *("challenges", "refutes", "contests", "disbelieves"),
    ),
}
GRADINGS = {
    "certain": (
        *("confirmed", "verified", "visually confirmed", "certain", "definite", "established", "proven"),
        *("high confidence", "documented"),
    ),
    "probable": (
        *("probable", "probably", "likely", "very likely", "fair", "apparent", "apparently", "suspected"),
        *("presumed", "believed", "appears", "medium confidence", "moderate confidence"),
    ),
    "possible": (
        *("possible", "possibly", "alleged", "allegedly", "reportedly", "weak", "rumoured", "rumored"),
        *("unconfirmed", "unverified", "uncertain", "contested", "discounted", "doubtful", "unlikely"),
        *("may", "might", "perhaps", "low confidence"),
    ),
}
SURENESS = ("certain", "probable", "possible")
_POLARITY = {word: polarity for polarity, words in POLARITIES.items() for word in words}
_POSITION = {word: position for position, words in POSITIONS.items() for word in words}
_GRADING = {word: grading for grading, words in GRADINGS.items() for word in words}
# Words of a column, where a sentence would have more of them.
_SHORT_HEDGES = {
    "more": "more than",
    "fewer": "fewer than",
    "less": "less than",
    "min": "minimum",
    "max": "maximum",
    "floor": "at least",
    "lower bound": "at least",
    "ceiling": "up to",
    "upper bound": "up to",
}
_BEFORE = {word: hedge.code for hedge in HEDGES for word in hedge.before}
_AFTER = {word: hedge.code for hedge in HEDGES for word in hedge.after}
_HEDGED = re.compile(
    rf"(?P<before>{'|'.join(re.escape(word) for word in sorted(_BEFORE, key=len, reverse=True))})\s*[0-9].*"
    rf"|[0-9].*?\s*(?P<after>{'|'.join(re.escape(word) for word in _AFTER)})"
)
_LABEL = re.compile(r"(?:grading|grade|confidence|certainty|modality|status|assessment)\s*[:=\s]\s*(.+)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the stance and the note say.

    `stance` is the carrier's, None when nothing was said beside a hedge; `wording` his own words;
    `hedge` is written before a number; `denies` says that a stance column holds a denial.
    """

    stance: str | None = None
    wording: str | None = None
    modality: str = "certain"
    hedge: str | None = None
    denies: bool = False


def polarity(text: str) -> str | None:
    """Whether the word asserts or denies; None for one that does neither."""
    return _POLARITY.get(text.casefold())


def known_polarities() -> str:
    """What the column may hold, for a sentence."""
    return "; ".join(f"{name}: {', '.join(filter(None, words))}" for name, words in POLARITIES.items())


def judged(stance: str, note: str, *, number: bool) -> Judgement:
    """Reads a stance word by word and a note for gradings; of several gradings the least sure one counts.

    Words that are not known stay the carrier's own words under a neutral stance: they are no dispute.
    `number` says that the value is a quantity, to which alone a hedge belongs.
    """
    parts = [part for part in map(_plain, re.split("[;,|]", stance)) if part]
    hedged = next((part for part in parts if number and _hedge(part)), None)
    hedge = _hedge(hedged) if hedged else None
    rest = [part for part in parts if part != hedged]
    gradings = [_GRADING[part] for part in [*rest, *_noted(note)] if part in _GRADING]
    modality = max(gradings, key=SURENESS.index, default="certain")
    if not rest:
        return Judgement(modality=modality, hedge=hedge)
    positions = [_POSITION[part] for part in rest if part in _POSITION]
    position = next((each for each in ("disputes", "supports") if each in positions), "neutral")
    return Judgement(
        stance=position,
        wording=None if rest == [position] else stance,
        modality=modality,
        hedge=hedge,
        denies=bool(rest) and all(part in POLARITIES["denies"] for part in rest),
    )


def hedge_code(text: str) -> str | None:
    """The code of the hedge that a number is written with, or None."""
    found = _HEDGED.fullmatch(_plain(text))
    if not found:
        return None
    return _BEFORE[found["before"]] if found["before"] else _AFTER[found["after"]]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _hedge(part: str) -> str | None:
    word = _SHORT_HEDGES.get(part, part)
    if word in _BEFORE:
        return word
    return next((each for each in _BEFORE if _AFTER.get(word) == _BEFORE[each]), None)


def _noted(note: str) -> list[str]:
    """The parts of a note that are gradings and nothing else, alone or behind "confidence:" and the like."""
    parts = [part for part in map(_plain, re.split("[;,.|]", note)) if part]
    return [found[1] if (found := _LABEL.fullmatch(part)) else part for part in parts]
