"""The names nearest to one that does not exist, for errors that say the fix."""

from collections.abc import Iterable

MOST_CANDIDATES = 20_000  # past this an error would cost more than the request it refuses
_SCORE = 70


def nearest(reference: str, candidates: Iterable[tuple[str, str]], most: int = 3) -> list[str]:
    """The keys of the (key, label) pairs that look most like the reference, best first."""
    from rapidfuzz import fuzz, process

    keys, texts = [], []
    for key, label in candidates:
        for text in (key, label):
            keys.append(key)
            texts.append(text.lower())
    found = process.extract(
        reference[:200].lower(), texts, scorer=fuzz.WRatio, limit=most * 3, score_cutoff=_SCORE
    )
    return list(dict.fromkeys(keys[index] for _, _, index in found))[:most]


def sentence(kind: str, names: list[str], listing: str) -> str:
    """What to say when nothing has the name asked for."""
    if names:
        return f"No {kind} has this id or key. Nearest: {', '.join(names)}."
    return f"No {kind} has this id or key. {listing} lists them."
