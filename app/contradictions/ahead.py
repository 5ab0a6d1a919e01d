"""What a recheck of many claims asks again and again, read once for all of them.

The answers are those that `SqlWorld` gives one by one: nothing here is kept beyond the one recheck.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select

from app.claims.models import Claim, Summary
from app.contradictions.rules.fact import Fact
from app.contradictions.world import FACT, SqlWorld
from app.db import Session, table
from app.jsonsql import numbers

FEW = 8  # claims, up to which they are read one by one
claims, summaries = table(Claim), table(Summary)
_TOLD = ("denials", "several", "voice", "choices", "low", "top")
_MANY = (
    FACT.join(
        summaries,
        and_(*(summaries.c[name] == claims.c[name] for name in ("subject", "predicate", "scope", "unit"))),
        isouter=True,
    )
    .add_columns(
        claims.c.current, claims.c.subject, claims.c.value_entity, *(summaries.c[name] for name in _TOLD)
    )
    .where(claims.c.seq.in_(numbers(bindparam("among"))))
)
_WIDTH = len(FACT.selected_columns)
_each = numbers(bindparam("among")).subquery()


def _said(by: Any) -> Any:
    """Those of some entities of which a current claim of the predicate speaks."""
    found = select(claims.c.seq).where(
        by == _each.c.value, claims.c.predicate == bindparam("predicate"), claims.c.current == 1
    )
    return select(_each.c.value).where(found.exists())


_SAID = {"subject": _said(claims.c.subject), "value": _said(claims.c.value_entity)}


class WorldAhead(SqlWorld):
    """The current claims of the database, as a recheck of some of them sees them."""

    def __init__(self, session: Session, among: Sequence[int]) -> None:
        super().__init__(session)
        self._standing: dict[int, bool] = {}
        self._summed: dict[int, dict[str, Any]] = {}
        self._entities: set[int] = set()
        self._spoken: dict[tuple[str, str], frozenset[int]] = {}
        for row in session.tuples(_MANY, among=json.dumps(list(among))):
            current, subject, value, *told = row[_WIDTH:]
            (fact,) = self._facts([[row[:_WIDTH]]])
            self._single[fact.claim] = fact
            self._standing[fact.claim] = bool(current)
            self._summed[fact.claim] = dict(zip(_TOLD, told, strict=True))
            self._entities.update({subject, value} - {None})

    def is_current(self, claim: int) -> bool:
        """Whether a claim stands and is its voice's latest word."""
        known = self._standing.get(claim)
        return super().is_current(claim) if known is None else known

    def summed(self, fact: Fact) -> dict[str, Any] | None:
        """What the summary of the claim's question tells of it; None where joined records answer together."""
        found = self._summed.get(fact.claim)
        if found is None or found["denials"] is None or fact.subject in self.joined:
            return None
        return found

    def says_about(self, subject: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate about the subject."""
        return self._spoken_of("subject", subject, predicate, super().says_about)

    def says_naming(self, value: str, predicate: str) -> bool:
        """Whether there is any claim of that predicate with this value."""
        return self._spoken_of("value", value, predicate, super().says_naming)

    def _spoken_of(self, by: str, entity: str, predicate: str, alone: Callable[[str, str], bool]) -> bool:
        seqs = self.seqs(entity, predicate)
        if not self._entities.issuperset(seqs):
            return alone(entity, predicate)
        known = self._spoken.get((by, predicate))
        if known is None:
            among = json.dumps(sorted(self._entities))
            found = self.session.tuples(_SAID[by], predicate=predicate, among=among)
            known = self._spoken[by, predicate] = frozenset(seq for (seq,) in found)
        return not known.isdisjoint(seqs)


def world(session: Session, changed: Sequence[int]) -> SqlWorld:
    """The world for a recheck of these claims."""
    return WorldAhead(session, changed) if len(changed) > FEW else SqlWorld(session)
