"""The strongest conflict between one claim and very many, found from the outside in.

The claims are read in a few orders at once: from the farthest bound opposite inwards, from the farthest
plain reading inwards, from the nearest day outwards. Each that is seen is judged. What none of them has
shown yet lies nearer than the last read in its order and at other times than all days read, which bounds
its rank; the search ends when that is less than the best known (the threshold algorithm: Fagin, Lotem and
Naor, Optimal aggregation algorithms for middleware, 2003, https://doi.org/10.1016/S0022-0000(03)00026-6).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, literal_column, select

from app.claims.values.predicate import Predicate
from app.contradictions.rules import bounds
from app.contradictions.rules.fact import Fact
from app.contradictions.rules.overlap import Clock, Span, clock, span
from app.contradictions.rules.pairs import Conflict, stronger
from app.contradictions.rules.value_disjoint import ValueDisjoint
from app.contradictions.world import Asked, SqlWorld, claims
from app.db import Row

BATCH = 16  # so many claims an order gives first, then twice as many, and so on
ABOUT = 64  # so many claims about a day are read at once
LEAST, SHARE = 400, 8  # so many claims may be read, or that part of the question: all of it costs more
PATIENCE = 5  # turns after which the days are tried
MODALITIES = ("certain", "probable", "possible")
Rank = tuple[bool, float, tuple[float, ...]]


class Seen(NamedTuple):
    """What an order shows of a claim: its bounds there, its days and who speaks."""

    bound: float
    inner: float
    claim: int
    voice: str
    lo: int
    hi: int


_SHOWN = (claims.c.seq, claims.c.voice, claims.c.from_lo, claims.c.to_hi)
_ASKED = tuple(claims.c[name] == bindparam(name) for name in ("subject", "predicate", "scope", "unit"))
_NOW = claims.c.current == literal_column("1")  # spelled out, as in the conditions of the indexes
_END: ColumnElement[Any] = bindparam("end")
_LAST: ColumnElement[Any] = bindparam("last")
_SPOKEN = claims.c.modality == bindparam("modality")
_FIRMNESS = {True: claims.c.from_hi <= claims.c.to_lo, False: claims.c.from_hi > claims.c.to_lo}


def _page(bound: str, inner: str, order: Sequence[ColumnElement[Any]], *wanted: ColumnElement[bool]) -> Any:
    return (
        select(claims.c[bound], claims.c[inner], *_SHOWN)
        .where(*_ASKED, _NOW, *wanted)
        .order_by(*order, claims.c.seq)
        .limit(bindparam("most"))
        .offset(bindparam("read"))
    )


_BELOW = {
    firm: _page("hard_hi", "hard_hi", [claims.c.hard_hi], claims.c.hard_hi < _END, _SPOKEN, dated)
    for firm, dated in _FIRMNESS.items()
}
_AT = {
    firm: _page("hard_lo", "hard_lo", [], claims.c.hard_lo == _LAST, _SPOKEN, dated)
    for firm, dated in _FIRMNESS.items()
}
_NEXT = {
    firm: select(claims.c.hard_lo)
    .where(*_ASKED, _NOW, claims.c.hard_lo > _END, claims.c.hard_lo < _LAST, _SPOKEN, dated)
    .order_by(claims.c.hard_lo.desc())
    .limit(1)
    for firm, dated in _FIRMNESS.items()
}
_READ = {
    False: _page("plain", "soft_hi", [claims.c.plain, claims.c.soft_hi], claims.c.plain < _END),
    True: _page("plain", "soft_lo", [claims.c.plain.desc(), claims.c.soft_lo.desc()], claims.c.plain > _END),
}
_WITHIN = (
    select(claims.c.seq)
    .where(
        *_ASKED,
        claims.c.current == 1,
        claims.c.spread == bindparam("spread"),
        claims.c.from_lo.between(bindparam("first"), bindparam("last")),
        claims.c.seq != bindparam("claim"),
    )
    .limit(1)
)


@dataclass(frozen=True)
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

    @cached_property
    def span(self) -> Span:
        """The claim's days."""
        return span(self.predicate, self.fact)

    @cached_property
    def clock(self) -> Clock:
        """How they are shared."""
        return clock(self.predicate)

    @cached_property
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

    @cached_property
    def amid(self) -> bool:
        """Whether the claim's days lie among sure days of claims."""
        mine, first, last = self.span, self.summary["core_first"], self.summary["core_last"]
        return bool(first is not None and first <= mine.lo and mine.hi <= last)

    @cached_property
    def surrounds(self) -> bool:
        """Whether all days of another claim can lie among the claim's sure ones."""
        mine = self.span
        if not mine.has_core:
            return False
        days = {"first": mine.core_lo, "last": mine.core_hi, "claim": self.fact.claim}
        return any(
            self.world.session.scalar(_WITHIN, spread=spread, **days, **self.given)
            for spread in range((mine.core_hi - mine.core_lo).bit_length() + 1)
        )

    @cached_property
    def given(self) -> dict[str, object]:
        """The question, as statements ask for it."""
        (subject,) = self.world.seqs(self.asked.subject, self.asked.predicate)
        return {**self.asked._asdict(), "subject": subject}


