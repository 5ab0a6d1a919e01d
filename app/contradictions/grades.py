"""Admiralty grades of what holds a position: a letter for who says it, a figure for what is said."""

from collections.abc import Iterable

from app.contradictions.background import Background

RELIABILITIES, CREDIBILITIES = "ABCDEF", range(1, 7)
UNGRADED = len(RELIABILITIES)  # ranks after F and 6, "cannot be judged": somebody tried that


def best_grade(known: Background, claimed: Iterable[int]) -> str | None:
    """The best Admiralty grade of one of these claims, such as "B2"; half of it where only half is given.

    The letter is the claimant's, or else that of the first document his claim came through; the figure the
    best of the claim's assessments. The better letter goes first; letters and figures of two claims are
    never put together.
    """
    letter, figure = min(
        ((_reliability(known, claim), _credibility(known, claim)) for claim in claimed),
        default=(UNGRADED, UNGRADED),
    )
    first = "" if letter == UNGRADED else RELIABILITIES[letter]
    return first + ("" if figure == UNGRADED else str(CREDIBILITIES[figure])) or None


def _reliability(known: Background, claim: int) -> int:
    chain, own = known.chains[claim], known.sources[known.rows[claim]["source_id"]]
    given = [
        chain[0]["agent_reliability"],
        *(link["document_reliability"] for link in chain),
        own["reliability"],
    ]
    return next((RELIABILITIES.index(letter) for letter in given if letter), UNGRADED)


def _credibility(known: Background, claim: int) -> int:
    given = [each["credibility"] for each in known.assessments.get(claim, ()) if each["credibility"]]
    return min((CREDIBILITIES.index(figure) for figure in given), default=UNGRADED)
