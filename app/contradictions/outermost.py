"""The strongest conflict between one claim and very many, found from the outside in.

The claims are read in a few orders at once: from the farthest bound opposite inwards, from the farthest
plain reading inwards, from the nearest day outwards. Each that is seen is judged. What none of them has
shown yet lies nearer than the last read in its order and at other times than all days read, which bounds
its rank; the search ends when that is less than the best known (the threshold algorithm: Fagin, Lotem and
Naor, Optimal aggregation algorithms for middleware, 2003, https://doi.org/10.1016/S0022-0000(03)00026-6).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select

from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.overlap import Clock, Span, clock, span
from app.contradictions.rules.pairs import Conflict, stronger
from app.contradictions.rules.value_disjoint import ValueDisjoint
from app.contradictions.world import FACT, Asked, SqlWorld, claims
from app.db import Row

BATCH = 16  # so many claims an order gives first, then twice as many, and so on
ABOUT = 64  # so many claims about a day are read at once
LEAST, SHARE = 400, 8  # so many claims may be read, or that part of the question: all of it costs more
MODALITIES = ("certain", "probable", "possible")
Rank = tuple[bool, float, tuple[float, ...]]


def _outward(
    wanted: ColumnElement[bool], order: Sequence[ColumnElement[Any]], *others: ColumnElement[bool]
) -> Select[Any]:
    """Some of the current claims in that order, by an index that has `current = 1` spelled out."""
    asked = (claims.c[name] == bindparam(name) for name in ("subject", "predicate", "scope", "unit"))
    next_ones = (
        select(claims.c.seq)
        .where(*asked, claims.c.current == literal_column("1"), wanted, *others)
        .order_by(*order, claims.c.seq)
        .limit(bindparam("most"))
        .offset(bindparam("read"))
    )
    return FACT.where(claims.c.seq.in_(next_ones.correlate(None)))


_end: ColumnElement[Any] = bindparam("end")
_spoken = claims.c.modality == bindparam("modality")
_FIRMNESS = {True: claims.c.from_hi <= claims.c.to_lo, False: claims.c.from_hi > claims.c.to_lo}
_BELOW = {
    firm: _outward(claims.c.hard_hi < _end, [claims.c.hard_hi], _spoken, dated)
    for firm, dated in _FIRMNESS.items()
}
_ABOVE = {
    firm: _outward(claims.c.hard_lo > _end, [claims.c.hard_lo.desc()], _spoken, dated)
    for firm, dated in _FIRMNESS.items()
}
_READ_BELOW = _outward(claims.c.plain < _end, [claims.c.plain, claims.c.soft_hi])
_READ_ABOVE = _outward(claims.c.plain > _end, [claims.c.plain.desc(), claims.c.soft_lo.desc()])
_WITHIN = (
    select(claims.c.seq)
    .where(
        *(claims.c[name] == bindparam(name) for name in ("subject", "predicate", "scope", "unit")),
        claims.c.current == 1,
        claims.c.spread == bindparam("spread"),
        claims.c.from_lo.between(bindparam("first"), bindparam("last")),
        claims.c.seq != bindparam("claim"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Search:
    """One claim and the question that it answers: all of single values, none denied."""

    world: SqlWorld
    asked: Asked
    predicate: Predicate
    fact: Fact
    summary: Row

    def highest(self, known: Conflict) -> Conflict | None:
        """The highest of a known conflict and those of the claim; None where that takes too much reading."""
        if self.predicate.value_type == "quantity" and (known.certain, known.strength) > self._bound:
            return known
        return _Reading(self, known).highest()

    @property
    def span(self) -> Span:
        """The claim's days."""
        return span(self.predicate, self.fact)

    @property
    def clock(self) -> Clock:
        """How they are shared."""
        return clock(self.predicate)

    @property
    def sure(self) -> bool:
        """Whether a conflict with the claim can be certain."""
        return self.fact.modality == "certain" and self.predicate.single == "yes"

    @property
    def _bound(self) -> tuple[bool, float]:
        """The highest label and strength that any conflict of quantities can have, from the summary alone.

        By hard bounds no pair is farther apart than the claim and the extremes. No overlap is certain with a
        claim that has no sure day and lies outside of all cores.
        """
        member, summary = self.fact.intervals[0], self.summary
        hard = max(
            bounds.distance("quantity", _known(summary["hard_low"], -math.inf), member.hard_hi),
            bounds.distance("quantity", member.hard_lo, _known(summary["hard_top"], math.inf)),
        )
        surest = 1.0 if self.clock.fixed or self.span.has_core or self.amid else 0.5
        if self.sure and surest == 1:
            return True, hard
        soft = max(self.apart_softly(above=above) for above in (True, False))
        return False, max(hard, soft) * surest * 0.5

    def apart_softly(self, *, above: bool) -> float:
        """How far a quantity lies at most whose hard bounds meet the claim's: plain readings count.

        None lies farther from its own hard bounds than the summary has seen.
        """
        member, summary = self.fact.intervals[0], self.summary
        if above:
            return bounds.distance("quantity", member.hard_hi * _known(summary["below"], 1), member.plain)
        return bounds.distance("quantity", member.plain, member.hard_lo / _known(summary["above"], 1))

    @property
    def amid(self) -> bool:
        """Whether the claim's days lie among sure days of claims."""
        mine, first, last = self.span, self.summary["core_first"], self.summary["core_last"]
        return bool(first is not None and first <= mine.lo and mine.hi <= last)

    @property
    def surrounds(self) -> bool:
        """Whether all days of another claim can lie among the claim's sure ones."""
        mine, (subject,) = self.span, self.world.seqs(self.asked.subject, self.asked.predicate)
        if not mine.has_core:
            return False
        given = {**self.asked._asdict(), "subject": subject, "claim": self.fact.claim}
        days = {"first": mine.core_lo, "last": mine.core_hi}
        return any(
            self.world.session.scalar(_WITHIN, spread=spread, **days, **given)
            for spread in range((mine.core_hi - mine.core_lo).bit_length() + 1)
        )


