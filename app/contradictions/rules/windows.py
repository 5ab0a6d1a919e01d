"""When a conflict holds: the maximal stretches of days in which some two claims contradict each other.

Two claims dispute the days that both cores share; without a core on either side those that both envelopes
share; where they meet on no day but a figure is taken to last, the hull of both. Stretches that overlap or
follow each other on the next day are one window. Found by a sweep in the order of beginnings: all that a
claim disputes with earlier ones contains its own first day, so their union is one interval, and a claim that
can add nothing to the window at hand is not held against anyone.
"""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from app.claims.values.base import Interval
from app.contradictions.rules.bounds import soft_top
from app.contradictions.rules.fact import BEGINNING, END
from app.contradictions.rules.overlap import Clock, Span, Timed
from app.contradictions.rules.pairs import Conflict, Judge


class Window(NamedTuple):
    """Days from `lo` to `hi`, both included; BEGINNING and END for unbounded."""

    lo: int
    hi: int

    def meets(self, lo: int, hi: int) -> bool:
        """Whether any of those days lies in the window."""
        return self.lo <= hi and lo <= self.hi


ALWAYS = Window(BEGINNING, END)
Days = tuple[int, int]
Alive = Callable[[Timed], bool]


def disputed(clock: Clock, one: Span, other: Span) -> Window:
    """The days two claims in conflict dispute."""
    if clock.fixed:
        return ALWAYS
    if one.has_core and other.has_core:
        lo, hi = max(one.core_lo, other.core_lo), min(one.core_hi, other.core_hi)
        if lo <= hi:
            return Window(lo, hi)
    lo, hi = max(one.lo, other.lo), min(one.hi, other.hi)
    return Window(lo, hi) if lo <= hi else Window(min(one.lo, other.lo), max(one.hi, other.hi))


def within(window: Window, clock: Clock, judge: Judge) -> Judge:
    """The judge for conflicts of that window alone."""
    if window == ALWAYS:
        return judge  # nothing lies elsewhere

    def local(one: Timed, other: Timed) -> Conflict | None:
        found = judge(one, other)
        return found if found and window.meets(*disputed(clock, one.span, other.span)) else None

    return local


def merged(stretches: Iterable[Window]) -> list[Window]:
    """The stretches as windows, earliest first: joined where they overlap or follow on the next day."""
    found: list[Window] = []
    for stretch in sorted(stretches):
        if found and stretch.lo <= found[-1].hi + 1:
            found[-1] = Window(found[-1].lo, max(found[-1].hi, stretch.hi))
        else:
            found.append(stretch)
    return found


class Standing(Protocol):
    """Claims swept over so far, ready to be asked which of them a further one may conflict with."""

    def add(self, entry: Timed) -> None:
        """Takes one more claim."""
        ...

    def opponents(self, entry: Timed, alive: Alive) -> Iterator[Timed]:
        """Every claim that the values leave as an opponent; those not alive are forgotten on the way."""
        ...


class Ranges:
    """Claims with bounds: opponents are those whose lower end lies above, or whose upper end lies below."""

    def __init__(self) -> None:
        self._lows: list[tuple[float, int, Timed]] = []  # lower ends negated, the highest first
        self._tops: list[tuple[float, int, Timed]] = []
        self._open: list[tuple[float, int, Timed]] = []  # alternatives are left to the judge

    def add(self, entry: Timed) -> None:
        """Takes one more claim."""
        members, claim = entry.fact.intervals, entry.fact.claim
        if len(members) > 1:
            self._open.append((0, claim, entry))
            return
        insort(self._lows, (-members[0].soft_lo, claim, entry))
        insort(self._tops, (soft_top(members[0]), claim, entry))

    def opponents(self, entry: Timed, alive: Alive) -> Iterator[Timed]:
        """The farthest first."""
        top, bottom = _inner(entry.fact.intervals)
        yield from _alive(self._lows, -bottom, alive)
        yield from _alive(self._tops, top, alive)
        yield from _alive(self._open, 1, alive)


def _alive(ordered: list[tuple[float, int, Timed]], end: float, alive: Alive) -> Iterator[Timed]:
    """Those alive that stand before `end`; the dead among them are taken out."""
    dead: list[int] = []
    try:
        for place, (bound, _, other) in enumerate(ordered):
            if bound >= end:
                break
            if alive(other):
                yield other
            else:
                dead.append(place)
    finally:
        for place in reversed(dead):
            del ordered[place]


def _inner(members: Sequence[Interval]) -> tuple[float, float]:
    """The highest lower and the lowest upper end: whoever reaches over both meets every alternative."""
    return max(member.soft_lo for member in members), min(soft_top(member) for member in members)


