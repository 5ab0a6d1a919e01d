"""Stretches of unbroken conflict among claims that exclude each other on the days they surely share.

Claims are swept in order of time and compared group by group, so that a crowd that says the same costs
one comparison.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic, TypeVar

from app.contradictions.rules.overlap import Span, Timed
from app.contradictions.rules.pairs import Conflict, Judge

Group = TypeVar("Group", bound=Hashable)


@dataclass(slots=True)
class Stretch:
    """The days from `lo` to `hi`, on all of which some two claims conflict; `members` are by claim number."""

    lo: int
    hi: int
    members: dict[int, Timed]


def meet(one: Span, other: Span) -> bool:
    """Whether both claims surely hold on a day on which neither merely hands over to the other.

    An empty core meets nothing: it begins after everything else and ends before it.
    """
    (one_lo, one_hi), (other_lo, other_hi) = _halves(one), _halves(other)
    return max(one_lo, other_lo) <= min(one_hi, other_hi)


def stretches(
    entries: Iterable[Timed], group: Callable[[Timed], Group], excludes: Callable[[Group, Group], bool]
) -> list[Stretch]:
    """The stretches of conflict, earliest first; those without a day between them are one.

    Two claims conflict when they `meet` and `excludes`, which is symmetric, says so of their groups; a
    group never conflicts with itself.
    """
    sweep = _Sweep(excludes)
    cored = [entry for entry in entries if entry.span.has_core]
    moments = [
        (half, leaves, entry.fact.claim, place)
        for place, entry in enumerate(cored)
        for leaves, half in enumerate(_halves(entry.span))
    ]
    for half, leaves, _, place in sorted(moments):
        step = sweep.leave if leaves else sweep.enter
        step(cored[place], group(cored[place]), half)
    return _joined(sweep.found)


def strongest(
    entries: Sequence[Timed],
    group: Callable[[Timed], Group],
    excludes: Callable[[Group, Group], bool],
    judge: Judge,
) -> Iterator[tuple[Conflict, Stretch]]:
    """Each stretch with its highest conflict: of two that do not hedge if any do, then the lowest claims."""
    found = stretches(entries, group, excludes)
    unhedged = [entry for entry in entries if entry.fact.modality == "certain"]
    begins = [stretch.lo for stretch in found]
    sure: dict[int, dict[int, Timed]] = defaultdict(dict)
    for part in stretches(unhedged, group, excludes):
        sure[bisect_right(begins, part.lo) - 1] |= part.members
    for place, stretch in enumerate(found):
        yield _lowest(sure.get(place, stretch.members), judge), stretch


def _lowest(members: dict[int, Timed], judge: Judge) -> Conflict:
    """The conflict of the lowest claim, which has one since it is a member, with its lowest opponent."""
    first, *rest = (members[claim] for claim in sorted(members))
    return next(found for other in rest if (found := judge(first, other)) is not None)


def _halves(span: Span) -> tuple[int, int]:
    """The core in half days: a lasting one without its outer halves, so that a handover shares nothing."""
    lo, hi = 2 * span.core_lo, 2 * span.core_hi
    return (lo, hi) if lo == hi else (lo + 1, hi - 1)


@dataclass(slots=True)
class _Sweep(Generic[Group]):
    """The claims that hold at the moment, by group.

    `waiting` are those of them in no conflict since the last stretch ended, `rivals` two groups in conflict.
    """

    excludes: Callable[[Group, Group], bool]
    active: dict[Group, dict[int, Timed]] = field(default_factory=dict)
    waiting: dict[Group, dict[int, Timed]] = field(default_factory=dict)
    rivals: tuple[Group, ...] = ()
    begun: int = 0
    members: dict[int, Timed] = field(default_factory=dict)
    found: list[Stretch] = field(default_factory=list)

    def enter(self, entry: Timed, group: Group, half: int) -> None:
        """A claim begins to hold."""
        rival = next((other for other in self.active if self._conflict(group, other)), None)
        self.active.setdefault(group, {})[entry.fact.claim] = entry
        self.waiting.setdefault(group, {})[entry.fact.claim] = entry
        if rival is None:
            return
        if not self.rivals:
            self.rivals, self.begun = (group, rival), half
        drawn_in = [other for other in self.waiting if other == group or self._conflict(group, other)]
        for other in drawn_in:
            self.members |= self.waiting.pop(other)

    def leave(self, entry: Timed, group: Group, half: int) -> None:
        """A claim ceases to hold."""
        claim = entry.fact.claim
        self.waiting.get(group, {}).pop(claim, None)
        del self.active[group][claim]
        if self.active[group]:
            return
        del self.active[group]
        self.waiting.pop(group, None)
        if group in self.rivals:
            pairs = combinations(self.active, 2)
            self.rivals = next((pair for pair in pairs if self._conflict(*pair)), ())
            if not self.rivals:
                self._end(half)

    def _end(self, half: int) -> None:
        # Half a day belongs to the conflict of both days beside it.
        self.found.append(Stretch(self.begun // 2, (half + 1) // 2, self.members))
        self.members = {}
        self.waiting = {group: dict(entries) for group, entries in self.active.items()}

    def _conflict(self, one: Group, other: Group) -> bool:
        return one != other and self.excludes(one, other)


def _joined(found: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for stretch in found:
        if joined and stretch.lo <= joined[-1].hi + 1:
            joined[-1].hi = stretch.hi
            joined[-1].members |= stretch.members
        else:
            joined.append(stretch)
    return joined