def _known(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound


@dataclass(slots=True)
class _Order:
    """One order in which claims are read, farthest out first: of those above the claim or those below it.

    Either by hard bounds, a modality each, and those that may have sure days (`firm`) apart from those that
    have none; or by plain readings, without `modality`. `surest` is how surely any of them can share the
    claim's days.
    """

    search: Search
    above: bool
    surest: float
    modality: str = ""
    firm: bool = False
    ended: bool = False
    _read: int = 0
    _last: tuple[float, float, int] = (-math.inf, -math.inf, -1)  # bounds read last, negated above; a claim

    def more(self) -> list[Fact]:
        """The next claims."""
        size = max(BATCH, self._read)
        given = {"modality": self.modality} if self.modality else {}
        found = self.search.world.in_order(
            self._statement, self.search.asked, end=self._mine, read=self._read, most=size, **given
        )
        self.ended = len(found) < size
        self._read += len(found)
        if found:
            self._last = max((*self._place(each), each.claim) for each in found)
        return found

    def ceiling(self, tau: float) -> Rank:
        """What no conflict with a claim not yet read outranks, if none shares time more surely."""
        search, tau = self.search, min(tau, self.surest)
        dates = search.predicate.value_type == "date"
        sure = search.sure and tau == 1 and (dates or self.modality == MODALITIES[0])
        strength = self._apart * tau * (1 if sure else 0.5)
        if dates or not self._read:
            return sure, strength, (dates or bool(self.modality), math.inf)
        return sure, strength, self._tie

    @property
    def _tie(self) -> tuple[float, ...]:
        """What ranks equals, of a claim that follows the last one read."""
        mine, (_, bound, claim) = self.search.fact, self._last
        hard = bool(self.modality)
        if self.above:
            return hard, -bound, -claim, -bounds.high_end(mine.intervals[0], hard=hard), -mine.claim
        return hard, bounds.low_end(mine.intervals[0], hard=hard), -mine.claim, -bound, -claim

    @property
    def _statement(self) -> Select[Any]:
        if self.modality:
            return (_ABOVE if self.above else _BELOW)[self.firm]
        return _READ_ABOVE if self.above else _READ_BELOW

    @property
    def _mine(self) -> float:
        """The end of the claim that faces what it is held against."""
        member = self.search.fact.intervals[0]
        if not self.modality:
            return member.plain
        return member.hard_hi if self.above else member.hard_lo

    @property
    def _apart(self) -> float:
        """How far from the claim a value lies at most that has not been read."""
        if self.modality or self.search.predicate.value_type == "date":
            return self._left
        return min(self._left, self.search.apart_softly(above=self.above))

    @property
    def _left(self) -> float:
        if not self._read:
            return 1.0
        bound, kind = self._last[0], self.search.predicate.value_type
        if self.above:
            return bounds.distance(kind, -bound, self._mine)
        return bounds.distance(kind, self._mine, bound)

    def _place(self, fact: Fact) -> tuple[float, float]:
        """Where a claim stands in the order; among equal plain readings the soft bounds decide."""
        member = fact.intervals[0]
        if self.above:
            return (-member.hard_lo,) * 2 if self.modality else (-member.plain, -member.soft_lo)
        return (member.hard_hi,) * 2 if self.modality else (member.plain, member.soft_hi)


@dataclass(slots=True)
class _Days:
    """The claims in order of the days between them and the claim: all within `_width` days have been read."""

    search: Search
    ended: bool
    _width: int = -1
    _steps: int = 0

    def more(self) -> list[Fact]:
        """All claims within more days than before; none, and never again, where these are too many."""
        search, shared = self.search, self.search.clock
        width = 0 if self._width < 0 else max(2 * self._width, 1 + (shared.persist or 0) // 8)
        mine, spreads = search.span, search.summary["spreads"]
        found = search.world.near(
            search.asked, spreads, mine.lo - width, mine.hi + width, most=ABOUT << self._steps
        )
        if found is None:
            self.ended = True
            return []
        self._width, self._steps = width, self._steps + 1
        self.ended = width >= shared.reach
        return found

    @property
    def tau(self) -> float:
        """How surely a claim that has not been read can share the claim's days."""
        return 1.0 if self._width < 0 else self.search.clock.faded(self._width + 1)


class _Reading:
    """The orders of one search, and the highest conflict so far."""

    def __init__(self, search: Search, known: Conflict) -> None:
        self.search, self.best = search, known
        self.judge: Callable[[Fact, Fact], Conflict | None] = ValueDisjoint().judge(search.predicate)
        self.seen = {search.fact.claim}
        self.orders = list(_orders(search))
        self.days = _Days(search, ended=search.clock.fixed)

    def highest(self) -> Conflict | None:
        """The highest conflict; None where that takes too much reading."""
        most = max(LEAST, self.search.summary["claims"] // SHARE)
        turns = 0
        while (order := self._promising()) is not None:
            if len(self.seen) > most:
                return None
            turns += 1
            outward = self.days if not self.days.ended and turns % 3 == 0 else order
            self._hold_against(outward.more())
        return self.best

    def _promising(self) -> _Order | None:
        """The order whose next claims can be in the highest conflict, if any can outrank the best."""
        tau = self.days.tau
        left = [(order.ceiling(tau), order) for order in self.orders if tau and not order.ended]
        ceiling, order = max(left, key=lambda each: each[0], default=((), None))
        return order if order is not None and ceiling > self.best.rank else None

    def _hold_against(self, others: Iterable[Fact]) -> None:
        for other in others:
            if other.claim not in self.seen:
                self.seen.add(other.claim)
                found = self.judge(self.search.fact, other)
                self.best = stronger(self.best, found) or self.best


def _orders(search: Search) -> Iterator[_Order]:
    """Every order: what is in conflict by hard bounds, and what is so only as a reader takes it.

    Dates weigh by plain readings either way.
    """
    fixed = search.clock.fixed
    loose = 1.0 if fixed or search.surrounds else 0.5
    firm = 1.0 if fixed or search.span.has_core or search.amid else 0.5
    for above in (True, False):
        if search.predicate.value_type == "quantity":
            for modality in MODALITIES:
                yield _Order(search, above, firm, modality, firm=True)
                yield _Order(search, above, loose, modality)
        yield _Order(search, above, max(firm, loose))
