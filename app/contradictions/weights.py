"""How much a claim weighs by what its chain thinks of it; an aid for ranking, never called truth."""

from collections.abc import Iterable

WEIGHTS = {"supports": 1.0, "neutral": 0.7, "disputes": 0.1}


def weight(stances: Iterable[str | None]) -> float:
    """The smallest weight along a chain, from 0.1 to 1; links without a stance count as neutral.

    The claimant's own link is left out by the caller: he stands behind what he says.
    """
    return min((WEIGHTS[stance or "neutral"] for stance in stances), default=WEIGHTS["supports"])
