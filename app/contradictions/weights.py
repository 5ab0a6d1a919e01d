"""How much a claim weighs by what its chain thinks of it; an aid for ranking, never called truth."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from app.claims.models import Claim, Link
from app.db import Session, table

WEIGHTS = {"supports": 1.0, "neutral": 0.7, "disputes": 0.1}
claims, links = table(Claim), table(Link)
_CARRIED = (
    select(links.c.stance)
    .join(claims, claims.c.seq == links.c.claim)
    .where(claims.c.id == bindparam("id"), links.c.position > 0)
)


def weight(stances: Iterable[str | None]) -> float:
    """The smallest weight along a chain, from 0.1 to 1; links without a stance count as neutral.

    The claimant's own link is left out by the caller: he stands behind what he says.
    """
    return min((WEIGHTS[stance or "neutral"] for stance in stances), default=WEIGHTS["supports"])


def open_weight(session: Session, severity: float, witness: Iterable[str]) -> float:
    """Severity times the smaller weight of the witness, whose claims are given by id; from 0 to 1."""
    carried = [[stance for (stance,) in session.tuples(_CARRIED, id=each)] for each in witness]
    return round(severity * min(weight(stances) for stances in carried), 4)