def _known(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound


@dataclass(slots=True)
class _Order:
    """One order in which claims are seen, farthest out first: of those above the claim or those below it.

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
    _at: tuple[float, int] | None = None  # of those above, a hard bound and how many that have it were seen
    _last: Seen | None = None

    def more(self) -> list[Seen]:
        """The next claims."""
        size = max(BATCH, self._read)
        found = self._above(size) if self.modality and self.above else self._page(size)
        self.ended = len(found) < size
        self._read += len(found)
        if found:
            self._last = found[-1]
        return found

    def _page(self, size: int) -> list[Seen]:
        statement = _BELOW[self.firm] if self.modality else _READ[self.above]
        return self._seen(statement, end=self._mine, read=self._read, most=size)

    def _above(self, size: int) -> list[Seen]:
        """Bound by bound: an index that descends by bound and ascends by number would be one more."""
        found: list[Seen] = []
        while len(found) < size:
            if self._at is None:
                last = found[-1] if found else self._last
                beyond = math.inf if last is None else last.bound
                bound = self._scalar(_NEXT[self.firm], last=beyond, end=self._mine)
                if bound is None:
                    break
                self._at = bound, 0
            bound, read = self._at
            most = size - len(found)
            seen = self._seen(_AT[self.firm], last=bound, read=read, most=most)
            found += seen
            self._at = None if len(seen) < most else (bound, read + most)
        return found

    def _seen(self, statement: Any, **given: object) -> list[Seen]:
        session, spoken = self.search.world.session, {"modality": self.modality} if self.modality else {}
        return list(map(Seen._make, session.tuples(statement, **self.search.given, **spoken, **given)))

    def _scalar(self, statement: Any, **given: object) -> Any:
        return self.search.world.session.scalar(
            statement, modality=self.modality, **self.search.given, **given
        )

    def ceiling(self, tau: float, seen: Seen | None = None) -> Rank:
        """What no conflict outranks with the claim seen, or one yet to be seen, as surely at one time."""
        search, tau = self.search, min(tau, self.surest)
        dates = search.predicate.value_type == "date"
        sure = search.sure and tau == 1 and (dates or self.modality == MODALITIES[0])
        last = seen or self._last
        strength = self._apart(last) * tau * (1 if sure else 0.5)
        if dates or last is None:
            return sure, strength, (dates or bool(self.modality), math.inf)
        return sure, strength, self._tie(last)

    def _tie(self, last: Seen) -> tuple[float, ...]:
        """What ranks equals, of a claim seen or one that follows it."""
        mine, hard = self.search.fact, bool(self.modality)
        if self.above:
            end = bounds.high_end(mine.intervals[0], hard=hard)
            return hard, last.inner, -last.claim, -end, -mine.claim
        return hard, bounds.low_end(mine.intervals[0], hard=hard), -mine.claim, -last.inner, -last.claim

    @property
    def _mine(self) -> float:
        """The end of the claim that faces what it is held against."""
        member = self.search.fact.intervals[0]
        if not self.modality:
            return member.plain
        return member.hard_hi if self.above else member.hard_lo

    def _apart(self, last: Seen | None) -> float:
        """How far from the claim a value lies at most that is the last seen, or follows it."""
        kind = self.search.predicate.value_type
        if last is None:
            left = 1.0
        elif self.above:
            left = bounds.distance(kind, last.bound, self._mine)
        else:
            left = bounds.distance(kind, self._mine, last.bound)
        if self.modality or kind == "date":
            return left
        return min(left, self.search.apart_softly(above=self.above))


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
        self.mine, self.clock = search.span, search.clock
        self.orders = list(_orders(search))
        self.days = _Days(search, ended=search.clock.fixed)

    def highest(self) -> Conflict | None:
        """The highest conflict; None where that takes too much reading."""
        most, read = max(LEAST, self.search.summary["claims"] // SHARE), 0
        for turn in count(1):
            order = self._promising()
            if order is None:
                break
            if read > most:
                return None
            if not self.days.ended and turn % PATIENCE == 0:
                near = self.days.more()
                read += len(near)
                for fact in near:
                    self._hold_against(fact)
                continue
            seen = order.more()
            read += len(seen)
            for each in seen:
                if self._matters(order, each):
                    self._hold_against(self.search.world.fact(each.claim))
        return self.best

    def _promising(self) -> _Order | None:
        """The order whose next claims can be in the highest conflict, if any can outrank the best."""
        tau = self.days.tau
        left = [(order.ceiling(tau), order) for order in self.orders if tau and not order.ended]
        ceiling, order = max(left, key=lambda each: each[0], default=((), None))
        return order if order is not None and ceiling > self.best.rank else None

    def _matters(self, order: _Order, seen: Seen) -> bool:
        """Whether the claim seen can be in the highest conflict."""
        if seen.voice == self.search.fact.voice and not self.search.world.joined:
            return False
        gap = max(seen.lo, self.mine.lo) - min(seen.hi, self.mine.hi)
        tau = 1.0 if gap <= 0 or self.clock.fixed else self.clock.faded(gap)
        return tau > 0 and order.ceiling(tau, seen) >= self.best.rank

    def _hold_against(self, other: Fact) -> None:
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