@dataclass
class Values:
    """Claims by what they say; `opposed` is asked once for every two sayings whether they can conflict."""

    opposed: Callable[[Timed, Timed], bool]
    groups: dict[object, list[Timed]] = field(default_factory=dict)
    known: dict[tuple[object, object], bool] = field(default_factory=dict)

    def add(self, entry: Timed) -> None:
        """Takes one more claim."""
        self.groups.setdefault(_saying(entry), []).append(entry)

    def opponents(self, entry: Timed, alive: Alive) -> Iterator[Timed]:
        """Saying by saying, the latest to begin first."""
        mine = _saying(entry)
        for saying, group in self.groups.items():
            if not group or not self._opposed(mine, saying, entry, group[0]):
                continue
            group[:] = [other for other in group if alive(other)]
            yield from reversed(group)

    def _opposed(self, mine: object, saying: object, entry: Timed, other: Timed) -> bool:
        known = self.known.get((mine, saying))
        if known is None:
            known = self.known[mine, saying] = mine != saying and self.opposed(entry, other)
        return known


def _saying(entry: Timed) -> object:
    return entry.fact.choices, entry.fact.intervals, entry.fact.denies


def by_window(
    entries: Sequence[Timed], judge: Judge, clock: Clock, make: Callable[[], Standing]
) -> Iterator[tuple[Window, list[Timed], Judge]]:
    """Each window of conflict with the claims that meet it, in order of claims, and its own judge."""
    waiting = deque(sorted(entries, key=lambda entry: entry.span.lo))
    near: list[Timed] = []
    for window in windows(entries, judge, clock, make):
        while waiting and waiting[0].span.lo <= window.hi:
            near.append(waiting.popleft())
        near = [entry for entry in near if entry.span.hi >= window.lo]
        yield window, sorted(near, key=lambda entry: entry.fact.claim), within(window, clock, judge)


def windows(
    entries: Sequence[Timed], judge: Judge, clock: Clock, make: Callable[[], Standing]
) -> list[Window]:
    """The maximal windows of unbroken conflict among these claims, earliest first."""
    if clock.fixed:
        return [ALWAYS] if _any_conflict(entries, judge, make()) else []
    sure = [entry for entry in entries if entry.span.has_core]
    found = merged(_Sweep(judge, clock, make(), _core, 0).over(sure, []))
    if len(sure) < len(entries) or clock.reach or any(entry.span.core_hi == END for entry in sure):
        # What holds for ever from a day may be denied of that day alone, before it is sure.
        found = merged([*found, *_Sweep(judge, clock, make(), _envelope, clock.reach).over(entries, found)])
    return found


def _any_conflict(entries: Iterable[Timed], judge: Judge, standing: Standing) -> bool:
    for entry in entries:
        others = standing.opponents(entry, lambda _: True)
        if any(judge(entry, other) or judge(other, entry) for other in others):
            return True
        standing.add(entry)
    return False


@dataclass(frozen=True, slots=True)
class _Sweep:
    """One sweep: over the cores of those that have one, or over the envelopes for all other pairs."""

    judge: Judge
    clock: Clock
    standing: Standing
    days: Callable[[Timed], Days]
    reach: int

    def over(self, entries: Iterable[Timed], known: Sequence[Window]) -> Iterator[Window]:
        """What the claims dispute, as stretches that may overlap; what is known need not be told."""
        covered: Window | None = None
        waiting: deque[Timed] = deque()
        for entry in sorted(entries, key=lambda each: (*self.days(each), each.fact.claim)):
            first, last = self.days(entry)
            while waiting and self.days(waiting[0])[1] + self.reach < first:
                waiting.popleft()
            most = Window(self.days(waiting[0])[0] if waiting and self.reach else first, last)
            if not _holds(covered, most) and not _holds(_around(known, most), most):
                stretch = self._stretch(entry, most, covered)
                if stretch is not None:
                    yield stretch
                    covered = merged([stretch] if covered is None else [covered, stretch])[-1]
            self.standing.add(entry)
            waiting.append(entry)

    def _stretch(self, entry: Timed, most: Window, covered: Window | None) -> Window | None:
        """What a claim disputes with those before it; the search ends when it cannot grow any more."""
        found: Window | None = None
        first = self.days(entry)[0]
        for other in self.standing.opponents(entry, lambda each: self.days(each)[1] + self.reach >= first):
            if self._elsewhere(entry.span, other.span):
                continue
            if not (self.judge(entry, other) or self.judge(other, entry)):
                continue
            part = disputed(self.clock, entry.span, other.span)
            found = part if found is None else Window(min(found.lo, part.lo), max(found.hi, part.hi))
            if _holds(found if covered is None else merged([covered, found])[-1], most):
                break
        return found

    def _elsewhere(self, one: Span, other: Span) -> bool:
        """Whether the sweep over cores answers for these two."""
        if self.days is _core or not (one.has_core and other.has_core):
            return False
        return max(one.core_lo, other.core_lo) <= min(one.core_hi, other.core_hi)


def _holds(window: Window | None, most: Window) -> bool:
    return window is not None and window.lo <= most.lo and most.hi <= window.hi


def _around(known: Sequence[Window], most: Window) -> Window | None:
    """The window, of those in order, in which these days can lie."""
    place = bisect_right(known, most.lo, key=lambda window: window.lo)
    return known[place - 1] if place else None


def _core(entry: Timed) -> Days:
    return entry.span.core_lo, entry.span.core_hi


def _envelope(entry: Timed) -> Days:
    return entry.span.lo, entry.span.hi
